//! The keys of an installation: one of its own, outside the data, and one in each ente's database, sealed by it.

use db::{Db, PostgresNode};
use ledger::Ledger;
use vault::{Key, Vault};

use crate::{Database, Ente, Enti, Error, Place};

impl Enti {
    /// The key of this installation, if it has one. It is looked for again until there is: a command may make it while a node
    /// that serves nobody yet is at work.
    ///
    /// # Errors
    /// When something is there that is no key.
    pub fn key(&self) -> Result<Option<&Key>, Error> {
        if self.key.get().is_none()
            && let Some(found) = self.place.key.read()?
        {
            return Ok(Some(self.key.get_or_init(|| found)));
        }
        Ok(self.key.get())
    }

    /// Holds the key against the fingerprint of the one with which secrets were sealed here.
    pub(crate) async fn check_key(&self) -> Result<(), Error> {
        let noted = noted_in(&self.list).await?;
        // A change of the key that was interrupted after it counted: the new one still lies beside the file.
        if self.key.get().is_none()
            && let Some(noted) = &noted
            && let Some(next) = self.place.key.read_next()?
            && next.fingerprint() == **noted
        {
            let _ = self.key.set(next);
        }
        match (self.key()?, noted) {
            (None, Some(_)) => Err(self.no_key()),
            (Some(key), Some(noted)) if key.fingerprint() != *noted => Err(self.wrong_key()),
            _ => Ok(()),
        }
    }

    /// Makes the key of this installation where there is none; from here on no other is accepted. Whether it was made now.
    ///
    /// # Errors
    /// When it cannot be written, or is not the one with which secrets were sealed here.
    pub async fn make_key(&self) -> Result<bool, Error> {
        // Before anything is written: a new key beside secrets of another would open nothing.
        self.check_key().await?;
        let made = self.key()?.is_none();
        if made {
            let key = Key::new(&**self.random());
            self.place.key.write(&key, &self.place.folder)?;
        }
        if let Some(key) = self.key()? {
            let sql = "INSERT INTO ente_key (id, fingerprint, noted_at) VALUES (1, $1, $2) ON CONFLICT DO NOTHING";
            let write = self.list.write().await?;
            db::execute(&write, sql, [key.fingerprint().to_vec().into(), self.clock().now().into()]).await?;
            write.commit().await?;
        }
        // Another node may have been quicker, with a key of its own.
        self.check_key().await?;
        Ok(made)
    }

    /// The vault of an ente: with its key where it has one; a new ente gets one; an old one without stays readable.
    pub(crate) async fn vault_of(&self, db: &Db, slug: &str) -> Result<Vault, Error> {
        let read = db.read().await?;
        let sealed = vault::sealed_key(&read).await?;
        let old = ledger::signing_key_is_readable(&read).await?.is_some();
        drop(read);
        match sealed {
            Some(sealed) => self.open_vault(slug, &sealed),
            None if old => Ok(Vault::readable()),
            None => self.give_key(db, slug).await,
        }
    }

    /// The ledger of an ente whose secrets lie readable, opened anew with a key of its own, made now where it had none.
    ///
    /// # Errors
    /// When this installation has no key; those of the database.
    pub async fn with_a_key(&self, ente: &Ente) -> Result<Ledger, Error> {
        let vault = match vault::sealed_key(&ente.db().read().await?).await? {
            Some(sealed) => self.open_vault(&ente.info.slug, &sealed)?,
            None => self.give_key(ente.db(), &ente.info.slug).await?,
        };
        self.open_ledger(ente.db().clone(), &ente.info, vault).await
    }

    /// Puts a key in the place of the one that lies in an ente's database: the same key, sealed for another installation.
    ///
    /// # Errors
    /// When this installation has no key; those of the database.
    pub async fn reseal(&self, slug: &str, key: &Key) -> Result<(), Error> {
        let installation = self.key()?.ok_or_else(|| self.no_key())?;
        let sealed = vault::seal_key(installation, slug, key, &**self.random());
        let write = self.database_of(slug).await?.write().await?;
        vault::put_key(&write, sealed, self.clock().now(), true).await?;
        Ok(write.commit().await?)
    }

    fn open_vault(&self, slug: &str, sealed: &[u8]) -> Result<Vault, Error> {
        let key = self.key()?.ok_or_else(|| self.no_key())?;
        if let Some(own) = vault::open_key(key, slug, sealed) {
            return Ok(Vault::with(own));
        }
        // While the key is being changed, and in a node that was at work when it was: the new one, wherever it has come to by now.
        let others = [self.place.key.read_next()?, self.place.key.read()?];
        let own = others.iter().flatten().find_map(|key| vault::open_key(key, slug, sealed));
        Ok(Vault::with(own.ok_or_else(|| self.wrong_key())?))
    }

    async fn give_key(&self, db: &Db, slug: &str) -> Result<Vault, Error> {
        let key = self.key()?.ok_or_else(|| self.no_key())?;
        let sealed = vault::seal_key(key, slug, &Key::new(&**self.random()), &**self.random());
        let write = db.write().await?;
        vault::put_key(&write, sealed.clone(), self.clock().now(), false).await?;
        // Another node may have been quicker: its key is the ente's.
        let sealed = vault::sealed_key(&write).await?.unwrap_or(sealed);
        write.commit().await?;
        self.open_vault(slug, &sealed)
    }

    pub(crate) fn no_key(&self) -> Error {
        vault::Error::NoKey(self.place.key.path()).into()
    }

    fn wrong_key(&self) -> Error {
        vault::Error::WrongKey(self.place.key.place()).into()
    }
}

/// The fingerprint of the key with which secrets were sealed at this place, if any were. Nothing is made or changed there.
///
/// # Errors
/// Those of the database.
pub async fn noted_key(place: &Place) -> Result<Option<Vec<u8>>, Error> {
    let list = match &place.database {
        Database::Sqlite if !place.folder.join("enti.db").is_file() => return Ok(None),
        Database::Sqlite => Db::sqlite(&place.folder.join("enti.db")).await?,
        Database::Postgres { url, .. } => Db::postgres(&PostgresNode::connect(url, 2).await?, "municipio").await?,
    };
    let noted = match noted_in(&list).await {
        // A list from before there were keys, or none at all.
        Err(db::Error::Engine(_)) => None,
        found => found?,
    };
    list.close().await;
    Ok(noted)
}

async fn noted_in(list: &Db) -> Result<Option<Vec<u8>>, db::Error> {
    let row = db::one(&list.read().await?, "SELECT fingerprint FROM ente_key WHERE id = 1", []).await?;
    Ok(row.map(|row| row.try_get("", "fingerprint")).transpose()?)
}
