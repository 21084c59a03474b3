//! Addresses that are used no more: they stay in the history, also of those that are parted again.

use authz::Who;
use kernel::{Date, Refusal};
use ledger::Tx;

use crate::{
    AddressKind, Error, MODIFICA, SubjectId, address,
    addresses::{gathered, insert, lines, living_row},
    find::family,
    new::tidy,
    subject,
};

/// An address that is used no more: it stays in the history, is not proposed, and alone recognises nobody. Where it was the
/// first, another in use takes its place.
///
/// # Errors
/// Without the permission; the reasons why it cannot be; those of the database.
pub async fn retire_address(
    who: &Who,
    tx: &mut Tx,
    id: SubjectId,
    (kind, value): (AddressKind, &str),
    to: Option<Date>,
    note: Option<String>,
) -> Result<subject::Model, Error> {
    who.require(&MODIFICA)?;
    let before = living_row(tx, id).await?;
    let family = family(&*tx, id).await?;
    let all = gathered(&before, &family, lines(&*tx, &family.iter().map(|row| row.id).collect::<Vec<_>>()).await?);
    let today = tx.now().date();
    let mut refusal = Refusal::default();
    let Some(known) = all.iter().find(|a| a.kind == kind && a.value == value && a.to.is_none()) else {
        return Err(Refusal::because("Questo indirizzo non c'è, oppure è già segnato come non più in uso.").into());
    };
    let to = to.unwrap_or(today);
    if to > today {
        refusal
            .add(Some("to"), "L'ultimo giorno non è ancora arrivato: segnalo quando l'indirizzo non sarà più in uso.");
    }
    if known.from.is_some_and(|from| to < from) {
        refusal.add(Some("to"), "L'ultimo giorno viene prima del primo: correggi la data.");
    }
    refusal.unless_empty(())?;
    let note = note.map(|note| tidy(&note)).filter(|note| !note.is_empty());
    // Whoever bears it, the merged ones too: it has ended for them as well if they are parted again.
    let bearers: Vec<SubjectId> = family.iter().filter(|row| kind.of(row) == Some(value)).map(|row| row.id).collect();
    let ids: Vec<SubjectId> = family.iter().map(|row| row.id).collect();
    retire(tx, &ids, &bearers, (kind, value), (to, note)).await?;
    let mut after = before.clone();
    if kind.of(&before) == Some(value) {
        let other = all.iter().filter(|a| a.kind == kind && a.to.is_none() && a.value != value).max_by_key(|a| a.from);
        kind.put(&mut after, other.map(|a| a.value.clone()));
        after = tx.update(&before, after).await?;
    }
    Ok(after)
}

/// Ends the lines of an address in these subjects; those that bear it without a line get one.
pub(crate) async fn retire(
    tx: &mut Tx,
    ids: &[SubjectId],
    bearers: &[SubjectId],
    (kind, value): (AddressKind, &str),
    (to, note): (Date, Option<String>),
) -> Result<(), Error> {
    let mut rows = lines(&*tx, ids).await?;
    rows.retain(|row| row.kind == kind && row.value == value && row.valid_to.is_none());
    for id in bearers.iter().filter(|id| !rows.iter().any(|row| row.subject_id == **id)) {
        insert(tx, *id, kind, value, (None, Some(to)), note.clone(), None).await?;
    }
    for row in rows {
        // A line that began later than it ends would say nothing: it began that day at the latest.
        let valid_from = row.valid_from.map(|from| from.min(to));
        tx.update(&row, address::Model { valid_from, valid_to: Some(to), note: note.clone(), ..row.clone() }).await?;
    }
    Ok(())
}

/// The row of a merged subject that is parted, without the addresses that ended while it was merged: another in use takes their place.
pub(crate) async fn without_ended(tx: &Tx, row: &subject::Model) -> Result<subject::Model, Error> {
    let family = family(tx, row.id).await?;
    let lines = lines(tx, &family.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let mut after = row.clone();
    for kind in AddressKind::ALL {
        let Some(value) = kind.of(row) else { continue };
        let of = |id: SubjectId| lines.iter().filter(move |a| a.subject_id == id && a.kind == kind && a.value == value);
        let ended = |member: &subject::Model| of(member.id).count() > 0 && of(member.id).all(|a| a.valid_to.is_some());
        if family.iter().filter(|member| kind.of(member) == Some(value)).all(ended) {
            let used = lines.iter().filter(|a| a.kind == kind && a.valid_to.is_none() && a.value != value);
            kind.put(&mut after, used.max_by_key(|a| a.valid_from).map(|a| a.value.clone()));
        }
    }
    Ok(after)
}
