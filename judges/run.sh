#!/usr/bin/env bash
# Calls the outside judges: judges/run.sh [NAME...], all of them without a name. See judges/README.md.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../scripts/lib.sh"
cd "$ROOT"

judges=()
for file in judges/*.sh; do
  name="$(basename "$file" .sh)"
  case "$name" in run | lib) ;; *) judges+=("$name") ;; esac
done
if [ $# -gt 0 ]; then judges=("$@"); fi
for name in "${judges[@]}"; do
  [ -f "judges/$name.sh" ] || die "il giudice '$name' non c'è." "Ci sono: $(cd judges && ls -- *.sh | sed 's/\.sh$//' | grep -vx -e run -e lib | tr '\n' ' ')"
done

BIN="${MUNICIPIO_BIN:-$TARGET/debug/municipio}"
if [ ! -x "$BIN" ]; then
  scripts/need.sh tools
  scripts/web.sh
  scripts/build.sh
fi
export MUNICIPIO_BIN="$BIN"

# One running demo comune for all, and the samples that the program makes of itself.
work="$(mktemp -d)"
server='' running=()
finish() {
  # Each judge at work, with all that it started.
  for pid in ${running[@]+"${running[@]}"}; do kill -- "-$pid" 2>/dev/null || true; done
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }

if [ -z "${MUNICIPIO_URL:-}" ]; then
  port="$(free_port)"
  "$BIN" demo --port "$port" --data "$work/dati" >"$work/server.log" 2>&1 </dev/null &
  server=$!
  MUNICIPIO_URL="http://127.0.0.1:$port"
  for _ in $(seq 1200); do
    if curl -fsS -m 2 "$MUNICIPIO_URL/salute" >/dev/null 2>&1; then break; fi
    if ! kill -0 "$server" 2>/dev/null; then break; fi
    sleep 0.1
  done
  if ! curl -fsS -m 2 "$MUNICIPIO_URL/salute" >/dev/null 2>&1; then
    tail -n 20 "$work/server.log" >&2
    die "il comune di prova non parte, e senza di lui i giudici non hanno niente da giudicare (la causa è scritta sopra)."
  fi
fi
export MUNICIPIO_URL
if [ -z "${MUNICIPIO_JUDGES_SAMPLES:-}" ]; then
  MUNICIPIO_JUDGES_SAMPLES="$work/campioni"
  "$BIN" judge-samples --data "$work/dati" --out "$MUNICIPIO_JUDGES_SAMPLES" >"$work/samples.log" 2>&1 </dev/null || {
    tail -n 20 "$work/samples.log" >&2
    say "Il programma non ha scritto i campioni per i giudici (municipio judge-samples): chi ne ha bisogno lo dirà."
  }
fi
export MUNICIPIO_JUDGES_SAMPLES

# Those that take longest begin; the others fill what they leave.
longest=(dss schemathesis)
queue=()
for name in "${longest[@]}"; do case " ${judges[*]} " in *" $name "*) queue+=("$name") ;; esac done
for name in "${judges[@]}"; do case " ${longest[*]} " in *" $name "*) ;; *) queue+=("$name") ;; esac done

# judge NAME: what it says is kept together, and printed when it has ended; its code and its seconds stay in a file.
judge() {
  local started=$SECONDS code=0
  bash "judges/$1.sh" >"$work/$1.log" 2>&1 || code=$?
  echo "$code $((SECONDS - started))" >"$work/$1.end"
  { flock 9 && loud "Giudice: $1" && cat "$work/$1.log" >&2; } 9>"$work/turn"
}

# Two at a time, as many as there are processors in the smallest machine that this is made for.
for name in "${queue[@]}"; do
  while [ "${#running[@]}" -ge 2 ]; do
    wait -n "${running[@]}" || true
    still=()
    for pid in "${running[@]}"; do if kill -0 "$pid" 2>/dev/null; then still+=("$pid"); fi; done
    running=(${still[@]+"${still[@]}"})
  done
  # In a process group of its own, so that whoever stops us stops it too.
  set -m
  judge "$name" </dev/null &
  set +m
  running+=("$!")
done
for pid in ${running[@]+"${running[@]}"}; do wait "$pid" || true; done
running=()

passed=0 failed=0 skipped=0 lines=()
for name in "${judges[@]}"; do
  # One that was killed has left no end.
  read -r code took <"$work/$name.end" || code=1 took='?'
  if [ "$code" -eq 77 ] && in_ci; then
    say "  $name: in CI un giudice che non si può installare vale come un giudizio negativo."
    code=1
  fi
  case "$code" in
    0) passed=$((passed + 1)) verdict=PASS ;;
    77) skipped=$((skipped + 1)) verdict='SKIPPED (NON GIUDICATO)' ;;
    *) failed=$((failed + 1)) verdict=FAIL && remember "Giudice: $name" "$work/$name.log" ;;
  esac
  lines+=("$(printf '%-12s %s (%s s)' "$name" "$verdict" "$took")")
done

loud "Giudizi"
for line in "${lines[@]}"; do say "  $line"; done
[ "$skipped" -eq 0 ] || say "  ATTENZIONE: $skipped giudici non hanno potuto giudicare; il perché è scritto sopra."
printf 'judges: %s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
