//! Checks that ask outside, on each engine: what was told is kept with the check, who does not answer is told and asked again.

mod large;

use std::path::Path;
use std::sync::{Arc, Mutex};

use authz::Who;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use documents::document;
use ente::{Database, Place};
use firma_algoritmi::{Digest, Scheme};
use firma_scrivi::prova::{self, Addresses, By, Issuer, Name, Role, Standing, Validity};
use firma_scrivi::{Certificate, HashSigner, LocalKey, Measured, cades};
use kernel::{Actor, FixedClock, Id, Instant};
use signing::fetch::Reach;
use signing::verify::facts::{Existence, ExistenceOrigin};
use signing::verify::trust::Purpose;
use testkit::{Engine, TownHall, new_database};
use validation::{AUTORITA, Asked, Checked, NewAnchor, add_anchor, all_anchors, check, lasting, remove_anchor, report};

/// A small authority for trials, whose responder is a server of ours.
struct Authority {
    key: LocalKey,
    root: Certificate,
    /// What the responder says; `None`: it does not answer.
    says: Mutex<Option<Standing>>,
    asked: Mutex<usize>,
    now: DateTime<Utc>,
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn instant(text: &str) -> Instant {
    Instant::from_micros(at(text).timestamp_micros())
}

const NOW: &str = "2026-11-26T10:00:00Z";

impl Authority {
    /// It, and where it answers.
    async fn start() -> (Arc<Self>, String) {
        let key = LocalKey::p256(&[1; 32]).unwrap();
        let validity = Validity { from: at("2020-01-01T00:00:00Z"), to: at("2040-01-01T00:00:00Z") };
        let itself = By::Itself(&key);
        let name = Name::Authority("Radice");
        let root =
            prova::issue(Role::Root, name, key.spki(), &[1; 16], validity, Addresses::default(), itself).unwrap();
        let says = Mutex::new(Some(Standing::Good));
        let authority = Arc::new(Self { key, root, says, asked: Mutex::new(0), now: at(NOW) });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/ocsp", listener.local_addr().unwrap());
        let app = Router::new().fallback(answer).with_state(Arc::clone(&authority));
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        (authority, address)
    }

    fn pem(&self) -> String {
        signing::store::pem::text(self.root.der())
    }

    /// A document that Mario Rossi signed, with a certificate that names the responder.
    fn signed(&self, responder: &str) -> Vec<u8> {
        self.signed_over(responder, b"La somma")
    }

