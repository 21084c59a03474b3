//! To close a fascicolo: when nothing in it waits for anyone and nothing under it is open.

use authz::{PersonId, Who};
use ente::Ente;
use ledger::Tx;
use sea_orm::ConnectionTrait;

use super::{
    Chiave, FascicoloId, annota, blocca, chiave_di, indice,
    regole::{Pendenza, check_close},
    richiedi_cura, scritto,
    tables::stato,
    trova, visibilita,
};
use crate::{error::Error, permissions::FASCICOLA, registrazione::da_assegnare::DA_ASSEGNARE};

/// Pending things that are looked for; a refusal names fewer.
const MOST: u32 = 200;

/// Closes a fascicolo. What `who` may not see does not keep it open: for them it is as if it were not there, and whoever has it
/// still finds it on their desk.
///
/// # Errors
/// A missing permission; everything that is still open.
pub async fn chiudi(ente: &Ente, who: &Who, chiave: &Chiave, nota: &str) -> Result<(), Error> {
    who.require(&FASCICOLA)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.chiudi_fascicolo").await?;
    let fascicolo = trova(&tx, who, chiave).await?;
    richiedi_cura(who, fascicolo.stato.ufficio_id)?;
    let (before, standing) = blocca(&tx, who, &fascicolo).await?;
    check_close(&standing, &pendenze(&tx, who, fascicolo.riga.id).await?, nota)?;
    scrivi(&mut tx, who, &before, nota).await?;
    tx.commit().await?;
    Ok(())
}

async fn scrivi(tx: &mut Tx, who: &Who, before: &stato::Model, nota: &str) -> Result<(), Error> {
    let after = stato::Model { chiuso: true, chiuso_at: Some(tx.now()), ..before.clone() };
    tx.update(before, after).await?;
    annota(tx, who, before.fascicolo_id, "chiusura", scritto(nota).unwrap_or_default()).await?;
    indice::aggiorna(tx, before.fascicolo_id).await
}

/// What keeps a fascicolo open, of what `who` may see: entries that an office must still take on, entries that nobody has,
/// sub-fascicoli. What was given only for knowledge asks nothing of anyone.
pub(super) async fn pendenze<C: ConnectionTrait>(
    connection: &C,
    who: &Who,
    id: FascicoloId,
) -> Result<Vec<Pendenza>, Error> {
    let mut found = in_attesa(connection, who, id).await?;
    found.extend(sotto_aperti(connection, who, id).await?);
    Ok(found)
}

async fn in_attesa<C: ConnectionTrait>(connection: &C, who: &Who, id: FascicoloId) -> Result<Vec<Pendenza>, Error> {
    let (condition, values) = crate::visibilita::condition(who, 3);
    let sql = format!(
        "SELECT r.anno, r.numero, u.name AS ufficio, w.persona_id FROM protocollo_fascicolo_voce v \
         JOIN protocollo_registrazione r ON r.id = v.registrazione_id JOIN protocollo_stato s ON s.registrazione_id = r.id \
         LEFT JOIN protocollo_assegnazione w ON w.registrazione_id = r.id AND w.stato = 'in_attesa' AND w.tipo = 'competenza' \
         LEFT JOIN authz_unit u ON u.id = w.ufficio_id \
         WHERE v.fascicolo_id = $1 AND v.tolta_at IS NULL AND s.annullata = $2 AND (w.id IS NOT NULL OR {DA_ASSEGNARE}) \
         AND {condition} ORDER BY r.anno, r.numero, u.name LIMIT {MOST}"
    );
    let places = [id.into(), false.into()].into_iter().chain(values);
    let rows = db::rows(connection, &sql, places).await?;
    let people: Vec<PersonId> =
        rows.iter().filter_map(|row| row.try_get::<Option<PersonId>>("", "persona_id").ok().flatten()).collect();
    let names = accounts::names(connection, &people).await?;
    rows.iter()
        .map(|row| {
            let numero = format!("{}/{}", row.try_get::<i64>("", "numero")?, row.try_get::<i64>("", "anno")?);
            let ufficio: Option<String> = row.try_get("", "ufficio")?;
            let persona: Option<PersonId> = row.try_get("", "persona_id")?;
            let named = persona.and_then(|person| names.get(&person));
            Ok(match (ufficio, named) {
                (Some(unit), Some(name)) => Pendenza::Aspetta { numero, chi: format!("{name} ({unit})") },
                (Some(unit), None) => Pendenza::Aspetta { numero, chi: unit },
                (None, _) => Pendenza::DaAssegnare { numero },
            })
        })
        .collect()
}

async fn sotto_aperti<C: ConnectionTrait>(connection: &C, who: &Who, id: FascicoloId) -> Result<Vec<Pendenza>, Error> {
    let (condition, values) = visibilita::condition(who, 3);
    let sql = format!(
        "SELECT f.anno, f.classe, f.numero, f.sotto FROM protocollo_fascicolo f \
         JOIN protocollo_fascicolo_stato fs ON fs.fascicolo_id = f.id \
         WHERE f.sopra_id = $1 AND fs.chiuso = $2 AND {condition} ORDER BY f.id LIMIT {MOST}"
    );
    let rows = db::rows(connection, &sql, [id.into(), false.into()].into_iter().chain(values)).await?;
    rows.iter().map(|row| Ok(Pendenza::Aperto(chiave_di(row)?))).collect()
}
