//! With which key the secrets in a backup open again: tried before anything is written.

use anyhow::{Context, bail};
use ente::{Enti, Place};
use vault::Key;

use super::{EnteCopy, Manifest};

/// What must be done so that the secrets of a backup open where it is put back.
#[derive(Debug, Default)]
pub(crate) struct Reopening {
    /// The installation's key, to be written where there is none.
    write: Option<Key>,
    /// Enti's own keys, to be sealed by the key that is there.
    reseal: Vec<(String, Key)>,
}

impl Reopening {
    /// Finds out, with the key that is there and the one that was read from 24 words (an installation's, or one ente's own).
    ///
    /// # Errors
    /// When the secrets of an ente open with neither, and when a key is there that cannot be read.
    pub(crate) async fn plan(place: &Place, manifest: &Manifest, words: Option<&Key>) -> anyhow::Result<Self> {
        let (own, mut plan, mut closed) = (place.key.read()?, Self::default(), Vec::new());
        for copy in &manifest.enti {
            let Some(found) = try_keys(copy, own.as_ref(), words)? else {
                closed.push(copy.slug());
                continue;
            };
            match found {
                Found::Open => {}
                Found::Installation(_) if own.is_none() => plan.write = words.cloned(),
                Found::Installation(key) | Found::Ente(key) => plan.reseal.push((copy.slug().to_owned(), key)),
            }
        }
        match (closed.as_slice(), words) {
            ([], _) => plan.fits(place, own.as_ref()).await,
            (closed, Some(_)) => bail!(
                "Le 24 parole non aprono i segreti di questi enti: {}. Niente è stato scritto. Forse sono di un'altra \
                 installazione, o di un ente solo: in quel caso fai una copia per ente (municipio backup --ente).",
                closed.join(", ")
            ),
            (closed, None) => bail!(
                "I segreti di questi enti sono sigillati con una chiave che qui non c'è: {}. Niente è stato scritto. Porta il file \
                 della chiave in {}, oppure rilancia con --words e scrivi le 24 parole.",
                closed.join(", "),
                place.key.file.display()
            ),
        }
    }

    /// Where the place has secrets of other enti already, the key is theirs too.
    async fn fits(self, place: &Place, own: Option<&Key>) -> anyhow::Result<Self> {
        let Some(noted) = ente::noted_key(place).await? else { return Ok(self) };
        match self.write.as_ref().or(own) {
            None => Err(vault::Error::NoKey(place.key.path()).into()),
            Some(key) if key.fingerprint() != *noted => Err(vault::Error::WrongKey(place.key.place()).into()),
            Some(_) => Ok(self),
        }
    }

    /// Writes the installation's key, if that is what must be done: before the data, so that a refusal leaves nothing behind.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn write_key(&self, place: &Place) -> anyhow::Result<()> {
        if let Some(key) = &self.write {
            place.key.write(key, &place.folder)?;
            eprintln!("La chiave dell'installazione è in {}.", place.key.file.display());
        }
        Ok(())
    }

    /// Seals the enti's keys with this installation's, made now if there is none, before the enti are opened.
    ///
    /// # Errors
    /// Those of the database and of the key.
    pub(crate) async fn reseal(&self, enti: &Enti) -> anyhow::Result<()> {
        if enti.make_key().await? {
            eprintln!("La chiave di questa installazione è nuova: scrivine le parole con \"municipio key words\".");
        }
        for (slug, key) in &self.reseal {
            enti.reseal(slug, key).await?;
        }
        Ok(())
    }
}

enum Found {
    /// Nothing to do: it opens with the key that is there, or nothing is sealed.
    Open,
    /// The words are the key of the installation that made the backup; this is the ente's.
    Installation(Key),
    /// The words are the ente's own.
    Ente(Key),
}

fn try_keys(copy: &EnteCopy, own: Option<&Key>, words: Option<&Key>) -> anyhow::Result<Option<Found>> {
    let Some(segreti) = &copy.segreti else { return Ok(Some(Found::Open)) };
    let unreadable = || format!("{}: la chiave nella copia non si legge. Usa un'altra copia", copy.slug());
    let sealed = hex::decode(&segreti.chiave).with_context(unreadable)?;
    let open = |key: &Key| vault::open_key(key, copy.slug(), &sealed);
    if own.and_then(open).is_some() {
        return Ok(Some(Found::Open));
    }
    let Some(words) = words else { return Ok(None) };
    if let Some(key) = open(words) {
        return Ok(Some(Found::Installation(key)));
    }
    let itself = hex::encode(words.fingerprint()) == segreti.impronta;
    Ok(itself.then(|| Found::Ente(words.clone())))
}
