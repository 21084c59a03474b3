//! A document that was taken away, signed with whatever the person has, and comes back.

use authz::Who;
use chrono::{DateTime, Utc};
use documents::store::Stored;
use ente::Ente;
use kernel::Refusal;
use signing::sign::brought_back::{Expected, Seen, check_seen};
use signing::verify::report::{Report, SignatureReport};

use super::{
    Porta,
    concludi::{Nuova, scrivi},
    forma::non_xml,
    lotto::via,
    preso,
    pronte::{Pronta, una},
};
use crate::{
    error::Error,
    permissions::FIRMA,
    richiesta::leggi::{Scheda, leggi},
    rules::{FIRMATO_MAX, Formato, RichiestaId, altra_forma, fuori_tempo},
    tables::firma,
};

/// Why nothing that was signed elsewhere is taken from whom no tax code is known of.
pub(super) const SENZA_CODICE: &str = "Di te non si conosce ancora il codice fiscale, e non si può sapere se la firma riportata è la \
    tua: chiedi a chi cura il libro firma di scriverlo.";

/// Takes it back, if it is the one that left with nothing but the signature of who brings it.
///
/// # Errors
/// All the reasons why it cannot be taken; without the permission; those of database and store.
pub async fn riporta(
    ente: &Ente,
    who: &Who,
    id: RichiestaId,
    file: Option<&(String, Stored)>,
) -> Result<firma::Model, Error> {
    who.require(&FIRMA)?;
    let scheda = leggi(ente, who, id).await?;
    let mut refusal = Refusal::default();
    let atteso = super::codice_di(ente, who).await?;
    if atteso.is_none() {
        refusal.add(None, SENZA_CODICE);
    }
    let stored = file.filter(|(_, stored)| stored.size > 0);
    match stored {
        None => refusal.add(Some("file"), "Manca il documento firmato: sceglilo."),
        Some((name, stored)) => {
            let form = preso::tipo(name, stored);
            altra_forma(scheda.formato(), form).into_iter().for_each(|why| refusal.add(Some("file"), why));
        }
    }
    let ready = match una(ente, who, &scheda, &mut 0).await? {
        Ok(ready) => Some(ready),
        Err(reasons) => {
            reasons.into_iter().for_each(|reason| refusal.add(None, reason));
            None
        }
    };
    refusal.unless_empty(())?;
    let (Some(pronta), Some((_, stored)), Some(atteso)) = (ready, stored, atteso) else {
        return Err(Refusal::because("Il documento non si può riportare adesso.").into());
    };
    let back = byte(ente, stored).await?;
    let report = rapporto(ente, back.clone()).await?;
    let signature = attesa(ente, &pronta.byte, &atteso, &back, &report).await?;
    regge_altre(&scheda, &pronta, &back).await?;
    let marcata = !signature.time_stamps.is_empty();
    let new = Nuova { porta: Porta::Riportata, seen: signature, marcata, at: ente.ledger.now() };
    scrivi(ente, who, &pronta, back, new).await
}

/// Whoever signs an XML after must not break the signature that came back, as they would if it covered all but itself.
async fn regge_altre(scheda: &Scheda, pronta: &Pronta, back: &[u8]) -> Result<(), Error> {
    let altri = scheda.passi.iter().any(|passo| passo.ordine > pronta.passo.ordine);
    if pronta.formato != Formato::Xades || !altri {
        return Ok(());
    }
    let back = back.to_vec();
    if via(move || firma_xml::make::bears_another(&back).map_err(non_xml)).await? {
        return Ok(());
    }
    let told = "Dopo di te deve firmare ancora qualcuno, ma la firma riportata comprende anche il posto di quelle che verranno, e la prossima la \
                romperebbe. Nel programma di firma scegli XAdES «enveloped» lasciando fuori tutte le firme (filtro XPath), oppure chiedi a \
                chi ha messo il documento alla firma di ritirarlo e di rimetterlo in CAdES.";
    Err(Refusal::beside("file", told).into())
}

