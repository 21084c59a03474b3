#!/usr/bin/env bash
# The CAdES signatures that we make, judged by openssl: a CMS that programs which know nothing of Europe read too.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$ROOT/judges/firme/lib.sh"

install_or_skip openssl openssl
our_signatures '*.p7m' '*.p7s'

# -cades: the signer's certificate is bound by signing-certificate-v2. The purpose: openssl asks by itself for that of e-mail.
good() {
  local folder="$1" file content
  shift
  for file in "$@"; do
    content=()
    [ ! -f "$folder/$file.contenuto" ] || content=(-content "$folder/$file.contenuto")
    openssl cms -verify -cades -binary -inform DER -in "$folder/$file" "${content[@]}" \
      -CAfile "$SIGNED/radice.pem" -no-CApath -no-CAstore -purpose any -out "$scratch/content" || return 1
  done
}

must_refuse_damaged good
good "$SIGNED" "${made[@]}" >"$scratch/log" 2>&1 || {
  cat "$scratch/log" >&2
  fail "openssl non accetta una firma CAdES che abbiamo fatto"
}
say "  ${#made[@]} firme CAdES fatte da noi, buone per openssl"
