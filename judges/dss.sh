#!/usr/bin/env bash
# Signatures, judged beside EU DSS, the European Commission's validator (ETSI EN 319 102-1), which Maven brings once into the
# user's cache and which never goes to the network here.
#
#   - What we sign: DSS finds every file of SAMPLES/firme good, of the level that its name says, and a damaged one bad.
#   - What we verify: our verdict on every vector is DSS's (judges/dss/attese.tsv) but for judges/dss/disaccordi.tsv.
#
#   judges/dss.sh            as above; of the vectors DSS itself judges some, to see that the table is what it says
#   judges/dss.sh --all      DSS judges all of them anew (some three minutes)
#   judges/dss.sh --renew    and writes the table
#
# MUNICIPIO_VERIFY: our command, where it is not platform/signing's examples/giudica.rs. It is called as
#     $MUNICIPIO_VERIFY --fiducia TRUST --istante TIME [--contenuto FILE] FILE
# with TRUST and TIME as in the table, in the folder of the vectors, and prints the JSON that judges/dss/confronta.py reads.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
. "$ROOT/judges/firme/lib.sh"

own="$ROOT/judges/dss"
install_or_skip javac default-jdk-headless
version="$(sed -n 's/.*<dss.version>\(.*\)<.*/\1/p' "$own/pom.xml")"
jars="$CACHE/dss-$version"
if [ ! -f "$jars/.completo" ]; then
  install_or_skip mvn maven
  rm -rf "$jars"
  mvn -q -B -f "$own/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$jars" >"$scratch/log" 2>&1 || {
    tail -n 20 "$scratch/log" >&2
    skip "DSS non si scarica (manca la rete?)"
  }
  : >"$jars/.completo"
fi
[ -d "$STANDARDS/11-firma" ] || fail "manca la cartella dei vettori $STANDARDS/11-firma (indicala con MUNICIPIO_STANDARDS)"
javac -nowarn -encoding UTF-8 -cp "$jars/*" -d "$scratch/classi" "$own"/*.java >"$scratch/log" 2>&1 || {
  cat "$scratch/log" >&2
  fail "il programma che interroga DSS non si compila"
}

# ask FOLDER JOBS: the lines that DSS has to say, its own complaints apart.
ask() {
  java -Xmx1g -Djava.awt.headless=true -cp "$scratch/classi:$jars/*" Giudice "$1" "$2" 2>"$scratch/ask.log" || {
    cat "$scratch/ask.log" >&2
    fail "DSS si è fermato"
  }
}

# asked: all that is asked of DSS about the vectors, or about those whose names match.
asked() {
  awk -F '\t' -v only="${1:-}" '
    /^#/ || (only != "" && $1 !~ only) {next}
    {
      print $1 "\t" $2 "\tnessuna\t2026-01-01T00:00:00Z"
      print $1 "\t" $2 "\tlista+radici\t2026-01-01T00:00:00Z"
      print $1 "\t" $2 "\tlista+radici\tfirma"
      if ($3 == "lista") {
        print $1 "\t" $2 "\tlista\tfirma"
        print $1 "\t" $2 "\tlista+senza-revoche\tfirma"
      }
    }' "$own/vettori.tsv"
}

if [ "${1:-}" = --renew ]; then
  asked >"$scratch/jobs"
  ask "$STANDARDS" "$scratch/jobs" >"$scratch/attese"
  cat "$own/intestazione.txt" "$scratch/attese" >"$own/attese.tsv"
  say "  $(($(wc -l <"$scratch/attese") - 1)) righe in ${own#"$ROOT"/}/attese.tsv: leggi le differenze prima di accettarle"
  exit 0
fi

# Is the table what DSS says?
some='FPR03.xml.p7m$|XADES-BASEB.xml$|BER_reordered|modified_ts_hash|eu-lotl_broken|replace.pdf$'
[ "${1:-}" != --all ] || some=''
asked "$some" >"$scratch/jobs"
ask "$STANDARDS" "$scratch/jobs" | tail -n +2 | sort >"$scratch/said"
grep -v '^#' "$own/attese.tsv" | tail -n +2 | { if [ -n "$some" ]; then awk -F '\t' -v only="$some" '$1 ~ only'; else cat; fi; } | sort >"$scratch/expected"
[ -s "$scratch/said" ] || fail "DSS non ha detto nulla dei vettori"
cmp -s "$scratch/said" "$scratch/expected" || {
  diff "$scratch/expected" "$scratch/said" >&2 || true
  fail "la tabella attese.tsv non è ciò che DSS dice (sopra: < tabella, > DSS)"
}
say "  la tabella è ciò che DSS $version dice ($(wc -l <"$scratch/said") righe provate)"

. "$own/nostre.sh"
our_verdict
python3 "$own/confronta.py" "$STANDARDS" "$own" "$MUNICIPIO_VERIFY" || fail "il nostro giudizio non è quello di DSS"
