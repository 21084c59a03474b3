//! Acts that are signed by one consent, given to a service of remote signatures: prepared, consented to, concluded.
//!
//! What is prepared is the step as it was asked for, with the fingerprints of the act and of its paper as they were then. The office that signs
//! keeps it sealed for some minutes; nothing of it is a record. The paper is made again each time, and is the same or is not signed: so no
//! papers without signatures are left lying. An act that was signed is not signed again: the step's key tells, in the transaction that writes it.

use authz::Who;
use documents::{document, store::Sha256Hash};
use ente::Ente;
use kernel::Id;
use porte::sottoscrizione::{Carta, DaDurare, Durevole, Preparata, Sottoscritta, Sottoscrivibili, Torna};
use pratiche::Lettura;
use serde::{Deserialize, Serialize};

use super::{
    foglio::{prepara as prepara_foglio, ricevi},
    passo::{DaFirmare, Passo, da_firmare, esegui, letti, servita, si_firma},
};
use crate::{
    Atti, durevole,
    error::{ASSENTE, Error},
    leggi::Scheda,
    materia::CODICE,
    pagine::href,
    rules::pareri::Esito,
    tables::AttoId,
};

const CAMBIATO: &str = "Da quando l'hai scelto qualcuno ha cambiato l'atto: rileggilo e firmalo di nuovo.";

/// What is prepared of an act.
#[derive(Debug, Serialize, Deserialize)]
struct Tenuta {
    atto: AttoId,
    passo: String,
    chiave: String,
    visto: Option<u32>,
    motivo: String,
    esito: String,
    testo: String,
    /// The act as its paper shows it: see [`impronta`].
    versione: String,
    /// The SHA-256 of the paper.
    foglio: String,
}

impl Tenuta {
    /// As it was written by [`prepara`].
    fn leggi(text: &str) -> Result<Self, Error> {
        Ok(serde_json::from_str(text)?)
    }

    /// The step as it was asked for. Nothing is prepared without the declaration of no conflict.
    fn chiesto(&self) -> Passo {
        Passo {
            passo: self.passo.clone(),
            motivo: self.motivo.clone(),
            chiave: self.chiave.clone(),
            visto: self.visto,
            nessun_conflitto: true,
            esito: self.esito.clone(),
            testo: self.testo.clone(),
            riportata: None,
        }
    }
}

/// By what an act is known to be as it was: its row, its annexes, how often its draft was saved, its signatures, its text.
fn impronta(scheda: &Scheda) -> String {
    let mut all = ledger::canonical(&scheda.stato);
    scheda.allegati.iter().for_each(|one| all.extend(ledger::canonical(one)));
    all.extend_from_slice(format!("\n{} {}\n", scheda.bozza.0, scheda.firme.len()).as_bytes());
    all.extend_from_slice(scheda.pieno.hash().as_slice());
    Sha256Hash::of(&all).to_string()
}

/// What this step signs, if it is theirs and nothing is missing.
fn pronto(lettura: &Lettura, asked: &Passo) -> Result<DaFirmare, Error> {
    if servita(lettura, &asked.chiave) {
        return Err(Error::no("È già firmato: non serve un'altra firma."));
    }
    if asked.visto.is_some_and(|seen| seen != lettura.visto()) {
        return Err(Error::no(CAMBIATO));
    }
    let steps = lettura.passi();
    let step = steps.iter().find(|one| one.passo.codice == asked.passo);
    let step = step.ok_or_else(|| Error::no("Non aspetta più la tua firma: apri l'atto per vedere a che punto è."))?;
    step.mancano.clone().unless_empty(())?;
    da_firmare(lettura, &asked.passo).ok_or_else(|| Error::no("Questo passo non ha un documento da firmare."))
}

/// Prepares what a step signs.
///
/// # Errors
/// All the reasons why it cannot be signed; [`Error::NotFound`] where the act is not for `who`; those of the maker of PDFs.
pub(crate) async fn prepara(
    atti: &Atti,
    ente: &Ente,
    who: &Who,
    id: AttoId,
    asked: &Passo,
) -> Result<Preparata, Error> {
    let (scheda, lettura) = letti(atti, ente, who, id).await?;
    prepara_letto(ente, who, (&scheda, &lettura), asked).await
}

