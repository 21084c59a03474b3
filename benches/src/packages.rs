//! A package of 10,000 files made, and then read again against its hashes, beside what the disk does with the same bytes in the same run:
//! copying them once into one file that is synced, and reading that file once.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    time::Instant as Watch,
};

use anyhow::{Context, ensure};
use conservazione::{Conservazione, Filtro, Fonti, Stato, elenca, lavora, rileggi};
use db::Read as Reading;
use documents::document;
use ente::{Aoo, Database, Ente, Place};
use futures::StreamExt;
use kernel::{Actor, Clock, Instant, SystemClock, Uuid};
use office::Office;
use porte::conservazione::{
    Classe, Conservabili, Cosa, DentroFascicolo, FileDaTenere, Flusso, Offerta, Segni, Silenzio, Tipo,
};
use testkit::TownHall;

use crate::{figures::Figures, large, program::bin};

/// Files of the package: one document and as many attachments as its metadata take.
const FILES: usize = 10_000;
/// Bytes of each.
const SIZE: usize = 100_000;
/// Files that are received at once.
const AT_ONCE: usize = 16;
/// How long ago it was registered, seconds: what is younger may still be put in order and is not packed yet.
const BEFORE: i64 = 40 * 24 * 3_600;
/// The only thing there is.
const THING: Uuid = Uuid::from_u128(1);

static DOOR: Door = Door { files: OnceLock::new() };
static DOORS: Fonti = &[&DOOR];
static OFFICE: Conservazione = Conservazione::new(DOORS);
static OFFICES: &[&dyn Office] = &[&OFFICE];

/// An office that has one document with very many attachments.
#[derive(Debug)]
struct Door {
    files: OnceLock<(Instant, Vec<document::Model>)>,
}

#[async_trait::async_trait]
impl Conservabili for Door {
    fn fonte(&self) -> &'static str {
        "prove"
    }

    async fn nuove(&self, _: &Reading, tipo: Tipo, segno: Option<&str>, _: u64) -> Result<Vec<Offerta>, Silenzio> {
        let Some((at, _)) = self.files.get().filter(|_| tipo == Tipo::Documento && segno.is_none()) else {
            return Ok(Vec::new());
        };
        let (termine, segno) = (at.rome().date_naive(), "1".to_owned());
        Ok(vec![Offerta { id: THING, versione: 0, nome: "Prova 1/2026".into(), nata_at: *at, termine, segno }])
    }

    async fn leggi(&self, _: &Ente, tipo: Tipo, _: Uuid) -> Result<Option<Cosa>, Silenzio> {
        let segni = Segni::default();
        let file = |(n, documento): (usize, &document::Model)| FileDaTenere {
            documento: documento.clone(),
            principale: n == 0,
            segni,
        };
        Ok(self.files.get().map(|(at, files)| Cosa {
            tipo,
            registro: "PROVE".into(),
            numero: "1".into(),
            anno: 2026,
            at: *at,
            oggetto: "Un documento con moltissimi allegati".into(),
            riservata: false,
            flusso: Flusso::Interno,
            classe: Some(Classe { codice: "VI.3".into(), nome: "Edilizia privata".into() }),
            parti: Vec::new(),
            file: files.iter().enumerate().map(file).collect(),
            fascicoli: vec![DentroFascicolo {
                identificativo: "2026-VI.3-1".into(),
                oggetto: "Un fascicolo di prova".into(),
            }],
            domicilio: Some("comune.prova@pec.example".into()),
            repertorio: None,
            chiuso: None,
            cambio: None,
        }))
    }
}

pub(crate) async fn run(figures: &mut Figures) -> anyhow::Result<()> {
    let folder = tempfile::Builder::new().prefix("packages-").tempdir_in(large::folder()?)?;
    let town = town(folder.path()).await?;
    let ente = &town.ente;
    let files = receive(ente).await?;
    DOOR.files.set((SystemClock.now().plus_seconds(-BEFORE), files)).ok().context("the bench runs once")?;

    let stored = stored(folder.path())?;
    forget(&stored)?;
    let begin = Watch::now();
    lavora(ente, DOORS).await?;
    let ours = begin.elapsed().as_secs_f64();
    let unit = town.unit("PRO", "Protocollo").await;
    let anna = town.person("anna", unit, &["conservazione.consulta"]).await;
    let all = elenca(ente, &town.who(anna).await, Filtro::default(), None, 10).await?;
    let one = all.first().context("one thing is kept")?;
    ensure!(one.stato == Stato::Pronta, "the package was not made: {:?}", one.causa);
    forget(&stored)?;
    let begin = Watch::now();
    copied(&stored)?;
    let ceiling = begin.elapsed().as_secs_f64();
    let per_second = |seconds: f64| format!("{:.0} files/s", FILES as f64 / seconds);
    figures.note(
        &format!("a package of {FILES} files, {} MB", FILES * SIZE / 1_000_000),
        format!("{ours:.1} s, {}", per_second(ours)),
        format!("copying them into one file: {ceiling:.1} s, {}", per_second(ceiling)),
        "",
    );

    let package = [package(folder.path())?];
    let speed = |bytes: u64, seconds: f64| bytes as f64 / 1_000_000.0 / seconds;
    forget(&package)?;
    let begin = Watch::now();
    let swept = rileggi(ente).await?;
    let ours = speed(swept.byte.unsigned_abs(), begin.elapsed().as_secs_f64());
    ensure!(swept.letti == 1 && swept.guasti == 0, "the package does not hold: {:?}", swept.quali);
    forget(&package)?;
    let begin = Watch::now();
    let read = io::copy(&mut File::open(&package[0])?, &mut io::sink())?;
    let ceiling = speed(read, begin.elapsed().as_secs_f64());
    figures.note(
        "the integrity sweep",
        format!("{ours:.0} MB/s"),
        format!("reading the same file: {ceiling:.0} MB/s: {:.0}%", 100.0 * ours / ceiling),
        "50%",
    );
    town.stop().await;
    Ok(())
}

