#!/usr/bin/env bash
# The benchmarks, in the release profile. Each prints our figure, the physical ceiling of the same run and the peer's.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"
scripts/need.sh tools
scripts/need.sh space "$TARGET" 8
scripts/web.sh
scripts/fetch.sh cargo
# Together, so that cargo chooses the libraries' features once.
cargo build --offline --release -p municipio -p benches
MUNICIPIO_BIN="$TARGET/release/municipio" scripts/postgres run -- scripts/dovecot run -- "$TARGET/release/benches" "$@"
