# shellcheck shell=bash
# Part of judges/dss.sh: what we sign.
our_signatures '*.p7m' '*.p7s' '*.pdf' '*.xml'

# The jobs for DSS. Where revocations are carried inside (LT, LTA) it judges by all its rules; elsewhere it cannot know them.
of_ours() {
  local folder="$1" file trusted content
  shift
  for file in "$@"; do
    trusted="@$SIGNED/radice.pem"
    case "$file" in *-LT.* | *-LTA.*) ;; *) trusted+='+senza-revoche' ;; esac
    content=-
    [ ! -f "$folder/$file.contenuto" ] || content="$file.contenuto"
    printf '%s\t%s\t%s\tfirma\n' "$file" "$content" "$trusted"
  done
}

# good FOLDER FILE...: writes to `buoni` the files that are read, of which every signature passes and is of the level that the name
# says, and every stamp passes; to `bad` the rest of what DSS says. One run for all: the Java machine takes seconds to start.
good() {
  local folder="$1"
  shift
  of_ours "$folder" "$@" >"$scratch/jobs"
  ask "$folder" "$scratch/jobs" | tail -n +2 >"$scratch/ours"
  awk -F '\t' '
    {
      level = $1; sub(/\.[^.]*$/, "", level); sub(/.*\./, "", level)
      seen[$1] = 1
      if (($5 ~ /firma$/ && $8 == "TOTAL_PASSED" && $7 == level && $12 !~ /ALTRO|PAGINE|SOVRAPPOSTE/) || ($5 == "marca" && $8 == "PASSED")) next
      bad[$1] = 1; print
    }
    END {for (file in seen) if (!(file in bad)) print file >good}' good="$scratch/buoni" "$scratch/ours" >"$scratch/bad"
}

# A judge that accepts everything judges nothing: each with one point of what is signed changed.
: >"$scratch/buoni"
cp -r "$SIGNED" "$scratch/guaste"
for file in "${made[@]}"; do
  python3 "$ROOT/judges/firme/guasta.py" "$SIGNED/$file" "$scratch/guaste/$file" || fail "$file: non riesco a guastarlo per prova"
done
good "$scratch/guaste" "${made[@]}"
[ ! -s "$scratch/buoni" ] || fail "DSS ha accettato, guastato in un punto: $(head -n 1 "$scratch/buoni")"

good "$SIGNED" "${made[@]}"
[ "$(wc -l <"$scratch/buoni")" -eq "${#made[@]}" ] || {
  cat "$scratch/bad" >&2
  fail "DSS non accetta una firma che abbiamo fatto, o la dice di un altro livello"
}
say "  ${#made[@]} file firmati da noi: buoni per DSS, del livello che dicono"
