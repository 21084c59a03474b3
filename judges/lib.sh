# shellcheck shell=bash disable=SC2034
# Shared by the judges. A judge is a script that prints what it found and ends with
#   0   PASS       the outside program agrees
#   1   FAIL       it does not, or ours gave it nothing to judge
#   77  SKIPPED    the outside program cannot be had on this machine (in CI that counts as a failure)
# Each proves first, with must_reject, that the program it calls is awake: one that accepts everything judges nothing.
. "$(dirname "${BASH_SOURCE[0]}")/../scripts/lib.sh"

# Where judges/run.sh has the program write what is to be judged (see judges/README.md).
SAMPLES="${MUNICIPIO_JUDGES_SAMPLES:-$CACHE/campioni-che-mancano}"
STANDARDS="${MUNICIPIO_STANDARDS:-$ROOT/../shared/standards}"

fail() {
  say "  $*"
  exit 1
}

skip() {
  say "  $*"
  exit 77
}

# must_reject WHAT COMMAND...: the command has to fail on this input, which is bad on purpose.
must_reject() {
  local what="$1"
  shift
  if "$@" >/dev/null 2>&1; then fail "il giudice ha accettato $what: non si può credere al suo giudizio"; fi
}

# install_or_skip COMMAND PACKAGE...
install_or_skip() {
  local command="$1"
  shift
  have "$command" || "$ROOT/scripts/apt.sh" "$@" || true
  have "$command" || skip "il comando $command manca e non si può installare (pacchetto Debian: $*)"
}

# python_or_skip JUDGE: what judges/JUDGE/requirements.txt asks for, in an environment in the user's cache, named by the variable venv.
python_or_skip() {
  install_or_skip python3 python3 python3-venv
  local wanted="$ROOT/judges/$1/requirements.txt"
  venv="$CACHE/$1-$(sed -n 's/^[^=]*==//p' "$wanted" | head -n 1)"
  [ ! -f "$venv/.completo" ] || return 0
  rm -rf "$venv"
  python3 -m venv "$venv" >"$scratch/log" 2>&1 || {
    "$ROOT/scripts/apt.sh" python3-venv || true
    python3 -m venv "$venv" >"$scratch/log" 2>&1
  } || skip "python3 non sa fare un ambiente (manca il pacchetto python3-venv)"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$wanted" >"$scratch/log" 2>&1 || {
    tail -n 5 "$scratch/log" >&2
    skip "il programma in Python del giudice $1 non si scarica (manca la rete?)"
  }
  : >"$venv/.completo"
}

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
