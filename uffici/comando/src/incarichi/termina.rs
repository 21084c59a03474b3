//! To end an incarico. It is never deleted: what someone could do yesterday stays written.

use authz::{Who, incarico};
use ente::Ente;
use kernel::{Date, Refusal};

use super::{INCARICO, IncaricoId, nome, parole, periodo};
use crate::{
    custodia::Custodia,
    error::Error,
    fatti::{Di, annota},
    permissions::GESTISCI,
    rules::{Periodo, controlla_fine, giorno, motivo as in_ordine},
};

/// Says on which day an incarico ends; before its first day it is called off.
///
/// # Errors
/// Without the permission; a day that is past; when nobody would be left who may manage the ente.
pub async fn termina(
    ente: &Ente,
    who: &Who,
    id: IncaricoId,
    ultimo: Option<Date>,
    motivo: &str,
) -> Result<incarico::Model, Error> {
    who.require(&GESTISCI)?;
    let mut tx = ente.ledger.begin(who.actor(), "comando.termina_incarico").await?;
    let custodia = Custodia::apri(&tx).await?;
    let before = tx.find::<incarico::Entity>(id.uuid()).await?.ok_or(Error::NotFound(INCARICO))?;
    let mut refusal = Refusal::default();
    controlla_fine(periodo(&before), ultimo, tx.now().date(), &mut refusal);
    let motivo = in_ordine(motivo, false, &mut refusal);
    refusal.unless_empty(())?;
    // What had not begun yet is called off, whatever the day that was written.
    let ultimo =
        ultimo.map(|day| if day < before.valid_from { before.valid_from.pred_opt().unwrap_or(day) } else { day });
    let after = tx.update(&before, incarico::Model { valid_to: ultimo, ..before.clone() }).await?;
    let what = parole(&tx, before.unit_id, before.role_id).await?;
    let whose = nome(&tx, before.person_id).await?;
    let kind = if before.deputy_of.is_some() { " (sostituzione)" } else { "" };
    let when = match ultimo {
        Some(day) if !Periodo::new(before.valid_from, ultimo).vuoto() => {
            format!("l'ultimo giorno è il {}", giorno(day))
        }
        _ => "non comincerà".to_owned(),
    };
    let testo = format!("ha messo fine a {what}{kind} di {whose}: {when}");
    let di = Di { persona: Some(before.person_id), unita: Some(before.unit_id), ruolo: None };
    annota(&mut tx, who, "fine_incarico", di, testo, motivo).await?;
    custodia.chiudi(&tx).await?;
    tx.commit().await?;
    Ok(after)
}
