# The platform's own Postgres cluster and Redis under .local/, on free ports, with passwords of their own. Sourced after
# common.sh. No cluster of the system is touched.
# shellcheck shell=bash

BIN=$(postgres_bin)
SECRETS="$LOCAL/secrets.env"
PGDATA_DIR="$LOCAL/postgres"

# Passwords and keys, made once; data sealed with the keys is lost without this file.
make_secrets() {
    mkdir -p "$LOCAL"
    if [ -s "$SECRETS" ]; then
        # A platform that was set up before there was a schedule.
        grep -q '^SCHEDULE_TOKEN=' "$SECRETS" || echo "SCHEDULE_TOKEN=$(random_hex 32)" >>"$SECRETS"
        return
    fi
    cat >"$SECRETS" <<END
POSTGRES_PASSWORD=$(random_hex 24)
OWNER_PASSWORD=$(random_hex 24)
APP_PASSWORD=$(random_hex 24)
REDIS_PASSWORD=$(random_hex 24)
DATA_KEY=$(random_hex 16)
INDEX_KEY=$(random_hex 32)
SCHEDULE_TOKEN=$(random_hex 32)
END
    chmod 600 "$SECRETS"
}

# Where the user postgres cannot reach .local (a home folder closed to others), the cluster lies beside the system's
# temporary files that outlive a restart, and .local/postgres points there.
place_cluster() {
    [ "$(id -u)" -eq 0 ] || return 0
    chmod o+x "$LOCAL"
    if ! as_postgres test -x "$LOCAL"; then
        local elsewhere
        elsewhere="/var/tmp/rongtong-$(printf %s "$ROOT" | cksum | cut -d' ' -f1)"
        mkdir -p "$elsewhere"
        chown postgres "$elsewhere"
        PGDATA_DIR="$elsewhere/postgres"
    fi
}

start_postgres() {
    place_cluster
    if [ ! -s "$PGDATA_DIR/PG_VERSION" ]; then
        say "making a Postgres cluster in $PGDATA_DIR"
        mkdir -p "$PGDATA_DIR"
        [ "$(id -u)" -ne 0 ] || chown postgres "$PGDATA_DIR"
        chmod 700 "$PGDATA_DIR"
        local pwfile
        pwfile=$(mktemp)
        printf '%s\n' "$POSTGRES_PASSWORD" >"$pwfile"
        [ "$(id -u)" -ne 0 ] || chown postgres "$pwfile"
        as_postgres "$BIN/initdb" -D "$PGDATA_DIR" -U postgres --pwfile="$pwfile" \
            -A scram-sha-256 -E UTF8 --locale=C.UTF-8 >/dev/null
        rm -f "$pwfile"
    fi
    if ! as_postgres "$BIN/pg_ctl" -D "$PGDATA_DIR" status >/dev/null 2>&1; then
        POSTGRES_PORT=$(free_port 54320)
        as_postgres "$BIN/pg_ctl" -D "$PGDATA_DIR" -l "$PGDATA_DIR/server.log" -w start -o \
            "-c listen_addresses=127.0.0.1 -c port=$POSTGRES_PORT -c unix_socket_directories= -c max_connections=200 \
-c max_wal_size=4GB" \
            >/dev/null || die "Postgres did not start; see $PGDATA_DIR/server.log"
    fi
    POSTGRES_PORT=$(as_postgres sed -n 4p "$PGDATA_DIR/postmaster.pid")
    say "Postgres on 127.0.0.1:$POSTGRES_PORT"
}

# The roles and the database: the owner migrates, the functions work as a role that owns nothing.
make_database() {
    PGPASSWORD="$POSTGRES_PASSWORD" psql -qX -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$POSTGRES_PORT" \
        -U postgres -d postgres -v owner_password="$OWNER_PASSWORD" -v app_password="$APP_PASSWORD" <<'END'
select 'create role rongtong_app nologin'
where not exists (select from pg_roles where rolname = 'rongtong_app') \gexec
select format('create role rongtong_owner login password %L', :'owner_password')
where not exists (select from pg_roles where rolname = 'rongtong_owner') \gexec
select format('create role rongtong login password %L in role rongtong_app', :'app_password')
where not exists (select from pg_roles where rolname = 'rongtong') \gexec
-- No statement of a function takes longer, and none waits for a lock longer than its caller waits for an answer.
alter role rongtong set statement_timeout = '15s';
alter role rongtong set lock_timeout = '10s';
alter role rongtong set idle_in_transaction_session_timeout = '30s';
revoke connect, temporary on database postgres, template1 from public;
select 'create database rongtong owner rongtong_owner'
where not exists (select from pg_database where datname = 'rongtong') \gexec
\c rongtong
alter schema public owner to rongtong_owner;
END
}

