//! To send one package.

use ente::Ente;
use kernel::{Actor, Id};
use metadati_agid::{Documento, Metadati, read as leggi_metadati};
use parer::Richiesta;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use signing::sign::Address;

use super::{
    chiamata::chiama,
    consegna::per_sftp,
    giudica::{Giudizio, giudica},
    unita::unita,
};
use crate::{
    conservatore,
    error::Error,
    pacchetto::{MOST_METADATA, aggiorna, stato_di},
    rules::Stato,
    tables::{conservatore as tabella, cosa, esito, file, pacchetto, stato, versamento},
    trova,
    via::{Via, via},
};

/// Who does it.
const CHI: Actor = Actor::System("conservazione.invia");

/// What is left to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seguito {
    /// Nothing.
    Finito,
    /// To try again later, for this reason.
    Ancora(String),
}

/// Sends a package to the conservatore, if there is one and it still waits to be sent. `ultimo` is the last try.
///
/// # Errors
/// Those of the store, the ledger and the database.
pub async fn invia(ente: &Ente, id: Id<pacchetto::Entity>, ultimo: bool) -> Result<Seguito, Error> {
    let read = ente.db().read().await?;
    let Some(via) = via(ente, &read).await? else { return Ok(Seguito::Finito) };
    let pack = pacchetto::Entity::find_by_id(id).one(&read).await?.ok_or(Error::NotFound)?;
    let thing = cosa::Entity::find_by_id(pack.cosa_id).one(&read).await?.ok_or(Error::NotFound)?;
    drop(read);
    // The service takes what is new, and no later version of what it has: that goes by hand.
    if aggiorna(&thing) {
        return Ok(Seguito::Finito);
    }
    match via {
        Via::Servizio(chi) => al_servizio(ente, &chi, &thing, &pack, ultimo).await,
        Via::Sftp(posto) => per_sftp(ente, &posto, &thing, &pack, ultimo).await,
    }
}

/// Sends it to the service.
async fn al_servizio(
    ente: &Ente,
    chi: &tabella::Model,
    thing: &cosa::Model,
    pack: &pacchetto::Model,
    ultimo: bool,
) -> Result<Seguito, Error> {
    let rows = file_di(&ente.db().read().await?, pack).await?;
    // A fascicolo goes by hand.
    let Some(metadati) = metadati_di(ente, pack).await? else { return Ok(Seguito::Finito) };
    let password = conservatore::parola(ente, chi).await?;
    let unita = match unita(chi, &metadati, &rows) {
        Ok(unita) => unita,
        Err(reasons) => return non_si_dice(ente, thing, pack, &reasons).await,
    };
    let richiesta = match Richiesta::unita(&unita, &password) {
        Ok(richiesta) => richiesta,
        Err(reasons) => return non_si_dice(ente, thing, pack, &reasons).await,
    };
    let Ok(address) = Address::new(&chi.indirizzo) else { return Ok(Seguito::Finito) };
    let xml = unita.xml().unwrap_or_default();
    let begun = comincia(ente, thing, pack, ("parer", &chi.nome), Some(&xml)).await?;
    let Some(deposit) = begun else { return Ok(Seguito::Finito) };
    let (giudizio, body) = match chiama(ente, &address, &richiesta, &rows).await? {
        Ok(body) => (giudica(&body, &unita), Some(body)),
        Err(sentence) => (Giudizio::ancora(sentence), None),
    };
    finisci(ente, thing, (deposit, pack.id), giudizio, body, ultimo).await
}

/// The files of a package, in order.
pub(super) async fn file_di(read: &db::Read, pack: &pacchetto::Model) -> Result<Vec<file::Model>, Error> {
    let select = file::Entity::find().filter(file::Column::PacchettoId.eq(pack.id));
    Ok(select.order_by_asc(file::Column::Ordine).all(read).await?)
}

