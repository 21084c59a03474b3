#!/usr/bin/env bash
# Removes what was built. Never the data of the demo comune, nor a target folder shared with other checkouts.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"
rm -rf dist web/dist web/node_modules e2e/node_modules e2e/esiti
if [ "$TARGET" = "$ROOT/target" ]; then
  rm -rf target
else
  say "La cartella di costruzione $TARGET è fuori dal progetto: la lascio dov'è."
fi
