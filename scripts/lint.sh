#!/usr/bin/env bash
# Everything that can be said of the code without running it. Warnings are errors.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"
scripts/need.sh tools
scripts/web.sh
scripts/fetch.sh cargo

failed=()
check() {
  local name="$1"
  shift
  loud "$name"
  "$@" || failed+=("$name")
}

rust_docs() { RUSTDOCFLAGS='-D warnings' cargo doc --offline --workspace --no-deps --document-private-items --quiet; }

shell_scripts() {
  local file code=0
  while IFS= read -r file; do
    bash -n "$file" || code=1
  done < <(grep -rlI --exclude-dir=node_modules --exclude-dir=target --exclude-dir=.git -m1 '^#!/usr/bin/env bash' .ci scripts judges packaging e2e)
  # A second opinion where it is installed.
  if have shellcheck; then shellcheck --source-path=SCRIPTDIR -x -S warning -e SC2154 scripts/*.sh scripts/postgres scripts/dovecot scripts/sftp scripts/chromium judges/*.sh packaging/*.sh e2e/run.sh .ci/run || code=1; fi
  return "$code"
}

scripts_of_pages() {
  local file code=0
  while IFS= read -r file; do node --check "$file" || code=1; done < <(find web scripts -path web/node_modules -prune -o -path web/dist -prune -o -name '*.js' -print -o -name '*.mjs' -print 2>/dev/null)
  return "$code"
}

browser_tests() { scripts/fetch.sh npm "$ROOT/e2e" && (cd e2e && npm run --silent check); }

check "Forma del codice (cargo fmt)" cargo fmt --all --check
check "Consigli del compilatore (clippy)" cargo clippy --offline --workspace --all-targets -- -D warnings
check "Documentazione del codice (rustdoc)" rust_docs
check "Bersagli del fuzzer (tipi)" scripts/fuzz.sh
check "Script" shell_scripts
check "Programmi delle pagine" scripts_of_pages
check "Prove nel browser (tipi)" browser_tests

if [ "${#failed[@]}" -gt 0 ]; then
  loud "Da correggere"
  for name in "${failed[@]}"; do say "  $name"; done
  exit 1
fi
loud "Nessuna osservazione"