/// The metadata of the document in a package; `None` where it holds a fascicolo.
pub(super) async fn metadati_di(ente: &Ente, pack: &pacchetto::Model) -> Result<Option<Documento>, Error> {
    let document = trova::documento(ente, &ente.db().read().await?, pack.metadati_id).await?;
    let bytes = ente.archive.bytes(&document, MOST_METADATA).await?.ok_or(Error::NotFound)?;
    Ok(match leggi_metadati(&bytes) {
        Ok(Metadati::Documento(metadati)) => Some(*metadati),
        _ => None,
    })
}

/// Notes that it leaves, before it does: in which way and to whom, with the XML that is sent beside it, if any. None where it no longer
/// waits to be sent.
pub(super) async fn comincia(
    ente: &Ente,
    thing: &cosa::Model,
    pack: &pacchetto::Model,
    (come, verso): (&str, &str),
    xml: Option<&str>,
) -> Result<Option<Id<versamento::Entity>>, Error> {
    let stored = match xml {
        Some(xml) => Some(ente.archive.receive_own(&mut xml.as_bytes(), MOST_METADATA).await?),
        None => None,
    };
    let mut tx = ente.ledger.begin(CHI, "conservazione.versa").await?;
    let before = stato_di(&tx, thing.id).await?;
    if !aspetta(&before, pack.id) {
        return Ok(None);
    }
    let versato_id = match &stored {
        Some(stored) => Some(ente.archive.name(&mut tx, stored, "versamento.xml").await?.id),
        None => None,
    };
    let row = versamento::Model {
        id: tx.id(),
        pacchetto_id: pack.id,
        come: come.into(),
        verso: verso.into(),
        versato_id,
        persona_id: None,
        iniziato_at: tx.now(),
    };
    let id = row.id;
    tx.insert(row).await?;
    let since = if before.stato == Stato::InInvio.code() { before.dal } else { tx.now() };
    let after = stato::Model {
        stato: Stato::InInvio.code().into(),
        dal: since,
        tentativi: before.tentativi + 1,
        ..before.clone()
    };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(Some(id))
}

/// Notes what became of it, with what the conservatore answered.
pub(super) async fn finisci(
    ente: &Ente,
    thing: &cosa::Model,
    (deposit, pack): (Id<versamento::Entity>, Id<pacchetto::Entity>),
    giudizio: Giudizio,
    body: Option<Vec<u8>>,
    ultimo: bool,
) -> Result<Seguito, Error> {
    let stored = match &body {
        Some(body) => Some(ente.archive.receive_own(&mut &body[..], MOST_METADATA).await?),
        None => None,
    };
    let mut tx = ente.ledger.begin(CHI, "conservazione.esito").await?;
    let before = stato_di(&tx, thing.id).await?;
    let ricevuta_id = match &stored {
        Some(stored) => Some(ente.archive.name(&mut tx, stored, "risposta-del-conservatore.xml").await?.id),
        None => None,
    };
    let row = esito::Model {
        id: tx.id(),
        versamento_id: deposit,
        esito: giudizio.esito.into(),
        causa: giudizio.causa.clone(),
        urn: giudizio.urn.clone(),
        ricevuta_id,
        at: tx.now(),
    };
    tx.insert(row).await?;
    let given_up = (giudizio.stato.is_none() && ultimo).then_some(Stato::DaChiarire);
    let stato = giudizio.stato.or(given_up);
    let causa = match (&giudizio.causa, given_up) {
        (Some(causa), Some(_)) => Some(format!(
            "{causa} Dopo {} tentativi il programma aspetta te: controlla con il conservatore se qualcosa gli è arrivato, poi rimandalo \
             o carica la ricevuta.",
            before.tentativi
        )),
        (causa, _) => causa.clone(),
    };
    // Somebody may have brought the receipt meanwhile, or asked for a second try that was quicker: what is kept stays kept, and an
    // acceptance of this package holds whatever the other said.
    if aspetta(&before, pack) || stato == Some(Stato::Conservata) && in_dubbio(&before, pack) {
        let dal = if stato.is_some() { tx.now() } else { before.dal };
        let code = stato.unwrap_or(Stato::InInvio).code().to_owned();
        let after = stato::Model { stato: code, dal, causa, ..before.clone() };
        if after != before {
            tx.update(&before, after).await?;
        }
    }
    tx.commit().await?;
    match (giudizio.stato, given_up) {
        (None, None) => Ok(Seguito::Ancora(giudizio.causa.unwrap_or_default())),
        _ => Ok(Seguito::Finito),
    }
}

