use authz::{PersonId, Who};
use kernel::{Actor, Refusal};
use ledger::{Ledger, Tx};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use unicode_normalization::UnicodeNormalization;

use crate::{Error, GESTISCI_PERSONE, Passwords, Secret, check_password, credential, person, secret::clear_code};

/// Someone who is to have an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPerson {
    /// What they type to enter: lower-case letters, digits, dots, hyphens; folded if written otherwise.
    pub username: String,
    /// Given name.
    pub name: String,
    /// Family name.
    pub surname: String,
    /// The address at the comune, if any; the ente's identity provider is believed about it.
    pub email: Option<String>,
}

/// A new account, or an account with a new password.
#[derive(Clone, Debug)]
pub struct Added {
    /// Whose.
    pub person: PersonId,
    /// The password to hand over, to be changed at the first log-in, within a week.
    pub password: Secret,
}

/// Gives a person an account with a temporary password.
///
/// # Errors
/// Without the permission; all that is wrong with the data.
pub async fn add_person(ledger: &Ledger, passwords: &Passwords, who: &Who, new: NewPerson) -> Result<Added, Error> {
    who.require(&GESTISCI_PERSONE)?;
    add(ledger, passwords, who.actor(), new).await
}

/// Gives an account without a password to a person who enters only through the ente's identity provider, which knows
/// them by the address given here.
///
/// # Errors
/// Without the permission; all that is wrong with the data; no address.
pub async fn add_person_for_provider(ledger: &Ledger, who: &Who, new: NewPerson) -> Result<PersonId, Error> {
    who.require(&GESTISCI_PERSONE)?;
    if new.email.as_deref().is_none_or(|email| email.trim().is_empty()) {
        let sentence =
            "Senza password serve l'indirizzo email con cui il servizio di accesso dell'ente conosce la persona.";
        return Err(Error::field("email", sentence));
    }
    let mut tx = ledger.begin(who.actor(), "accounts.aggiungi_persona").await?;
    let person = insert_person(&mut tx, new, None, false).await?;
    tx.commit().await?;
    Ok(person)
}

async fn add(ledger: &Ledger, passwords: &Passwords, actor: Actor, new: NewPerson) -> Result<Added, Error> {
    let (password, hash) = temporary_password(ledger, passwords).await?;
    let mut tx = ledger.begin(actor, "accounts.aggiungi_persona").await?;
    let person = insert_person(&mut tx, new, Some(hash), true).await?;
    tx.commit().await?;
    Ok(Added { person, password })
}

/// Gives a person an account from the console of the server (`municipio user add`), or from the demo comune's seed:
/// with the given password, which stands, or with a temporary one, in the ente of this name.
///
/// # Errors
/// All that is wrong with the data or the password.
pub async fn add_person_from_console(
    ledger: &Ledger,
    passwords: &Passwords,
    new: NewPerson,
    password: Option<&str>,
    ente: &str,
) -> Result<Added, Error> {
    let actor = Actor::System("console");
    let Some(password) = password else { return add(ledger, passwords, actor, new).await };
    check_password(password, &new.username, ente)?;
    let hash = passwords.hash(password, &**ledger.random()).await?;
    let mut tx = ledger.begin(actor, "accounts.aggiungi_persona").await?;
    let person = insert_person(&mut tx, new, Some(hash), false).await?;
    tx.commit().await?;
    Ok(Added { person, password: Secret::new(password.into()) })
}

/// Writes a person and their credential in a transaction of the caller's, who authorised it. `hash` is what
/// [`Passwords::hash`] gave; without one the person enters only through the identity provider.
///
/// # Errors
/// All that is wrong with the data.
pub async fn insert_person(
    tx: &mut Tx,
    new: NewPerson,
    hash: Option<String>,
    must_change: bool,
) -> Result<PersonId, Error> {
    let new = tidy(new)?;
    let taken = person::Entity::find().filter(person::Column::Username.eq(new.username.as_str())).one(&*tx).await?;
    if taken.is_some() {
        return Err(Error::field(
            "username",
            format!("Il nome utente \"{}\" è già di un'altra persona: scegline un altro.", new.username),
        ));
    }
    let id = tx.id();
    let now = tx.now();
    let sort_key = sort_key(&new.surname, &new.name);
    let NewPerson { username, name, surname, email } = new;
    tx.insert(person::Model { id, username, name, surname, sort_key, email, active: true, created_at: now }).await?;
    let password_set_at = hash.as_ref().map(|_| now);
    tx.insert(credential::Model {
        id: tx.id(),
        person_id: id,
        password_hash: hash,
        password_set_at,
        must_change,
        totp_secret: None,
        totp_set_at: None,
    })
    .await?;
    Ok(id)
}

