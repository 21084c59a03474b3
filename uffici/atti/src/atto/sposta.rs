//! A running act follows the version of its iter that is in force, where somebody who may decides so after having read what changes.

use std::collections::BTreeMap;

use authz::Who;
use ente::Ente;
use iter::{Stato, Tipo};
use pratiche::{DefinizioneId, Presa, SPOSTA, Sposta};

use crate::{
    Atti,
    error::Error,
    leggi::{pratica_di, una},
    materia::Mossa,
    tables::AttoId,
};

/// States of a file that have a place of their own, at most: no file is in more.
const MAPPA_MAX: usize = 64;

/// A state, by its code and by what people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Nominato {
    pub codice: String,
    pub nome: String,
}

/// What would change for an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Confronto {
    /// The version in force.
    pub a: DefinizioneId,
    /// The differences, each a sentence.
    pub cambia: Vec<String>,
    /// The states in which it is and which are not there any more: each wants a place.
    pub da_indicare: Vec<Nominato>,
    /// Where they may go.
    pub stati: Vec<Nominato>,
}

fn nominato(stato: &Stato) -> Nominato {
    Nominato { codice: stato.codice.clone(), nome: stato.nome.clone() }
}

/// What would change for an act that follows another version than the one in force; nothing for who may not decide it,
/// of an act that is done with, or that follows it already.
///
/// # Errors
/// Those of the database.
pub(crate) async fn confronto(ente: &Ente, who: &Who, presa: &Presa) -> Result<Option<Confronto>, Error> {
    if !who.may(&SPOSTA) || presa.pratica.conclusa().is_some() {
        return Ok(None);
    }
    let read = ente.db().read().await?;
    let Some(now) = pratiche::in_vigore(&read, &presa.riga.codice).await? else { return Ok(None) };
    if now.riga.impronta == presa.pratica.definizione().as_str() {
        return Ok(None);
    }
    let (_, nuova) = pratiche::definizione_di(&read, now.riga.id).await?;
    let (cambia, lost) = pratiche::spostabile(presa, &nuova);
    let name = |codice: String| Nominato { nome: presa.definizione.nome_stato(&codice).to_owned(), codice };
    let stati = nuova.stati.iter().filter(|stato| stato.tipo != Tipo::Fine).map(nominato).collect();
    Ok(Some(Confronto { a: now.riga.id, cambia, da_indicare: lost.into_iter().map(name).collect(), stati }))
}

/// A request to move an act.
#[derive(Clone, Debug)]
pub struct Spostamento {
    /// To which version: the one in force, as the person read it.
    pub a: DefinizioneId,
    /// Why.
    pub motivo: String,
    /// Where each state goes that the new version does not have.
    pub mappa: BTreeMap<String, String>,
    /// The form's key: sent twice, it is moved once.
    pub chiave: String,
}

/// Moves it: from now on its steps and its people are those of the version in force. Terms that run go on as they began.
///
/// # Errors
/// Without [`SPOSTA`]; [`Error::NotFound`] where the act is not for `who`; all the reasons why it cannot go on there, among
/// them that another version came in force meanwhile. Then nothing was written.
pub async fn sposta(atti: &Atti, ente: &Ente, who: &Who, id: AttoId, asked: &Spostamento) -> Result<(), Error> {
    who.require(&SPOSTA)?;
    if asked.mappa.len() > MAPPA_MAX {
        return Err(Error::no(format!("Indica al massimo {MAPPA_MAX} stati.")));
    }
    let tx = ente.ledger.begin(who.actor(), "atti.sposta").await?;
    una(&tx, who, id).await?;
    let pratica = pratica_di(&tx, id).await?;
    // The file first, as everybody who writes on an act.
    let riga = tx.find::<pratiche::pratica::Entity>(pratica.uuid()).await?.ok_or(Error::NotFound)?;
    let now = pratiche::in_vigore(&tx, &riga.codice).await?.ok_or(Error::NotFound)?;
    if now.riga.id != asked.a {
        return Err(Error::no(
            "La versione in vigore di questo iter è un'altra: ricarica la pagina e guarda che cosa cambia.",
        ));
    }
    let asked = Sposta {
        pratica,
        a: asked.a,
        chi: who.person,
        motivo: &asked.motivo,
        mappa: &asked.mappa,
        chiave: &asked.chiave,
    };
    let (tx, done) = pratiche::sposta(tx, &Mossa { atti, who }, asked).await?;
    if !done.gia() {
        tx.commit().await?;
        ente.bell.ring();
    }
    Ok(())
}
