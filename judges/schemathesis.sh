#!/usr/bin/env bash
# The API, judged by Schemathesis (Python): it reads the OpenAPI document that the running demo comune publishes and makes
# calls of every kind, right and wrong, for about two minutes. Found bad: a fault of ours (500), an answer that the document
# does not tell, wrong data taken for good, right data refused for no reason. It works on a comune of its own: its hundreds
# of registrations are not for the other judges.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

SECONDS_EACH="${MUNICIPIO_SCHEMATHESIS_SECONDS:-40}"
# The same calls each time: a change is judged by what it changed and not by luck. Other seeds, for longer, are for trying by hand
# (MUNICIPIO_SCHEMATHESIS_SEED=random MUNICIPIO_SCHEMATHESIS_SECONDS=600).
SEED="${MUNICIPIO_SCHEMATHESIS_SEED:-445}"
[ "$SEED" != random ] || SEED="$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')"
install_or_skip curl curl
python_or_skip schemathesis

port="$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')"
base="http://127.0.0.1:$port"
"${MUNICIPIO_BIN:-$TARGET/debug/municipio}" demo --port "$port" --requests-per-second 100000 --data "$scratch/dati" >"$scratch/server.log" 2>&1 </dev/null &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$scratch"' EXIT
for _ in $(seq 1200); do
  if curl -fsS -m 2 "$base/salute" >/dev/null 2>&1 || ! kill -0 "$server" 2>/dev/null; then break; fi
  sleep 0.1
done
curl -fsS -m 10 "$base/api/v1/openapi.json" >"$scratch/openapi.json" || {
  tail -n 20 "$scratch/server.log" >&2
  fail "il comune di prova non pubblica il documento della sua API"
}

# key PERSON: a key that carries all that this person may do, made as they would make it in the browser.
key() {
  local jar="$scratch/$1.jar" page token scopes=() scope
  token_of() { sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' <<<"$1" | head -n 1; }
  page="$(curl -fsS -m 20 -c "$jar" "$base/accedi")"
  curl -fsS -m 20 -b "$jar" -c "$jar" -o /dev/null "$base/accedi" --data-urlencode "csrf=$(token_of "$page")" -d "username=$1&password=montefiorito&poi=/"
  page="$(curl -fsS -m 20 -b "$jar" "$base/account/chiavi/nuova")"
  while IFS= read -r scope; do scopes+=(-d "scopes=$scope"); done < <(grep -oE 'value="[a-z_]+\.[a-z_]+"' <<<"$page" | sed 's/value="\(.*\)"/\1/')
  token="$(token_of "$page")"
  curl -fsS -m 20 -b "$jar" "$base/account/chiavi/nuova" --data-urlencode "csrf=$token" -d 'label=giudice&days=1' "${scopes[@]}" |
    sed -n 's/.*<code id="chiave">\([^<]*\)<.*/\1/p'
}

# judge PERSON PATHS DOCUMENT SECONDS [MORE]...
judge() {
  local person="$1" paths="$2" document="$3" seconds="$4"
  shift 4
  (cd "$scratch" && "$venv/bin/schemathesis" --config-file "$ROOT/judges/schemathesis/schemathesis.toml" run "$document" --url "$base" \
    --header "Authorization: Bearer $(cat "$scratch/$person.key")" --include-path-regex "$paths" --max-time "$seconds" --seed "$SEED" --no-color "$@")
}

# Each in their own office; what they may not do there is refused, and that is tried too.
judged=(
  "anna.neri ^/api/v1/protocollo"
  "carla.bianchi ^/api/v1/(protocollo|rubrica)"
  "ivo.tecchi ^/api/v1/(comando|protocollo/caselle)"
)
for each in "${judged[@]}"; do
  person="${each%% *}"
  key "$person" >"$scratch/$person.key"
  [ -s "$scratch/$person.key" ] || fail "$person non riesce a crearsi una chiave"
done

# A document that says something else than the program does: years that are words.
sed 's/"anno":{"format":"int64","type":"integer"}/"anno":{"type":"string"}/g' "$scratch/openapi.json" >"$scratch/bad.json"
! cmp -s "$scratch/openapi.json" "$scratch/bad.json" || fail "il documento da guastare non dice dove sta l'anno"
must_reject "un documento che non dice il vero" judge anna.neri '^/api/v1/protocollo/registrazioni$' "$scratch/bad.json" 90 --include-method GET --max-failures 1

for each in "${judged[@]}"; do
  judge "${each%% *}" "${each#* }" "$scratch/openapi.json" "$SECONDS_EACH" >"$scratch/log" 2>&1 || {
    cat "$scratch/log" >&2
    fail "l'API non fa ciò che il suo documento dice (${each#* })"
  }
  tail -n 12 "$scratch/log" >&2
done
"${MUNICIPIO_BIN:-$TARGET/debug/municipio}" verify --data "$scratch/dati" >&2 || fail "dopo le chiamate il registro non regge"