/// Why a file is not taken that is longer than any that is signed.
pub(super) fn troppo_grande() -> String {
    format!("Il documento riportato è troppo grande: al massimo {} MB.", FIRMATO_MAX >> 20)
}

/// What our verifier says of what came back.
///
/// # Errors
/// What is not signed, or cannot be read; those of database and store.
pub(super) async fn rapporto(ente: &Ente, back: Vec<u8>) -> Result<Report, Error> {
    let read = giudica(ente, back).await?;
    let unread = |why: String| format!("Il documento riportato non è una firma che si possa leggere: {why}.");
    Ok(read.map_err(|why| Refusal::beside("file", unread(why)))?)
}

/// The signature that was waited for, in what came back of the document that left (`left`).
///
/// # Errors
/// All the reasons why it is none, or not the only thing that is new; a certificate that was not good.
pub(super) async fn attesa<'r>(
    ente: &Ente,
    left: &[u8],
    atteso: &str,
    back: &[u8],
    report: &'r Report,
) -> Result<&'r SignatureReport, Error> {
    let seen = confronta(ente, left, atteso, back, report).await?;
    let signature = report.signatures.iter().find(|one| Seen::from(*one) == seen).ok_or(Error::Interrupted)?;
    in_tempo(signature, report.at)?;
    Ok(signature)
}

/// Its certificate must have been good when the signature is proved to have been there: by a time stamp, or by now.
fn in_tempo(signature: &SignatureReport, now: DateTime<Utc>) -> Result<(), Error> {
    let at = signature.proven_time.as_ref().map_or(now, |proven| proven.at);
    let mut refusal = Refusal::default();
    if let Some(leaf) = signature.chain.first() {
        let who = leaf.subject.shown().unwrap_or_else(|| "chi ha firmato".into());
        let why = fuori_tempo(&who, (leaf.not_before, leaf.not_after), at);
        why.into_iter().for_each(|why| refusal.add(Some("file"), why));
    }
    Ok(refusal.unless_empty(())?)
}

/// The report, or why there is none: it is not signed, or cannot be read. Who is too busy to judge is an error like any other.
async fn giudica(ente: &Ente, bytes: Vec<u8>) -> Result<Result<Report, String>, Error> {
    match validation::judge_own(ente, bytes, ente.ledger.now()).await {
        Ok(report) => Ok(Ok(report)),
        Err(validation::Error::Unjudged(why)) => Ok(Err(why)),
        Err(other) => Err(other.into()),
    }
}

async fn byte(ente: &Ente, stored: &Stored) -> Result<Vec<u8>, Error> {
    let read = preso::byte(ente, stored, FIRMATO_MAX).await?;
    read.ok_or_else(|| Refusal::beside("file", troppo_grande()).into())
}

/// What was waited for, held against what came.
async fn confronta(ente: &Ente, left: &[u8], atteso: &str, back: &[u8], report: &Report) -> Result<Seen, Error> {
    // Those who had signed it, also before it was put up here; nobody, where it is not a signed file.
    let before = giudica(ente, left.to_vec()).await?.map(|report| report.signatures).unwrap_or_default();
    let (with, without): (Vec<Seen>, Vec<Seen>) =
        before.iter().map(Seen::from).partition(|seen| seen.tax_code.is_some());
    let (left, back, atteso) = (left.to_vec(), back.to_vec(), atteso.to_owned());
    let seen: Vec<Seen> = report.signatures.iter().map(Seen::from).collect();
    let found = via(move || {
        let before: Vec<&str> = with.iter().filter_map(|seen| seen.tax_code.as_deref()).collect();
        let nameless: Vec<&str> = without.iter().map(|seen| seen.name.as_str()).collect();
        let expected = Expected { left: &left, before: &before, nameless: &nameless, signer: &atteso };
        Ok(check_seen(&expected, &back, &seen))
    });
    found.await?.map_err(|reasons| {
        let mut refusal = Refusal::default();
        reasons.iter().for_each(|reason| refusal.add(Some("file"), reason.to_string()));
        refusal.into()
    })
}
