//! The history of a subject, out of the journal: what was done to it here, in words. What an office wrote about it is that
//! office's, and tells nothing of itself here.

use authz::PersonId;
use directory::{address, merge, subject};
use ente::Ente;
use kernel::{Instant, Uuid};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::error::Error;

/// Steps that are shown.
const PASSI: u64 = 60;
/// Rows of which the journal is asked: more would not fit in one query.
const RIGHE: usize = 900;

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Passo {
    pub at: Instant,
    /// Who, where it was done here.
    pub da: Option<String>,
    pub testo: String,
    pub motivo: Option<String>,
}

/// The history of a subject and of those that were merged into it, the newest first.
///
/// # Errors
/// Those of the database.
pub(crate) async fn leggi(
    ente: &Ente,
    family: &[subject::Model],
    merges: &[merge::Model],
) -> Result<Vec<Passo>, Error> {
    let read = ente.db().read().await?;
    let ids: Vec<directory::SubjectId> = family.iter().take(RIGHE / 3).map(|row| row.id).collect();
    let lines = address::Entity::find().filter(address::Column::SubjectId.is_in(ids.clone())).all(&read).await?;
    let mut rows: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    rows.extend(merges.iter().map(|merge| merge.id.uuid()));
    rows.extend(lines.iter().map(|line| line.id.uuid()));
    rows.truncate(RIGHE);
    drop(read);
    let leaves: Vec<_> = ente.ledger.trace_any(&rows, PASSI).await?.into_iter().map(|trace| trace.leaf).collect();
    let person = |by: &str| by.strip_prefix("person:").and_then(|id| id.parse::<PersonId>().ok());
    let people: Vec<PersonId> = leaves.iter().filter_map(|leaf| person(&leaf.by)).collect();
    let names = accounts::names(&ente.db().read().await?, &people).await?;
    let mut steps: Vec<Passo> = Vec::new();
    for leaf in &leaves {
        let (testo, here) = parole(&leaf.action);
        let merge = leaf.rows.iter().find_map(|row| merges.iter().find(|merge| merge.id.uuid() == row.1));
        let motivo = merge.and_then(|merge| match leaf.action.as_str() {
            "directory.unisci" => merge.note.clone(),
            "directory.separa" => merge.undo_note.clone(),
            _ => None,
        });
        // What came with the registration of a document tells neither who nor which: that is for whoever may see the document.
        let da = if here { person(&leaf.by).and_then(|id| names.get(&id).cloned()) } else { None };
        steps.push(Passo { at: leaf.instant().unwrap_or_default(), da, testo: testo.into(), motivo });
    }
    Ok(steps)
}

/// What an action is called, and whether it was done to the directory itself.
fn parole(action: &str) -> (&'static str, bool) {
    match action {
        "directory.aggiungi" => ("ha aggiunto la scheda", true),
        "directory.correggi" => ("ha corretto la scheda", true),
        "directory.unisci" => ("ha unito due schede", true),
        "directory.separa" => ("ha separato due schede", true),
        "directory.aggiungi_indirizzo" => ("ha aggiunto un indirizzo", true),
        "directory.ritira_indirizzo" => ("ha segnato un indirizzo come non più in uso", true),
        _ => ("La scheda è nata dal lavoro di un ufficio", false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_office_did_is_told_without_its_name() {
        assert_eq!(parole("protocollo.registra"), ("La scheda è nata dal lavoro di un ufficio", false));
        assert!(parole("directory.unisci").1);
    }
}
