//! The secrets of apps for codes that lay readable before the ente had a key, sealed where they lie.

use kernel::{Actor, Uuid};
use ledger::Ledger;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    Error, credential,
    totp::{drop_readable_offers, kept},
};

/// The tables in which secrets lay readable.
pub const SECRET_TABLES: [&str; 2] = ["accounts_credential", "accounts_challenge"];
/// Rows in one transaction, and in one record of the journal.
const ROWS_AT_ONCE: u64 = 200;

/// How many secrets of apps for codes lie readable.
///
/// # Errors
/// Those of the database.
pub async fn readable_secrets<C: ConnectionTrait>(read: &C) -> Result<u64, Error> {
    let sql = "SELECT totp_secret FROM accounts_credential WHERE totp_secret IS NOT NULL";
    let mut readable = 0;
    for row in db::rows(read, sql, []).await? {
        readable += u64::from(!vault::is_sealed(&row.try_get::<Vec<u8>>("", "totp_secret")?));
    }
    Ok(readable)
}

/// Seals those that lie readable, for `by`; how many they were: none where the ente has no key. It can be interrupted, and
/// goes on from there. Those of apps that gave no code yet are taken away.
///
/// # Errors
/// Those of the database.
pub async fn seal_secrets(ledger: &Ledger, by: &Actor) -> Result<u64, Error> {
    let (mut sealed, mut after) = (0, Uuid::nil());
    if !ledger.vault().seals() {
        return Ok(sealed);
    }
    let write = ledger.db().write().await?;
    drop_readable_offers(&write).await?;
    write.commit().await?;
    loop {
        let mut tx = ledger.begin(by.clone(), "accounts.sigilla_segreti").await?;
        let some = credential::Entity::find()
            .filter(credential::Column::TotpSecret.is_not_null())
            .filter(credential::Column::Id.gt(after))
            .order_by_asc(credential::Column::Id)
            .limit(ROWS_AT_ONCE)
            .all(&tx)
            .await?;
        let Some(last) = some.last() else { return Ok(sealed) };
        after = last.id.uuid();
        for before in some {
            let Some(secret) = before.totp_secret.clone().filter(|stored| !vault::is_sealed(stored)) else { continue };
            let totp_secret = Some(ledger.vault().seal(kept(&before.id.uuid()), &secret, tx.random()));
            tx.update(&before, credential::Model { totp_secret, ..before.clone() }).await?;
            sealed += 1;
        }
        tx.commit().await?;
    }
}