/// Notes why a package cannot even leave, for whoever looks at its page. It is tried again.
pub(super) async fn non_parte(
    ente: &Ente,
    thing: &cosa::Model,
    pack: &pacchetto::Model,
    causa: &str,
) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(CHI, "conservazione.non_parte").await?;
    let before = stato_di(&tx, thing.id).await?;
    if !aspetta(&before, pack.id) || before.causa.as_deref() == Some(causa) {
        return Ok(());
    }
    tx.update(&before, stato::Model { causa: Some(causa.to_owned()), ..before.clone() }).await?;
    tx.commit().await?;
    Ok(())
}

/// What the service would refuse before looking at the files.
async fn non_si_dice(
    ente: &Ente,
    thing: &cosa::Model,
    pack: &pacchetto::Model,
    reasons: &[parer::Motivo],
) -> Result<Seguito, Error> {
    let told: Vec<String> = reasons.iter().map(ToString::to_string).collect();
    let causa = Some(format!("Il servizio del conservatore non lo accetterebbe: {}.", told.join("; ")));
    let mut tx = ente.ledger.begin(CHI, "conservazione.non_parte").await?;
    let before = stato_di(&tx, thing.id).await?;
    if !aspetta(&before, pack.id) {
        return Ok(Seguito::Finito);
    }
    let after = stato::Model { stato: Stato::Rifiutata.code().into(), dal: tx.now(), causa, ..before.clone() };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(Seguito::Finito)
}

/// Whether a thing still waits for what becomes of this package.
fn aspetta(before: &stato::Model, pack: Id<pacchetto::Entity>) -> bool {
    let waits = matches!(Stato::from_code(&before.stato), Some(Stato::Pronta | Stato::InInvio));
    waits && before.pacchetto_id == Some(pack)
}

/// Whether nobody knows if the conservatore has this package.
fn in_dubbio(before: &stato::Model, pack: Id<pacchetto::Entity>) -> bool {
    before.stato == Stato::DaChiarire.code() && before.pacchetto_id == Some(pack)
}

#[cfg(test)]
mod tests {
    use kernel::{Instant, Uuid};

    use super::*;

    #[test]
    fn a_late_try_moves_neither_what_is_kept_nor_another_package() {
        let id = |n: u128| Id::<pacchetto::Entity>::from(Uuid::from_u128(n));
        let of = |stato: Stato| stato::Model {
            id: Uuid::from_u128(9).into(),
            cosa_id: Uuid::from_u128(8).into(),
            tipo: "documento".into(),
            stato: stato.code().into(),
            dal: Instant::from_micros(0),
            termine: "2026-11-26".parse().unwrap(),
            pronta_dal: "2026-11-26".parse().unwrap(),
            causa: None,
            pacchetto_id: Some(id(1)),
            tentativi: 1,
        };
        for stato in [Stato::Conservata, Stato::Rifiutata, Stato::DaVersare, Stato::Bloccata, Stato::DaChiarire] {
            assert!(!aspetta(&of(stato), id(1)), "{stato:?}");
            assert_eq!(in_dubbio(&of(stato), id(1)), stato == Stato::DaChiarire);
        }
        assert!(aspetta(&of(Stato::InInvio), id(1)) && !aspetta(&of(Stato::InInvio), id(2)));
        assert!(!in_dubbio(&of(Stato::DaChiarire), id(2)));
    }
}
