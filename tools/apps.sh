#!/usr/bin/env bash
# The browser applications: `tools/apps.sh build | check | api | dev | journeys | phone | cluster | sheets | figures | firefox`. They need Node (20.19 or newer).
set -euo pipefail
cd "$(dirname "$0")/.."
GECKODRIVER_VERSION=0.36.0

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

# Debian's packages for programs that are missing: `program:package …`.
need_packages() {
    local pair missing=() sudo=()
    for pair in "$@"; do command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}"); done
    ((${#missing[@]})) || return 0
    [[ $(id -u) -eq 0 ]] || sudo=(sudo -n)
    if ! command -v apt-get >/dev/null || ! "${sudo[@]}" true 2>/dev/null; then
        echo "To be installed by hand: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    "${sudo[@]}" apt-get update -qq >/dev/null || true
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y "${missing[@]}" >/dev/null
}
find_programs() {
    STOREFLOW_BIN=$(realpath "${STOREFLOW_BIN:-target/release/storeflow}")
    CHROMIUM="${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}"
    if [[ -z $CHROMIUM ]]; then
        need_packages chromium:chromium
        CHROMIUM=$(command -v chromium)
    fi
    export STOREFLOW_BIN CHROMIUM
}
# Starts what runs a demonstration company, until this command ends; where it says its console or API is, is the company.
start() { # COMMAND…
    find_programs
    pid=''
    clean() {
        if [[ -n $pid ]]; then
            kill -TERM "$pid" 2>/dev/null || true
            wait "$pid" 2>/dev/null || true
        fi
        rm -rf "$folder"
    }
    trap clean EXIT
    trap 'exit 130' INT TERM
    export STOREFLOW_DEMO_PASSWORD="journeys-$RANDOM-$RANDOM"
    "$@" >"$folder/out" 2>&1 &
    pid=$!
    STOREFLOW_URL=''
    for _ in $(seq 900); do
        if grep -F 'StoreFlow runs' "$folder/out" >/dev/null; then
            STOREFLOW_URL=$(sed -nE 's/^ *(Console|API) +(https?:\/\/[^/ ]+).*$/\2/p' "$folder/out" | head -1)
        fi
        [[ -n $STOREFLOW_URL ]] && break
        if ! kill -0 "$pid" 2>/dev/null; then
            cat "$folder/out" >&2
            exit 1
        fi
        sleep 0.2
    done
    [[ -n $STOREFLOW_URL ]] || { echo "the company did not start" >&2; tail -20 "$folder/out" >&2; exit 1; }
    export STOREFLOW_URL
}
start_company() {
    need_packages sqlite3:sqlite3 # one journey breaks a database
    folder=$(mktemp -d "${TMPDIR:-/var/tmp}/storeflow-journeys-XXXXXX")
    start "${STOREFLOW_BIN:-target/release/storeflow}" up --demo --data "$folder/company" --port 0 --rate-limit 0
    export STOREFLOW_DATA="$folder/company"
}

case "${1:-}" in
build) # `make build` calls it; a release without its applications is none
    need_node
    install
    (cd apps && npm run --silent build)
    test -f apps/console/dist/index.html -a -f apps/customer/dist/index.html -a -f apps/customer/dist/sw.js
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
journeys) # Playwright and axe in Debian's Chromium; `--grep @ci` takes those of `make test`
    shift
    need_node
    install
    start_company
    (cd apps/e2e && npx playwright test --project=journeys "$@")
    ;;
phone) # the customer application under faults: ROUNDS rounds, each with its printed seed (SEED repeats one)
    need_node
    install
    find_programs
    (cd apps/e2e && npx playwright test -c phone)
    ;;
cluster) # a smoke journey on a cluster, with servers of its own
    need_node
    install
    cluster="${CLUSTER_BIN:-target/debug/cluster}"
    [[ -x $cluster ]] || cargo build -p stories --bin cluster
    folder=$(mktemp -d "${TMPDIR:-/var/tmp}/storeflow-cluster-XXXXXX")
    chmod 755 "$folder" # PostgreSQL runs as a user of its own
    start "$cluster" --data "$folder/servers" --port 0
    (cd apps/e2e && npx playwright test --project=cluster)
    ;;
sheets) # pictures of every page × language × theme × width, with axe on each, onto docs/console/; goes on where it was
    need_node
    install
    start_company
    CONTACT_PICTURES="$PWD/target/console-pictures/$(sha256sum "$STOREFLOW_BIN" | cut -c1-16)"
    export CONTACT_PICTURES
    (cd apps/e2e && npx playwright test --project=soak contact-sheet)
    ;;
figures) # Lighthouse and the browser's own time, into target/console-figures.json
    need_node
    install
    start_company
    (cd apps/e2e && npx playwright test --project=soak figures)
    ;;
firefox) # a smoke journey in Debian's Firefox
    need_node
    install
    need_packages firefox-esr:firefox-esr
    GECKODRIVER=$(command -v geckodriver || echo "$PWD/target/geckodriver/bin/geckodriver")
    [[ -x $GECKODRIVER ]] || cargo install geckodriver --locked --version "$GECKODRIVER_VERSION" --root target/geckodriver --quiet
    export GECKODRIVER
    start_company
    (cd apps/e2e && npx playwright test --project=soak firefox)
    ;;
*)
    sed -n 2p "$0" >&2
    exit 2
    ;;
esac
