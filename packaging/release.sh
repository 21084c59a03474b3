#!/usr/bin/env bash
# make release: the optimised program and its Debian package, in dist/.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../scripts/lib.sh"
cd "$ROOT"
scripts/need.sh tools
have dpkg-deb || die "manca dpkg-deb: il pacchetto si costruisce su Debian o su una sua derivata."
scripts/need.sh folder "$ROOT/dist"
scripts/need.sh space "$TARGET" 8
scripts/web.sh
scripts/fetch.sh cargo
say "Costruisco la versione ottimizzata (su due processori può servire mezz'ora o più)…"
cargo build --offline --release -p municipio || die "la costruzione non è riuscita (la causa è scritta sopra)."

# Built here, so never part of a commit.
echo '*' >dist/.gitignore
deb="$(packaging/build-deb.sh "$TARGET/release/municipio" "$ROOT/dist")"
if have objcopy; then objcopy --only-keep-debug "$TARGET/release/municipio" dist/municipio.debug; fi
MUNICIPIO_DEB="$deb" judges/deb.sh || die "il pacchetto non passa i controlli (sopra)."
node packaging/sbom.mjs >dist/sbom.cdx.json
(cd dist && sha256sum -- *.deb sbom.cdx.json >SHA256SUMS)
say "Pacchetto pronto: ${deb#"$ROOT"/} ($(du -h "$deb" | cut -f1))"
say "Si installa con: sudo apt install ./${deb#"$ROOT"/}"
