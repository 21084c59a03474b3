//! Two records of one person or body become one: the one that goes points at the survivor, and nothing else changes. What was
//! written with the old one keeps its id. Undoing gives back exactly what was there, but for addresses that ended meanwhile.

use authz::Who;
use kernel::{Id, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::{
    AddressKind, CONSULTA, Error, NewSubject, SubjectId, UNISCI,
    addresses::keep,
    edit::filled,
    find::{IDS_AT_ONCE, family, find},
    merge,
    new::tidy,
    retire::without_ended,
    subject, words,
};

/// Of ids that point at a merge.
pub type MergeId = Id<merge::Entity>;

/// Merges in a row, one into another: more than anyone needs, and fewer than are followed.
const MAX_STEPS: usize = crate::find::MAX_MERGES / 2;

/// A field of the survivor that a merge changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The column.
    pub field: String,
    /// What stood there.
    pub before: Option<String>,
    /// What the person chose.
    pub after: Option<String>,
}

/// Which two, and what the survivor says from then on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merging {
    /// The one that goes.
    pub lost: SubjectId,
    /// The survivor.
    pub kept: SubjectId,
    /// The fields that were chosen, side by side.
    pub fields: NewSubject,
    /// Why, where something was said.
    pub note: Option<String>,
    /// The two as whoever chose saw them ([`version`]): the one that goes, the survivor.
    pub seen: Option<(String, String)>,
}

/// A word for the present state of a row: two states have the same one only if nothing that is shown differs.
pub fn version(row: &subject::Model) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for field in FIELDS {
        get(row, field).hash(&mut hasher);
    }
    row.merged_into.map(Id::uuid).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// Merges two subjects.
///
/// # Errors
/// Without the permission; all the reasons why they cannot be merged; [`ledger::Error::Changed`] when one of them is not as it was
/// seen; those of the database.
pub async fn unite(who: &Who, tx: &mut Tx, asked: &Merging) -> Result<merge::Model, Error> {
    who.require(&UNISCI)?;
    let (lost, kept) = both(tx, asked.lost, asked.kept).await?;
    if let Some((of_lost, of_kept)) = &asked.seen
        && (version(&lost) != *of_lost || version(&kept) != *of_kept)
    {
        return Err(ledger::Error::Changed.into());
    }
    if depth(tx, lost.id).await? + 1 >= MAX_STEPS {
        let sentence = "Queste schede sono già state unite una dentro l'altra troppe volte. Unisci invece la scheda che è rimasta \
                        a quella più vecchia.";
        return Err(Refusal::because(sentence).into());
    }
    let after = filled(&kept, asked.fields.clone().check()?);
    let id: MergeId = tx.id();
    let changes = changes(&kept, &after);
    tx.update(&lost, subject::Model { merged_into: Some(kept.id), ..lost.clone() }).await?;
    if after != kept {
        tx.update(&kept, after.clone()).await?;
        let members = family(&*tx, kept.id).await?;
        for kind in AddressKind::ALL {
            // What one of the merged ones says itself is found by that, and goes away with it.
            let said = |old: &str| members.iter().any(|row| row.id != kept.id && kind.of(row) == Some(old));
            if let Some(old) = kind.of(&kept)
                && kind.of(&after) != Some(old)
                && !said(old)
            {
                keep(tx, kept.id, kind, old, Some(id)).await?;
            }
        }
    }
    words::refresh(tx, kept.id).await?;
    let row = merge::Model {
        id,
        lost_id: lost.id,
        kept_id: kept.id,
        changes: serde_json::to_string(&changes).unwrap_or_default(),
        note: asked.note.as_deref().map(tidy).filter(|note| !note.is_empty()),
        merged_by: who.person,
        merged_at: tx.now(),
        undone_by: None,
        undone_at: None,
        undo_note: None,
    };
    Ok(tx.insert(row).await?)
}

