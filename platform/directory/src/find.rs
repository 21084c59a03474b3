use std::collections::{BTreeMap, HashMap};

use authz::Who;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{CONSULTA, Error, SubjectId, subject};

/// Ids in one query.
pub(crate) const IDS_AT_ONCE: usize = 400;
/// Merges of merges that are followed; a longer chain, or a ring, can only come from a damaged database.
pub(crate) const MAX_MERGES: usize = 16;

/// The subjects of these ids, by the id asked for: one that was merged gives the subject that it was merged into. For an
/// office that shows its own records, and has authorised that by itself.
///
/// # Errors
/// Those of the database.
pub async fn find<C: ConnectionTrait>(
    connection: &C,
    ids: &[SubjectId],
) -> Result<HashMap<SubjectId, subject::Model>, Error> {
    let mut found = load(connection, ids.iter().copied()).await?;
    for _ in 0..MAX_MERGES {
        let targets: BTreeMap<SubjectId, SubjectId> =
            found.iter().filter_map(|(asked, row)| Some((*asked, row.merged_into?))).collect();
        if targets.is_empty() {
            break;
        }
        let survivors = load(connection, targets.values().copied()).await?;
        for (asked, target) in targets {
            if let Some(survivor) = survivors.get(&target) {
                found.insert(asked, survivor.clone());
            }
        }
    }
    Ok(found)
}

/// One subject, for whoever looks at the directory.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn view<C: ConnectionTrait>(
    who: &Who,
    connection: &C,
    id: SubjectId,
) -> Result<Option<subject::Model>, Error> {
    who.require(&CONSULTA)?;
    Ok(find(connection, &[id]).await?.remove(&id))
}

/// Merges of merges that a family may have, and subjects in it: more can only come from a damaged database.
const MAX_FAMILY: usize = 5_000;

/// A subject and all that were merged into it, whatever the steps between; itself first. For an office that shows what all of
/// them wrote, and has authorised that by itself.
///
/// # Errors
/// Those of the database.
pub async fn family<C: ConnectionTrait>(connection: &C, id: SubjectId) -> Result<Vec<subject::Model>, Error> {
    Ok(families(connection, &[id]).await?.remove(&id).unwrap_or_default())
}

/// The family of each of these living subjects, as [`family`] gives it; all are read together.
pub(crate) async fn families<C: ConnectionTrait>(
    connection: &C,
    ids: &[SubjectId],
) -> Result<HashMap<SubjectId, Vec<subject::Model>>, Error> {
    let first = load(connection, ids.iter().copied()).await?;
    // Of whose family each is.
    let mut of: HashMap<SubjectId, SubjectId> = first.keys().map(|id| (*id, *id)).collect();
    let mut last: Vec<SubjectId> = first.keys().copied().collect();
    let mut families: HashMap<SubjectId, Vec<subject::Model>> =
        first.into_iter().map(|(id, row)| (id, vec![row])).collect();
    for _ in 0..MAX_MERGES {
        if last.is_empty() || of.len() > MAX_FAMILY + ids.len() {
            break;
        }
        let mut next = Vec::new();
        for chunk in last.chunks(IDS_AT_ONCE) {
            let merged = subject::Column::MergedInto.is_in(chunk.iter().copied());
            next.extend(subject::Entity::find().filter(merged).all(connection).await?);
        }
        next.sort_unstable_by_key(|row| row.id);
        last.clear();
        for row in next {
            let whose = row.merged_into.and_then(|into| of.get(&into).copied());
            let Some(whose) = whose.filter(|_| !of.contains_key(&row.id)) else { continue };
            of.insert(row.id, whose);
            last.push(row.id);
            families.entry(whose).or_default().push(row);
        }
    }
    Ok(families)
}

/// These rows, each merged one replaced by what it was merged into, each once, the oldest first.
pub(crate) async fn living<C: ConnectionTrait>(
    connection: &C,
    rows: Vec<subject::Model>,
) -> Result<Vec<subject::Model>, Error> {
    let (merged, mut living): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.merged_into.is_some());
    if !merged.is_empty() {
        let ids: Vec<SubjectId> = merged.iter().map(|row| row.id).collect();
        living.extend(find(connection, &ids).await?.into_values());
    }
    living.sort_unstable_by_key(|row| row.id);
    living.dedup_by_key(|row| row.id);
    Ok(living)
}

async fn load<C: ConnectionTrait>(
    connection: &C,
    ids: impl Iterator<Item = SubjectId>,
) -> Result<HashMap<SubjectId, subject::Model>, Error> {
    let mut ids: Vec<SubjectId> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(IDS_AT_ONCE) {
        let rows =
            subject::Entity::find().filter(subject::Column::Id.is_in(chunk.iter().copied())).all(connection).await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}
