//! To send an entry to the service of the body to which it is addressed: the same bytes at each try.

use ente::Ente;
use sea_orm::EntityTrait;
use segnatura::cooperazione::{Inoltro, Servizio};
use tokio::sync::Semaphore;

use super::{
    MASSIMO,
    chiama::{Chiamata, chiama},
    di_nome,
};
use crate::{
    error::Error,
    spedizione::{
        lettera::{SCARTATO, SEGNATURA, della_registrazione, scartati},
        segnatura::identificatore,
        tabelle::spedizione,
    },
    tables::{casella, registrazione},
};

/// Messages that leave together, of the whole program: each is in memory until it is answered.
static IN_PARTENZA: Semaphore = Semaphore::const_new(2);

/// Sends it.
///
/// # Errors
/// Those of the database and the store: a later try may go better.
pub(crate) async fn manda(ente: &Ente, riga: &spedizione::Model, casella: &casella::Model) -> Result<Chiamata, Error> {
    let never = |why: &str| Ok(Chiamata::Impossibile(why.to_owned()));
    let Some(peer) = di_nome(ente, &casella.nome) else {
        return never("L'altra amministrazione non è più nelle impostazioni. Chiedi a chi gestisce il sistema.");
    };
    let read = ente.db().read().await?;
    let entry = registrazione::Entity::find_by_id(riga.registrazione_id).one(&read).await?.ok_or(Error::NotFound)?;
    let sealed: Vec<kernel::Uuid> = riga.segnatura_id.into_iter().collect();
    let sealed = ente.archive.find(&read, &sealed).await?.pop();
    drop(read);
    let Some(own) = ente.aoo.as_ref().map(|aoo| identificatore(ente, aoo, &entry)) else {
        return never("Nelle impostazioni mancano i codici dell'AOO e del registro (IPA).");
    };
    let Some(sealed) = sealed else {
        return never("Manca la segnatura sigillata, senza cui chi riceve deve respingere il messaggio.");
    };
    // Nobody closes it: there is always a turn to wait for.
    let _turn = IN_PARTENZA.acquire().await.ok();
    let bytes = ente.archive.bytes(&sealed, MASSIMO).await?.ok_or(Error::DocumentoAssente)?;
    let Ok(segnatura) = String::from_utf8(bytes) else { return never("La segnatura sigillata non si legge.") };
    let mut inoltro = Inoltro::new(&segnatura);
    let documenti = della_registrazione(ente, entry.id, &[SEGNATURA]).await?;
    if scartati(ente, &documenti).await? {
        return never(SCARTATO);
    }
    for (name, document) in documenti {
        let bytes = ente.archive.bytes(&document, MASSIMO).await?;
        if !bytes.is_some_and(|bytes| inoltro.file(&name, document.format().media_type(), &bytes)) {
            let why =
                format!("I documenti superano {} MB, il massimo di un messaggio: spediscili per PEC.", MASSIMO >> 20);
            return never(&why);
        }
    }
    Ok(chiama(ente, peer, Servizio::Destinatario, &own, inoltro.finish()).await)
}
