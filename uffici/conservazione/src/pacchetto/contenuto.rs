//! What lies in a fascicolo, by the packages in which it was kept.

use std::collections::{BTreeMap, HashMap};

use documents::document;
use ente::Ente;
use kernel::{Refusal, Uuid};
use metadati_agid::{IdDoc, Metadati, read as leggi_metadati};
use porte::conservazione::{Chiuso, Tipo};
use sea_orm::Value;

use super::MOST_METADATA;
use crate::{error::Error, rules::Stato};

/// Entries that are looked for at once.
const AT_ONCE: usize = 200;
/// Names that a sentence lists.
const MOST_NAMES: usize = 10;

/// The identities of what lies in a fascicolo. What is not kept yet, or not even noted, keeps the fascicolo waiting.
///
/// # Errors
/// [`Error::Refused`] for what must be kept first; those of the store and the database.
pub(super) async fn contenuto(ente: &Ente, fonte: &str, chiuso: &Chiuso) -> Result<Vec<IdDoc>, Error> {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for some in chiuso.registrazioni.chunks(AT_ONCE) {
        let ids: Vec<Uuid> = some.iter().map(|one| one.id).collect();
        let kept = conservate(ente, fonte, &ids).await?;
        for one in some {
            match kept.get(&one.id) {
                Some(metadata) => found.push(identita(ente, metadata).await?),
                None if one.documenti => missing.push(format!("Protocollo {}/{}", one.numero.1, one.numero.0)),
                // Nothing of it is to be kept but its line in the register of the day.
                None => {}
            }
        }
    }
    for (office, ids) in per_ufficio(chiuso) {
        for some in ids.chunks(AT_ONCE) {
            let kept = conservate(ente, office, some).await?;
            for id in some {
                match kept.get(id) {
                    Some(metadata) => found.push(identita(ente, metadata).await?),
                    None if missing.len() < MOST_NAMES => missing.push(nome(ente, office, *id).await?),
                    // The sentence counts it, and does not name it.
                    None => missing.push(String::new()),
                }
            }
        }
    }
    if missing.is_empty() {
        return Ok(found);
    }
    let more = missing.len().saturating_sub(MOST_NAMES);
    missing.truncate(MOST_NAMES);
    let more = if more > 0 { format!(" e altri {more}") } else { String::new() };
    let sentence = format!("Prima vanno conservati i documenti che contiene: {}{more}.", missing.join(", "));
    Err(Refusal::because(sentence).into())
}

/// What other offices have laid in it, by office.
fn per_ufficio(chiuso: &Chiuso) -> BTreeMap<&str, Vec<Uuid>> {
    let mut all: BTreeMap<&str, Vec<Uuid>> = BTreeMap::new();
    for (office, id) in &chiuso.altrui {
        all.entry(office.as_str()).or_default().push(*id);
    }
    all
}

/// What a thing of another office is called, as it was offered. Never what it is about.
async fn nome(ente: &Ente, fonte: &str, id: Uuid) -> Result<String, Error> {
    let read = ente.db().read().await?;
    let sql = "SELECT nome FROM conservazione_cosa WHERE fonte = $1 AND tipo = $2 AND cosa_id = $3 \
               ORDER BY versione LIMIT 1";
    let row = db::one(&read, sql, [fonte.into(), Tipo::Documento.code().into(), id.into()]).await?;
    let known: Option<String> = row.map(|row| row.try_get("", "nome")).transpose()?;
    Ok(known.unwrap_or_else(|| format!("un documento dell'ufficio {fonte}")))
}

/// The metadata of those that are kept.
async fn conservate(ente: &Ente, fonte: &str, some: &[Uuid]) -> Result<HashMap<Uuid, document::Model>, Error> {
    let read = ente.db().read().await?;
    let places: Vec<String> = (0..some.len()).map(|place| format!("${}", place + 4)).collect();
    let sql = format!(
        "SELECT c.cosa_id, p.metadati_id FROM conservazione_cosa c JOIN conservazione_stato s ON s.cosa_id = c.id \
         JOIN conservazione_pacchetto p ON p.id = s.pacchetto_id WHERE c.fonte = $1 AND c.tipo = $2 AND s.stato = $3 \
         AND c.cosa_id IN ({}) ORDER BY c.versione",
        places.join(", ")
    );
    let first: [Value; 3] = [fonte.into(), Tipo::Documento.code().into(), Stato::Conservata.code().into()];
    let values = first.into_iter().chain(some.iter().map(|id| Value::from(*id)));
    // Of one that was kept more than once the last holds.
    let mut of: HashMap<Uuid, Uuid> = HashMap::new();
    for row in &db::rows(&read, &sql, values).await? {
        of.insert(row.try_get("", "cosa_id")?, row.try_get("", "metadati_id")?);
    }
    let ids: Vec<Uuid> = of.values().copied().collect();
    let documents = ente.archive.find(&read, &ids).await?;
    let by_id: HashMap<Uuid, document::Model> = documents.into_iter().map(|one| (one.id.uuid(), one)).collect();
    Ok(of.into_iter().filter_map(|(thing, id)| Some((thing, by_id.get(&id)?.clone()))).collect())
}

/// What identifies a document that was packed, from its metadata.
///
/// # Errors
/// Those of the store.
pub(super) async fn identita(ente: &Ente, metadata: &document::Model) -> Result<IdDoc, Error> {
    let bytes = ente.archive.bytes(metadata, MOST_METADATA).await?.ok_or(Error::NotFound)?;
    match leggi_metadati(&bytes) {
        Ok(Metadati::Documento(document)) => Ok(document.id),
        _ => Err(Error::NotFound),
    }
}
