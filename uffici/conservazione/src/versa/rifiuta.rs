//! To write that the conservatore refused what was handed over by hand: else nobody could ever make another package of it.

use authz::Who;
use ente::Ente;
use kernel::{Id, Refusal};

use crate::{
    error::Error,
    pacchetto::stato_di,
    permissions::VERSA,
    rules::Stato,
    tables::{cosa, esito, stato, versamento},
};

/// Characters of the cause.
pub(crate) const MOST_CAUSE: usize = 2_000;

/// Writes that the conservatore refused the last package of a thing, and why; it may then be packed again.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; a thing of which nobody waits for an answer; a cause that is missing or too long.
pub async fn rifiuta(ente: &Ente, who: &Who, id: Id<cosa::Entity>, causa: &str) -> Result<(), Error> {
    who.require(&VERSA)?;
    let causa = controlla(causa)?;
    let mut tx = ente.ledger.begin(who.actor(), "conservazione.rifiuto").await?;
    let before = stato_di(&tx, id).await?;
    let pack = before.pacchetto_id.filter(|_| Stato::from_code(&before.stato).is_some_and(Stato::aspetta_risposta));
    let Some(pack) = pack else {
        return Err(Refusal::because("Adesso non si aspetta la risposta di nessuno: guarda di nuovo la pagina.").into());
    };
    let deposit = versamento::Model {
        id: tx.id(),
        pacchetto_id: pack,
        come: "a_mano".into(),
        verso: "consegna a mano".into(),
        versato_id: None,
        persona_id: Some(who.person),
        iniziato_at: tx.now(),
    };
    let end = esito::Model {
        id: tx.id(),
        versamento_id: deposit.id,
        esito: "rifiutato".into(),
        causa: Some(causa.to_owned()),
        urn: None,
        ricevuta_id: None,
        at: tx.now(),
    };
    tx.insert(deposit).await?;
    tx.insert(end).await?;
    let told = format!("Il conservatore l'ha rifiutato: {causa}");
    let after =
        stato::Model { stato: Stato::Rifiutata.code().into(), dal: tx.now(), causa: Some(told), ..before.clone() };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}

fn controlla(causa: &str) -> Result<&str, Refusal> {
    let causa = causa.trim();
    let mut refusal = Refusal::default();
    match causa.chars().count() {
        0 => refusal.add(Some("causa"), "Scrivi perché il conservatore l'ha rifiutato: resta nella storia della cosa."),
        1..=MOST_CAUSE => {}
        _ => refusal.add(Some("causa"), format!("È troppo lungo: al massimo {MOST_CAUSE} caratteri.")),
    }
    refusal.unless_empty(causa)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_has_its_cause() {
        assert_eq!(controlla(" manca il codice fiscale "), Ok("manca il codice fiscale"));
        assert!(controlla("  ").is_err() && controlla(&"è".repeat(2_001)).is_err());
    }
}
