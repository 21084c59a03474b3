#!/usr/bin/env bash
# Installs Debian packages where that is allowed (root, or sudo without a password), and only those that are absent.
#   apt.sh PACKAGE...
# Exit code 1, with one sentence, when they are needed and may not be installed.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

missing=()
for package in "$@"; do
  dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

remedy="Installali con 'sudo apt-get update && sudo apt-get install ${missing[*]}'."
have apt-get || die "mancano i pacchetti ${missing[*]}, e questa macchina non usa apt." "Installali con il gestore di pacchetti della tua distribuzione."
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  have sudo && sudo -n true 2>/dev/null || die "mancano i pacchetti ${missing[*]}." "$remedy"
  as_root=(sudo -n)
fi

loud "Installo da Debian: ${missing[*]}"
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1; }
# The lists are renewed once a run (MUNICIPIO_APT_STAMP, set by CI) or each time.
if [ ! -e "${MUNICIPIO_APT_STAMP:-/nonexistent}" ]; then
  # An update that fails may leave lists that are still good: the installation below decides.
  if apt update && [ -n "${MUNICIPIO_APT_STAMP:-}" ]; then : >"$MUNICIPIO_APT_STAMP"; fi
fi
if ! apt install --no-install-recommends "${missing[@]}"; then
  tail -n 20 "$log" >&2
  die "non riesco a installare i pacchetti ${missing[*]} (la causa è scritta sopra: di solito manca la rete)." "$remedy"
fi
