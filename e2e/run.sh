#!/usr/bin/env bash
# Runs the browser tests on the built program: run.sh [Playwright's arguments]
#   e2e/run.sh specs/accesso.spec.ts --project=desktop      MUNICIPIO_SHOTS=1 e2e/run.sh (renews docs/immagini)
#   scripts/dovecot run -- e2e/run.sh …      with real mail servers, which the stories of a first hour and of an answer want
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../scripts/lib.sh"

export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
"$ROOT/scripts/fetch.sh" npm "$ROOT/e2e"
CHROMIUM="$("$ROOT/scripts/chromium")"
export CHROMIUM
# The manual's pictures show the pages as they stand, with their styles.
if [ -n "${MUNICIPIO_SHOTS:-}" ] && [ -z "${MUNICIPIO_BIN:-}" ]; then
  "$ROOT/scripts/web.sh"
  "$ROOT/scripts/build.sh"
fi
export MUNICIPIO_BIN="${MUNICIPIO_BIN:-$TARGET/debug/municipio}"
cd "$ROOT/e2e"
exec node_modules/.bin/playwright test "$@"
