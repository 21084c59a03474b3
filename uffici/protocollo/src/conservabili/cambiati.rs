//! Which entries were corrected, signed or annulled, of what is kept of them.

use authz::PersonId;
use db::Read;
use kernel::{Instant, Uuid};
use porte::conservazione::{Cambiamento, Cambio, Offerta};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::nuove::{da_dove, tra_un_anno};
use crate::{
    correzione::{rules::Campo, tables as correzione},
    error::Error,
    rules::RegistrazioneId,
    tables::fatto,
};

/// The fields that stand in what is kept.
const CAMPI: [Campo; 5] = [Campo::Oggetto, Campo::Nome, Campo::CodiceFiscale, Campo::Indirizzo, Campo::Documento];

/// The changes after `segno`: in the middle of many the microseconds of one and its id, else the microseconds alone, and then the hour
/// before is looked at again.
pub(super) async fn cambiati(read: &Read, segno: Option<&str>, most: u64) -> Result<Vec<Offerta>, Error> {
    let (after, id) = segno.and_then(da_dove).unwrap_or_default();
    let campi = CAMPI.map(|campo| format!("'{}'", campo.code())).join(", ");
    let sql = format!(
        "SELECT x.id AS cambio, x.at, x.tipo, r.id, r.anno, r.numero FROM (\
         SELECT c.id, c.at, c.registrazione_id, 'corretto' AS tipo FROM protocollo_correzione c WHERE c.campo IN ({campi}) \
         UNION ALL SELECT b.id, b.notato_at AS at, b.registrazione_id, 'firmato' AS tipo FROM protocollo_firma_fine b \
         JOIN protocollo_stato e ON e.registrazione_id = b.registrazione_id \
         WHERE b.notato_at IS NOT NULL AND b.documento_id IS NOT NULL AND e.annullata = $4 \
         UNION ALL SELECT f.id, f.at, f.registrazione_id, 'annullato' AS tipo FROM protocollo_fatto f WHERE f.tipo = 'annullamento'\
         ) x JOIN protocollo_registrazione r ON r.id = x.registrazione_id \
         WHERE (x.at > $1 OR (x.at = $2 AND x.id > $3)) \
         AND EXISTS (SELECT 1 FROM protocollo_allegato a WHERE a.registrazione_id = r.id) ORDER BY x.at, x.id LIMIT {}",
        most.saturating_add(1)
    );
    let rows = db::rows(read, &sql, [after.into(), after.into(), id.into(), false.into()]).await?;
    let page = usize::try_from(most).unwrap_or(usize::MAX).min(rows.len());
    let last_of_all = (page == rows.len()).then(|| page.saturating_sub(1));
    let offer = |(place, row): (usize, &sea_orm::QueryResult)| {
        let (cambio, nata_at): (Uuid, Instant) = (row.try_get("", "cambio")?, row.try_get("", "at")?);
        let (anno, numero): (i64, i64) = (row.try_get("", "anno")?, row.try_get("", "numero")?);
        let (tipo, at): (String, i64) = (row.try_get("", "tipo")?, nata_at.micros());
        Ok(Offerta {
            id: row.try_get("", "id")?,
            versione: at,
            nome: format!("Protocollo {numero}/{anno} ({tipo} il {})", nata_at.date().format("%d/%m/%Y")),
            nata_at,
            termine: tra_un_anno(nata_at.date()),
            segno: if last_of_all == Some(place) { at.to_string() } else { format!("{at}/{cambio}") },
        })
    };
    rows.iter().take(page).enumerate().map(offer).collect()
}

/// The last change of an entry that what is kept tells of. `firmati`: when signed versions came beside it, and who had asked for them.
pub(super) async fn ultimo(
    read: &Read,
    id: RegistrazioneId,
    annullata: bool,
    correzioni: &[correzione::Model],
    firmati: &[(Instant, PersonId)],
) -> Result<Option<Cambio>, Error> {
    let fact = if annullata {
        let select = fatto::Entity::find().filter(fatto::Column::RegistrazioneId.eq(id));
        let select = select.filter(fatto::Column::Tipo.eq("annullamento")).order_by_desc(fatto::Column::Id);
        select.one(read).await?.map(|fact| (Cambiamento::Annullata, fact.at, fact.persona_id))
    } else {
        let told = |one: &&correzione::Model| CAMPI.iter().any(|campo| campo.code() == one.campo);
        let corrected = correzioni.iter().rev().find(told).map(|one| (Cambiamento::Corretta, one.at, one.persona_id));
        let signed = firmati.iter().map(|(at, person)| (Cambiamento::Firmata, *at, *person));
        signed.chain(corrected).max_by_key(|(_, at, _)| *at)
    };
    let Some((cosa, at, person)) = fact else { return Ok(None) };
    let who = accounts::person::Entity::find_by_id(person).one(read).await?;
    let autore = who.map(|who| (who.surname, who.name)).unwrap_or_default();
    Ok(Some(Cambio { cosa, at, autore }))
}
