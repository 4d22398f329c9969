# What the words in scripts/ share. Sourced, not run.
# shellcheck shell=bash

set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
LOCAL="$ROOT/.local"
cd "$ROOT"
umask 027

step() { printf '\n\033[1m==> %s\033[0m\n' "$*"; }
say() { printf '    %s\n' "$*"; }
die() {
    printf '\nerror: %s\n' "$*" >&2
    exit 1
}

# The demo accounts have a password that everybody can read: where others reach the platform, they are laid out only for
# whoever asks for them by name.
known_passwords_stay_here() {
    case "$LISTEN" in
        127.*:* | localhost:* | '[::1]':*) return ;;
    esac
    [ "${DEMO_ACCOUNTS:-}" = yes ] || die "others can reach $LISTEN, and the demo accounts have a known password. \
Listen on 127.0.0.1, or say DEMO_ACCOUNTS=yes if everybody may use them."
}

# The bin folder of the newest Postgres from version 15 on, or nothing.
postgres_bin() {
    local candidate
    local debian
    debian=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -nr)
    for candidate in $debian "$(pg_config --bindir 2>/dev/null)"; do
        [ -x "$candidate/initdb" ] || continue
        [ "$("$candidate/postgres" --version | grep -oE '[0-9]+' | head -n 1)" -ge 15 ] || continue
        printf '%s\n' "$candidate"
        return
    done
}

# Postgres refuses to run as root: root hands over to the user that the distribution's package made for it.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# A free port of 127.0.0.1, from $1 on.
free_port() {
    local port=$1
    while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
    printf '%s\n' "$port"
}

# $1 random bytes in hexadecimal.
random_hex() { od -An -vN"$1" -tx1 /dev/urandom | tr -d ' \n'; }

# Whether the process of a pid file lives.
alive() { [ -s "$1" ] && kill -0 "$(head -n 1 "$1")" 2>/dev/null; }

# Packages of Python in an environment of the project's own, from requirements files.
python_packages() {
    [ -x "$LOCAL/venv/bin/pip" ] || python3 -m venv "$LOCAL/venv"
    local files=()
    for file in "$@"; do files+=(-r "$file"); done
    "$LOCAL/venv/bin/pip" install --quiet --disable-pip-version-check "${files[@]}"
}

# Node as portals and browser tests need it, a line that is still maintained: of the distribution when it is new enough,
# else one of the project's own.
NODE_MAJOR_MIN=22
NODE_MAJOR=24
modern_node() {
    export PATH="$LOCAL/node/node_modules/node/bin:$PATH"
    node -e "process.exit(process.versions.node.split('.')[0] >= $NODE_MAJOR_MIN ? 0 : 1)" && return
    npm install --prefix "$LOCAL/node" --no-audit --no-fund --loglevel error "node@$NODE_MAJOR"
    hash -r # the shell still knows where the older one lies
}

# The packages of a folder's lock file.
node_packages() {
    [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] ||
        npm ci --prefix "$1" --no-audit --no-fund --loglevel error
}
