//! The settings: one TOML file, with environment variables that override it. Every mistake is told at once.

mod antivirus;
mod aoo;
mod caselle;
mod conservazione;
mod conversione;
mod cooperazione;
mod firme;
mod oidc;
mod place;
mod reader;
mod scansioni;
mod signing_services;
mod testimone;
mod time_stamps;

use std::{
    collections::BTreeMap,
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use documents::store::S3Settings;
use ente::{Database, Files, Place};
use tracing_subscriber::EnvFilter;
use vault::Source;

pub(crate) use place::{At, load, place};
use reader::Reader;

/// Every section with its keys. The name of the variable that overrides one is `MUNICIPIO_` and both in capitals.
pub(crate) const KNOWN: &[(&str, &[&str])] = &[
    ("server", &["listen", "https", "trusted_proxies", "requests_per_second", "second_factor"]),
    ("data", &["folder", "key_file"]),
    ("database", &["url", "connections"]),
    ("files", &["store", "endpoint", "region", "bucket", "path_style", "access_key", "secret_key"]),
    ("log", &["level", "json"]),
    ("metrics", &["token"]),
    // One for each ente that has a provider: [oidc.CODE].
    (oidc::SECTION, &oidc::KEYS),
    // One for each mailbox of an ente: [caselle.CODE.name].
    (caselle::SECTION, &caselle::KEYS),
    // One for each folder of scans of an ente: [scansioni.CODE.name].
    (scansioni::SECTION, &scansioni::KEYS),
    // One for each ente that writes the "segnatura": [aoo.CODE].
    (aoo::SECTION, &aoo::KEYS),
    // One for each body with which an ente exchanges documents without mail: [cooperazione.CODE.name].
    (cooperazione::SECTION, &cooperazione::KEYS),
    // One for each ente whose seals carry a time stamp: [time_stamps.CODE].
    (time_stamps::SECTION, &time_stamps::KEYS),
    // One for each ente whose journal another body witnesses: [testimone.CODE].
    (testimone::SECTION, &testimone::KEYS),
    // One for each ente that signs: [signing.CODE].
    (signing_services::SECTION, &signing_services::KEYS),
    // One for each ente whose packages go to a conservatore by SFTP: [conservazione.CODE].
    (conservazione::SECTION, &conservazione::KEYS),
    ("webhooks", &["allowed_hosts"]),
    (conversione::SECTION, &conversione::KEYS),
    (firme::SECTION, &firme::KEYS),
    (antivirus::SECTION, &antivirus::KEYS),
];

/// The variables of the environment that concern us.
pub(crate) type Env = BTreeMap<String, String>;

/// A settings file is a page of text: more is not one.
const LONGEST: u64 = 1 << 20;

/// The settings of an installation.
#[derive(Clone)]
pub(crate) struct Settings {
    /// Where to answer.
    pub(crate) listen: SocketAddr,
    /// What the web shell wants to know.
    pub(crate) web: web::Settings,
    /// The folder of everything that lies on this machine.
    pub(crate) folder: PathBuf,
    /// Where the installation's key is.
    pub(crate) key: Source,
    /// The database.
    pub(crate) database: Database,
    /// The store of files.
    pub(crate) files: Files,
    /// The mailboxes of each ente, by its code.
    pub(crate) mailboxes: BTreeMap<String, Vec<mail::Mailbox>>,
    /// The folders into which scanners write, of each ente, by its code.
    pub(crate) scans: BTreeMap<String, Vec<ente::Scans>>,
    /// The organisational area of each ente, by its code.
    pub(crate) aoo: BTreeMap<String, ente::Aoo>,
    /// The bodies with which each ente exchanges documents without mail, by its code.
    pub(crate) peers: BTreeMap<String, Vec<ente::Peer>>,
    /// The authority for time stamps of each ente, by its code.
    pub(crate) time_stamps: BTreeMap<String, ente::TimeStamps>,
    /// Who witnesses the journal of each ente, by its code.
    pub(crate) witnesses: BTreeMap<String, ente::Witness>,
    /// How documents are signed in each ente, by its code.
    pub(crate) signing: BTreeMap<String, ente::Signing>,
    /// The server to which the packages of each ente go, by its code.
    pub(crate) sftp: BTreeMap<String, ente::Sftp>,
    /// Hosts inside the network that may be told of what happens.
    pub(crate) webhook_hosts: Vec<String>,
    /// How documents that come in another form are made into PDFs.
    pub(crate) conversion: ente::Conversion,
    /// The antivirus at the door of every archive, if there is one.
    pub(crate) antivirus: Option<::antivirus::Antivirus>,
    /// What may be asked outside about signatures; `None`: nothing.
    pub(crate) reach: Option<signing::fetch::Reach>,
    /// Where the trusted lists come from.
    pub(crate) lists: signing::store::Sources,
    /// The log.
    pub(crate) log: Log,
}

/// What is written in the log, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Log {
    /// A filter of `tracing`: `warn,municipio=info`.
    pub(crate) level: String,
    /// One JSON object a line.
    pub(crate) json: bool,
}

