//! What comes into a draft from elsewhere: pasted from a word processor or from a page, or a DOCX or ODT. It is read on a
//! thread of its own, since it may be long, and put where its author wants it.

use std::sync::Arc;

use authz::Who;
use ente::Ente;
use kernel::Refusal;
use prose::{BlockId, Imported, NewId};

use super::innesta::{Dove, innesta};
use crate::{error::Error, incolla::parti, tables::AttoId};

/// Told where parts that not everybody reads went with what stood in their place.
const DA_OMETTERE: &str = "Tra le parti sostituite ce n'erano di segnate come omissis: leggi quelle nuove e segna di \
                           nuovo ciò che non si pubblica.";

/// What comes.
#[derive(Clone, Debug)]
pub(crate) enum Arrivo {
    /// What was pasted: as the clipboard has it, where that is handed over, and the words alone.
    Incollato { html: String, parole: String },
    /// The bytes of a DOCX or ODT.
    Documento(Vec<u8>),
}

impl Arrivo {
    fn leggi(&self, new_id: &mut NewId<'_>) -> Result<Imported, Refusal> {
        match self {
            Self::Incollato { html, parole } => parti(html, parole, new_id),
            Self::Documento(bytes) => prose::import(bytes, new_id)
                .map_err(|why| Refusal::beside("file", format!("Il documento non è stato importato: {why}."))),
        }
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Arrivato {
    /// How many parts were put in.
    pub parti: usize,
    /// What could not be taken and what is to be marked again, each a sentence for the author.
    pub lasciato: Vec<String>,
}

/// Reads it and puts it into the draft.
///
/// # Errors
/// What cannot be read, beside `incollato` or `file`; as [`innesta`].
pub(crate) async fn arriva(
    ente: &Ente,
    who: &Who,
    id: AttoId,
    arrivo: Arrivo,
    (dove, visto): (Dove, i64),
) -> Result<Arrivato, Error> {
    let (now, random) = (ente.ledger.now(), Arc::clone(ente.ledger.random()));
    let read = tokio::task::spawn_blocking(move || arrivo.leggi(&mut || BlockId::new(now, &*random)));
    let Imported { blocks, left_out: mut lasciato } = read.await.map_err(web::Error::internal)??;
    let many = blocks.len();
    if innesta(ente, who, id, blocks, (dove, visto)).await? {
        lasciato.push(DA_OMETTERE.to_owned());
    }
    Ok(Arrivato { parti: many, lasciato })
}
