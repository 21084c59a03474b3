//! Figures about the entries that someone may see: each is one query, and each number has a list behind it.

use authz::Who;
use ente::Ente;
use kernel::{Date, Instant};
use sea_orm::QueryResult;

use super::elenca::{Filtro, Where, conditions};
use crate::{
    error::Error,
    rules::Verso,
    titolario::versioni::{Significato, significati_di},
};

/// Rows of a figure, at most.
const MOST: u32 = 60;

/// A code, its name where it has one, and how many entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conteggio {
    /// The code; none for entries without.
    pub codice: Option<String>,
    /// The name.
    pub nome: Option<String>,
    /// How many.
    pub quante: i64,
}

/// How many entries of each verso fall in each of the periods that begin on `inizi` (ascending; each lasts until the next).
///
/// # Errors
/// Those of the database.
pub async fn per_mese(
    ente: &Ente,
    who: &Who,
    filtro: &Filtro,
    inizi: &[Date],
) -> Result<Vec<(usize, Verso, i64)>, Error> {
    let (condition, values) = conditions(who, filtro, None);
    let mut places = Where { parts: Vec::new(), values };
    let mut cases = String::new();
    for (index, day) in inizi.iter().enumerate().skip(1) {
        let place = places.place(Instant::start_of(*day));
        cases.push_str(&format!("WHEN r.registrata_at < {place} THEN {} ", index - 1));
    }
    let last = inizi.len().saturating_sub(1);
    let month = if cases.is_empty() { last.to_string() } else { format!("CASE {cases}ELSE {last} END") };
    let sql = format!(
        "SELECT t.mese, t.verso, COUNT(*) AS n FROM (SELECT CAST({month} AS BIGINT) AS mese, r.verso AS verso FROM protocollo_registrazione r \
         JOIN protocollo_stato s ON s.registrazione_id = r.id WHERE {condition}) t GROUP BY t.mese, t.verso"
    );
    let read = ente.db().read().await?;
    let rows = db::rows(&read, &sql, places.values).await?;
    rows.iter()
        .map(|row| {
            let month: i64 = row.try_get("", "mese")?;
            let verso: String = row.try_get("", "verso")?;
            let verso = Verso::from_code(&verso).unwrap_or(Verso::Arrivo);
            Ok((usize::try_from(month).unwrap_or_default(), verso, row.try_get("", "n")?))
        })
        .collect()
}

/// How many entries of each class.
///
/// # Errors
/// Those of the database.
pub async fn per_classe(ente: &Ente, who: &Who, filtro: &Filtro) -> Result<Vec<Conteggio>, Error> {
    let mut counts = raggruppa(ente, who, filtro, ("s.classe", "CAST(NULL AS TEXT)")).await?;
    let codes: Vec<String> = counts.iter().filter_map(|count| count.codice.clone()).collect();
    let meanings = significati_di(&ente.db().read().await?, &codes).await?;
    for count in &mut counts {
        count.nome = count.codice.as_ref().and_then(|code| meanings.get(code)).and_then(|all| nel_periodo(all, filtro));
    }
    Ok(counts)
}

/// What a class was called in the days that are counted: more than one name where the titolario changed within them.
fn nel_periodo(all: &[Significato], filtro: &Filtro) -> Option<String> {
    let first = all.first().map(|first| first.dal);
    let within = all.iter().filter(|each| {
        // Before its first day the first version counts too.
        let begins = filtro.al.is_none_or(|al| each.dal <= al || Some(each.dal) == first);
        begins && each.al.zip(filtro.dal).is_none_or(|(al, dal)| al >= dal)
    });
    let names: Vec<&str> = within.map(|each| each.nome.as_str()).collect();
    (!names.is_empty()).then(|| names.join(", poi "))
}

/// How many entries came or left by each way.
///
/// # Errors
/// Those of the database.
pub async fn per_mezzo(ente: &Ente, who: &Who, filtro: &Filtro) -> Result<Vec<Conteggio>, Error> {
    raggruppa(ente, who, filtro, ("r.mezzo", "CAST(NULL AS TEXT)")).await
}

/// How many entries were given to each office, for whatever reason.
///
/// # Errors
/// Those of the database.
pub async fn per_ufficio(ente: &Ente, who: &Who, filtro: &Filtro) -> Result<Vec<Conteggio>, Error> {
    let join = "JOIN protocollo_assegnazione x ON x.registrazione_id = r.id JOIN authz_unit u ON u.id = x.ufficio_id";
    let (condition, values) = conditions(who, filtro, None);
    let sql = format!(
        "SELECT x.ufficio_id AS id, u.name AS nome, COUNT(DISTINCT r.id) AS n FROM protocollo_registrazione r JOIN protocollo_stato s \
         ON s.registrazione_id = r.id {join} WHERE {condition} GROUP BY x.ufficio_id, u.name ORDER BY n DESC, u.name LIMIT {MOST}"
    );
    let read = ente.db().read().await?;
    let rows = db::rows(&read, &sql, values).await?;
    rows.iter().map(ufficio).collect()
}

/// How long each office takes to accept what it is given, in hours, rounded; only what was accepted counts.
///
/// # Errors
/// Those of the database.
pub async fn ore_di_presa(ente: &Ente, who: &Who, filtro: &Filtro) -> Result<Vec<Conteggio>, Error> {
    let (condition, values) = conditions(who, filtro, None);
    let sql = format!(
        "SELECT x.ufficio_id AS id, u.name AS nome, CAST(AVG(x.risposta_at - x.assegnata_at) AS BIGINT) AS n \
         FROM protocollo_registrazione r JOIN protocollo_stato s ON s.registrazione_id = r.id \
         JOIN protocollo_assegnazione x ON x.registrazione_id = r.id AND x.stato = 'accettata' JOIN authz_unit u ON u.id = x.ufficio_id \
         WHERE {condition} GROUP BY x.ufficio_id, u.name ORDER BY n DESC, u.name LIMIT {MOST}"
    );
    const HOUR: i64 = 3_600_000_000;
    let read = ente.db().read().await?;
    let rows = db::rows(&read, &sql, values).await?;
    let hours =
        |row: &QueryResult| ufficio(row).map(|count| Conteggio { quante: (count.quante + HOUR / 2) / HOUR, ..count });
    rows.iter().map(hours).collect()
}

fn ufficio(row: &QueryResult) -> Result<Conteggio, Error> {
    let id: kernel::Uuid = row.try_get("", "id")?;
    Ok(Conteggio { codice: Some(id.to_string()), nome: row.try_get("", "nome")?, quante: row.try_get("", "n")? })
}

async fn raggruppa(
    ente: &Ente,
    who: &Who,
    filtro: &Filtro,
    (key, name): (&str, &str),
) -> Result<Vec<Conteggio>, Error> {
    let (condition, values) = conditions(who, filtro, None);
    let sql = format!(
        "SELECT {key} AS codice, {name} AS nome, COUNT(*) AS n FROM protocollo_registrazione r JOIN protocollo_stato s \
         ON s.registrazione_id = r.id WHERE {condition} GROUP BY {key} ORDER BY n DESC, codice LIMIT {MOST}"
    );
    let read = ente.db().read().await?;
    let rows = db::rows(&read, &sql, values).await?;
    rows.iter()
        .map(|row| {
            let nome: Option<String> = row.try_get("", "nome")?;
            Ok(Conteggio { codice: row.try_get("", "codice")?, nome, quante: row.try_get("", "n")? })
        })
        .collect()
}
