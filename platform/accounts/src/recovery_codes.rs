//! Codes that each stand in once for a second factor that is not at hand.

use authz::PersonId;
use ledger::{Ledger, Tx};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{
    Error, Secret, SignedIn, recovery,
    secret::{clear_code, digest},
    sign_in::second_factors,
};

/// How many are made.
const CODES: usize = 10;
/// Groups of four characters in a code: 118 bits, so that a plain hash is enough to keep them (OWASP ASVS 5.0, 6.5.2
/// asks for 112).
const GROUPS: usize = 6;

/// Makes ten new recovery codes in place of those that are left. They are shown this once.
///
/// # Errors
/// When the proof of identity is old; a refusal for whoever has no second factor.
pub async fn make_recovery_codes(ledger: &Ledger, signed: &SignedIn) -> Result<Vec<Secret>, Error> {
    signed.require_fresh(ledger.now())?;
    let person = signed.who.person;
    let mut tx = ledger.begin(signed.who.actor(), "accounts.crea_codici_recupero").await?;
    if second_factors(&tx, person).await? == (false, false) {
        return Err(Error::because(
            "I codici di recupero servono a chi usa un'app o una passkey: aggiungi prima una di queste.",
        ));
    }
    end_all(&mut tx, person).await?;
    let codes: Vec<String> = (0..CODES).map(|_| clear_code(GROUPS, tx.random())).collect();
    for code in &codes {
        let row = recovery::Model {
            id: tx.id(),
            person_id: person,
            code_hash: hash(person, code),
            created_at: tx.now(),
            ended_at: None,
        };
        tx.insert(row).await?;
    }
    tx.commit().await?;
    Ok(codes.into_iter().map(Secret::new).collect())
}

/// Of the code as it is meant: without the spaces, hyphens and capitals of whoever copies it.
fn hash(person: PersonId, code: &str) -> Vec<u8> {
    let plain: String =
        code.chars().take(100).filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    digest(&[b"recovery", person.uuid().as_bytes(), plain.as_bytes()]).to_vec()
}

pub(crate) fn live(person: PersonId) -> sea_orm::Select<recovery::Entity> {
    recovery::Entity::find().filter(recovery::Column::PersonId.eq(person)).filter(recovery::Column::EndedAt.is_null())
}

pub(crate) async fn end_all(tx: &mut Tx, person: PersonId) -> Result<(), Error> {
    for row in live(person).all(&*tx).await? {
        let ended_at = Some(tx.now());
        tx.update(&row, recovery::Model { ended_at, ..row.clone() }).await?;
    }
    Ok(())
}

/// Spends a code, if it is one.
pub(crate) async fn accept(tx: &mut Tx, person: PersonId, code: &str) -> Result<bool, Error> {
    let found = live(person).filter(recovery::Column::CodeHash.eq(hash(person, code))).one(&*tx).await?;
    let Some(row) = found else { return Ok(false) };
    let ended_at = Some(tx.now());
    tx.update(&row, recovery::Model { ended_at, ..row.clone() }).await?;
    Ok(true)
}
