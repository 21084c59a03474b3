//! What can go wrong in a store. `Display` is the Italian sentence for the person at the screen; `Debug`
//! and `source()` are for the log.

use std::io;
use std::path::{Path, PathBuf};

use super::Sha256Hash;

/// Why a store could not keep or give back a document.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The upload is longer than the caller allows; nothing was kept.
    #[error(
        "Il file supera la dimensione massima di {}. Riducilo o dividilo in più parti e riprova.",
        human_size(*limit)
    )]
    TooBig {
        /// The most that was allowed, in bytes.
        limit: u64,
    },
    /// The disk or the quota is full; nothing was kept.
    #[error(
        "Lo spazio per i documenti è esaurito: il file non è stato salvato. Chiedi a chi gestisce il sistema di liberare spazio, poi riprova."
    )]
    DiskFull {
        /// What the operating system answered.
        source: io::Error,
    },
    /// The folder of the documents is not there (an unplugged disk, a network folder that is down).
    #[error(
        "La cartella dei documenti {} non si trova. Controlla che il disco sia collegato, poi riprova.",
        path.display()
    )]
    FolderGone {
        /// The folder that was looked for.
        path: PathBuf,
    },
    /// The program may not read or write there.
    #[error(
        "Il programma non ha il permesso di usare {}. Correggi i permessi della cartella dei documenti, poi riprova.",
        path.display()
    )]
    Permission {
        /// The file or folder concerned.
        path: PathBuf,
    },
    /// The object storage refused our credentials, or they may not do this.
    #[error(
        "L'archivio dei documenti ha rifiutato le credenziali. Controlla la chiave d'accesso e i suoi permessi nelle impostazioni."
    )]
    Denied {
        /// The answer of the object storage.
        source: object_store::Error,
    },
    /// No object with that hash belongs to this ente.
    #[error("Il documento con impronta {sha} non è nell'archivio.")]
    NotFound {
        /// The hash that was asked for.
        sha: Sha256Hash,
    },
    /// The range asked for does not lie inside the object.
    #[error(
        "È stata chiesta una parte del documento che non esiste: da {start} a {end}, ma il documento è lungo {size} byte."
    )]
    OutOfRange {
        /// First byte asked for.
        start: u64,
        /// One past the last byte asked for.
        end: u64,
        /// Length of the object, in bytes.
        size: u64,
    },
    /// Whoever sends the file stopped before the end; nothing was kept.
    #[error("L'invio del file si è interrotto prima della fine: il file non è stato salvato. Riprova.")]
    Interrupted {
        /// What the reader reported, if anything.
        source: io::Error,
    },
    /// The antivirus found something in it; nothing was kept.
    #[error(
        "L'antivirus ha trovato in questo file \"{found}\": il file è stato rifiutato e non è stato conservato. Non aprirlo. Chiedi un file \
         pulito a chi lo ha mandato e avvisa chi gestisce il sistema."
    )]
    Infected {
        /// What it calls it.
        found: String,
    },
    /// The antivirus said nothing clear of it, and without its word nothing comes in; nothing was kept.
    #[error(
        "L'antivirus {reason}, e senza il suo controllo qui non entra nessun file: questo non è stato salvato. Riprova tra qualche \
         minuto; se continua, avvisa chi gestisce il sistema."
    )]
    Unscanned {
        /// Why not, as the end of a sentence.
        reason: String,
        /// Whether the file was read to its end all the same: what comes after it on the same connection can be read.
        read: bool,
    },
    /// The name that keeps one ente's files apart from another's is not usable.
    #[error(
        "«{found}» non è un nome valido per l'archivio di un ente: usa da 1 a 64 lettere minuscole, cifre, trattini o trattini bassi."
    )]
    BadPrefix {
        /// What was given, cut to 80 characters.
        found: String,
    },
    /// The settings of the object storage do not make sense.
    #[error("Le impostazioni dell'archivio S3 non sono valide: {reason}")]
    BadSettings {
        /// What does not hold, in Italian.
        reason: String,
    },
    /// The object storage does not answer, or answers with a fault, after the allowed retries.
    #[error(
        "L'archivio dei documenti non risponde. Riprova tra qualche minuto; se continua, avvisa chi gestisce il sistema."
    )]
    Unreachable {
        /// The last failure.
        source: object_store::Error,
    },
    /// Any other failure of the disk.
    #[error(
        "Non è stato possibile leggere o scrivere {}. Avvisa chi gestisce il sistema.",
        path.display()
    )]
    Io {
        /// The file or folder concerned.
        path: PathBuf,
        /// What the operating system answered.
        source: io::Error,
    },
}

impl StoreError {
    /// Whether the antivirus keeps out this one file, which was read to its end: the others need not wait for it.
    #[must_use]
    pub const fn keeps_out_one(&self) -> bool {
        matches!(self, Self::Infected { .. } | Self::Unscanned { read: true, .. })
    }

    /// Gives an operating-system failure at `path` its meaning.
    pub(crate) fn from_io(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::DiskFull { source }
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::Permission { path: path.to_owned() }
            }
            io::ErrorKind::NotFound => Self::FolderGone { path: path.to_owned() },
            _ => Self::Io { path: path.to_owned(), source },
        }
    }

    /// Gives a failure of the object storage its meaning; `sha` is the object that was asked for, if any.
    pub(crate) fn from_s3(sha: Option<&Sha256Hash>, source: object_store::Error) -> Self {
        match (&source, sha) {
            (object_store::Error::NotFound { .. }, Some(sha)) => Self::NotFound { sha: *sha },
            (object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. }, _) => {
                Self::Denied { source }
            }
            _ if says(&source, &["AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch"]) => {
                Self::Denied { source }
            }
            _ if says(&source, &["NoSuchBucket"]) => {
                Self::BadSettings { reason: "il contenitore (bucket) indicato non esiste.".to_owned() }
            }
            _ => Self::Unreachable { source },
        }
    }
}

/// Whether a failure carries one of these codes of the S3 protocol (Amazon S3 API reference, Error responses).
/// For listings, `object_store` keeps the answer in a private error: its text is all there is. Neither hashes
/// nor prefixes can spell a code, which has capitals.
fn says(failure: &object_store::Error, codes: &[&str]) -> bool {
    let text = format!("{failure:?}");
    codes.iter().any(|code| text.contains(code))
}

/// A size in the units people read, with the Italian decimal comma: `20 MB`, `1,5 GB`.
pub fn human_size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} byte");
    }
    let (mut tenths, mut unit) = (bytes / 100, 0);
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1000;
        unit += 1;
    }
    let name = UNITS.get(unit).copied().unwrap_or("TB");
    match tenths % 10 {
        0 => format!("{} {name}", tenths / 10),
        rest => format!("{},{rest} {name}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_people_write_them() {
        assert_eq!(human_size(0), "0 byte");
        assert_eq!(human_size(999), "999 byte");
        assert_eq!(human_size(1500), "1,5 kB");
        assert_eq!(human_size(20_000_000), "20 MB");
        assert_eq!(human_size(524_288_000), "524,2 MB");
        assert_eq!(human_size(1_500_000_000), "1,5 GB");
    }

    #[test]
    fn a_full_disk_a_missing_folder_and_a_closed_door_are_told_apart() {
        let path = Path::new("/srv/documenti");
        let told = |kind| StoreError::from_io(path, io::Error::from(kind)).to_string();
        assert!(told(io::ErrorKind::StorageFull).contains("spazio"));
        assert!(told(io::ErrorKind::NotFound).contains("non si trova"));
        assert!(told(io::ErrorKind::PermissionDenied).contains("permesso"));
    }
}
