//! The file of the private key, looked at before anybody is called. It is read by the client alone, where it lies.

use std::{
    fs::File,
    io::ErrorKind,
    os::unix::fs::{MetadataExt, PermissionsExt},
};

use ente::Sftp;
use rustix::process::getuid;

/// Whether the key can be read by us and by nobody else.
///
/// # Errors
/// Why not, in a sentence.
pub(super) fn controlla(posto: &Sftp) -> Result<(), String> {
    let path = posto.key_file.display();
    let about = match File::open(&posto.key_file).and_then(|file| file.metadata()) {
        Ok(about) => about,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(format!("Il file della chiave privata {path} non c'è: chi gestisce il sistema lo metta."));
        }
        Err(_) => {
            return Err(format!(
                "Il file della chiave privata {path} non si può leggere: chi gestisce il sistema lo dia all'utente del programma."
            ));
        }
    };
    if !about.is_file() {
        return Err(format!("La chiave privata {path} non è un file."));
    }
    // Of a file that is another's, as root's, the group may be how we read it.
    let others = if about.uid() == getuid().as_raw() { 0o077 } else { 0o007 };
    if about.permissions().mode() & others != 0 {
        return Err(format!(
            "Il file della chiave privata {path} si può leggere anche da altri: chi gestisce il sistema lo chiuda (chmod 600) e, se altri \
             possono averlo letto, faccia una chiave nuova."
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{
        fs::{self, Permissions},
        path::PathBuf,
    };

    use super::*;
    use crate::sftp::esempio;

    fn posto(key_file: PathBuf) -> Sftp {
        Sftp { key_file, ..esempio() }
    }

    #[test]
    fn a_key_that_others_may_read_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("chiave");
        let told = controlla(&posto(path.clone())).unwrap_err();
        assert!(told.contains("non c'è"), "{told}");
        fs::write(&path, "x").unwrap();
        for (mode, good) in [(0o600, true), (0o400, true), (0o640, false), (0o644, false), (0o602, false)] {
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            assert_eq!(controlla(&posto(path.clone())).is_ok(), good, "{mode:o}");
        }
        assert!(controlla(&posto(folder.path().into())).is_err(), "a folder is no key");
    }
}
