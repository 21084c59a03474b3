#!/usr/bin/env bash
# The benchmarks, in the release profile. Each prints our figure, the physical ceiling of the same run and the peer's.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"
if [ ! -f benches/Cargo.toml ]; then
  say "Le misure non ci sono ancora: manca la cartella benches/."
  exit
fi
scripts/need.sh tools
scripts/need.sh space "$TARGET" 8
scripts/web.sh
scripts/fetch.sh cargo
cargo build --offline --release -p municipio
MUNICIPIO_BIN="$TARGET/release/municipio" scripts/postgres run -- cargo run --offline --release -p benches -- "$@"
