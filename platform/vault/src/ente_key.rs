use std::sync::Arc;

use kernel::{Instant, Random};
use sea_orm::ConnectionTrait;
use zeroize::Zeroizing;

use crate::{Cell, Error, Key, is_sealed};

/// The key of one open ente, which seals its secrets; or none, in an ente whose secrets still lie readable.
#[derive(Clone, Debug, Default)]
pub struct Vault(Option<Arc<Key>>);

impl Vault {
    /// With this key.
    pub fn with(key: Key) -> Self {
        Self(Some(Arc::new(key)))
    }

    /// Without a key: what is kept lies readable, as it did before there were keys.
    pub const fn readable() -> Self {
        Self(None)
    }

    /// Whether what is kept from now on is sealed.
    pub const fn seals(&self) -> bool {
        self.0.is_some()
    }

    /// By which its key is told from another.
    pub fn fingerprint(&self) -> Option<[u8; 32]> {
        self.0.as_ref().map(|key| key.fingerprint())
    }

    /// What to store: `bytes` sealed for this place.
    pub fn seal(&self, cell: Cell<'_>, bytes: &[u8], random: &dyn Random) -> Vec<u8> {
        self.0.as_ref().map_or_else(|| bytes.to_vec(), |key| key.seal(cell, bytes, random))
    }

    /// What was stored there, sealed or from the days before.
    ///
    /// # Errors
    /// [`Error::Altered`], or [`Error::SealedMeanwhile`] where there is no key for what is sealed.
    pub fn open(&self, cell: Cell<'_>, stored: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        if !is_sealed(stored) {
            return Ok(Zeroizing::new(stored.to_vec()));
        }
        self.0.as_ref().ok_or(Error::SealedMeanwhile)?.open(cell, stored)
    }
}

const fn cell(ente: &str) -> Cell<'_> {
    Cell { table: "vault_key", column: "sealed", row: ente.as_bytes() }
}

/// An ente's key, sealed by the installation's for the ente with this code.
pub fn seal_key(installation: &Key, ente: &str, key: &Key, random: &dyn Random) -> Vec<u8> {
    installation.seal(cell(ente), &*key.0, random)
}

/// Opens what [`seal_key`] gave; `None` when the installation's key is another.
pub fn open_key(installation: &Key, ente: &str, sealed: &[u8]) -> Option<Key> {
    Key::from_bytes(&installation.open(cell(ente), sealed).ok()?)
}

/// The ente's key as it lies in its database, sealed; `None` where the secrets lie readable.
///
/// # Errors
/// Those of the database.
pub async fn sealed_key<C: ConnectionTrait>(read: &C) -> Result<Option<Vec<u8>>, Error> {
    let row = db::one(read, "SELECT sealed FROM vault_key WHERE id = 1", []).await?;
    Ok(row.map(|row| row.try_get("", "sealed")).transpose()?)
}

/// Keeps an ente's sealed key. Where `over` is false and another node was quicker, the other's stays.
///
/// # Errors
/// Those of the database.
pub async fn put_key<C: ConnectionTrait>(write: &C, sealed: Vec<u8>, now: Instant, over: bool) -> Result<(), Error> {
    let conflict = if over { "(id) DO UPDATE SET sealed = excluded.sealed" } else { "DO NOTHING" };
    let sql = format!("INSERT INTO vault_key (id, sealed, made_at) VALUES (1, $1, $2) ON CONFLICT {conflict}");
    db::execute(write, &sql, [sealed.into(), now.into()]).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use kernel::SeededRandom;

    use super::*;

    #[test]
    fn an_entes_key_opens_with_its_installations_key_and_under_its_own_code() {
        let random = SeededRandom::new(1);
        let (installation, key) = (Key::new(&random), Key::new(&random));
        let sealed = seal_key(&installation, "prova", &key, &random);
        assert_eq!(open_key(&installation, "prova", &sealed).unwrap().fingerprint(), key.fingerprint());
        assert!(open_key(&installation, "altrove", &sealed).is_none());
        assert!(open_key(&Key::new(&random), "prova", &sealed).is_none());
    }

    #[test]
    fn what_lay_readable_is_still_read_and_what_is_sealed_never_passes_for_it() {
        let (random, cell) = (SeededRandom::new(1), Cell { table: "t", column: "c", row: b"1" });
        let vault = Vault::with(Key::new(&random));
        assert_eq!(vault.open(cell, b"vecchio").unwrap().as_slice(), b"vecchio");
        let sealed = vault.seal(cell, b"nuovo", &random);
        assert_eq!(vault.open(cell, &sealed).unwrap().as_slice(), b"nuovo");
        assert!(matches!(Vault::readable().open(cell, &sealed), Err(Error::SealedMeanwhile)));
        assert_eq!(Vault::readable().seal(cell, b"nuovo", &random), b"nuovo");
    }
}