/// A password that is hard to guess and easy to dictate, with its hash: for [`insert_person`].
///
/// # Errors
/// When it cannot be hashed.
pub async fn temporary_password(ledger: &Ledger, passwords: &Passwords) -> Result<(Secret, String), Error> {
    let password = clear_code(4, &**ledger.random());
    let hash = passwords.hash(&password, &**ledger.random()).await?;
    Ok((Secret::new(password), hash))
}

/// A user name as it is compared.
pub(crate) fn fold_username(text: &str) -> String {
    text.trim().chars().take(64).flat_map(char::to_lowercase).collect()
}

/// What people are sorted and searched by: letters and digits without case or accents.
pub(super) fn sort_key(surname: &str, name: &str) -> String {
    fold(&format!("{surname} {name}"))
}

pub(super) fn fold(text: &str) -> String {
    let letters = text.nfkd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).flat_map(char::to_lowercase);
    let spaced: String = letters.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn tidy(new: NewPerson) -> Result<NewPerson, Refusal> {
    let mut refusal = Refusal::default();
    let username = fold_username(&new.username);
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
    if !(3..=40).contains(&username.len()) || !username.chars().all(allowed) {
        let sentence =
            "Il nome utente ha da 3 a 40 lettere senza accenti, cifre, punti o trattini: per esempio mario.rossi.";
        refusal.add(Some("username"), sentence);
    }
    let (name, surname, email) = tidy_names(&mut refusal, &new.name, &new.surname, new.email.as_deref());
    refusal.unless_empty(NewPerson { username, name, surname, email })
}

/// Names and address without stray spaces, with what is wrong with them added to `refusal`.
pub(super) fn tidy_names(
    refusal: &mut Refusal,
    name: &str,
    surname: &str,
    email: Option<&str>,
) -> (String, String, Option<String>) {
    let mut line = |text: &str, field: &'static str, what: &str| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            refusal.add(Some(field), format!("Manca {what}."));
        } else if text.chars().count() > 100 || text.chars().any(char::is_control) {
            refusal.add(Some(field), format!("Controlla {what}: può avere al massimo 100 caratteri."));
        }
        text
    };
    let name = line(name, "name", "il nome");
    let surname = line(surname, "surname", "il cognome");
    let email = email.map(str::trim).filter(|email| !email.is_empty()).map(str::to_lowercase);
    if email.as_deref().is_some_and(|email| !looks_like_an_address(email)) {
        refusal.add(Some("email"), "L'indirizzo email non è scritto bene: per esempio mario.rossi@comune.it.");
    }
    (name, surname, email)
}

/// The coarse shape of an address: whether it works is known only by writing to it.
fn looks_like_an_address(email: &str) -> bool {
    let plain = email.len() <= 254 && !email.chars().any(|c| c.is_whitespace() || c.is_control());
    plain
        && email.rsplit_once('@').is_some_and(|(local, host)| {
            !local.is_empty()
                && !local.contains('@')
                && host.contains('.')
                && !host.starts_with('.')
                && !host.ends_with('.')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_sort_by_surname_whatever_the_accents() {
        assert_eq!(sort_key("D'Amico", "Zoë"), "d amico zoe");
        assert!(sort_key("Àlfano", "Ugo") < sort_key("Bianchi", "Ada"));
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let new =
            NewPerson { username: "m r".into(), name: " ".into(), surname: String::new(), email: Some("x@y".into()) };
        let fields: Vec<_> = tidy(new).unwrap_err().reasons.into_iter().map(|reason| reason.field).collect();
        assert_eq!(fields, [Some("username"), Some("name"), Some("surname"), Some("email")]);
    }

    #[test]
    fn a_name_is_tidied_not_refused() {
        let new = NewPerson {
            username: " Mario.Rossi ".into(),
            name: "Mario  Ugo".into(),
            surname: "Rossi".into(),
            email: Some(" Mario@Comune.IT ".into()),
        };
        let tidy = tidy(new).unwrap();
        assert_eq!((tidy.username.as_str(), tidy.name.as_str()), ("mario.rossi", "Mario Ugo"));
        assert_eq!(tidy.email.as_deref(), Some("mario@comune.it"));
    }
}
