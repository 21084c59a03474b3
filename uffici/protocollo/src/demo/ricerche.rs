//! Searches that the people of the demo comune keep.

use office::Furnish;

use crate::{
    error::Error,
    permissions::CONSULTA_TUTTO,
    ricerca::{Condivisa, salva},
};

/// Who keeps it, its name, the fields of the list, and whether it is shared with all.
const RICERCHE: [(&str, &str, &str, bool); 3] = [
    ("carla.bianchi", "Da riassegnare", r#"{"assegnazione":"da_rifare"}"#, true),
    ("carla.bianchi", "Ferme da una settimana", r#"{"oltre":"7"}"#, true),
    ("anna.neri", "Le mie senza documenti", r#"{"documenti":"senza"}"#, false),
];

/// Keeps them.
pub(super) async fn arreda(demo: &Furnish<'_>) -> Result<(), Error> {
    for (chi, nome, scelte, tutti) in RICERCHE {
        let Some(who) = demo.who(chi) else { continue };
        let condivisa = if tutti && who.may(&CONSULTA_TUTTO) { Condivisa::Tutti } else { Condivisa::No };
        salva(demo.ente, who, nome, scelte, condivisa).await?;
    }
    Ok(())
}
