#!/usr/bin/env bash
# Packs a built program as a Debian package: build-deb.sh PROGRAM FOLDER. Prints the path of the package.
# The same program and commit give the same bytes.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../scripts/lib.sh"
program="${1:?program}" out="${2:?folder}"
here="$ROOT/packaging"

have node || die "manca Node.js: serve per l'elenco dei componenti (sbom.cdx.json)."
have dpkg-deb || die "manca dpkg-deb: il pacchetto si costruisce su Debian o su una sua derivata."
[ -x "$program" ] || die "non trovo il programma $program." "Costruiscilo con 'make build' o 'make release'."

version="$(sed -n '/^\[workspace.package\]/,/^\[/s/^version *= *"\(.*\)"/\1/p' "$ROOT/Cargo.toml")"
arch="$(dpkg --print-architecture)"
SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git -C "$ROOT" log -1 --format=%ct 2>/dev/null || date +%s)}"
export SOURCE_DATE_EPOCH

# The oldest system that can run it is the one whose C library has every symbol it asks for.
glibc="$(grep -aoE 'GLIBC_2\.[0-9]+' "$program" | sed 's/GLIBC_//' | sort -Vu | tail -n 1 || true)"
[ -n "$glibc" ] || glibc=2.36
if have readelf; then
  extra="$(readelf -d "$program" 2>/dev/null | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -vE '^(libc|libm|libgcc_s|libpthread|libdl|ld-linux[a-z0-9-]*)\.so' || true)"
  [ -z "$extra" ] || die "il programma chiede librerie che il pacchetto non dichiara: $(echo $extra)." "Aggiungile a packaging/debian/control.in."
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
tree="$work/municipio" doc="$work/municipio/usr/share/doc/municipio"
mkdir -p "$tree/DEBIAN" "$doc"
chmod 755 "$work" "$tree"
install -D -m 755 "$program" "$tree/usr/bin/municipio"
# Line tables stay out of the package: the release keeps them beside (dist/municipio.debug).
if have strip && readelf -h "$program" >/dev/null 2>&1; then strip --strip-unneeded "$tree/usr/bin/municipio"; fi
install -D -m 644 "$here/municipio.service" "$tree/lib/systemd/system/municipio.service"
install -D -m 640 "$here/municipio.toml" "$tree/etc/municipio/municipio.toml"
mkdir -p "$tree/usr/share/man/man1"
"$program" man | gzip -9n >"$tree/usr/share/man/man1/municipio.1.gz"
install -m 644 "$here/README" "$doc/README"
install -m 644 "$here/debian/copyright" "$doc/copyright"
node "$here/sbom.mjs" | gzip -9n >"$doc/sbom.cdx.json.gz"
gzip -9nc "$ROOT/LICENSE" >"$doc/LICENSE.gz"
gzip -9nc "$ROOT/CHANGELOG.md" >"$doc/NEWS.md.gz"
# Debian's own form of it: what this version is, and when.
printf 'municipio (%s) stable; urgency=medium\n\n  * See NEWS.md.gz.\n\n -- Municipio maintainers <municipio@localhost>  %s\n' \
  "$version" "$(LC_ALL=C date -Rud "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$doc/changelog.gz"
install -D -m 644 "$here/debian/lintian-overrides" "$tree/usr/share/lintian/overrides/municipio"
for script in postinst prerm postrm; do install -m 755 "$here/debian/$script" "$tree/DEBIAN/$script"; done
echo /etc/municipio/municipio.toml >"$tree/DEBIAN/conffiles"
size="$(du -sk --apparent-size "$tree" | cut -f1)"
sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@GLIBC@/$glibc/" -e "s/@SIZE@/$size/" "$here/debian/control.in" >"$tree/DEBIAN/control"
(cd "$tree" && find . -path ./DEBIAN -prune -o -type f -printf '%P\n' | LC_ALL=C sort | xargs md5sum) >"$tree/DEBIAN/md5sums"
find "$tree" -exec chmod u+rw,go-w {} + -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
find "$tree" -type d -exec chmod 755 {} +

mkdir -p "$out"
deb="$out/municipio_${version}_${arch}.deb"
# What is only judged need not be small (MUNICIPIO_DEB_LEVEL=0: it is packed in seconds).
dpkg-deb --root-owner-group -Zxz "-z${MUNICIPIO_DEB_LEVEL:-6}" --build "$tree" "$deb" >/dev/null
echo "$deb"
