#!/usr/bin/env bash
# Simulates what can be wrong on a newcomer's machine, and checks that each case ends with a failure and exactly one
# sentence that names the remedy. Nothing is installed and nothing outside a temporary folder is changed.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

work="$(mktemp -d)"
listener=''
trap '[ -z "$listener" ] || kill "$listener" 2>/dev/null || true; chmod -R u+rwx "$work"; rm -rf "$work"' EXIT
chmod 755 "$work"
passed=0 failed=0

# expect NAME PATTERN COMMAND...: it fails, prints one "Errore:" line, and that line has the pattern.
expect() {
  local name="$1" pattern="$2" code=0 errors
  shift 2
  timeout 60 "$@" >"$work/out" 2>&1 </dev/null || code=$?
  errors="$(grep -c '^Errore:' "$work/out" || true)"
  if [ "$code" -ne 0 ] && [ "$code" -ne 124 ] && [ "$errors" -eq 1 ] && grep '^Errore:' "$work/out" | grep -Eq "$pattern"; then
    passed=$((passed + 1))
    say "  $name: $(grep '^Errore:' "$work/out")"
  else
    failed=$((failed + 1))
    say "  NON RIUSCITO: $name (uscita $code, $errors errori, atteso: $pattern)"
    sed 's/^/    | /' "$work/out" >&2
  fi
}

# expect_fine NAME COMMAND...: it succeeds and says nothing.
expect_fine() {
  local name="$1"
  shift
  if timeout 60 "$@" >"$work/out" 2>&1 </dev/null && [ ! -s "$work/out" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    say "  NON RIUSCITO: $name doveva passare in silenzio"
    sed 's/^/    | /' "$work/out" >&2
  fi
}

# A PATH with only the ordinary commands and the given fakes: "NAME" links the real one, "NAME=TEXT" prints TEXT.
path_with() {
  local bin="$work/bin.$1" tool
  shift
  mkdir "$bin"
  for tool in bash env sh sed awk sort head tail grep cat rm mkdir mktemp tee df dirname printf timeout id cp cmp ls basename cksum cut; do
    ln -s "$(command -v "$tool")" "$bin/$tool" 2>/dev/null || true
  done
  for tool in "$@"; do
    case "$tool" in
      *=*) printf '#!/bin/sh\necho "%s"\n' "${tool#*=}" >"$bin/${tool%%=*}" && chmod +x "$bin/${tool%%=*}" ;;
      *) ln -s "$(command -v "$tool")" "$bin/$tool" ;;
    esac
  done
  echo "$bin"
}

need=("$BASH" "$ROOT/scripts/need.sh")
rust="cargo=cargo $(rust_wanted).0 (prova)"

say "Un attrezzo che manca o è troppo vecchio"
expect "senza Rust" 'manca Rust.*rustup' env PATH="$(path_with no-cargo cc=x node=v22.0.0 npm=10)" "${need[@]}" tools
expect "Rust vecchio" '1\.70\.0 è troppo vecchio.*rustup update' env PATH="$(path_with old-cargo 'cargo=cargo 1.70.0 (prova)' cc=x node=v22.0.0 npm=10)" "${need[@]}" tools
expect "Rust che non parte" 'non funziona.*rustup default' env PATH="$(path_with bad-cargo 'cargo=' cc=x node=v22.0.0 npm=10)" "${need[@]}" tools
expect "senza compilatore C" 'compilatore C.*build-essential' env PATH="$(path_with no-cc "$rust" node=v22.0.0 npm=10)" "${need[@]}" tools
expect "senza Node.js" 'manca Node\.js.*apt-get install nodejs npm' env PATH="$(path_with no-node "$rust" cc=x npm=10)" "${need[@]}" tools
expect "Node.js vecchio" 'Node\.js 18\.19\.0 è troppo vecchio' env PATH="$(path_with old-node "$rust" cc=x node=v18.19.0 npm=10)" "${need[@]}" tools
expect "senza npm" 'manca npm.*apt-get install npm' env PATH="$(path_with no-npm "$rust" cc=x node=v20.2.0)" "${need[@]}" tools
expect_fine "tutto presente" env PATH="$(path_with all "$rust" cc=x node=v20.0.0 npm=10)" "${need[@]}" tools
expect "CHROMIUM sbagliato" 'CHROMIUM.*unset CHROMIUM' env CHROMIUM="$work/nessuno" "$ROOT/scripts/chromium"
expect "pacchetti senza apt" 'non usa apt' env PATH="$(path_with no-apt dpkg-query=)" "$BASH" "$ROOT/scripts/apt.sh" pacchetto-di-prova

