//! Authorities that the ente trusts though no list names them: with who added them, when and why. What stands upon one is never
//! qualified.

use std::sync::Arc;

use authz::{Permission, Who};
use ente::Ente;
use kernel::{Id, Refusal};
use ledger::Tx;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use signing::store::{Folder, Lists, pem};
use signing::verify::certificate::Certificate;
use signing::verify::trust::{Added, Purpose, Trust};

use crate::{Error, anchor};

/// To decide which authorities the ente trusts beside those of the lists.
pub static AUTORITA: Permission = Permission {
    code: "validation.autorita",
    label: "decidere di quali autorità di certificazione fidarsi oltre a quelle delle liste di fiducia",
    law: None,
};

/// What may be done here.
pub static PERMISSIONS: &[&Permission] = &[&AUTORITA];

/// Characters of the longest certificate.
const PEM_MAX: usize = 20_000;

/// An authority to be trusted.
#[derive(Clone, Debug)]
pub struct NewAnchor {
    /// One certificate, PEM.
    pub pem: String,
    /// Why.
    pub reason: String,
    /// For what.
    pub purposes: Vec<Purpose>,
}

/// Trusts an authority, in a transaction of the caller's. What it is known by, and its name.
///
/// # Errors
/// A missing permission; all that is wrong with it; those of the database.
pub async fn add_anchor(tx: &mut Tx, who: &Who, new: &NewAnchor) -> Result<(Id<anchor::Entity>, String), Error> {
    who.require(&AUTORITA)?;
    let mut refusal = Refusal::default();
    let read = (new.pem.len() <= PEM_MAX).then(|| pem::certificates(&new.pem)).flatten();
    let one = read.as_deref().and_then(|all| if let [der] = all { Certificate::read(der).ok() } else { None });
    if one.is_none() {
        refusal.add(
            Some("pem"),
            "Incolla un certificato solo, in formato PEM: comincia con -----BEGIN CERTIFICATE----- e finisce con -----END CERTIFICATE-----.",
        );
    }
    let reason = one_line(&new.reason);
    if !is_reason(&reason) {
        refusal.add(Some("motivo"), "Scrivi perché l'ente si fida di questa autorità, con al massimo 500 caratteri.");
    }
    if new.purposes.is_empty() {
        refusal.add(Some("usi"), "Scegli per che cosa vale questa autorità.");
    }
    let Some(certificate) = refusal.unless_empty(one)? else {
        return Err(Refusal::because("Manca il certificato.").into());
    };
    let sha256 = certificate.fingerprint().0.to_vec();
    db::alone(tx, "validation_anchor").await?;
    if in_force(tx).await?.iter().any(|other| other.sha256 == sha256) {
        let mut refusal = Refusal::default();
        refusal.add(Some("pem"), "Questa autorità è già nell'elenco.");
        return Err(refusal.into());
    }
    let id = tx.id();
    let name = certificate.subject().shown().unwrap_or_else(|| "autorità senza nome".into());
    let row = anchor::Model {
        id,
        name: name.clone(),
        pem: new.pem.trim().to_owned(),
        sha256,
        reason,
        purposes: new.purposes.iter().map(|purpose| code(*purpose)).collect::<Vec<_>>().join("\n"),
        added_by: who.person,
        added_at: tx.now(),
        removed_by: None,
        removed_at: None,
        removed_reason: None,
    };
    tx.insert(row).await?;
    Ok((id, name))
}

