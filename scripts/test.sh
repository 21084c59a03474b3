#!/usr/bin/env bash
# The whole suite: web, Rust on both engines, the browser. Every part runs even when one before it failed; the exit code
# is 0 only when all passed. PostgreSQL is private and goes away whatever happens.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

scripts/need.sh tools
scripts/need.sh folder "$TARGET"
[ -d "$TARGET/debug" ] || scripts/need.sh space "$TARGET" 8

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
failed=()
part() {
  local name="$1" started=$SECONDS
  shift
  loud "$name"
  if "$@" 2>&1 | tee "$log"; then
    say "$name: a posto ($((SECONDS - started)) s, restano $(free_gb "$TARGET") GB)"
  else
    say "$name: NON RIUSCITO ($((SECONDS - started)) s, restano $(free_gb "$TARGET") GB)"
    failed+=("$name")
    remember "$name" "$log"
  fi
}

# Folders in memory, each of the run that its "owner" names.
MEMORY="/dev/shm/municipio-prove-$(id -u)-"
remove() {
  case "$1" in "$MEMORY"*) rm -rf "$1" ;; esac
}

web_tests() { [ ! -f web/package.json ] || (cd web && npm test --silent --if-present); }
rust_tests() (
  # The town halls that a test starts and throws away lie in memory where there is room: each commit would wait for a disk to keep it.
  # What our program does when it is killed is tried on the disk all the same. What a killed run left in memory goes away first.
  memory=''
  if [ -w /dev/shm ]; then
    sweep_abandoned "$MEMORY"
    if [ "$(free_gb /dev/shm)" -ge 2 ] && memory="$(mktemp -d "${MEMORY}XXXXXX")"; then
      trap 'remove "$memory"' EXIT
      echo "$$" >"$memory/owner"
    fi
  fi
  MUNICIPIO_TEST_MEMORY="$memory" MUNICIPIO_POSTGRES_SYNC=off \
    scripts/postgres run -- scripts/dovecot run -- scripts/sftp run -- scripts/rust-tests.mjs
)

part "Messaggi per chi comincia" scripts/test-need.sh
part "Componenti delle pagine" scripts/web.sh
part "Prove dei componenti delle pagine" web_tests
part "Fornitore di identità per le prove" scripts/fetch.sh npm platform/accounts/tests/oidc
# Without the program neither of the next parts means anything.
scripts/build.sh --all-targets 2>&1 | tee "$log" || {
  remember "Costruzione" "$log"
  exit 1
}
part "Prove in Rust su SQLite e PostgreSQL" rust_tests
part "Prove nel browser" scripts/dovecot run -- e2e/run.sh

loud "Risultato di make test dopo $((SECONDS / 60)) minuti e $((SECONDS % 60)) secondi"
if [ "${#failed[@]}" -gt 0 ]; then
  for name in "${failed[@]}"; do say "  NON RIUSCITO: $name"; done
  exit 1
fi
say "  Tutto a posto."
