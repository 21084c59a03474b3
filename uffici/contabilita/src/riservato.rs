//! What is told of the spending of a confidential act. Number, day, act and sums are the chapter's, and whoever reads
//! chapters reads them; what it is for and to whom is read by whoever commits, who has to know it (art. 183, c. 1,
//! TUEL), and by nobody else.

use authz::Who;

use crate::{elenca::Mosso, permissions::IMPEGNA, tables::movimento};

/// What stands in the place of what is not told.
pub(crate) const VELATO: &str = "Atto riservato";

/// Takes out of a row what this person may not read of it; whether anything had to go.
pub(crate) fn vela(who: &Who, riga: &mut movimento::Model) -> bool {
    if riga.riservato != Some(true) || who.may(&IMPEGNA) {
        return false;
    }
    riga.descrizione = VELATO.into();
    (riga.creditore, riga.creditore_cf, riga.creditore_piva) = (None, None, None);
    (riga.cig, riga.cup) = (None, None);
    true
}

/// The same of all that became of it: a reason or an invoice tells as much.
pub(crate) fn vela_mosso(who: &Who, mosso: &mut Mosso) {
    if !vela(who, &mut mosso.riga) {
        return;
    }
    mosso.riduzioni.iter_mut().for_each(|row| row.motivo = VELATO.into());
    mosso.liquidazioni.iter_mut().for_each(|row| row.documento = VELATO.into());
}
