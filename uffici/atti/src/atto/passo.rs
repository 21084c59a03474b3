//! A step is taken. What it signs is signed before its transaction begins; then document, signature, number, money and
//! posting are written together with it, or nothing is.

use std::io::Cursor;

use authz::{PersonId, Who, unit};
use documents::store::Stored;
use ente::Ente;
use iter::{Titolo, Uso};
use kernel::{Instant, Refusal};
use ledger::Tx;
use porte::sottoscrizione::{Carta as DaSottoscrivere, Sottoscritta};
use pratiche::{Agisce, Esito as Fatto, Lettura, Vista};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::carta::{Carta, Detto, nome_file};
use crate::{
    Atti,
    effetti::AZIONE,
    error::Error,
    leggi::{Scheda, allegati_di, bozza_di, leggi, una},
    materia::Mossa,
    parole::parola,
    rules::pareri::{self, Esito, Quale},
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
    let scheda = leggi(ente, who, id).await?;
    let read = ente.db().read().await?;
    let lettura = pratiche::leggi(&Vista::Letta(&read), atti, who, scheda.pratica, ente.ledger.now()).await?;
    drop(read);
    let signed = match da_firmare(&lettura, &asked.passo) {
        Some(what) if si_firma(&lettura, asked) => {
            Some(prepara(atti, ente, who, (&scheda, &lettura), (what, asked)).await?)
        }
        _ => None,
    };
    let mut tx = ente.ledger.begin(who.actor(), AZIONE).await?;
    // Once more where it is written: while they signed the act may have been made confidential.
    una(&tx, who, id).await?;
    if let Some(signed) = &signed {
        scrivi(atti, ente, &mut tx, who, (&scheda, asked), signed).await?;
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
        tx.commit().await?;
        ente.bell.ring();
    }
    Ok(())
}

/// Whether it is worth signing: the step is theirs, nothing is missing, and this very request was not served before.
/// Else the engine says why not, and no paper was signed for nothing.
fn si_firma(lettura: &Lettura, asked: &Passo) -> bool {
    let served = lettura.presa.fatti.iter().any(|fatto| fatto.chiave == asked.chiave);
    let ready = |one: &iter::PassoPossibile<'_>| one.passo.codice == asked.passo && one.mancano.reasons.is_empty();
    !served && lettura.passi().iter().any(ready)
}

/// What was signed, and stored, before the transaction.
struct Firmata {
    what: DaFirmare,
    fatta: Sottoscritta,
    stored: Stored,
    nome: String,
    esito: Option<Esito>,
    /// The version for everybody, where it is another.
    pubblico: Option<(Stored, String)>,
}

async fn prepara(
    atti: &Atti,
    ente: &Ente,
    who: &Who,
    (scheda, lettura): (&Scheda, &Lettura),
    (what, asked): (DaFirmare, &Passo),
) -> Result<Firmata, Error> {
    if !asked.nessun_conflitto {
        let mut no = Refusal::default();
        no.add_law(
            Some("nessun_conflitto"),
            "Prima di firmare dichiara di non essere in conflitto di interessi; se lo sei, astieniti: l'atto passa \
             a chi ti sostituisce.",
            "art. 6-bis L. 241/1990 e artt. 6 e 7 DPR 62/2013",
        );
        return Err(no.into());
    }
    let carta = Carta { scheda, bozza: false, at: istante(scheda) };
    let (esito, foglio) = foglio(ente, who, (lettura, &carta), (what, asked)).await?;
    let nome = nome_file(&what.carta(scheda), &scheda.stato.oggetto);
    let asked_of_door = DaSottoscrivere {
        nome: format!("{}: {}", what.nome(), scheda.stato.oggetto),
        byte: foglio,
        campo: format!("Firma-{}-{}-{}", what.code(), scheda.stato.versione, scheda.firme.len()),
        al_posto_di: al_posto_di(ente, lettura, &asked.passo).await?,
    };
    let fatta = match &asked.riportata {
        Some(back) => atti.firma.riprendi(ente, who, asked_of_door, back.clone()).await?,
        None => atti.firma.sottoscrivi(ente, who, asked_of_door).await?,
    };
    let stored = ente.archive.receive(&mut Cursor::new(fatta.byte.clone()), FILE_MAX).await?;
    let pubblico = match what {
        DaFirmare::Atto(_) if scheda.stato.da_pubblicare && scheda.stato.pubblico_id.is_none() => {
            match carta.pubblico(ente).await? {
                Some(bytes) => {
                    let stored = ente.archive.receive(&mut Cursor::new(bytes), FILE_MAX).await?;
                    Some((stored, nome_file("Versione per la pubblicazione", scheda.stato.oggetto_per_tutti())))
                }
                None => None,
            }
        }
        _ => None,
    };
    Ok(Firmata { what, fatta, stored, nome, esito, pubblico })
}

