//! An authority for time stamps, whose clock and certificate are the test's. Its stamps say that they have no legal value.

use std::sync::{Arc, Mutex, OnceLock};

use axum::{Router, body::Bytes, extract::State, http::header, response::IntoResponse, routing::post};
use chrono::{DateTime, TimeZone, Utc};
use firma_scrivi::prova::{self, Addresses, By, Issuer, Name, Role, Validity};
use firma_scrivi::{Certificate, HashSigner, LocalKey};
use kernel::{Clock, FixedClock};

/// The authority.
pub struct Marcatore {
    clock: OnceLock<Arc<FixedClock>>,
    /// How far its clock is ahead, seconds.
    avanti: Mutex<i64>,
    root: Mutex<Certificate>,
    stamper: Mutex<Certificate>,
}

fn keys() -> (LocalKey, LocalKey) {
    (LocalKey::p256(&[1; 32]).unwrap(), LocalKey::p256(&[9; 32]).unwrap())
}

fn year(year: i32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap()
}

/// A root and a stamper whose certificates hold for these years.
fn certificates(from: i32, to: i32) -> (Certificate, Certificate) {
    let (root_key, key) = keys();
    let validity = Validity { from: year(from), to: year(to) };
    let name = Name::Authority("Radice");
    let itself = By::Itself(&root_key);
    let root = prova::issue(Role::Root, name, root_key.spki(), &[1; 16], validity, Addresses::default(), itself);
    let root = root.unwrap();
    let by = By::Issuer(Issuer { certificate: &root, key: &root_key });
    let name = Name::Authority("Marche temporali");
    let places = Addresses::default();
    let stamper = prova::issue(Role::TimeStamping, name, key.spki(), &[4; 16], validity, places, by).unwrap();
    (root, stamper)
}

impl Marcatore {
    /// It, with a certificate until 2030, and where it answers.
    pub async fn start() -> (Arc<Self>, String) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let (root, stamper) = certificates(2020, 2030);
        let (root, stamper) = (Mutex::new(root), Mutex::new(stamper));
        let authority = Arc::new(Self { clock: OnceLock::new(), avanti: Mutex::new(0), root, stamper });
        let app = Router::new().route("/", post(marca)).with_state(Arc::clone(&authority));
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        (authority, url)
    }

    /// Lives by this clock.
    pub fn segue(&self, clock: Arc<FixedClock>) {
        assert!(self.clock.set(clock).is_ok(), "once");
    }

    /// Puts its clock ahead.
    pub fn avanti(&self, seconds: i64) {
        *self.avanti.lock().unwrap() = seconds;
    }

    /// Takes another certificate.
    pub fn certificato(&self, from: i32, to: i32) {
        let (root, stamper) = certificates(from, to);
        *self.root.lock().unwrap() = root;
        *self.stamper.lock().unwrap() = stamper;
    }
}

async fn marca(State(authority): State<Arc<Marcatore>>, question: Bytes) -> impl IntoResponse {
    let (_, key) = keys();
    let root = authority.root.lock().unwrap().clone();
    let stamper = authority.stamper.lock().unwrap().clone();
    let by = Issuer { certificate: &stamper, key: &key };
    let at = authority.clock.get().unwrap().now().plus_seconds(*authority.avanti.lock().unwrap()).utc();
    let answer = prova::stamp(&question, by, &[root], &[6; 16], at).unwrap();
    ([(header::CONTENT_TYPE, "application/timestamp-reply")], answer)
}
