//! To finish one signature: time-stamp it, judge it, write it down with the document that came out.

use std::{io::Cursor, sync::Arc};

use authz::Who;
use documents::document;
use ente::Ente;
use firma_algoritmi::Digest;
use kernel::{Id, Instant, Refusal};
use signing::verify::report::{Mark, Report, SignatureReport};

use super::{
    Porta,
    forma::{Con, Preparata},
    lotto::via,
    marche::Marche,
    pronte::Pronta,
};
use crate::{
    error::Error,
    jobs::{avvisa, controlla, rendi_durevole},
    rules::{FIRMATO_MAX, Stato, nome_firmato},
    tables::{firma, passo, richiesta},
};

/// How often a signature that was authorised asks to be judged, where others are being judged: each time it waits for twenty seconds.
const GIUDIZI: usize = 15;

/// Finishes it.
pub(super) async fn concludi(
    ente: &Ente,
    who: &Who,
    (porta, marche): (Porta, &mut Marche),
    (pronta, preparata): (Pronta, Preparata),
    con: &Arc<Con>,
    value: Vec<u8>,
) -> Result<firma::Model, Error> {
    let with = Arc::clone(con);
    let (pronta, finita, to_stamp) = via(move || {
        let finita = preparata.finisci(&pronta, &with, &value)?;
        let to_stamp = finita.da_marcare(&pronta)?;
        Ok((pronta, finita, to_stamp))
    })
    .await?;
    let stamp = marche.marca(ente, &to_stamp).await;
    let with = Arc::clone(con);
    let stamped = stamp.is_some();
    let (pronta, bytes) = via(move || {
        let bytes = finita.scrivi(&pronta, &with, stamp.as_ref())?;
        Ok((pronta, bytes))
    })
    .await?;
    let report = giudica(ente, &bytes).await?;
    let own = con.chain.first().map(firma_scrivi::Certificate::der).unwrap_or_default();
    let seen = giudicata(&report, own)?;
    let new = Nuova { porta, seen, marcata: stamped, at: con.at };
    scrivi(ente, who, &pronta, bytes, new).await
}

/// What our verifier says of it. Nobody signs again what they have authorised only because others are being judged.
pub(super) async fn giudica(ente: &Ente, bytes: &[u8]) -> Result<Report, Error> {
    for _ in 1..GIUDIZI {
        // Now, and not when it was begun: the time stamp is later.
        match validation::judge_own(ente, bytes.to_vec(), ente.ledger.now()).await {
            Err(validation::Error::Refused(_)) => {}
            other => return Ok(other?),
        }
    }
    Ok(validation::judge_own(ente, bytes.to_vec(), ente.ledger.now()).await?)
}

/// What is written of a signature.
pub(super) struct Nuova<'a> {
    pub porta: Porta,
    pub seen: &'a SignatureReport,
    pub marcata: bool,
    pub at: Instant,
}

/// The signature of this certificate, if our own verifier finds it whole.
pub(super) fn giudicata<'r>(report: &'r Report, own: &[u8]) -> Result<&'r SignatureReport, Error> {
    let of_it = |one: &&SignatureReport| one.chain.first().is_some_and(|leaf| leaf.der == own);
    let found = report.signatures.iter().rev().find(of_it);
    match found.filter(|one| one.mark != Mark::Red) {
        Some(one) => Ok(one),
        None => {
            let why = found.map_or(report.sentence.as_str(), |one| one.sentence.as_str());
            let told =
                format!("La firma appena fatta non ha superato il nostro controllo, e non è stata tenuta: {why}");
            Err(Refusal::because(told).into())
        }
    }
}

/// Writes the signature, the document that came out and where the request stands now: all or nothing.
pub(super) async fn scrivi(
    ente: &Ente,
    who: &Who,
    pronta: &Pronta,
    bytes: Vec<u8>,
    new: Nuova<'_>,
) -> Result<firma::Model, Error> {
    let stored = ente.archive.receive_own(&mut Cursor::new(bytes), FIRMATO_MAX).await?;
    let mut tx = ente.ledger.begin(who.actor(), "librofirma.firma").await?;
    let before = tx.find::<richiesta::Entity>(pronta.riga.id.uuid()).await?.ok_or(Error::NotFound)?;
    if before != pronta.riga {
        let told = "Nel frattempo il documento è andato avanti: aprilo di nuovo per vedere a che punto è.";
        return Err(Refusal::because(told).into());
    }
    let name = nome_firmato(&pronta.prima.name, pronta.formato);
    let document = ente.archive.name(&mut tx, &stored, &name).await?;
    let row = riga(&tx, who, pronta, &document, &new);
    let row = tx.insert(row).await?;
    let last = ultimo(&tx, &pronta.riga).await?;
    let done = pronta.riga.turno >= last;
    let stato = if done { Stato::Firmata } else { Stato::InCorso };
    let after = richiesta::Model {
        attuale_id: document.id,
        turno: pronta.riga.turno + 1,
        stato: stato.code().into(),
        chiusa_at: done.then(|| tx.now()),
        ..before.clone()
    };
    let after = tx.update(&before, after).await?;
    controlla::accoda(&tx, document.id).await?;
    if done {
        avvisa::accoda(&tx, &after).await?;
    }
    if done && ente.signing.long_term {
        rendi_durevole::accoda(&tx, pronta.riga.id).await?;
    }
    tx.commit().await?;
    ente.bell.ring();
    Ok(row)
}

fn riga(tx: &ledger::Tx, who: &Who, pronta: &Pronta, document: &document::Model, new: &Nuova<'_>) -> firma::Model {
    let name = new.seen.signer.as_ref();
    let der = new.seen.chain.first().map(|leaf| leaf.der.as_slice()).unwrap_or_default();
    firma::Model {
        id: tx.id(),
        richiesta_id: pronta.riga.id,
        passo_id: pronta.passo.id,
        persona_id: who.person,
        al_posto_di: pronta.come.al_posto_di(),
        porta: new.porta.code().into(),
        at: new.at,
        titolare: name.and_then(|name| name.shown()).unwrap_or_else(|| "senza nome".into()),
        codice_fiscale: name.and_then(|name| name.codice_fiscale()).map(str::to_owned),
        certificato: Digest::Sha256.of(der),
        prima_id: pronta.prima.id,
        documento_id: Id::from(document.id.uuid()),
        marcata: new.marcata,
        esito: match new.seen.mark {
            Mark::Green => "green",
            Mark::Amber => "amber",
            Mark::Red => "red",
        }
        .into(),
        frase: new.seen.sentence.clone(),
    }
}

async fn ultimo(tx: &ledger::Tx, riga: &richiesta::Model) -> Result<i64, Error> {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
    let last = passo::Entity::find()
        .filter(passo::Column::RichiestaId.eq(riga.id))
        .order_by_desc(passo::Column::Ordine)
        .one(tx)
        .await?;
    Ok(last.map_or(riga.turno, |passo| passo.ordine))
}
