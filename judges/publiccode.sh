#!/usr/bin/env bash
# publiccode.yml, judged by the official validator when it is on the PATH (publiccode-parser, from the sources of
# italia/publiccode-parser-go: its module is not on every Go proxy); otherwise by the standard's rules written down in
# publiccode/check.mjs, and the run says so. Also: the version and the licence are those of the code.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

file="$ROOT/publiccode.yml"
if have publiccode-parser; then
  say "  validatore ufficiale: publiccode-parser"
  validate() { publiccode-parser -no-network "$1"; }
else
  say "  ATTENZIONE: il validatore ufficiale publiccode-parser non c'è su questa macchina: controllo con le regole"
  say "  dello standard riscritte da noi, che non sono un giudice esterno."
  "$ROOT/scripts/fetch.sh" npm "$ROOT/judges/publiccode"
  validate() { node "$ROOT/judges/publiccode/check.mjs" "$1"; }
fi
validate "$file" || fail "publiccode.yml non è valido"

sed 's/^developmentStatus:.*/developmentStatus: finito/' "$file" >"$scratch/publiccode.yml"
must_reject "uno stato che non esiste" validate "$scratch/publiccode.yml"
sed '/^url:/d' "$file" >"$scratch/publiccode.yml"
must_reject "un file senza url" validate "$scratch/publiccode.yml"
sed '/longDescription: |/,/^    features:/{/^      /d}' "$file" >"$scratch/publiccode.yml"
must_reject "un file senza descrizione" validate "$scratch/publiccode.yml"

value() { sed -n "s/^ *$1: *\"\{0,1\}\([^\"]*\)\"\{0,1\} *\$/\1/p" "$file" | head -n 1; }
version="$(sed -n '/^\[workspace.package\]/,/^\[/s/^version *= *"\(.*\)"/\1/p' "$ROOT/Cargo.toml")"
[ "$(value softwareVersion)" = "$version" ] || fail "publiccode.yml dice la versione $(value softwareVersion), Cargo.toml $version"
license="$(sed -n '/^\[workspace.package\]/,/^\[/s/^license *= *"\(.*\)"/\1/p' "$ROOT/Cargo.toml")"
[ "$(value license)" = "$license" ] || fail "publiccode.yml dice la licenza $(value license), Cargo.toml $license"
head -n 1 "$ROOT/LICENSE" | grep -q 'EUROPEAN UNION PUBLIC LICENCE v. 1.2' || fail "LICENSE non è la EUPL 1.2"
say "  publiccode.yml è valido; versione e licenza sono quelle del codice"
