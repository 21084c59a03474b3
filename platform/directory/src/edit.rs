use authz::Who;
use kernel::Refusal;
use ledger::Tx;

use crate::{Checked, Error, MODIFICA, NewSubject, addresses, fold, subject, words};

/// Corrects a subject by hand. `before` is the row as the form showed it; `changes` is the whole form
/// (`NewSubject { pec, ..NewSubject::from(&before) }`).
///
/// # Errors
/// Without the permission; the reasons why it cannot be written; [`ledger::Error::Changed`] when another was quicker.
pub async fn edit(
    who: &Who,
    tx: &mut Tx,
    before: &subject::Model,
    changes: NewSubject,
) -> Result<subject::Model, Error> {
    who.require(&MODIFICA)?;
    update(tx, before, changes.check()?).await
}

/// Corrects a subject as a part of something else, which has been authorised. Nothing is written when nothing changes.
///
/// # Errors
/// When it was merged into another; [`ledger::Error::Changed`] when another was quicker; those of the database.
pub async fn update(tx: &mut Tx, before: &subject::Model, changes: Checked) -> Result<subject::Model, Error> {
    if before.merged_into.is_some() {
        let sentence =
            "Questa scheda è stata unita a un'altra e non si modifica più. Apri la scheda a cui è stata unita.";
        return Err(Refusal::because(sentence).into());
    }
    let after = filled(before, changes);
    if after == *before {
        return Ok(after);
    }
    let after = tx.update(before, after).await?;
    addresses::replaced(tx, before, &after).await?;
    words::rewrite(tx, before, &after).await?;
    Ok(after)
}

/// The row with what the form says.
pub(crate) fn filled(before: &subject::Model, Checked(new): Checked) -> subject::Model {
    subject::Model {
        kind: new.kind,
        name_folded: fold(&new.name),
        name: new.name,
        tax_code: new.tax_code,
        vat_number: new.vat_number,
        pec: new.pec,
        email: new.email,
        address: new.address,
        ipa: new.ipa,
        code_note: new.code_note,
        ..before.clone()
    }
}
