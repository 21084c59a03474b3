//! One PDF of another office, signed in one go: nothing of it is written here, the office that asked writes it with its
//! own step.

use authz::Who;
use ente::Ente;
use firma_algoritmi::Digest;
use firma_scrivi::pades;
use kernel::{Instant, Refusal};
use porte::sottoscrizione::{Carta, Sottoscritta};
use signing::sign::{Consent, Order, Session, Signer, Trial};
use signing::verify::report::{Mark, SignatureReport};

use super::{
    Porta, concludi,
    forma::{Con, InPdf, Mostra, in_pdf},
    lotto::via,
    marche::Marche,
    prova, riporta,
};
use crate::{error::Error, permissions::FIRMA, rules::FIRMATO_MAX};

/// What is told where one signs at once.
pub(crate) fn detto(ente: &Ente) -> Option<&'static str> {
    prova::ammessa(ente).then_some("Firma di prova: il documento dirà di non avere valore legale.")
}

/// Signs with the authority for trials.
///
/// # Errors
/// Where it may not be used; without the permission; what the door says; a signature that our verifier finds broken.
pub(crate) async fn sottoscrivi(ente: &Ente, who: &Who, carta: Carta) -> Result<Sottoscritta, Error> {
    who.require(&FIRMA)?;
    if !prova::ammessa(ente) {
        let told =
            "Qui si firma con i propri strumenti: scarica il documento, firmalo in PAdES e riportalo in questa pagina.";
        return Err(Refusal::because(told).into());
    }
    let at = ente.ledger.now();
    let door = Trial::new(vec![prova::persona(ente, who, at).await?])?;
    let session = Session { token: None };
    let none = || Refusal::because("L'autorità di prova non ha certificati.");
    let credential = door.credentials(&session).await?.pop().ok_or_else(none)?;
    let scheme = credential.offers.first().ok_or_else(none)?.scheme;
    let con = Con { chain: credential.chain.clone(), scheme, at, nome: who.name.clone(), prova: true };
    let (nome, with, mark) = (carta.nome.clone(), con.clone(), ente.signing.mark);
    let (waiting, hash) = via(move || prepara(&carta, &with, mark)).await?;
    let hashes = [hash];
    let order = Order { credential: &credential, scheme, hashes: &hashes, words: &nome };
    let value = door.sign(&session, &order, &Consent::None).await?.pop();
    let value = value.ok_or_else(|| Refusal::because("L'autorità di prova non ha firmato: riprova."))?;
    finisci(ente, waiting, (&con, Porta::Prova), &mut Marche::di(ente), value).await
}

/// A paper prepared for a certificate, and what its key must sign. `mark`: whether the signature is seen.
///
/// # Errors
/// Why this PDF cannot be signed so.
pub(super) fn prepara(carta: &Carta, con: &Con, mark: bool) -> Result<(pades::Waiting, Vec<u8>), Error> {
    let da = InPdf {
        campo: &carta.campo,
        al_posto_di: carta.al_posto_di.as_deref(),
        segno: if mark { Mostra::NelMargine } else { Mostra::Niente },
        byte: &carta.byte,
    };
    let waiting = pades::prepare(&carta.byte, &in_pdf(&da, con)?, con.own()?, con.scheme)?;
    let hash = waiting.signer().hash()?;
    Ok((waiting, hash))
}

/// The paper with its value, which is tried first: time-stamped, and judged by our own verifier.
///
/// # Errors
/// A value that is not of it; a signature that our verifier finds broken.
pub(super) async fn finisci(
    ente: &Ente,
    waiting: pades::Waiting,
    (con, porta): (&Con, Porta),
    marche: &mut Marche,
    value: Vec<u8>,
) -> Result<Sottoscritta, Error> {
    let others = con.others().to_vec();
    let mut signed = via(move || Ok(waiting.finish(&value, &others)?)).await?;
    let to_stamp = signed.signature().value().to_vec();
    let stamp = marche.marca(ente, &to_stamp).await;
    if let Some(stamp) = &stamp {
        signed.stamp(stamp)?;
    }
    let byte = via(move || Ok(signed.into_pdf()?)).await?;
    let report = concludi::giudica(ente, &byte).await?;
    let seen = concludi::giudicata(&report, con.own()?.der())?;
    Ok(detta(byte, seen, porta, (stamp.is_some(), con.at)))
}

/// Takes back what was signed elsewhere.
///
/// # Errors
/// All the reasons why it cannot be taken; without the permission.
pub(crate) async fn riprendi(ente: &Ente, who: &Who, carta: Carta, riportata: Vec<u8>) -> Result<Sottoscritta, Error> {
    who.require(&FIRMA)?;
    let mut refusal = Refusal::default();
    if riportata.len() as u64 > FIRMATO_MAX {
        refusal.add(Some("file"), riporta::troppo_grande());
    }
    let atteso = super::codice_di(ente, who).await?;
    if atteso.is_none() {
        refusal.add(None, riporta::SENZA_CODICE);
    }
    refusal.unless_empty(())?;
    let Some(atteso) = atteso else { return Err(Error::NotFound) };
    let report = riporta::rapporto(ente, riportata.clone()).await?;
    let found = riporta::attesa(ente, &carta.byte, &atteso, &riportata, &report).await?;
    let how = (!found.time_stamps.is_empty(), ente.ledger.now());
    Ok(detta(riportata, found, Porta::Riportata, how))
}

fn detta(byte: Vec<u8>, seen: &SignatureReport, porta: Porta, (marcata, at): (bool, Instant)) -> Sottoscritta {
    let name = seen.signer.as_ref();
    let der = seen.chain.first().map(|leaf| leaf.der.as_slice()).unwrap_or_default();
    Sottoscritta {
        byte,
        porta: porta.code(),
        at,
        titolare: name.and_then(|name| name.shown()).unwrap_or_else(|| "senza nome".into()),
        codice_fiscale: name.and_then(|name| name.codice_fiscale()).map(str::to_owned),
        certificato: Digest::Sha256.of(der),
        marcata,
        esito: if seen.mark == Mark::Green { "green" } else { "amber" },
        frase: seen.sentence.clone(),
    }
}
