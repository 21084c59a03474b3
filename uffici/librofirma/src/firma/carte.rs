//! Papers that another office has prepared: many, one certificate, one authorisation. Each office writes what comes back signed with its
//! own step, in its own transaction: what succeeded stays, what did not says why.

use std::collections::{BTreeMap, HashMap};

use authz::Who;
use ente::Ente;
use firma_scrivi::pades::Waiting;
use kernel::{Instant, Refusal};
use porte::sottoscrizione::{Preparata, Sottoscrivibili, Torna};
use serde::{Deserialize, Serialize};
use signing::sign::{Consent, Credential, Order, Session, Signer, Step};

use super::{
    Porta,
    forma::Con,
    lotto::{TROPPO_POCHE, con, non_riuscita, perche, via},
    marche::Marche,
    subito,
};
use crate::{error::Error, rules::BYTE_INSIEME_MAX};

/// The offices whose papers are signed here.
pub(crate) type Uffici<'a> = &'a [&'a dyn Sottoscrivibili];

const CAMBIATA: &str =
    "Mentre eri sulla pagina del servizio è cambiato, e non è stato firmato: aprilo, rileggilo e firmalo di nuovo.";
const NON_AUTORIZZATA: &str = "Non era fra quelli che hai autorizzato sulla pagina del servizio: resta da firmare.";

/// A paper, as it is kept with the consent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Tenuta {
    /// What its office knows it again by.
    pub tenuta: String,
    /// What it is.
    pub oggetto: String,
    /// The page of what it is of.
    pub href: String,
    /// Why it cannot be signed.
    pub impedita: Vec<String>,
}

impl From<Preparata> for Tenuta {
    fn from(found: Preparata) -> Self {
        let Preparata { tenuta, oggetto, href, impedita } = found;
        Self { tenuta, oggetto, href, impedita }
    }
}

/// How one of them went.
#[derive(Clone, Debug)]
pub struct EsitoCarta {
    /// What it is.
    pub oggetto: String,
    /// The page of what it is of.
    pub href: String,
    /// What our verifier says of the signature; none where it was not signed.
    pub frase: Option<String>,
    /// Whether the signature bears a time stamp.
    pub marcata: bool,
    /// All the reasons why it was not signed.
    pub motivi: Vec<String>,
}

impl EsitoCarta {
    fn non_firmata(carta: &Tenuta, motivi: Vec<String>) -> Self {
        Self { oggetto: carta.oggetto.clone(), href: carta.href.clone(), frase: None, marcata: false, motivi }
    }
}

/// How they went where none of them can be signed; none where some can.
pub(super) fn tutte_impedite(carte: &[Tenuta]) -> Option<Vec<EsitoCarta>> {
    let told = |one: &Tenuta| EsitoCarta::non_firmata(one, one.impedita.clone());
    carte.iter().all(|one| !one.impedita.is_empty()).then(|| carte.iter().map(told).collect())
}

/// The office with this id.
///
/// # Errors
/// [`Error::NotFound`] where there is none: what was kept is of another release.
pub(crate) fn ufficio<'a>(uffici: Uffici<'a>, id: &str) -> Result<&'a dyn Sottoscrivibili, Error> {
    uffici.iter().copied().find(|one| one.ufficio() == id).ok_or(Error::NotFound)
}

/// The way back of an office.
pub(super) fn torna(uffici: Uffici<'_>, id: &str) -> Result<Torna, Error> {
    Ok(ufficio(uffici, id)?.torna())
}

/// Papers prepared for one certificate.
pub(crate) struct Carte<'a> {
    ufficio: &'a dyn Sottoscrivibili,
    carte: Vec<Tenuta>,
    con: Con,
    credential: Credential,
    /// By their places: what waits for its value, one for each hash. None where a hash was authorised and its paper is another by now.
    pronte: Vec<(usize, Option<Waiting>)>,
    hashes: Vec<Vec<u8>>,
    /// What is not signed, by its place, with the reasons.
    rifiutate: BTreeMap<usize, Vec<String>>,
}

