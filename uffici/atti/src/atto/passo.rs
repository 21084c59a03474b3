//! A step is taken. What it signs is signed before its transaction begins; then document, signature, number, money and
//! posting are written together with it, or nothing is.

use authz::Who;
use documents::store::Stored;
use ente::Ente;
use iter::Uso;
use ledger::Tx;
use pratiche::{Agisce, Esito as Fatto, Lettura, Vista};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    carta::byte,
    foglio::{Firmata, firmata},
};
use crate::{
    Atti, durevole,
    effetti::AZIONE,
    error::Error,
    leggi::{Scheda, allegati_di, bozza_di, leggi, una},
    materia::Mossa,
    parole::parola,
    rules::pareri::{self, Quale},
    tables::{AttoId, firma, stato},
};

/// Largest file of an act, in bytes.
pub(crate) const FILE_MAX: u64 = 100 << 20;

/// A step that somebody asks for.
#[derive(Clone, Debug, Default)]
pub struct Passo {
    /// Which.
    pub passo: String,
    /// Why, in their words.
    pub motivo: String,
    /// The form's key: sent twice, the step is taken once.
    pub chiave: String,
    /// How many facts the person had read.
    pub visto: Option<u32>,
    /// Whether they declare to have no conflict of interest: asked of whoever signs.
    pub nessun_conflitto: bool,
    /// What an opinion says.
    pub esito: String,
    /// With which remarks.
    pub testo: String,
    /// The paper, signed elsewhere and brought back.
    pub riportata: Option<Vec<u8>>,
}

/// What a step signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DaFirmare {
    /// The act, and as what: `atto`, `presidente`, `segretario`.
    Atto(&'static str),
    /// An opinion about it.
    Parere(Quale),
}

impl DaFirmare {
    /// What an effect of a step signs, if anything.
    pub fn dell_effetto(uso: &Uso) -> Option<Self> {
        match uso.codice.as_str() {
            "atti.firma" => {
                let come = parola(&uso.parametri, "come")?;
                ["atto", "presidente", "segretario"].into_iter().find(|known| *known == come).map(Self::Atto)
            }
            "atti.firma_parere" => parola(&uso.parametri, "quale").and_then(Quale::from_code).map(Self::Parere),
            _ => None,
        }
    }

    /// As a row of the signatures writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Atto(come) => come,
            Self::Parere(quale) => quale.code(),
        }
    }

    /// As people call it.
    pub fn nome(self) -> &'static str {
        pareri::nome_firma(self.code())
    }

    /// What the paper is, by which its file is called: whoever reads it at the albo looks for an act, not for a signature.
    pub fn carta(self, scheda: &Scheda) -> String {
        match self {
            Self::Atto(_) => scheda.stato.nome(),
            Self::Parere(quale) => quale.nome().to_owned(),
        }
    }
}

/// What a step of this file signs: one paper at most, since a person signs one thing at a time.
pub(crate) fn da_firmare(lettura: &Lettura, passo: &str) -> Option<DaFirmare> {
    let step = lettura.presa.definizione.passo(passo)?;
    step.effetti.iter().find_map(DaFirmare::dell_effetto)
}

/// Takes it.
///
/// # Errors
/// All the reasons why not; [`Error::NotFound`] where the act is not for `who`; what a door says. Then nothing was
/// written.
pub async fn compi(atti: &Atti, ente: &Ente, who: &Who, id: AttoId, asked: &Passo) -> Result<(), Error> {
    let (scheda, lettura) = letti(atti, ente, who, id).await?;
    compi_letto(atti, ente, who, (&scheda, &lettura), asked).await
}

/// The same, of an act that was read for `who`.
///
/// # Errors
/// As [`compi`].
pub(crate) async fn compi_letto(
    atti: &Atti,
    ente: &Ente,
    who: &Who,
    (scheda, lettura): (&Scheda, &Lettura),
    asked: &Passo,
) -> Result<(), Error> {
    let signed = match da_firmare(lettura, &asked.passo) {
        Some(what) if si_firma(lettura, asked) => {
            Some(firmata(atti, ente, who, (scheda, lettura), (what, asked)).await?)
        }
        _ => None,
    };
    esegui(atti, ente, who, (scheda, asked), signed.as_ref()).await
}

/// The bytes of a paper that was signed elsewhere and comes back.
///
/// # Errors
/// A refusal beside `file` where there is none, or where it is too large; those of the store.
pub(crate) async fn tornato(ente: &Ente, stored: Option<&Stored>) -> Result<Vec<u8>, Error> {
    let Some(stored) = stored.filter(|stored| stored.size > 0) else {
        return Err(Error::campo("file", "Manca il documento firmato: sceglilo."));
    };
    let large = || Error::campo("file", format!("Il documento è troppo grande: al massimo {} MB.", FILE_MAX >> 20));
    byte(ente, stored, FILE_MAX).await?.ok_or_else(large)
}

