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

# sweep_abandoned PREFIX: a folder belongs to the process written in its "owner" file; what a killed run left behind goes away
# by the caller's own `remove`.
sweep_abandoned() {
  local dir owner
  for dir in "$1"*; do
    [ -d "$dir" ] && [ ! -L "$dir" ] && [ -O "$dir" ] || continue
    owner="$(cat "$dir/owner" 2>/dev/null || true)"
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then remove "$dir"; fi
  done
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
