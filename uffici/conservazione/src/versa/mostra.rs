//! What would be told to ParER's service of the packages that are there, for whoever judges it. Nothing is sent, nothing is written.

use ente::Ente;
use kernel::Uuid;
use sea_orm::{EntityTrait, QueryOrder, QuerySelect};

use super::{
    invia::{file_di, metadati_di},
    unita::unita,
};
use crate::{
    conservatore::Dati,
    error::Error,
    tables::{conservatore, pacchetto},
};

/// Most packages that are told.
const MOST: u64 = 50;

/// The XML of the requests by which the newest packages of documents would be handed to this conservatore. Fascicoli go by hand, and are left
/// out; so are documents whose request the service would refuse.
///
/// # Errors
/// Those of the store and the database.
pub async fn mostra(ente: &Ente, chi: &Dati) -> Result<Vec<String>, Error> {
    let chi = conservatore::Model {
        id: Uuid::nil().into(),
        attivo: false,
        nome: chi.nome.clone(),
        indirizzo: chi.indirizzo.clone(),
        ambiente: chi.ambiente.clone(),
        ente: chi.ente.clone(),
        struttura: chi.struttura.clone(),
        utente: chi.utente.clone(),
        persona_id: Uuid::nil().into(),
        at: ente.ledger.now(),
    };
    let read = ente.db().read().await?;
    let newest = pacchetto::Entity::find().order_by_desc(pacchetto::Column::Id).limit(MOST);
    let packs = newest.all(&read).await?;
    drop(read);
    let mut told = Vec::new();
    for pack in packs {
        let Some(metadati) = metadati_di(ente, &pack).await? else { continue };
        let rows = file_di(&ente.db().read().await?, &pack).await?;
        told.extend(unita(&chi, &metadati, &rows).ok().and_then(|unita| unita.xml().ok()));
    }
    Ok(told)
}
