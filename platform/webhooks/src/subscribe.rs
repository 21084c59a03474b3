//! To have what happens told to a program of one's own.

use std::collections::BTreeSet;

use accounts::{Secret, TokenId, api_token};
use authz::Who;
use ente::Ente;
use kernel::{Random, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::{COLLEGA, Error, Kind, State, SubscriptionId, address, sign, subscription};

/// Subscriptions that one person may have.
const MOST: u64 = 50;

/// What someone wants to have told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSubscription {
    /// What the program is, in the person's words.
    pub label: String,
    /// Where it listens.
    pub url: String,
    /// The codes of the kinds of things.
    pub kinds: BTreeSet<String>,
    /// The key with which it comes and reads: what that may not see is not told. None where the person has none.
    pub token: Option<TokenId>,
}

/// Subscribes, in a transaction of the caller's. The secret is shown this once.
///
/// # Errors
/// A missing permission; all that is wrong with what is asked.
pub async fn subscribe(
    ente: &Ente,
    tx: &mut Tx,
    who: &Who,
    kinds: &[&'static Kind],
    new: &NewSubscription,
) -> Result<(SubscriptionId, Secret), Error> {
    who.require(&COLLEGA)?;
    let mut refusal = Refusal::default();
    let label = new.label.split_whitespace().collect::<Vec<_>>().join(" ");
    if label.is_empty() || label.chars().count() > 100 {
        refusal.add(Some("nome"), "Scrivi come si chiama il programma, con al massimo 100 caratteri.");
    }
    if let Err(sentence) = address::read(new.url.trim(), &ente.webhook_hosts) {
        refusal.add(Some("indirizzo"), sentence);
    }
    let token = check_token(tx, who, new, &mut refusal).await?;
    check_kinds(kinds, token.as_ref(), new, &mut refusal);
    check_count(tx, who, &mut refusal).await?;
    if !ente.ledger.vault().seals() {
        let sentence = "I segreti di questo ente si leggono ancora in chiaro nel database: prima chi gestisce il sistema li sigilla con \"municipio key seal\".";
        refusal.add(None, sentence);
    }
    let token_id = token.map_or_else(|| kernel::Uuid::nil().into(), |token| token.id);
    refusal.unless_empty(())?;
    let id: SubscriptionId = tx.id();
    let secret = sign::new_secret(tx.random());
    let row = subscription::Model {
        id,
        person_id: who.person,
        token_id,
        label,
        url: new.url.trim().to_owned(),
        kinds: new.kinds.iter().map(String::as_str).collect::<Vec<_>>().join("\n"),
        secret: seal(ente, "secret", id, &secret, tx.random()),
        old_secret: None,
        old_until: None,
        state: State::On.code().into(),
        reason: None,
        created_at: tx.now(),
        changed_at: tx.now(),
    };
    tx.insert(row).await?;
    Ok((id, sign::shown(&secret)))
}

/// The key, when it is in force and the person's own.
async fn check_token(
    tx: &Tx,
    who: &Who,
    new: &NewSubscription,
    refusal: &mut Refusal,
) -> Result<Option<api_token::Model>, Error> {
    let found = match new.token {
        Some(id) => api_token::Entity::find_by_id(id).one(tx).await?,
        None => None,
    };
    let live =
        |row: &api_token::Model| row.person_id == who.person && row.revoked_at.is_none() && row.expires_at > tx.now();
    let found = found.filter(live);
    if found.is_none() {
        refusal.add(
            Some("chiave"),
            "Scegli una tua chiave in vigore: il programma riceve solo avvisi di ciò che può leggere.",
        );
    }
    Ok(found)
}

/// Each kind is known, and the key may read it.
fn check_kinds(
    kinds: &[&'static Kind],
    token: Option<&api_token::Model>,
    new: &NewSubscription,
    refusal: &mut Refusal,
) {
    if new.kinds.is_empty() {
        refusal.add(Some("eventi"), "Scegli almeno una cosa di cui avvisare.");
    }
    for code in &new.kinds {
        let Some(kind) = kinds.iter().find(|kind| kind.code == code.as_str()) else {
            refusal.add(Some("eventi"), format!("Non c'è nessun avviso che si chiama \"{code}\"."));
            continue;
        };
        if token.is_some_and(|token| !token.scopes.lines().any(|scope| scope == kind.permission.code)) {
            let sentence = format!(
                "Questa chiave non permette di {}: il programma non potrebbe leggere l'avviso \"{}\".",
                kind.permission.label, kind.label
            );
            refusal.add(Some("eventi"), sentence);
        }
    }
}

async fn check_count(tx: &Tx, who: &Who, refusal: &mut Refusal) -> Result<(), Error> {
    let mine = subscription::Entity::find()
        .filter(subscription::Column::PersonId.eq(who.person))
        .filter(subscription::Column::State.ne(State::Ended.code()));
    if mine.count(tx).await? >= MOST {
        refusal.add(None, format!("Hai già {MOST} collegamenti: togline uno che non serve più."));
    }
    Ok(())
}

/// Where a secret of this row lies.
pub(crate) fn seal(
    ente: &Ente,
    column: &'static str,
    id: SubscriptionId,
    secret: &[u8],
    random: &dyn Random,
) -> Vec<u8> {
    let row = id.uuid();
    let cell = vault::Cell { table: "webhooks_subscription", column, row: row.as_bytes() };
    ente.ledger.vault().seal(cell, secret, random)
}

/// Opens what [`seal`] gave.
pub(crate) fn open(
    ente: &Ente,
    column: &'static str,
    id: SubscriptionId,
    sealed: &[u8],
) -> Result<zeroize::Zeroizing<Vec<u8>>, Error> {
    let row = id.uuid();
    let cell = vault::Cell { table: "webhooks_subscription", column, row: row.as_bytes() };
    Ok(ente.ledger.vault().open(cell, sealed)?)
}