say "La porta"
node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => console.log(s.address().port))' >"$work/port" &
listener=$!
for _ in $(seq 50); do [ -s "$work/port" ] && break || sleep 0.1; done
port="$(cat "$work/port")"
expect "porta occupata" "porta $port è già usata.*make run PORT=[0-9]+" "${need[@]}" port "$port"
expect "make run con la porta occupata" "porta $port è già usata" "$ROOT/scripts/run.sh" "$port" "$work/demo"
expect "porta con lettere" "non è un numero.*make run PORT=8080" "${need[@]}" port ottanta
expect "porta troppo grande" 'non esiste' "${need[@]}" port 70000
kill "$listener"
wait "$listener" 2>/dev/null || true
listener=''
expect_fine "porta libera" "${need[@]}" port "$port"

say "La cartella e il disco"
: >"$work/file"
expect "una cartella dove c'è un file" 'non posso creare la cartella.*make run DATA=' "${need[@]}" folder "$work/file/dati"
mkdir "$work/chiusa" && chmod 555 "$work/chiusa"
# Root writes everywhere: the case is simulated as another user, on a copy that this one can read.
as_other=()
if [ "$(id -u)" -eq 0 ]; then
  as_other=(setpriv --reuid=nobody "--regid=$(id -g nobody)" --clear-groups)
  mkdir -p "$work/copia/scripts" && cp "$ROOT"/scripts/{need,lib}.sh "$work/copia/scripts/" && cp "$ROOT/Cargo.toml" "$work/copia/"
  need_other=("$BASH" "$work/copia/scripts/need.sh")
else
  need_other=("${need[@]}")
fi
expect "una cartella chiusa" 'non posso scrivere nella cartella.*chown' "${as_other[@]}" "${need_other[@]}" folder "$work/chiusa"
expect "una cartella dentro una chiusa" 'non posso creare la cartella' "${as_other[@]}" "${need_other[@]}" folder "$work/chiusa/dentro"
expect "porta riservata" "riservata all'amministratore" "${as_other[@]}" "${need_other[@]}" port 80
expect_fine "una cartella nuova" "${need[@]}" folder "$work/nuova/demo"
expect "disco pieno" 'restano solo.*Libera spazio' "${need[@]}" space "$work" 100000000

say "La rete"
# Nothing listens on port 9 of this machine: every download through it is refused at once.
dead=http://127.0.0.1:9
mkdir "$work/npm"
printf '{"name":"prova","version":"1.0.0","dependencies":{"is-number":"7.0.0"}}' >"$work/npm/package.json"
printf '{"name":"prova","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"prova","version":"1.0.0","dependencies":{"is-number":"7.0.0"}},"node_modules/is-number":{"version":"7.0.0","integrity":"sha512-41Cifkg6e8TylSpdtTpeLVMqvSBEVzTttHvERD741+pnZ8ANv0004MRL43QKPDlK9cGvNp6NZWZUBlbGXYxxng=="}}}' >"$work/npm/package-lock.json"
expect "npm senza rete" 'componenti npm.*rete non risponde.*connessione' env npm_config_registry="$dead" npm_config_cache="$work/npm-cache" npm_config_fetch_retries=0 "$ROOT/scripts/fetch.sh" npm "$work/npm"
expect "cargo senza rete" 'librerie Rust.*rete non risponde.*connessione' env CARGO_HOME="$work/cargo" CARGO_HTTP_PROXY="$dead" CARGO_NET_RETRY=0 RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}" "$ROOT/scripts/fetch.sh" cargo
if have openssl; then
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
  node -e 'const fs = require("fs"); const s = require("https").createServer({ key: fs.readFileSync(process.argv[1]), cert: fs.readFileSync(process.argv[2]) }).listen(0, "127.0.0.1", () => console.log(s.address().port))' "$work/key.pem" "$work/cert.pem" >"$work/tls" &
  listener=$!
  for _ in $(seq 50); do [ -s "$work/tls" ] && break || sleep 0.1; done
  expect "un certificato della rete sconosciuto" 'certificato che non conosco.*NODE_EXTRA_CA_CERTS' env npm_config_registry="https://localhost:$(cat "$work/tls")" npm_config_cache="$work/npm-cache" npm_config_fetch_retries=0 "$ROOT/scripts/fetch.sh" npm "$work/npm"
fi

printf 'messaggi: %s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
