//! To take what scanners have written: each file is stored, cut, noted in one commit, and only then moved. Killed in between, the
//! next look goes on from there.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::UNIX_EPOCH,
};

use documents::{
    format::{FormatId, recognise},
    store::{Sha256Hash, StoreError, Stored},
};
use ente::{Ente, Scans};
use kernel::{Actor, Id};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    PREFISSO, TIPO,
    dividi::{Diviso, Pezzo, dividi},
};
use crate::{
    bozza::bytes_of,
    error::Error,
    jobs::leggi_scansione::{self, Che},
    posta::{
        MessaggioId, Stato,
        casella::{annota, riga},
    },
    tables::{casella, messaggio, messaggio_stato},
};

/// The job's name, under which it writes.
pub const KIND: &str = "protocollo.prendi_scansioni";
/// The largest file that is taken, bytes.
const MAX_FILE: u64 = 200 << 20;
/// Files looked at in one folder: the others have their turn when these are gone.
const MOST_FILES: usize = 1_000;
/// Files of one folder of which it is told why they stay there.
const MOST_TOLD: usize = 20;
/// Where what was taken goes, and what could not be.
const PRESI: &str = "presi";
const SCARTATI: &str = "scartati";

/// A file as it was seen: bytes, and when it was last written.
type Visto = (u64, u128);

/// The files of each folder as they were seen the last time. Only what has not changed since is taken: a scanner may still be
/// writing.
static VISTI: Mutex<BTreeMap<PathBuf, BTreeMap<String, Visto>>> = Mutex::new(BTreeMap::new());

/// Looks into every folder of the ente; how many documents came of it.
///
/// # Errors
/// Those of the database.
pub async fn prendi_tutte(ente: &Ente) -> Result<u64, Error> {
    let mut all = 0;
    for scans in &ente.scans {
        let row = match casella_di(ente, scans).await {
            Ok(row) => row,
            // Nobody sees a folder without a unit: the log is where an operator looks.
            Err(error @ Error::UfficioIgnoto { .. }) => {
                tracing::error!(ente = ente.info.slug, scansioni = scans.name, %error, "a folder of scans is not read");
                continue;
            }
            Err(error) => return Err(error),
        };
        let (taken, errors) = una(ente, &row, scans).await?;
        all += taken;
        annota(ente, &row, taken, in_righe(&errors).as_deref(), None).await?;
    }
    Ok(all)
}

/// The row that stands for a folder among the mailboxes.
async fn casella_di(ente: &Ente, scans: &Scans) -> Result<casella::Model, Error> {
    let nome = format!("{PREFISSO}{}", scans.name);
    riga(ente, KIND, (nome.as_str(), scans.unit.as_str()), None, false).await
}

/// Takes what lies still in one folder. What goes wrong with one file keeps no other.
async fn una(ente: &Ente, row: &casella::Model, scans: &Scans) -> Result<(u64, Vec<String>), Error> {
    let folder = scans.folder.clone();
    let looked = tokio::task::spawn_blocking(move || guarda(&folder)).await;
    let files = match looked {
        Ok(Ok(files)) => files,
        Ok(Err(error)) => {
            let why = format!("La cartella {} non si apre: {}.", scans.folder.display(), in_parole(&error));
            return Ok((0, vec![why]));
        }
        Err(_) => return Ok((0, vec!["La cartella non si è potuta guardare.".into()])),
    };
    let (mut taken, mut errors) = (0, Vec::new());
    for (name, seen) in ferme(&scans.folder, files) {
        match file(ente, row, &scans.folder, &name, seen).await {
            Ok(documents) => taken += documents,
            Err(Guasto::Disco(why)) => errors.push(resta(&name, &why)),
            Err(Guasto::Nostro(error)) => return Err(error),
        }
    }
    Ok((taken, errors))
}

fn resta(name: &str, why: &str) -> String {
    // Its bytes are no text: under the name that we would write nothing is found.
    let why = if name.contains('\u{fffd}') { "il suo nome ha lettere che non si leggono: rinominalo" } else { why };
    format!("Il file {name} resta nella cartella: {why}.")
}

