//! What was kept of a thing before it was corrected or annulled.

use ente::Ente;
use kernel::{Id, Refusal};
use metadati_agid::IdDoc;
use porte::conservazione::Tipo;

use super::contenuto::identita;
use crate::{error::Error, rules::Stato, tables::cosa, trova};

/// The version before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Precedente {
    /// What identifies it.
    pub id: IdDoc,
    /// The number of the version that comes after it.
    pub numero: usize,
}

/// Whether a thing is a later version of a document that was offered before.
pub(crate) fn aggiorna(riga: &cosa::Model) -> bool {
    riga.versione != 0 && riga.tipo == Tipo::Documento.code()
}

/// The version before this one; none of a first one. While it is not kept, this one waits.
///
/// # Errors
/// [`Error::Refused`] while the version before is not kept; those of the store and the database.
pub(super) async fn precedente(ente: &Ente, riga: &cosa::Model) -> Result<Option<Precedente>, Error> {
    if !aggiorna(riga) {
        return Ok(None);
    }
    let read = ente.db().read().await?;
    let sql = "SELECT c.nome, s.stato, p.metadati_id FROM conservazione_cosa c JOIN conservazione_stato s ON s.cosa_id = c.id \
               LEFT JOIN conservazione_pacchetto p ON p.id = s.pacchetto_id \
               WHERE c.fonte = $1 AND c.tipo = $2 AND c.cosa_id = $3 AND c.versione < $4 ORDER BY c.versione";
    let values: [sea_orm::Value; 4] =
        [riga.fonte.as_str().into(), riga.tipo.as_str().into(), riga.cosa_id.into(), riga.versione.into()];
    let rows = db::rows(&read, sql, values).await?;
    let mut last = None;
    for row in &rows {
        let (nome, stato): (String, String) = (row.try_get("", "nome")?, row.try_get("", "stato")?);
        if stato != Stato::Conservata.code() {
            let sentence = format!("Prima va conservata la versione di prima: {nome}.");
            return Err(Refusal::because(sentence).into());
        }
        last = row.try_get::<Option<Id<documents::document::Entity>>>("", "metadati_id")?;
    }
    let Some(metadati) = last else { return Ok(None) };
    let document = trova::documento(ente, &read, metadati).await?;
    drop(read);
    Ok(Some(Precedente { id: identita(ente, &document).await?, numero: rows.len() + 1 }))
}
