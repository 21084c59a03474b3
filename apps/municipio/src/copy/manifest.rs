use std::{fs, path::Path};

use ::ente::EnteInfo;
use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};

use super::{MANIFEST, digest, fiducia, sync};

/// The format's name.
const FORMAT: &str = "municipio-copia/1";
/// A few kilobytes per ente: more is not a manifest.
const LONGEST: u64 = 64 << 20;

/// What there is in a backup. The words are Italian because people read it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// `municipio-copia/1`.
    pub(crate) formato: String,
    /// The release that made it.
    pub(crate) versione: String,
    /// When it was begun, in Italy (RFC 3339).
    pub(crate) fatta: String,
    /// The database engine.
    pub(crate) motore: Motor,
    /// The enti.
    pub(crate) enti: Vec<EnteCopy>,
    /// The trusted lists of the installation, and the certificates of the Official Journal.
    #[serde(default)]
    pub(crate) fiducia: Vec<Piece>,
}

/// The engine of the databases in a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Motor {
    /// Copies of SQLite files.
    Sqlite,
    /// Dumps of PostgreSQL schemas.
    Postgresql,
}

/// One ente in a backup.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct EnteCopy {
    /// Which.
    pub(crate) ente: Info,
    /// Its database.
    pub(crate) database: Piece,
    /// The list of its files.
    pub(crate) elenco: Piece,
    /// How many files.
    pub(crate) file: u64,
    /// The bytes in them.
    pub(crate) byte: u64,
    /// The key that signs its checkpoints.
    pub(crate) chiave: String,
    /// The ente's own key, where its secrets are sealed; what opens it is never in a backup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) segreti: Option<Sealed>,
    /// The last checkpoint in the copied database: what is restored must extend it.
    pub(crate) sigillo: Option<String>,
    /// What could not be copied because it was already damaged or missing.
    pub(crate) problemi: Vec<String>,
}

/// An ente's key, sealed by the installation's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Sealed {
    /// As it lies in the database, hexadecimal.
    pub(crate) chiave: String,
    /// The SHA-256 by which the key is known when it is found, hexadecimal.
    pub(crate) impronta: String,
}

/// What is known of an ente without opening it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Info {
    codice: String,
    nome: String,
    host: Vec<String>,
    ipa: String,
    dimostrativo: bool,
}

/// A file of the backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Piece {
    /// Its place in the backup.
    pub(crate) percorso: String,
    /// SHA-256, hexadecimal.
    pub(crate) sha256: String,
    /// Its length.
    pub(crate) byte: u64,
}

impl From<&EnteInfo> for Info {
    fn from(info: &EnteInfo) -> Self {
        let EnteInfo { slug, name, hosts, ipa, demo } = info.clone();
        Self { codice: slug, nome: name, host: hosts, ipa, dimostrativo: demo }
    }
}

impl From<Info> for EnteInfo {
    fn from(info: Info) -> Self {
        let Info { codice, nome, host, ipa, dimostrativo } = info;
        Self { slug: codice, name: nome, hosts: host, ipa, demo: dimostrativo }
    }
}

impl Piece {
    /// Measures a file of the backup.
    pub(crate) fn of(backup: &Path, percorso: String) -> anyhow::Result<Self> {
        let (sha256, byte) =
            digest(&backup.join(&percorso)).with_context(|| format!("Non riesco a rileggere {percorso}"))?;
        Ok(Self { percorso, sha256, byte })
    }

    /// Whether the file is still the one that was measured, at the place where it belongs.
    pub(super) fn check(&self, backup: &Path, percorso: String) -> anyhow::Result<()> {
        let sound = Self::of(backup, percorso)?;
        ensure!(
            sound == *self,
            "La copia è rovinata: {} non è più quello che era. Usa un'altra copia.",
            sound.percorso
        );
        Ok(())
    }
}

impl Motor {
    /// Where an ente's database lies in a backup.
    pub(crate) fn database_path(self, slug: &str) -> String {
        match self {
            Self::Sqlite => format!("enti/{slug}/ente.db"),
            Self::Postgresql => format!("enti/{slug}/ente.sql"),
        }
    }
}

/// Where the list of an ente's files lies in a backup.
pub(crate) fn list_path(slug: &str) -> String {
    format!("enti/{slug}/file.elenco")
}

impl EnteCopy {
    /// The ente's code.
    pub(crate) fn slug(&self) -> &str {
        &self.ente.codice
    }

    /// Checks the database and the list.
    ///
    /// # Errors
    /// A sentence that names the part that is not what it was.
    pub(crate) fn check(&self, backup: &Path, motor: Motor) -> anyhow::Result<()> {
        self.database.check(backup, motor.database_path(self.slug()))?;
        self.elenco.check(backup, list_path(self.slug()))
    }
}

impl Manifest {
    /// An empty one, begun at `when`.
    pub(crate) fn new(motore: Motor, when: String) -> Self {
        Self {
            formato: FORMAT.into(),
            versione: env!("CARGO_PKG_VERSION").into(),
            fatta: when,
            motore,
            enti: Vec::new(),
            fiducia: Vec::new(),
        }
    }

    /// Writes it durably.
    ///
    /// # Errors
    /// When the disk refuses.
    pub(crate) fn write(&self, backup: &Path) -> anyhow::Result<()> {
        let (path, partial) = (backup.join(MANIFEST), backup.join("manifesto.parziale"));
        fs::write(&partial, serde_json::to_vec_pretty(self)?)?;
        sync(&partial)?;
        fs::rename(&partial, &path)?;
        Ok(sync(backup)?)
    }

    /// Reads it back.
    ///
    /// # Errors
    /// When there is none, or it is not one.
    pub(crate) fn read(backup: &Path) -> anyhow::Result<Self> {
        let path = backup.join(MANIFEST);
        let missing = || {
            format!(
                "In {} non c'è {MANIFEST}: non è una copia di sicurezza, oppure la copia si è interrotta prima della fine.",
                backup.display()
            )
        };
        let size = fs::metadata(&path).with_context(missing)?.len();
        ensure!(size <= LONGEST, "{MANIFEST} è troppo grande: non è di una copia di sicurezza.");
        let unreadable = || format!("{} non si legge: la copia è rovinata. Usa un'altra copia.", path.display());
        let manifest: Self = serde_json::from_slice(&fs::read(&path)?).with_context(unreadable)?;
        ensure!(
            manifest.formato == FORMAT,
            "La copia è di un'altra versione ({}): usa il programma che l'ha fatta.",
            manifest.formato
        );
        for piece in &manifest.fiducia {
            ensure!(
                fiducia::is_one(&piece.percorso),
                "Nella copia c'è una lista di fiducia con un nome che non va bene."
            );
        }
        for copy in &manifest.enti {
            // A code becomes part of a path.
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            ensure!(
                !copy.slug().is_empty() && copy.slug().chars().all(plain),
                "Nella copia c'è un codice di ente che non va bene."
            );
        }
        Ok(manifest)
    }
}