/// Both rows, locked in the order of their ids, or why they cannot be merged.
async fn both(tx: &Tx, lost: SubjectId, kept: SubjectId) -> Result<(subject::Model, subject::Model), Error> {
    if lost == kept {
        return Err(Refusal::because("È la stessa scheda: per unire ne servono due diverse.").into());
    }
    let first = tx.find::<subject::Entity>(lost.min(kept).uuid()).await?;
    let second = tx.find::<subject::Entity>(lost.max(kept).uuid()).await?;
    let (Some(first), Some(second)) = (first, second) else {
        return Err(Refusal::because("Una delle due schede non c'è. Torna alla rubrica e cercale di nuovo.").into());
    };
    let (lost, kept) = if first.id == lost { (first, second) } else { (second, first) };
    let mut refusal = Refusal::default();
    for row in [&lost, &kept] {
        if row.merged_into.is_some() {
            let survivor = find(tx, &[row.id]).await?.remove(&row.id).map(|row| row.name).unwrap_or_default();
            refusal.add(
                None,
                format!(
                    "La scheda \"{}\" è già stata unita a \"{survivor}\": unisci quella, oppure separale prima.",
                    row.name
                ),
            );
        }
    }
    Ok(refusal.unless_empty((lost, kept))?)
}

/// Into how many, one inside the other, the deepest of the merged ones went.
async fn depth(tx: &Tx, id: SubjectId) -> Result<usize, Error> {
    let family = family(tx, id).await?;
    let steps = |row: &subject::Model| {
        let mut at = row.merged_into.filter(|_| row.id != id);
        let mut steps = 0;
        while let Some(up) = at {
            steps += 1;
            let next = family.iter().find(|other| other.id == up);
            at = next.and_then(|row| row.merged_into).filter(|_| up != id && steps <= family.len());
        }
        steps
    };
    Ok(family.iter().map(steps).max().unwrap_or_default())
}

/// What undoing a merge brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The merge, as it stands now.
    pub merge: merge::Model,
    /// The subject that is there again, as it was.
    pub lost: subject::Model,
    /// The one that had survived.
    pub kept: subject::Model,
    /// Fields that were changed after the merge, by hand or by another merge, and stay as they are.
    pub stays: Vec<String>,
}

/// Undoes a merge: the subject that had gone is there again as it was but for addresses that ended meanwhile, and the survivor gets back
/// what the merge had changed and nobody since. In whatever order the merges of a survivor are undone, when all are it is as before.
///
/// # Errors
/// Without the permission; the reasons why it cannot be undone; those of the database.
pub async fn undo(who: &Who, tx: &mut Tx, id: MergeId, note: Option<&str>) -> Result<Undone, Error> {
    who.require(&UNISCI)?;
    let absent = || Refusal::because("Questa unione non c'è. Torna alla scheda e riprova.");
    let row = tx.find::<merge::Entity>(id.uuid()).await?.ok_or_else(absent)?;
    if row.undone_at.is_some() {
        return Err(Refusal::because("Queste due schede sono già state separate.").into());
    }
    let first = tx.find::<subject::Entity>(row.lost_id.min(row.kept_id).uuid()).await?.ok_or_else(absent)?;
    let second = tx.find::<subject::Entity>(row.lost_id.max(row.kept_id).uuid()).await?.ok_or_else(absent)?;
    let (lost, kept) = if first.id == row.lost_id { (first, second) } else { (second, first) };
    if kept.merged_into.is_some() {
        let survivor = find(&*tx, &[kept.id]).await?.remove(&kept.id).map(|row| row.name).unwrap_or_default();
        let sentence = format!(
            "\"{}\" è stata a sua volta unita a \"{survivor}\". Separa prima quelle due schede, poi queste.",
            kept.name
        );
        return Err(Refusal::because(sentence).into());
    }
    let (after, stays) = given_back(tx, &row, &kept).await?;
    let lost = tx.update(&lost, subject::Model { merged_into: None, ..without_ended(tx, &lost).await? }).await?;
    let kept = if after == kept { kept } else { tx.update(&kept, after).await? };
    forget_addresses(tx, &kept).await?;
    words::refresh(tx, kept.id).await?;
    let undone = merge::Model {
        undone_by: Some(who.person),
        undone_at: Some(tx.now()),
        undo_note: note.map(tidy).filter(|note| !note.is_empty()),
        ..row.clone()
    };
    let merge = tx.update(&row, undone).await?;
    Ok(Undone { merge, lost, kept, stays })
}

