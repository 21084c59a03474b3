#!/usr/bin/env bash
# The transparency log, judged by the Go project's sumdb packages: signed checkpoints, inclusion and consistency proofs,
# tiles; from files and over HTTP, as an observer would read them.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

install_or_skip go golang-go
cd "$ROOT/judges/tlog"
# The Go of Debian 12 builds it: never fetch another one.
export GOTOOLCHAIN=local
go build -o "$scratch/tlog" . 2>"$scratch/log" || {
  cat "$scratch/log" >&2
  skip "il giudice in Go non si costruisce (manca la rete?)"
}
# Its own tests change every file of a log made by Go, and see each change refused.
go test -count=1 . || fail "le prove del giudice non passano"

log="$SAMPLES/tlog"
[ -f "$log/checkpoint" ] || fail "manca $log: il programma non ha scritto il registro da giudicare"
say "  dai file:"
"$scratch/tlog" -dir "$log" || fail "il registro non regge"
if [ -f "$log/url" ]; then
  say "  dal comune acceso, $(cat "$log/url"):"
  "$scratch/tlog" -dir "$log" -url "$MUNICIPIO_URL$(cat "$log/url")" || fail "il registro pubblicato non regge"
fi

# Ours, one thing wrong at a time.
spoiled() {
  rm -rf "$scratch/bad"
  cp -r "$log" "$scratch/bad"
}
spoiled
tile="$(find "$scratch/bad/tile" -type f | sort | head -n 1)"
printf '\377\000\377' | dd of="$tile" bs=1 seek=5 conv=notrunc 2>/dev/null
must_reject "una piastrella cambiata" "$scratch/tlog" -dir "$scratch/bad"
spoiled
sed -i '2s/.*/1/' "$scratch/bad/checkpoint"
must_reject "un registro accorciato" "$scratch/tlog" -dir "$scratch/bad"
spoiled
echo '[]' >"$scratch/bad/proofs.json"
must_reject "nessuna prova" "$scratch/tlog" -dir "$scratch/bad"