/// What is told of a folder: not without end.
fn in_righe(errors: &[String]) -> Option<String> {
    let mut lines: Vec<String> = errors.iter().take(MOST_TOLD).cloned().collect();
    match errors.len().saturating_sub(MOST_TOLD) {
        0 => {}
        1 => lines.push("Un altro file resta nella cartella.".into()),
        more => lines.push(format!("Altri {more} file restano nella cartella.")),
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn in_parole(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "non c'è".into(),
        std::io::ErrorKind::PermissionDenied => "il programma non ha il permesso di leggerla o di scriverci".into(),
        _ => error.to_string(),
    }
}

/// The plain files of a folder, without those that begin with a dot.
fn guarda(folder: &Path) -> std::io::Result<BTreeMap<String, Visto>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder)?.take(MOST_FILES) {
        let entry = entry?;
        // A link leads elsewhere: it is not followed. What is gone since was renamed by the scanner, or taken away.
        let Ok(about) = entry.metadata() else { continue };
        let name = entry.file_name().to_string_lossy().into_owned();
        if about.is_file() && !name.starts_with('.') {
            let written = about.modified()?.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
            files.insert(name, (about.len(), written));
        }
    }
    Ok(files)
}

/// The files that are as they were the last time; all are remembered for the next.
fn ferme(folder: &Path, files: BTreeMap<String, Visto>) -> Vec<(String, Visto)> {
    let mut seen = VISTI.lock().unwrap_or_else(PoisonError::into_inner);
    let before = seen.insert(folder.to_owned(), files.clone()).unwrap_or_default();
    files.into_iter().filter(|(name, now)| before.get(name) == Some(now)).collect()
}

/// What keeps a file from being taken.
enum Guasto {
    /// The folder or the file.
    Disco(String),
    /// The database or the store.
    Nostro(Error),
}

impl From<Error> for Guasto {
    fn from(error: Error) -> Self {
        Self::Nostro(error)
    }
}

impl From<std::io::Error> for Guasto {
    fn from(error: std::io::Error) -> Self {
        Self::Disco(in_parole(&error))
    }
}

/// Takes one file: how many documents came of it.
async fn file(ente: &Ente, row: &casella::Model, folder: &Path, name: &str, seen: Visto) -> Result<u64, Guasto> {
    let path = folder.join(name);
    if seen.0 == 0 || seen.0 > MAX_FILE {
        let why =
            if seen.0 == 0 { "Il file è vuoto." } else { "Il file supera 200 MB: scansiona meno fogli alla volta." };
        scarta(folder, name, why).await?;
        return Ok(0);
    }
    let mut source = tokio::fs::File::open(&path).await?;
    let stored = match ente.archive.receive(&mut source, MAX_FILE).await {
        Ok(stored) => stored,
        // It grows: it has its turn when it lies still again.
        Err(StoreError::TooBig { .. }) => return Ok(0),
        // The folder did not give it whole: the others need not wait for it.
        Err(StoreError::Interrupted { source }) => return Err(source.into()),
        Err(error @ StoreError::Infected { .. }) => {
            scarta(folder, name, &error.to_string()).await?;
            return Ok(0);
        }
        // The antivirus says nothing of this one: it has its turn again, and the others need not wait for it.
        Err(StoreError::Unscanned { reason, read: true }) => {
            return Err(Guasto::Disco(format!("l'antivirus {reason}")));
        }
        Err(error) => return Err(Error::from(error).into()),
    };
    drop(source);
    if stored.size != seen.0 {
        // It was written meanwhile: it has its turn when it lies still again.
        return Ok(0);
    }
    // The same bytes under the same name are the same scan, however often they come.
    let place = Sha256Hash::of(format!("{name}\0{}", stored.sha256).as_bytes()).to_string();
    let read = ente.db().read().await.map_err(Error::from)?;
    let known = gia_presa(&read, row, &place).await?;
    drop(read);
    // One that could not be moved comes each minute: it is not cut again.
    let taken = if known {
        0
    } else {
        let documents = match documenti(ente, name, &stored).await? {
            Ok(documents) => documents,
            Err(why) => {
                scarta(folder, name, why).await?;
                return Ok(0);
            }
        };
        scrivi(ente, row, name, &place, documents).await?
    };
    // That it was taken is on disk before: what is moved is not looked for again.
    ente.db().settle().await.map_err(Error::from)?;
    sposta(folder, name, PRESI).await?;
    Ok(taken)
}

