//! To write down that a package is shown, to whom and why.

use authz::Who;
use documents::store::Soundness;
use ente::Ente;
use kernel::{Id, Refusal};
use sea_orm::EntityTrait;
use serde::Deserialize;

use crate::{
    error::Error,
    permissions::VERSA,
    tables::{cosa, esibizione, pacchetto},
    trova,
};

/// Characters of the name of whoever asks.
pub(crate) const MOST_NAME: usize = 200;
/// Characters of the reason.
pub(crate) const MOST_REASON: usize = 2_000;
const LAW: &str = "linee guida AgID 2021, cap. 4";

/// What a person writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Richiesta {
    /// Who asks to see it.
    pub richiedente: String,
    /// Why.
    pub motivo: String,
}

impl Richiesta {
    fn controlla(&self) -> Result<(), Refusal> {
        let mut refusal = Refusal::default();
        let (who, why) = (self.richiedente.trim().chars().count(), self.motivo.trim().chars().count());
        if who == 0 {
            refusal.add_law(Some("richiedente"), "Scrivi chi chiede l'esibizione: resta nella storia della cosa.", LAW);
        }
        if why == 0 {
            refusal.add_law(
                Some("motivo"),
                "Scrivi perché la chiede: la domanda di accesso, l'ordine del giudice.",
                LAW,
            );
        }
        for (field, found, most) in [("richiedente", who, MOST_NAME), ("motivo", why, MOST_REASON)] {
            if found > most {
                refusal.add(Some(field), format!("È troppo lungo: al massimo {most} caratteri."));
            }
        }
        refusal.unless_empty(())
    }
}

/// Writes that the last package of a thing is shown; the id under which it is then taken away. A package that is no longer what was sealed
/// is shown to nobody.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; all that is missing; those of the store, the ledger and the database.
pub async fn esibisci(
    ente: &Ente,
    who: &Who,
    id: Id<cosa::Entity>,
    richiesta: &Richiesta,
) -> Result<Id<esibizione::Entity>, Error> {
    who.require(&VERSA)?;
    richiesta.controlla()?;
    let read = ente.db().read().await?;
    let pack = trova::ultimo(&read, id).await?;
    let pack = pacchetto::Entity::find_by_id(pack).one(&read).await?.ok_or(Error::NotFound)?;
    let document = trova::documento(ente, &read, pack.documento_id).await?;
    if ente.archive.disposal(&read, document.id).await?.is_some() {
        let sentence = "Il pacchetto è stato scartato con un'autorizzazione: il contenuto non c'è più. La pagina dice quale e quando.";
        return Err(Refusal::because(sentence).into());
    }
    drop(read);
    if !matches!(ente.archive.store().check(&document.hash()).await?, Soundness::Sound { .. }) {
        let sentence = "Il pacchetto nell'archivio non è più quello sigillato: manca, o è stato alterato. Non si esibisce; chi gestisce il \
                        sistema lo ripristini da una copia di sicurezza.";
        return Err(Refusal::because(sentence).into());
    }
    let mut tx = ente.ledger.begin(who.actor(), "conservazione.esibisci").await?;
    let row = esibizione::Model {
        id: tx.id(),
        pacchetto_id: pack.id,
        richiedente: richiesta.richiedente.trim().to_owned(),
        motivo: richiesta.motivo.trim().to_owned(),
        persona_id: who.person,
        at: tx.now(),
    };
    let row = tx.insert(row).await?;
    tx.commit().await?;
    Ok(row.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_and_why_are_both_written() {
        let of = |richiedente: &str, motivo: &str| Richiesta { richiedente: richiedente.into(), motivo: motivo.into() };
        assert_eq!(of("Mario Rossi", "Accesso agli atti").controlla(), Ok(()));
        assert_eq!(of(" ", "").controlla().unwrap_err().reasons.len(), 2);
        assert_eq!(of(&"è".repeat(201), "x").controlla().unwrap_err().reasons.len(), 1);
    }
}
