# shellcheck shell=bash disable=SC2034
# Shared by the judges of signatures, after judges/lib.sh. Those that we make are in SAMPLES/firme, named
# NAME.LEVEL.EXTENSION, with the certificate of the authority that is trusted, radice.pem; a detached signature has its content
# beside it, NAME.LEVEL.EXTENSION.contenuto.
SIGNED="$SAMPLES/firme"

signatures_written() { [ -f "$SIGNED/radice.pem" ]; }

# our_signatures PATTERN...: the names in the array `made`.
our_signatures() {
  local pattern file
  signatures_written || fail "il programma non ha scritto le firme da giudicare in $SIGNED (judges/README.md dice quali)"
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

# our_verdict: the variable MUNICIPIO_VERIFY, where it is not set, as the command that gives our verdict on a file (see
# judges/dss/confronta.py): built of the same libraries as the tests, so that after them there is nothing to build.
our_verdict() {
  [ -z "${MUNICIPIO_VERIFY:-}" ] || return 0
  (cd "$ROOT" && cargo build --quiet --offline --workspace --example giudica) >"$scratch/log" 2>&1 || {
    tail -n 20 "$scratch/log" >&2
    fail "il programma che dà il nostro giudizio (platform/signing, examples/giudica.rs) non si costruisce"
  }
  MUNICIPIO_VERIFY="$TARGET/debug/examples/giudica"
}
