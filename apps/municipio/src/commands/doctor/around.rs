//! The machine: folder, space, port, programs.

use std::{
    fs::{self, File},
    io::{self, ErrorKind, Write},
    net::{SocketAddr, TcpListener},
    path::Path,
    time::Duration,
};

use documents::text::OcrTools;
use ente::Database;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::Finding;
use crate::settings::Settings;

/// Free space under which an error is told, and under which a warning: bytes.
const TOO_LITTLE: u64 = 500 << 20;
const LITTLE: u64 = 5 << 30;

/// Whether passwords would cross the network in clear.
pub(super) fn exposure(settings: &Settings) -> Option<Finding> {
    let open = !settings.listen.ip().is_loopback();
    (open && !settings.web.https).then(|| {
        Finding::warning(
            "rete",
            format!(
                "Il programma risponde a tutta la rete su {} senza https: le password passano in chiaro.",
                settings.listen
            ),
            "Metti davanti un server web con https, poi scrivi https = true e listen = \"127.0.0.1:8080\".",
        )
    })
}

/// Whether the folder of data is there and can be written.
pub(super) fn folder(folder: &Path) -> Finding {
    match try_folder(folder) {
        Ok(()) => Finding::ok("cartella dei dati", format!("{} c'è e ci si può scrivere.", folder.display())),
        Err(error) => Finding::error(
            "cartella dei dati",
            format!("In {} non si può scrivere: {error}.", folder.display()),
            "Crea la cartella e dalla all'utente del programma (sudo chown municipio: CARTELLA), o cambia folder sotto [data].",
        ),
    }
}

fn try_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let path = folder.join(format!(".prova-{}", std::process::id()));
    let mut file = File::create(&path)?;
    let written = file.write_all(b"prova").and_then(|()| file.sync_all());
    fs::remove_file(&path)?;
    written
}

/// How much room is left.
pub(super) async fn space(folder: &Path) -> Finding {
    const WHAT: &str = "spazio";
    let output = tokio::process::Command::new("df").args(["--output=avail", "-B1"]).arg(folder).output().await;
    let free = output
        .ok()
        .and_then(|output| String::from_utf8_lossy(&output.stdout).lines().nth(1)?.trim().parse::<u64>().ok());
    let Some(free) = free else {
        return Finding::warning(WHAT, "Non riesco a sapere quanto spazio è libero.", "Controllalo con il comando df.");
    };
    let sentence = format!("Sono liberi {} MB.", free >> 20);
    let remedy = "Libera spazio o ingrandisci il disco: quando è pieno non si può più registrare.";
    match free {
        ..TOO_LITTLE => Finding::error(WHAT, sentence, remedy),
        TOO_LITTLE..LITTLE => Finding::warning(WHAT, sentence, remedy),
        _ => Finding::ok(WHAT, sentence),
    }
}

/// Whether the port is free, or ours.
pub(super) async fn port(listen: SocketAddr) -> Finding {
    const WHAT: &str = "porta";
    match TcpListener::bind(listen) {
        Ok(_) => Finding::ok(WHAT, format!("{listen} è libera.")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => match answers(listen).await {
            Some(true) => Finding::ok(WHAT, format!("Su {listen} risponde già Municipio.")),
            _ => Finding::error(
                WHAT,
                format!("{listen} è occupata da un altro programma."),
                "Ferma l'altro programma (sudo ss -ltnp dice qual è) o cambia listen sotto [server].",
            ),
        },
        Err(error) => Finding::error(
            WHAT,
            format!("Su {listen} non si può rispondere: {error}."),
            "Controlla che l'indirizzo sia di questa macchina; una porta sotto la 1024 è riservata al sistema.",
        ),
    }
}

/// Whether our health endpoint answers there.
async fn answers(listen: SocketAddr) -> Option<bool> {
    let ask = async {
        let mut stream = TcpStream::connect(listen).await.ok()?;
        stream.write_all(b"GET /salute HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.ok()?;
        let mut answer = Vec::new();
        stream.take(4_096).read_to_end(&mut answer).await.ok()?;
        Some(answer.starts_with(b"HTTP/1.1 200") || answer.starts_with(b"HTTP/1.1 503"))
    };
    timeout(Duration::from_secs(3), ask).await.ok().flatten()
}

/// Programs that do more where they are there: name, package, what is lost without.
const TOOLS: [(&str, &str, &str); 2] = [
    ("tesseract", "tesseract-ocr tesseract-ocr-ita", "il testo delle scansioni non si può cercare"),
    ("pdftoppm", "poppler-utils", "i PDF fatti di sole immagini non si leggono, e le scansioni non si dividono"),
];
const FOR_POSTGRES: [(&str, &str, &str); 2] = [
    ("pg_dump", "postgresql-client", "\"municipio backup\" non può copiare il database"),
    ("psql", "postgresql-client", "\"municipio restore\" non può rimettere il database"),
];

/// Which of the programs that help are there.
pub(super) async fn tools(settings: &Settings) -> Vec<Finding> {
    let server = matches!(settings.database, Database::Postgres { .. });
    let wanted = TOOLS.iter().chain(FOR_POSTGRES.iter().filter(|_| server));
    let found = |(name, package, loss): &(&'static str, &str, &str)| {
        if in_path(name) {
            Finding::ok("programmi", format!("{name} c'è."))
        } else {
            Finding::warning(
                "programmi",
                format!("Manca {name}: {loss}."),
                format!("Se ti serve: sudo apt install {package}"),
            )
        }
    };
    wanted.map(found).chain(italian().await).collect()
}

/// Whether Tesseract, where it is, knows Italian.
async fn italian() -> Option<Finding> {
    let tools = OcrTools::find(&std::env::var_os("PATH").unwrap_or_default()).await;
    let lacks = tools.tesseract.is_some() && !tools.languages.contains("ita");
    lacks.then(|| {
        Finding::warning(
            "programmi",
            "A tesseract manca l'italiano: nelle scansioni riconosce male le parole.",
            "Installa anche: sudo apt install tesseract-ocr-ita",
        )
    })
}

fn in_path(name: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(name).is_file()))
}