/// The survivor with what the merge had changed given back, and the fields that stay.
async fn given_back(
    tx: &Tx,
    row: &merge::Model,
    kept: &subject::Model,
) -> Result<(subject::Model, Vec<String>), Error> {
    let merges = merges_into(tx, kept.id).await?;
    let (mut after, mut stays) = (kept.clone(), Vec::new());
    for field in FIELDS {
        let steps: Vec<Step> = merges.iter().filter_map(|merge| Step::of(merge, field)).collect();
        let Some(place) = steps.iter().position(|step| step.merge == row.id) else { continue };
        match restored(&steps, place, &get(kept, field)) {
            Some(value) => put(&mut after, field, value),
            None => stays.push(field.to_owned()),
        }
    }
    Ok((after, stays))
}

/// The addresses that merges had taken out of the row and that stand in it again need no line of their own.
async fn forget_addresses(tx: &mut Tx, kept: &subject::Model) -> Result<(), Error> {
    use crate::address;
    let lines = address::Entity::find()
        .filter(address::Column::SubjectId.eq(kept.id))
        .filter(address::Column::MergeId.is_not_null())
        .filter(address::Column::GoneAt.is_null())
        .all(&*tx)
        .await?;
    for line in lines {
        // Where the row did not get its address back, the line still says what is known.
        if line.kind.of(kept) == Some(line.value.as_str()) {
            let now = tx.now();
            tx.update(&line, address::Model { gone_at: Some(now), ..line.clone() }).await?;
        }
    }
    Ok(())
}

/// What one merge did to one field.
#[derive(Clone, Debug)]
struct Step {
    merge: MergeId,
    undone: bool,
    before: Option<String>,
    after: Option<String>,
}

impl Step {
    fn of(merge: &merge::Model, field: &str) -> Option<Self> {
        let change = changes_of(merge).into_iter().find(|change| change.field == field)?;
        let (before, after) = (change.before, change.after);
        Some(Self { merge: merge.id, undone: merge.undone_at.is_some(), before, after })
    }
}

/// What a field gets back when the step at `place` is undone; `None` where what stands there is not of that step.
fn restored(steps: &[Step], place: usize, now: &Option<String>) -> Option<Option<String>> {
    let this = steps.get(place)?;
    let overwritten = steps.iter().skip(place + 1).any(|later| !later.undone);
    if overwritten || *now != this.after {
        return None;
    }
    // What stood there before may itself have come with a merge that is undone by now.
    let mut value = &this.before;
    for earlier in steps.iter().take(place).rev() {
        if !earlier.undone || earlier.after != *value {
            break;
        }
        value = &earlier.before;
    }
    Some(value.clone())
}

/// The merges of a subject's whole family, the oldest first, for whoever looks at it.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn merges<C: ConnectionTrait>(who: &Who, connection: &C, id: SubjectId) -> Result<Vec<merge::Model>, Error> {
    who.require(&CONSULTA)?;
    let ids: Vec<SubjectId> = family(connection, id).await?.into_iter().map(|member| member.id).collect();
    let mut all = Vec::new();
    for chunk in ids.chunks(IDS_AT_ONCE) {
        let into = merge::Column::KeptId.is_in(chunk.iter().copied());
        all.extend(merge::Entity::find().filter(into).all(connection).await?);
    }
    all.sort_by_key(|merge| (merge.merged_at, merge.id));
    Ok(all)
}

/// One merge, for whoever looks at it.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn view_merge<C: ConnectionTrait>(
    who: &Who,
    connection: &C,
    id: MergeId,
) -> Result<Option<merge::Model>, Error> {
    who.require(&CONSULTA)?;
    Ok(merge::Entity::find_by_id(id).one(connection).await?)
}

