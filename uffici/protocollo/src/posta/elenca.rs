//! The messages, a page at a time: what waits from the oldest, the rest from the newest.

use std::collections::BTreeMap;

use authz::Who;
use ente::Ente;
use kernel::{Id, Instant};
use sea_orm::Value;

use super::{MessaggioId, Stato, di_questi_uffici, uffici};
use crate::{error::Error, tables::casella};

/// Which messages.
#[derive(Clone, Copy, Debug)]
pub struct Filtro {
    pub stato: Stato,
    pub casella: Option<Id<casella::Entity>>,
    /// Only ordinary mail that came to a certified mailbox.
    pub fuori_posto: bool,
}

/// One message of the list.
#[derive(Clone, Debug)]
pub struct Voce {
    pub id: MessaggioId,
    pub casella: String,
    pub certificata: bool,
    pub tipo: String,
    pub mittente: Option<String>,
    pub indirizzo: Option<String>,
    /// The provider that certifies it.
    pub gestore: Option<String>,
    /// Of a receipt, the addressee of whom it speaks.
    pub consegna: Option<String>,
    pub oggetto: Option<String>,
    pub certificato_at: Option<Instant>,
    pub spedito_at: Option<Instant>,
    pub preso_at: Instant,
    pub allegati: i64,
    /// Whether something is odd in it, or about how it came.
    pub avvisi: bool,
    /// What came of checking the provider's signature.
    pub firma: Option<String>,
    pub motivo: Option<String>,
    /// The entry that it became, or of which it speaks.
    pub registrazione: Option<(i64, i64)>,
}

impl Voce {
    /// When it came, as far as anyone vouches for it.
    pub fn quando(&self) -> Instant {
        self.certificato_at.unwrap_or(self.preso_at)
    }
}

/// A page of messages after `dopo`.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn elenca(
    ente: &Ente,
    who: &Who,
    filtro: &Filtro,
    dopo: Option<MessaggioId>,
    limit: u64,
) -> Result<Vec<Voce>, Error> {
    let uffici = uffici(who)?;
    let (mine, values) = di_questi_uffici(&uffici, 1);
    let mut values: Vec<Value> = values;
    let mut conditions = vec![mine];
    let mut and = |text: &str, value: Value| {
        values.push(value);
        conditions.push(text.replace('?', &format!("${}", values.len())));
    };
    and("s.stato = ?", filtro.stato.code().into());
    let forward = filtro.stato == Stato::Attesa;
    let (sign, order) = if forward { (">", "ASC") } else { ("<", "DESC") };
    if let Some(dopo) = dopo {
        and(&format!("s.messaggio_id {sign} ?"), dopo.into());
    }
    if let Some(casella) = filtro.casella {
        and("m.casella_id = ?", casella.into());
    }
    if filtro.fuori_posto {
        and("m.tipo = 'ordinaria' AND c.certificata = ?", true.into());
    }
    values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
    let sql = format!(
        "SELECT m.id, c.nome, c.certificata, m.tipo, m.mittente, m.indirizzo, m.gestore, m.consegna, m.oggetto, \
         m.certificato_at, m.spedito_at, m.preso_at, m.allegati, f.esito AS firma, \
         (m.anomalie IS NOT NULL OR m.nota IS NOT NULL OR COALESCE(f.esito, '') = 'non_valida' \
         OR NOT COALESCE(f.contata, TRUE)) AS avvisi, s.motivo, r.anno, r.numero \
         FROM protocollo_messaggio_stato s JOIN protocollo_messaggio m ON m.id = s.messaggio_id \
         JOIN protocollo_casella c ON c.id = m.casella_id LEFT JOIN protocollo_messaggio_firma f ON f.messaggio_id = m.id \
         LEFT JOIN protocollo_registrazione r ON r.id = COALESCE(s.registrazione_id, m.riguarda_id) \
         WHERE {} ORDER BY s.messaggio_id {order} LIMIT ${}",
        conditions.join(" AND "),
        values.len()
    );
    let read = ente.db().read().await?;
    let rows = db::rows(&read, &sql, values).await?;
    rows.iter().map(voce).collect()
}

fn voce(row: &sea_orm::QueryResult) -> Result<Voce, Error> {
    let (anno, numero): (Option<i64>, Option<i64>) = (row.try_get("", "anno")?, row.try_get("", "numero")?);
    Ok(Voce {
        id: row.try_get("", "id")?,
        casella: row.try_get("", "nome")?,
        certificata: row.try_get("", "certificata")?,
        tipo: row.try_get("", "tipo")?,
        mittente: row.try_get("", "mittente")?,
        indirizzo: row.try_get("", "indirizzo")?,
        gestore: row.try_get("", "gestore")?,
        consegna: row.try_get("", "consegna")?,
        oggetto: row.try_get("", "oggetto")?,
        certificato_at: row.try_get("", "certificato_at")?,
        spedito_at: row.try_get("", "spedito_at")?,
        preso_at: row.try_get("", "preso_at")?,
        allegati: row.try_get("", "allegati")?,
        avvisi: row.try_get("", "avvisi")?,
        firma: row.try_get("", "firma")?,
        motivo: row.try_get("", "motivo")?,
        registrazione: anno.zip(numero),
    })
}

/// How many messages stand in each state that somebody must look at.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn conta(ente: &Ente, who: &Who) -> Result<BTreeMap<String, u64>, Error> {
    let uffici = uffici(who)?;
    let (mine, values) = di_questi_uffici(&uffici, 1);
    let sql = format!(
        "SELECT s.stato, COUNT(*) AS quanti FROM protocollo_messaggio_stato s JOIN protocollo_messaggio m ON m.id = s.messaggio_id \
         JOIN protocollo_casella c ON c.id = m.casella_id WHERE {mine} AND s.stato IN ('attesa', 'da_parte') GROUP BY s.stato"
    );
    let read = ente.db().read().await?;
    let rows = db::rows(&read, &sql, values).await?;
    let count = |row: &sea_orm::QueryResult| {
        let quanti: i64 = row.try_get("", "quanti")?;
        Ok((row.try_get("", "stato")?, quanti.unsigned_abs()))
    };
    rows.iter().map(count).collect()
}
