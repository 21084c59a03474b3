//! The communications of an adopted act: to whom it concerns (art. 21-bis L. 241/1990), to suppliers (art. 183 and 191 TUEL), to the heads of
//! the groups (art. 125), to the prefect (art. 135). The entry that leaves is prepared through `porte::comunicazioni`, as a draft that a person
//! of the office registers and sends with the protocol; how it stands is asked there each time and kept nowhere here. What was delivered
//! otherwise is noted by hand, with the paper that proves it.

pub mod annota;
pub(crate) mod leggi;
pub mod prepara;
pub mod recapiti;
pub mod tabelle;

use authz::Who;

use crate::{permissions::ESAMINA, tables::stato, visibilita::scrive};

/// Whether this person communicates an act that they see: who writes in its unit, and who examines it.
pub(crate) fn spetta(who: &Who, stato: &stato::Model) -> bool {
    scrive(who, stato) || who.may(&ESAMINA)
}