/// The documents in a file, or why it is not taken.
async fn documenti(ente: &Ente, name: &str, stored: &Stored) -> Result<Result<Vec<Nuovo>, &'static str>, Error> {
    let whole = (stored.size == stored.head.len() as u64).then_some(&stored.head[..]);
    let pieces = match recognise(&stored.head, name, whole).id {
        FormatId::Pdf => dividi(bytes_of(ente, stored.sha256).await?).await,
        FormatId::Tiff | FormatId::Jpeg | FormatId::Png => Diviso::Intero(None),
        _ => return Ok(Err("Non è una scansione: si prendono file PDF, TIFF, JPEG e PNG.")),
    };
    Ok(match pieces {
        Diviso::Niente => Err("Ci sono solo fogli separatori e pagine vuote."),
        Diviso::Intero(note) => Ok(vec![(name.to_owned(), stored.clone(), note, None)]),
        Diviso::Pezzi(pieces) => Ok(pezzi(ente, name, pieces).await?),
    })
}

async fn gia_presa<C: ConnectionTrait>(connection: &C, row: &casella::Model, place: &str) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM protocollo_messaggio_posto WHERE casella_id = $1 AND cartella = $2 LIMIT 1";
    Ok(db::one(connection, sql, [row.id.into(), place.into()]).await?.is_some())
}

/// A document that is to wait: its name, its bytes, what is to be said of it, its pages in the whole.
type Nuovo = (String, Stored, Option<String>, Option<(usize, usize)>);

async fn pezzi(ente: &Ente, name: &str, pieces: Vec<Pezzo>) -> Result<Vec<Nuovo>, Error> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut all = Vec::with_capacity(pieces.len());
    for (piece, number) in pieces.into_iter().zip(1_u32..) {
        let stored = ente.archive.receive_own(&mut &piece.pdf[..], MAX_FILE).await?;
        all.push((format!("{stem} ({number}).pdf"), stored, None, Some(piece.pagine)));
    }
    Ok(all)
}

/// Notes the documents of a file, all in one commit, unless that was done already: how many are new.
async fn scrivi(
    ente: &Ente,
    row: &casella::Model,
    name: &str,
    place: &str,
    documents: Vec<Nuovo>,
) -> Result<u64, Error> {
    let mut tx = ente.ledger.begin(Actor::System(KIND), "protocollo.prendi_scansione").await?;
    if gia_presa(&tx, row, place).await? {
        return Ok(0);
    }
    let mut new = 0;
    for ((named, stored, nota, pages), number) in documents.into_iter().zip(0_i64..) {
        let impronta = stored.sha256.to_string();
        let select = messaggio::Entity::find().filter(messaggio::Column::CasellaId.eq(row.id));
        let same = select.filter(messaggio::Column::Impronta.eq(impronta.as_str())).one(&tx).await?;
        let id: MessaggioId = match same {
            Some(same) => same.id,
            None => {
                new += 1;
                let documento = ente.archive.name(&mut tx, &stored, &named).await?;
                let message = voce(&tx, row, documento.id, (name, impronta, &stored, nota, pages));
                let id = message.id;
                tx.insert(message).await?;
                let stato = messaggio_stato::Model {
                    id: tx.id(),
                    messaggio_id: id,
                    stato: Stato::Attesa.code().into(),
                    motivo: None,
                    persona_id: None,
                    at: tx.now(),
                    registrazione_id: None,
                };
                tx.insert(stato).await?;
                // Whoever opens it finds its words read.
                leggi_scansione::accoda(&tx, tx.now(), tx.random(), &Che::Messaggio(id)).await?;
                id
            }
        };
        let sql = "INSERT INTO protocollo_messaggio_posto (casella_id, cartella, uidvalidity, uid, messaggio_id) \
                   VALUES ($1, $2, 0, $3, $4) ON CONFLICT DO NOTHING";
        db::later(&tx, sql, [row.id.into(), place.into(), number.into(), id.into()]).await?;
    }
    tx.commit().await?;
    Ok(new)
}

