#!/usr/bin/env bash
# The signatures that we make, judged by pyHanko (Python): CAdES and PAdES, chain and time stamps included, and what a PDF had
# done to it afterwards.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$ROOT/judges/firme/lib.sh"

python_or_skip pyhanko
our_signatures '*.p7m' '*.p7s' '*.pdf'

good() {
  local folder="$1"
  shift
  (cd "$folder" && "$venv/bin/python" "$ROOT/judges/pyhanko/check.py" "$SIGNED/radice.pem" "$@")
}

must_refuse_damaged good
good "$SIGNED" "${made[@]}" >"$scratch/log" 2>&1 || {
  cat "$scratch/log" >&2
  fail "pyHanko non accetta una firma che abbiamo fatto"
}
say "  ${#made[@]} file firmati da noi, buoni per pyHanko"
