#!/usr/bin/env bash
# Checks what a command needs before it starts, and says in one Italian sentence what is missing and how to get it.
#   need.sh tools            Rust, a C compiler, Node.js and npm, new enough
#   need.sh port PORT        a port that is free on this machine
#   need.sh folder DIR       a folder that can be made and written
#   need.sh space DIR GB     room for the build
# Exit code 0 when everything is there, 1 otherwise.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

NODE_WANTED=20

need_rust() {
  local wanted found
  wanted="$(rust_wanted)"
  have cargo || die "manca Rust (il comando cargo)." \
    "Installalo con rustup (versione $wanted o più recente), poi apri un nuovo terminale e riprova."
  found="$(cargo --version 2>/dev/null | awk '{print $2}')"
  [ -n "$found" ] || die "il comando cargo c'è ma non funziona." \
    "Prova 'cargo --version': se usi rustup, esegui 'rustup default stable'."
  version_at_least "${found%%-*}" "$wanted" || die "Rust $found è troppo vecchio: serve almeno $wanted." \
    "Aggiornalo con 'rustup update stable'."
}

need_cc() {
  have cc || have gcc || have clang || die "manca un compilatore C, che serve per SQLite e per la crittografia." \
    "Installalo con 'sudo apt-get install build-essential'."
}

need_node() {
  local found
  have node || die "manca Node.js." "Installalo con 'sudo apt-get install nodejs npm' (versione $NODE_WANTED o più recente)."
  found="$(node --version 2>/dev/null | sed 's/^v//')"
  [ -n "$found" ] || die "il comando node c'è ma non funziona." "Reinstallalo con 'sudo apt-get install --reinstall nodejs'."
  version_at_least "$found" "$NODE_WANTED" || die "Node.js $found è troppo vecchio: serve almeno la versione $NODE_WANTED." \
    "Installa un Node.js più recente (su Debian 12 dal sito di Node.js, da Debian 13 con 'sudo apt-get install nodejs')."
  have npm || die "manca npm, che scarica i componenti delle pagine." "Installalo con 'sudo apt-get install npm'."
}

# Who answers on the port: only an attempt to connect tells it everywhere, with no tool to install.
port_answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

need_port() {
  local port="$1"
  case "$port" in
    '' | *[!0-9]*) die "la porta '$port' non è un numero." "Scrivi per esempio 'make run PORT=8080'." ;;
  esac
  # Six digits at most are compared, so that a long one does not overflow.
  { [ "${#port}" -le 5 ] && [ "$port" -ge 1 ] && [ "$port" -le 65535 ]; } ||
    die "la porta $port non esiste: va da 1 a 65535." "Scrivi per esempio 'make run PORT=8080'."
  if [ "$port" -lt 1024 ] && [ "$(id -u)" -ne 0 ]; then
    die "la porta $port è riservata all'amministratore." "Scegline una più alta, per esempio 'make run PORT=8080'."
  fi
  if port_answers "$port"; then
    local free=$((port < 65000 ? port + 1 : 8081))
    while port_answers "$free" && [ "$free" -lt 65535 ]; do free=$((free + 1)); done
    die "la porta $port è già usata da un altro programma." "Chiudilo, oppure scegli un'altra porta: 'make run PORT=$free'."
  fi
}

need_folder() {
  local dir="$1"
  mkdir -p "$dir" 2>/dev/null || die "non posso creare la cartella $dir." \
    "Scegli una cartella tua (per la demo: 'make run DATA=/percorso'), oppure chiedi i permessi a chi amministra la macchina."
  local probe="$dir/.prova-scrittura.$$"
  (: >"$probe") 2>/dev/null || die "non posso scrivere nella cartella $dir." \
    "Correggi i permessi con 'sudo chown -R $(id -un) $dir', oppure scegline un'altra (per la demo: 'make run DATA=/percorso')."
  rm -f "$probe"
}

need_space() {
  local dir="$1" gigabytes="$2" free
  free="$(free_gb "$dir")"
  [ "$free" -ge "$gigabytes" ] || die "sul disco di $dir restano solo $free GB: ne servono almeno $gigabytes per costruire il programma." \
    "Libera spazio, oppure costruisci altrove: 'CARGO_TARGET_DIR=/altro/disco make run'."
}

case "${1:-}" in
  tools) need_rust && need_cc && need_node ;;
  port) need_port "${2:-}" ;;
  folder) need_folder "${2:?folder}" ;;
  space) need_space "${2:?folder}" "${3:?gigabytes}" ;;
  *) die "uso: need.sh tools | port PORTA | folder CARTELLA | space CARTELLA GB" ;;
esac
