#!/usr/bin/env bash
# The long proofs: the suites of `make test` with large counts, seeded. One line per run goes to target/soak.log; a run that
# passed on the same commit is not repeated, so an interrupted soak goes on where it was.
set -euo pipefail
cd "$(dirname "$0")/.."
times="${SOAK_TIMES:-50}"
log=target/soak.log
mkdir -p target
commit=$(git rev-parse --short HEAD)
servers=deploy/local/servers.sh
azurite=deploy/local/azurite.sh
folder="${TMPDIR:-/var/tmp}/storeflow-soak-$$"

$servers install
$azurite install
cargo build --workspace --all-targets
cargo build --release -p storeflow

run() { # NAME COMMAND…: once per commit and name
    local name="$1" began=$SECONDS
    shift
    if grep -qF "$commit ok $name" "$log" 2>/dev/null; then
        echo "done before: $name"
        return
    fi
    if "$@" >target/soak.out 2>&1; then
        echo "$commit ok $name ($((SECONDS - began)) s)" | tee -a "$log"
    else
        echo "$commit FAILED $name ($((SECONDS - began)) s); target/soak.out" | tee -a "$log"
        tail -40 target/soak.out
        exit 1
    fi
}
with_servers() { $servers run "$folder" -- $azurite run "$folder-azurite" -- "$@"; }

export PROPTEST_CASES=20000
run "properties, 20,000 cases each" cargo test -p contracts -p ordering -p sales -p inventory -p logistics --lib -- propert
export STOREFLOW_ORDERS=10000
run "10,000 orders for the last 100 units" with_servers env STOREFLOW_BIN=target/release/storeflow cargo test -p stories --test oversell
export STOREFLOW_ORDERS=2000
for round in $(seq "$times"); do
    export STOREFLOW_SEED=$round
    run "kills, round $round" with_servers cargo test -p stories --test kills
    run "chaos, round $round" with_servers cargo test -p stories --test chaos
    run "start orders and outages, round $round" with_servers cargo test -p stories --test start_orders --test outages
done
run "100 uploads, connections and servers cut" with_servers env STOREFLOW_UPLOADS=100 cargo test -p stories --test media
run "no changed row is missed in 1,000 random schedules" with_servers env STOREFLOW_SCHEDULES=1000 cargo test -p chassis --lib changes
run "100,000 rows are imported while shops order" with_servers env STOREFLOW_IMPORT_ROWS=100000 STOREFLOW_BIN=target/release/storeflow cargo test -p stories --test imports
run "restored backups" with_servers cargo test -p stories --test restore
run "rolling replacement" with_servers cargo test -p stories --test rolling
for round in $(seq 5); do run "browser journeys, round $round" tools/apps.sh journeys; done
for round in $(seq $((times / 5))); do run "phone under faults, five rounds, $round" env ROUNDS=5 tools/apps.sh phone; done
run "browser journey in Firefox" tools/apps.sh firefox
run "contact sheets, axe on every page × language × theme × width" tools/apps.sh sheets
run "Lighthouse and the browser's own time" tools/apps.sh figures
cat target/console-figures.json
tail -5 "$log"
