//! Who sees an act: the one rule, which every query of the office has in it.

use authz::{Denied, Who};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    permissions::{CONSULTA, ESAMINA, REDIGI, RISERVATI},
    tables::stato,
};

/// The acts that this person sees.
///
/// Their own, as long as they may do anything here: the key of a program that was given for another office opens
/// nothing, not even what its person wrote. Of others: drafts and proposals of the units in which they may read or
/// write; with [`ESAMINA`] those of every unit once they were proposed (their text was closed once); what is adopted,
/// whoever may read. What is confidential, only with [`RISERVATI`] beside all that, and where that is held: in the
/// act's own unit, or where one examines the proposals of all units. Who sees what is confidential in an office of
/// theirs does not see it in every other where they work too.
pub(crate) fn condizione(who: &Who) -> Condition {
    let mut units = who.units_with(&CONSULTA);
    units.extend(who.units_with(&REDIGI));
    let mut open = Condition::any().add(stato::Column::UnitaId.is_in(units));
    if who.may(&ESAMINA) {
        open = open.add(stato::Column::Versione.gt(0_i64));
    }
    if who.may(&CONSULTA) || who.may(&ESAMINA) {
        open = open.add(stato::Column::Numero.is_not_null());
    }
    let all = Condition::any().add(Condition::all().add(open).add(non_taciuti(who)));
    let here = [&CONSULTA, &REDIGI, &ESAMINA].into_iter().any(|permission| who.may(permission));
    if here { all.add(stato::Column::AutoreId.eq(who.person)) } else { all }
}

/// What is not confidential, or not for this person.
fn non_taciuti(who: &Who) -> Condition {
    let units = who.units_with(&RISERVATI);
    let examined = who.units_with(&ESAMINA);
    if units.iter().any(|unit| examined.contains(unit)) {
        return Condition::all();
    }
    Condition::any().add(stato::Column::Riservato.eq(false)).add(stato::Column::UnitaId.is_in(units))
}

/// Whether this person may write in the draft of this act: its author, and who writes in its unit; nobody who may
/// write nothing.
pub(crate) fn scrive(who: &Who, stato: &stato::Model) -> bool {
    let units = who.units_with(&REDIGI);
    units.contains(&stato.unita_id) || (stato.autore_id == who.person && !units.is_empty())
}

/// That whoever takes a step through a program does more here than read: which step is theirs, the definition says of
/// the person, and the key that they gave for reading must not act for them.
///
/// # Errors
/// The permission to write, where they have neither that one nor [`ESAMINA`].
pub(crate) fn agisce(who: &Who) -> Result<(), Denied> {
    if who.may(&ESAMINA) { Ok(()) } else { who.require(&REDIGI) }
}

/// The acts of which whoever asks, without identifying themselves, may be told that they are there: posted at the albo
/// as something for everybody, and not confidential. How the posting stands today the albo says.
pub(crate) fn chiunque() -> Condition {
    Condition::all()
        .add(stato::Column::Riservato.eq(false))
        .add(stato::Column::DaPubblicare.eq(true))
        .add(stato::Column::Numero.is_not_null())
        .add(stato::Column::PubblicazioneId.is_not_null())
}

/// Whether [`chiunque`] finds this row.
pub(crate) fn di_tutti(stato: &stato::Model) -> bool {
    !stato.riservato && stato.da_pubblicare && stato.numero.is_some() && stato.pubblicazione_id.is_some()
}
