//! All that is shown of one subject.

use std::{collections::HashMap, sync::Arc};

use authz::{PersonId, Who};
use directory::{Address, CONSULTA, SubjectId, merge, subject};
use ente::Ente;
use kernel::Uuid;
use web::{Dealing, Desk};

use crate::{azioni::riga, error::Error, storia};

/// Dealings that are shown.
const RAPPORTI: u64 = 50;

/// A subject with everything around it.
#[derive(Debug)]
pub(crate) struct Scheda {
    pub riga: subject::Model,
    pub indirizzi: Vec<Address>,
    /// The merges that stand, the oldest first, each with the name of what was merged, and whether it can be undone now.
    pub unioni: Vec<Unione>,
    pub simili: Vec<(subject::Model, Vec<&'static str>)>,
    pub rapporti: Vec<Dealing>,
    pub storia: Vec<storia::Passo>,
}

/// A merge that stands.
#[derive(Debug)]
pub(crate) struct Unione {
    pub riga: merge::Model,
    /// What was merged.
    pub nome: String,
    /// Into what, where that was merged itself.
    pub in_altra: Option<String>,
    pub da: Option<String>,
}

/// Reads it. Whoever asks for one that was merged gets the survivor.
///
/// # Errors
/// Without the permission; [`Error::NotFound`]; those of the database.
pub(crate) async fn leggi(ente: &Ente, who: &Who, desks: &[Arc<dyn Desk>], id: SubjectId) -> Result<Scheda, Error> {
    who.require(&CONSULTA)?;
    let read = ente.db().read().await?;
    let row = directory::view(who, &read, id).await?.ok_or(Error::NotFound)?;
    let family = directory::family(&read, row.id).await?;
    let indirizzi = directory::addresses(&read, &row).await?;
    let simili = directory::alike(who, &read, &row).await?;
    let merges = directory::merges(who, &read, row.id).await?;
    let people: Vec<PersonId> = merges.iter().map(|merge| merge.merged_by).collect();
    let names = accounts::names(&read, &people).await?;
    drop(read);
    let called: HashMap<SubjectId, &str> = family.iter().map(|member| (member.id, member.name.as_str())).collect();
    let unione = |merge: &merge::Model| Unione {
        nome: called.get(&merge.lost_id).map_or_else(String::new, |name| (*name).to_owned()),
        in_altra: (merge.kept_id != row.id)
            .then(|| called.get(&merge.kept_id).map_or_else(String::new, |name| (*name).to_owned())),
        da: names.get(&merge.merged_by).cloned(),
        riga: merge.clone(),
    };
    let unioni = merges.iter().filter(|merge| merge.undone_at.is_none()).map(unione).collect();
    let ids: Vec<Uuid> = family.iter().map(|member| member.id.uuid()).collect();
    let mut rapporti = Vec::new();
    for desk in desks {
        rapporti.extend(desk.dealings(ente, who, &ids, RAPPORTI).await.map_err(Error::Office)?);
    }
    rapporti.sort_by_key(|dealing| std::cmp::Reverse(dealing.at));
    rapporti.truncate(usize::try_from(RAPPORTI).unwrap_or_default());
    let storia = storia::leggi(ente, &family, &merges).await?;
    Ok(Scheda { riga: row, indirizzi, unioni, simili, rapporti, storia })
}

/// Two subjects that stand side by side.
///
/// # Errors
/// Without the permission; [`Error::NotFound`]; those of the database.
pub(crate) async fn due(
    ente: &Ente,
    who: &Who,
    a: SubjectId,
    b: SubjectId,
) -> Result<(subject::Model, subject::Model), Error> {
    Ok((riga(ente, who, a).await?, riga(ente, who, b).await?))
}