start_redis() {
    if ! alive "$LOCAL/redis.pid"; then
        REDIS_PORT=$(free_port 63790)
        cat >"$LOCAL/redis.conf" <<END
bind 127.0.0.1
port $REDIS_PORT
requirepass $REDIS_PASSWORD
daemonize yes
pidfile "$LOCAL/redis.pid"
logfile "$LOCAL/redis.log"
dir "$LOCAL"
save ""
appendonly no
maxmemory 256mb
maxmemory-policy volatile-lru
END
        chmod 600 "$LOCAL/redis.conf"
        redis-server "$LOCAL/redis.conf"
        local tries=0
        until alive "$LOCAL/redis.pid"; do
            tries=$((tries + 1))
            [ "$tries" -lt 50 ] || die "Redis did not start; see $LOCAL/redis.log"
            sleep 0.1
        done
    fi
    REDIS_PORT=$(sed -n 's/^port //p' "$LOCAL/redis.conf")
    say "Redis on 127.0.0.1:$REDIS_PORT"
}

# The variables of spin.toml, for this host and for `spin up` alike.
write_spin_env() {
    local lines
    lines=$(cat <<END
SPIN_VARIABLE_DATABASE_URL=postgres://rongtong:$APP_PASSWORD@127.0.0.1:$POSTGRES_PORT/rongtong
SPIN_VARIABLE_DATABASE_HOST=127.0.0.1:$POSTGRES_PORT
SPIN_VARIABLE_REDIS_URL=redis://:$REDIS_PASSWORD@127.0.0.1:$REDIS_PORT
SPIN_VARIABLE_REDIS_HOST=127.0.0.1:$REDIS_PORT
SPIN_VARIABLE_DATA_KEYS=1:$DATA_KEY
SPIN_VARIABLE_INDEX_KEY=$INDEX_KEY
SPIN_VARIABLE_SCHEDULE_TOKEN=$SCHEDULE_TOKEN
SPIN_VARIABLE_PUBLIC_ORIGIN=http://$LISTEN
END
    )
    # An unchanged file keeps its time: `up` restarts the host when it is newer.
    [ "$lines" = "$(cat "$LOCAL/spin.env" 2>/dev/null)" ] || printf '%s\n' "$lines" >"$LOCAL/spin.env"
    chmod 600 "$LOCAL/spin.env"
}

# Both servers, and what stands in the database of a platform that has just been set up.
databases() {
    step "Postgres and Redis"
    make_secrets
    . "$SECRETS"
    start_postgres
    make_database
    start_redis
    write_spin_env

    step "Migrations, reference and demo data"
    set -a
    . "$LOCAL/spin.env"
    set +a
    local owner="postgres://rongtong_owner:$OWNER_PASSWORD@127.0.0.1:$POSTGRES_PORT/rongtong" action
    for action in migrate reference demo; do DATABASE_URL="$owner" target/release/database "$action"; done
}

# The host is gone, which nobody asked for.
host_stopped() { die "the host stopped: $(tail -qn 5 "$LOCAL/host.log" "$LOCAL/host.err" 2>/dev/null)"; }

# The host on $LISTEN, with these arguments besides. Its log is .local/host.log, in files of bounded size; what it says
# before it has a log, or beside it, is in host.err.
start_host() {
    if (exec 3<>"/dev/tcp/${LISTEN%:*}/${LISTEN##*:}") 2>/dev/null; then
        die "$LISTEN is taken by another program. Stop it, or choose another: LISTEN=127.0.0.1:3001 $0"
    fi
    # A group of its own: Ctrl-C is for the script, which then asks the host to end.
    set -m
    target/release/rongtong serve --manifest spin.toml --listen "$LISTEN" --log-file "$LOCAL/host.log" "$@" \
        >"$LOCAL/host.err" 2>&1 </dev/null &
    set +m
    echo $! >"$LOCAL/host.pid"
    until curl -sf -o /dev/null "http://$LISTEN/readyz"; do
        alive "$LOCAL/host.pid" || host_stopped
        sleep 0.2
    done
}

# The host answers what it has accepted before it ends.
stop_host() {
    if alive "$LOCAL/host.pid"; then
        local host
        host=$(cat "$LOCAL/host.pid")
        kill "$host"
        while kill -0 "$host" 2>/dev/null; do sleep 0.1; done
        say "host stopped"
    fi
    rm -f "$LOCAL/host.pid"
}

stop_services() {
    place_cluster
    if [ -s "$PGDATA_DIR/postmaster.pid" ]; then
        as_postgres "$BIN/pg_ctl" -D "$PGDATA_DIR" -m fast -w stop >/dev/null && say "Postgres stopped"
    fi
    if alive "$LOCAL/redis.pid"; then
        kill "$(cat "$LOCAL/redis.pid")" && say "Redis stopped"
    fi
}
