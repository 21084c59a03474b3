//! What others say of the journal: the authority for time stamps is OpenSSL's. **The witness is one of these tests**, small, over HTTP: it
//! keeps what it has signed, opens the checkpoint with the log's key, verifies that it follows from the last one, and signs nothing else
//! (C2SP `tlog-witness`, `tlog-cosignature`).

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use comando::Comando;
use ed25519_dalek::{Signer, SigningKey};
use ente::{Database, Place, TimeStamps};
use kernel::{Clock, FixedClock, SystemClock};
use ledger::{Checkpoint, Proof, RecordTable};
use office::Office;
use sha2::{Digest, Sha256};
use signing::{
    fetch::AtHand,
    store::Lists,
    verify::report::{Mark, Report},
};
use testkit::{Engine, TownHall};

use crate::permessi::TUTTO;

static OFFICES: &[&dyn Office] = &[&Comando];
const NAME: &str = "testimone.example/prova";
const DAY: i64 = 86_400;

/// The witness.
struct Witness {
    secret: SigningKey,
    /// The key of the log that it knows.
    log: String,
    /// The last checkpoint that it has signed.
    seen: Option<Checkpoint>,
    /// How often it was asked, and whether it is away.
    asked: usize,
    away: bool,
}

impl Witness {
    fn new() -> Self {
        Self { secret: SigningKey::from_bytes(&[7; 32]), log: String::new(), seen: None, asked: 0, away: true }
    }

    /// The public key with its algorithm before it, and its id.
    fn coded(&self) -> (Vec<u8>, [u8; 4]) {
        let coded = [&[4_u8], self.secret.verifying_key().as_bytes().as_slice()].concat();
        let hash = Sha256::digest([NAME.as_bytes(), b"\n".as_slice(), coded.as_slice()].concat());
        (coded, hash[..4].try_into().unwrap())
    }

    fn key(&self) -> String {
        let (coded, id) = self.coded();
        format!("{NAME}+{}+{}", hex::encode(id), BASE64_STANDARD.encode(coded))
    }

    fn answer(&mut self, body: &str) -> (StatusCode, &'static str, String) {
        self.asked += 1;
        let no = |status| (status, "text/plain", String::new());
        if self.away {
            return no(StatusCode::SERVICE_UNAVAILABLE);
        }
        let Some((head, note)) = body.split_once("\n\n") else { return no(StatusCode::BAD_REQUEST) };
        let mut lines = head.lines();
        let old: u64 = lines.next().and_then(|line| line.strip_prefix("old ")?.parse().ok()).expect("the old size");
        let path: Vec<[u8; 32]> =
            lines.map(|line| BASE64_STANDARD.decode(line).unwrap().try_into().expect("a hash")).collect();
        let Ok(new) = Checkpoint::open(note, &self.log) else { return no(StatusCode::FORBIDDEN) };
        let known = self.seen.as_ref().map_or(0, |seen| seen.size);
        if old != known {
            return (StatusCode::CONFLICT, "text/x.tlog.size", format!("{known}\n"));
        }
        let follows = match &self.seen {
            None => path.is_empty(),
            Some(seen) => seen.extends_to(&new, &path),
        };
        if !follows {
            return no(StatusCode::UNPROCESSABLE_ENTITY);
        }
        self.seen = Some(new);
        (StatusCode::OK, "text/plain", self.sign(note))
    }

    fn sign(&self, note: &str) -> String {
        let seconds = SystemClock.now().micros().unsigned_abs() / 1_000_000;
        let (text, _) = note.rsplit_once("\n\n").unwrap();
        let message = format!("cosignature/v1\ntime {seconds}\n{text}\n");
        let value = self.secret.sign(message.as_bytes()).to_bytes();
        let bytes = [self.coded().1.as_slice(), &seconds.to_be_bytes(), &value].concat();
        format!("— {NAME} {}\n", BASE64_STANDARD.encode(bytes))
    }
}

type Shared = Arc<Mutex<Witness>>;

async fn add_checkpoint(State(witness): State<Shared>, body: String) -> Response {
    let (status, kind, text) = witness.lock().unwrap().answer(&body);
    (status, [(header::CONTENT_TYPE, kind)], text).into_response()
}

