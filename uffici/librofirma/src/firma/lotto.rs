//! Many documents, one certificate, one authorisation.

use std::sync::Arc;

use authz::Who;
use ente::Ente;
use firma_algoritmi::Digest;
use kernel::{Instant, Refusal};
use signing::sign::{Consent, Credential, Order, Session, Signer, Step};
use signing::verify::certificate::Certificate as Letto;

use super::{
    Esito, Porta,
    concludi::concludi,
    forma::{Con, Preparata, prepara},
    marche::Marche,
    pronte::{Pronta, pronte},
};
use crate::{
    error::Error,
    rules::{RichiestaId, di_un_altro, fuori_tempo},
};

/// What is told where a service does not give one value for each hash.
pub(super) const TROPPO_POCHE: &str = "Le firme ricevute non sono tante quanti i documenti: nessuna è stata usata.";

/// Documents prepared for one certificate.
pub(crate) struct Lotto {
    con: Con,
    credential: Credential,
    pronte: Vec<(Pronta, Preparata)>,
    hashes: Vec<Vec<u8>>,
    /// What is not among them, with the reasons.
    pub esiti: Vec<Esito>,
}

impl Lotto {
    /// Prepares what can be signed of what was chosen. Signatures say that they were made `at`.
    ///
    /// # Errors
    /// Without the permission; a certificate that is another's; those of database and store.
    pub async fn prepara(
        ente: &Ente,
        who: &Who,
        scelte: &[RichiestaId],
        (credential, porta): (Credential, Porta),
        at: Instant,
    ) -> Result<Self, Error> {
        let (mut ready, mut esiti) = pronte(ente, who, scelte).await?;
        if ready.len() > credential.at_once {
            for late in ready.split_off(credential.at_once) {
                let most = credential.at_once;
                let reason = format!(
                    "Con un solo codice questo certificato firma al massimo {most} documenti: questo resta alla firma."
                );
                esiti.push(Esito::rifiutato(late.riga.id, &late.riga.oggetto, vec![reason]));
            }
        }
        let con = con(ente, who, (&credential, porta), at).await?;
        let (mut pronte, mut hashes) = (Vec::new(), Vec::new());
        for pronta in ready {
            let (id, oggetto) = (pronta.riga.id, pronta.riga.oggetto.clone());
            let with = con.clone();
            let made = via(move || {
                let made = prepara(&pronta, &with)?;
                let hash = made.hash(&pronta, &with)?;
                Ok((pronta, made, hash))
            });
            match made.await {
                Ok((pronta, made, hash)) => {
                    pronte.push((pronta, made));
                    hashes.push(hash);
                }
                Err(Error::Refused(refusal)) => esiti.push(Esito::rifiutato(id, &oggetto, motivi(&refusal))),
                Err(error) => return Err(error),
            }
        }
        Ok(Self { con, credential, pronte, hashes, esiti })
    }

    /// How many can be signed.
    pub fn len(&self) -> usize {
        self.pronte.len()
    }

    /// By what the hashes are known, all of them in their order.
    pub fn impronte(&self) -> Vec<u8> {
        Digest::Sha256.of(&self.hashes.concat())
    }

    fn words(&self) -> String {
        match self.len() {
            1 => "1 documento del libro firma".into(),
            many => format!("{many} documenti del libro firma"),
        }
    }

    /// What must happen before the values come.
    ///
    /// # Errors
    /// What the door says.
    pub async fn chiedi(&self, door: &dyn Signer, session: &Session) -> Result<Step, Error> {
        let words = self.words();
        Ok(door.ask(session, &self.ordine(&words)).await?)
    }

