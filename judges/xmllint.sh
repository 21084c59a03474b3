#!/usr/bin/env bash
# The XML that we make, judged by libxml2: well-formed, and valid by the official schema of its root element
# (judges/schemi.tsv). What is judged: samples/xml, which the program writes, and the XML and SVG files of the project.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

install_or_skip xmllint libxml2-utils
[ -d "$STANDARDS" ] || fail "manca la cartella degli schemi ufficiali $STANDARDS (indicala con MUNICIPIO_STANDARDS)"

# --nonet: a schema that would fetch another one over the network is a mistake of ours.
well_formed() { xmllint --nonet --noout "$1"; }
valid() { xmllint --nonet --noout --schema "$1" "$2"; }
namespace() { xmllint --nonet --xpath 'namespace-uri(/*)' "$1" 2>/dev/null; }
schema_of() { awk -F '\t' -v ns="${1:--}" '$1 == ns {print $2}' "$ROOT/judges/schemi.tsv" | head -n 1; }

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
while IFS=$'\t' read -r ns path; do
  case "$ns" in '#'* | '') continue ;; esac
  [ -f "$STANDARDS/$path" ] || fail "schemi.tsv nomina $path, che in $STANDARDS non c'è"
  printf '<nonEsiste xmlns="%s"/>' "${ns#-}" >"$scratch/bad.xml"
  code=0
  valid "$STANDARDS/$path" "$scratch/bad.xml" 2>"$scratch/log" || code=$?
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

samples=0
for file in "$SAMPLES"/xml/*.xml; do
  [ -f "$file" ] || break
  well_formed "$file" || fail "$(basename "$file") non è ben formato"
  ns="$(namespace "$file")"
  schema="$(schema_of "$ns")"
  [ -n "$schema" ] || fail "$(basename "$file"): nessuno schema per lo spazio di nomi '$ns'; aggiungilo a judges/schemi.tsv"
  valid "$STANDARDS/$schema" "$file" || fail "$(basename "$file") non rispetta ${schema##*/}"
  # Awake for this very document: without what its schema asks for first it is another.
  sed 's/Intestazione>/Testata>/g' "$file" >"$scratch/bad.xml"
  ! grep -q SegnaturaInformatica "$file" || must_reject "una segnatura senza intestazione" valid "$STANDARDS/$schema" "$scratch/bad.xml"
  samples=$((samples + 1))
done
say "  $own file del progetto ben formati; $samples documenti prodotti validi secondo gli schemi ufficiali"
[ "$samples" -gt 0 ] || fail "in samples/xml non c'è niente: il programma scrive almeno la segnatura, e nessuno l'ha giudicata"
