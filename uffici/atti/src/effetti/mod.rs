//! What the steps of an act do, each in its file, in the step's own transaction: all of a step is written, or nothing.

mod albo;
mod dovute;
mod efficacia;
mod firma;
mod numera;
mod ragioneria;
mod testo;

use authz::{PersonId, Who};
use iter::{Cosa, Uso};
use kernel::{Date, Uuid};
use ledger::Tx;
use pratiche::Caso;

use crate::{
    Atti,
    error::Error,
    fascicolo::accoda::accoda,
    parole::parola,
    tables::{AttoId, fatto, stato},
};

pub(crate) use self::{albo::numero_detto, testo::tieni_versione};

/// What the journal calls a step of an act.
pub(crate) const AZIONE: &str = "atti.passo";

/// The office with its doors, and with what whoever takes the step came: nobody where the program acts, or where it is
/// not known.
pub(crate) type Chiede<'a> = (&'a Atti, Option<&'a Who>);

/// Performs one effect.
///
/// # Errors
/// All the reasons why not: then nothing of the step is written.
pub(crate) async fn compi(chiede: Chiede<'_>, tx: &mut Tx, caso: &Caso<'_>, uso: &Uso) -> Result<(), Error> {
    let atti = chiede.0;
    let word = |nome: &str| parola(&uso.parametri, nome).unwrap_or_default();
    match uso.codice.as_str() {
        "atti.fissa_testo" => testo::fissa(tx, caso).await,
        "atti.riapri_testo" => testo::riapri(tx, caso).await,
        "atti.firma" => firma::atto(tx, caso, word("come")).await,
        "atti.firma_parere" => firma::parere(tx, caso, word("quale")).await,
        "atti.tieni" => ragioneria::tieni(atti, tx, caso).await,
        "atti.prenota" => ragioneria::prenota(chiede, tx, caso).await,
        "atti.impegna" => ragioneria::impegna(chiede, tx, caso).await,
        "atti.liquida" => ragioneria::liquida(chiede, tx, caso).await,
        "atti.svincola" => ragioneria::svincola(chiede, tx, caso).await,
        "atti.numera" => {
            numera::numera(atti, tx, caso, uso).await?;
            accoda(atti, tx, caso, uso).await
        }
        "atti.rendi_efficace" => efficacia::rendi(atti, tx, caso, word("perche")).await,
        "atti.pubblica" => albo::pubblica(atti, tx, caso, uso).await,
        "atti.segna" => segna(tx, caso, word("cosa")).await,
        "atti.archivia" => segna(tx, caso, "archiviata").await,
        other => Err(Error::no(format!("L'effetto «{other}» non c'è in questo programma."))),
    }
}

/// The act's row, which nobody else changes until this transaction ends.
pub(crate) async fn sotto_chiave(tx: &Tx, atto: Uuid) -> Result<stato::Model, Error> {
    tx.find::<stato::Entity>(atto).await?.ok_or(Error::NotFound)
}

/// Writes a fact of an act's history.
pub(crate) async fn annota(
    tx: &mut Tx,
    atto: AttoId,
    chi: Option<PersonId>,
    (tipo, giorno): (&str, Option<Date>),
    testo: String,
) -> Result<(), Error> {
    let row = fatto::Model {
        id: tx.id(),
        atto_id: atto,
        at: tx.now(),
        tipo: tipo.to_owned(),
        giorno,
        testo,
        persona_id: chi,
    };
    tx.insert(row).await?;
    Ok(())
}

/// What begins a sitting anew: a vote of the one before is not on what is decided now.
const SENZA_VOTO: [&str; 2] = ["iscritta", "rinviata"];

/// Notes what a person says that happened, in their words.
async fn segna(tx: &mut Tx, caso: &Caso<'_>, cosa: &str) -> Result<(), Error> {
    let said = caso.fatti.iter().find_map(|fatto| match &fatto.cosa {
        Cosa::Compiuto { nome, motivo, .. } => Some(motivo.clone().unwrap_or_else(|| nome.clone())),
        _ => None,
    });
    if SENZA_VOTO.contains(&cosa) {
        let before = sotto_chiave(tx, caso.oggetto).await?;
        if before.voto.is_some() {
            tx.update(&before, stato::Model { voto: None, ..before.clone() }).await?;
        }
    }
    let day = Some(caso.quando.date());
    annota(tx, caso.oggetto.into(), caso.chi, (cosa, day), said.unwrap_or_default()).await
}

/// Who takes the step, with what they may do today and came with, for the doors of other offices.
async fn chi(tx: &Tx, caso: &Caso<'_>, con: Option<&Who>) -> Result<Who, Error> {
    let Some(person) = caso.chi else { return Err(Error::no("Questo passo lo compie una persona.")) };
    let mut grants = authz::load(tx, person, caso.quando.date()).await?;
    if let Some(con) = con {
        for grant in &mut grants {
            let unit = grant.unit;
            let given = |code: &String| con.grants.iter().any(|own| own.unit == unit && own.permissions.contains(code));
            grant.permissions.retain(given);
        }
    }
    let name = accounts::names(tx, &[person]).await?.remove(&person).unwrap_or_default();
    Ok(Who { person, name, grants })
}

/// The request's key: the same for all facts of a step.
fn chiave<'a>(caso: &Caso<'a>) -> &'a str {
    caso.fatti.first().map(|fatto| fatto.chiave.as_str()).unwrap_or_default()
}
