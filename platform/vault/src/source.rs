//! Where the installation's key comes from: given on the spot (the environment), a systemd credential, or a file.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{self, Read, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, chown},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use crate::{Error, Key};

/// The name that a systemd credential must have.
const CREDENTIAL: &str = "municipio.key";
/// A line of hexadecimal digits and some words about it.
const LONGEST: u64 = 4096;

/// Where the key of an installation is looked for.
#[derive(Clone)]
pub struct Source {
    /// The key itself in hexadecimal digits, where it was given with the environment.
    pub given: Option<Zeroizing<String>>,
    /// The folder in which systemd hands credentials over, if it does.
    pub credentials: Option<PathBuf>,
    /// The file.
    pub file: PathBuf,
}

/// Without the key that was given: whatever prints settings may end in a log.
impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").field("file", &self.file).finish_non_exhaustive()
    }
}

impl Source {
    /// The file that belongs to this folder of data, where the settings name no other: never inside it, so that whoever
    /// copies the data does not copy the key.
    pub fn beside(folder: &Path) -> Self {
        let file = if folder == Path::new("/var/lib/municipio") {
            // Where the Debian package puts what only root changes.
            "/etc/municipio/municipio.key".into()
        } else {
            // "." and ".." have no name of their own.
            let whole = if folder.file_name().is_none() { fs::canonicalize(folder).ok() } else { None };
            let folder = whole.as_deref().unwrap_or(folder);
            let mut name = folder.file_name().unwrap_or_default().to_owned();
            name.push(".key");
            folder.with_file_name(name)
        };
        Self { given: None, credentials: None, file }
    }

    /// The key, if there is one.
    ///
    /// # Errors
    /// When something is there that is no key, or may not be read.
    pub fn read(&self) -> Result<Option<Key>, Error> {
        if let Some(text) = &self.given {
            let reason = "servono 64 cifre esadecimali".to_owned();
            let unreadable = || Error::Unreadable { place: self.place(), reason };
            return Key::from_hex(text).map(Some).ok_or_else(unreadable);
        }
        read_key(&self.path())
    }

    /// The key that is to take this one's place, where a change was begun and has not ended.
    ///
    /// # Errors
    /// When something is there that is no key, or may not be read.
    pub fn read_next(&self) -> Result<Option<Key>, Error> {
        read_key(&self.next_file())
    }

    /// Writes a key where there is none, readable by its owner alone (and by the group of the folder of data, when root
    /// makes it for the service).
    ///
    /// # Errors
    /// When there is one, or it cannot be written.
    pub fn write(&self, key: &Key, data: &Path) -> Result<(), Error> {
        write_key(&self.file, key, data)
    }

    /// Writes the key that is to take this one's place, in a file beside it: see [`Source::take_next`].
    ///
    /// # Errors
    /// When there is one, or it cannot be written.
    pub fn write_next(&self, key: &Key, data: &Path) -> Result<(), Error> {
        write_key(&self.next_file(), key, data)
    }

    /// Puts the key that [`Source::write_next`] wrote in the place of this one, in one step; the name under which the old one was kept
    /// beside it, if there was one.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn take_next(&self) -> Result<Option<PathBuf>, Error> {
        let unwritable = |error: io::Error| Error::Unwritable { path: self.file.clone(), reason: plain(&error) };
        let aside = self.keep_aside()?;
        fs::rename(self.next_file(), &self.file).and_then(|()| sync_folder(&self.file)).map_err(unwritable)?;
        Ok(aside)
    }

    /// Moves the file out of the way, whatever it holds, under the first free name beside it; that name, if there was a file.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn set_aside(&self) -> Result<Option<PathBuf>, Error> {
        let unwritable = |error: io::Error| Error::Unwritable { path: self.file.clone(), reason: plain(&error) };
        let aside = self.keep_aside()?;
        if aside.is_some() {
            fs::remove_file(&self.file).map_err(unwritable)?;
        }
        Ok(aside)
    }

    /// The file under one name more, the first free one beside it.
    fn keep_aside(&self) -> Result<Option<PathBuf>, Error> {
        for n in 1..=u16::MAX {
            let mut name = self.file.clone().into_os_string();
            name.push(format!(".vecchia-{n}"));
            let aside = PathBuf::from(name);
            // A link does not cover one that was set aside before, as a renaming would.
            match fs::hard_link(&self.file, &aside) {
                Ok(()) => return Ok(Some(aside)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                // Whoever was interrupted between the two steps has kept it there already.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && is_same_file(&self.file, &aside) => {
                    return Ok(Some(aside));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(Error::Unwritable { path: self.file.clone(), reason: plain(&error) }),
            }
        }
        Err(Error::Taken(self.file.clone()))
    }

    /// Whether the environment or systemd hands a key over, so that the file does not count.
    pub fn is_overruled(&self) -> bool {
        self.given.is_some() || self.path() != self.file
    }

    /// In words, for sentences.
    pub fn place(&self) -> String {
        match &self.given {
            Some(_) => "la variabile MUNICIPIO_KEY".into(),
            None => self.path().display().to_string(),
        }
    }

    /// The file that counts: systemd's, if it hands one over.
    pub fn path(&self) -> PathBuf {
        let credential = self.credentials.as_ref().map(|folder| folder.join(CREDENTIAL));
        credential.filter(|path| path.exists()).unwrap_or_else(|| self.file.clone())
    }

    fn next_file(&self) -> PathBuf {
        let mut name = self.file.clone().into_os_string();
        name.push(".nuova");
        name.into()
    }
}

