//! Another key for the installation, for whoever fears that the old one is known.

use std::path::PathBuf;

use db::Db;
use vault::Key;

use crate::{Enti, Error};

/// What a change of the key has brought to disk so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyStep<'a> {
    /// The new key lies beside the old one.
    Written,
    /// The own key of the ente with this code is sealed by the new one.
    Resealed(&'a str),
    /// From here on the new key is the installation's.
    Noted,
    /// The new key lies where the old one was.
    Taken,
}

impl Enti {
    /// Puts a new key in the place of the installation's, and gives the name of the file in which the old one was kept (`None` where
    /// there was none). The installation is to be opened anew afterwards.
    ///
    /// All that the key seals is each ente's own key: that is sealed by the new one, an ente a transaction. `done` hears each step that
    /// is on disk, and stops the change there where it fails. Wherever the change stops, every ente is sealed by one of two keys that
    /// both lie in their files: it opens, and another call goes on.
    ///
    /// # Errors
    /// When there is no key or it does not lie in its file, when an ente's key opens with neither (before anything is written), and
    /// those of the disk and of the database.
    pub async fn change_key(
        self,
        mut done: impl FnMut(KeyStep<'_>) -> Result<(), Error>,
    ) -> Result<Option<PathBuf>, Error> {
        let source = &self.place.key;
        if source.is_overruled() {
            return Err(vault::Error::Elsewhere { place: source.place(), file: source.file.clone() }.into());
        }
        let now = self.key()?.ok_or_else(|| self.no_key())?;
        self.refresh().await?;
        let begun = source.read_next()?;
        let change = Change {
            old: now.clone(),
            written: begun.is_some(),
            new: begun.unwrap_or_else(|| Key::new(&**self.random())),
        };
        self.all_open(&change).await?;
        if !change.written {
            source.write_next(&change.new, &self.place.folder)?;
        }
        done(KeyStep::Written)?;
        for info in self.list() {
            self.reseal_by(&change, &info.slug).await?;
            done(KeyStep::Resealed(&info.slug))?;
        }
        self.note(&change.new).await?;
        done(KeyStep::Noted)?;
        let aside = source.take_next()?;
        done(KeyStep::Taken)?;
        Ok(aside)
    }

    /// That every ente's key opens, before anything is written.
    async fn all_open(&self, change: &Change) -> Result<(), Error> {
        let mut closed = Vec::new();
        for info in self.list() {
            let database = self.upgraded(&info.slug).await?;
            let sealed = vault::sealed_key(&database.read().await?).await?;
            database.close().await;
            if sealed.is_some_and(|sealed| change.open(&info.slug, &sealed).is_none()) {
                closed.push(info.slug);
            }
        }
        if closed.is_empty() { Ok(()) } else { Err(Error::Closed(closed.join(", "))) }
    }

    /// Seals an ente's own key by the new one; where that is done, or its secrets lie readable, there is nothing to write.
    async fn reseal_by(&self, change: &Change, slug: &str) -> Result<(), Error> {
        let database = self.upgraded(slug).await?;
        let write = database.write().await?;
        if let Some(sealed) = vault::sealed_key(&write).await?
            && vault::open_key(&change.new, slug, &sealed).is_none()
        {
            let own = vault::open_key(&change.old, slug, &sealed).ok_or_else(|| Error::Closed(slug.to_owned()))?;
            let sealed = vault::seal_key(&change.new, slug, &own, &**self.random());
            vault::put_key(&write, sealed, self.clock().now(), true).await?;
        }
        write.commit().await?;
        // Where it was sealed before too: whoever interrupted it may have left the old value in the files, which the old key opens.
        database.scrub(&["vault_key"]).await?;
        database.close().await;
        Ok(())
    }

    /// From here on no other key is accepted.
    async fn note(&self, key: &Key) -> Result<(), Error> {
        let sql = "INSERT INTO ente_key (id, fingerprint, noted_at) VALUES (1, $1, $2) \
            ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint, noted_at = excluded.noted_at";
        let write = self.list.write().await?;
        db::execute(&write, sql, [key.fingerprint().to_vec().into(), self.clock().now().into()]).await?;
        Ok(write.commit().await?)
    }

    /// An ente's database, as far as this release has brought it.
    async fn upgraded(&self, slug: &str) -> Result<Db, Error> {
        let database = self.database_of(slug).await?;
        database.migrate(&self.migrations, self.clock().now()).await?;
        Ok(database)
    }
}

/// From which key to which.
struct Change {
    old: Key,
    new: Key,
    /// Whether the new one lies in its file from an earlier call.
    written: bool,
}

impl Change {
    fn open(&self, slug: &str, sealed: &[u8]) -> Option<Key> {
        vault::open_key(&self.new, slug, sealed).or_else(|| vault::open_key(&self.old, slug, sealed))
    }
}
