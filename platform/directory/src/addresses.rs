//! The addresses of a subject: the first ones stand in its row, the PEC being its digital domicile (art. 6 CAD); beside them
//! other addresses in use, and those that are used no more and are not proposed.

use std::collections::{HashMap, HashSet};

use authz::Who;
use kernel::{Date, Id, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, DeriveActiveEnum, EntityTrait, EnumIter, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::{
    Error, MODIFICA, SubjectId, address, codes,
    find::{IDS_AT_ONCE, families, family},
    merge,
    new::tidy,
    retire::retire,
    subject,
};

/// Of ids that point at an address.
pub type AddressId = Id<address::Entity>;

/// What an address is, in the order in which they are chosen for writing to someone.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "lowercase")]
pub enum AddressKind {
    /// Certified mail: the digital domicile.
    #[sea_orm(string_value = "pec")]
    Pec,
    /// Ordinary mail.
    #[sea_orm(string_value = "email")]
    Email,
    /// Paper.
    #[sea_orm(string_value = "postale")]
    Postale,
}

impl AddressKind {
    /// The three, in the order of choice.
    pub const ALL: [Self; 3] = [Self::Pec, Self::Email, Self::Postale];

    /// As it is stored: `pec`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pec => "pec",
            Self::Email => "email",
            Self::Postale => "postale",
        }
    }

    /// The kind that is stored so, if any.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pec => "PEC",
            Self::Email => "Email",
            Self::Postale => "Indirizzo postale",
        }
    }

    /// The address of this kind that stands in the row.
    pub fn of(self, row: &subject::Model) -> Option<&str> {
        match self {
            Self::Pec => row.pec.as_deref(),
            Self::Email => row.email.as_deref(),
            Self::Postale => row.address.as_deref(),
        }
    }

    pub(crate) fn put(self, row: &mut subject::Model, value: Option<String>) {
        match self {
            Self::Pec => row.pec = value,
            Self::Email => row.email = value,
            Self::Postale => row.address = value,
        }
    }

    fn read(self, text: &str) -> Result<String, String> {
        match self {
            Self::Pec => codes::pec(text),
            Self::Email => codes::email(text),
            Self::Postale => Some(tidy(text))
                .filter(|text| !text.is_empty() && text.chars().count() <= 500)
                .ok_or_else(|| "Scrivi l'indirizzo in una riga, con al massimo 500 caratteri.".into()),
        }
    }
}

/// An address, with what is known of its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// What it is.
    pub kind: AddressKind,
    /// The address.
    pub value: String,
    /// Whether it is the one that is proposed first.
    pub main: bool,
    /// The first day, where it is known.
    pub from: Option<Date>,
    /// The last day, for one that is used no more.
    pub to: Option<Date>,
    /// What was said of it.
    pub note: Option<String>,
    /// Whether it came with a subject that was merged.
    pub merged: bool,
}

/// All the addresses of a subject and of those that were merged into it: by kind, the first ones before the others in use, then
/// those of once, the latest before.
///
/// # Errors
/// Those of the database.
pub async fn addresses<C: ConnectionTrait>(connection: &C, subject: &subject::Model) -> Result<Vec<Address>, Error> {
    let family = family(connection, subject.id).await?;
    let rows = lines(connection, &family.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    Ok(gathered(subject, &family, rows))
}

pub(crate) fn gathered(subject: &subject::Model, family: &[subject::Model], rows: Vec<address::Model>) -> Vec<Address> {
    let mut all: Vec<Address> = Vec::new();
    for row in rows {
        let main = row.valid_to.is_none() && row.kind.of(subject) == Some(row.value.as_str());
        let again = all.iter_mut().find(|a| a.kind == row.kind && a.value == row.value && a.to == row.valid_to);
        if let Some(known) = again {
            known.main |= main;
            continue;
        }
        all.push(Address {
            kind: row.kind,
            main,
            from: row.valid_from,
            to: row.valid_to,
            note: row.note,
            merged: row.subject_id != subject.id,
            value: row.value,
        });
    }
    for member in family {
        for kind in AddressKind::ALL {
            let Some(value) = kind.of(member) else { continue };
            let merged = member.id != subject.id;
            // What one of them uses no more, the others do not use either.
            let known = all.iter().any(|a| a.kind == kind && a.value == value && (merged || a.to.is_none()));
            if !known {
                let value = value.to_owned();
                all.push(Address { kind, value, main: !merged, from: None, to: None, note: None, merged });
            }
        }
    }
    all.sort_by_key(|a| (a.kind, !a.main, a.to.is_some(), std::cmp::Reverse(a.to), a.value.clone()));
    all
}

/// The addresses that each of these subjects uses no more, in small letters: whoever proposes one leaves them out. By the ids of
/// the subjects that were given, which are those that [`crate::find()`] gives.
///
/// # Errors
/// Those of the database.
pub async fn out_of_use<C: ConnectionTrait>(
    connection: &C,
    subjects: &[&subject::Model],
) -> Result<HashMap<SubjectId, HashSet<String>>, Error> {
    let ids: Vec<SubjectId> = subjects.iter().map(|subject| subject.id).collect();
    let mut families = families(connection, &ids).await?;
    let members: Vec<SubjectId> = families.values().flatten().map(|row| row.id).collect();
    let mut of: HashMap<SubjectId, Vec<address::Model>> = HashMap::new();
    for line in lines(connection, &members).await? {
        of.entry(line.subject_id).or_default().push(line);
    }
    let mut found = HashMap::new();
    for subject in subjects {
        let Some(family) = families.remove(&subject.id) else { continue };
        let rows = family.iter().filter_map(|row| of.remove(&row.id)).flatten().collect();
        let all = gathered(subject, &family, rows);
        let used = |value: &str| all.iter().any(|a| a.to.is_none() && a.value.eq_ignore_ascii_case(value));
        let gone = all.iter().filter(|a| a.to.is_some() && !used(&a.value)).map(|a| a.value.to_lowercase()).collect();
        found.insert(subject.id, gone);
    }
    Ok(found)
}

pub(crate) async fn lines<C: ConnectionTrait>(connection: &C, ids: &[SubjectId]) -> Result<Vec<address::Model>, Error> {
    let mut rows = Vec::new();
    for chunk in ids.chunks(IDS_AT_ONCE) {
        let of = address::Entity::find()
            .filter(address::Column::SubjectId.is_in(chunk.iter().copied()))
            .filter(address::Column::GoneAt.is_null());
        rows.extend(of.order_by_asc(address::Column::Id).all(connection).await?);
    }
    Ok(rows)
}

/// An address to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAddress {
    /// What it is.
    pub kind: AddressKind,
    /// The address.
    pub value: String,
    /// Since when, where it is known.
    pub from: Option<Date>,
    /// Whether it is to be proposed first from now on. The only one of its kind is in any case.
    pub main: bool,
}