/// Whether both names are of one file.
fn is_same_file(one: &Path, other: &Path) -> bool {
    let of = |path: &Path| fs::metadata(path).map(|file| (file.dev(), file.ino())).ok();
    of(one).is_some_and(|file| of(other) == Some(file))
}

/// The key in a file; `None` where there is no file.
fn read_key(path: &Path) -> Result<Option<Key>, Error> {
    let unreadable = |reason: String| Error::Unreadable { place: path.display().to_string(), reason };
    let text = match read_text(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(plain(&error))),
    };
    let line = text.lines().find(|line| !line.starts_with('#') && !line.trim().is_empty()).unwrap_or_default();
    let reason = "non contiene 64 cifre esadecimali: il file è rovinato o è un altro. Rimetti quello giusto, oppure \
            rifallo dalle 24 parole con \"municipio key from-words\"";
    Key::from_hex(line).map(Some).ok_or_else(|| unreadable(reason.to_owned()))
}

fn write_key(path: &Path, key: &Key, data: &Path) -> Result<(), Error> {
    write_new(path, key, data).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Error::Taken(path.into()),
        _ => Error::Unwritable { path: path.into(), reason: plain(&error) },
    })
}

fn read_text(path: &Path) -> io::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    File::open(path)?.take(LONGEST).read_to_string(&mut text)?;
    Ok(text)
}

fn write_new(path: &Path, key: &Key, data: &Path) -> io::Result<()> {
    // Whole or not at all: a cut where the key should be would be worse than nothing there.
    let partial = path.with_extension("key.parziale");
    if path.exists() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let text = Zeroizing::new(format!(
        "# La chiave di Municipio: apre i segreti che stanno nel database. Non va nelle copie di sicurezza.\n# Al suo posto \
         bastano le 24 parole che scrive \"municipio key words\".\n{}\n",
        *key.to_hex()
    ));
    let _ = fs::remove_file(&partial);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial)?;
    file.write_all(text.as_bytes())?;
    if let (Ok(own), Ok(data)) = (file.metadata(), fs::metadata(data))
        && own.uid() == 0
        && data.uid() != 0
    {
        // Root makes it for the service, which must read it and need not change it.
        chown(&partial, None, Some(data.gid()))?;
        file.set_permissions(Permissions::from_mode(0o640))?;
    }
    file.sync_all()?;
    // A link does not cover what is there, as a renaming would.
    let linked = fs::hard_link(&partial, path);
    fs::remove_file(&partial)?;
    linked?;
    sync_folder(path)
}

