# shellcheck shell=bash
# Part of judges/dss.sh: what we sign. Its names are NAME.LEVEL.EXTENSION; a detached signature has its content beside it,
# NAME.LEVEL.EXTENSION.contenuto.

made=()
for file in "$SAMPLES"/firme/*; do
  case "$file" in *.p7m | *.p7s | *.pdf | *.xml) made+=("${file##*/}") ;; esac
done
[ "${#made[@]}" -gt 0 ] || fail "in $SAMPLES/firme c'è la radice ma nessuna firma"

# Where revocations are carried inside (LT, LTA), DSS judges by all its rules; elsewhere it cannot know them.
lines() {
  local file trusted content
  for file in "$@"; do
    trusted="@$SAMPLES/firme/radice.pem"
    case "$file" in *-LT.* | *-LTA.*) ;; *) trusted+='+senza-revoche' ;; esac
    content=-
    [ ! -f "$SAMPLES/firme/$file.contenuto" ] || content="$SAMPLES/firme/$file.contenuto"
    printf '%s\t%s\t%s\tfirma\n' "$file" "$content" "$trusted"
  done
}

# good FILE...: every signature passes and is of the level that the name says.
good() {
  local folder="$1"
  shift
  lines "$@" >"$scratch/jobs"
  ask "$folder" "$scratch/jobs" | tail -n +2 | awk -F '\t' '
    {level = $1; sub(/\.[^.]*$/, "", level); sub(/.*\./, "", level)}
    $5 ~ /firma$/ && ($8 != "TOTAL_PASSED" || $7 != level || $12 ~ /[A-Z]/) {bad = 1; print}
    $5 == "marca" && $8 != "PASSED" {bad = 1; print}
    $5 !~ /firma$/ && $5 != "marca" {bad = 1; print}
    END {exit bad}' >"$scratch/bad"
}

mkdir -p "$scratch/guaste"
for file in "${made[@]}"; do
  python3 "$ROOT/judges/dss/guasta.py" "$SAMPLES/firme/$file" "$scratch/guaste/$file" || fail "non riesco a guastare $file per prova"
  must_reject "$file, guastato in un punto" good "$scratch/guaste" "$file"
done
good "$SAMPLES/firme" "${made[@]}" || {
  cat "$scratch/bad" >&2
  fail "DSS non accetta una firma che abbiamo fatto"
}
say "  ${#made[@]} file firmati da noi, buoni per DSS e del livello che dicono"
