//! To choose the fascicolo of an act: of a draft, where it will lie once it is adopted; of an adopted one, where it
//! lies from now on.

use authz::Who;
use ente::Ente;
use porte::fascicoli::{Deposito, Fascicolo};

use super::{scelta, tabella};
use crate::{
    Atti,
    error::Error,
    leggi::{pratica_di, una},
    materia::CODICE,
    permissions::ESAMINA,
    tables::{AttoId, stato},
    visibilita::{agisce, scrive},
};

/// What the journal calls it.
const AZIONE: &str = "atti.scegli_fascicolo";

/// Whether this person chooses the fascicolo of an act that they see: who writes in it, and who examines it.
pub(crate) fn sceglie(who: &Who, stato: &stato::Model) -> bool {
    scrive(who, stato) || who.may(&ESAMINA)
}

/// Chooses the fascicolo with this number, as people write it: one that is open, that `who` sees and in which they
/// work. An adopted act is laid there at once, and taken out of the one in which it lay.
///
/// # Errors
/// All the reasons why not; [`Error::NotFound`] where the act is not for `who`; a missing permission; those of the
/// database.
pub async fn scegli(atti: &Atti, ente: &Ente, who: &Who, id: AttoId, numero: &str) -> Result<Fascicolo, Error> {
    agisce(who)?;
    let Some(fascicoli) = atti.fascicoli else {
        return Err(Error::no("In questo Comune nessun ufficio tiene i fascicoli."));
    };
    let mut tx = ente.ledger.begin(who.actor(), AZIONE).await?;
    una(&tx, who, id).await?;
    // The file first, as everybody who writes on an act: whoever adopts it at the same instant waits, or is waited for.
    let pratica = pratica_di(&tx, id).await?;
    tx.find::<pratiche::pratica::Entity>(pratica.uuid()).await?.ok_or(Error::NotFound)?;
    let stato = una(&tx, who, id).await?;
    if !sceglie(who, &stato) {
        return Err(Error::no("Il fascicolo lo sceglie chi scrive l'atto o chi lo esamina."));
    }
    if numero.trim().is_empty() {
        return Err(Error::campo(
            "fascicolo",
            "Scegli il fascicolo: scrivi il suo numero o qualche parola del titolo.",
        ));
    }
    let cosa = Deposito { ufficio: CODICE, cosa: id.uuid(), persona: who.person };
    let chosen = if stato.numero.is_some() {
        fascicoli.sposta(&mut tx, who, &cosa, numero).await?
    } else {
        fascicoli.scelto(&tx, who, numero).await?
    };
    // The office of the fascicoli named its own part of it.
    tx.action(AZIONE);
    let (at, fascicolo_id) = (tx.now(), Some(chosen.id));
    match scelta(&tx, id).await? {
        Some(before) => {
            let after = tabella::Model { fascicolo_id, classe: None, persona_id: who.person, at, ..before.clone() };
            tx.update(&before, after).await?;
        }
        None => {
            let row =
                tabella::Model { id: tx.id(), atto_id: id, fascicolo_id, classe: None, persona_id: who.person, at };
            tx.insert(row).await?;
        }
    }
    tx.commit().await?;
    Ok(chosen)
}
