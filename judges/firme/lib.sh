# shellcheck shell=bash disable=SC2034
# Shared by the judges of the signatures that we make, after judges/lib.sh. They are in SAMPLES/firme, named
# NAME.LEVEL.EXTENSION, with the certificate of the authority that is trusted, radice.pem; a detached signature has its content
# beside it, NAME.LEVEL.EXTENSION.contenuto.
SIGNED="$SAMPLES/firme"

signatures_written() { [ -f "$SIGNED/radice.pem" ]; }

# signatures_or_skip PATTERN...: the names in the array `made`.
signatures_or_skip() {
  local pattern file
  signatures_written || skip "NON ANCORA GIUDICATE le firme che facciamo: il programma non scrive campioni in $SIGNED (judges/README.md dice quali)"
  made=()
  for pattern in "$@"; do
    for file in "$SIGNED"/$pattern; do [ ! -f "$file" ] || made+=("${file##*/}"); done
  done
  [ "${#made[@]}" -gt 0 ] || fail "in $SIGNED non c'è nessun file $*"
}

# must_refuse_damaged JUDGE: each of `made` with one point of what is signed changed, in a folder with all the rest; the command
# JUDGE FOLDER FILE has to refuse it.
must_refuse_damaged() {
  local judge="$1" file
  for file in "${made[@]}"; do
    rm -rf "$scratch/guaste"
    cp -r "$SIGNED" "$scratch/guaste"
    python3 "$ROOT/judges/firme/guasta.py" "$SIGNED/$file" "$scratch/guaste/$file" || fail "$file: non riesco a guastarlo per prova"
    must_reject "$file, guastato in un punto di ciò che è firmato" "$judge" "$scratch/guaste" "$file"
  done
}
