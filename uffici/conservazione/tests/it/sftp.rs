//! Packages put in a folder of the conservatore's, on a real server.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use conservazione::Stato;
use ente::Sftp;
use kernel::Date;
use protocollo::{Assegnatario, NuovoFascicolo, Tipo, TipoFascicolo, apri_fascicolo, assegna, chiudi_fascicolo};
use testkit::{Engine, SftpServer, free_port};
use tokio::{
    io::{AsyncReadExt, copy},
    net::{TcpListener, TcpStream},
};

use crate::casa::{Casa, con_sftp};

const REGISTRO: &str = "Registro giornaliero";
const PROTOCOLLO: &str = "Protocollo 1/2026";
/// After how many bytes a line breaks: past what is said before a package, and within the smallest package.
const SI_ROMPE: u64 = 10_000;

/// A hall whose register of the day was to be handed over to this server.
async fn un_registro(engine: Engine, posto: Sftp) -> Casa {
    let casa = con_sftp(engine, posto).await;
    casa.registra("Domanda di contributo").await;
    casa.un_giorno().await;
    casa.hall.work().await;
    casa
}

/// How a thing stands, and what is told of it.
async fn detta(casa: &Casa, nome: &str) -> (Stato, String) {
    let voce = casa.voce(nome).await;
    (voce.stato, voce.causa.unwrap_or_default())
}

async fn rimanda(casa: &Casa, nome: &str) {
    let path = format!("/conservazione/{}/versa", casa.voce(nome).await.id);
    let answer = casa.hall.signed_in("anna").await.post(&path, &[]).await;
    assert!(answer.status().is_redirection(), "{}", answer.status());
    casa.hall.work().await;
}

