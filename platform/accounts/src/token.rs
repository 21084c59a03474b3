use std::collections::BTreeSet;

use authz::{Grant, PersonId, Who};
use kernel::{Id, Instant, Refusal};
use ledger::Ledger;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{Error, GESTISCI_PERSONE, Secret, SignedIn, api_token, secret::Token};

/// What every key begins with, so that one left in a file is recognised by whoever finds it.
const PREFIX: &str = "municipio_";
/// The longest life of a key, in days.
const MAX_DAYS: u32 = 366;
/// Keys in force that one person may have.
const MAX_TOKENS: usize = 50;

/// Of ids that point at a program's key.
pub type TokenId = Id<api_token::Entity>;

/// A key that a person wants for a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    /// What it is for, in the person's words.
    pub label: String,
    /// The permission codes that it carries, each of which the person must have.
    pub scopes: BTreeSet<String>,
    /// After how many days it ends: from 1 to 366.
    pub days: u32,
}

/// A program that came with a key: it may do what the person may do today, cut down to the key's scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// The person for whom it acts, with what is left of their permissions.
    pub who: Who,
    /// The key.
    pub token: TokenId,
}

/// Makes a key for a program that acts for the person who asks. The text is shown this once.
///
/// # Errors
/// When the proof of identity is old; all that is wrong with the request.
pub async fn create_token(ledger: &Ledger, signed: &SignedIn, new: &NewToken) -> Result<(TokenId, Secret), Error> {
    signed.require_fresh(ledger.now())?;
    let label = check(&signed.who, new)?;
    let mut tx = ledger.begin(signed.who.actor(), "accounts.crea_chiave").await?;
    let live = live(signed.who.person, tx.now()).all(&tx).await?.len();
    if live >= MAX_TOKENS {
        return Err(Error::because(format!("Hai già {MAX_TOKENS} chiavi in vigore: revocane una che non serve più.")));
    }
    let token = Token::new(tx.random());
    let row = api_token::Model {
        id: tx.id(),
        person_id: signed.who.person,
        label,
        token_hash: token.hash(),
        scopes: new.scopes.iter().map(String::as_str).collect::<Vec<_>>().join("\n"),
        created_at: tx.now(),
        expires_at: tx.now().plus_seconds(i64::from(new.days) * 86_400),
        revoked_at: None,
    };
    let row = tx.insert(row).await?;
    tx.commit().await?;
    Ok((row.id, Secret::new(format!("{PREFIX}{}", token.text().reveal()))))
}

fn check(who: &Who, new: &NewToken) -> Result<String, Refusal> {
    let mut refusal = Refusal::default();
    let label = new.label.split_whitespace().collect::<Vec<_>>().join(" ");
    if label.is_empty() || label.chars().count() > 100 {
        refusal.add(Some("label"), "Scrivi a che cosa serve la chiave, con al massimo 100 caratteri.");
    }
    if !(1..=MAX_DAYS).contains(&new.days) {
        refusal.add(Some("days"), format!("La chiave può valere da 1 a {MAX_DAYS} giorni."));
    }
    if new.scopes.is_empty() {
        refusal.add(Some("scopes"), "Scegli almeno una cosa che la chiave permette di fare.");
    }
    let mine: BTreeSet<&str> = who.grants.iter().flat_map(|grant| &grant.permissions).map(String::as_str).collect();
    if new.scopes.iter().any(|scope| !mine.contains(scope.as_str())) {
        refusal.add(Some("scopes"), "La chiave non può permettere ciò che nessuno dei tuoi incarichi prevede.");
    }
    refusal.unless_empty(label)
}

fn live(person: PersonId, now: Instant) -> sea_orm::Select<api_token::Entity> {
    api_token::Entity::find()
        .filter(api_token::Column::PersonId.eq(person))
        .filter(api_token::Column::RevokedAt.is_null())
        .filter(api_token::Column::ExpiresAt.gt(now))
}

/// The keys in force of the person who asks, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn my_tokens<C: ConnectionTrait>(read: &C, who: &Who, now: Instant) -> Result<Vec<api_token::Model>, Error> {
    Ok(live(who.person, now).order_by_desc(api_token::Column::Id).all(read).await?)
}

/// Revokes a key: one's own, or anyone's with the permission.
///
/// # Errors
/// Without the permission; no such key.
pub async fn revoke_token(ledger: &Ledger, who: &Who, token: TokenId) -> Result<(), Error> {
    let mut tx = ledger.begin(who.actor(), "accounts.revoca_chiave").await?;
    let found = tx.find::<api_token::Entity>(token.uuid()).await?;
    let Some(before) = found.filter(|row| row.person_id == who.person || who.may(&GESTISCI_PERSONE)) else {
        return Err(Error::because("Questa chiave non c'è: forse è già stata revocata. Torna all'elenco."));
    };
    if before.revoked_at.is_none() {
        let revoked_at = Some(tx.now());
        tx.update(&before, api_token::Model { revoked_at, ..before.clone() }).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The program behind the text after `Bearer`. One query; writes nothing.
///
/// # Errors
/// Those of the database.
pub async fn bearer<C: ConnectionTrait>(read: &C, text: &str, now: Instant) -> Result<Option<Bearer>, Error> {
    let Some(token) = text.strip_prefix(PREFIX).and_then(Token::read) else { return Ok(None) };
    found(read, "token_hash", token.hash().into(), now).await
}

/// The program with this key, while it is in force: for whoever tells it of something, to know what it may see.
///
/// # Errors
/// Those of the database.
pub async fn bearer_of<C: ConnectionTrait>(read: &C, token: TokenId, now: Instant) -> Result<Option<Bearer>, Error> {
    found(read, "id", token.into(), now).await
}

async fn found<C: ConnectionTrait>(
    read: &C,
    column: &'static str,
    key: sea_orm::Value,
    now: Instant,
) -> Result<Option<Bearer>, Error> {
    let sql = format!(
        "SELECT t.id, t.scopes, p.id AS person, p.name, p.surname, {} \
        FROM accounts_token t JOIN accounts_person p ON p.id = t.person_id \
        {} \
        WHERE t.{column} = $1 AND t.expires_at > $3 AND t.revoked_at IS NULL AND p.active ORDER BY {}",
        authz::GRANT,
        authz::IN_FORCE,
        authz::GRANTS_ORDER
    );
    let rows = db::rows(read, &sql, [key, now.date().into(), now.into()]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let person: PersonId = row.try_get("", "person")?;
    let scopes: String = row.try_get("", "scopes")?;
    let scopes: BTreeSet<&str> = scopes.lines().collect();
    let grants = authz::grants(&rows)?;
    let (name, surname): (String, String) = (row.try_get("", "name")?, row.try_get("", "surname")?);
    let who = Who { person, name: format!("{name} {surname}"), grants: cut(grants, &scopes) };
    Ok(Some(Bearer { who, token: row.try_get("", "id")? }))
}

/// What is left of the grants within the scopes; a grant with nothing left goes.
fn cut(grants: Vec<Grant>, scopes: &BTreeSet<&str>) -> Vec<Grant> {
    let cut = grants.into_iter().map(|mut grant| {
        grant.permissions.retain(|code| scopes.contains(code.as_str()));
        grant
    });
    cut.filter(|grant| !grant.permissions.is_empty()).collect()
}