impl Default for Log {
    fn default() -> Self {
        // What accounts and security say: who entered, who was refused.
        Self { level: "warn,municipio=info,accounts=info,security=info".into(), json: false }
    }
}

/// Settings that cannot be used, with all the reasons.
#[derive(Debug, thiserror::Error)]
#[error("Le impostazioni non vanno bene:\n- {}", .0.join("\n- "))]
pub(crate) struct Wrong(pub(crate) Vec<String>);

impl Settings {
    /// Reads the file; one that is not there is an error unless `may_lack`.
    ///
    /// # Errors
    /// All that is wrong.
    pub(crate) fn load(path: &Path, may_lack: bool) -> Result<Self, Wrong> {
        let bad = |reason: String| Wrong(vec![format!("Il file {} non si legge: {reason}.", path.display())]);
        let text = match fs::metadata(path) {
            Ok(about) if about.len() > LONGEST => {
                return Err(bad("è troppo lungo per essere un file di impostazioni".into()));
            }
            Ok(_) => fs::read_to_string(path).map_err(|error| bad(plain(&error)))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound && may_lack => String::new(),
            Err(error) => return Err(bad(plain(&error))),
        };
        let env =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Self::parse(&text, &env.filter(|(name, value)| ours(name) && !value.is_empty()).collect())
    }

    /// The settings that `text` and the environment give together.
    ///
    /// # Errors
    /// All that is wrong.
    pub(crate) fn parse(text: &str, env: &Env) -> Result<Self, Wrong> {
        let mut reader = Reader::new(text, env)?;
        let usual = web::Settings::default();
        let web = web::Settings {
            https: reader.flag("server", "https").unwrap_or(usual.https),
            trusted_proxies: reader
                .list("server", "trusted_proxies", "un indirizzo IP, per esempio 127.0.0.1")
                .unwrap_or_default(),
            requests_per_second: reader
                .number("server", "requests_per_second", 1, 1_000_000)
                .unwrap_or(usual.requests_per_second),
            metrics_token: metrics_token(&mut reader),
            second_factor: second_factor(&mut reader),
            providers: oidc::providers(&mut reader),
        };
        let listen = reader.text("server", "listen").unwrap_or_else(|| "127.0.0.1:8080".into());
        let listen = listen.parse().unwrap_or_else(|_| {
            reader.wrong(
                "server",
                "listen",
                &format!("\"{listen}\" non è un indirizzo con la porta, per esempio 127.0.0.1:8080"),
            );
            SocketAddr::from(([127, 0, 0, 1], 8080))
        });
        let folder: PathBuf = reader.text("data", "folder").unwrap_or_else(|| "/var/lib/municipio".into()).into();
        let settings = Self {
            listen,
            web,
            key: key(&mut reader, env, &folder),
            folder,
            database: database(&mut reader),
            files: files(&mut reader),
            mailboxes: caselle::mailboxes(&mut reader),
            scans: scansioni::folders(&mut reader),
            aoo: aoo::areas(&mut reader),
            peers: cooperazione::peers(&mut reader),
            time_stamps: time_stamps::authorities(&mut reader),
            witnesses: testimone::witnesses(&mut reader),
            signing: signing_services::services(&mut reader),
            sftp: conservazione::servers(&mut reader),
            webhook_hosts: hosts(&mut reader, "webhooks"),
            conversion: conversione::conversion(&mut reader),
            antivirus: antivirus::antivirus(&mut reader),
            reach: firme::reach(&mut reader),
            lists: firme::sources(&mut reader),
            log: log(&mut reader),
        };
        reader.finish(settings)
    }

    /// By which way people reach the pages: by HTTPS where something before us gives it, otherwise on our own port.
    pub(crate) fn way(&self) -> ente::Way {
        if self.web.https { ente::Way::Https } else { ente::Way::Http { port: self.listen.port() } }
    }

    /// Where the data lies.
    ///
    /// # Errors
    /// When the system does not say where this program is.
    pub(crate) fn place(&self) -> io::Result<Place> {
        let Self {
            folder,
            key,
            database,
            files,
            mailboxes,
            scans,
            aoo,
            peers,
            time_stamps,
            witnesses,
            signing,
            sftp,
            webhook_hosts,
            conversion,
            antivirus,
            reach,
            ..
        } = self.clone();
        let reader = std::env::current_exe()?;
        Ok(Place {
            folder,
            way: self.way(),
            database,
            files,
            key,
            reader,
            mailboxes,
            scans,
            aoo,
            peers,
            time_stamps,
            witnesses,
            signing,
            sftp,
            webhook_hosts,
            reach,
            conversion,
            antivirus,
        })
    }
}

fn ours(variable: &str) -> bool {
    variable.starts_with("MUNICIPIO_") || variable == place::CREDENTIALS
}

fn key(reader: &mut Reader<'_>, env: &Env, folder: &Path) -> Source {
    let usual = place::key(folder, |name| env.get(name).cloned());
    let Some(file) = reader.text("data", "key_file").map(PathBuf::from) else { return usual };
    if file.starts_with(folder) {
        let sentence = "la chiave non sta nella cartella dei dati, perché chi copia i dati copierebbe anche lei: scegli un altro posto";
        reader.wrong("data", "key_file", sentence);
    }
    Source { file, ..usual }
}

fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "non c'è".into(),
        io::ErrorKind::PermissionDenied => "questo utente non può leggerlo; prova con sudo -u municipio".into(),
        io::ErrorKind::InvalidData => "non è un testo in UTF-8".into(),
        _ => error.to_string(),
    }
}

fn database(reader: &mut Reader<'_>) -> Database {
    let connections = reader.number("database", "connections", 2, 1_000).unwrap_or(20);
    let Some(url) = reader.text("database", "url") else { return Database::Sqlite };
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        // The address may hold a password: it is not repeated.
        reader.wrong(
            "database",
            "url",
            "l'indirizzo deve cominciare con postgres://; toglilo per usare il database incorporato",
        );
    }
    Database::Postgres { url, connections }
}

fn files(reader: &mut Reader<'_>) -> Files {
    let text = |reader: &mut Reader<'_>, key| reader.text("files", key);
    let (endpoint, region) = (text(reader, "endpoint"), text(reader, "region"));
    let (access, secret, bucket) = (text(reader, "access_key"), text(reader, "secret_key"), text(reader, "bucket"));
    let path_style = reader.flag("files", "path_style").unwrap_or(true);
    let store = text(reader, "store").unwrap_or_else(|| "folder".into());
    match store.as_str() {
        "folder" => return Files::Folder,
        "s3" => {}
        other => {
            let sentence = format!(
                "\"{other}\" non si può usare: scrivi \"folder\" (una cartella) oppure \"s3\" (un servizio S3)"
            );
            reader.wrong("files", "store", &sentence);
            return Files::Folder;
        }
    }
    let asked = [("bucket", &bucket), ("access_key", &access), ("secret_key", &secret)];
    for (key, _) in asked.into_iter().filter(|(_, value)| value.is_none()) {
        reader.wrong("files", key, "manca, e con store = \"s3\" serve");
    }
    if endpoint.as_deref().is_some_and(|address| !address.starts_with("https://") && !address.starts_with("http://")) {
        reader.wrong("files", "endpoint", "l'indirizzo deve cominciare con https:// oppure http://");
    }
    let [bucket, access, secret] = [bucket, access, secret].map(Option::unwrap_or_default);
    let usual = S3Settings::new(&bucket, &access, &secret);
    let region = region.unwrap_or_else(|| usual.region.clone());
    let request_timeout = Duration::from_secs(120);
    Files::S3(Box::new(S3Settings { endpoint, region, path_style, request_timeout, ..usual }))
}

/// Short words are guessed.
const SHORTEST_TOKEN: usize = 24;

fn metrics_token(reader: &mut Reader<'_>) -> Option<accounts::Secret> {
    let token = reader.text("metrics", "token")?;
    if token.len() < SHORTEST_TOKEN || !token.chars().all(|c| c.is_ascii_graphic()) {
        let sentence =
            "il gettone ha almeno 24 lettere o cifre senza spazi, per esempio quello che scrive openssl rand -hex 24";
        reader.wrong("metrics", "token", sentence);
    }
    Some(accounts::Secret::new(token))
}

/// Hosts inside the network that a section lets be called.
fn hosts(reader: &mut Reader<'_>, section: &str) -> Vec<String> {
    let what = "il nome di una macchina senza https:// e senza porta, per esempio interno.example.it";
    let hosts: Vec<String> = reader.list(section, "allowed_hosts", what).unwrap_or_default();
    // A number in IPv6 stands between brackets, as in an address.
    let plain = |host: &String| {
        let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        bare.map_or_else(
            || !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c)),
            |bare| bare.parse::<std::net::Ipv6Addr>().is_ok(),
        )
    };
    if !hosts.iter().all(plain) {
        reader.wrong(section, "allowed_hosts", &format!("ogni voce è {what}"));
    }
    hosts
}

fn second_factor(reader: &mut Reader<'_>) -> web::SecondFactor {
    match reader.text("server", "second_factor").as_deref() {
        None | Some("offered") => web::SecondFactor::Offered,
        Some("managers") => web::SecondFactor::Managers,
        Some("everyone") => web::SecondFactor::Everyone,
        Some(other) => {
            let sentence = format!(
                "\"{other}\" non si può usare: scrivi \"offered\" (chi vuole), \"managers\" (chi gestisce gli accessi) oppure \"everyone\" (tutti)"
            );
            reader.wrong("server", "second_factor", &sentence);
            web::SecondFactor::Everyone
        }
    }
}

fn log(reader: &mut Reader<'_>) -> Log {
    let usual = Log::default();
    let level = reader.text("log", "level").unwrap_or(usual.level);
    if EnvFilter::try_new(&level).is_err() {
        reader.wrong("log", "level", "scrivi error, warn, info o debug, oppure un filtro come \"warn,municipio=info\"");
    }
    Log { level, json: reader.flag("log", "json").unwrap_or(usual.json) }
}

#[cfg(test)]
mod tests;
