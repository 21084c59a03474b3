//! To carry a list out: fascicolo by fascicolo it is weighed again, its documents are noted as discarded, and when the pause of the archive
//! is over their bytes are destroyed. Each fascicolo is a commit of its own: killed in between, what was discarded is, and the rest waits.

use authz::Who;
use ente::Ente;
use jobs::NewJob;
use kernel::{Actor, Id, Instant, Uuid};

use super::{
    Scarto,
    autorizza::in_parole,
    intero,
    regole::{Passo, Posto},
    sola, tenuto,
    valuta::pesa,
};
use crate::{
    Porte,
    error::Error,
    jobs::scarta::KIND,
    permissions::SCARTA,
    piano::in_vigore,
    tables::{scarto, scarto_voce},
};

/// Who does it.
const CHI: Actor = Actor::System(KIND);

/// Begins to carry out a list that was authorised.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; a list that is not authorised; those of the ledger.
pub async fn avvia(ente: &Ente, who: &Who, id: Id<scarto::Entity>) -> Result<(), Error> {
    who.require(&SCARTA)?;
    let mut tx = ente.ledger.begin(who.actor(), "conservazione.avvia_scarto").await?;
    let before = tenuto(&tx, id, |passo| passo == Passo::Autorizzato).await?;
    let after = scarto::Model {
        stato: Passo::InCorso.code().into(),
        dal: tx.now(),
        avviato_da: Some(who.person),
        avviato_at: Some(tx.now()),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    jobs::enqueue(&tx, tx.now(), tx.random(), &lavoro(id)).await?;
    tx.commit().await?;
    ente.bell.ring();
    Ok(())
}

/// Destroys once more what came back from a backup: only what the list had discarded.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; a list that was not carried out; those of the queue.
pub async fn ripeti(ente: &Ente, who: &Who, id: Id<scarto::Entity>) -> Result<(), Error> {
    who.require(&SCARTA)?;
    let tx = ente.ledger.begin(who.actor(), "conservazione.ripeti_scarto").await?;
    tenuto(&tx, id, |passo| matches!(passo, Passo::InCorso | Passo::Eseguito)).await?;
    jobs::enqueue(&tx, tx.now(), tx.random(), &lavoro(id)).await?;
    tx.commit().await?;
    ente.bell.ring();
    Ok(())
}

fn lavoro(id: Id<scarto::Entity>) -> NewJob {
    NewJob::new(KIND, &id.to_string()).dedup(id.to_string())
}

/// Goes on with a list. Done twice it changes nothing; where it is too early to destroy, it comes again by itself.
///
/// # Errors
/// The first of those of the doors, the store, the ledger and the database; what was done stays.
pub async fn porta_avanti(ente: &Ente, porte: Porte, id: Id<scarto::Entity>) -> Result<(), Error> {
    let list = intero(&ente.db().read().await?, id).await?;
    if !matches!(list.passo(), Passo::InCorso | Passo::Eseguito) {
        return Ok(());
    }
    for voce in list.voci.iter().filter(|voce| voce.stato == Posto::Proposta.code()) {
        scarta(ente, porte, &list.riga, voce.id).await?;
    }
    let list = intero(&ente.db().read().await?, id).await?;
    let mut all = true;
    for voce in list.voci.iter().filter(|voce| voce.stato == Posto::Scartata.code()) {
        all &= distruggi(ente, porte, voce).await?;
    }
    if all { finisci(ente, &list).await } else { torna(ente, id).await }
}

/// Discards one fascicolo, or notes what came in between. What was discarded is named in its row and, document by document, in the archive.
async fn scarta(ente: &Ente, porte: Porte, list: &scarto::Model, voce: Id<scarto_voce::Entity>) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(CHI, "conservazione.scarta").await?;
    sola(&tx).await?;
    let before = tx.find::<scarto_voce::Entity>(voce.uuid()).await?.ok_or(Error::NotFound)?;
    if before.stato != Posto::Proposta.code() {
        // Another node was quicker.
        return Ok(());
    }
    let piano = in_vigore(&tx, tx.now().date()).await?;
    let mut pesato = pesa(ente, porte, &tx, piano.as_ref(), (before.fonte.as_str(), before.fascicolo_id)).await?;
    if pesato.chiuso_il.is_some_and(|day| day != before.chiuso_il) {
        pesato.motivi.push("È stato riaperto e richiuso dopo che l'elenco è stato preparato.".into());
    }
    let motivo = pesato.motivo();
    if motivo.is_none() {
        let authority = in_parole(list);
        for document in &pesato.documenti {
            ente.archive.discard(&mut tx, document, voce.uuid(), &authority).await?;
        }
    }
    let posto = if motivo.is_some() { Posto::Fermata } else { Posto::Scartata };
    let after = scarto_voce::Model {
        documenti: i64::try_from(pesato.documenti.len()).unwrap_or(i64::MAX),
        byte: pesato.byte(),
        restano: i64::try_from(pesato.restano).unwrap_or(i64::MAX),
        stato: posto.code().into(),
        motivo,
        at: tx.now(),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}

/// Destroys what one fascicolo had discarded. False while it is too early.
async fn distruggi(ente: &Ente, porte: Porte, voce: &scarto_voce::Model) -> Result<bool, Error> {
    let rows = ente.archive.discarded_by(&ente.db().read().await?, voce.id.uuid()).await?;
    for row in rows {
        let mut tx = ente.ledger.begin(CHI, "conservazione.distrugge").await?;
        if !ente.archive.destroy(&mut tx, row.id).await? {
            return Ok(false);
        }
        tx.commit().await?;
    }
    let Some(porta) = porte.scartabili.iter().find(|porta| porta.fonte() == voce.fonte) else { return Ok(true) };
    // Nothing is written: it only reads, and is given up.
    let tx = ente.ledger.begin(CHI, "conservazione.distrugge").await?;
    let found = porta.contenuto(&tx, voce.fascicolo_id).await?;
    drop(tx);
    let entries: Vec<Uuid> = found.iter().flat_map(|found| &found.registrazioni).map(|one| one.id).collect();
    porta.distrutte(ente, &entries).await?;
    Ok(true)
}

/// Writes that a list is over.
async fn finisci(ente: &Ente, list: &Scarto) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(CHI, "conservazione.finisce_scarto").await?;
    let before = tx.find::<scarto::Entity>(list.riga.id.uuid()).await?.ok_or(Error::NotFound)?;
    if before.stato != Passo::InCorso.code() {
        return Ok(());
    }
    let after = scarto::Model {
        stato: Passo::Eseguito.code().into(),
        dal: tx.now(),
        finito_at: Some(tx.now()),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}

/// Comes again when the pause is over.
async fn torna(ente: &Ente, id: Id<scarto::Entity>) -> Result<(), Error> {
    let now: Instant = ente.ledger.now();
    let write = ente.db().write().await?;
    let later = lavoro(id).run_at(now.plus_seconds(documents::QUIET_SECONDS));
    jobs::enqueue(&write, now, &**ente.ledger.random(), &later).await?;
    write.commit().await?;
    Ok(())
}
