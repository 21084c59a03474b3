#!/usr/bin/env bash
# Downloads what the build needs, and turns a failed download into one sentence: after it, the build needs no network.
#   fetch.sh cargo           the crates of Cargo.lock
#   fetch.sh npm DIR         the npm packages of DIR/package-lock.json, only when they changed
# npm's own output is printed only when the cause is none of the usual ones.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

NETWORK='ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network|[Cc]ould not resolve|[Cc]ouldn.t resolve|[Cc]ould not connect|[Cc]ouldn.t connect|Failed to connect|[Tt]imed out|[Tt]imeout was reached|SSL connect|unable to update registry|failed to download|failed to get .* as a dependency'
# A proxy that opens encrypted connections, as many town halls have: the network is there, its certificate is unknown.
CERTIFICATE='SELF_SIGNED_CERT|UNABLE_TO_(GET|VERIFY)|CERT_UNTRUSTED|self.signed certificate|unable to get local issuer|SSL certificate problem|certificate verif'

log="$(mktemp)"
trap 'rm -f "$log"' EXIT

fetch_cargo() {
  local host locked=()
  host="$(rustc -vV | sed -n 's/^host: //p')"
  # A developer who just added a crate has a lock file to renew; CI must build what was committed.
  if in_ci; then locked=(--locked); fi
  if (cd "$ROOT" && cargo fetch "${locked[@]}" --target "$host") 2> >(tee "$log" >&2); then return; fi
  # The copy to the terminal may still be on its way.
  wait
  if grep -Eq "$CERTIFICATE" "$log"; then
    die "non riesco a scaricare le librerie Rust: la rete mette davanti un certificato che non conosco." \
      "Chiedi a chi amministra la rete il file del certificato e riprova con 'CARGO_HTTP_CAINFO=/percorso/certificato.pem'."
  fi
  if grep -Eq "$NETWORK" "$log"; then
    die "non riesco a scaricare le librerie Rust: la rete non risponde." \
      "Controlla la connessione; se esci da un proxy, imposta HTTPS_PROXY e riprova."
  fi
  die "cargo non riesce a preparare le librerie (la causa è scritta sopra)." "Correggi Cargo.toml o Cargo.lock e riprova."
}

# npm ci deletes and downloads everything: do it only when the lock file is not the one already installed.
fetch_npm() {
  local dir="$1" stamp="$1/node_modules/.municipio-lock"
  [ -f "$dir/package-lock.json" ] || die "manca $dir/package-lock.json." "Crealo con 'npm install' in quella cartella."
  if [ -f "$stamp" ] && cmp -s "$stamp" "$dir/package-lock.json"; then return; fi
  say "Scarico i componenti npm di ${dir#"$ROOT"/}…"
  if (cd "$dir" && npm ci --no-audit --no-fund) >"$log" 2>&1; then
    # A package without dependencies gets no folder from npm.
    mkdir -p "$dir/node_modules"
    cp "$dir/package-lock.json" "$stamp"
    return
  fi
  if grep -Eq "$CERTIFICATE" "$log"; then
    die "non riesco a scaricare i componenti npm di ${dir#"$ROOT"/}: la rete mette davanti un certificato che non conosco." \
      "Chiedi a chi amministra la rete il file del certificato e riprova con 'NODE_EXTRA_CA_CERTS=/percorso/certificato.pem'."
  fi
  if grep -Eq "$NETWORK" "$log"; then
    die "non riesco a scaricare i componenti npm di ${dir#"$ROOT"/}: la rete non risponde." \
      "Controlla la connessione; se esci da un proxy, esegui 'npm config set https-proxy http://PROXY:PORTA' e riprova."
  fi
  if grep -Eq 'EACCES|EPERM|EROFS' "$log"; then
    die "npm non può scrivere in $dir/node_modules." "Correggi i permessi con 'sudo chown -R $(id -un) $dir' e riprova."
  fi
  cat "$log" >&2
  die "npm non riesce a installare i componenti di ${dir#"$ROOT"/} (la causa è scritta sopra)."
}

case "${1:-}" in
  cargo) fetch_cargo ;;
  npm) fetch_npm "${2:?folder}" ;;
  *) die "uso: fetch.sh cargo | npm CARTELLA" ;;
esac
