#!/usr/bin/env python3
"""Keeps what a database of today looks like, a row in each table, for both engines: fai.py RELEASE

From the steps of the schema alone (src/migrations of every crate): RELEASE.sqlite.sql and RELEASE.postgres.sql beside this file, and in
passi.tsv the SHA-256 of each step's text. The rows mean nothing; they hold what the tables ask for (types, closed vocabularies, keys), so
that a later step that cannot bear old data is found. Once for each release and never again: old data is what was old then.
"""

import hashlib
import re
import sqlite3
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[4]
TYPES = {"UUID": "BLOB", "BYTEA": "BLOB", "BIGINT": "INTEGER", "BOOLEAN": "INTEGER", "DATE": "TEXT", "TEXT": "TEXT"}
COLUMN = re.compile(r"^\s*(?:ADD COLUMN\s+)?(\w+)\s+(UUID|BYTEA|BIGINT|BOOLEAN|DATE|TEXT)\b")
STEPS = "CREATE TABLE IF NOT EXISTS db_migration (owner TEXT NOT NULL, name TEXT NOT NULL, applied_at BIGINT NOT NULL, PRIMARY KEY (owner, name));\n"


def split(text, engine):
    """The statements as the engine takes them: as platform/db splits them."""
    here, out = True, [""]
    for line in text.splitlines():
        bare = line.strip()
        if bare in ("-- only sqlite", "-- only postgres"):
            here = bare.endswith(engine)
        elif bare == "-- end":
            here = True
        elif not bare.startswith("--") and here:
            out[-1] += line + "\n"
            if bare.endswith(";"):
                out.append("")
    out = [one for one in out if one.strip()]
    return [for_sqlite(one) for one in out] if engine == "sqlite" else out


def for_sqlite(statement):
    out = re.sub(r"\w+", lambda word: TYPES.get(word.group(), word.group()), statement).rstrip()
    if out.startswith("CREATE TABLE") and out.endswith(");"):
        out = out[:-2] + ") STRICT;"
    return out + "\n"


def steps():
    """Owner, name and text of each step; the platform's first, as the program runs them."""
    for folder in sorted(ROOT.glob("platform/*/src/migrations")) + sorted(ROOT.glob("uffici/*/src/migrations")):
        for file in sorted(folder.glob("*.sql")):
            yield folder.parts[-3], file.stem, file.read_text()


def kinds(all_steps):
    """The type of each column in PostgreSQL's words, by table and column."""
    found = {}
    for _, _, text in all_steps:
        for statement in split(text, "postgres"):
            named = re.match(r"\s*(?:CREATE TABLE|ALTER TABLE)\s+(\w+)", statement)
            for line in statement.splitlines() if named else []:
                line = re.sub(r"^\s*ALTER TABLE \w+ ", "", line)
                line = re.sub(r"^\s*CREATE TABLE \w+ \(", "", line)
                for part in line.split(", ") if "(" not in line else [line]:
                    column = COLUMN.match(part)
                    if column:
                        found[named.group(1), column.group(1)] = column.group(2)
                        found[named.group(1), None] = "table"
    return found


def value(kind, table, column, number, sql):
    """Something that the column takes: the first word of its vocabulary, where it has one."""
    words = re.search(rf"\b{column}\b[^,;]*?\bIN\s*\(\s*('[^']*'|\d+)", sql)
    if words:
        return words.group(1).strip("'") if "'" in words.group(1) else int(words.group(1))
    if kind == "UUID":
        return bytes.fromhex(f"0190000000007000{number:016x}")
    if kind == "BYTEA":
        return bytes.fromhex("00ff" * 16)
    if kind == "BIGINT":
        return 1
    if kind == "BOOLEAN":
        return 0
    return "2026-11-27" if kind == "DATE" else f"{column} di prova"


def literal(kind, given):
    if given is None:
        return "NULL"
    if kind == "BOOLEAN":
        return "TRUE" if given else "FALSE"
    if kind == "UUID":
        text = given.hex()
        return f"'{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}'"
    if kind == "BYTEA":
        return f"'\\x{given.hex()}'"
    return str(given) if isinstance(given, int) else "'" + given.replace("'", "''") + "'"


def in_sqlite(given):
    if isinstance(given, bytes):
        return f"x'{given.hex()}'"
    return literal("", given)


