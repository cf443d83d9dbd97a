#!/usr/bin/env bash
# Gates for the start-up and the idle memory of `storeflow up` on the demonstration company (`quality.md`, "Fast").
# Memory is a hard limit. Wall time is noisy on shared machines: it is reported, and gated at twice its budget.
set -euo pipefail
cd "$(dirname "$0")/.."

READY_MS=1000    # the budget, for people
GATE_MS=2000     # what fails
MEMORY_KIB=$((150 * 1024))
IDLE_S=10        # until memory is read

binary="${STOREFLOW_BIN:-target/release/storeflow}"
[[ -x $binary ]] || { echo "budgets: there is no $binary: cargo build --release -p storeflow" >&2; exit 1; }
data=$(mktemp -d "${TMPDIR:-/var/tmp}/storeflow-budgets-XXXXXX")
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

milliseconds() { local now=${EPOCHREALTIME/[.,]/}; echo $((now / 1000)); }

# In a subshell: a refused connection is a status, not the end of the script.
ready() ( # PORT
    exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
    printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
    IFS= read -r -t 5 line <&3 && [[ $line == HTTP/1.1' 200'* ]]
) 2>/dev/null

# Starts the company, and waits for its welcome on the first start (the data is loaded then), for /readyz on the others.
start() { # first|again
    local began out="$data/out" port
    port=$(awk 'BEGIN { srand(); print 20000 + int(rand() * 10000) }')
    while ready "$port"; do port=$((port + 1)); done
    began=$(milliseconds)
    STOREFLOW_LOG=warn "$binary" up --demo --host 127.0.0.1 --port "$port" --data "$data/company" >"$out" 2>&1 </dev/null &
    pid=$!
    until ready "$port" && { [[ $1 == again ]] || grep -F 'StoreFlow runs' "$out" >/dev/null; }; do
        if ! kill -0 "$pid" 2>/dev/null || (($(milliseconds) - began > 180000)); then
            echo "budgets: \`storeflow up\` did not become ready:" >&2
            cat "$out" >&2
            exit 1
        fi
        sleep 0.01
    done
    took=$(($(milliseconds) - began))
}

stop() {
    kill -TERM "$pid"
    wait "$pid" || { echo 'budgets: `storeflow up` did not end cleanly' >&2; exit 1; }
    pid=''
}

start first
echo "first start, loading the demonstration: $took ms"
stop
start again
ready_ms=$took
sleep "$IDLE_S"
rss=$(awk '/^Rss:/ { print $2 }' "/proc/$pid/smaps_rollup")
pss=$(awk '/^Pss:/ { print $2 }' "/proc/$pid/smaps_rollup")
stop
echo "start on existing data: $ready_ms ms to /readyz (budget $READY_MS, gate $GATE_MS; load $(cut -d' ' -f1 /proc/loadavg))"
echo "idle memory: $((rss / 1024)) MiB resident, $((pss / 1024)) MiB proportional (limit $((MEMORY_KIB / 1024)) MiB)"
echo "binary: $(($(stat -c %s "$binary") / 1048576)) MiB"
failed=0
if ((ready_ms > GATE_MS)); then echo "budgets: the start took longer than $GATE_MS ms" >&2; failed=1; fi
if ((rss > MEMORY_KIB)); then echo "budgets: more than $((MEMORY_KIB / 1024)) MiB resident when idle" >&2; failed=1; fi
exit $failed
