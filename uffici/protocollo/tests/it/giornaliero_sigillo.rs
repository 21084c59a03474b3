//! The register of a day, closed with the ente's seal: with a time stamp of OpenSSL's own authority, without one,
//! without a seal.

use std::{path::Path, process::Command, sync::Arc};

use axum::{Router, body::Bytes, extract::State, http::header, response::IntoResponse, routing::post};
use ente::{Database, Place, TimeStamps};
use kernel::{Actor, Clock, FixedClock, Instant, SystemClock};
use office::Office;
use protocollo::{Protocollo, fai_giornalieri, registra};
use signing::verify::report::{Level, Mark};
use testkit::{Browser, Engine, TownHall};

use crate::{
    numeri::nuova,
    segnatura_sigillata::{self, database},
};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const ME: Actor = Actor::System("prova");
const HOUR: i64 = 3_600;

/// A hall at this instant, with an entry of that day; carla opens the registers, and signs in again after a night.
async fn hall(folder: &Path, on: Database, at: Instant, stamps: Option<String>) -> (TownHall, Arc<FixedClock>) {
    let clock = Arc::new(FixedClock::new(at));
    let mut place = Place::in_folder(folder.join("dati"), on, std::env::current_exe().unwrap());
    if let Some(url) = stamps {
        place.time_stamps.insert("prova".into(), TimeStamps { url, login: None, policy: None });
    }
    let hall = TownHall::open(place, OFFICES, clock.clone()).await;
    let pro = hall.unit("PRO", "Protocollo").await;
    let anna = hall.person("anna", pro, &["protocollo.registra", "protocollo.consulta"]).await;
    registra(&hall.ente, &hall.who(anna).await, &nuova("Nulla osta"), &[], None).await.unwrap();
    hall.person("carla", pro, &["protocollo.giornaliero"]).await;
    (hall, clock)
}

async fn seal_it(hall: &TownHall) -> seal::row::Model {
    let trial = seal::trial(&hall.ente.info, hall.ente.ledger.now(), &**hall.ente.ledger.random()).unwrap();
    seal::set(&hall.ente, ME, trial).await.unwrap().0
}

