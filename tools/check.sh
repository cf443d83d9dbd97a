#!/usr/bin/env bash
# Formatting, lints, dependency rules, generated documents, the browser applications. No servers needed.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo fmt --all --check
cargo clippy --workspace --all-targets --quiet -- -D warnings
if command -v cargo-deny >/dev/null; then
    cargo deny --log-level error check bans licenses sources
else
    echo "cargo-deny is not installed: dependency rules are checked by tests and in the GitHub workflow (cargo install cargo-deny)"
fi
cargo build -q -p storeflow
tools/documents.sh check
tools/apps.sh check
echo "check: fine"