/// An act and its file, as `who` reads them.
///
/// # Errors
/// [`Error::NotFound`] where there is none *or* it is not for `who`; those of the database.
pub(crate) async fn letti(atti: &Atti, ente: &Ente, who: &Who, id: AttoId) -> Result<(Scheda, Lettura), Error> {
    let scheda = leggi(ente, who, id).await?;
    let read = ente.db().read().await?;
    let lettura = pratiche::leggi(&Vista::Letta(&read), atti, who, scheda.pratica, ente.ledger.now()).await?;
    Ok((scheda, lettura))
}

/// Writes the step, with what it signed: all of it, or nothing.
///
/// # Errors
/// As [`compi`].
pub(crate) async fn esegui(
    atti: &Atti,
    ente: &Ente,
    who: &Who,
    (scheda, asked): (&Scheda, &Passo),
    signed: Option<&Firmata>,
) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(who.actor(), AZIONE).await?;
    // Once more where it is written: while they signed the act may have been made confidential.
    una(&tx, who, scheda.atto.id).await?;
    if let Some(signed) = signed {
        scrivi(atti, ente, &mut tx, who, (scheda, asked), signed).await?;
    }
    let step = pratiche::Passo {
        pratica: scheda.pratica,
        passo: &asked.passo,
        chi: Agisce::Persona(who.person),
        motivo: Some(asked.motivo.as_str()),
        chiave: &asked.chiave,
        visto: asked.visto,
    };
    let (tx, done): (Tx, Fatto) = pratiche::compi(tx, &Mossa { atti, who }, step).await?;
    if !done.gia() {
        durevole::accoda(atti, ente, &tx, scheda).await?;
        tx.commit().await?;
        ente.bell.ring();
    }
    Ok(())
}

/// Whether it is worth signing: the step is theirs, nothing is missing, and this very request was not served before.
/// Else the engine says why not, and no paper was signed for nothing.
pub(crate) fn si_firma(lettura: &Lettura, asked: &Passo) -> bool {
    let ready = |one: &iter::PassoPossibile<'_>| one.passo.codice == asked.passo && one.mancano.reasons.is_empty();
    !servita(lettura, &asked.chiave) && lettura.passi().iter().any(ready)
}

/// Whether the request with this key was served before.
pub(crate) fn servita(lettura: &Lettura, chiave: &str) -> bool {
    lettura.presa.fatti.iter().any(|fatto| fatto.chiave == chiave)
}

/// Writes what was signed, once for each request.
async fn scrivi(
    atti: &Atti,
    ente: &Ente,
    tx: &mut Tx,
    who: &Who,
    (scheda, asked): (&Scheda, &Passo),
    signed: &Firmata,
) -> Result<(), Error> {
    // The file first, as everybody who writes on an act: whoever sends the same request at the same instant waits here.
    tx.find::<pratiche::pratica::Entity>(scheda.pratica.uuid()).await?.ok_or(Error::NotFound)?;
    let known = firma::Entity::find().filter(firma::Column::AttoId.eq(scheda.atto.id));
    let known = known.filter(firma::Column::Chiave.eq(asked.chiave.as_str()));
    if known.one(tx).await?.is_some() {
        return Ok(());
    }
    let stato = &scheda.stato;
    let before = tx.find::<stato::Entity>(scheda.atto.id.uuid()).await?.ok_or(Error::NotFound)?;
    let saved = bozza_di(&*tx, scheda.atto.id).await?.map_or(0, |one| one.n);
    let mut beside = allegati_di(&*tx, scheda.atto.id).await?;
    beside.retain(|one| !one.tolto);
    // The paper shows the act as it was read: were anything else there by now, another signature or another subject, it
    // would take its place.
    if before != *stato || saved != scheda.bozza.0 || beside != scheda.allegati {
        return Err(Error::no("Mentre firmavi un'altra persona ha cambiato l'atto: rileggilo e firma di nuovo."));
    }
    let document = ente.archive.name(tx, &signed.stored, &signed.nome).await?;
    atti.firma.controlla(tx, document.id).await?;
    let made = &signed.fatta;
    let row = firma::Model {
        id: tx.id(),
        atto_id: scheda.atto.id,
        passo: asked.passo.clone(),
        chiave: asked.chiave.clone(),
        cosa: signed.what.code().to_owned(),
        // Of a text that this very step closes it is the version to come.
        versione: if stato.chiuso { stato.versione } else { stato.versione + 1 },
        impronta: scheda.pieno.hash().to_vec(),
        at: made.at,
        persona_id: who.person,
        nessun_conflitto: asked.nessun_conflitto,
        esito: signed.esito.map(|esito| esito.code().to_owned()),
        testo: Some(asked.testo.trim().to_owned()).filter(|text| signed.esito.is_some() && !text.is_empty()),
        porta: made.porta.to_owned(),
        titolare: made.titolare.clone(),
        codice_fiscale: made.codice_fiscale.clone(),
        certificato: made.certificato.clone(),
        marcata: made.marcata,
        segno: made.esito.to_owned(),
        frase: made.frase.clone(),
        documento_id: document.id,
    };
    tx.insert(row).await?;
    if let Some((stored, name)) = &signed.pubblico {
        let public = ente.archive.name(tx, stored, name).await?;
        let after = stato::Model { pubblico_id: Some(public.id), ..before.clone() };
        tx.update(&before, after).await?;
    }
    Ok(())
}