/// Adds an address to a subject, or makes one that it has the first.
///
/// # Errors
/// Without the permission; the reasons why it cannot be; those of the database.
pub async fn add_address(who: &Who, tx: &mut Tx, id: SubjectId, new: &NewAddress) -> Result<subject::Model, Error> {
    who.require(&MODIFICA)?;
    let before = living_row(tx, id).await?;
    let mut refusal = Refusal::default();
    let value = match new.kind.read(&new.value) {
        Ok(value) => value,
        Err(sentence) => {
            refusal.add(Some("value"), sentence);
            return Err(refusal.into());
        }
    };
    if new.from.is_some_and(|from| from > tx.now().date()) {
        refusal
            .add(Some("from"), "Il giorno da cui vale non è ancora arrivato: scrivilo quando l'indirizzo sarà in uso.");
    }
    let known = in_use(tx, id, new.kind, &value).await?;
    let first = new.kind.of(&before);
    if first == Some(value.as_str()) || (known.is_some() && !new.main) {
        refusal.add(Some("value"), "Questo indirizzo c'è già.");
    }
    refusal.unless_empty(())?;
    if known.is_none() {
        insert(tx, id, new.kind, &value, (new.from, None), None, None).await?;
    }
    let mut after = before.clone();
    if new.main || first.is_none() {
        if let Some(first) = first {
            keep(tx, id, new.kind, first, None).await?;
        }
        new.kind.put(&mut after, Some(value));
        after = tx.update(&before, after).await?;
    }
    Ok(after)
}

/// After a correction of the row: what stood there before is used no more, what stands there now is in use from today.
pub(crate) async fn replaced(tx: &mut Tx, before: &subject::Model, after: &subject::Model) -> Result<(), Error> {
    let today = tx.now().date();
    for kind in AddressKind::ALL {
        let (old, new) = (kind.of(before), kind.of(after));
        if old == new {
            continue;
        }
        if let Some(old) = old {
            retire(tx, &[before.id], &[before.id], (kind, old), (today, None)).await?;
        }
        if let Some(new) = new
            && in_use(tx, before.id, kind, new).await?.is_none()
        {
            insert(tx, before.id, kind, new, (Some(today), None), None, None).await?;
        }
    }
    Ok(())
}

/// Keeps an address in use that leaves the row.
pub(crate) async fn keep(
    tx: &mut Tx,
    id: SubjectId,
    kind: AddressKind,
    value: &str,
    merge: Option<Id<merge::Entity>>,
) -> Result<(), Error> {
    if in_use(tx, id, kind, value).await?.is_none() {
        insert(tx, id, kind, value, (None, None), None, merge).await?;
    }
    Ok(())
}

pub(crate) async fn living_row(tx: &Tx, id: SubjectId) -> Result<subject::Model, Error> {
    let row = tx.find::<subject::Entity>(id.uuid()).await?;
    let row = row.ok_or_else(|| Refusal::because("Questa scheda non c'è. Torna alla rubrica e cercala di nuovo."))?;
    if row.merged_into.is_some() {
        let sentence =
            "Questa scheda è stata unita a un'altra e non si modifica più. Apri la scheda a cui è stata unita.";
        return Err(Refusal::because(sentence).into());
    }
    Ok(row)
}

async fn in_use(tx: &Tx, id: SubjectId, kind: AddressKind, value: &str) -> Result<Option<address::Model>, Error> {
    let mut rows = lines(tx, &[id]).await?;
    rows.retain(|row| row.kind == kind && row.value == value && row.valid_to.is_none());
    Ok(rows.into_iter().next())
}

pub(crate) async fn insert(
    tx: &mut Tx,
    subject_id: SubjectId,
    kind: AddressKind,
    value: &str,
    (valid_from, valid_to): (Option<Date>, Option<Date>),
    note: Option<String>,
    merge_id: Option<Id<merge::Entity>>,
) -> Result<(), Error> {
    let row = address::Model {
        id: tx.id(),
        subject_id,
        kind,
        value: value.into(),
        valid_from,
        valid_to,
        note,
        merge_id,
        gone_at: None,
        created_at: tx.now(),
    };
    tx.insert(row).await?;
    Ok(())
}