/// The instant written in the papers of this version: the same each time they are made.
pub(crate) fn istante(scheda: &Scheda) -> Instant {
    let fixed = scheda.versioni.first().filter(|_| scheda.stato.chiuso).map(|version| version.at);
    fixed.unwrap_or(scheda.stato.creato_at)
}

/// The paper as it is to be signed: the act, with the signatures that it has; or the opinion.
pub(crate) async fn foglio(
    ente: &Ente,
    who: &Who,
    (lettura, carta): (&Lettura, &Carta<'_>),
    (what, asked): (DaFirmare, &Passo),
) -> Result<(Option<Esito>, Vec<u8>), Error> {
    match what {
        DaFirmare::Atto(_) => match carta.scheda.stato.documento_id {
            Some(id) => {
                let document = carta.scheda.documento(id)?;
                let bytes = ente.archive.bytes(document, FILE_MAX).await?;
                Ok((
                    None,
                    bytes.ok_or_else(|| {
                        Error::no("Il documento firmato da altri è troppo grande per essere firmato di nuovo.")
                    })?,
                ))
            }
            None => Ok((None, carta.atto(ente).await?)),
        },
        DaFirmare::Parere(quale) => {
            let esito =
                Esito::from_code(&asked.esito).ok_or_else(|| Error::campo("esito", "Scegli l'esito del parere."))?;
            pareri::controlla(quale, esito, &asked.testo)?;
            let chi = veste(ente, who, titolo(lettura, &asked.passo).as_ref()).await?;
            let detto = Detto { quale, esito, testo: &asked.testo, chi };
            Ok((Some(esito), carta.parere(ente, &detto).await?))
        }
    }
}

/// The title by which a step is the reader's.
fn titolo(lettura: &Lettura, passo: &str) -> Option<Titolo> {
    lettura.passi().into_iter().find(|one| one.passo.codice == passo).map(|one| one.titolo)
}

/// Who takes a step and as what: of many incarichi the one by which the step is theirs, else the first.
async fn veste(ente: &Ente, who: &Who, titolo: Option<&Titolo>) -> Result<String, Error> {
    let (role, place) = match titolo.and_then(incarico) {
        Some((role, code)) => {
            let read = ente.db().read().await?;
            let unit = unit::Entity::find().filter(unit::Column::Code.eq(code)).one(&read).await?;
            (role, unit.map_or_else(|| code.to_owned(), |unit| unit.name))
        }
        None => match who.grants.first() {
            Some(grant) => (grant.role.as_str(), grant.unit_name.clone()),
            None => return Ok(who.name.clone()),
        },
    };
    Ok(format!("{}, {role}, {place}", who.name))
}

/// The role of an incarico, and the code of its unit.
fn incarico(titolo: &Titolo) -> Option<(&str, &str)> {
    match titolo {
        Titolo::Incarico { ruolo, ufficio, .. } => Some((ruolo.as_str(), ufficio.as_str())),
        Titolo::Sostituto { titolo, .. } => incarico(titolo),
        _ => None,
    }
}

/// In whose place the step is taken, by name.
async fn al_posto_di(ente: &Ente, lettura: &Lettura, passo: &str) -> Result<Option<String>, Error> {
    let Some(absent) = titolo(lettura, passo).as_ref().and_then(in_vece_di) else { return Ok(None) };
    let read = ente.db().read().await?;
    Ok(accounts::names(&read, &[absent]).await?.remove(&absent))
}

/// Who is absent, where a deputy acts: also one who takes the place of somebody that let a term pass.
fn in_vece_di(titolo: &Titolo) -> Option<PersonId> {
    match titolo {
        Titolo::Ufficio { in_vece_di, .. } | Titolo::Incarico { in_vece_di, .. } => in_vece_di.map(PersonId::from),
        Titolo::Sostituto { titolo, .. } => in_vece_di(titolo),
        _ => None,
    }
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
