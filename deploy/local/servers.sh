#!/usr/bin/env bash
# A private PostgreSQL and a private RabbitMQ on one machine, for `make cluster` and for the tests.
#
# Nothing here touches a server that the machine already runs: both live in one folder, listen on free ports of
# 127.0.0.1 and read no configuration from /etc. The only thing that changes the machine is `install`.
set -euo pipefail # hence no `… | grep -q`: it ends early, the left side dies of SIGPIPE, and that counts as "not found"
export LC_ALL=C.UTF-8
umask 022

LIMIT=90             # seconds until a server that does not answer is given up
TRIES=5              # sets of ports tried when another program takes one in between
POSTGRES_STOP=30     # seconds for a fast shutdown, before SIGKILL
RABBIT_STOP=20
RABBIT_BIN=/usr/lib/rabbitmq/bin   # not /usr/sbin/rabbitmq-*: those switch to the user rabbitmq and its system node
NODE=storeflow@localhost           # RabbitMQ's data belong to this name; the port mapper is private, so it cannot clash

say() { printf 'servers.sh: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

usage() {
  cat >&2 <<'USAGE'
usage: servers.sh COMMAND
  install                           install PostgreSQL and RabbitMQ with apt if they are missing; starts no service
  start DIR [--durable]             start both in DIR; print and write to DIR/env where they are
  stop DIR                          stop both, keep the data
  run DIR [--durable] -- COMMAND…   start, run COMMAND with that environment, stop; exits with COMMAND's status
  kill     postgres|rabbitmq DIR    SIGKILL, as a power cut
  restart  postgres|rabbitmq DIR    start again on the same port with the same data
  pause    postgres|rabbitmq DIR    SIGSTOP to all its processes
  resume   postgres|rabbitmq DIR    SIGCONT
Without --durable PostgreSQL does not wait for the disk (fsync=off): faster, for tests that never lose power.
DIR/env holds STOREFLOW_TEST_POSTGRES, STOREFLOW_TEST_RABBITMQ, STOREFLOW_TEST_RABBITMQ_API and STOREFLOW_TEST_SERVERS.
Logs are in DIR/log. Exit status: 1 failure, 2 wrong call, 3 something has to be installed by hand.
USAGE
  exit 2
}

# ---------------------------------------------------------------------------------------------------- installation

postgres_bin() { # the newest bin folder with both programs, or nothing
  local folder found=''
  while IFS= read -r folder; do
    if [[ -x $folder/initdb && -x $folder/postgres ]]; then found=$folder; fi
  done < <(compgen -G '/usr/lib/postgresql/*/bin' | sort -V)
  printf '%s' "$found"
}

missing_packages() {
  if [[ -z $(postgres_bin) ]]; then echo postgresql; fi
  if [[ ! -x $RABBIT_BIN/rabbitmq-server ]]; then echo rabbitmq-server; fi
}

cmd_install() {
  local packages self
  mapfile -t packages < <(missing_packages)
  if ((${#packages[@]} == 0)); then say "PostgreSQL ($(postgres_bin)) and RabbitMQ ($RABBIT_BIN) are installed"; return 0; fi
  if ! command -v apt-get >/dev/null; then
    say "missing: ${packages[*]}. There is no apt-get here: install PostgreSQL 15 or later (/usr/lib/postgresql/VERSION/bin)"
    say "and RabbitMQ 3.10 or later with its management plugin ($RABBIT_BIN), as Debian and Ubuntu package them."
    exit 3
  fi
  if ((EUID != 0)); then
    self=$(realpath -- "${BASH_SOURCE[0]}")
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then exec sudo -n bash "$self" install; fi
    say "missing: ${packages[*]}. Neither root nor sudo without a password; please run:"
    say "  sudo bash $self install"
    exit 3
  fi

  # A package's scripts ask this policy before they start or restart a service. One that was there stays untouched;
  # if it allows services, apt would start them, so that is refused rather than overruled.
  POLICY=/usr/sbin/policy-rc.d
  if [[ -e $POLICY || -L $POLICY ]]; then
    local answer=0
    if [[ -x $POLICY ]]; then "$POLICY" "${packages[0]}" start >/dev/null 2>&1 || answer=$?; fi
    if ((answer != 101)); then
      say "$POLICY exists and lets packages start services. It is not ours to change; please install by hand:"
      say "  apt-get install --no-install-recommends ${packages[*]}"
      exit 3
    fi
  else
    trap 'rm -f "$POLICY"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    printf '#!/bin/sh\nexit 101\n' >"$POLICY"
    chmod 755 "$POLICY"
  fi

  # On a machine without PostgreSQL, Debian would create a cluster "main" that starts with the machine.
  local common=/etc/postgresql-common
  if [[ " ${packages[*]} " == *' postgresql '* && ! -e $common/createcluster.conf ]] &&
    ! dpkg-query -W -f '${db:Status-Status}' postgresql-common 2>/dev/null | grep -x installed >/dev/null; then
    mkdir -p "$common"
    printf '# written by StoreFlow before the installation of PostgreSQL\ncreate_main_cluster = false\n' >"$common/createcluster.conf"
  fi

  # needrestart (Ubuntu) would restart other services; ucf and dpkg must keep the files that are there.
  export DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 NEEDRESTART_MODE=l UCF_FORCE_CONFFOLD=1
  local apt=(apt-get install -y --no-install-recommends -o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=300)
  say "installing ${packages[*]}"
  # Old package lists name files that the mirror no longer has: then update once and try again.
  if ! apt-cache show "${packages[@]}" >/dev/null 2>&1 || ! "${apt[@]}" "${packages[@]}" >&2; then
    apt-get update >&2
    "${apt[@]}" "${packages[@]}" >&2
  fi
  mapfile -t packages < <(missing_packages)
  if ((${#packages[@]} > 0)); then die "still missing after the installation: ${packages[*]}"; fi
  if [[ -d /run/systemd/system ]]; then
    say "no service was started; to keep them from starting with the machine: systemctl disable rabbitmq-server postgresql"
  fi
}

# ------------------------------------------------------------------------------------------------ folder and state

# DIR/secret        password of both servers
# DIR/pg/data       PostgreSQL; DIR/pg/port, DIR/pg/durable: how it was started
# DIR/rabbit/…      RabbitMQ;   DIR/rabbit/ports: amqp api distribution epmd
# DIR/log, DIR/env, DIR/lock
use_dir() {
  DIR=$(realpath -m -- "$1") # physical path: processes are recognised by their working directory
  # The path ends up in files of four syntaxes (shell, PostgreSQL, RabbitMQ, KEY=VALUE); quoting for all is not worth it.
  if [[ $DIR =~ [[:space:][:cntrl:]] || $DIR == *[\'\"\\\$\`\&\;\|\<\>\(\)\*\?\[\]\{\}\#%!=]* ]]; then
    die "the folder $DIR has a space or a special character in its path; please take another"
  fi
  if [[ $DIR == / ]]; then die "not the root folder"; fi
  AS_PG=()
  # PostgreSQL refuses to run as root.
  if ((EUID == 0)) && getent passwd postgres >/dev/null; then
    AS_PG=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  fi
}

# One command at a time per folder. Servers must not inherit the descriptor: see detach.
lock() {
  if [[ ! -d $DIR ]]; then return 0; fi
  exec 9>>"$DIR/lock"
  flock -w 300 9 || die "another servers.sh has been busy in $DIR for 5 minutes"
}
unlock() { exec 9>&-; }

prepare_dir() {
  local part path=''
  if [[ -z $(postgres_bin) || ! -x $RABBIT_BIN/rabbitmq-server ]]; then
    say "PostgreSQL or RabbitMQ is missing; please run: ${BASH_SOURCE[0]} install"
    exit 3
  fi
  if ((EUID == 0 && ${#AS_PG[@]} == 0)); then
    die "PostgreSQL does not run as root and there is no user postgres: create it (useradd -r postgres) or run as another user"
  fi
  mkdir -p "$DIR"
  lock
  mkdir -p "$DIR"/{pg,log} "$DIR"/rabbit/{home,mnesia,conf,cwd}
  if ((EUID == 0)); then chown postgres: "$DIR/pg"; fi
  chmod 700 "$DIR"/{pg,rabbit}
  if ! "${AS_PG[@]}" test -w "$DIR/pg"; then
    IFS=/ read -ra part <<<"${DIR#/}"
    for part in "${part[@]}"; do
      path+=/$part
      if ! "${AS_PG[@]}" test -x "$path"; then
        die "PostgreSQL runs as user postgres, who may not enter $path: choose a folder elsewhere or run chmod o+x $path"
      fi
    done
    die "the user of PostgreSQL may not write in $DIR/pg"
  fi
  if [[ ! -s $DIR/secret ]]; then
    (umask 077; od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$DIR/secret.new"; mv "$DIR/secret.new" "$DIR/secret")
  fi
}

# Processes are found by their working directory, not by pid files: that also finds children whose parent was killed,
# cannot hit a stranger who got an old pid, and works after DIR was deleted. Asking as the owner of the processes
# works without CAP_SYS_PTRACE too (root in a container).
pids() { # postgres|rabbitmq [NAME-PATTERN]
  local home as=() target process name pattern=${2:-*}
  case $1 in
    postgres) home=$DIR/pg/data as=("${AS_PG[@]}") pattern='postgres*' ;;
    rabbitmq) home=$DIR/rabbit/cwd ;;
  esac
  while IFS=$'\t' read -r process target; do
    if [[ $target == "$home" || $target == "$home (deleted)" ]] && { read -r name <"$process/comm"; } 2>/dev/null; then
      # shellcheck disable=SC2053 # a pattern
      if [[ $name == $pattern ]]; then echo "${process#/proc/}"; fi
    fi
  done < <("${as[@]}" find /proc/[0-9]*/cwd -maxdepth 0 -printf '%h\t%l\n' 2>/dev/null || true)
}
brokers() { pids rabbitmq 'beam*'; }
rabbit_without_epmd() { pids rabbitmq '[!e]*'; pids rabbitmq 'e[!p]*'; }
postmaster() { # its pid, if it runs; the pid in a stale file may belong to a stranger by now
  local pid
  { read -r pid <"$DIR/pg/data/postmaster.pid"; } 2>/dev/null || return 0
  if [[ $'\n'$(pids postgres)$'\n' == *$'\n'"$pid"$'\n'* ]]; then echo "$pid"; fi
}
alive() { case $1 in postgres) [[ -n $(postmaster) ]] ;; rabbitmq) [[ -n $(brokers) ]] ;; esac; }

send() { # SIGNAL PID…; a process that has just ended is no error
  local signal=$1 pid
  shift
  for pid in "$@"; do kill "-$signal" "$pid" 2>/dev/null || true; done
}
# shellcheck disable=SC2046 # pids are words
send_all() { send "$1" $("${@:2}"); }

gone_within() { # SECONDS COMMAND…: until COMMAND lists no process
  local deadline=$((SECONDS + $1))
  shift
  while [[ -n $("$@") ]]; do
    if ((SECONDS >= deadline)); then return 1; fi
    sleep 0.05
  done
}
kill_all() { # COMMAND…: a fork may slip in between list and signal, hence the loop
  until gone_within 0 "$@"; do send_all KILL "$@"; sleep 0.05; done
}

free_port() {
  local low used port
  # Below the range from which the kernel takes ports for outgoing connections, so that a restart finds it free again.
  read -r low _ </proc/sys/net/ipv4/ip_local_port_range
  if ((low < 22000 || low > 60000)); then low=60000; fi
  used=" $(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk '{ n = split($2, a, ":"); printf "%s ", a[n] }')"
  while :; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % (low - 20000)))
    # 25672 is where a RabbitMQ of the machine itself would want to start
    if [[ $used != *" $(printf %04X "$port") "* && $port != 25672 ]]; then echo "$port"; return; fi
  done
}
port_used() { [[ " $(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk '$4 == "0A" { n = split($2, a, ":"); printf "%s ", a[n] }')" == *" $(printf %04X "$1") "* ]]; }

# Runs in the subshell that becomes a server: nothing of the caller may stay open (a pipe would keep its reader waiting,
# the lock would stay locked).
detach() { # LOGFILE
  local fd
  exec </dev/null >>"$1" 2>&1
  for fd in /proc/self/fd/*; do
    fd=${fd##*/}
    if ((fd > 2 && fd != 255)); then eval "exec $fd>&-" 2>/dev/null || true; fi # 255 is the script itself, closed by bash
  done
}
size() { stat -c %s "$1" 2>/dev/null || echo 0; }
log_since() { tail -c "+$(($2 + 1))" "$1" 2>/dev/null || true; }
report() { # WHAT LOGFILE
  say "$1; the end of $2:"
  tail -n 30 "$2" >&2 || true
}

# ------------------------------------------------------------------------------------------------------ PostgreSQL

init_postgres() {
  if [[ -s $DIR/pg/data/PG_VERSION ]]; then
    local have
    have=$(<"$DIR/pg/data/PG_VERSION")
    PG_BIN=/usr/lib/postgresql/$have/bin # data of an older version need that version's programs
    if [[ ! -x $PG_BIN/postgres ]]; then say "$DIR/pg/data is of PostgreSQL $have, which is not installed"; return 1; fi
    return 0
  fi
  PG_BIN=$(postgres_bin)
  # In a second folder first: an interrupted initdb must not look like a database.
  rm -rf "$DIR/pg/data.new" "$DIR/pg/password"
  (umask 077; cat "$DIR/secret" >"$DIR/pg/password")
  if ((EUID == 0)); then chown postgres: "$DIR/pg/password"; fi
  local status=0
  # --no-sync: an empty database is made again in two seconds. TZ: else initdb compares all time zones.
  (cd / && exec "${AS_PG[@]}" env -i PATH="$PATH" LC_ALL=C.UTF-8 TZ=UTC "$PG_BIN/initdb" --pgdata="$DIR/pg/data.new" \
    --username=storeflow --pwfile="$DIR/pg/password" --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 \
    --no-sync --no-instructions </dev/null >>"$DIR/log/postgres.log" 2>&1) || status=$?
  rm -f "$DIR/pg/password"
  if ((status != 0)); then report 'initdb failed' "$DIR/log/postgres.log"; return 1; fi
  mv "$DIR/pg/data.new" "$DIR/pg/data"
}

postgres_answers() { # PORT
  # The eighth line of the file is the state of exactly this server; a stranger on the port cannot stand in for it.
  [[ $(sed -n 8p "$DIR/pg/data/postmaster.pid" 2>/dev/null) == ready* ]] &&
    "$PG_BIN/pg_isready" -q -h 127.0.0.1 -p "$1" -d postgres -U storeflow -t 3
}

start_postgres() { # [PORT]: that one or none
  local fixed=${1:-} port try mark pid deadline settings log=$DIR/log/postgres.log
  init_postgres || return 1
  kill_postgres # children of a postmaster that somebody killed
  if pid=$(head -n 1 "$DIR/pg/data/postmaster.pid" 2>/dev/null) && [[ -d /proc/$pid ]]; then
    rm -f "$DIR/pg/data/postmaster.pid" # stale, and a stranger has the pid now: PostgreSQL would refuse to start
  fi
  settings=(-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=400 -c shared_buffers=128MB
    -c timezone=UTC -c log_timezone=UTC -c logging_collector=off -c log_destination=stderr)
  if [[ $(<"$DIR/pg/durable") != yes ]]; then
    settings+=(-c fsync=off -c synchronous_commit=off -c full_page_writes=off)
  fi
  for ((try = 1; try <= TRIES; try++)); do
    port=$fixed
    if [[ -z $port ]]; then # the ports of last time, if they are free: addresses then survive a stop and start
      port=$(cat "$DIR/pg/port" 2>/dev/null || true)
      if [[ -z $port ]] || ((try > 1)) || port_used "$port"; then port=$(free_port); fi
    fi
    mark=$(size "$log")
    deadline=$((SECONDS + LIMIT))
    (
      cd /
      detach "$log"
      # setsid: no signal of the caller's terminal. env -i: none of its PG* variables.
      exec setsid "${AS_PG[@]}" env -i PATH="$PATH" LC_ALL=C.UTF-8 TZ=UTC \
        "$PG_BIN/postgres" -D "$DIR/pg/data" -p "$port" "${settings[@]}"
    ) &
    pid=$!
    disown "$pid"
    while kill -0 "$pid" 2>/dev/null; do
      if postgres_answers "$port"; then
        echo "$port" >"$DIR/pg/port"
        return 0
      fi
      if ((SECONDS >= deadline)); then report "PostgreSQL did not answer within $LIMIT s" "$log"; return 1; fi
      sleep 0.05
    done
    if [[ -n $fixed ]] || ! log_since "$log" "$mark" | grep 'could not bind' >/dev/null; then break; fi
  done
  report 'PostgreSQL did not start' "$log"
  return 1
}

stop_postgres() {
  local pid
  send_all CONT pids postgres # a paused one would never end
  pid=$(postmaster)
  # SIGINT is what `pg_ctl stop -m fast` sends; pg_ctl itself would need the user of the server.
  if [[ -n $pid ]]; then
    send INT "$pid"
    gone_within "$POSTGRES_STOP" pids postgres || say "PostgreSQL did not stop within $POSTGRES_STOP s and is killed"
  fi
  kill_postgres
}

kill_postgres() {
  local list segments
  # Stopped first, so that no child sees its parent die and writes something more before its own end.
  send_all STOP postmaster
  list=$(pids postgres)
  if [[ -z $list ]]; then return 0; fi
  # Its shared memory in /dev/shm would outlive it, if it is never started again.
  # shellcheck disable=SC2046,SC2086 # pids are words
  segments=$("${AS_PG[@]}" sed -n 's|.* \(/dev/shm/PostgreSQL\.[0-9]*\).*|\1|p' $(printf '/proc/%s/maps ' $list) 2>/dev/null | sort -u) || true
  kill_all pids postgres
  # shellcheck disable=SC2086
  if [[ -n $segments ]]; then "${AS_PG[@]}" rm -f $segments; fi
}

# -------------------------------------------------------------------------------------------------------- RabbitMQ

launch_rabbit() { # EXECUTABLE ARGUMENT…, with the node's environment; AMQP, API, DIST and EPMD are the ports
  local r=$DIR/rabbit
  (
    cd "$r/cwd"
    detach "$DIR/log/rabbitmq.log"
    # env -i: none of the caller's RABBITMQ_* and ERL_*. Every path is given, or the one in /etc or /var would be used.
    # RUNNING_UNDER_SYSTEMD: the script becomes the server instead of waiting for it.
    exec setsid env -i PATH="$PATH:/usr/sbin:/usr/bin:/sbin:/bin" LC_ALL=C.UTF-8 TZ=UTC HOME="$r/home" RUNNING_UNDER_SYSTEMD=true \
      ERL_EPMD_PORT="$EPMD" ERL_EPMD_ADDRESS=127.0.0.1 ERL_CRASH_DUMP="$DIR/log/erl_crash.dump" \
      RABBITMQ_CONF_ENV_FILE="$r/conf/rabbitmq-env.conf" RABBITMQ_CONFIG_FILE="$r/conf/rabbitmq" \
      RABBITMQ_CONFIG_FILES="$r/conf/conf.d/*.conf" RABBITMQ_ADVANCED_CONFIG_FILE="$r/conf/advanced.config" \
      RABBITMQ_ENABLED_PLUGINS_FILE="$r/conf/enabled_plugins" RABBITMQ_GENERATED_CONFIG_DIR="$r/conf/generated" \
      RABBITMQ_MNESIA_BASE="$r/mnesia" RABBITMQ_LOG_BASE="$DIR/log" RABBITMQ_PID_FILE="$r/pid" \
      RABBITMQ_NODENAME="$NODE" RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT="$AMQP" RABBITMQ_DIST_PORT="$DIST" \
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}" \
      "$@"
  ) &
  CHILD=$!
  disown "$CHILD" # else bash reports on stderr how it ended
}

write_rabbit_conf() {
  local conf=$DIR/rabbit/conf password
  password=$(<"$DIR/secret")
  : >"$conf/rabbitmq-env.conf"
  echo '[].' >"$conf/advanced.config"
  echo '[rabbitmq_management].' >"$conf/enabled_plugins"
  (umask 077; cat >"$conf/rabbitmq.conf") <<CONF
listeners.tcp.default = 127.0.0.1:$AMQP
management.tcp.ip = 127.0.0.1
management.tcp.port = $API
default_user = storeflow
default_pass = $password
default_vhost = /
default_user_tags.administrator = true
default_permissions.configure = .*
default_permissions.read = .*
default_permissions.write = .*
disk_free_limit.absolute = 200MB
log.file = false
log.console = true
log.console.level = warning
log.console.use_colors = off
CONF
  # The cookie guards the distribution port; Erlang would make one itself, but with a weak generator.
  if [[ ! -s $DIR/rabbit/home/.erlang.cookie ]]; then
    (umask 077; od -An -N20 -tx1 /dev/urandom | tr -d ' \n' >"$DIR/rabbit/home/.erlang.cookie")
    chmod 400 "$DIR/rabbit/home/.erlang.cookie"
  fi
}

# Each in a subshell: a failed connection is a status, not the end of the script.
amqp_answers() ( # the server answers the protocol header with a method frame
  exec 3<>"/dev/tcp/127.0.0.1/$AMQP" || exit 1
  printf 'AMQP\0\0\011\001' >&3
  IFS= read -r -N 1 -t 3 byte <&3 && [[ $byte == $'\001' ]]
) 2>/dev/null
api_answers() ( # with our password, and the node itself says that it listens on our AMQP port
  exec 3<>"/dev/tcp/127.0.0.1/$API" || exit 1
  printf 'GET /api/health/checks/port-listener/%s HTTP/1.0\r\nHost: 127.0.0.1\r\nAuthorization: Basic %s\r\n\r\n' \
    "$AMQP" "$(printf 'storeflow:%s' "$(<"$DIR/secret")" | base64 -w 0)" >&3
  IFS= read -r -t 5 line <&3 && [[ $line == HTTP/1.?' 200'* ]]
) 2>/dev/null
epmd_answers() ( exec 3<>"/dev/tcp/127.0.0.1/$EPMD" ) 2>/dev/null

start_epmd() { # in the foreground of its own session: the daemon form would leave the folder by which it is found
  local program try
  program=$(PATH="$PATH:/usr/bin" command -v epmd) || program=$(compgen -G '/usr/lib/erlang/erts-*/bin/epmd' | sort -V | tail -n 1)
  launch_rabbit "$program" -address 127.0.0.1 -port "$EPMD"
  for ((try = 0; try < 100; try++)); do
    if epmd_answers; then sleep 0.1; break; fi # if a stranger answered, ours has ended by now
    sleep 0.05
  done
  kill -0 "$CHILD" 2>/dev/null
}

start_rabbit() { # [same]: on the ports of last time or not at all
  local fixed=${1:-} try mark deadline pid log=$DIR/log/rabbitmq.log
  kill_all rabbit_without_epmd
  for ((try = 1; try <= TRIES; try++)); do
    AMQP=''
    if [[ -s $DIR/rabbit/ports ]]; then read -r AMQP API DIST EPMD <"$DIR/rabbit/ports"; fi
    if [[ -z $fixed ]]; then
      if [[ -z $AMQP ]] || ((try > 1)) || port_used "$AMQP" || port_used "$API" || port_used "$DIST" ||
        { [[ -z $(pids rabbitmq) ]] && port_used "$EPMD"; }; then
        kill_all pids rabbitmq
        AMQP=$(free_port) API=$(free_port) DIST=$(free_port) EPMD=$(free_port)
        if [[ $(printf '%s\n' "$AMQP" "$API" "$DIST" "$EPMD" | sort -u | wc -l) != 4 ]]; then continue; fi
      fi
    fi
    write_rabbit_conf
    mark=$(size "$log")
    deadline=$((SECONDS + LIMIT))
    if [[ -z $(pids rabbitmq 'epmd*') ]] && ! start_epmd; then
      if [[ -n $fixed ]]; then break; fi
      continue
    fi
    launch_rabbit "$RABBIT_BIN/rabbitmq-server"
    pid=$CHILD
    while kill -0 "$pid" 2>/dev/null; do
      if amqp_answers && api_answers && [[ -n $(pids rabbitmq 'epmd*') ]]; then
        echo "$AMQP $API $DIST $EPMD" >"$DIR/rabbit/ports"
        return 0
      fi
      if ((SECONDS >= deadline)); then report "RabbitMQ did not answer within $LIMIT s" "$log"; return 1; fi
      sleep 0.1
    done
    if [[ -n $fixed ]] || ! log_since "$log" "$mark" | grep -E 'eaddrinuse|already_used|already in use' >/dev/null; then break; fi
  done
  report 'RabbitMQ did not start' "$log"
  return 1
}

stop_rabbit_node() {
  send_all CONT pids rabbitmq
  if [[ -n $(brokers) ]]; then
    send_all TERM brokers # to the brokers only: without its helper processes one cannot end cleanly
    gone_within "$RABBIT_STOP" brokers || say "RabbitMQ did not stop within $RABBIT_STOP s and is killed"
  fi
  if [[ -n $(brokers) ]] || ! gone_within 2 rabbit_without_epmd; then kill_all rabbit_without_epmd; fi
}
stop_rabbit() {
  stop_rabbit_node
  send_all TERM pids rabbitmq
  gone_within 2 pids rabbitmq || kill_all pids rabbitmq # the port mapper outlives its node otherwise
}

kill_rabbit() {
  kill_all brokers
  gone_within 5 rabbit_without_epmd || kill_all rabbit_without_epmd # its helpers end by themselves
}

# -------------------------------------------------------------------------------------------------------- commands

stop_both() {
  stop_rabbit &
  local other=$!
  stop_postgres
  wait "$other" || true
}

STARTERS=()
give_up() { # whatever happened: nothing keeps running
  local pid
  trap '' INT TERM HUP # a second Ctrl-C must not interrupt the cleaning up
  trap - EXIT
  for pid in "${STARTERS[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
  for pid in "${STARTERS[@]}"; do wait "$pid" 2>/dev/null || true; done # they end between two steps, not within initdb
  stop_both
}

guard() {
  trap 'give_up' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
}

write_env() {
  local password amqp api
  password=$(<"$DIR/secret")
  read -r amqp api _ <"$DIR/rabbit/ports"
  (
    umask 077
    cat >"$DIR/env.new" <<ENV
STOREFLOW_TEST_POSTGRES=postgres://storeflow:$password@127.0.0.1:$(<"$DIR/pg/port")
STOREFLOW_TEST_RABBITMQ=amqp://storeflow:$password@127.0.0.1:$amqp
STOREFLOW_TEST_RABBITMQ_API=http://storeflow:$password@127.0.0.1:$api
STOREFLOW_TEST_SERVERS=$DIR
ENV
  )
  mv "$DIR/env.new" "$DIR/env"
}

start_both() { # yes|no durable
  prepare_dir
  if alive postgres && [[ $1 == yes && $(cat "$DIR/pg/durable" 2>/dev/null) != yes ]]; then
    die "PostgreSQL runs in $DIR without fsync; stop it first, then start it with --durable"
  fi
  if [[ -s $DIR/env ]] && alive postgres && alive rabbitmq; then return 0; fi
  rm -f "$DIR/env"
  guard
  if ! alive rabbitmq; then (trap 'exit 143' TERM; start_rabbit) & STARTERS+=($!); fi
  if ! alive postgres; then echo "$1" >"$DIR/pg/durable"; (trap 'exit 143' TERM; start_postgres) & STARTERS+=($!); fi
  local left=("${STARTERS[@]}") first pid
  while ((${#left[@]} > 0)); do
    wait -n -p first "${left[@]}" || exit 1 # the first failure ends the start; the EXIT trap stops what came up
    for pid in "${!left[@]}"; do if [[ ${left[pid]} == "$first" ]]; then unset "left[$pid]"; fi; done
  done
  STARTERS=()
  write_env
}

parse_start() {
  DURABLE=no FOLDER='' COMMAND=()
  while (($# > 0)); do
    case $1 in
      --durable) DURABLE=yes ;;
      --) shift; COMMAND=("$@"); break ;;
      -*) usage ;;
      *) if [[ -n $FOLDER ]]; then usage; fi; FOLDER=$1 ;;
    esac
    shift
  done
  if [[ -z $FOLDER ]]; then usage; fi
  use_dir "$FOLDER"
}

cmd_start() {
  parse_start "$@"
  if ((${#COMMAND[@]} > 0)); then usage; fi
  start_both "$DURABLE"
  trap - EXIT INT TERM HUP
  cat "$DIR/env"
}

cmd_stop() {
  if (($# != 1)); then usage; fi
  use_dir "$1"
  lock
  rm -f "$DIR/env"
  stop_both
}

cmd_run() {
  parse_start "$@"
  if ((${#COMMAND[@]} == 0)); then usage; fi
  start_both "$DURABLE"
  guard
  unlock # COMMAND may call kill, restart, …
  local line child status interrupted=''
  while IFS= read -r line; do export "${line?}"; done <"$DIR/env"
  # In the background, because bash handles a signal only after a command in the foreground has ended; with our own
  # stdin and with SIGINT as usual, which a command in the background would not have.
  env --default-signal=INT,QUIT "${COMMAND[@]}" <&0 &
  child=$!
  trap 'interrupted=1; kill -TERM "$child" 2>/dev/null || true' TERM HUP
  # At a terminal, Ctrl-C reaches COMMAND as well: passing it on would be a second one. (A trap would also lose COMMAND's
  # status: bash's `wait` gives -1 when SIGINT and the end of the child come together.)
  if [[ -t 0 || -t 1 || -t 2 ]]; then trap '' INT; else trap 'interrupted=1; kill -INT "$child" 2>/dev/null || true' INT; fi
  while :; do
    if wait "$child"; then status=0; else status=$?; fi
    if [[ -z $interrupted ]]; then break; fi # else the wait was interrupted, not the command at its end
    interrupted=''
  done
  trap '' INT TERM HUP
  trap - EXIT
  lock
  rm -f "$DIR/env"
  stop_both
  exit "$status"
}

one_server() { # SERVER DIR
  if (($# != 2)) || [[ $1 != postgres && $1 != rabbitmq ]]; then usage; fi
  use_dir "$2"
  if [[ ! -d $DIR ]]; then die "there is no folder $DIR"; fi
  lock
}

cmd_kill() {
  one_server "$@"
  case $1 in postgres) kill_postgres ;; rabbitmq) kill_rabbit ;; esac
}

cmd_restart() {
  one_server "$@"
  if [[ ! -s $DIR/pg/port || ! -s $DIR/rabbit/ports ]]; then die "nothing was ever started in $DIR"; fi
  case $1 in
    postgres) stop_postgres; start_postgres "$(<"$DIR/pg/port")" || { stop_postgres; exit 1; } ;;
    rabbitmq) stop_rabbit_node; start_rabbit same || { stop_rabbit; exit 1; } ;;
  esac
}

cmd_pause() {
  one_server "$@"
  if ! alive "$1"; then die "$1 does not run in $DIR"; fi
  # The parent first, then its children as they are then.
  if [[ $1 == postgres ]]; then send_all STOP postmaster; else send_all STOP brokers; fi
  send_all STOP pids "$1"
}

cmd_resume() {
  one_server "$@"
  if ! alive "$1"; then die "$1 does not run in $DIR"; fi
  send_all CONT pids "$1"
}

case ${1:-} in
  install | start | stop | run | kill | restart | pause | resume) "cmd_$1" "${@:2}" ;;
  *) usage ;;
esac
