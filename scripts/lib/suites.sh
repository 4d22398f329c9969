# The suites of `scripts/test`. Sourced after common.sh, tasks.sh and setup.sh.
# shellcheck shell=bash

# name -> what it needs (rust, node, python, or the whole system), and what it holds.
declare -A SUITES=(
    [format]="rust:how Rust code is laid out"
    [lints]="rust:clippy over everything, warnings are errors"
    [licences]="rust python:licences, sources, bans and advisories of what is built in, by cargo-deny"
    [tidy]="rust:the rules of the house: layout, manifest, statements, lengths"
    [portals]="node:lints, types and unit tests of the portals"
    [models]="python:the programs that train and measure the models"
    [unit]="rust python:unit tests, documentation's examples, and tests of single crates"
    [host]="rust:the embedded host on components of its own"
    [api]="rust python system:every operation, every role, and the contract fuzzed"
    [story]="rust system:what people do from beginning to end"
    [races]="rust system:many at once for one thing"
    [faults]="rust system:servers that die, stop or forget"
    [walk]="rust system:random walks through the states of an order"
    [oidc]="rust node system:sign-in by OpenID Connect"
    [portal]="rust node system:everybody's day in a browser"
    [plans]="rust:every statement over few orders and over many; some minutes, only when it is named"
)
# The longest first, so that the last ones end together.
ORDER=(portal api faults models portals unit host races oidc story walk tidy licences format lints)
# What has deadlines of its own runs with nothing beside it: on a busy machine they would be missed.
ALONE=" faults host portal "

list_suites() {
    local name
    printf 'usage: scripts/test [suite...] [-- arguments of the test programs]\n\nsuites:\n'
    for name in $(printf '%s\n' "${!SUITES[@]}" | sort); do
        printf '    %-10s %s\n' "$name" "${SUITES[$name]#*:}"
    done
}

test_tools() {
    python_packages tests/requirements.txt models/requirements.txt
    python_packages scripts/requirements.txt
}

test_packages() {
    node_packages tests/oidc
    node_packages tests/portal
}

test_programs() { cargo test --locked --release --workspace --no-run; }

# The tests of these targets of the workspace; the features are those of everything, as in all other builds.
cargo_tests() { cargo test --locked --release --workspace --no-fail-fast "$@" -- "${ARGUMENTS[@]}"; }

suite_format() { cargo fmt --all --check; }
suite_lints() { cargo clippy --locked --release --workspace --all-targets -- -D warnings; }
suite_licences() {
    PATH="$LOCAL/venv/bin:$PATH"
    cargo deny --locked check bans licenses sources
    if timeout 120 cargo deny --locked fetch db; then
        cargo deny --locked --offline check advisories
    else
        echo "NOT looked at: advisories. Their database cannot be reached; docs/DECISIONS.md says what helps."
    fi
}
suite_portals() (
    cd static
    npm run --silent client
    npm run --silent lint
    npm run --silent types
    npm run --silent test
)
suite_models() (
    cd models
    ../.local/venv/bin/python -B -m unittest
)
suite_unit() {
    cargo_tests --lib --bins --test it --test parity --test property --test snapshot
    cargo_tests --doc
}
suite_host() { cargo_tests --test postgres --test redis --test serve; }
suite_tidy() { cargo_tests --test tidy; }
suite_api() { cargo_tests --test api; }
suite_story() { cargo_tests --test story; }
suite_races() { cargo_tests --test races; }
suite_faults() { cargo_tests --test faults; }
suite_walk() { cargo_tests --test walk; }
suite_oidc() { cargo_tests --test oidc; }
# Not among all suites: it takes minutes, and only who changes statements, indexes or the schema moves its results.
suite_plans() { ARGUMENTS+=(--ignored --nocapture) && cargo_tests --test plans; }
suite_portal() { cargo_tests --test portal; }

# Two at once, because each waits for its servers half of the time.
LANES=2
# To be called plainly: within a condition bash would let a suite go on behind a command that failed.
run_suites() {
    local name
    for name in "$@"; do
        [[ "$ALONE" != *" $name "* ]] || continue
        [ ${#TASK_PID[@]} -lt "$LANES" ] || end_one
        begin "$name" "suite_$name"
    done
    end_all || true
    for name in "$@"; do
        [[ "$ALONE" == *" $name "* ]] || continue
        begin "$name" "suite_$name"
        end_all || true
    done
}

# One line with how many tests passed and failed, of the test programs that tell it.
summary() {
    local name files=()
    for name in "${suites[@]}"; do [ ! -e "$LOGS/$name.log" ] || files+=("$LOGS/$name.log"); done
    sed -nE 's/^test result: [a-zA-Z]+\. ([0-9]+) passed; ([0-9]+) failed.*/\1 \2/p' "${files[@]}" |
        awk -v minutes=$((SECONDS / 60)) -v rest=$((SECONDS % 60)) \
            '{ passed += $1; failed += $2 }
             END { printf "\n%d min %d s\n%d passed, %d failed\n", minutes, rest, passed, failed }'
}