    /// The same with this document.
    fn signed_over(&self, responder: &str, document: &[u8]) -> Vec<u8> {
        let key = LocalKey::p256(&[7; 32]).unwrap();
        let mario = Name::Person { given: "Mario", surname: "Rossi", tax_code: "RSSMRA80A01M999X" };
        let by = By::Issuer(Issuer { certificate: &self.root, key: &self.key });
        let validity = Validity { from: at("2024-01-01T00:00:00Z"), to: at("2030-01-01T00:00:00Z") };
        let places = Addresses { ocsp: Some(responder), ..Addresses::default() };
        let own = prova::issue(Role::Signing, mario, key.spki(), &[3; 16], validity, places, by).unwrap();
        let content = Measured::of(Digest::Sha256, document).unwrap();
        let prepared =
            cades::prepare(&own, Scheme::Ecdsa(Digest::Sha256), &content, at("2026-11-26T09:00:00Z")).unwrap();
        let signature = prepared.sign(&key).unwrap();
        let envelope = cades::Envelope::of(&signature, &[self.root.clone()]).unwrap();
        envelope.frame(&signature).unwrap().around(document).unwrap()
    }
}

async fn answer(State(authority): State<Arc<Authority>>, question: Bytes) -> Response {
    *authority.asked.lock().unwrap() += 1;
    let Some(says) = *authority.says.lock().unwrap() else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    let by = || Issuer { certificate: &authority.root, key: &authority.key };
    let validity = Validity { from: authority.now, to: authority.now + chrono::Duration::days(1) };
    prova::ocsp(&question, by(), &authority.root, &|_| says, validity).unwrap().into_response()
}

async fn hall(engine: Engine, folder: &Path, clock: Arc<FixedClock>, reach: Option<Reach>) -> TownHall {
    let database = match engine {
        Engine::Sqlite => Database::Sqlite,
        Engine::Postgres => Database::Postgres { url: new_database().await, connections: 8 },
    };
    let mut place = Place::in_folder(folder, database, "municipio".into());
    place.key.given = Some("00112233445566778899aabbccddeeff".repeat(2).into());
    place.reach = reach;
    TownHall::open(place, &[], clock).await
}

fn here() -> Option<Reach> {
    Some(Reach { allowed_hosts: vec!["127.0.0.1".into()], ..Reach::default() })
}

/// A town that trusts a small authority: Ivo, who may, added it.
struct Town {
    authority: Arc<Authority>,
    responder: String,
    clock: Arc<FixedClock>,
    hall: TownHall,
    ivo: Who,
    /// Somebody who may not.
    nobody: Who,
    anchor: Id<validation::anchor::Entity>,
    _folder: tempfile::TempDir,
}

async fn town(engine: Engine, reach: Option<Reach>) -> Town {
    let (authority, responder) = Authority::start().await;
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(FixedClock::new(instant(NOW)));
    let hall = hall(engine, folder.path(), Arc::clone(&clock), reach).await;
    let unit = hall.unit("SEG", "Segreteria").await;
    let ivo = hall.who(hall.person("ivo", unit, &[AUTORITA.code]).await).await;
    let nobody = hall.who(hall.person("anna", unit, &[]).await).await;
    let new = NewAnchor { pem: authority.pem(), reason: "Prova".into(), purposes: vec![Purpose::Documents] };
    let mut tx = hall.ente.ledger.begin(nobody.actor(), "prova.autorita").await.unwrap();
    assert!(matches!(add_anchor(&mut tx, &nobody, &new).await, Err(validation::Error::Denied(_))));
    drop(tx);
    let mut tx = hall.ente.ledger.begin(ivo.actor(), "prova.autorita").await.unwrap();
    let (anchor, name) = add_anchor(&mut tx, &ivo, &new).await.unwrap();
    assert!(name.starts_with("Radice"), "{name}");
    tx.commit().await.unwrap();
    Town { authority, responder, clock, hall, ivo, nobody, anchor, _folder: folder }
}

async fn document(hall: &TownHall, bytes: &[u8]) -> document::Model {
    named(hall, bytes, "atto.txt.p7m").await
}

async fn named(hall: &TownHall, bytes: &[u8], name: &str) -> document::Model {
    let stored = hall.ente.archive.receive(&mut &bytes[..], 16 << 20).await.unwrap();
    let mut tx = hall.ente.ledger.begin(Actor::System("prova"), "prova.documento").await.unwrap();
    let document = hall.ente.archive.name(&mut tx, &stored, name).await.unwrap();
    tx.commit().await.unwrap();
    document
}

fn asked(document: &document::Model) -> Asked<'_> {
    let origin = ExistenceOrigin::Registration("di protocollo n. 1/2026".into());
    Asked {
        document,
        signed: None,
        stamps: Vec::new(),
        at: None,
        existence: vec![Existence { at: at("2026-11-26T09:30:00Z"), origin }],
    }
}

