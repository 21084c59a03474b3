#!/usr/bin/env bash
# The Debian package, judged by dpkg, systemd and (where installed) lintian. MUNICIPIO_DEB names one already built;
# otherwise it is packed from the tests' program, because what is judged here is the package, not the speed.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
have dpkg-deb || skip "dpkg-deb manca: il pacchetto si giudica su Debian"

# systemd's own scale goes from 0 (safe) to 10; this is 1.5, which it calls OK.
EXPOSURE=15

deb="${MUNICIPIO_DEB:-}"
if [ -z "$deb" ]; then
  deb="$(MUNICIPIO_DEB_LEVEL=0 "$ROOT/packaging/build-deb.sh" "${MUNICIPIO_BIN:-$TARGET/debug/municipio}" "$scratch/out")" || fail "il pacchetto non si costruisce"
fi
root="$scratch/root"
dpkg-deb -x "$deb" "$root" || fail "dpkg non sa aprire il pacchetto"
dpkg-deb -e "$deb" "$scratch/control"
for file in usr/bin/municipio lib/systemd/system/municipio.service etc/municipio/municipio.toml usr/share/doc/municipio/copyright usr/share/man/man1/municipio.1.gz usr/share/doc/municipio/sbom.cdx.json.gz; do
  [ -e "$root/$file" ] || fail "nel pacchetto manca /$file"
done
grep -qx /etc/municipio/municipio.toml "$scratch/control/conffiles" || fail "un aggiornamento sovrascriverebbe le impostazioni: manca in conffiles"
(cd "$root" && md5sum --quiet -c "$scratch/control/md5sums") || fail "md5sums non corrisponde ai file"
[ "$(dpkg-deb -f "$deb" Version)" = "$(sed -n '/^\[workspace.package\]/,/^\[/s/^version *= *"\(.*\)"/\1/p' "$ROOT/Cargo.toml")" ] || fail "la versione del pacchetto non è quella del codice"
for script in postinst prerm postrm; do sh -n "$scratch/control/$script" || fail "$script non si legge"; done
if grep -Eq 'rm -r[f]? .*/var/lib/municipio' "$scratch"/control/*; then fail "uno script del pacchetto cancella gli atti del comune"; fi
if [ -n "$(find "$root" -perm /6000 -o -type f -perm /022)" ]; then fail "un file del pacchetto è scrivibile da altri, o setuid"; fi
say "  dpkg: $(dpkg-deb -f "$deb" Package Version Architecture | tr '\n' ' ')"

unit="$root/lib/systemd/system/municipio.service"
if ! have systemd-analyze; then "$ROOT/scripts/apt.sh" systemd || true; fi
if have systemd-analyze; then
  # The unit names paths of the installed system: give it a root where they are.
  verify() { systemd-analyze --root="$root" --recursive-errors=no verify "$1" >"$scratch/log" 2>&1 && [ ! -s "$scratch/log" ]; }
  exposed() { systemd-analyze security --offline=yes --no-pager --threshold=$EXPOSURE "$1" >"$scratch/log" 2>&1; }
  verify "$unit" || {
    cat "$scratch/log" >&2
    fail "systemd non accetta la unit"
  }
  exposed "$unit" || {
    grep '✗' "$scratch/log" | sort -k1 >&2 || cat "$scratch/log" >&2
    fail "systemd giudica il servizio troppo esposto (oltre $EXPOSURE su 100)"
  }
  say "  $(tail -n 1 "$scratch/log" | sed 's/^[^O]*//; s/[^A-Za-z0-9 .:]*$//')"
  sed 's/^ProtectSystem=.*/ProtettoSistema=si/' "$unit" >"$scratch/root/lib/systemd/system/cattiva.service"
  must_reject "una unit con una parola sbagliata" verify "$scratch/root/lib/systemd/system/cattiva.service"
  sed '/^Protect\|^Private\|^SystemCall\|^Restrict/d' "$unit" >"$scratch/root/lib/systemd/system/esposta.service"
  must_reject "una unit senza protezioni" exposed "$scratch/root/lib/systemd/system/esposta.service"
else
  skip "systemd-analyze manca: la unit non è stata giudicata"
fi

if have lintian; then
  # No real address exists yet for the maintainers; the rest of its errors count.
  lintian --allow-root --fail-on error --suppress-tags bogus-mail-host,bogus-mail-host-in-debian-changelog "$deb" || fail "lintian trova errori"
  say "  lintian: nessun errore"
fi
