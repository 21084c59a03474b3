#!/usr/bin/env bash
# XAdES signatures, those that we make and those that signxml makes with an authority of its own: xmlsec1 (value, references, chain),
# signxml (what is signed, and that the signer's certificate is bound to it) and our verifier have to find each good, and each bad
# when it is damaged in one point. signxml knows no XPath Filter 2.0, by which an enveloped signature of ours leaves out the others:
# of those that use it xmlsec1 and DSS judge.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$ROOT/judges/firme/lib.sh"

install_or_skip xmlsec1 xmlsec1
install_or_skip xmllint libxml2-utils
python_or_skip xmlsec
our_verdict

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
by_xmlsec() { (cd "$1" && shift && xmlsec_good "$@"); }
by_signxml() { (cd "$1" && shift && "$venv/bin/python" "$ROOT/judges/xmlsec/check.py" "$@"); }
by_signxml_may() { ! grep -q xmldsig-filter2 "$1"; }
# Revocation is not what is judged here.
by_noi() {
  local folder="$1" file
  shift
  for file in "$@"; do
    (cd "$folder" && $MUNICIPIO_VERIFY --fiducia "@$SIGNED/radice.pem+senza-revoche" --istante firma "$file") >"$scratch/verdict" || return 1
    python3 -c '
import json, sys
signatures = json.load(open(sys.argv[1])).get("firme")
sys.exit(0 if signatures and all(each["esito"] in ("TOTAL_PASSED", "PASSED") for each in signatures) else 1)' "$scratch/verdict" || return 1
  done
}

# judge WHAT: every file of SIGNED.
judge() {
  local judge file all
  our_signatures '*.xml'
  all=("${made[@]}")
  for judge in by_xmlsec by_signxml by_noi; do
    made=()
    for file in "${all[@]}"; do
      if [ "$judge" = by_signxml ] && ! by_signxml_may "$SIGNED/$file"; then continue; fi
      made+=("$file")
    done
    [ "${#made[@]}" -gt 0 ] || fail "$judge: nessuna firma XAdES $1 da giudicare"
    must_refuse_damaged "$judge"
    "$judge" "$SIGNED" "${made[@]}" >"$scratch/log" 2>&1 || {
      cat "$scratch/log" "$scratch/verdict" >&2
      fail "$judge: non è accettata una firma XAdES $1"
    }
    say "  ${#made[@]} firme XAdES $1: buone per ${judge#by_}"
  done
}

: >"$scratch/verdict"
judge "fatte da noi"
SIGNED="$scratch/signxml"
"$venv/bin/python" "$ROOT/judges/xmlsec/make.py" "$SIGNED" >"$scratch/log" 2>&1 || {
  cat "$scratch/log" >&2
  fail "signxml non ha fatto le firme da giudicare"
}
judge "fatte da signxml"
