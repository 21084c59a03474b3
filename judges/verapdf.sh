#!/usr/bin/env bash
# The PDFs that we make, judged by veraPDF, the reference program of the PDF Association: archivable (PDF/A-2a) and
# accessible (PDF/UA-1, what a machine can check of it). Maven brings it once into the user's cache.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

install_or_skip java default-jre-headless
pom="$ROOT/judges/verapdf/pom.xml"
jars="$CACHE/verapdf-$(sed -n 's/.*<version>\([0-9.]*\.[0-9.]*\)<.*/\1/p' "$pom" | head -n 1)"
if [ ! -f "$jars/.completo" ]; then
  install_or_skip mvn maven
  rm -rf "$jars"
  mvn -q -B -f "$pom" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$jars" >"$scratch/log" 2>&1 || {
    tail -n 20 "$scratch/log" >&2
    skip "veraPDF non si scarica (manca la rete?)"
  }
  : >"$jars/.completo"
fi

# valid FLAVOUR FILE...: one run for all files, because the Java machine takes seconds to start.
valid() {
  local flavour="$1"
  shift
  java -Xmx768m -Djava.awt.headless=true -cp "$jars/*" org.verapdf.apps.GreenfieldCliWrapper \
    --flavour "$flavour" --format text "$@"
}

# must_refuse WHAT FLAVOUR FILE: must_reject, and by a judgement (1): any other number is a file or a program that could not
# be read, which would refuse everything.
must_refuse() {
  local code=0
  valid "$2" "$3" >"$scratch/log" 2>&1 || code=$?
  must_reject "$1 ($2)" [ "$code" -eq 0 ]
  [ "$code" -eq 1 ] && return
  cat "$scratch/log" >&2
  fail "veraPDF doveva giudicare $1 ($2), e invece: uscita $code"
}

ours=("$SAMPLES"/pdf/*.pdf)
[ -f "${ours[0]}" ] || fail "manca $SAMPLES/pdf: il programma non ha scritto i PDF da giudicare"
# Every template is judged, but for the look that all share and for pieces, which are no documents by themselves.
for template in "$ROOT"/modelli/*.typ; do
  name="$(basename "$template" .typ)"
  if [ "$name" = base ] || grep -rqs --include='*.rs' "Template::piece(\"$name\"" "$ROOT/platform" "$ROOT/uffici"; then continue; fi
  compgen -G "$SAMPLES/pdf/$name.*pdf" >/dev/null || fail "del modello $name non c'è nessun PDF da giudicare"
done

# A sound PDF that is neither archivable nor tagged; and one of ours that no longer says in which language it is
# and has no structure.
{
  printf '%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n'
  printf '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>endobj\n'
  printf 'xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n'
  printf 'trailer<</Size 4/Root 1 0 R>>\nstartxref\n178\n%%%%EOF\n'
} >"$scratch/plain.pdf"
plainest="$SAMPLES/pdf/foglio-separatore.pdf"
LC_ALL=C sed 's#/Lang(it#/Xang(it#; s#/MarkInfo#/XarkInfo#' "$plainest" >"$scratch/mute.pdf"
! cmp -s "$plainest" "$scratch/mute.pdf" || fail "il PDF da guastare non dice la sua lingua dove il giudice la cerca"
for flavour in 2a ua1; do
  must_refuse "un PDF qualunque" "$flavour" "$scratch/plain.pdf"
  must_refuse "un PDF senza lingua né struttura" "$flavour" "$scratch/mute.pdf"
  valid "$flavour" "${ours[@]}" >"$scratch/log" 2>&1 || {
    # Why, for the first that does not pass.
    first="$(sed -n 's/^FAIL \([^ ]*\).*/\1/p' "$scratch/log" | head -n 1)"
    cat "$scratch/log" >&2
    valid "$flavour" -v "${first:-${ours[0]}}" >&2 || true
    fail "un PDF non rispetta $flavour"
  }
  passed="$(grep -c '^PASS ' "$scratch/log")"
  [ "$passed" -eq "${#ours[@]}" ] || fail "veraPDF ha giudicato $passed PDF su ${#ours[@]} ($flavour)"
done
say "  ${#ours[@]} PDF archiviabili (PDF/A-2a) e accessibili (PDF/UA-1)"