/// A town hall with the office of preservation alone and a seal that is not one for trials.
async fn town(folder: &Path) -> anyhow::Result<TownHall> {
    let mut place = Place::in_folder(folder, Database::Sqlite, bin()?);
    place.key.given = Some("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff".to_owned().into());
    let aoo = Aoo { code: "AM99901".into(), name: Some("Prove".into()), register: "PG".into() };
    place.aoo = [("prova".to_owned(), aoo)].into();
    let town = TownHall::open(place, OFFICES, Arc::new(SystemClock)).await;
    let own = tempfile::tempdir()?;
    let subject = "/C=IT/O=Comune di Prova/organizationIdentifier=GOVIT-c_m999/CN=Comune di Prova";
    let usage = ["-addext", "keyUsage=critical,nonRepudiation", "-addext", "basicConstraints=critical,CA:false"];
    // Nothing of the machine's own settings, which would make an authority of it.
    fs::write(own.path().join("req.cnf"), "[req]\ndistinguished_name = nomi\n[nomi]\n")?;
    let request = [
        "req",
        "-config",
        "req.cnf",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "9",
    ];
    let of = ["-keyout", "key.pem", "-out", "cert.pem", "-subj", subject];
    testkit::openssl(own.path(), &[&request[..], &of, &usage].concat());
    let pack = ["pkcs12", "-export", "-in", "cert.pem", "-inkey", "key.pem", "-out", "seal.p12", "-passout", "pass:x"];
    testkit::openssl(own.path(), &pack);
    let candidate = seal::read_file(&fs::read(own.path().join("seal.p12"))?, "x")?;
    seal::set(&town.ente, Actor::System("benches"), candidate).await?;
    Ok(town)
}

/// So many files, each different, received and named.
async fn receive(ente: &Ente) -> anyhow::Result<Vec<document::Model>> {
    let one = |n: usize| async move {
        let mut bytes = vec![0_u8; SIZE];
        let mut seed = n as u64 + 1;
        for eight in bytes.chunks_mut(8) {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            eight.copy_from_slice(&seed.to_le_bytes()[..eight.len()]);
        }
        anyhow::Ok((n, ente.archive.receive(&mut &bytes[..], 1 << 20).await?))
    };
    let mut received = futures::stream::iter((0..FILES).map(one)).buffered(AT_ONCE);
    let mut tx = ente.ledger.begin(Actor::System("benches"), "conservazione.prova").await?;
    let mut files = Vec::with_capacity(FILES);
    while let Some(done) = received.next().await {
        let (n, stored) = done?;
        files.push(ente.archive.name(&mut tx, &stored, &format!("allegato-{n:05}.txt")).await?);
    }
    tx.commit().await?;
    Ok(files)
}

/// The files of the archive: those as large as what was received, or larger.
fn stored(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut found, mut todo) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = todo.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let about = entry.metadata()?;
            let name = entry.file_name();
            if about.is_dir() {
                todo.push(entry.path());
            } else if about.len() >= SIZE as u64 && name.to_str().is_some_and(|name| !name.contains('.')) {
                found.push(entry.path());
            }
        }
    }
    Ok(found)
}

/// The package: the one file of the archive that is larger than all that was received.
fn package(folder: &Path) -> anyhow::Result<PathBuf> {
    let large = |path: &PathBuf| path.metadata().is_ok_and(|about| about.len() > (FILES * SIZE) as u64);
    stored(folder)?.into_iter().find(large).context("the package lies in the archive")
}

/// Puts what was written onto the disk and out of memory, so that it is read from the disk.
fn forget(paths: &[PathBuf]) -> io::Result<()> {
    for path in paths {
        let file = File::open(path)?;
        file.sync_all()?;
        rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed)?;
    }
    Ok(())
}

/// All of them, one after the other, in one file that is synced and goes away.
fn copied(paths: &[PathBuf]) -> io::Result<()> {
    let (mut to, mut bytes) = (tempfile::tempfile_in("/var/tmp")?, Vec::new());
    for path in paths {
        bytes.clear();
        File::open(path)?.read_to_end(&mut bytes)?;
        to.write_all(&bytes)?;
    }
    to.sync_all()
}
