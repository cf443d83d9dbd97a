#!/usr/bin/env bash
# The browser applications: `tools/apps.sh build | check | api | dev | journeys`. They need Node (20.19 or newer).
set -euo pipefail
cd "$(dirname "$0")/.."

node_is_there() {
    command -v npm >/dev/null && node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
}
need_node() {
    node_is_there && return
    echo "The browser applications need Node 20.19 or newer, with npm." >&2
    exit 1
}
# What the lock file names, once per lock file.
install() {
    local mark=apps/node_modules/.installed
    if ! cmp -s apps/package-lock.json "$mark"; then
        (cd apps && npm ci --no-audit --no-fund --loglevel=error)
        cp apps/package-lock.json "$mark"
    fi
}

case "${1:-}" in
build) # `make build` calls it; a release without its applications is none
    need_node
    install
    (cd apps && npm run --silent build)
    test -f apps/console/dist/index.html
    ;;
check)
    need_node
    install
    (cd apps && npm run --silent check)
    ;;
api)
    need_node
    install
    (cd apps && npm run --silent api)
    ;;
dev)
    need_node
    install
    (cd apps && npm run --silent dev)
    ;;
journeys) # Playwright and axe in Debian's Chromium, against a demonstration company of its own
    need_node
    install
    binary="${STOREFLOW_BIN:-target/release/storeflow}"
    chromium="${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}"
    if [[ -z $chromium ]]; then
        sudo=()
        [[ $(id -u) -eq 0 ]] || sudo=(sudo -n)
        if command -v apt-get >/dev/null && "${sudo[@]}" true 2>/dev/null; then
            "${sudo[@]}" apt-get update -qq >/dev/null || true
            "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium >/dev/null
            chromium=$(command -v chromium)
        else
            echo "The journeys need Chromium: apt-get install chromium, or CHROMIUM=/path/to/it" >&2
            exit 1
        fi
    fi
    data=$(mktemp -d "${TMPDIR:-/var/tmp}/storeflow-journeys-XXXXXX")
    pid=''
    clean() {
        if [[ -n $pid ]]; then
            kill -TERM "$pid" 2>/dev/null || true
            wait "$pid" 2>/dev/null || true
        fi
        rm -rf "$data"
    }
    trap clean EXIT
    trap 'exit 130' INT TERM
    export STOREFLOW_DEMO_PASSWORD="journeys-$RANDOM-$RANDOM" CHROMIUM="$chromium"
    "$binary" up --demo --data "$data/company" --port 0 --rate-limit 0 >"$data/out" 2>&1 &
    pid=$!
    url=''
    for _ in $(seq 600); do
        url=$(sed -nE 's/^ *Console +(http[^ ]+[^/])\/?$/\1/p' "$data/out" | head -1)
        [[ -n $url ]] && break
        if ! kill -0 "$pid" 2>/dev/null; then
            cat "$data/out" >&2
            exit 1
        fi
        sleep 0.2
    done
    [[ -n $url ]] || { echo "the company did not start" >&2; tail -20 "$data/out" >&2; exit 1; }
    shift
    (cd apps/e2e && STOREFLOW_URL="$url" STOREFLOW_DATA="$data/company" npx playwright test "$@")
    ;;
*)
    sed -n 2p "$0" >&2
    exit 2
    ;;
esac