def rows(db, types):
    """A row for each table that takes one: the table, and its values by column. Those that take none are told."""
    tables = dict(db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT'"))
    # Not the engine's own, nor the list of the steps, which has its rows, nor the index, which each engine has in its way.
    mine = [table for table in tables if (table, None) in types and not table.startswith("search_")]
    tables = {table: tables[table] for table in mine}
    done, waiting, number = {}, sorted(tables), 0
    for _ in range(len(tables)):
        for table in list(waiting):
            keys = {row[3]: (row[2], row[4] or "id") for row in db.execute(f"PRAGMA foreign_key_list({table})")}
            if any(other != table and other not in done for other, _ in keys.values()):
                continue
            waiting.remove(table)
            number += 1
            columns = db.execute(f"PRAGMA table_info({table})").fetchall()
            whole, least = {}, {}
            for _, name, _, required, _, key in columns:
                kind = types.get((table, name))
                if name in keys:
                    other, theirs = keys[name]
                    given = None if other == table else done[other].get(theirs)
                else:
                    given = value(kind, table, name, number, tables[table])
                whole[name] = given
                least[name] = given if required or key else None
            without = [{**whole, name: None} for _, name, _, required, _, key in columns if not (required or key)]
            for each in (whole, *without, least):
                sql = f"INSERT INTO {table} ({', '.join(each)}) VALUES ({', '.join('?' * len(each))})"
                try:
                    db.execute(sql, list(each.values()))
                    done[table] = each
                    break
                except sqlite3.Error as error:
                    told = error
            else:
                print(f"no row in {table}: {told}", file=sys.stderr)
                there = db.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()
                done[table] = dict(zip(whole, there)) if there else {}
                done[table, "none"] = True
    return {table: each for table, each in done.items() if isinstance(table, str) and (table, "none") not in done}


def refuse(release, lines):
    """What was kept stays as it is: a release is kept once, and no step that a release has had may differ or be gone."""
    kept = sorted(file.name for file in HERE.glob(f"{release}.*.sql"))
    if kept:
        sys.exit(f"{release} is kept already ({', '.join(kept)}): give the name of the release that is about to be made")
    known = (HERE / "passi.tsv").read_text().splitlines(keepends=True) if (HERE / "passi.tsv").exists() else []
    changed = [line.rsplit("\t", 1)[0].replace("\t", "/") for line in known if line not in lines]
    if changed:
        sys.exit(f"these steps are not what a release has run: put them back, and write what changes as later steps: {', '.join(changed)}")


def main(release):
    everything = list(steps())
    lines = [f"{owner}\t{name}\t{hashlib.sha256(text.encode()).hexdigest()}\n" for owner, name, text in everything]
    refuse(release, lines)
    (HERE / "passi.tsv").write_text("".join(lines))
    # The list of the enti lies in a database of its own.
    all_steps = [step for step in everything if step[0] != "ente"]
    types = kinds(all_steps)
    noted = [f"INSERT INTO db_migration (owner, name, applied_at) VALUES ('{owner}', '{name}', 0);\n" for owner, name, _ in all_steps]
    db = sqlite3.connect(":memory:")
    db.execute("PRAGMA foreign_keys = ON")
    texts = {}
    for engine in ("sqlite", "postgres"):
        own = split(STEPS, engine)
        for _, _, text in all_steps:
            own += split(text, engine)
        texts[engine] = own + noted
    for statement in texts["sqlite"]:
        # The library here may be older than the program's: the full-text index is made empty anyway.
        if "CREATE VIRTUAL TABLE" not in statement:
            db.executescript(statement)
    for table, each in rows(db, types).items():
        names = ", ".join(each)
        own = ", ".join(in_sqlite(given) for given in each.values())
        texts["sqlite"].append(f"INSERT INTO {table} ({names}) VALUES ({own});\n")
        own = ", ".join(literal(types.get((table, name), ""), given) for name, given in each.items())
        texts["postgres"].append(f"INSERT INTO {table} ({names}) VALUES ({own});\n")
    for engine, statements in texts.items():
        (HERE / f"{release}.{engine}.sql").write_text("".join(statements))


if __name__ == "__main__":
    main(*sys.argv[1:])
