#!/usr/bin/env bash
# A private Azurite (Microsoft's stand-in for Azure Blob Storage) on one machine, for the tests of media and `make cluster`.
#
# It lives in one folder, listens on a free port of 127.0.0.1 and has an account and a key of its own. `install` puts it into
# a cache folder with npm and changes nothing else of the machine.
set -euo pipefail
export LC_ALL=C.UTF-8
umask 077

VERSION=3.37.0
CACHE="${STOREFLOW_AZURITE:-${XDG_CACHE_HOME:-$HOME/.cache}/storeflow/azurite-$VERSION}"
PROGRAM="$CACHE/node_modules/azurite/dist/src/blob/main.js"
ACCOUNT=storeflow
CONTAINER=media
LIMIT=60 # seconds until it is given up

say() { printf 'azurite.sh: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

usage() {
  cat >&2 <<'USAGE'
usage: azurite.sh COMMAND
  install                 install Azurite with npm into a cache folder, if it is missing
  start DIR               start it in DIR; print and write to DIR/env where it is and how it is reached
  stop DIR                stop it, keep the data
  run DIR -- COMMAND…     start, run COMMAND with that environment, stop; exits with COMMAND's status
DIR/env holds STOREFLOW_TEST_AZURITE (a URL for --media-url) and the AZURE_* variables that storeflow reads.
The log is DIR/log. Exit status: 1 failure, 2 wrong call, 3 something has to be installed by hand.
USAGE
  exit 2
}

cmd_install() {
  if [[ -f $PROGRAM ]]; then return 0; fi
  if ! command -v npm >/dev/null; then say "npm is missing; install Node.js 20 or later"; exit 3; fi
  say "installing Azurite $VERSION into $CACHE"
  mkdir -p "$(dirname "$CACHE")"
  # In a second folder first: an interrupted installation must not look like one.
  local fresh="$CACHE.new-$$"
  trap 'rm -rf "$CACHE.new-$$"' EXIT
  npm install --silent --no-audit --no-fund --omit=optional --prefix "$fresh" "azurite@$VERSION" >&2
  if [[ ! -d $CACHE ]]; then mv "$fresh" "$CACHE" 2>/dev/null || true; fi
  if [[ ! -f $PROGRAM ]]; then die "still missing after the installation: $PROGRAM"; fi
}

# The one thing that storeflow leaves to whoever runs the storage account: the container. A signed request, as its API wants.
make_container() { # PORT KEY
  node - "$1" "$2" "$ACCOUNT" "$CONTAINER" <<'NODE'
const [port, key, account, container] = process.argv.slice(2);
const crypto = require('crypto');
const date = new Date().toUTCString();
const version = '2023-11-03';
const canonical = ['PUT', '', '', '', '', '', '', '', '', '', '', '', `x-ms-date:${date}`, `x-ms-version:${version}`,
  `/${account}/${account}/${container}`, 'restype:container'].join('\n');
const signature = crypto.createHmac('sha256', Buffer.from(key, 'base64')).update(canonical, 'utf8').digest('base64');
fetch(`http://127.0.0.1:${port}/${account}/${container}?restype=container`, {method: 'PUT', headers: {
  'x-ms-date': date, 'x-ms-version': version, authorization: `SharedKey ${account}:${signature}`}})
  .then(async (answer) => {
    if (answer.status !== 201 && answer.status !== 409) throw new Error(`${answer.status}: ${await answer.text()}`);
  })
  .catch((error) => { console.error(`the container cannot be made: ${error.message}`); process.exit(1); });
NODE
}

free_port() { node -e 'const s = require("net").createServer(); s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
# Recognised by its working directory and program, so that an old number never hits a stranger.
running() { [[ -s $DIR/pid && $(readlink "/proc/$(<"$DIR/pid")/cwd" 2>/dev/null) == "$DIR/data" ]]; }

cmd_start() {
  if (($# != 1)); then usage; fi
  DIR=$(realpath -m -- "$1")
  cmd_install
  mkdir -p "$DIR/data"
  if ! running; then
    if [[ ! -s $DIR/secret ]]; then head -c 64 /dev/urandom | base64 -w0 >"$DIR/secret"; fi
    local try port pid key deadline
    key=$(<"$DIR/secret")
    for try in 1 2 3; do
      port=$(free_port)
      (
        cd "$DIR/data"
        AZURITE_ACCOUNTS="$ACCOUNT:$key" exec setsid node "$PROGRAM" --blobHost 127.0.0.1 --blobPort "$port" \
          --location "$DIR/data" --skipApiVersionCheck --disableTelemetry --silent </dev/null >>"$DIR/log" 2>&1 9>&-
      ) &
      pid=$!
      disown "$pid"
      echo "$pid" >"$DIR/pid"
      deadline=$((SECONDS + LIMIT))
      until answers "$port" || ! kill -0 "$pid" 2>/dev/null; do
        if ((SECONDS >= deadline)); then kill -KILL "$pid" 2>/dev/null || true; break; fi
        sleep 0.1
      done
      if kill -0 "$pid" 2>/dev/null && answers "$port" && make_container "$port" "$key"; then break; fi
      if ((try == 3)); then tail -n 20 "$DIR/log" >&2 || true; die "Azurite does not start; its log is $DIR/log"; fi
      kill -KILL "$pid" 2>/dev/null || true
    done
    cat >"$DIR/env" <<ENV
STOREFLOW_TEST_AZURITE=az://$CONTAINER
AZURE_STORAGE_ACCOUNT_NAME=$ACCOUNT
AZURE_STORAGE_ACCOUNT_KEY=$key
AZURE_STORAGE_ENDPOINT=http://127.0.0.1:$port/$ACCOUNT
AZURE_ALLOW_HTTP=true
ENV
  fi
  cat "$DIR/env"
}

cmd_stop() {
  if (($# != 1)); then usage; fi
  DIR=$(realpath -m -- "$1")
  if running; then
    local pid
    pid=$(<"$DIR/pid")
    kill -TERM "$pid" 2>/dev/null || true
    for _ in {1..50}; do
      if ! kill -0 "$pid" 2>/dev/null; then break; fi
      sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
  fi
  rm -f "$DIR/pid" "$DIR/env"
}

cmd_run() {
  if (($# < 3)) || [[ $2 != -- ]]; then usage; fi
  local folder=$1 line status=0
  shift 2
  trap 'cmd_stop "$folder"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  cmd_start "$folder" >/dev/null
  while IFS= read -r line; do export "${line?}"; done <"$DIR/env"
  "$@" || status=$?
  exit "$status"
}

case ${1:-} in
  install | start | stop | run) "cmd_$1" "${@:2}" ;;
  *) usage ;;
esac
