//! To give a person an account, with their first incarico in the same act.

use accounts::{NewPerson, Passwords, Secret, insert_person, temporary_password};
use authz::{PersonId, Who};
use ente::Ente;
use kernel::Refusal;

use crate::{
    error::Error,
    fatti::{Di, annota},
    incarichi::dai::{Nuovo, controlla, scrivi},
    permissions::GESTISCI,
};

/// A new account.
#[derive(Clone, Debug)]
pub struct Aggiunta {
    /// Whose.
    pub persona: PersonId,
    /// The password to hand over; none for whoever enters only through the ente's identity provider.
    pub password: Option<Secret>,
}

/// Adds a person. `solo_ente` is for whoever enters only through the ente's identity provider.
///
/// # Errors
/// Without the permissions; all that is wrong with the data and with the incarico.
pub async fn aggiungi(
    ente: &Ente,
    passwords: &Passwords,
    who: &Who,
    new: NewPerson,
    solo_ente: bool,
    incarico: Option<&Nuovo>,
) -> Result<Aggiunta, Error> {
    who.require(&accounts::GESTISCI_PERSONE)?;
    if incarico.is_some() {
        who.require(&GESTISCI)?;
    }
    let (password, hash) = if solo_ente {
        (None, None)
    } else {
        let (password, hash) = temporary_password(&ente.ledger, passwords).await?;
        (Some(password), Some(hash))
    };
    let mut tx = ente.ledger.begin(who.actor(), "comando.aggiungi_persona").await?;
    let mut refusal = Refusal::default();
    if solo_ente && new.email.as_deref().is_none_or(|email| email.trim().is_empty()) {
        let sentence =
            "Senza password serve l'indirizzo email con cui il servizio di accesso dell'ente conosce la persona.";
        refusal.add(Some("email"), sentence);
    }
    let must_change = hash.is_some();
    let person = match insert_person(&mut tx, new, hash, must_change).await {
        Ok(person) => Some(person),
        Err(accounts::Error::Refused(more)) => {
            refusal.reasons.extend(more.reasons);
            None
        }
        Err(other) => return Err(other.into()),
    };
    let checked = match incarico {
        Some(nuovo) => controlla(&tx, nuovo, &mut refusal).await?,
        None => None,
    };
    let (true, Some(persona)) = (refusal.reasons.is_empty(), person) else { return Err(refusal.into()) };
    let testo = if solo_ente {
        "ha creato l'accesso, con il servizio dell'ente".to_owned()
    } else {
        "ha creato l'accesso, con una password provvisoria".to_owned()
    };
    annota(&mut tx, who, "persona", Di { persona: Some(persona), ..Di::default() }, testo, None).await?;
    if let Some(checked) = checked {
        scrivi(&mut tx, who, persona, checked).await?;
    }
    tx.commit().await?;
    Ok(Aggiunta { persona, password })
}
