//! The authorities that the ente trusts for the signatures of providers, beside the system's: added and taken away with trace.

use authz::Who;
use ente::Ente;
use kernel::{Id, Refusal};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::giudizio;
use crate::{
    error::Error,
    permissions::CASELLE,
    posta::tabelle::{ancora, regola},
};

/// Characters of the longest certificate.
const LONGEST: usize = 20_000;
const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// The authorities trusted now, the first added first.
///
/// # Errors
/// Those of the database.
pub(crate) async fn valide<C: ConnectionTrait>(connection: &C) -> Result<Vec<ancora::Model>, Error> {
    let select = ancora::Entity::find().filter(ancora::Column::ToltaAt.is_null());
    Ok(select.order_by_asc(ancora::Column::AggiuntaAt).order_by_asc(ancora::Column::Id).all(connection).await?)
}

/// The authorities, for whoever looks after the mailboxes.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn elenca(ente: &Ente, who: &Who) -> Result<Vec<ancora::Model>, Error> {
    who.require(&CASELLE)?;
    valide(&ente.db().read().await?).await
}

/// Trusts an authority.
///
/// # Errors
/// A missing permission; what is no certificate, or is there already; those of the database.
pub async fn aggiungi(ente: &Ente, who: &Who, pem: &str) -> Result<Id<ancora::Entity>, Error> {
    who.require(&CASELLE)?;
    let no = |sentence: &str| {
        let mut refusal = Refusal::default();
        refusal.add(Some("pem"), sentence);
        Error::from(refusal)
    };
    let pem = uno(pem).ok_or_else(|| {
        no("Incolla un certificato solo, in formato PEM: comincia con -----BEGIN CERTIFICATE----- e finisce con -----END CERTIFICATE-----.")
    })?;
    let read = giudizio::autorita(&pem);
    let Some((nome, impronta)) = read.and_then(|read| Some((read.nome?, read.impronta?))) else {
        return Err(no("Questo certificato non si legge: forse manca un pezzo. Copialo di nuovo, intero."));
    };
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.aggiungi_autorita").await?;
    db::alone(&tx, "protocollo_ancora").await?;
    if valide(&tx).await?.iter().any(|one| one.impronta == impronta) {
        return Err(no("Questa autorità è già nell'elenco."));
    }
    let row = ancora::Model {
        id: tx.id(),
        nome,
        pem,
        impronta,
        aggiunta_da: Some(who.person),
        aggiunta_at: tx.now(),
        tolta_da: None,
        tolta_at: None,
    };
    let id = row.id;
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(id)
}

/// Trusts an authority no longer. What it vouched for stays as it was found then.
///
/// # Errors
/// A missing permission; [`Error::AutoritaAssente`] where there is none; those of the database.
pub async fn togli(ente: &Ente, who: &Who, id: Id<ancora::Entity>) -> Result<(), Error> {
    who.require(&CASELLE)?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.togli_autorita").await?;
    let before = tx.find::<ancora::Entity>(id.uuid()).await?.filter(|row| row.tolta_at.is_none());
    let before = before.ok_or(Error::AutoritaAssente)?;
    let after = ancora::Model { tolta_da: Some(who.person), tolta_at: Some(tx.now()), ..before.clone() };
    tx.update(&before, after).await?;
    tx.commit().await?;
    Ok(())
}

/// Says whether receipts count only with a signature that is known to be good (`firmate`), always but with a bad one (`tutte`), or
/// the one where there are authorities and the other where there are none (`secondo`).
///
/// # Errors
/// A missing permission; another word; those of the database.
pub async fn decidi(ente: &Ente, who: &Who, ricevute: &str) -> Result<(), Error> {
    who.require(&CASELLE)?;
    if !super::fiducia::REGOLE.iter().any(|(code, _)| *code == ricevute) {
        return Err(Refusal::beside("ricevute", "Scegli una delle possibilità.").into());
    }
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.regola_ricevute").await?;
    // One row at most: of two who decide at once the second writes that of the first again.
    db::alone(&tx, "protocollo_posta_regola").await?;
    let known = regola::Entity::find().one(&tx).await?;
    let row = |id| regola::Model { id, ricevute: ricevute.into(), persona_id: who.person, at: tx.now() };
    match known {
        Some(before) => {
            let after = row(before.id);
            tx.update(&before, after).await?;
        }
        None => {
            let new = row(tx.id());
            tx.insert(new).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// The one certificate in a text.
fn uno(text: &str) -> Option<String> {
    let text = text.trim();
    let inner = text.strip_prefix(BEGIN)?.strip_suffix(END)?;
    let base64 = |c: char| c.is_ascii_alphanumeric() || "+/=\r\n \t".contains(c);
    if text.len() > LONGEST || inner.trim().is_empty() || !inner.chars().all(base64) {
        return None;
    }
    let lines: Vec<&str> = inner.split_whitespace().collect();
    Some(format!("{BEGIN}\n{}\n{END}\n", lines.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_certificate_is_taken_and_nothing_else() {
        let good = format!(" {BEGIN}\r\nMIIB\r\nAA==\r\n{END}\r\n");
        assert_eq!(uno(&good).as_deref(), Some("-----BEGIN CERTIFICATE-----\nMIIB\nAA==\n-----END CERTIFICATE-----\n"));
        for bad in [
            "",
            "MIIB",
            &format!("{good}{good}"),
            &good.replace("MIIB", "MI;B"),
            &good.replace("CERTIFICATE", "PRIVATE KEY"),
        ] {
            assert_eq!(uno(bad), None, "{bad}");
        }
    }
}
