#!/usr/bin/env bash
# Documents made from code. `write` makes them again; `check` fails when they differ from what is committed.
set -euo pipefail
cd "$(dirname "$0")/.."
mode="${1:-check}"
binary="${STOREFLOW_BIN:-target/debug/storeflow}"
[ -x "$binary" ] || cargo build -q -p storeflow
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$binary" openapi > "$scratch/openapi.json"
"$binary" messages --format markdown > "$scratch/messages.md"
"$binary" messages --format asyncapi > "$scratch/asyncapi.json"
status=0
for document in openapi.json messages.md asyncapi.json; do
    if [ "$mode" = write ]; then
        cp "$scratch/$document" "docs/$document"
    elif ! diff -u "docs/$document" "$scratch/$document" >"$scratch/difference"; then
        head -40 "$scratch/difference" >&2
        echo "docs/$document is not what the code says; run \`make docs\` and review the difference" >&2
        status=1
    fi
done
exit $status