/// Trusts an authority no longer, in a transaction of the caller's. What it vouched for stays as it was found then. Its name.
///
/// # Errors
/// A missing permission; a reason that is not told; that it is not trusted any more, or never was; those of the database.
pub async fn remove_anchor(tx: &mut Tx, who: &Who, id: Id<anchor::Entity>, reason: &str) -> Result<String, Error> {
    who.require(&AUTORITA)?;
    let reason = one_line(reason);
    if !is_reason(&reason) {
        let mut refusal = Refusal::default();
        refusal.add(Some("motivo"), "Scrivi perché l'ente non si fida più, con al massimo 500 caratteri.");
        return Err(refusal.into());
    }
    db::alone(tx, "validation_anchor").await?;
    let before = tx.find::<anchor::Entity>(id.uuid()).await?.filter(|row| row.removed_at.is_none());
    let before = before.ok_or_else(|| Refusal::because("Questa autorità non è tra quelle di cui l'ente si fida."))?;
    let after = anchor::Model {
        removed_by: Some(who.person),
        removed_at: Some(tx.now()),
        removed_reason: Some(reason),
        ..before.clone()
    };
    tx.update(&before, after).await?;
    Ok(before.name)
}

/// All the authorities that the ente trusts or has trusted, the newest first.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn all_anchors(ente: &Ente, who: &Who) -> Result<Vec<anchor::Model>, Error> {
    who.require(&AUTORITA)?;
    let select = anchor::Entity::find().order_by_desc(anchor::Column::Id);
    Ok(select.all(&ente.db().read().await?).await?)
}

/// For what an authority counts, in Italian.
#[must_use]
pub fn uses(row: &anchor::Model) -> Vec<&'static str> {
    row.purposes.lines().filter_map(purpose).map(purpose_words).collect()
}

/// A use in Italian.
#[must_use]
pub const fn purpose_words(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Documents => "firme e sigilli sui documenti",
        Purpose::TimeStamps => "marche temporali",
        Purpose::Mail => "messaggi di posta firmati fra i documenti",
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_reason(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= 500
}

/// Whom the ente trusts now: what makes it, reading the lists, **blocks**; the lists come with it.
///
/// # Errors
/// Those of the database.
pub(crate) async fn trusted(ente: &Ente) -> Result<Trusted, Error> {
    let added = in_force(&ente.db().read().await?).await?.iter().filter_map(as_trusted).collect();
    Ok(Trusted { folder: Arc::clone(&ente.lists), added })
}

/// The lists of the installation and the authorities of the ente.
#[derive(Clone)]
pub(crate) struct Trusted {
    folder: Arc<Folder>,
    added: Vec<(Arc<Certificate>, Added)>,
}

impl Trusted {
    /// As the judge takes them. **Blocks.**
    pub(crate) fn read(self) -> (Arc<Lists>, Trust) {
        let lists = self.folder.current();
        let mut trust: Trust = lists.trust().clone();
        for (certificate, added) in self.added {
            trust.add_anchor(certificate, added);
        }
        (lists, trust)
    }
}

async fn in_force<C: ConnectionTrait>(connection: &C) -> Result<Vec<anchor::Model>, Error> {
    let select = anchor::Entity::find().filter(anchor::Column::RemovedAt.is_null());
    Ok(select.order_by_asc(anchor::Column::Id).all(connection).await?)
}

/// As the judge takes it; `None` where the certificate can be read no more.
fn as_trusted(row: &anchor::Model) -> Option<(Arc<Certificate>, Added)> {
    let certificate = Certificate::read(pem::certificates(&row.pem)?.first()?).ok()?;
    let purposes = row.purposes.lines().filter_map(purpose).collect();
    let added =
        Added { reason: row.reason.clone(), by: format!("person:{}", row.added_by), on: row.added_at.utc(), purposes };
    Some((certificate, added))
}

/// What a use is called in a form and in the table.
#[must_use]
pub const fn code(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Documents => "documents",
        Purpose::TimeStamps => "time_stamps",
        Purpose::Mail => "mail",
    }
}

/// Every use.
pub const PURPOSES: [Purpose; 3] = [Purpose::Documents, Purpose::TimeStamps, Purpose::Mail];

/// The use of this code.
#[must_use]
pub fn purpose(code: &str) -> Option<Purpose> {
    PURPOSES.into_iter().find(|purpose| self::code(*purpose) == code)
}
