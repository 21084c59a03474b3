//! The paper that a step signs: made, handed to whoever signs, taken back and stored. All of it before the step's transaction begins.

use std::io::Cursor;

use authz::{PersonId, Who, unit};
use documents::store::Stored;
use ente::Ente;
use iter::Titolo;
use kernel::{Instant, Refusal};
use porte::sottoscrizione::{Carta as DaSottoscrivere, Sottoscritta};
use pratiche::Lettura;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    carta::{Carta, Detto, nome_file},
    passo::{DaFirmare, FILE_MAX, Passo, da_firmare, letti},
};
use crate::{
    Atti,
    error::Error,
    leggi::Scheda,
    rules::pareri::{self, Esito},
    tables::AttoId,
};

/// What was signed, and stored, before the transaction.
pub(crate) struct Firmata {
    /// What it is.
    pub what: DaFirmare,
    /// As it came back.
    pub fatta: Sottoscritta,
    /// Its file, and what that is called.
    pub stored: Stored,
    /// See [`Self::stored`].
    pub nome: String,
    /// What an opinion says.
    pub esito: Option<Esito>,
    /// The version for everybody, where it is another.
    pub pubblico: Option<(Stored, String)>,
}

/// Has it signed at once, or takes what was signed elsewhere.
pub(super) async fn firmata(
    atti: &Atti,
    ente: &Ente,
    who: &Who,
    (scheda, lettura): (&Scheda, &Lettura),
    (what, asked): (DaFirmare, &Passo),
) -> Result<Firmata, Error> {
    let (esito, carta) = prepara(ente, who, (scheda, lettura), (what, asked)).await?;
    let fatta = match &asked.riportata {
        Some(back) => atti.firma.riprendi(ente, who, carta, back.clone()).await?,
        None => atti.firma.sottoscrivi(ente, who, carta).await?,
    };
    ricevi(ente, scheda, (what, esito), fatta).await
}

/// The paper as whoever signs gets it, and the outcome of an opinion.
///
/// # Errors
/// Without the declaration of no conflict; an opinion that is not complete; those of the maker of PDFs and of the store.
pub(crate) async fn prepara(
    ente: &Ente,
    who: &Who,
    (scheda, lettura): (&Scheda, &Lettura),
    (what, asked): (DaFirmare, &Passo),
) -> Result<(Option<Esito>, DaSottoscrivere), Error> {
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
    let (esito, byte) = foglio(ente, who, (lettura, &carta), (what, asked)).await?;
    let carta = DaSottoscrivere {
        nome: format!("{}: {}", what.nome(), scheda.stato.oggetto),
        byte,
        campo: format!("Firma-{}-{}-{}", what.code(), scheda.stato.versione, scheda.firme.len()),
        al_posto_di: al_posto_di(ente, lettura, &asked.passo).await?,
    };
    Ok((esito, carta))
}

/// Stores what came back signed, with the version for everybody where it is another and there is none yet.
///
/// # Errors
/// Those of the store and of the maker of PDFs.
pub(crate) async fn ricevi(
    ente: &Ente,
    scheda: &Scheda,
    (what, esito): (DaFirmare, Option<Esito>),
    fatta: Sottoscritta,
) -> Result<Firmata, Error> {
    let carta = Carta { scheda, bozza: false, at: istante(scheda) };
    let nome = nome_file(&what.carta(scheda), &scheda.stato.oggetto);
    let stored = ente.archive.receive_own(&mut Cursor::new(fatta.byte.clone()), FILE_MAX).await?;
    let pubblico = match what {
        DaFirmare::Atto(_) if scheda.stato.da_pubblicare && scheda.stato.pubblico_id.is_none() => {
            match carta.pubblico(ente).await? {
                Some(bytes) => {
                    let stored = ente.archive.receive_own(&mut Cursor::new(bytes), FILE_MAX).await?;
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

/// The paper of a step, to be taken away and signed elsewhere: what it is called, and its bytes.
///
/// # Errors
/// Where the step signs nothing or is not for `who`; an opinion that is not complete; [`Error::NotFound`] where the act is
/// not for `who`; those of the maker of PDFs and of the store.
pub(crate) async fn da_portare_via(
    atti: &Atti,
    ente: &Ente,
    who: &Who,
    id: AttoId,
    asked: &Passo,
) -> Result<(String, Vec<u8>), Error> {
    let (scheda, lettura) = letti(atti, ente, who, id).await?;
    let theirs = lettura.passi().iter().any(|one| one.passo.codice == asked.passo);
    let Some(what) = da_firmare(&lettura, &asked.passo).filter(|_| theirs) else {
        return Err(Error::no("Questo passo non ha un documento da firmare, oppure non spetta a te."));
    };
    let carta = Carta { scheda: &scheda, bozza: false, at: istante(&scheda) };
    let (_, bytes) = foglio(ente, who, (&lettura, &carta), (what, asked)).await?;
    Ok((nome_file(&what.carta(&scheda), &scheda.stato.oggetto), bytes))
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
