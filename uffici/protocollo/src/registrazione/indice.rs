//! The entry in the search index: always written in the transaction that changes what can be found or by whom.

use kernel::Uuid;
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    error::Error,
    rules::{self, RIFIUTATA, RegistrazioneId},
    tables::{assegnazione, parte, registrazione, stato},
    visibilita,
};

/// The name of the office's documents in the index.
pub const FONTE: &str = "protocollo";

/// Puts an entry in the index with the words of its documents (empty until they have been read).
pub(crate) async fn aggiorna(tx: &Tx, id: RegistrazioneId, testo: &str) -> Result<(), Error> {
    let riga = registrazione::Entity::find_by_id(id).one(tx).await?.ok_or(Error::NotFound)?;
    let stato =
        stato::Entity::find().filter(stato::Column::RegistrazioneId.eq(id)).one(tx).await?.ok_or(Error::NotFound)?;
    let parti = parte::Entity::find()
        .filter(parte::Column::RegistrazioneId.eq(id))
        .order_by_asc(parte::Column::Ordine)
        .all(tx)
        .await?;
    let mut heading = format!("{} {}", rules::segnatura(&riga), riga.oggetto);
    for parte in &parti {
        heading.push('\n');
        heading.push_str(&parte.nome);
        for more in [&parte.codice_fiscale, &parte.indirizzo].into_iter().flatten() {
            heading.push(' ');
            heading.push_str(more);
        }
    }
    if let Some(number) = &riga.protocollo_mittente {
        heading.push('\n');
        heading.push_str(number);
    }
    let mut facets = vec![("verso", riga.verso.clone()), ("anno", riga.anno.to_string())];
    facets.extend(stato.classe.clone().map(|classe| ("classe", classe)));
    let scopes = scopi(tx, &riga).await?;
    let doc = search::Doc {
        source: FONTE,
        id: id.uuid(),
        order: riga.registrata_at.micros(),
        heading: &heading,
        body: testo,
        scopes,
        facets,
    };
    search::index(tx, &doc).await?;
    Ok(())
}

/// Who may find an entry has changed: the index follows, in the same commit.
pub(crate) async fn aggiorna_scopi(tx: &Tx, id: RegistrazioneId) -> Result<(), Error> {
    let testo = crate::jobs::estrai_testo::testo_di(tx, id).await?;
    aggiorna(tx, id, &testo).await
}

async fn scopi(tx: &Tx, riga: &registrazione::Model) -> Result<Vec<String>, Error> {
    let given = assegnazione::Entity::find()
        .filter(assegnazione::Column::RegistrazioneId.eq(riga.id))
        .filter(assegnazione::Column::Stato.ne(RIFIUTATA))
        .all(tx)
        .await?;
    let mut units: Vec<Uuid> = given.iter().map(|a| a.ufficio_id.uuid()).collect();
    units.push(riga.ufficio_id.uuid());
    let people: Vec<Uuid> = given.iter().filter_map(|a| a.persona_id.map(|id| id.uuid())).collect();
    Ok(visibilita::scopes_of(riga.riservata, riga.registrata_da.uuid(), &units, &people))
}