fn voce(
    tx: &ledger::Tx,
    row: &casella::Model,
    documento_id: Id<documents::document::Entity>,
    (name, impronta, stored, nota, pages): (&str, String, &Stored, Option<String>, Option<(usize, usize)>),
) -> messaggio::Model {
    let plain: String = name.chars().filter(|c| documents::is_plain(*c)).take(200).collect();
    let oggetto = match pages {
        Some((from, to)) if from == to => format!("Scansione {plain}, pagina {from}"),
        Some((from, to)) => format!("Scansione {plain}, pagine {from}–{to}"),
        None => format!("Scansione {plain}"),
    };
    messaggio::Model {
        id: tx.id(),
        casella_id: row.id,
        documento_id,
        impronta,
        tipo: TIPO.into(),
        message_id: None,
        riferimento: None,
        mittente: None,
        indirizzo: None,
        consegna: None,
        oggetto: Some(oggetto),
        gestore: None,
        certificato_at: None,
        spedito_at: None,
        preso_at: tx.now(),
        byte: i64::try_from(stored.size).unwrap_or(i64::MAX),
        allegati: 0,
        anomalie: None,
        nota,
        riguarda_id: None,
        identificativo: None,
        risponde_id: None,
    }
}

/// Moves a file to a folder within its own, under a name that no other has there.
async fn sposta(folder: &Path, name: &str, to: &str) -> std::io::Result<String> {
    let inside = folder.join(to);
    tokio::fs::create_dir_all(&inside).await?;
    let (stem, end) = name.rsplit_once('.').map_or((name, String::new()), |(stem, end)| (stem, format!(".{end}")));
    for number in 1..=u32::MAX {
        let free = if number == 1 { name.to_owned() } else { format!("{stem} ({number}){end}") };
        if !tokio::fs::try_exists(inside.join(&free)).await? {
            tokio::fs::rename(folder.join(name), inside.join(&free)).await?;
            return Ok(free);
        }
    }
    Err(std::io::ErrorKind::AlreadyExists.into())
}

/// Moves a file to those that cannot be taken, with the reason beside it.
async fn scarta(folder: &Path, name: &str, why: &str) -> std::io::Result<()> {
    let moved = sposta(folder, name, SCARTATI).await?;
    tokio::fs::write(folder.join(SCARTATI).join(format!("{moved}.motivo.txt")), format!("{why}\n")).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_taken_when_it_lies_still() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let look = || ferme(path, guarda(path).unwrap()).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        std::fs::write(path.join("uno.pdf"), b"uno").unwrap();
        std::fs::write(path.join(".nascosto"), b"x").unwrap();
        std::fs::create_dir(path.join("presi")).unwrap();
        assert!(look().is_empty(), "seen once");
        std::fs::write(path.join("due.pdf"), b"due").unwrap();
        assert_eq!(look(), ["uno.pdf"]);
        std::fs::write(path.join("due.pdf"), b"due e ancora").unwrap();
        assert_eq!(look(), ["uno.pdf"], "the other is still written");
        assert_eq!(look(), ["due.pdf", "uno.pdf"]);
    }

    #[test]
    fn a_file_that_stays_is_told_with_what_to_do_and_the_page_has_an_end() {
        assert_eq!(resta("a.pdf", "non c'è"), "Il file a.pdf resta nella cartella: non c'è.");
        assert!(resta("citt\u{fffd}.pdf", "non c'è").ends_with("rinominalo."));
        assert_eq!(in_righe(&[]), None);
        let many: Vec<String> = (0..MOST_TOLD + 3).map(|number| format!("{number}")).collect();
        assert!(in_righe(&many).unwrap().ends_with("\n19\nAltri 3 file restano nella cartella."));
    }

    #[tokio::test]
    async fn what_cannot_be_taken_is_put_aside_with_the_reason_and_covers_nothing() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..2 {
            tokio::fs::write(folder.path().join("nota.txt"), b"x").await.unwrap();
            scarta(folder.path(), "nota.txt", "Non è una scansione.").await.unwrap();
        }
        let aside = folder.path().join(SCARTATI);
        assert_eq!(std::fs::read_to_string(aside.join("nota.txt.motivo.txt")).unwrap(), "Non è una scansione.\n");
        assert!(aside.join("nota (2).txt").is_file() && aside.join("nota (2).txt.motivo.txt").is_file());
    }
}
