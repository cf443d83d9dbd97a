#!/usr/bin/env bash
# The CI tier: everything once, on both set-ups, from a fresh clone, in at most 45 minutes on 2 cores.
# Prints the seconds of each part. Whoever adds a part finds room for it.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_TERM_COLOR=never
# One story opens a thousand connections at once.
ulimit -Sn "$(ulimit -Hn)"
times=()
part() {
    local name="$1" began=$SECONDS
    shift
    echo "=== $name"
    "$@"
    times+=("$(printf '%6d s  %s' $((SECONDS - began)) "$name")")
}
summary() { printf '%s\n' "${times[@]}"; }
trap summary EXIT

servers=deploy/local/servers.sh
azurite=deploy/local/azurite.sh
folder="${TMPDIR:-/var/tmp}/storeflow-test-$$"

part "servers: install" $servers install
part "Azurite: install" $azurite install
part "format" cargo fmt --all --check
part "debug build" cargo build --workspace --all-targets
part "lints" cargo clippy --workspace --all-targets --quiet -- -D warnings
part "documents" tools/documents.sh check
part "applications: check" tools/apps.sh check
part "applications: build" tools/apps.sh build
part "tests" $servers run "$folder" -- $azurite run "$folder-azurite" -- cargo test --workspace --no-fail-fast
rm -rf "$folder" "$folder-azurite"
part "release build" cargo build --release -p storeflow
part "start-up and memory" tools/budgets.sh
# One for each role, and what must not be lost; `make journeys` runs all.
part "browser journeys" tools/apps.sh journeys --grep @ci
part "phone under faults" tools/apps.sh phone
part "browser journey on a cluster" tools/apps.sh cluster
part "schemathesis" tools/schemathesis.sh
