#!/usr/bin/env bash
# Whether the fuzzer's targets still fit what they drive: their types are checked, nothing is run. They stand outside the workspace, so that
# no build of ours sees them. With the versions of the workspace; what they need besides is downloaded here.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT/fuzz"

# Each target is in the list, and each of the list is there.
listed="$(sed -n 's/^path = "targets\/\(.*\)\.rs"$/\1/p' Cargo.toml | sort)"
there="$(find targets -name '*.rs' -printf '%f\n' | sed 's/\.rs$//' | sort)"
if [ "$listed" != "$there" ]; then
  die "fuzz/Cargo.toml e fuzz/targets non dicono gli stessi bersagli." \
    "Correggi l'elenco: $(comm -3 <(echo "$listed") <(echo "$there") | tr -s '\t\n' ' ')"
fi

cp "$ROOT/Cargo.lock" Cargo.lock
trap 'rm -f "$ROOT/fuzz/Cargo.lock"' EXIT
host="$(rustc -vV | sed -n 's/^host: //p')"
cargo fetch --quiet --target "$host" || die "non riesco a scaricare libfuzzer-sys, di cui hanno bisogno i bersagli del fuzzer." "Controlla la connessione e riprova."
# cargo-fuzz's own flags want a nightly compiler; the types do not, but for what nightly crates look for.
RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$TARGET/fuzz" cargo check --offline --bins