    /// Asks for the values, once for all of them, and finishes each: how each went.
    ///
    /// # Errors
    /// What the door says: then nothing was signed. Those of database and store: what was written before stays.
    pub async fn firma(
        self,
        ente: &Ente,
        who: &Who,
        door: (&dyn Signer, Porta),
        session: &Session,
        consent: &Consent,
    ) -> Result<Vec<Esito>, Error> {
        let mut esiti = Vec::new();
        if self.len() > 0 {
            let words = self.words();
            let values = door.0.sign(session, &self.ordine(&words), consent).await?;
            if values.len() != self.len() {
                return Err(Refusal::because(TROPPO_POCHE).into());
            }
            let (con, mut marche) = (Arc::new(self.con), Marche::di(ente));
            for ((pronta, preparata), value) in self.pronte.into_iter().zip(values) {
                let (id, oggetto) = (pronta.riga.id, pronta.riga.oggetto.clone());
                match concludi(ente, who, (door.1, &mut marche), (pronta, preparata), &con, value).await {
                    Ok(firma) => esiti.push(Esito { id, oggetto, firma: Some(firma), motivi: Vec::new() }),
                    Err(error) => esiti.push(Esito::rifiutato(id, &oggetto, non_riuscita(error))),
                }
            }
        }
        esiti.extend(self.esiti);
        Ok(esiti)
    }

    fn ordine<'a>(&'a self, words: &'a str) -> Order<'a> {
        Order { credential: &self.credential, scheme: self.con.scheme, hashes: &self.hashes, words }
    }
}

/// With what is signed: this certificate, if it is of this person and good `at` that instant.
///
/// # Errors
/// A certificate that is another's, not good then, or signs in no way.
pub(super) async fn con(
    ente: &Ente,
    who: &Who,
    (credential, porta): (&Credential, Porta),
    at: Instant,
) -> Result<Con, Error> {
    let atteso = super::codice_di(ente, who).await?;
    if let Some(why) = non_va(credential, atteso.as_deref(), at) {
        return Err(Refusal::because(why).into());
    }
    let offer =
        credential.offers.first().ok_or_else(|| Refusal::because("Il certificato non firma in nessun modo."))?;
    let prova = porta == Porta::Prova;
    // In a certificate for trials the name is drowned in the notice, which has a line of its own in a mark.
    let nome = titolare(credential).filter(|_| !prova).unwrap_or_else(|| who.name.clone());
    Ok(Con { chain: credential.chain.clone(), scheme: offer.scheme, at, nome, prova })
}

/// Whose a certificate says that it is.
fn titolare(credential: &Credential) -> Option<String> {
    Letto::read(credential.chain.first()?.der()).ok()?.subject().shown()
}

/// Why a certificate is not for this person to sign with at this instant.
pub(crate) fn non_va(credential: &Credential, atteso: Option<&str>, at: Instant) -> Option<String> {
    let own = credential.chain.first().and_then(|own| Letto::read(own.der()).ok());
    let Some(own) = own else { return Some("Il certificato di firma non si legge: scegline un altro.".into()) };
    let shown = own.subject().shown().unwrap_or_else(|| "una persona senza nome".into());
    di_un_altro(atteso, own.subject().codice_fiscale(), &shown)
        .or_else(|| fuori_tempo(&shown, (own.not_before(), own.not_after()), at.utc()))
}

/// Why one stays out while the others go on; a fault of ours is given back as it is.
pub(super) fn perche(error: Error) -> Result<Vec<String>, Error> {
    match error {
        Error::Refused(refusal) => Ok(motivi(&refusal)),
        Error::Denied(denied) => Ok(vec![denied.to_string()]),
        Error::Ufficio(web::Error::NotFound(told)) => Ok(vec![told.to_owned()]),
        Error::Ufficio(web::Error::Conflict(told) | web::Error::Unavailable(told) | web::Error::TooLarge(told)) => {
            Ok(vec![told])
        }
        other => Err(other),
    }
}

/// What is told of a document whose signature was authorised and could not be written.
pub(super) fn non_riuscita(error: Error) -> Vec<String> {
    match perche(error) {
        Ok(reasons) => reasons,
        Err(Error::Ledger(ledger::Error::Changed)) => {
            vec!["Nel frattempo qualcuno l'ha cambiato: aprilo di nuovo e rifirmalo.".to_owned()]
        }
        Err(error) => {
            tracing::error!(%error, "a signature was not written");
            vec!["La firma non si è potuta registrare, e il documento resta com'era: riprova.".to_owned()]
        }
    }
}

pub(crate) fn motivi(refusal: &Refusal) -> Vec<String> {
    refusal.reasons.iter().map(|reason| reason.sentence.clone()).collect()
}

/// Away from the threads that serve pages.
pub(crate) async fn via<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Interrupted)?
}