async fn count(hall: &TownHall, sql: &str) -> i64 {
    let row = db::one(&hall.ente.db().read().await.unwrap(), sql, []).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

const KEPT: &str = "SELECT COUNT(*) AS n FROM validation_evidence";
const WAITING: &str = "SELECT COUNT(*) AS n FROM jobs_job WHERE kind = 'validation.richiedi' AND state = 'waiting'";
const SYSTEM: Actor = Actor::System("prova");

#[tokio::test(flavor = "multi_thread")]
async fn what_was_told_is_kept_with_the_check_and_nobody_is_asked_again() {
    for engine in Engine::all() {
        let Town { authority, responder, clock, hall, ivo, nobody, anchor, _folder } = town(engine, here()).await;
        let document = document(&hall, &authority.signed(&responder)).await;
        let Checked::New(first) = check(&hall.ente, SYSTEM, asked(&document)).await.unwrap() else { panic!("new") };
        // By an authority of the ente's own it passes, and is never green.
        assert_eq!((first.indication.as_str(), first.mark.as_str()), ("TOTAL-PASSED", "amber"), "{}", first.sentence);
        let text = report(&hall.ente, first.id).await.unwrap().unwrap();
        assert!(text.contains("\"origin\":\"Given\"") && text.contains("\"Ocsp\""), "{text}");
        assert_eq!((count(&hall, KEPT).await, *authority.asked.lock().unwrap()), (1, 1));
        assert_eq!(count(&hall, WAITING).await, 0);

        // A year on the authority is gone: the same verdict from what was kept.
        *authority.says.lock().unwrap() = None;
        clock.set(instant("2027-11-26T10:00:00Z"));
        let again = check(&hall.ente, SYSTEM, asked(&document)).await.unwrap();
        assert!(matches!(again, Checked::Same(_)), "{again:?}");
        assert_eq!((count(&hall, KEPT).await, *authority.asked.lock().unwrap()), (1, 1));

        // Withdrawn, the authority counts no longer, and stays in sight with the reason.
        let mut tx = hall.ente.ledger.begin(ivo.actor(), "prova.ritira").await.unwrap();
        assert!(remove_anchor(&mut tx, &ivo, anchor, " ").await.is_err(), "a reason is asked for");
        remove_anchor(&mut tx, &ivo, anchor, "Contratto finito").await.unwrap();
        tx.commit().await.unwrap();
        let Checked::New(last) = check(&hall.ente, SYSTEM, asked(&document)).await.unwrap() else { panic!("new") };
        assert_eq!(last.indication, "INDETERMINATE");
        let rows = all_anchors(&hall.ente, &ivo).await.unwrap();
        assert_eq!(rows[0].removed_reason.as_deref(), Some("Contratto finito"));
        assert!(all_anchors(&hall.ente, &nobody).await.is_err());
        hall.verify_clean().await;
    }
}

/// What the verdict rests upon is given whole, from outside or from what was kept; without a time stamp it does not last.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_verdict_rests_upon_is_given_to_be_put_into_the_document() {
    for engine in Engine::all() {
        let Town { authority, responder, hall, _folder, .. } = town(engine, here()).await;
        let signed = authority.signed(&responder);
        let document = document(&hall, &signed).await;
        let now = lasting(&hall.ente, signed.clone()).await.unwrap();
        assert_eq!((now.certificates.len(), now.ocsps.len(), now.crls.len()), (2, 1, 0), "{}", now.report.sentence);
        assert!(!now.is_whole(), "it has no time stamp");
        assert_eq!(count(&hall, KEPT).await, 0, "it writes nothing");
        let told = now.report.signatures[0].chain[0].revocation.as_ref().and_then(|outcome| outcome.told()).unwrap();
        assert_eq!(told.sha256, documents::store::Sha256Hash::of(&now.ocsps[0]).to_string());

        check(&hall.ente, SYSTEM, Asked { existence: Vec::new(), ..asked(&document) }).await.unwrap();
        *authority.says.lock().unwrap() = None;
        let kept = lasting(&hall.ente, signed).await.unwrap();
        assert_eq!((kept.certificates.len(), kept.ocsps.len()), (2, 1), "{}", kept.report.sentence);

        let Town { authority, responder, hall, _folder, .. } = town(engine, here()).await;
        *authority.says.lock().unwrap() = None;
        let signed = authority.signed(&responder);
        let silent = lasting(&hall.ente, signed).await.unwrap();
        assert!(silent.later && silent.ocsps.is_empty(), "asked again, it may answer");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_answer_is_told_and_asked_again_later() {
    for engine in Engine::all() {
        let Town { authority, responder, clock, hall, _folder, .. } = town(engine, here()).await;
        *authority.says.lock().unwrap() = None;
        let document = document(&hall, &authority.signed(&responder)).await;
        let Checked::New(first) = check(&hall.ente, SYSTEM, asked(&document)).await.unwrap() else { panic!("new") };
        assert_eq!((first.mark.as_str(), first.indication.as_str()), ("amber", "INDETERMINATE"));
        assert!(first.sentence.contains("Non si è potuto chiedere a 127.0.0.1"), "{}", first.sentence);
        assert_eq!((count(&hall, WAITING).await, count(&hall, KEPT).await), (1, 0));

        // Still silent after ten minutes: nothing new is written, and it waits for the next time.
        clock.set(instant("2026-11-26T10:11:00Z"));
        hall.work().await;
        assert_eq!(count(&hall, "SELECT COUNT(*) AS n FROM validation_check").await, 1);
        assert_eq!(count(&hall, WAITING).await, 1);
        // Twice asked, it answers an hour later.
        *authority.says.lock().unwrap() = Some(Standing::Good);
        clock.set(instant("2026-11-26T10:50:00Z"));
        hall.work().await;
        assert_eq!(count(&hall, "SELECT COUNT(*) AS n FROM validation_check").await, 1, "not before an hour");
        clock.set(instant("2026-11-26T11:12:00Z"));
        *authority.asked.lock().unwrap() = 0;
        hall.work().await;
        let last = validation::history(&hall.ente, document.id).await.unwrap().remove(0);
        assert_eq!(
            (last.indication.as_str(), *authority.asked.lock().unwrap()),
            ("TOTAL-PASSED", 1),
            "{}",
            last.sentence
        );
        assert_eq!((count(&hall, WAITING).await, count(&hall, KEPT).await), (0, 1));
        hall.verify_clean().await;
    }
}

/// A time stamp beside it that cannot be read is told of each time: forgotten, the answer would be another.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_again_is_asked_with_the_time_stamps_beside_it() {
    let Town { authority, responder, clock, hall, _folder, .. } = town(Engine::Sqlite, here()).await;
    *authority.says.lock().unwrap() = None;
    let document = document(&hall, &authority.signed(&responder)).await;
    let stamp = named(&hall, b"\x30\x03\x02\x01\x00", "atto.txt.p7m.tsr").await;
    let with_stamp = Asked { stamps: vec![&stamp], ..asked(&document) };
    let Checked::New(first) = check(&hall.ente, SYSTEM, with_stamp).await.unwrap() else { panic!("new") };
    let told = async |id| report(&hall.ente, id).await.unwrap().unwrap();
    let text = told(first.id).await;
    assert!(text.contains("Non si è potuto chiedere a 127.0.0.1"), "{text}");
    assert!(text.contains("«atto.txt.p7m.tsr» non si legge"), "{text}");
    clock.set(instant("2026-11-26T10:11:00Z"));
    hall.work().await;
    assert_eq!(count(&hall, "SELECT COUNT(*) AS n FROM validation_check").await, 1, "the same answer");
    *authority.says.lock().unwrap() = Some(Standing::Good);
    clock.set(instant("2026-11-26T11:12:00Z"));
    hall.work().await;
    let last = validation::history(&hall.ente, document.id).await.unwrap().remove(0);
    assert_eq!(last.indication, "TOTAL-PASSED", "{}", last.sentence);
    assert!(told(last.id).await.contains("«atto.txt.p7m.tsr» non si legge"));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_settings_forbid_it_nobody_is_asked_and_that_is_told() {
    let Town { authority, responder, hall, _folder, .. } = town(Engine::Sqlite, None).await;
    let document = document(&hall, &authority.signed(&responder)).await;
    let Checked::New(row) = check(&hall.ente, SYSTEM, asked(&document)).await.unwrap() else { panic!("new") };
    assert!(row.sentence.contains("spento nelle impostazioni"), "{}", row.sentence);
    assert_eq!((row.mark.as_str(), *authority.asked.lock().unwrap(), count(&hall, WAITING).await), ("amber", 0, 0));
}
