#!/usr/bin/env bash
# Builds web/dist (styles, scripts, fonts, icons) from web/ and its npm packages, only when something changed.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

WEB="$ROOT/web"
if [ ! -f "$WEB/package.json" ]; then
  say "Nessun componente web da costruire (web/package.json non c'è)."
  exit
fi
"$ROOT/scripts/fetch.sh" npm "$WEB"

stamp="$WEB/dist/.costruito"
# Anything newer than the last build, node_modules (its stamp) included.
if [ -f "$stamp" ] && [ -z "$(find "$WEB" -path "$WEB/node_modules" -prune -o -path "$WEB/dist" -prune -o -type f -newer "$stamp" -print -quit)" ] &&
  [ ! "$WEB/node_modules/.municipio-lock" -nt "$stamp" ]; then
  exit
fi
say "Costruisco i componenti delle pagine…"
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
if ! (cd "$WEB" && npm run --silent build) >"$log" 2>&1; then
  cat "$log" >&2
  die "la costruzione dei componenti web non è riuscita (la causa è scritta sopra)." "Se hai appena cambiato web/, correggi; altrimenti elimina web/node_modules e riprova."
fi
mkdir -p "$WEB/dist"
: >"$stamp"
