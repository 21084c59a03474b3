use authz::Who;
use kernel::Refusal;
use ledger::Tx;
use sea_orm::{ConnectionTrait, DbBackend};

use crate::{Checked, Clues, Error, MODIFICA, Match, NewSubject, fold, recognise, subject, words};

/// The subject of a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// Who it is.
    pub subject: subject::Model,
    /// By what it was recognised (`dal codice fiscale`); `None` when it was added.
    pub by: Option<&'static str>,
}

/// Adds a subject by hand.
///
/// # Errors
/// Without the permission; the reasons why it cannot be written; those of the ledger.
pub async fn create(who: &Who, tx: &mut Tx, new: NewSubject) -> Result<subject::Model, Error> {
    who.require(&MODIFICA)?;
    add(tx, new.check()?).await
}

/// Adds a subject as a part of something else, which has been authorised. The row is journaled under the present action.
///
/// # Errors
/// Those of the ledger.
pub async fn add(tx: &mut Tx, new: Checked) -> Result<subject::Model, Error> {
    let row = tx.insert(row(tx, new)).await?;
    words::write(tx, std::slice::from_ref(&row)).await?;
    Ok(row)
}

/// Adds many subjects at once, as an import does, and gives them in the same order.
///
/// # Errors
/// Those of the ledger.
pub async fn add_many(tx: &mut Tx, new: Vec<Checked>) -> Result<Vec<subject::Model>, Error> {
    let rows: Vec<subject::Model> = new.into_iter().map(|new| row(tx, new)).collect();
    tx.insert_many(rows.clone()).await?;
    words::write(tx, &rows).await?;
    Ok(rows)
}

/// The subject that the clues speak of: a known one when they leave no doubt ([`Match::certain`]), otherwise a new one.
/// Two that register the same new subject at once get the same one. Ask before [`Tx::number`], like every call that may
/// wait.
///
/// # Errors
/// The reasons why the clues cannot be written, all at once; those of the ledger.
pub async fn recognise_or_add(tx: &mut Tx, clues: &Clues) -> Result<Recognised, Error> {
    let checked = well_formed(clues)?;
    if let Some(known) = certain(tx, clues).await? {
        return Ok(known);
    }
    let new = checked?;
    // On SQLite whoever writes is alone: nobody can be adding the same.
    if tx.get_database_backend() == DbBackend::Postgres {
        wait_for_the_same(tx, &new).await?;
        if let Some(known) = certain(tx, clues).await? {
            return Ok(known);
        }
    }
    Ok(Recognised { subject: add(tx, new).await?, by: None })
}

/// The known subject that the clues speak of, where they leave no doubt. Nobody is added: for what is confidential, whose people
/// must not be learnt from a directory that all offices share.
///
/// # Errors
/// The reasons why the clues cannot be written, all at once; those of the database.
pub async fn recognise_known(tx: &Tx, clues: &Clues) -> Result<Option<Recognised>, Error> {
    let _ = well_formed(clues)?;
    certain(tx, clues).await
}

/// A wrong code is told even where another clue is enough, so that it can be corrected; a missing name is not.
fn well_formed(clues: &Clues) -> Result<Result<Checked, Refusal>, Error> {
    let checked = NewSubject::from(clues).check();
    match checked {
        Err(refusal) if refusal.reasons.iter().any(|reason| reason.field != Some("name")) => Err(refusal.into()),
        checked => Ok(checked),
    }
}

async fn certain(tx: &Tx, clues: &Clues) -> Result<Option<Recognised>, Error> {
    let found = recognise::surely(tx, clues).await?;
    Ok(found.map(|Match { subject, by, .. }| Recognised { subject, by: Some(by) }))
}

/// Waits until no other transaction is adding the same subject. A row with the same key cannot be written until the
/// transaction that wrote it has ended, whether or not it took it away again: so nothing stays behind.
async fn wait_for_the_same(tx: &Tx, Checked(new): &Checked) -> Result<(), Error> {
    let codes = [("tax", &new.tax_code), ("vat", &new.vat_number), ("pec", &new.pec), ("ipa", &new.ipa)];
    let strongest = codes.into_iter().find_map(|(what, code)| Some(format!("{what} {}", code.as_ref()?)));
    let clue = strongest.unwrap_or_else(|| format!("name {}", words::whole(&fold(&new.name))));
    db::execute(tx, "INSERT INTO directory_gate (clue) VALUES ($1) ON CONFLICT DO NOTHING", [clue.as_str().into()])
        .await?;
    db::execute(tx, "DELETE FROM directory_gate WHERE clue = $1", [clue.into()]).await?;
    Ok(())
}

fn row(tx: &Tx, Checked(new): Checked) -> subject::Model {
    subject::Model {
        id: tx.id(),
        kind: new.kind,
        name_folded: fold(&new.name),
        name: new.name,
        tax_code: new.tax_code,
        vat_number: new.vat_number,
        pec: new.pec,
        email: new.email,
        address: new.address,
        ipa: new.ipa,
        merged_into: None,
        created_at: tx.now(),
        code_note: new.code_note,
    }
}
