//! An act begins: a proposal with its number, a draft with its text, a file in its iter.

use std::collections::BTreeMap;

use authz::{UnitId, Who, unit};
use ente::Ente;
use kernel::{Id, Refusal};
use ledger::{Numbered, Tx};
use pratiche::Nuova as Pratica;
use prose::{Block, BlockId, Prose, filled};
use sea_orm::EntityTrait;

use crate::{
    Atti,
    atto::modelli::modello_per,
    error::Error,
    materia::Mossa,
    nominati::{ENTE, UFFICIO},
    permissions::REDIGI,
    rules::{
        clausole::{Ricorso, cambiata},
        tipi::Tipo,
    },
    tables::{AttoId, atto, stato},
    testo::{Penna, frasi, leggi, vuoto},
};

/// Longest subject, in letters.
pub(crate) const OGGETTO_MAX: usize = 1_000;
/// The register of proposals.
const PROPOSTE: &str = "atti.proposte";

/// An act to be begun.
#[derive(Clone, Debug)]
pub struct Nuovo {
    /// The definition by which it goes.
    pub iter: String,
    /// The unit that proposes it.
    pub unita: UnitId,
    /// What it is about.
    pub oggetto: String,
    /// Whether it is confidential.
    pub riservato: bool,
    /// The form's key: sent twice, it begins one act.
    pub chiave: String,
}

/// Begins it: its id.
///
/// # Errors
/// All the reasons why not; without the permission in that unit; those of the database.
pub async fn nuovo(atti: &Atti, ente: &Ente, who: &Who, asked: &Nuovo) -> Result<AttoId, Error> {
    who.require(&REDIGI)?;
    let mut no = Refusal::default();
    let found = Tipo::dell_iter(&asked.iter);
    if found.is_none() {
        no.add(Some("iter"), "Scegli che cosa vuoi scrivere.");
    }
    if !who.units_with(&REDIGI).contains(&asked.unita) {
        no.add(Some("unita"), "Scegli uno degli uffici in cui puoi redigere atti.");
    }
    let oggetto = oggetto(&asked.oggetto, &mut no);
    no.unless_empty(())?;
    let Some((tipo, _)) = found else { return Err(Error::NotFound) };
    let mut tx = ente.ledger.begin(who.actor(), "atti.proponi").await?;
    let testo = primo_testo(ente, &tx, (tipo, &asked.iter), asked.unita).await?;
    let (Numbered(_, anno, numero), at) = tx.number(PROPOSTE).await?;
    let row = atto::Model {
        id: tx.id(),
        tipo: tipo.codice.to_owned(),
        iter: asked.iter.clone(),
        unita_id: asked.unita,
        autore_id: who.person,
        creato_at: at,
        proposta_anno: i64::from(anno),
        proposta_numero: numero,
    };
    let row = tx.insert(row).await?;
    tx.insert(primo_stato(&row, tipo, oggetto, asked.riservato)).await?;
    salva_testo(&tx, row.id, &testo, who).await?;
    let file = Pratica {
        codice: &asked.iter,
        oggetto: row.id.uuid(),
        ufficio: asked.unita,
        chi: who.person,
        chiave: &asked.chiave,
    };
    let (tx, begun) = pratiche::avvia(tx, &Mossa { atti, who }, file).await?;
    if !begun.gia {
        tx.commit().await?;
    }
    Ok(begun.oggetto.into())
}

/// A subject in one line, or why it is none.
pub(crate) fn oggetto(text: &str, no: &mut Refusal) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        no.add(Some("oggetto"), "Manca l'oggetto: scrivi in una riga di che cosa tratta l'atto.");
    }
    if text.chars().count() > OGGETTO_MAX {
        no.add(Some("oggetto"), format!("L'oggetto ha al massimo {OGGETTO_MAX} caratteri."));
    }
    text
}

/// What the search looks into.
pub(crate) fn cerca(oggetto: &str, estremi: &[&str]) -> String {
    // Word by word: a name of so many letters is folded no further.
    let all = std::iter::once(oggetto).chain(estremi.iter().copied());
    all.flat_map(str::split_whitespace).map(directory::fold).collect::<Vec<_>>().join(" ")
}

fn primo_stato(atto: &atto::Model, tipo: &Tipo, oggetto: String, riservato: bool) -> stato::Model {
    stato::Model {
        // One row for each act, found and locked by the act's own id.
        id: Id::from(atto.id.uuid()),
        atto_id: atto.id,
        tipo: atto.tipo.clone(),
        iter: atto.iter.clone(),
        unita_id: atto.unita_id,
        autore_id: atto.autore_id,
        creato_at: atto.creato_at,
        cerca: cerca(&oggetto, &[tipo.nome]),
        oggetto,
        oggetto_pubblico: None,
        riservato,
        da_pubblicare: tipo.albo.is_some() && !riservato,
        scelta_dati: None,
        riflessi_contabili: false,
        revisori: false,
        del_governo: false,
        durata_al: None,
        destinatari: None,
        rup_id: None,
        righe: "[]".to_owned(),
        chiuso: false,
        versione: 0,
        voto: None,
        immediata: false,
        registro: None,
        anno: None,
        numero: None,
        settore_numero: None,
        adottato_at: None,
        documento_id: None,
        pubblico_id: None,
        pubblicazione_id: None,
        pubblicato_fino_al: None,
        efficace_dal: None,
        efficace_perche: None,
        superato: None,
    }
}

/// The office's model of this iter, good today, with new ids and the ente's data filled in; else the sections that its
/// kind must have.
async fn primo_testo(ente: &Ente, tx: &Tx, (tipo, iter): (&Tipo, &str), unita: UnitId) -> Result<Prose, Error> {
    let mut penna = Penna::new(tx.now(), tx.random());
    let Some(model) = modello_per(tx, iter, tx.now().date()).await? else { return vuoto(tipo, iter, &mut penna) };
    let unit = unit::Entity::find_by_id(unita).one(tx).await?.ok_or(Error::NotFound)?;
    let known = BTreeMap::from([(ENTE, ente.info.name.clone()), (UFFICIO, unit.name)]);
    let text = nuovi_id(&leggi(&model.testo)?, tx)?;
    let (text, _) = filled(&text, &|key| known.get(key).cloned()).map_err(|faults| Error::Testo(frasi(&faults)))?;
    // The act of which the model was made may have awarded a contract: this one has no lines yet.
    match cambiata(&text, Ricorso::Appalti, Ricorso::dell_iter(iter)) {
        Some(blocks) => Prose::new(blocks).map_err(|faults| Error::Testo(frasi(&faults))),
        None => Ok(text),
    }
}

/// The same text with ids of its own: two acts from one model are two texts.
fn nuovi_id(text: &Prose, tx: &Tx) -> Result<Prose, Error> {
    let again = |block: &Block| Block { id: BlockId::new(tx.now(), tx.random()), content: block.content.clone() };
    Prose::new(text.blocks().iter().map(again).collect()).map_err(|faults| Error::Testo(frasi(&faults)))
}

async fn salva_testo(tx: &Tx, id: AttoId, testo: &Prose, who: &Who) -> Result<(), Error> {
    let sql = "INSERT INTO atti_bozza (atto_id, n, testo, omissis, persona_id, at) VALUES ($1, 1, $2, '', $3, $4)";
    db::execute(tx, sql, [id.into(), testo.json().into(), who.person.into(), tx.now().into()]).await?;
    Ok(())
}