/// The authority's folder, and how often it was asked.
type Authority = Arc<(tempfile::TempDir, Mutex<usize>)>;

async fn stamp(State(authority): State<Authority>, body: Bytes) -> Response {
    *authority.1.lock().unwrap() += 1;
    let answer = testkit::time_stamp(authority.0.path(), &body);
    ([(header::CONTENT_TYPE, "application/timestamp-reply")], answer).into_response()
}

/// Where a server with these routes answers.
async fn serve(app: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    url
}

/// A hall that asks both, and both.
struct Scene {
    hall: TownHall,
    clock: Arc<FixedClock>,
    witness: Shared,
    authority: Authority,
    _folder: tempfile::TempDir,
}

impl Scene {
    async fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority: Authority = Arc::new((tempfile::tempdir().unwrap(), Mutex::new(0)));
        testkit::time_stamps(authority.0.path());
        let witness: Shared = Arc::new(Mutex::new(Witness::new()));
        let app = Router::new().route("/add-checkpoint", post(add_checkpoint)).with_state(Arc::clone(&witness));
        let there = serve(app).await;
        let stamps = serve(Router::new().route("/", post(stamp)).with_state(Arc::clone(&authority))).await;
        let database = match engine {
            Engine::Sqlite => Database::Sqlite,
            Engine::Postgres => Database::Postgres { url: testkit::new_database().await, connections: 8 },
        };
        let mut place = Place::in_folder(folder.path().join("dati"), database, std::env::current_exe().unwrap());
        place.time_stamps.insert("prova".into(), TimeStamps { url: stamps, login: None, policy: None });
        let key = witness.lock().unwrap().key();
        place.witnesses.insert("prova".into(), ente::Witness { url: there, key });
        let clock = Arc::new(FixedClock::new(SystemClock.now().plus_seconds(120)));
        let hall = TownHall::open(place, OFFICES, clock.clone()).await;
        witness.lock().unwrap().log = hall.ente.ledger.verifier_key();
        Self { hall, clock, witness, authority, _folder: folder }
    }

    /// How often authority and witness were asked.
    fn asked(&self) -> (usize, usize) {
        (*self.authority.1.lock().unwrap(), self.witness.lock().unwrap().asked)
    }

    async fn prove(&self, unit: authz::UnitId) -> Proof {
        let tables: Vec<&'static dyn RecordTable> = office::record_tables(OFFICES);
        let table = tables.into_iter().find(|table| table.name() == "authz_unit").expect("the units");
        self.hall.ente.ledger.prove(table, unit.uuid()).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_is_stamped_and_witnessed_once_a_day_and_a_proof_takes_both_along() {
    if !testkit::installed("openssl", "no outside authority has stamped the journal") {
        return;
    }
    for engine in Engine::all() {
        let scene = Scene::new(engine).await;
        let ente = &scene.hall.ente;
        let unit = scene.hall.unit("SEG", "Segreteria").await;
        let bare = scene.prove(unit).await;
        let proven = bare.check().unwrap();
        assert!(proven.stamped.is_none() && proven.cosigned.is_none(), "a proof holds without");

        // A witness that is away keeps nothing back, and is told.
        let why = seal::attest(ente).await.unwrap_err().to_string();
        assert_eq!(why, "Il testimone 127.0.0.1 non ha firmato il sigillo (HTTP 503).");
        assert!(scene.prove(unit).await.check().unwrap().stamped.is_some());
        scene.hall.person("ivo", unit, TUTTO).await;
        let browser = scene.hall.signed_in("ivo").await;
        let page = browser.read("/comando/stato").await;
        assert!(page.contains("ancora nessuna firma del testimone"), "{page}");

        // Tried again it signs the checkpoint that was stamped, and nobody is asked for what is there.
        scene.witness.lock().unwrap().away = false;
        seal::attest(ente).await.unwrap();
        let later = scene.hall.unit("TEC", "Ufficio tecnico").await;
        seal::attest(ente).await.unwrap();
        assert_eq!(scene.asked(), (1, 2), "once a day");

        let proof = scene.prove(unit).await;
        let file = serde_json::to_vec(&proof).unwrap();
        let proven = Proof::from_bytes(&file).unwrap().check().unwrap();
        assert_eq!(proven.stamped.unwrap().authority.as_deref(), Some("Autorita di marcatura"));
        assert_eq!(proven.cosigned.unwrap().name, NAME);
        assert!(scene.prove(later).await.check().unwrap().stamped.is_none(), "not under the checkpoint of the day");
        assert!(bare.check().is_ok(), "what was handed out holds on");
        let page = browser.read("/comando/stato").await;
        assert!(page.contains("ultima marca temporale sul giornale è del"), "{page}");
        assert!(page.contains("ultima firma del testimone sul giornale è del"), "{page}");
        of_another(&scene, &proof, later).await;
        scene.hall.verify_clean().await;

        // The day after the proof of consistency goes along; the witness knows more than was heard of it.
        let first = scene.witness.lock().unwrap().seen.clone().unwrap();
        by_hand(ente, "DELETE FROM ledger_attestation WHERE kind = 'testimone'").await;
        scene.clock.set(scene.clock.now().plus_seconds(DAY));
        seal::attest(ente).await.unwrap();
        let second = scene.witness.lock().unwrap().seen.clone().unwrap();
        assert!(second.size > first.size);
        assert!(scene.prove(later).await.check().unwrap().cosigned.is_some());

        // To a witness that has seen another past nothing is passed off, and a stamp of something else is named.
        scene.witness.lock().unwrap().seen.as_mut().unwrap().root[0] ^= 1;
        scene.hall.unit("ALT", "Altro").await;
        scene.clock.set(scene.clock.now().plus_seconds(DAY));
        let why = seal::attest(ente).await.unwrap_err().to_string();
        assert!(why.contains("non segue da quelli che ha già firmato"), "{why}");
        scene.hall.verify_clean().await;
        by_hand(ente, "UPDATE ledger_attestation SET at = at + 1 WHERE kind = 'marca'").await;
        let tables = office::record_tables(OFFICES);
        let report = ledger::verify(&ente.ledger, &tables, |_, _| {}).await.unwrap();
        assert!(report.problems.iter().all(|one| one.place.starts_with("sigillo ")), "{:?}", report.problems);
        assert!(!report.problems.is_empty());
        scene.hall.stop().await;
    }
}

/// What the trusted lists say of the time stamp of a proof: there are none here, and so it is neither vouched for nor wrong.
fn judged(marca: &str, sigillo: &str) -> Report {
    let token = BASE64_STANDARD.decode(marca).unwrap();
    let (lists, now) = (Lists::default(), SystemClock.now().plus_seconds(1).utc());
    let file = validation::File::Stamped(sigillo.as_bytes(), &token);
    validation::judge_file(file, (&lists, lists.trust()), (now, now), (&[], &AtHand::default())).unwrap()
}

/// What is said of one checkpoint proves nothing of another.
async fn of_another(scene: &Scene, proof: &Proof, later: authz::UnitId) {
    let other = scene.prove(later).await;
    let marca = proof.marca.as_deref().unwrap();
    let good = judged(marca, &proof.sigillo);
    assert!(good.mark != Mark::Red && good.time_stamps.len() == 1 && !good.time_stamps[0].qualified, "{good:?}");
    assert_eq!(judged(marca, &other.sigillo).mark, Mark::Red);
    for forged in [
        Proof { marca: proof.marca.clone(), ..other.clone() },
        Proof { testimone: proof.testimone.clone(), ..other.clone() },
        Proof { sigillo: other.sigillo.clone(), ..proof.clone() },
    ] {
        assert!(forged.check().is_err(), "{forged:?}");
    }
}

async fn by_hand(ente: &ente::Ente, sql: &str) {
    let write = ente.db().write().await.unwrap();
    assert!(db::execute(&write, sql, []).await.unwrap().rows_affected() > 0, "{sql}");
    write.commit().await.unwrap();
}

#[tokio::test]
async fn where_nobody_is_asked_nothing_is_said() {
    let hall = TownHall::start(Engine::Sqlite, OFFICES).await;
    let unit = hall.unit("SEG", "Segreteria").await;
    seal::attest(&hall.ente).await.unwrap();
    hall.person("ivo", unit, TUTTO).await;
    let page = hall.signed_in("ivo").await.read("/comando/stato").await;
    assert!(!page.contains("Marche e testimone del giornale"), "{page}");
    hall.stop().await;
}
