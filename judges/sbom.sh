#!/usr/bin/env bash
# The list of what the program is made of (SBOM), judged by CycloneDX's own library (Python) against the official schema, and
# held against Cargo.lock: what is linked is in the list, with the sum of its archive.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
python_or_skip sbom

bom="$scratch/sbom.cdx.json"
node "$ROOT/packaging/sbom.mjs" >"$bom" || fail "l'elenco dei componenti non si fa"
valid() { "$venv/bin/python" "$ROOT/judges/sbom/check.py" "$1"; }
sed 's/"type": "library"/"type": "libreria"/' "$bom" >"$scratch/cattivo.json"
must_reject "un componente di un tipo che non c'è" valid "$scratch/cattivo.json"
valid "$bom" >"$scratch/log" 2>&1 || {
  head -n 20 "$scratch/log" >&2
  fail "lo schema di CycloneDX non accetta l'elenco dei componenti"
}
for crate in argon2 chacha20poly1305 ed25519-dalek sea-orm typst; do
  sum="$(sed -n "/^name = \"$crate\"$/,/^$/s/^checksum = \"\(.*\)\"/\1/p" "$ROOT/Cargo.lock" | head -n 1)"
  [ -n "$sum" ] && grep -q "\"content\": \"$sum\"" "$bom" || fail "nell'elenco dei componenti manca $crate, o la sua impronta"
done
for package in bootstrap-italia htmx.org pdfjs-dist; do
  grep -q "\"purl\": \"pkg:npm/$package@" "$bom" || fail "nell'elenco dei componenti manca $package"
done
[ "$(SOURCE_DATE_EPOCH=1 node "$ROOT/packaging/sbom.mjs" | sha256sum)" = "$(SOURCE_DATE_EPOCH=1 node "$ROOT/packaging/sbom.mjs" | sha256sum)" ] ||
  fail "due elenchi dello stesso albero non sono uguali"
say "  CycloneDX 1.6: $(grep -c '"purl":' "$bom") componenti"
