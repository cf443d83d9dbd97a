#!/usr/bin/env bash
# The figures, on both set-ups: `make bench`. Arguments go to target/release/bench (`tools/bench.sh sagas --help`);
# without any, everything is measured. Writes target/bench/report.md and report.json.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_TERM_COLOR=never

deploy/local/servers.sh install
cargo build --release -p storeflow -p bench
export STOREFLOW_BIN="${STOREFLOW_BIN:-$PWD/target/release/storeflow}"
# On a disk (/tmp may be memory), and where PostgreSQL's user may go. The figures are about this disk.
parent="${STOREFLOW_BENCH_DIR:-/var/tmp}"
TMPDIR=$(mktemp -d "$parent/storeflow-bench-XXXXXX")
export TMPDIR
chmod 755 "$TMPDIR"
trap 'rm -rf "$TMPDIR"' EXIT

if (($# == 0)); then set -- all; fi
target/release/bench "$@"
echo "Written: target/bench/report.md and target/bench/report.json"
