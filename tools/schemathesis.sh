#!/usr/bin/env bash
# Runs schemathesis against the running system: does every answer fit the API description, and is none a 5xx? Once as
# administrator, once as a shop, with the same cases every time (STOREFLOW_SEED asks for others, STOREFLOW_EXAMPLES for
# more). Ends with an error on any finding; whole reports are in target/schemathesis. Uses target/debug/storeflow, or
# STOREFLOW_BIN.
set -euo pipefail
cd "$(dirname "$0")/.."

version=4.32.5
venv=target/schemathesis-venv
binary="${STOREFLOW_BIN:-target/debug/storeflow}"
examples="${STOREFLOW_EXAMPLES:-12}"
# The same cases every time, unless a seed asks for others.
chance=(--generation-deterministic)
[[ -z ${STOREFLOW_SEED:-} ]] || chance=(--seed "$STOREFLOW_SEED")
out=target/schemathesis

[[ -x $binary ]] || { echo "schemathesis: $binary is missing: cargo build -p storeflow" >&2; exit 2; }

as_root() { if [[ $(id -u) == 0 ]]; then "$@"; else sudo -n "$@"; fi; }
make_venv() {
    rm -rf "$venv"
    python3 -m venv "$venv" 2>/dev/null && return
    rm -rf "$venv"
    echo "schemathesis: installing python3-venv"
    as_root apt-get update -qq >/dev/null || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null ||
        { echo "schemathesis: python3-venv is missing; install it: apt-get install python3-venv" >&2; exit 2; }
    python3 -m venv "$venv"
}
if [[ $("$venv/bin/schemathesis" --version 2>/dev/null || true) != *"$version" ]]; then
    mkdir -p target
    make_venv
    "$venv/bin/pip" install -q --disable-pip-version-check "schemathesis==$version"
fi

data=$(mktemp -d "${TMPDIR:-/tmp}/storeflow-schemathesis-XXXXXX")
server=
cleanup() {
    if [[ -n $server ]]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$data"
}
trap cleanup EXIT

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url="http://127.0.0.1:$port"
rm -rf "$out"
mkdir -p "$out"
env -u STOREFLOW_CONFIG -u STOREFLOW_DATABASE_URL -u STOREFLOW_BROKER_URL -u STOREFLOW_DATA -u STOREFLOW_PORT \
    STOREFLOW_ADMIN_EMAIL=admin@schemathesis.test STOREFLOW_PASSWORD=schemathesis-only-4711 STOREFLOW_LOG=warn \
    "$binary" up --host 127.0.0.1 --port "$port" --data "$data/company" --rate-limit 0 >"$out/server.log" 2>&1 &
server=$!

# A small company, and the two tokens.
python3 - "$url" "$data" <<'PYTHON' || { tail -20 "$out/server.log" >&2; exit 2; }
import json, pathlib, sys, time, urllib.error, urllib.request

url, folder = sys.argv[1], pathlib.Path(sys.argv[2])


def ask(method, path, body=None, token=None):
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


def until(what, attempt):
    deadline = time.monotonic() + 60
    while True:
        try:
            status, answer = attempt()
        except (OSError, ValueError) as error:
            status, answer = 0, error
        if 200 <= status < 300:
            return answer
        if time.monotonic() > deadline:
            sys.exit(f"schemathesis: {what}: {status} {answer}")
        time.sleep(0.1)


def sign_in(login):
    session = {"login": login, "password": "schemathesis-only-4711"}
    return until("sign-in", lambda: ask("POST", "/api/identity/sessions", session))["access_token"]


until("ready", lambda: ask("GET", "/readyz"))
admin = sign_in("admin@schemathesis.test")


def create(path, body, token=admin):
    return until(path, lambda: ask("POST", path, body, token))


place = {"lat": 4.65, "lon": -74.1}
supplier = create("/api/purchasing/suppliers", {"legal_name": "Molinos del Sur S.A.", "email": "ventas@molinos.example"})
warehouse = create("/api/inventory/warehouses",
                   {"code": "BOG", "name": "Bogotá", "address": "Calle 17", "city": "Bogotá", "location": place})
products = [create("/api/purchasing/products",
                   {"sku": f"HIS-{n}", "name": f"Harina {n}", "supplier_id": supplier["id"], "category": "granos",
                    "price": {"amount": 410000 + n, "currency": "COP"}, "weight_grams": 1000, "volume_ml": 1500})
            for n in range(3)]
for product in products:
    create("/api/inventory/adjustments", {"warehouse_id": warehouse["id"], "product_id": product["id"], "lot": "L1",
                                          "expires_on": "2099-12-31", "delta": 1000, "reason": "found"})
create("/api/identity/customers", {"business_name": "Tienda", "phone": "+573001234567", "address": "Carrera 1",
                                   "password": "schemathesis-only-4711", "city": "Bogotá", "location": place}, None)
shop = sign_in("+573001234567")
for quantity in (3, 5000):
    create("/api/sales/orders", {"fulfilment": "available", "lines": [
        {"product_id": product["id"], "quantity": quantity} for product in products]}, shop)
(folder / "admin").write_text(admin)
(folder / "shop").write_text(shop)
PYTHON

checks=not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance
failed=0
for who in admin shop; do
    began=$SECONDS
    echo "schemathesis: as $who (${chance[*]}, at most $examples cases per operation and phase)"
    # It cannot make a piece of a file (application/offset+octet-stream); chassis/tests/media.rs sends all kinds of them.
    if ! "$venv/bin/schemathesis" run "$url/api/openapi.json" --url "$url" \
        -H "Authorization: Bearer $(cat "$data/$who")" --checks "$checks" --phases examples,coverage,fuzzing,stateful \
        --exclude-operation-id-regex '_upload_piece$' --max-examples "$examples" "${chance[@]}" --workers 1 --no-color --warnings off \
        --continue-on-failure --report junit --report-junit-path "$out/$who.xml" >"$out/$who.log" 2>&1; then
        failed=1
        sed -n '/= FAILURES =/,$p' "$out/$who.log" | head -400
        grep -q '= FAILURES =' "$out/$who.log" || tail -40 "$out/$who.log"
    else
        sed -n '/= SUMMARY =/,$p' "$out/$who.log"
    fi
    echo "schemathesis: as $who: $((SECONDS - began)) s"
done
if ! kill -0 "$server" 2>/dev/null; then
    echo "schemathesis: the system ended" >&2
    failed=1
fi
exit $failed