/// What was done to a name is there after a power cut too.
fn sync_folder(path: &Path) -> io::Result<()> {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "questo utente non può farlo; prova con sudo".into(),
        io::ErrorKind::NotFound => "la cartella non c'è".into(),
        io::ErrorKind::InvalidData => "non è un testo".into(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use kernel::SeededRandom;

    use super::*;

    fn key() -> Key {
        Key::new(&SeededRandom::new(1))
    }

    #[test]
    fn a_key_is_written_outside_the_data_for_its_owner_alone_and_never_over_another() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("dati");
        fs::create_dir(&data).unwrap();
        let source = Source::beside(&data);
        assert!(source.read().unwrap().is_none());
        source.write(&key(), &data).unwrap();
        assert_eq!(source.file, folder.path().join("dati.key"));
        assert_eq!(fs::metadata(&source.file).unwrap().mode() & 0o777, 0o600);
        assert_eq!(source.read().unwrap().unwrap().fingerprint(), key().fingerprint());
        let other = source.write(&Key::new(&SeededRandom::new(2)), &data).unwrap_err();
        assert!(matches!(other, Error::Taken(_)), "{other}");
        assert_eq!(source.read().unwrap().unwrap().fingerprint(), key().fingerprint());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left about");
    }

    #[test]
    fn the_folder_in_which_one_stands_has_its_key_beside_it_too() {
        let here = std::env::current_dir().unwrap();
        for name in [".", "../vault", "./"] {
            let file = Source::beside(Path::new(name)).file;
            let file = if file.is_absolute() { file } else { here.join(file) };
            assert!(
                !fs::canonicalize(file.parent().unwrap()).unwrap().starts_with(&here),
                "{name}: {}",
                file.display()
            );
        }
    }

    #[test]
    fn what_systemd_or_the_environment_hands_over_comes_before_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("dati");
        let mut source = Source::beside(&data);
        source.write(&key(), &data).unwrap();
        let theirs = Key::new(&SeededRandom::new(2));
        fs::write(folder.path().join(CREDENTIAL), theirs.to_hex().as_bytes()).unwrap();
        source.credentials = Some(folder.path().into());
        assert_eq!(source.read().unwrap().unwrap().fingerprint(), theirs.fingerprint());
        assert!(source.is_overruled());
        source.credentials = None;
        assert!(!source.is_overruled());
        source.given = Some(key().to_hex());
        assert!(source.is_overruled());
        assert!(!format!("{source:?} {}", source.place()).contains(&key().to_hex()[..8]), "it is never told");
        assert_eq!(source.read().unwrap().unwrap().fingerprint(), key().fingerprint());
    }

    #[test]
    fn a_file_set_aside_is_kept_and_so_are_those_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let source = Source::beside(&folder.path().join("dati"));
        assert!(source.set_aside().unwrap().is_none());
        for (n, text) in [(1, "uno"), (2, "due")] {
            fs::write(&source.file, text).unwrap();
            let aside = source.set_aside().unwrap().unwrap();
            assert_eq!(aside, folder.path().join(format!("dati.key.vecchia-{n}")));
            assert!(!source.file.exists());
        }
        assert_eq!(fs::read_to_string(folder.path().join("dati.key.vecchia-1")).unwrap(), "uno");
        assert_eq!(fs::read_to_string(folder.path().join("dati.key.vecchia-2")).unwrap(), "due");
    }

    #[test]
    fn a_new_key_takes_the_place_of_the_old_one_which_is_kept_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("dati");
        let (source, new) = (Source::beside(&data), Key::new(&SeededRandom::new(2)));
        source.write(&key(), &data).unwrap();
        assert!(source.read_next().unwrap().is_none());
        source.write_next(&new, &data).unwrap();
        assert!(matches!(source.write_next(&key(), &data), Err(Error::Taken(_))), "one that waits is not covered");
        assert_eq!(source.read().unwrap().unwrap().fingerprint(), key().fingerprint(), "until it is taken");
        assert_eq!(source.take_next().unwrap().unwrap(), folder.path().join("dati.key.vecchia-1"));
        assert_eq!(source.read().unwrap().unwrap().fingerprint(), new.fingerprint());
        assert_eq!(fs::metadata(&source.file).unwrap().mode() & 0o777, 0o600);
        assert!(source.read_next().unwrap().is_none());
        let old = Source { file: folder.path().join("dati.key.vecchia-1"), ..source };
        assert_eq!(old.read().unwrap().unwrap().fingerprint(), key().fingerprint());
    }

    #[test]
    fn a_key_that_was_being_set_aside_is_kept_under_one_name() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("dati");
        let source = Source::beside(&data);
        source.write(&key(), &data).unwrap();
        source.write_next(&Key::new(&SeededRandom::new(2)), &data).unwrap();
        // As it is found where the power failed between the two steps.
        let aside = folder.path().join("dati.key.vecchia-1");
        fs::hard_link(&source.file, &aside).unwrap();
        assert_eq!(source.take_next().unwrap(), Some(aside));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "the new one and the old one, once");
    }

    #[test]
    fn a_file_that_is_no_key_is_told_and_never_taken_for_one_that_lacks() {
        let folder = tempfile::tempdir().unwrap();
        let source = Source::beside(&folder.path().join("dati"));
        for text in ["", "# solo parole\n", "abc", &"0".repeat(63), &"0".repeat(1_000_000)] {
            fs::write(&source.file, text).unwrap();
            assert!(matches!(source.read(), Err(Error::Unreadable { .. })), "{:.20}", text);
        }
    }
}