impl<'a> Carte<'a> {
    /// Asks for the papers and prepares those that can be signed. Signatures say that they were made `at`.
    ///
    /// # Errors
    /// Without the permission of the door; a certificate that is another's; those of database and store.
    pub async fn prepara(
        ente: &Ente,
        who: &Who,
        (ufficio, carte): (&'a dyn Sottoscrivibili, Vec<Tenuta>),
        credential: Credential,
        at: Instant,
    ) -> Result<Self, Error> {
        let con = con(ente, who, (&credential, Porta::Remota), at).await?;
        let (mut pronte, mut hashes, mut rifiutate, mut held) = (Vec::new(), Vec::new(), BTreeMap::new(), 0);
        for (place, carta) in carte.iter().enumerate() {
            if pronte.len() == credential.at_once {
                let most = credential.at_once;
                let told = format!(
                    "Con un solo codice questo certificato firma al massimo {most} documenti: questo resta da firmare."
                );
                rifiutate.insert(place, vec![told]);
                continue;
            }
            match una(ente, who, (ufficio, carta), &con, &mut held).await {
                Ok((waiting, hash)) => {
                    pronte.push((place, Some(waiting)));
                    hashes.push(hash);
                }
                Err(error) => {
                    rifiutate.insert(place, perche(error)?);
                }
            }
        }
        Ok(Self { ufficio, carte, con, credential, pronte, hashes, rifiutate })
    }

    /// How many hashes there are to be signed.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// What is to be authorised: the hashes with the places of their papers.
    pub fn da_autorizzare(&self) -> Vec<(usize, Vec<u8>)> {
        self.pronte.iter().map(|(place, _)| *place).zip(self.hashes.iter().cloned()).collect()
    }

    /// Only what was authorised, hash by hash. A paper that is not the same by now stays out and is told; the service is asked for the
    /// value of its hash all the same, since it gives those that it was asked to authorise or none, and that value is of nothing.
    #[must_use]
    pub fn solo(mut self, autorizzate: Vec<(usize, Vec<u8>)>) -> Self {
        let made = self.pronte.into_iter().zip(self.hashes);
        let mut made: HashMap<usize, (Option<Waiting>, Vec<u8>)> =
            made.map(|((place, waiting), hash)| (place, (waiting, hash))).collect();
        (self.pronte, self.hashes) = (Vec::new(), Vec::new());
        for (place, hash) in autorizzate {
            let same = made.remove(&place).filter(|(_, now)| *now == hash).and_then(|(waiting, _)| waiting);
            if same.is_none() {
                self.rifiutate.entry(place).or_insert_with(|| vec![CAMBIATA.to_owned()]);
            }
            self.pronte.push((place, same));
            self.hashes.push(hash);
        }
        for place in made.into_keys() {
            self.rifiutate.insert(place, vec![NON_AUTORIZZATA.to_owned()]);
        }
        self
    }

    fn words(&self) -> String {
        match self.len() {
            1 => "1 documento da firmare".into(),
            many => format!("{many} documenti da firmare"),
        }
    }

    fn ordine<'o>(&'o self, words: &'o str) -> Order<'o> {
        Order { credential: &self.credential, scheme: self.con.scheme, hashes: &self.hashes, words }
    }

    /// What must happen before the values come.
    ///
    /// # Errors
    /// What the door says.
    pub async fn chiedi(&self, door: &dyn Signer, session: &Session) -> Result<Step, Error> {
        let words = self.words();
        Ok(door.ask(session, &self.ordine(&words)).await?)
    }

    /// Asks for the values, once for all of them, and has each written by its office: how each went.
    ///
    /// # Errors
    /// What the door says: then nothing was signed.
    pub async fn firma(
        self,
        ente: &Ente,
        who: &Who,
        door: &dyn Signer,
        session: &Session,
        consent: &Consent,
    ) -> Result<Vec<EsitoCarta>, Error> {
        let mut values = Vec::new();
        // Where none is left as it was authorised, nothing is asked for.
        if self.pronte.iter().any(|(_, waiting)| waiting.is_some()) {
            let words = self.words();
            values = door.sign(session, &self.ordine(&words), consent).await?;
            if values.len() != self.len() {
                return Err(Refusal::because(TROPPO_POCHE).into());
            }
        }
        let (mut esiti, mut marche) = (Vec::new(), Marche::di(ente));
        for ((place, waiting), value) in self.pronte.into_iter().zip(values) {
            let (Some(waiting), Some(carta)) = (waiting, self.carte.get(place)) else { continue };
            let with = (&self.con, &mut marche);
            esiti.push(match concludi(ente, who, (self.ufficio, carta), with, (waiting, value)).await {
                Ok(esito) => esito,
                Err(error) => EsitoCarta::non_firmata(carta, non_riuscita(error)),
            });
        }
        esiti.extend(non_firmate(&self.carte, self.rifiutate));
        Ok(esiti)
    }

    /// How they went, where none can be signed.
    pub fn rifiutate(self) -> Vec<EsitoCarta> {
        non_firmate(&self.carte, self.rifiutate)
    }
}

/// How those went that are not signed, by their places.
fn non_firmate(carte: &[Tenuta], rifiutate: BTreeMap<usize, Vec<String>>) -> Vec<EsitoCarta> {
    let told = |(place, reasons): (usize, Vec<String>)| Some(EsitoCarta::non_firmata(carte.get(place)?, reasons));
    rifiutate.into_iter().filter_map(told).collect()
}

/// One of them, prepared. `held`: bytes held so far.
async fn una(
    ente: &Ente,
    who: &Who,
    (ufficio, carta): (&dyn Sottoscrivibili, &Tenuta),
    con: &Con,
    held: &mut usize,
) -> Result<(Waiting, Vec<u8>), Error> {
    if !carta.impedita.is_empty() {
        let mut no = Refusal::default();
        carta.impedita.iter().for_each(|reason| no.add(None, reason.as_str()));
        return Err(no.into());
    }
    let paper = ufficio.carta(ente, who, &carta.tenuta).await?;
    let size = paper.byte.len();
    if (*held + size) as u64 > BYTE_INSIEME_MAX {
        return Err(Refusal::because("Insieme agli altri scelti è troppo grande: firmalo a parte.").into());
    }
    let (with, mark) = (con.clone(), ente.signing.mark);
    let made = via(move || subito::prepara(&paper, &with, mark)).await?;
    *held += size;
    Ok(made)
}

/// Finishes one and has it written.
async fn concludi(
    ente: &Ente,
    who: &Who,
    (ufficio, carta): (&dyn Sottoscrivibili, &Tenuta),
    (con, marche): (&Con, &mut Marche),
    (waiting, value): (Waiting, Vec<u8>),
) -> Result<EsitoCarta, Error> {
    let fatta = subito::finisci(ente, waiting, (con, Porta::Remota), marche, value).await?;
    let (frase, marcata) = (Some(fatta.frase.clone()), fatta.marcata);
    ufficio.concludi(ente, who, &carta.tenuta, fatta).await?;
    Ok(EsitoCarta { frase, marcata, ..EsitoCarta::non_firmata(carta, Vec::new()) })
}
