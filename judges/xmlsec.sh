#!/usr/bin/env bash
# The XAdES signatures that we make, judged by xmlsec1 (value, references, chain) and by signxml (what is signed and that the
# signer's certificate is bound to it).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$ROOT/judges/firme/lib.sh"

install_or_skip xmlsec1 xmlsec1
install_or_skip xmllint libxml2-utils
python_or_skip xmlsec
signatures_or_skip '*.xml'

SIGNATURES="//*[local-name()='Signature' and namespace-uri()='http://www.w3.org/2000/09/xmldsig#']"

# Every signature of every file, counter-signatures too; nothing is fetched from elsewhere.
xmlsec_good() {
  local file count number
  for file in "$@"; do
    count="$(xmllint --nonet --xpath "count($SIGNATURES)" "$file")"
    [ "$count" -gt 0 ] || return 1
    for number in $(seq "$count"); do
      xmlsec1 --verify --trusted-pem "$SIGNED/radice.pem" --enabled-reference-uris empty,same-doc \
        --id-attr:Id http://uri.etsi.org/01903/v1.3.2#:SignedProperties --id-attr:Id http://www.w3.org/2000/09/xmldsig#:KeyInfo \
        --id-attr:Id http://www.w3.org/2000/09/xmldsig#:Object --id-attr:Id http://www.w3.org/2000/09/xmldsig#:SignatureValue \
        --node-xpath "($SIGNATURES)[$number]" "$file" || return 1
    done
  done
}
signxml_good() { "$venv/bin/python" "$ROOT/judges/xmlsec/check.py" "$@"; }
by_xmlsec() { (cd "$1" && shift && xmlsec_good "$@"); }
by_signxml() { (cd "$1" && shift && signxml_good "$@"); }

for judge in by_xmlsec by_signxml; do
  must_refuse_damaged "$judge"
  "$judge" "$SIGNED" "${made[@]}" >"$scratch/log" 2>&1 || {
    cat "$scratch/log" >&2
    fail "${judge#by_} non accetta una firma XAdES che abbiamo fatto"
  }
done
say "  ${#made[@]} firme XAdES fatte da noi, buone per xmlsec1 e signxml"