/// OpenSSL's authority for time stamps behind a small server; where it answers. None where OpenSSL is not installed.
async fn authority() -> Option<(String, tempfile::TempDir)> {
    if !testkit::installed("openssl", "no outside authority has stamped a register") {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    testkit::time_stamps(folder.path());
    let app = Router::new().route("/", post(stamp)).with_state(Arc::new(folder.path().to_owned()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    Some((url, folder))
}

async fn stamp(State(folder): State<Arc<std::path::PathBuf>>, body: Bytes) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/timestamp-reply")], testkit::time_stamp(&folder, &body))
}

async fn file(carla: &Browser, day: &str, name: &str) -> Vec<u8> {
    carla.get(&format!("/protocollo/giornalieri/{day}/{name}")).await.bytes().await.unwrap().to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_sealed_and_stamped_and_an_old_one_never_changes() {
    let Some((url, _authority)) = authority().await else { return };
    for engine in Engine::all() {
        let folder = tempfile::tempdir().unwrap();
        let (hall, clock) = hall(folder.path(), database(engine).await, yesterday(), Some(url.clone())).await;
        clock.set(ahead());
        segnatura_sigillata::seal_it(&hall.ente).await;
        assert_eq!(fai_giornalieri(&hall.ente).await.unwrap(), 1);
        let carla = hall.signed_in("carla").await;
        let day = clock.now().plus_seconds(-24 * HOUR).date().to_string();
        let (pdf, xml) = (file(&carla, &day, "registro.pdf").await, file(&carla, &day, "metadati.xml").await);
        let xml = String::from_utf8(xml).unwrap();
        for told in ["<SigillatoElettronicamente>true<", "<MarcaturaTemporale>true<", "<FirmatoDigitalmente>false<"] {
            assert!(xml.contains(told), "{told}: {xml}");
        }
        let metadati_agid::Metadati::Documento(kept) = metadati_agid::read(xml.as_bytes()).unwrap() else {
            panic!("{xml}")
        };
        let sealed = documents::store::Sha256Hash::of(&pdf).0;
        assert_eq!(kept.id.impronta, metadati_agid::Impronta::sha256(sealed), "the digest is that of the sealed file");
        let report = validation::judge_own(&hall.ente, pdf.clone(), clock.now()).await.unwrap();
        let [one] = report.signatures.as_slice() else { panic!("{report:?}") };
        assert!(report.mark != Mark::Red && one.scope.whole && one.level == Level::T, "{}", report.sentence);
        assert_eq!(one.time_stamps.len(), 1);
        poppler(&pdf);
        let page = carla.read("/protocollo/giornalieri").await;
        assert!(page.contains("sigillato e marcato") && page.contains("con marca temporale"), "{page}");
        assert!(page.contains("Comune di Prova, con") && !page.contains("sigillo di prova"), "{page}");
        let told = api(&hall, &day).await;
        assert_eq!([&told["sigillato"], &told["marcato"], &told["di_prova"]], [true, true, false], "{told}");
        // Another seal, and another night: the register that was made is what it was.
        seal_it(&hall).await;
        assert_eq!(fai_giornalieri(&hall.ente).await.unwrap(), 0);
        assert_eq!(file(&carla, &day, "registro.pdf").await, pdf);
        hall.verify_clean().await;
        hall.stop().await;
    }
}

/// What goes to preservation is read by whoever knows nothing of our authority for trials.
#[tokio::test(flavor = "multi_thread")]
async fn a_seal_for_trials_is_told_as_none_to_whoever_keeps_the_register() {
    let Some((url, _authority)) = authority().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let (hall, clock) = hall(folder.path(), Database::Sqlite, yesterday(), Some(url)).await;
    let first = seal_it(&hall).await;
    clock.set(ahead());
    assert_eq!(fai_giornalieri(&hall.ente).await.unwrap(), 1);
    let carla = hall.signed_in("carla").await;
    let day = clock.now().plus_seconds(-24 * HOUR).date().to_string();
    let xml = String::from_utf8(file(&carla, &day, "metadati.xml").await).unwrap();
    for told in ["<SigillatoElettronicamente>false<", "<MarcaturaTemporale>false<"] {
        assert!(xml.contains(told), "{told}: {xml}");
    }
    let page = carla.read("/protocollo/giornalieri").await;
    assert!(page.contains("sigillo di prova") && page.contains("con marca temporale"), "{page}");
    assert!(page.contains(&first.holder.replace('\'', "&#39;")), "{page}");
    let told = api(&hall, &day).await;
    assert_eq!([&told["sigillato"], &told["marcato"], &told["di_prova"]], [true, true, true], "{told}");
    hall.stop().await;
}

fn yesterday() -> Instant {
    SystemClock.now().plus_seconds(-24 * HOUR)
}

/// The authority's clock is the machine's: ours is a little ahead.
fn ahead() -> Instant {
    SystemClock.now().plus_seconds(120)
}

/// The register of a day, as programs read it.
async fn api(hall: &TownHall, day: &str) -> serde_json::Value {
    let read = hall.ente.db().read().await.unwrap();
    let carla = accounts::person_by_username(&read, "carla").await.unwrap().unwrap().id;
    drop(read);
    let key = hall.api_key("carla", carla, &["protocollo.giornaliero"]).await;
    let address = format!("{}/api/v1/protocollo/giornalieri/{day}", hall.url);
    reqwest::Client::new().get(address).bearer_auth(key).send().await.unwrap().json().await.unwrap()
}

/// Poppler finds the signature good over the whole file, and a changed file bad.
fn poppler(pdf: &[u8]) {
    if !testkit::installed("pdfsig", "nobody outside has judged the seal of a register") {
        return;
    }
    let says = |pdf: &[u8]| {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), pdf).unwrap();
        let run = Command::new("pdfsig").arg("-nocert").arg(file.path()).output().unwrap();
        String::from_utf8_lossy(&run.stdout).into_owned()
    };
    let said = says(pdf);
    assert!(said.contains("Signature is Valid.") && said.contains("Total document signed"), "{said}");
    assert!(said.contains("ETSI.CAdES.detached"), "{said}");
    // PDF 1.6 in place of 1.7: what is signed is another, and everything in it is where it was.
    let mut changed = pdf.to_vec();
    assert!(changed.starts_with(b"%PDF-1.7"));
    changed[7] = b'6';
    let said = says(&changed);
    assert!(said.contains("Digest Mismatch.") && !said.contains("Signature is Valid."), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_seal_it_says_so_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let (hall, clock) = hall(folder.path(), Database::Sqlite, SystemClock.now(), None).await;
    clock.set(clock.now().plus_seconds(24 * HOUR));
    assert_eq!(fai_giornalieri(&hall.ente).await.unwrap(), 1);
    let carla = hall.signed_in("carla").await;
    let day = clock.now().plus_seconds(-24 * HOUR).date().to_string();
    let xml = String::from_utf8(file(&carla, &day, "metadati.xml").await).unwrap();
    assert!(xml.contains("<SigillatoElettronicamente>false<"), "{xml}");
    // One that is set later closes the days that follow, and not this one.
    seal_it(&hall).await;
    clock.set(clock.now().plus_seconds(24 * HOUR));
    assert_eq!(fai_giornalieri(&hall.ente).await.unwrap(), 1);
    let carla = hall.signed_in("carla").await;
    let page = carla.read("/protocollo/giornalieri").await;
    assert!(page.contains("non sigillato") && page.contains("municipio sigillo importa"), "{page}");
    assert!(page.contains("sigillo di prova") && page.contains("senza marca temporale"), "{page}");
    hall.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_authority_is_waited_for_until_noon() {
    let folder = tempfile::tempdir().unwrap();
    let today = Instant::start_of(SystemClock.now().date());
    let nobody = Some("http://127.0.0.1:9/".to_owned());
    let (hall, clock) = hall(folder.path(), Database::Sqlite, today.plus_seconds(-HOUR), nobody).await;
    seal_it(&hall).await;
    clock.set(today.plus_seconds(HOUR));
    let told = fai_giornalieri(&hall.ente).await.unwrap_err().to_string();
    assert!(told.contains("marcatura temporale"), "{told}");
    clock.set(today.plus_seconds(13 * HOUR));
    assert_eq!(fai_giornalieri(&hall.ente).await.unwrap(), 1, "it must be kept within the next working day");
    let carla = hall.signed_in("carla").await;
    let page = carla.read("/protocollo/giornalieri").await;
    assert!(page.contains("sigillo di prova") && page.contains("senza marca temporale"), "{page}");
    assert!(page.contains("La marca temporale non è arrivata in tempo: Il servizio di marcatura temporale"), "{page}");
    assert!(!page.contains("Niente è stato firmato"), "{page}");
    let day = today.plus_seconds(-HOUR).date().to_string();
    let pdf = file(&carla, &day, "registro.pdf").await;
    let report = validation::judge_own(&hall.ente, pdf, clock.now()).await.unwrap();
    let [one] = report.signatures.as_slice() else { panic!("a seal without a time stamp is better than none") };
    assert!(one.scope.whole && one.level == Level::B, "{}", report.sentence);
    hall.verify_clean().await;
    hall.stop().await;
}

/// The work comes again each hour: a database that is away for one of them leaves no register without its seal for ever.
#[tokio::test(flavor = "multi_thread")]
async fn what_passes_is_waited_for_after_noon_too_and_what_lasts_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let today = Instant::start_of(SystemClock.now().date());
    let (hall, clock) = hall(folder.path(), Database::Sqlite, today.plus_seconds(-HOUR), None).await;
    seal_it(&hall).await;
    let sql = async |sql: &str| {
        let write = hall.ente.db().write().await.unwrap();
        db::execute(&write, sql, []).await.unwrap();
        write.commit().await.unwrap();
    };
    clock.set(today.plus_seconds(13 * HOUR));
    sql("ALTER TABLE seal_key RENAME TO away").await;
    fai_giornalieri(&hall.ente).await.unwrap_err();
    sql("ALTER TABLE away RENAME TO seal_key").await;
    assert_eq!(fai_giornalieri(&hall.ente).await.unwrap(), 1);
    sql("DELETE FROM seal_key").await;
    clock.set(today.plus_seconds(25 * HOUR));
    fai_giornalieri(&hall.ente).await.unwrap_err();
    clock.set(today.plus_seconds(37 * HOUR));
    assert_eq!(fai_giornalieri(&hall.ente).await.unwrap(), 1);
    let page = hall.signed_in("carla").await.read("/protocollo/giornalieri").await;
    assert!(page.contains("sigillo di prova") && page.contains("non sigillato"), "{page}");
    assert!(page.contains("non è riuscito in tempo"), "{page}");
    hall.stop().await;
}
