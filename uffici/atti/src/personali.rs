//! What looks like personal data in what everybody would read of a draft, for who writes it. Nothing is hidden by itself: a
//! person marks a part as omissis, or brings a masked version of an annex.
//!
//! The law: GDPR, art. 5; D.Lgs. 33/2013, art. 7-bis, c. 4, and 26, c. 4; D.Lgs. 196/2003, art. 2-septies, c. 8. What looks
//! like some is the rule of `platform/privacy`, as at the albo.

use authz::Who;
use ente::Ente;
use kernel::Id;
use privacy::{Lettura, Trovato, conta};
use prose::BlockId;

use crate::{
    error::Error,
    leggi::{Scheda, leggi},
    tables::{AttoId, allegato, stato},
    testo::parole,
    visibilita::scrive,
};

/// Different data of one text that are told; the rest, when these have been looked at.
const TROVATI_MAX: usize = 200;

/// A part of a text with what was found in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parte {
    /// Which block.
    pub blocco: BlockId,
    /// Its place in the text, from 1.
    pub numero: usize,
    /// What was found.
    pub trovati: Vec<Trovato>,
}

/// What was found in the words of a draft that everybody would read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NelTesto {
    /// In the subject for everybody.
    pub oggetto: Vec<Trovato>,
    /// In the parts that are not marked as omissis, in their order.
    pub parti: Vec<Parte>,
    /// Whether there is more than is told.
    pub troppi: bool,
}

/// What was found in the file that everybody would read of an annex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NelFile {
    /// How the file is called.
    pub nome: String,
    /// What was found in its words, its name and the title of the annex.
    pub trovati: Vec<Trovato>,
    /// Whether there is more than is told.
    pub troppi: bool,
    /// Why its words could not all be read, so that a person must.
    pub illeggibile: Option<String>,
}

/// Whether this person is told what looks like personal data: whoever writes the draft, as long as it is written and unless
/// it is confidential, since nobody else reads it then.
pub(crate) fn si_cerca(who: &Who, stato: &stato::Model) -> bool {
    scrive(who, stato) && !stato.chiuso && !stato.riservato
}

/// What is found in subject and text. Pure.
pub(crate) fn nel_testo(scheda: &Scheda) -> NelTesto {
    let mut oggetto = Vec::new();
    let troppi = conta(&mut oggetto, scheda.stato.oggetto_per_tutti(), "oggetto");
    let mut left = TROVATI_MAX.saturating_sub(oggetto.len());
    let mut found = NelTesto { oggetto, parti: Vec::new(), troppi };
    // With the data that it names: they are what is read.
    for (place, block) in scheda.pieno.blocks().iter().enumerate() {
        if scheda.bozza.1.contains(&block.id) {
            continue;
        }
        let mut trovati = Vec::new();
        found.troppi |= conta(&mut trovati, &parole(block), "testo");
        // A part that has more than is told is marked whole all the same: it is named with the first of them.
        found.troppi |= trovati.len() > left;
        trovati.truncate(left);
        left -= trovati.len();
        if !trovati.is_empty() {
            found.parti.push(Parte { blocco: block.id, numero: place + 1, trovati });
        }
    }
    found
}

/// What is found in the file that everybody would read of an annex: the masked version, where there is one.
///
/// # Errors
/// Those of the store; what cannot be read is told in [`NelFile::illeggibile`].
pub(crate) async fn nel_file(ente: &Ente, scheda: &Scheda, allegato: &allegato::Model) -> Result<NelFile, Error> {
    let masked = allegato.omissis_id.filter(|_| allegato.pubblica.as_deref() == Some("omissis"));
    let document = scheda.documento(masked.unwrap_or(allegato.documento_id))?;
    let Lettura { testo, illeggibile } = privacy::leggi(ente, &document.hash(), &document.name).await?;
    let mut trovati = Vec::new();
    // Title and name are read by everybody too.
    let words = [allegato.titolo.as_str(), &document.name, &testo].join("\n");
    let troppi = conta(&mut trovati, &words, &document.name);
    Ok(NelFile { nome: document.name.clone(), trovati, troppi, illeggibile })
}

/// A draft, for who may be told what looks like personal data in it.
async fn aperta(ente: &Ente, who: &Who, id: AttoId) -> Result<Scheda, Error> {
    let scheda = leggi(ente, who, id).await?;
    if si_cerca(who, &scheda.stato) {
        return Ok(scheda);
    }
    Err(Error::no(
        "Ciò che sembra un dato personale lo legge chi scrive l'atto, finché il testo è aperto; di un atto riservato non si \
         cerca, perché non si pubblica.",
    ))
}

/// What looks like personal data in subject and text of a draft.
///
/// # Errors
/// [`Error::NotFound`] where it is not for `who`; who does not write it, a text that is closed, a confidential act; those
/// of the database.
pub async fn cerca_nel_testo(ente: &Ente, who: &Who, id: AttoId) -> Result<NelTesto, Error> {
    Ok(nel_testo(&aperta(ente, who, id).await?))
}

/// What looks like personal data in an annex of a draft.
///
/// # Errors
/// As [`cerca_nel_testo`]; [`Error::NotFound`] where there is no such annex; those of the store.
pub async fn cerca_nel_file(ente: &Ente, who: &Who, id: AttoId, quale: Id<allegato::Entity>) -> Result<NelFile, Error> {
    let scheda = aperta(ente, who, id).await?;
    let allegato = scheda.allegati.iter().find(|one| one.id == quale).ok_or(Error::NotFound)?;
    nel_file(ente, &scheda, allegato).await
}
