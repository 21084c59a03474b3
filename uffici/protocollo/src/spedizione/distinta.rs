//! The registered letters of a day, for the post: of the units for which one registers, of entries that one sees.

use authz::Who;
use directory::SubjectId;
use ente::Ente;
use kernel::Date;

use super::ritorno::RACCOMANDATA;
use crate::{correzione::NOME, error::Error, permissions::REGISTRA, registrazione::elenca::Where, visibilita};

/// Letters of one list.
const MOST: u32 = 1_000;

/// A letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lettera {
    /// Year and number of the entry.
    pub protocollo: (i64, i64),
    /// To whom.
    pub nome: String,
    /// Where, as the directory knows it.
    pub indirizzo: Option<String>,
    /// The number that the post gave it.
    pub estremi: Option<String>,
    /// When its receipt says that it was delivered.
    pub ritornata_il: Option<Date>,
}

/// The letters given to the post on that day, in the order of their entries.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn lettere(ente: &Ente, who: &Who, giorno: Date) -> Result<Vec<Lettera>, Error> {
    who.require(&REGISTRA)?;
    let (visible, values) = visibilita::condition(who, 1);
    let mut all = Where { parts: vec![visible], values };
    let units: Vec<String> = who.units_with(&REGISTRA).iter().map(|unit| all.place(unit.uuid())).collect();
    let (way, day) = (all.place(RACCOMANDATA), all.place(giorno));
    all.parts.push(format!("s.ufficio_id IN ({}) AND s.mezzo = {way} AND s.consegnata_il = {day}", units.join(", ")));
    let sql = format!(
        "SELECT r.anno, r.numero, {NOME} AS nome, p.soggetto_id, s.estremi, rr.consegnata_il AS ritornata_il \
         FROM protocollo_spedizione s JOIN protocollo_registrazione r ON r.id = s.registrazione_id \
         JOIN protocollo_parte p ON p.id = s.parte_id LEFT JOIN protocollo_ricevuta_ritorno rr ON rr.spedizione_id = s.id \
         WHERE {} ORDER BY r.anno, r.numero, s.id LIMIT {MOST}",
        all.parts.join(" AND ")
    );
    let read = ente.db().read().await?;
    let rows = db::rows(&read, &sql, all.values).await?;
    let mut letters: Vec<(Option<SubjectId>, Lettera)> = Vec::with_capacity(rows.len());
    for row in &rows {
        let lettera = Lettera {
            protocollo: (row.try_get("", "anno")?, row.try_get("", "numero")?),
            nome: row.try_get("", "nome")?,
            indirizzo: None,
            estremi: row.try_get("", "estremi")?,
            ritornata_il: row.try_get("", "ritornata_il")?,
        };
        letters.push((row.try_get("", "soggetto_id")?, lettera));
    }
    let ids: Vec<SubjectId> = letters.iter().filter_map(|(id, _)| *id).collect();
    // Who was merged has the address of whom they were merged into.
    let subjects = directory::find(&read, &ids).await?;
    let addressed = |(id, lettera): (Option<SubjectId>, Lettera)| {
        let indirizzo = id.and_then(|id| subjects.get(&id)).and_then(|subject| subject.address.clone());
        Lettera { indirizzo, ..lettera }
    };
    Ok(letters.into_iter().map(addressed).collect())
}
