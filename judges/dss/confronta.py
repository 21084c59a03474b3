"""Our verdict on every vector beside DSS's: confronta.py STANDARDS FOLDER COMMAND.

FOLDER holds vettori.tsv, attese.tsv (what DSS says) and disaccordi.tsv (where we decided otherwise, and why). COMMAND is called in
STANDARDS for each file, trust and time of the table:

    COMMAND --fiducia TRUST --istante TIME [--contenuto FILE] FILE

and prints one JSON object, whatever its exit code:

    {"firme": [{"tipo": "firma", "esito": "TOTAL_PASSED", "motivo": null, "crittografia": true, "dati": "integri",
                "modifiche": "nessuna", "qualifica": "QESIG", "certificato": "SHA-256 of the signer's certificate, hexadecimal"}]}

tipo: firma, controfirma, marca, evidence-record; in the table's order within each tipo. esito and motivo: the names of ETSI
EN 319 102-1 (of a time stamp too: PASSED, INDETERMINATE, FAILED). crittografia: null where it could not be tried. dati: integri,
diversi, mancano. modifiche: nessuna, ammesse, altre; null outside PDF. qualifica may be left out. {"firme": []} is a file that
carries no signature, {"illeggibile": "why"} one that cannot be read.
"""

import collections
import concurrent.futures
import json
import os
import shlex
import subprocess
import sys

FIELDS = ("esito", "motivo", "crittografia", "dati", "modifiche", "qualifica")
SECONDS = 60


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file if line.strip() and not line.startswith("#")]


def of_dss(row):
    """The fields that are compared, out of a row of attese.tsv."""
    fields = {"esito": row["esito"], "motivo": row["motivo"]}
    if row["esito"] in ("ILLEGGIBILE", "NESSUNA_FIRMA"):
        # DSS's reason is the name of a class of its own.
        return {"esito": row["esito"]}
    fields["crittografia"] = {"integra": "si", "ROTTA": "no"}.get(row["crittografia"], "-")
    data = {part.split(":")[0] for part in row["dati"].split(",")}
    fields["dati"] = "diversi" if "diversi" in data else "mancano" if "mancano" in data else row["dati"]
    after = row["modifiche_pdf"]
    # A later signature that can be seen changes how the page looks: DSS's comparison of pictures alone says nothing of harm.
    worse = {"ALTRO", "PAGINE", "SOVRAPPOSTE"} & set(after.split(","))
    fields["modifiche"] = after if after in ("-", "nessuna") else "altre" if worse else "ammesse"
    fields["qualifica"] = row["qualifica"]
    return fields


def of_ours(each):
    fields = {"esito": each["esito"], "motivo": each.get("motivo") or "-"}
    fields["crittografia"] = {True: "si", False: "no", None: "-"}[each.get("crittografia")]
    fields["dati"] = each.get("dati") or "-"
    fields["modifiche"] = each.get("modifiche") or "-"
    if "qualifica" in each:
        fields["qualifica"] = each["qualifica"] or "-"
    return fields


def ask(command, standards, file, content, trust, time):
    """Our rows of one file, by kind and place, or what went wrong."""
    call = [*command, "--fiducia", trust, "--istante", time]
    call += ["--contenuto", content] if content != "-" else []
    done = subprocess.run([*call, file], cwd=standards, capture_output=True, timeout=SECONDS, check=False)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        return None, f"uscita {done.returncode}: {done.stderr.decode(errors='replace').strip()[:200] or 'nessun JSON'}"
    if "illeggibile" in answer:
        return {("-", 1): {"esito": "ILLEGGIBILE"}}, None
    if not answer["firme"]:
        return {("-", 1): {"esito": "NESSUNA_FIRMA"}}, None
    count, rows = collections.Counter(), {}
    for each in answer["firme"]:
        count[each["tipo"]] += 1
        rows[each["tipo"], count[each["tipo"]]] = of_ours(each)
    return rows, None


class Decided:
    """disaccordi.tsv: file (its end, or *), fiducia (or *), tipo, place within the tipo (or *), field, DSS's, ours, why."""

    def __init__(self, rows):
        self.rows = rows
        self.used = set()

    def allows(self, file, trust, kind, place, field, dss, ours):
        for at, (end, trusted, tipo, index, name, theirs, own, _why) in enumerate(self.rows):
            if end != "*" and not file.endswith(end):
                continue
            wanted = ((trusted, trust), (tipo, kind), (index, str(place)), (name, field), (theirs, dss), (own, ours))
            if all(pattern in ("*", value) for pattern, value in wanted):
                self.used.add(at)
                return True
        return False

    def unused(self):
        return [row for at, row in enumerate(self.rows) if at not in self.used]


def compare(expected, ours, allowed):
    """The differences of one file that nobody decided, as text."""
    for key in sorted(set(expected) | set(ours), key=str):
        kind, place = key
        if key not in ours or key not in expected:
            dss, own = ("c'è", "manca") if key in expected else ("manca", "c'è")
            if not allowed(kind, place, "presenza", dss, own):
                yield f"{kind} {place}: DSS {dss}, noi {own}"
            continue
        for field in FIELDS:
            dss, own = expected[key].get(field), ours[key].get(field)
            if dss is None or own is None or dss == own or allowed(kind, place, field, dss, own):
                continue
            yield f"{kind} {place} {field}: DSS {dss}, noi {own}"


def main(standards, folder, command):
    table = lines(f"{folder}/attese.tsv")
    names, table = table[0], table[1:]
    contents = {row[0]: row[1] for row in lines(f"{folder}/vettori.tsv")}
    decided = Decided(lines(f"{folder}/disaccordi.tsv"))
    asked = collections.OrderedDict()
    for row in table:
        row = dict(zip(names, row, strict=True))
        of_file = asked.setdefault((row["file"], row["fiducia"], row["istante"]), {})
        of_file[row["tipo"], 1 + sum(kind == row["tipo"] for kind, _ in of_file)] = of_dss(row)

    def answer(question):
        file, trust, time = question
        return ask(command, standards, file, contents[file], trust, time)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as at_once:
        answers = list(at_once.map(answer, asked))
    wrong = judged = 0
    for ((file, trust, time), expected), (ours, failure) in zip(asked.items(), answers, strict=True):
        if failure:
            wrong += 1
            print(f"  {file} ({trust}, {time}): {failure}", file=sys.stderr)
            continue
        judged += len(expected)

        def allowed(*difference, file=file, trust=trust):
            return decided.allows(file, trust, *difference)

        for text in compare(expected, ours, allowed):
            wrong += 1
            print(f"  {file} ({trust}, {time}): {text}", file=sys.stderr)
    for row in decided.unused():
        wrong += 1
        print(f"  disaccordi.tsv dice di {row[0]} ({row[4]}) ciò che non accade più: toglilo", file=sys.stderr)
    print(f"  {judged} giudizi confrontati con DSS, {len(decided.used)} disaccordi decisi, {wrong} da spiegare", file=sys.stderr)
    return 1 if wrong or not judged else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], shlex.split(sys.argv[3])))
