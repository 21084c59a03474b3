//! Whether an entry waits to be given to someone.

use crate::{
    rules::Verso,
    tables::{registrazione, stato},
};

/// The condition, over `protocollo_registrazione r` and `protocollo_stato s`. What leaves has whoever made it, and waits only when it
/// was given to someone who has refused it; older entries were written as waiting all the same.
pub(crate) const DA_ASSEGNARE: &str = "(s.da_assegnare AND (r.verso <> 'partenza' OR EXISTS \
     (SELECT 1 FROM protocollo_assegnazione da WHERE da.registrazione_id = r.id)))";

/// The same of one entry, of which it is known whether it was ever given to anyone.
pub(crate) fn aspetta(riga: &registrazione::Model, stato: &stato::Model, data_a_qualcuno: bool) -> bool {
    stato.da_assegnare && (riga.verso != Verso::Partenza.code() || data_a_qualcuno)
}
