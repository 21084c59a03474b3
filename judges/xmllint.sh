#!/usr/bin/env bash
# The XML that we make, judged by libxml2: well-formed, and valid by the official schema of its root element
# (judges/schemi.tsv). What is judged: samples/xml, which the program writes, and the XML and SVG files of the project.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

install_or_skip xmllint libxml2-utils
install_or_skip unzip unzip
[ -d "$STANDARDS" ] || fail "manca la cartella degli schemi ufficiali $STANDARDS (indicala con MUNICIPIO_STANDARDS)"

# --nonet: a schema that would fetch another one over the network is a mistake of ours.
well_formed() { xmllint --nonet --noout "$1"; }
# valid SCHEMA FILE: by an XSD, or by the DTD of 2001.
valid() {
  case "$1" in
    *.dtd) xmllint --nonet --noout --dtdvalid "$1" "$2" ;;
    *) xmllint --nonet --noout --schema "$1" "$2" ;;
  esac
}
namespace() { xmllint --nonet --xpath 'namespace-uri(/*)' "$1" 2>/dev/null; }
root() { xmllint --nonet --xpath 'local-name(/*)' "$1" 2>/dev/null; }
# schema_of NAMESPACE ROOT: the line of schemi.tsv, first the one that names the root.
schema_of() {
  awk -F '\t' -v ns="${1:--}" -v root="$2" '$1 == ns && ($2 == root || $2 == "*") {print $3 "\t" $4}' "$ROOT/judges/schemi.tsv" | head -n 1
}

# near PATH: the file by which an official schema is asked. Most stand alone; two do not, and what they lack is put beside a copy.
near() {
  case "$1" in
    */mets.xsd) mets "$STANDARDS/$1" ;;
    # It declares UTF-8, and its comments are not.
    *.dtd) iconv -c -f UTF-8 -t UTF-8 "$STANDARDS/$1" >"$scratch/2001.dtd" && echo "$scratch/2001.dtd" ;;
    *) echo "$STANDARDS/$1" ;;
  esac
}

# METS's schema imports two others by their addresses. Copies lie elsewhere among the standards; that of XLink is the W3C's, whose groups
# of attributes have other names than those of the Library of Congress.
mets() {
  local packages xlink=minimal_IP_with_schemas/schemas/xlink.xsd
  packages="$(dirname "$1")/../examples/minimal_IP_with_schemas.zip"
  mkdir -p "$scratch/mets"
  cp "$STANDARDS/10-spid-cie/italia__spid-sp-test/src/spid_sp_test/xsd/xml.xsd" "$scratch/mets/xml.xsd"
  unzip -p "$packages" "$xlink" | sed 's#http://www.w3.org/2001/xml.xsd#xml.xsd#' >"$scratch/mets/xlink.xsd"
  sed -E 's#http://www.loc.gov/standards/xlink/xlink.xsd#xlink.xsd#; s#xlink:(simple|locator|arc|extended)Link"#xlink:\1Attrs"#' \
    "$1" >"$scratch/mets/mets.xsd"
  echo "$scratch/mets/mets.xsd"
}

# FatturaPA's schema imports the one of XML signatures by its address: give it the copy that lies beside.
dsig="$(cd "$STANDARDS" && pwd)/08-protocollo-pec/AgID__protocollo-comunicazione-aoo/import_schemas/xmldsig-core-schema.xsd"
address=http://www.w3.org/TR/2002/REC-xmldsig-core-20020212/xmldsig-core-schema.xsd
cat >"$scratch/catalog.xml" <<XML
<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
  <system systemId="$address" uri="file://$dsig"/>
  <uri name="$address" uri="file://$dsig"/>
</catalog>
XML
export XML_CATALOG_FILES="file://$scratch/catalog.xml"

printf '<a><b></a>' >"$scratch/bad.xml"
must_reject "un file non ben formato" well_formed "$scratch/bad.xml"
declare -A asked=()
lacking=0
while IFS=$'\t' read -r ns root path may_lack; do
  case "$ns" in '#'* | '') continue ;; esac
  if [ ! -f "$STANDARDS/$path" ]; then
    [ "$may_lack" = "se-c-e" ] || fail "schemi.tsv nomina $path, che in $STANDARDS non c'è"
    lacking=$((lacking + 1))
    continue
  fi
  [ -z "${asked[$path]:-}" ] || continue
  asked[$path]="$(near "$path")"
  case "$ns" in
    -) printf '<nonEsiste/>' >"$scratch/bad.xml" ;;
    *) printf '<nonEsiste xmlns="%s"/>' "$ns" >"$scratch/bad.xml" ;;
  esac
  code=0
  valid "${asked[$path]}" "$scratch/bad.xml" 2>"$scratch/log" || code=$?
  # 3: the document is not valid. Any other number is a schema that could not be read, which would refuse everything.
  [ "$code" -eq 3 ] || {
    cat "$scratch/log" >&2
    fail "lo schema ${path##*/} doveva rifiutare un documento sconosciuto, e invece: uscita $code"
  }
done <"$ROOT/judges/schemi.tsv"

own=0
while IFS= read -r file; do
  well_formed "$file" || fail "${file#"$ROOT"/} non è ben formato"
  own=$((own + 1))
done < <(find "$ROOT" \( -name node_modules -o -name target -o -name .git -o -path "$ROOT/web/dist" \) -prune -o -type f \( -name '*.xml' -o -name '*.svg' \) -print)

samples=0 unjudged=0
declare -A seen=()
for file in "$SAMPLES"/xml/*.xml; do
  [ -f "$file" ] || break
  well_formed "$file" || fail "$(basename "$file") non è ben formato"
  ns="$(namespace "$file")" what="$(root "$file")"
  seen[${ns:--} $what]=1
  IFS=$'\t' read -r schema _ <<<"$(schema_of "$ns" "$what")"
  [ -n "$schema" ] || fail "$(basename "$file"): nessuno schema per «$what» dello spazio di nomi '$ns'; aggiungilo a judges/schemi.tsv"
  if [ -z "${asked[$schema]:-}" ]; then
    unjudged=$((unjudged + 1))
    continue
  fi
  valid "${asked[$schema]}" "$file" 2>"$scratch/log" || {
    cat "$scratch/log" >&2
    fail "$(basename "$file") non rispetta ${schema##*/}"
  }
  # Awake for this very document: with another name in the place of one of its elements it is another.
  child="$(xmllint --nonet --xpath 'local-name(/*/*[1])' "$file")"
  sed -E "s#(</?([A-Za-z0-9]+:)?)$child([ />]|$)#\\1${child}Falso\\3#g" "$file" >"$scratch/bad.xml"
  must_reject "$(basename "$file") con un elemento che non esiste" valid "${asked[$schema]}" "$scratch/bad.xml"
  samples=$((samples + 1))
done

# Whatever we write is among the samples: a kind of which nothing is there was judged by nobody.
while IFS=$'\t' read -r ns root path _; do
  case "$ns" in '#'* | '') continue ;; esac
  [ "$root" != "*" ] || continue
  [ -n "${seen[$ns $root]:-}" ] || fail "in samples/xml non c'è nessun «$root» ($ns), che scriviamo: ${path##*/} non ha giudicato niente"
done <"$ROOT/judges/schemi.tsv"

say "  $own file del progetto ben formati; $samples documenti prodotti validi secondo gli schemi ufficiali"
[ "$unjudged" -eq 0 ] || say "  ATTENZIONE: $unjudged documenti sono solo ben formati: di $lacking generi lo schema ufficiale non c'è in $STANDARDS"
