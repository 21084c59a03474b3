//! The sendings of the units for which one registers: what must be seen to, what is under way, what is done.

use authz::{UnitId, Who};
use ente::Ente;
use kernel::Instant;
use sea_orm::{QueryResult, Value};

use super::{SpedizioneId, stato::Stato};
use crate::{
    correzione::{NOME, OGGETTO},
    error::Error,
    permissions::REGISTRA,
    registrazione::elenca::Where,
    visibilita,
};

/// Which sendings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vista {
    /// Those that failed, or of which nothing is heard.
    DaVedere,
    /// Those of which something is still awaited.
    InCorso,
    /// The rest.
    Concluse,
}

impl Vista {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::DaVedere, Self::InCorso, Self::Concluse];

    /// As it stands in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DaVedere => "da-vedere",
            Self::InCorso => "in-corso",
            Self::Concluse => "concluse",
        }
    }

    /// The one with this code; what must be seen to otherwise.
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|vista| vista.code() == code).unwrap_or(Self::DaVedere)
    }
}

/// One sending of the list.
#[derive(Clone, Debug)]
pub struct Voce {
    pub id: SpedizioneId,
    pub anno: i64,
    pub numero: i64,
    pub oggetto: String,
    pub nome: String,
    pub indirizzo: Option<String>,
    pub mezzo: String,
    pub certificata: bool,
    pub at: Instant,
    pub stato: Stato,
    /// Whether it has been silent for too long.
    pub in_ritardo: bool,
    pub ufficio: UnitId,
}

/// A page of sendings after `dopo`: what must be seen to from the oldest, the rest from the newest.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn elenca(
    ente: &Ente,
    who: &Who,
    vista: Vista,
    dopo: Option<SpedizioneId>,
    limit: u64,
) -> Result<Vec<Voce>, Error> {
    who.require(&REGISTRA)?;
    let now = ente.ledger.now();
    let mut all = mine(who, vista, now);
    let forward = vista == Vista::DaVedere;
    let (sign, order) = if forward { (">", "ASC") } else { ("<", "DESC") };
    if let Some(dopo) = dopo {
        let place = all.place(dopo);
        all.parts.push(format!("t.spedizione_id {sign} {place}"));
    }
    let no = all.place(false);
    let sql = format!(
        "SELECT s.id, r.anno, r.numero, {OGGETTO} AS oggetto, {NOME} AS nome, s.indirizzo, s.mezzo, COALESCE(c.certificata, {no}) AS certificata, s.at, \
         t.stato, t.attesa_fino_at, s.ufficio_id {FROM} JOIN protocollo_parte p ON p.id = s.parte_id \
         LEFT JOIN protocollo_casella c ON c.id = s.casella_id WHERE {} ORDER BY t.spedizione_id {order} LIMIT {}",
        all.parts.join(" AND "),
        limit.min(1_000)
    );
    let read = ente.db().read().await?;
    let rows = db::rows(&read, &sql, all.values).await?;
    rows.iter().map(|row| voce(row, now)).collect()
}

fn voce(row: &QueryResult, now: Instant) -> Result<Voce, Error> {
    let fino: Option<Instant> = row.try_get("", "attesa_fino_at")?;
    Ok(Voce {
        id: row.try_get("", "id")?,
        anno: row.try_get("", "anno")?,
        numero: row.try_get("", "numero")?,
        oggetto: row.try_get("", "oggetto")?,
        nome: row.try_get("", "nome")?,
        indirizzo: row.try_get("", "indirizzo")?,
        mezzo: row.try_get("", "mezzo")?,
        certificata: row.try_get("", "certificata")?,
        at: row.try_get("", "at")?,
        stato: Stato::from_code(&row.try_get::<String>("", "stato")?),
        in_ritardo: fino.is_some_and(|fino| fino < now),
        ufficio: row.try_get("", "ufficio_id")?,
    })
}

/// How many must be seen to, up to 100.
///
/// # Errors
/// Those of the database.
pub async fn conta_da_vedere(ente: &Ente, who: &Who) -> Result<u64, Error> {
    if !who.may(&REGISTRA) {
        return Ok(0);
    }
    let all = mine(who, Vista::DaVedere, ente.ledger.now());
    let sql =
        format!("SELECT COUNT(*) AS n FROM (SELECT s.id {FROM} WHERE {} LIMIT 100) AS w", all.parts.join(" AND "));
    let read = ente.db().read().await?;
    let row = db::one(&read, &sql, all.values).await?;
    Ok(row.map_or(Ok(0_i64), |row| row.try_get("", "n"))?.unsigned_abs())
}

/// How many of a unit must be seen to, whoever may see them: a number only, for whoever would close the unit.
///
/// # Errors
/// Those of the database.
pub(crate) async fn conta_di(ente: &Ente, ufficio: UnitId) -> Result<u64, Error> {
    let mut all = Where { parts: Vec::new(), values: Vec::new() };
    let unit = all.place(ufficio);
    all.parts.push(format!("s.ufficio_id = {unit}"));
    da_vedere(&mut all, ente.ledger.now());
    let sql = format!("SELECT COUNT(*) AS n {FROM} WHERE {}", all.parts.join(" AND "));
    let row = db::one(&ente.db().read().await?, &sql, all.values).await?;
    Ok(row.map_or(Ok(0_i64), |row| row.try_get("", "n"))?.unsigned_abs())
}

const FROM: &str = "FROM protocollo_spedizione_stato t JOIN protocollo_spedizione s ON s.id = t.spedizione_id \
                    JOIN protocollo_registrazione r ON r.id = s.registrazione_id JOIN protocollo_stato e ON e.registrazione_id = r.id";

/// Those of the units for which `who` registers, of entries that they see.
fn mine(who: &Who, vista: Vista, now: Instant) -> Where {
    let (visible, values) = visibilita::condition(who, 1);
    let mut all = Where { parts: vec![visible], values };
    let units: Vec<String> = who.units_with(&REGISTRA).iter().map(|unit| all.place(unit.uuid())).collect();
    all.parts.push(format!("s.ufficio_id IN ({})", units.join(", ")));
    match vista {
        Vista::DaVedere => da_vedere(&mut all, now),
        Vista::InCorso => {
            let [yes, no, now] = [Value::from(true), false.into(), now.into()].map(|value| all.place(value));
            all.parts.push(format!("t.aperta = {yes} AND e.annullata = {no} AND t.attesa_fino_at >= {now}"));
        }
        Vista::Concluse => {
            let [no, yes] = [false, true].map(|value| all.place(value));
            all.parts.push(format!("(t.aperta = {no} OR e.annullata = {yes})"));
        }
    }
    all
}

fn da_vedere(all: &mut Where, now: Instant) {
    let [yes, no, now] = [Value::from(true), false.into(), now.into()].map(|value| all.place(value));
    let failed: Vec<String> =
        Stato::ALL.iter().filter(|stato| stato.fallito()).map(|stato| format!("'{}'", stato.code())).collect();
    all.parts.push(format!(
        "t.aperta = {yes} AND e.annullata = {no} AND (t.stato IN ({}) OR t.attesa_fino_at < {now})",
        failed.join(", ")
    ));
}
