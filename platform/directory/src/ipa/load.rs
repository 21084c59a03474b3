use std::io::BufRead;

use indice_pa::{Entry, Level, Reader};
use kernel::{Actor, Date, Id, Refusal, Uuid};
use ledger::Ledger;
use sea_orm::Value;

use crate::{Error, fold, ipa_copy};

/// Lines in one writing, so that whoever else writes waits little.
const LINES_AT_ONCE: usize = 300;
/// Rows swept away at once.
const SWEPT_AT_ONCE: u64 = 5_000;
/// Lines in all: ten times what the index has.
const MAX_LINES: u64 = 3_000_000;

/// The files of a copy; areas and units may be missing.
pub struct Files {
    /// "Enti".
    pub enti: Box<dyn BufRead + Send>,
    /// "Aree organizzative omogenee".
    pub aoo: Option<Box<dyn BufRead + Send>>,
    /// "Unità organizzative".
    pub uo: Option<Box<dyn BufRead + Send>>,
    /// The fingerprint of the files together, as whoever opened them reckoned it.
    pub sha256: String,
}

impl std::fmt::Debug for Files {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Files({})", self.sha256)
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The copy, which counts from now on.
    pub copy: ipa_copy::Model,
    /// Lines that say neither code nor name.
    pub passed_over: u64,
}

/// Loads a copy and puts it in the place of the one before. One with less than half of its bodies is refused, since half a file
/// looks whole, unless `smaller` says that it is right.
///
/// # Errors
/// What is wrong with the files; those of the database. Nothing changes then for whoever looks.
pub async fn load(ledger: &Ledger, actor: Actor, files: Files, smaller: bool) -> Result<Loaded, Error> {
    sweep(ledger).await?;
    let id = Id::new(ledger.now(), &**ledger.random());
    let mut counts = [0_i64; 3];
    let (mut passed_over, mut updated) = (0, None);
    let sources = [(Level::Ente, Some(files.enti)), (Level::Aoo, files.aoo), (Level::Uo, files.uo)];
    for ((level, source), count) in sources.into_iter().zip(&mut counts) {
        let Some(source) = source else { continue };
        let (lines, over) = one(ledger, id, level, source, &mut updated).await?;
        *count = lines;
        passed_over += over;
    }
    let [enti, aoo, uo] = counts;
    if enti == 0 {
        return Err(Refusal::because("Nel file degli enti non c'è nessun ente: scaricalo di nuovo.").into());
    }
    let mut tx = ledger.begin(actor, "directory.carica_indice_pa").await?;
    let before = super::look::copy(&tx).await?;
    if let Some(before) = before.filter(|before| !smaller && enti < before.enti / 2) {
        let sentence = format!(
            "Questa copia ha {enti} enti e quella di prima {}: forse il file non è intero. Scaricalo di nuovo; se è giusto così, \
             ripeti il comando con --anche-se-ridotta.",
            before.enti
        );
        return Err(Refusal::because(sentence).into());
    }
    let row = db::one(&tx, "SELECT COUNT(*) AS n FROM directory_ipa WHERE copy_id = $1", [id.into()]).await?;
    if row.map_or(Ok(0), |row| row.try_get::<i64>("", "n"))? != enti + aoo + uo {
        let sentence = "Nel frattempo qualcun altro ha caricato l'Indice PA: aspetta che finisca e riprova.";
        return Err(Refusal::because(sentence).into());
    }
    let loaded_at = tx.now();
    let copy = ipa_copy::Model { id, enti, aoo, uo, sha256: files.sha256, updated, loaded_at };
    let copy = tx.insert(copy).await?;
    tx.commit().await?;
    sweep(ledger).await?;
    Ok(Loaded { copy, passed_over })
}

async fn one(
    ledger: &Ledger,
    copy: Id<ipa_copy::Entity>,
    level: Level,
    source: Box<dyn BufRead + Send>,
    updated: &mut Option<Date>,
) -> Result<(i64, u64), Error> {
    let wrong = |error: indice_pa::Error| Error::from(Refusal::because(format!("Il file {}: {error}.", file(level))));
    let mut reader = Reader::new(source, level).map_err(wrong)?;
    let mut lines = 0_u64;
    loop {
        let some: Result<Vec<Entry>, _> = reader.by_ref().take(LINES_AT_ONCE).collect();
        let some = some.map_err(wrong)?;
        if some.is_empty() {
            break;
        }
        lines += some.len() as u64;
        if lines > MAX_LINES {
            return Err(Refusal::because(format!("Il file {} ha più di {MAX_LINES} righe.", file(level))).into());
        }
        *updated = some.iter().filter_map(|entry| entry.updated).max().max(*updated);
        write(ledger, copy, level, &some).await?;
    }
    Ok((i64::try_from(lines).unwrap_or(i64::MAX), reader.passed_over()))
}