async fn merges_into<C: ConnectionTrait>(connection: &C, id: SubjectId) -> Result<Vec<merge::Model>, Error> {
    let select = merge::Entity::find().filter(merge::Column::KeptId.eq(id));
    Ok(select.order_by_asc(merge::Column::MergedAt).order_by_asc(merge::Column::Id).all(connection).await?)
}

/// What a merge changed in the survivor.
pub fn changes_of(merge: &merge::Model) -> Vec<Change> {
    serde_json::from_str(&merge.changes).unwrap_or_default()
}

/// The fields that are chosen side by side.
const FIELDS: [&str; 9] = ["kind", "name", "tax_code", "vat_number", "pec", "email", "address", "ipa", "code_note"];

fn changes(before: &subject::Model, after: &subject::Model) -> Vec<Change> {
    let change = |field: &str| Change { field: field.into(), before: get(before, field), after: get(after, field) };
    FIELDS.into_iter().map(change).filter(|change| change.before != change.after).collect()
}

fn get(row: &subject::Model, field: &str) -> Option<String> {
    match field {
        "kind" => Some(row.kind.code().into()),
        "name" => Some(row.name.clone()),
        "tax_code" => row.tax_code.clone(),
        "vat_number" => row.vat_number.clone(),
        "pec" => row.pec.clone(),
        "email" => row.email.clone(),
        "address" => row.address.clone(),
        "ipa" => row.ipa.clone(),
        _ => row.code_note.clone(),
    }
}

fn put(row: &mut subject::Model, field: &str, value: Option<String>) {
    match field {
        "kind" => row.kind = value.as_deref().and_then(crate::Kind::from_code).unwrap_or(row.kind),
        "name" => {
            row.name = value.unwrap_or_default();
            row.name_folded = crate::fold(&row.name);
        }
        "tax_code" => row.tax_code = value,
        "vat_number" => row.vat_number = value,
        "pec" => row.pec = value,
        "email" => row.email = value,
        "address" => row.address = value,
        "ipa" => row.ipa = value,
        _ => row.code_note = value,
    }
}

#[cfg(test)]
mod tests {
    use kernel::Uuid;

    use super::*;

    fn step(n: u128, before: &str, after: &str, undone: bool) -> Step {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Step { merge: Uuid::from_u128(n).into(), undone, before: text(before), after: text(after) }
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn a_field_gets_back_what_stood_there_before_the_merge() {
        assert_eq!(restored(&[step(1, "a", "b", false)], 0, &some("b")), Some(some("a")));
        assert_eq!(restored(&[step(1, "", "b", false)], 0, &some("b")), Some(None));
    }

    #[test]
    fn what_was_changed_since_stays() {
        assert_eq!(restored(&[step(1, "a", "b", false)], 0, &some("x")), None);
        assert_eq!(restored(&[step(1, "a", "b", false), step(2, "b", "c", false)], 0, &some("c")), None);
        // Another merge brought the same value back: it is that merge's.
        let steps = [step(1, "a", "b", false), step(2, "b", "c", false), step(3, "c", "b", false)];
        assert_eq!(restored(&steps, 0, &some("b")), None);
    }

    #[test]
    fn undone_in_any_order_all_merges_leave_what_was_there_first() {
        // The first was undone while the second stood: the second gives back what was there before both.
        assert_eq!(restored(&[step(1, "a", "b", true), step(2, "b", "c", false)], 1, &some("c")), Some(some("a")));
        // The second was undone: the first goes on by itself.
        assert_eq!(restored(&[step(1, "a", "b", false), step(2, "b", "c", true)], 0, &some("b")), Some(some("a")));
        // Somebody wrote between the two: that is what the second found.
        assert_eq!(restored(&[step(1, "a", "b", true), step(2, "x", "c", false)], 1, &some("c")), Some(some("x")));
    }
}
