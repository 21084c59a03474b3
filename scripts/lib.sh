# shellcheck shell=bash disable=SC2034
# Shared by the scripts of this folder: where things are, and how we speak. Sourced, never run.
# What a person reads is Italian; an error is one sentence that says what is wrong and one that says what to do.

# Absolute, so that a script may change folder.
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
CACHE="${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/municipio"
# The same default that cargo has, unless the caller keeps the build elsewhere (CI does).
TARGET="${CARGO_TARGET_DIR:-$ROOT/target}"
case "$TARGET" in /*) ;; *) TARGET="$ROOT/$TARGET" ;; esac

say() { printf '%s\n' "$*" >&2; }

# A heading that can be found in a long log.
loud() { printf '\n==== %s\n' "$*" >&2; }

# die WHAT REMEDY: one line, so that nobody has to look for the cause in the log above it.
die() {
  printf 'Errore: %s %s\n' "$1" "${2:-}" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# version_at_least FOUND WANTED, dotted numbers ("1.95.0" "1.95").
version_at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]
}

# The oldest Rust that builds the workspace, from the one place that says it.
rust_wanted() { sed -n 's/^rust-version *= *"\([0-9.]*\)".*/\1/p' "$ROOT/Cargo.toml" | head -n 1; }

in_ci() { [ "${CI:-}" = true ]; }

# free_gb DIR: whole gigabytes that are left on its disk (of the nearest folder above that exists).
free_gb() {
  local dir="$1"
  while [ ! -d "$dir" ]; do dir="$(dirname "$dir")"; done
  df -Pk "$dir" | awk 'NR == 2 {print int($4 / 1024 / 1024)}'
}

# install_without_starting PACKAGE...: Debian's packages start a server by themselves, which is forbidden for the time of the
# installation.
install_without_starting() {
  local policy=/usr/sbin/policy-rc.d as_root=() made='' code=0
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi
  if [ ! -e "$policy" ] && printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null 2>&1; then
    "${as_root[@]}" chmod 755 "$policy"
    made=1
  fi
  "$ROOT/scripts/apt.sh" "$@" || code=$?
  if [ -n "$made" ]; then "${as_root[@]}" rm -f "$policy"; fi
  return "$code"
}

# sweep_abandoned PREFIX: a folder belongs to the process written in its "owner" file, or to a checkout that started it by hand; what
# a killed run left behind goes away by the caller's own `remove`.
sweep_abandoned() {
  local dir owner
  for dir in "$1"*; do
    [ -d "$dir" ] && [ ! -L "$dir" ] && [ -O "$dir" ] || continue
    owner="$(cat "$dir/owner" 2>/dev/null || true)"
    case "$owner" in
      by-hand) ;;
      '') # Being made this very moment, or left half made: the age tells.
        if [ -n "$(find "$dir" -maxdepth 0 -mmin +10)" ]; then remove "$dir"; fi ;;
      *) if ! kill -0 "$owner" 2>/dev/null; then
        say "Tolgo ciò che un'esecuzione interrotta ha lasciato in $dir."
        remove "$dir"
      fi ;;
    esac
  done
}

# asked_command SCRIPT run [--] COMMAND...: sets COMMAND, or says how the script is called.
asked_command() {
  local usage="uso: $1 run -- COMANDO"
  [ "${2:-}" = run ] || die "$usage"
  shift 2
  [ "${1:-}" != -- ] || shift
  [ $# -gt 0 ] || die "$usage"
  COMMAND=("$@")
}

# step_down USER: where we are root, the caller's server runs as this user (SERVER_USER tells as whom), started by `as_server`.
run_as=()
step_down() {
  SERVER_USER="$(id -un)"
  [ "$(id -u)" -eq 0 ] || return 0
  SERVER_USER="$1"
  run_as=(setpriv "--reuid=$1" "--regid=$(id -g "$1")" --clear-groups env -u MUNICIPIO_TEST_POSTGRES "HOME=$BASE" "USER=$1")
}
as_server() { (cd / && "${run_as[@]}" "$@"); }

# random_port FIRST MANY [STEP]: one of so many ports, each so far from the next. All lie below those that the system gives to
# whoever calls out (/proc/sys/net/ipv4/ip_local_port_range), and no two servers share any: mail from 10000, SFTP from 19700,
# PostgreSQL from 20000 to 31999.
random_port() { echo $(($1 + (RANDOM * 32768 + RANDOM) % $2 * ${3:-1})); }

# removed_at_the_end: what the caller makes in DIR goes away by its own `remove`, however we end.
removed_at_the_end() {
  DIR=''
  trap 'remove "$DIR"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# run_beside COMMAND...: runs it and ends as it does. Not exec: the trap above must outlive it.
run_beside() {
  local code=0
  "$@" || code=$?
  exit "$code"
}

# remember WHAT LOG: why it did not succeed, kept for the end of a long run (MUNICIPIO_FAILURES names the file), where it is
# read: which tests failed and what they said, or else the last words.
remember() {
  [ -n "${MUNICIPIO_FAILURES:-}" ] || return 0
  {
    printf '\n---- %s\n' "$1"
    if grep -aEq '^test .* FAILED$|^error' "$2"; then
      awk '/^failures:$/ {on = 1} on {print} /^test result:/ {on = 0}' "$2" | head -n 100
      grep -aE '^test .* FAILED$|^(BREAKS|HANGS): |panicked at |^error|^Errore: ' "$2" | tail -n 60
    else
      tail -n 40 "$2"
    fi
  } >>"$MUNICIPIO_FAILURES" || true
}
