#!/usr/bin/env bash
# What the running demo comune answers, seen from outside with curl: the headers and cookies that an ASVS level 2 reviewer
# looks at, on a page, an error page, a style sheet and the health endpoint. Over plain HTTP there must be no HSTS.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
install_or_skip curl curl

# header NAME FILE: its value, of the last one if repeated; empty when absent. curl -D gives CR LF lines.
header() { tr -d '\r' <"$2" | awk -v name="$1:" 'BEGIN {IGNORECASE = 1} tolower($1) == name {sub(/^[^:]*: */, ""); value = $0} END {print value}'; }

complaints=()
complain() { complaints+=("$1"); }

# check_common FILE WHERE
check_common() {
  local file="$1" where="$2" csp
  csp="$(header content-security-policy "$file")"
  [[ "$csp" == *"default-src 'self'"* || "$csp" == *"default-src 'none'"* ]] || complain "$where: la Content-Security-Policy manca o non parte da 'self' ($csp)"
  [[ "$csp" == *"frame-ancestors 'none'"* || "$csp" == *"frame-ancestors 'self'"* ]] || complain "$where: frame-ancestors non impedisce di incorniciare la pagina"
  [[ "$csp" == *"base-uri 'none'"* || "$csp" == *"base-uri 'self'"* ]] || complain "$where: base-uri manca nella Content-Security-Policy"
  [[ "$csp" == *"form-action 'self'"* ]] || complain "$where: form-action manca nella Content-Security-Policy"
  [[ "$csp" == *"object-src 'none'"* || "$csp" == *"default-src 'none'"* ]] || complain "$where: object-src 'none' manca nella Content-Security-Policy"
  [[ "$csp" != *unsafe-inline* && "$csp" != *unsafe-eval* && "$csp" != *'*'* ]] || complain "$where: la Content-Security-Policy permette troppo ($csp)"
  [ "$(header x-content-type-options "$file")" = nosniff ] || complain "$where: X-Content-Type-Options non è nosniff"
  [[ "$(header referrer-policy "$file")" =~ ^(no-referrer|same-origin|strict-origin|strict-origin-when-cross-origin)$ ]] || complain "$where: Referrer-Policy manca o è larga"
  [ -z "$(header strict-transport-security "$file")" ] || complain "$where: HSTS su http non ha senso e può chiudere fuori chi prova"
  [ -z "$(header x-powered-by "$file")" ] || complain "$where: X-Powered-By dice con che cosa è fatto"
  [[ ! "$(header server "$file")" =~ [0-9] ]] || complain "$where: Server dice la versione"
  [ -z "$(header access-control-allow-origin "$file")" ] || complain "$where: altri siti possono leggere la risposta (Access-Control-Allow-Origin)"
}

# check_page FILE WHERE: a page with forms or data of ours.
check_page() {
  check_common "$1" "$2"
  [[ "$(header cache-control "$1")" == *no-store* ]] || complain "$2: senza Cache-Control: no-store la pagina resta nel browser"
  [ "$(header content-type "$1" | tr 'A-Z' 'a-z')" = 'text/html; charset=utf-8' ] || complain "$2: Content-Type non è text/html; charset=utf-8"
  [[ "$(header cross-origin-opener-policy "$1")" == same-origin ]] || complain "$2: Cross-Origin-Opener-Policy non è same-origin"
  [ -n "$(header permissions-policy "$1")" ] || complain "$2: Permissions-Policy manca"
}

check_cookies() {
  local file="$1" where="$2" cookie name
  while IFS= read -r cookie; do
    name="${cookie%%=*}"
    [[ "${cookie,,}" =~ \;\ *httponly ]] || complain "$where: il cookie $name si legge da JavaScript (manca HttpOnly)"
    [[ "${cookie,,}" =~ \;\ *samesite=(lax|strict) ]] || complain "$where: il cookie $name parte anche da altri siti (manca SameSite)"
    [[ "${cookie,,}" =~ \;\ *path=/ ]] || complain "$where: il cookie $name non dice per quali pagine vale (manca Path)"
    [[ ! "${cookie,,}" =~ \;\ *domain= ]] || complain "$where: il cookie $name vale anche per altri nomi (Domain)"
    if [[ "$MUNICIPIO_URL" == https:* ]] && [[ ! "${cookie,,}" =~ \;\ *secure ]]; then complain "$where: il cookie $name viaggia anche in chiaro (manca Secure)"; fi
  done < <(tr -d '\r' <"$file" | sed -n 's/^[Ss]et-[Cc]ookie: *//p')
}

# Awake? Each of these answers is worse than ours may ever be.
MUNICIPIO_URL="${MUNICIPIO_URL:?judges/run.sh avvia il comune di prova; da solo: MUNICIPIO_URL=http://127.0.0.1:8080 judges/headers.sh}"
printf 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nServer: prova/1.0\r\nStrict-Transport-Security: max-age=1\r\nSet-Cookie: s=1; Domain=example.org\r\n\r\n' >"$scratch/bad"
check_page "$scratch/bad" prova
check_cookies "$scratch/bad" prova
[ "${#complaints[@]}" -eq 17 ] || fail "il giudice doveva trovare 17 difetti in una risposta cattiva, ne ha trovati ${#complaints[@]}: non si può credere al suo giudizio"
complaints=()

get() { curl -sS -m 20 -D "$scratch/$1.head" -o "$scratch/$1.body" -w '%{http_code}' "${@:3}" "$MUNICIPIO_URL$2"; }

[ "$(get login /accedi)" = 200 ] || complain "/accedi non risponde 200"
check_page "$scratch/login.head" /accedi
check_cookies "$scratch/login.head" /accedi

code="$(get missing /questa-pagina-non-esiste)"
[[ "$code" =~ ^(404|303|302)$ ]] || complain "una pagina che non esiste risponde $code"
check_common "$scratch/missing.head" "una pagina che non esiste"
check_cookies "$scratch/missing.head" "una pagina che non esiste"

[ "$(get health /salute)" = 200 ] || complain "/salute non risponde 200"
check_common "$scratch/health.head" /salute
node -e 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))' "$scratch/health.body" 2>/dev/null || complain "/salute non risponde in JSON"

style="$(grep -oE 'href="?/[^" >]+\.css[^" >]*' "$scratch/login.body" | head -n 1 | sed -E 's/href="?//' || true)"
if [ -n "$style" ]; then
  [ "$(get style "$style")" = 200 ] || complain "$style non risponde 200"
  check_common "$scratch/style.head" "$style"
else
  complain "la pagina di accesso non nomina alcun foglio di stile nostro"
fi

# A form sent by another site, without our token: refused, and never an internal error.
code="$(get forged /accedi -X POST -H 'Origin: https://altro.example' --data 'utente=x&password=y')"
[[ "$code" =~ ^(400|403|422)$ ]] || complain "un modulo mandato da un altro sito riceve $code invece di un rifiuto"
code="$(get trace /accedi -X TRACE)"
[[ "$code" =~ ^(400|403|404|405|501)$ ]] || complain "il metodo TRACE riceve $code"

for line in "${complaints[@]}"; do say "  $line"; done
[ "${#complaints[@]}" -eq 0 ] || fail "${#complaints[@]} difetti"
say "  intestazioni, cookie e rifiuti sono quelli che servono"