const fn file(level: Level) -> &'static str {
    match level {
        Level::Ente => "degli enti",
        Level::Aoo => "delle AOO",
        Level::Uo => "delle UO",
    }
}

async fn write(ledger: &Ledger, copy: Id<ipa_copy::Entity>, level: Level, some: &[Entry]) -> Result<(), Error> {
    let level = match level {
        Level::Ente => "ente",
        Level::Aoo => "aoo",
        Level::Uo => "uo",
    };
    let now = ledger.now();
    let mut rows: Vec<Value> = Vec::new();
    let mut words: Vec<Value> = Vec::new();
    for entry in some {
        let id: Uuid = Id::<Entry>::new(now, &**ledger.random()).uuid();
        rows.extend([
            id.into(),
            copy.into(),
            level.into(),
            entry.ipa.clone().into(),
            entry.code.clone().into(),
            entry.name.clone().into(),
            entry.part.clone().into(),
            entry.tax_code.clone().into(),
            entry.pec.clone().into(),
            entry.place.clone().into(),
        ]);
        let text = [Some(&entry.name), entry.part.as_ref(), entry.short.as_ref(), Some(&entry.ipa)];
        let text: Vec<&str> = text.into_iter().flatten().map(String::as_str).collect();
        for word in crate::fold::words(&fold(&text.join(" "))).into_iter().take(60) {
            words.extend([copy.into(), word.into(), id.into()]);
        }
    }
    let write = ledger.db().write().await?;
    let columns = "id, copy_id, level, ipa, code, name, part, tax_code, pec, place";
    insert(&write, &format!("INSERT INTO directory_ipa ({columns}) VALUES "), 10, rows).await?;
    insert(&write, "INSERT INTO directory_ipa_word (copy_id, word, line_id) VALUES ", 3, words).await?;
    write.commit().await?;
    Ok(())
}

/// Values in rows of so many columns, below every engine's limit of values.
async fn insert(write: &db::Write, sql: &str, columns: usize, values: Vec<Value>) -> Result<(), Error> {
    for chunk in values.chunks(columns * 500) {
        let row = |n: usize| {
            let places: Vec<String> = (1..=columns).map(|place| format!("${}", n * columns + place)).collect();
            format!("({})", places.join(", "))
        };
        let rows: Vec<String> = (0..chunk.len() / columns).map(row).collect();
        db::execute(write, &format!("{sql}{}", rows.join(", ")), chunk.iter().cloned()).await?;
    }
    Ok(())
}

/// A copy of which there are lines, and which is not this one. Asked on either side, so that the index answers.
async fn another(ledger: &Ledger, table: &str, keep: Uuid) -> Result<Option<Uuid>, Error> {
    let read = ledger.db().read().await?;
    for side in ["<", ">"] {
        let sql = format!("SELECT copy_id FROM {table} WHERE copy_id {side} $1 LIMIT 1");
        if let Some(row) = db::one(&read, &sql, [keep.into()]).await? {
            return Ok(Some(row.try_get("", "copy_id")?));
        }
    }
    Ok(None)
}

/// Takes away the lines of copies that do not count: those of before, and those of a loading that did not come to its end.
async fn sweep(ledger: &Ledger) -> Result<(), Error> {
    let current = super::look::copy(&ledger.db().read().await?).await?;
    let keep = current.map_or_else(Uuid::nil, |copy| copy.id.uuid());
    for (table, key) in [("directory_ipa", "id"), ("directory_ipa_word", "line_id")] {
        while let Some(old) = another(ledger, table, keep).await? {
            let write = ledger.db().write().await?;
            let sql = format!(
                "DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE copy_id = $1 LIMIT {SWEPT_AT_ONCE})"
            );
            db::execute(&write, &sql, [old.into()]).await?;
            write.commit().await?;
        }
    }
    Ok(())
}