fn nomi(folder: &Path) -> Vec<String> {
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    fs::read_dir(folder).unwrap().map(name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_lies_there_whole_under_its_name_and_is_kept_with_its_receipt_alone() {
    let Some(server) = SftpServer::find() else { return };
    for engine in Engine::all() {
        let folder = server.folder();
        let casa = un_registro(engine, server.place(&folder)).await;
        let (stato, causa) = detta(&casa, REGISTRO).await;
        assert_eq!(stato, Stato::DaChiarire, "{engine:?}: {causa}");
        assert!(causa.starts_with("Consegnato") && causa.contains("Non è ancora conservato"), "{causa}");
        let there = nomi(&folder);
        assert_eq!(there.len(), 1, "{there:?}");
        assert!(there[0].starts_with("pacchetto-") && there[0].ends_with("-2026-0000001.zip"), "{there:?}");
        assert_eq!(fs::read(folder.join(&there[0])).unwrap(), casa.pacchetto(REGISTRO).await);
        let page = casa.hall.signed_in("anna").await.read("/conservazione").await;
        assert!(page.contains("per SFTP") && page.contains("Conservatore di prova"), "{page}");
        let path = format!("/conservazione/{}", casa.voce(REGISTRO).await.id);
        let page = casa.hall.signed_in("anna").await.read(&path).await;
        assert!(page.contains("consegnato, si aspetta la ricevuta"), "{page}");
        casa.lavora().await;
        casa.hall.work().await;
        assert_eq!(nomi(&folder), there, "it does not leave again");
        casa.riceve(REGISTRO).await;
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_is_one_sentence_and_nothing_is_told_as_handed_over() {
    let Some(server) = SftpServer::find() else { return };
    let folder = server.folder();
    let posto = server.place(&folder);
    for (bad, words) in [
        (Sftp { host_key: server.other_host_key(), ..posto.clone() }, "una chiave che non è quella"),
        (Sftp { key_file: server.stranger(), ..posto.clone() }, "non ha accettato la nostra chiave"),
        (Sftp { key_file: folder.join("mai"), ..posto.clone() }, "mai non c'è"),
        (Sftp { folder: format!("{}/mai", posto.folder), ..posto.clone() }, "non ha la cartella"),
        (Sftp { port: free_port(), ..posto.clone() }, "non si raggiunge"),
    ] {
        let casa = un_registro(Engine::Sqlite, bad).await;
        let (stato, causa) = detta(&casa, REGISTRO).await;
        assert_eq!(stato, Stato::InInvio, "it is tried again: {causa}");
        assert!(causa.contains(words), "{words}: {causa}");
        assert!(nomi(&folder).is_empty(), "{words}");
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_half_way_it_lies_there_under_the_other_name_alone_and_the_next_try_ends_it() {
    let Some(server) = SftpServer::find() else { return };
    for engine in Engine::all() {
        let folder = server.folder();
        let posto = server.place(&folder);
        let linea = Linea::parte(posto.port).await;
        let casa = un_registro(engine, Sftp { port: linea.porta, ..posto }).await;
        let (stato, causa) = detta(&casa, REGISTRO).await;
        assert_eq!(stato, Stato::InInvio, "{engine:?}: {causa}");
        assert!(causa.contains("interrotto il collegamento"), "{causa}");
        let there = nomi(&folder);
        assert!(there.len() == 1 && there[0].ends_with(".zip.parziale"), "{there:?}");
        let whole = casa.pacchetto(REGISTRO).await;
        assert!(fs::metadata(folder.join(&there[0])).unwrap().len() < whole.len() as u64);
        linea.intera.store(true, Ordering::Relaxed);
        casa.later(61);
        casa.hall.work().await;
        let (stato, causa) = detta(&casa, REGISTRO).await;
        assert_eq!(stato, Stato::DaChiarire, "{causa}");
        let there = nomi(&folder);
        assert!(there.len() == 1 && there[0].ends_with(".zip"), "{there:?}");
        assert_eq!(fs::read(folder.join(&there[0])).unwrap(), whole);
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_there_under_its_name_is_left_as_it_is_and_known_when_it_is_the_same() {
    let Some(server) = SftpServer::find() else { return };
    let folder = server.folder();
    let casa = un_registro(Engine::Sqlite, server.place(&folder)).await;
    let place = folder.join(nomi(&folder).pop().expect("it is there"));
    fs::write(&place, "altro").unwrap();
    rimanda(&casa, REGISTRO).await;
    let (stato, causa) = detta(&casa, REGISTRO).await;
    assert_eq!(stato, Stato::DaChiarire);
    assert!(causa.contains("C'è già un altro file") && causa.contains("di 5 byte"), "{causa}");
    assert_eq!((fs::read(&place).unwrap(), nomi(&folder).len()), (b"altro".to_vec(), 1));
    fs::write(&place, casa.pacchetto(REGISTRO).await).unwrap();
    rimanda(&casa, REGISTRO).await;
    let (stato, causa) = detta(&casa, REGISTRO).await;
    assert_eq!(stato, Stato::DaChiarire);
    assert!(causa.starts_with("Era già") && causa.contains("da un invio di prima"), "{causa}");
    casa.hall.verify_clean().await;
    casa.hall.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_that_is_no_longer_what_was_sealed_does_not_leave_and_its_page_says_so() {
    let Some(server) = SftpServer::find() else { return };
    let folder = server.folder();
    let casa = con_sftp(Engine::Sqlite, server.place(&folder)).await;
    casa.registra("Domanda di contributo").await;
    casa.un_giorno().await;
    let whole = casa.pacchetto(REGISTRO).await;
    let mut spoiled = whole.clone();
    spoiled[100] ^= 1;
    casa.sovrascrivi(&whole, &spoiled);
    casa.hall.work().await;
    let (stato, causa) = detta(&casa, REGISTRO).await;
    assert_eq!(stato, Stato::Pronta, "nothing was begun: {causa}");
    assert!(causa.contains("non è più quello sigillato"), "{causa}");
    assert!(nomi(&folder).is_empty());
    // As from a backup: the next try takes it.
    casa.sovrascrivi(&whole, &whole);
    casa.later(61);
    casa.hall.work().await;
    let (stato, causa) = detta(&casa, REGISTRO).await;
    assert_eq!(stato, Stato::DaChiarire, "{causa}");
    assert!(causa.starts_with("Consegnato"), "{causa}");
    casa.hall.verify_clean().await;
    casa.hall.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fascicolo_goes_there_by_itself_too() {
    let Some(server) = SftpServer::find() else { return };
    let folder = server.folder();
    let casa = con_sftp(Engine::Sqlite, server.place(&folder)).await;
    let (ente, who) = (&casa.hall.ente, &casa.who);
    let riga = casa.registra("Domanda di contributo").await;
    let nuovo = NuovoFascicolo::new(TipoFascicolo::Affare, "VI.3", "Contributo a Mario Rossi", casa.unit);
    let nuovo = NuovoFascicolo { termine: Date::from_ymd_opt(2999, 12, 31), ..nuovo };
    let place = (riga.anno, riga.numero);
    let chiave = apri_fascicolo(ente, who, &nuovo, Some(place), None).await.unwrap().chiave();
    casa.un_giorno().await;
    casa.later(31 * 24 * 3_600);
    casa.lavora().await;
    casa.hall.work().await;
    let (stato, causa) = detta(&casa, PROTOCOLLO).await;
    assert_eq!(stato, Stato::DaChiarire, "{causa}");
    casa.riceve(PROTOCOLLO).await;
    let chi = Assegnatario { ufficio: casa.unit, persona: None, tipo: Tipo::Conoscenza };
    assegna(ente, who, place.0, place.1, &[chi], None).await.unwrap();
    chiudi_fascicolo(ente, who, &chiave, "Concluso").await.unwrap();
    let before = nomi(&folder).len();
    casa.lavora().await;
    casa.hall.work().await;
    let (stato, causa) = detta(&casa, "Fascicolo").await;
    assert_eq!(stato, Stato::DaChiarire, "{causa}");
    assert!(causa.starts_with("Consegnato"), "{causa}");
    assert_eq!(nomi(&folder).len(), before + 1);
    casa.hall.stop().await;
}

/// A line to the server that breaks after some bytes, until it is mended.
struct Linea {
    porta: u16,
    intera: Arc<AtomicBool>,
}

impl Linea {
    async fn parte(verso: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let porta = listener.local_addr().unwrap().port();
        let intera = Arc::new(AtomicBool::new(false));
        let mended = Arc::clone(&intera);
        tokio::spawn(async move {
            while let Ok((from, _)) = listener.accept().await {
                let most = if mended.load(Ordering::Relaxed) { u64::MAX } else { SI_ROMPE };
                tokio::spawn(porta_avanti(from, verso, most));
            }
        });
        Self { porta, intera }
    }
}

/// Both ways at once, until one of them ends.
async fn porta_avanti(mut from: TcpStream, verso: u16, most: u64) {
    let mut to = TcpStream::connect(("127.0.0.1", verso)).await.unwrap();
    let (reader, mut back) = from.split();
    let (mut answer, mut writer) = to.split();
    let mut some = reader.take(most);
    tokio::select! {
        _ = copy(&mut some, &mut writer) => {}
        _ = copy(&mut answer, &mut back) => {}
    }
}