/// The same, of an act that was read for `who`.
///
/// # Errors
/// As [`prepara`].
pub(crate) async fn prepara_letto(
    ente: &Ente,
    who: &Who,
    (scheda, lettura): (&Scheda, &Lettura),
    asked: &Passo,
) -> Result<Preparata, Error> {
    let what = pronto(lettura, asked)?;
    let (_, carta) = prepara_foglio(ente, who, (scheda, lettura), (what, asked)).await?;
    let tenuta = Tenuta {
        atto: scheda.atto.id,
        passo: asked.passo.clone(),
        chiave: asked.chiave.clone(),
        visto: asked.visto,
        motivo: asked.motivo.clone(),
        esito: asked.esito.clone(),
        testo: asked.testo.clone(),
        versione: impronta(scheda),
        foglio: Sha256Hash::of(&carta.byte).to_string(),
    };
    let (tenuta, href) = (serde_json::to_string(&tenuta)?, href(tenuta.atto));
    Ok(Preparata { tenuta, oggetto: carta.nome, href, impedita: Vec::new() })
}

/// The paper that was prepared.
///
/// # Errors
/// As [`prepara`]; an act that has changed meanwhile.
async fn carta(atti: &Atti, ente: &Ente, who: &Who, tenuta: &Tenuta) -> Result<Carta, Error> {
    let (scheda, lettura) = letti(atti, ente, who, tenuta.atto).await?;
    let asked = tenuta.chiesto();
    let what = pronto(&lettura, &asked)?;
    if impronta(&scheda) != tenuta.versione {
        return Err(Error::no(CAMBIATO));
    }
    let (_, carta) = prepara_foglio(ente, who, (&scheda, &lettura), (what, &asked)).await?;
    if Sha256Hash::of(&carta.byte).to_string() != tenuta.foglio {
        return Err(Error::no(CAMBIATO));
    }
    Ok(carta)
}

/// Writes the step with its signature. An act that has changed is refused; a step that was taken by this very request is not taken again.
async fn concludi(atti: &Atti, ente: &Ente, who: &Who, tenuta: &Tenuta, fatta: Sottoscritta) -> Result<(), Error> {
    let (scheda, lettura) = letti(atti, ente, who, tenuta.atto).await?;
    let asked = tenuta.chiesto();
    let signed = match da_firmare(&lettura, &asked.passo) {
        Some(what) if si_firma(&lettura, &asked) => {
            if impronta(&scheda) != tenuta.versione {
                return Err(Error::no(CAMBIATO));
            }
            let esito = Esito::from_code(&asked.esito).filter(|_| matches!(what, DaFirmare::Parere(_)));
            Some(ricevi(ente, &scheda, (what, esito), fatta).await?)
        }
        _ => None,
    };
    esegui(atti, ente, who, (&scheda, &asked), signed.as_ref()).await
}

#[async_trait::async_trait]
impl Sottoscrivibili for Atti {
    fn ufficio(&self) -> &'static str {
        CODICE
    }

    fn torna(&self) -> Torna {
        ("/atti/firma", "Torna agli atti da firmare")
    }

    async fn carta(&self, ente: &Ente, who: &Who, tenuta: &str) -> Result<Carta, web::Error> {
        let tenuta = Tenuta::leggi(tenuta)?;
        Ok(carta(self, ente, who, &tenuta).await.map_err(detto)?)
    }

    async fn concludi(&self, ente: &Ente, who: &Who, tenuta: &str, fatta: Sottoscritta) -> Result<(), web::Error> {
        let tenuta = Tenuta::leggi(tenuta)?;
        Ok(concludi(self, ente, who, &tenuta, fatta).await.map_err(detto)?)
    }

    async fn da_rendere_durevole(
        &self,
        ente: &Ente,
        documento: Id<document::Entity>,
    ) -> Result<Option<DaDurare>, web::Error> {
        Ok(durevole::da_rendere(ente, documento).await?)
    }

    async fn reso_durevole(
        &self,
        ente: &Ente,
        documento: Id<document::Entity>,
        fatto: Durevole,
    ) -> Result<(), web::Error> {
        Ok(durevole::reso(self, ente, documento, fatto).await?)
    }
}

/// Among many acts one that may no longer be seen is told in a sentence, and stops none of the others.
fn detto(error: Error) -> Error {
    match error {
        Error::NotFound => Error::no(ASSENTE),
        other => other,
    }
}
