//! Which terms end when: for the filter of the list, for its search, and for the desk.

use authz::Who;
use ente::Ente;
use kernel::Date;
use sea_orm::ConnectionTrait;

use super::{calendario::dopo, rules::VICINO};
use crate::{
    error::Error,
    registrazione::elenca::{Where, suoi},
    visibilita,
};

/// Which open terms are wanted, by their end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scadenze {
    /// Ending from this day.
    pub dal: Option<Date>,
    /// Until this day, included.
    pub al: Date,
}

impl Scadenze {
    /// Those that are over at `today`.
    pub fn scadute(today: Date) -> Self {
        Self { dal: None, al: today.pred_opt().unwrap_or(today) }
    }

    /// Those that end within a week.
    pub fn vicine(today: Date) -> Self {
        Self { dal: Some(today), al: dopo(today, VICINO) }
    }

    /// A condition over `protocollo_registrazione r` and `protocollo_stato s`.
    pub(crate) fn condition(self, all: &mut Where) {
        let [yes, no] = [true, false].map(|value| all.place(value));
        let al = all.place(self.al);
        let from = self.dal.map(|day| format!("t.scadenza >= {} AND ", all.place(day))).unwrap_or_default();
        all.parts.push(format!(
            "s.annullata = {no} AND r.id IN (SELECT t.registrazione_id FROM protocollo_termine t \
             JOIN protocollo_assegnazione ta ON ta.id = t.assegnazione_id \
             WHERE t.aperto = {yes} AND {from}t.scadenza <= {al} AND ta.stato <> 'rifiutata')"
        ));
    }
}

/// Days sought at once in the index; beyond so many different ends the oldest are left out.
const MOST_DAYS: u32 = 400;

/// The days on which the wanted terms end, in the words of the index; whoever may see them is not asked, since only days are told to
/// a search that asks that.
///
/// # Errors
/// Those of the database.
pub(crate) async fn giorni<C: ConnectionTrait>(connection: &C, scadenze: Scadenze) -> Result<Vec<String>, Error> {
    let mut all = Where { parts: Vec::new(), values: Vec::new() };
    let (yes, al) = (all.place(true), all.place(scadenze.al));
    let from = scadenze.dal.map(|day| format!("scadenza >= {} AND ", all.place(day))).unwrap_or_default();
    let sql = format!(
        "SELECT DISTINCT scadenza FROM protocollo_termine WHERE aperto = {yes} AND {from}scadenza <= {al} \
         ORDER BY scadenza DESC LIMIT {MOST_DAYS}"
    );
    let rows = db::rows(connection, &sql, all.values).await?;
    let mut days = Vec::with_capacity(rows.len() + 1);
    for row in &rows {
        days.push(row.try_get::<Date>("", "scadenza")?.to_string());
    }
    if days.is_empty() {
        // A key without values would narrow nothing.
        days.push("mai".into());
    }
    Ok(days)
}

/// An open term of whoever asks or of their offices, in charge and over or near.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voce {
    /// Year and number of the entry.
    pub protocollo: (i64, i64),
    /// What it is about.
    pub oggetto: String,
    /// When the term ends.
    pub scadenza: Date,
    /// When the entry was registered.
    pub registrata_at: kernel::Instant,
}

/// The terms that wait for `who`: of what was taken in charge (what was not waits already), the oldest end first.
///
/// # Errors
/// Those of the database.
pub async fn per_me(ente: &Ente, who: &Who, limit: u64) -> Result<Vec<Voce>, Error> {
    let all = mine(who, ente.ledger.now().date());
    let sql = format!(
        "SELECT r.anno, r.numero, {} AS oggetto, t.scadenza, r.registrata_at {FROM} WHERE {} ORDER BY t.scadenza, t.id LIMIT {}",
        crate::correzione::OGGETTO,
        all.parts.join(" AND "),
        limit.min(1_000)
    );
    let read = ente.db().read().await?;
    let rows = db::rows(&read, &sql, all.values).await?;
    let voce = |row: &sea_orm::QueryResult| {
        Ok(Voce {
            protocollo: (row.try_get("", "anno")?, row.try_get("", "numero")?),
            oggetto: row.try_get("", "oggetto")?,
            scadenza: row.try_get("", "scadenza")?,
            registrata_at: row.try_get("", "registrata_at")?,
        })
    };
    rows.iter().map(voce).collect()
}

/// How many there are, up to 100.
///
/// # Errors
/// Those of the database.
pub async fn conta_per_me(ente: &Ente, who: &Who) -> Result<u64, Error> {
    let all = mine(who, ente.ledger.now().date());
    let sql =
        format!("SELECT COUNT(*) AS n FROM (SELECT t.id {FROM} WHERE {} LIMIT 100) AS w", all.parts.join(" AND "));
    let read = ente.db().read().await?;
    let row = db::one(&read, &sql, all.values).await?;
    Ok(row.map_or(Ok(0_i64), |row| row.try_get("", "n"))?.unsigned_abs())
}

const FROM: &str = "FROM protocollo_termine t JOIN protocollo_assegnazione f ON f.id = t.assegnazione_id \
                    JOIN protocollo_registrazione r ON r.id = t.registrazione_id \
                    JOIN protocollo_stato s ON s.registrazione_id = r.id";

fn mine(who: &Who, today: Date) -> Where {
    let (visible, values) = visibilita::condition(who, 1);
    let mut all = Where { parts: vec![visible], values };
    let [yes, no] = [true, false].map(|value| all.place(value));
    let last = all.place(dopo(today, VICINO));
    let ways: Vec<String> = suoi(who, &mut all).into_iter().map(|way| format!("({way})")).collect();
    all.parts.push(format!(
        "t.aperto = {yes} AND t.scadenza <= {last} AND f.stato = 'accettata' AND s.annullata = {no} AND ({})",
        ways.join(" OR ")
    ));
    all
}
