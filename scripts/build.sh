#!/usr/bin/env bash
# Builds the program the way the tests use it, so that `make run` and `make test` compile the libraries once:
# the whole workspace in the dev profile, because a single package would choose other features for its libraries.
#   build.sh [--all-targets]     with the tests too: all at once keeps the processors busy where one after the other would not
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"$ROOT/scripts/fetch.sh" cargo
say "Costruisco Municipio (la prima volta servono circa dieci minuti)…"
cd "$ROOT"
# Everything is here already: a stall on the network would only hide that.
cargo build --offline --workspace "$@" || die "la costruzione non è riuscita (la causa è scritta sopra)." \
  "Se non hai cambiato il codice, prova con 'rustup update stable' e ripeti il comando."
