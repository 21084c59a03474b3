use std::path::{Path, PathBuf};

use clap::Args;
use ente::{Database, Place};
use vault::Source;

use super::{Env, Settings, Wrong};

/// Where the Debian package puts the settings.
const DEFAULT_CONFIG: &str = "/etc/municipio/municipio.toml";

/// Where the data is: a settings file, or a folder named on the spot.
#[derive(Clone, Debug, Args)]
pub(crate) struct At {
    /// Il file delle impostazioni [se non lo indichi: /etc/municipio/municipio.toml].
    #[arg(long, env = "MUNICIPIO_CONFIG", conflicts_with_all = ["data", "database"])]
    config: Option<PathBuf>,
    /// La cartella dei dati, al posto delle impostazioni.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Il server PostgreSQL, se i dati stanno lì.
    #[arg(long, requires = "data")]
    database: Option<String>,
}

impl At {
    /// The place that is meant.
    ///
    /// # Errors
    /// Settings that cannot be used, or none at all.
    pub(crate) fn place(&self) -> anyhow::Result<Place> {
        match &self.data {
            Some(data) => place(data.clone(), self.database.clone()),
            None => Ok(load(self.config.as_deref())?.place()?),
        }
    }

    /// The settings that are meant; for a folder named on the spot, the usual ones with that folder.
    ///
    /// # Errors
    /// Settings that cannot be used, or none at all.
    pub(crate) fn settings(&self) -> Result<Settings, Wrong> {
        let Some(data) = &self.data else { return load(self.config.as_deref()) };
        let usual = Settings::parse("", &Env::new())?;
        let database = on_server(self.database.clone());
        Ok(Settings { folder: data.clone(), key: key(data, from_environment), database, ..usual })
    }

    /// The same; `None` where nothing is named and nothing stands where settings usually are.
    ///
    /// # Errors
    /// Settings that cannot be used.
    pub(crate) fn settings_if_any(&self) -> Result<Option<Settings>, Wrong> {
        let named = self.data.is_some() || self.config.is_some();
        if named || are_usual() { self.settings().map(Some) } else { Ok(None) }
    }
}

/// Whether there are settings without any being named. Without a file the environment alone may do, as in a container.
fn are_usual() -> bool {
    Path::new(DEFAULT_CONFIG).exists() || std::env::var_os("MUNICIPIO_DATA_FOLDER").is_some()
}

/// The settings in `config`, or where they usually stand.
///
/// # Errors
/// Those of [`Settings::load`]; no settings anywhere.
pub(crate) fn load(config: Option<&Path>) -> Result<Settings, Wrong> {
    if let Some(path) = config {
        return Settings::load(path, false);
    }
    let usual = Path::new(DEFAULT_CONFIG);
    if are_usual() {
        return Settings::load(usual, true);
    }
    Err(Wrong(vec![format!(
        "Non trovo {DEFAULT_CONFIG}. Indica il file delle impostazioni con --config, oppure la cartella dei dati con --data."
    )]))
}

/// The place of a demo or of a test: a folder, and a server for the database if there is one.
///
/// # Errors
/// When the system does not say where this program is.
pub(crate) fn place(folder: PathBuf, database: Option<String>) -> anyhow::Result<Place> {
    let mut place = Place::in_folder(folder, on_server(database), std::env::current_exe()?);
    place.key = key(&place.folder, from_environment);
    Ok(place)
}

/// The variable with which systemd says where credentials lie.
pub(super) const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

/// Where the key of the installation with this folder is looked for: the variables, then the file beside the folder.
pub(super) fn key(folder: &Path, variable: impl Fn(&str) -> Option<String>) -> Source {
    Source {
        given: variable("MUNICIPIO_KEY").map(Into::into),
        credentials: variable(CREDENTIALS).map(Into::into),
        ..Source::beside(folder)
    }
}

fn from_environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn on_server(database: Option<String>) -> Database {
    match database {
        Some(url) => Database::Postgres { url, connections: 20 },
        None => Database::Sqlite,
    }
}
