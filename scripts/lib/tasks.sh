# Work that goes on at once. Sourced after common.sh. Each task writes its own log, .local/log/<name>.log, and says in
# one line how long it took; a task that fails shows its log, and ends the script when all that began with it have
# ended.
# shellcheck shell=bash

LOGS="$LOCAL/log"
declare -A TASK_PID=() TASK_START=() TASK_SECONDS=()
TASKS_FAILED=()

# begin <name> <command or function> [arguments]
begin() {
    local name=$1
    shift
    mkdir -p "$LOGS"
    # A group of its own, so that it ends with all that it started.
    set -m
    ("$@") >"$LOGS/$name.log" 2>&1 </dev/null &
    set +m
    TASK_PID[$name]=$!
    TASK_START[$name]=$SECONDS
}

# Waits until one of the tasks that run has ended, and tells how.
end_one() {
    local name pid status=0
    wait -n -p pid "${TASK_PID[@]}" || status=$?
    for name in "${!TASK_PID[@]}"; do
        [ "${TASK_PID[$name]}" = "$pid" ] || continue
        unset "TASK_PID[$name]"
        TASK_SECONDS[$name]=$((SECONDS - TASK_START[$name]))
        if [ "$status" -eq 0 ]; then
            say "$(printf '%-12s %5d s' "$name" "${TASK_SECONDS[$name]}")"
        else
            TASKS_FAILED+=("$name")
            say "$(printf '%-12s %5d s  FAILED' "$name" "${TASK_SECONDS[$name]}")"
            printf '%s\n' "---- the end of .local/log/$name.log" >&2
            tail -n 200 "$LOGS/$name.log" >&2
            printf '%s\n' "----" >&2
        fi
    done
}

# Waits for all tasks; false when one failed.
end_all() {
    while [ ${#TASK_PID[@]} -gt 0 ]; do end_one; done
    [ ${#TASKS_FAILED[@]} -eq 0 ]
}

# Who leaves takes along what still runs.
end_tasks() {
    local pid
    for pid in "${TASK_PID[@]}"; do kill -- "-$pid" 2>/dev/null || true; done
}
trap end_tasks EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
