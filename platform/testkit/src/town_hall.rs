use std::{net::SocketAddr, path::Path, sync::Arc};

use accounts::{NewPerson, insert_person};
use authz::{PersonId, UnitId, incarico, role, unit};
use ente::{Database, Ente, EnteInfo, Place};
use kernel::{Actor, Clock, Date, SystemClock, SystemRandom};
use office::Office;
use tempfile::TempDir;
use tokio::{
    net::TcpListener,
    sync::{OnceCell, oneshot},
    task::JoinHandle,
};
use web::{House, Settings};

use crate::{
    Browser, Engine,
    schema::{copied_database, put_file},
};

/// The password of everyone in a test.
pub const PASSWORD: &str = "una frase da provare";

/// The hash of [`PASSWORD`], made once: it is slow on purpose, and every town hall wants one.
static HASH: OnceCell<String> = OnceCell::const_new();

/// The installation's key of those whose data goes away with them: nothing is left beside the folder.
const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
/// The code of the comune in a test.
const SLUG: &str = "prova";

/// Settings for tests: no HTTPS, and no limit that a test would meet.
pub fn usual_settings() -> Settings {
    Settings { https: false, requests_per_second: 100_000, ..Settings::default() }
}

/// A running town hall. Its data goes away with it.
pub struct TownHall {
    /// Where it answers: `http://127.0.0.1:PORT`.
    pub url: String,
    /// The comune.
    pub ente: Arc<Ente>,
    /// What all requests share.
    pub house: Arc<House>,
    offices: &'static [&'static dyn Office],
    hash: String,
    stop: Option<oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
    _folder: Option<TempDir>,
}

impl TownHall {
    /// Starts one with these offices, by the machine's clock.
    pub async fn start(engine: Engine, offices: &'static [&'static dyn Office]) -> Self {
        Self::start_at(engine, offices, Arc::new(SystemClock)).await
    }

    /// Starts one by another clock.
    pub async fn start_at(engine: Engine, offices: &'static [&'static dyn Office], clock: Arc<dyn Clock>) -> Self {
        Self::start_with(engine, offices, clock, usual_settings()).await
    }

    /// Starts one with other settings than the usual ones of tests ([`usual_settings`]).
    pub async fn start_with(
        engine: Engine,
        offices: &'static [&'static dyn Office],
        clock: Arc<dyn Clock>,
        settings: Settings,
    ) -> Self {
        Self::start_with_mail(engine, offices, clock, settings, Vec::new()).await
    }

    /// Starts one whose ente has these mailboxes.
    pub async fn start_with_mail(
        engine: Engine,
        offices: &'static [&'static dyn Office],
        clock: Arc<dyn Clock>,
        settings: Settings,
        mailboxes: Vec<mail::Mailbox>,
    ) -> Self {
        let folder = folder();
        let mut place = place(folder.path(), engine, offices).await;
        place.mailboxes = [(SLUG.to_owned(), mailboxes)].into();
        Self { _folder: Some(folder), ..Self::open_with(place, offices, clock, settings).await }
    }

    /// Starts one whose ente signs so.
    pub async fn start_signing(
        engine: Engine,
        offices: &'static [&'static dyn Office],
        signing: ente::Signing,
    ) -> Self {
        Self::start_placed(engine, offices, |place| place.signing = [(SLUG.to_owned(), signing)].into()).await
    }

    /// Starts one whose place is arranged further; the code of its ente is "prova".
    pub async fn start_placed(
        engine: Engine,
        offices: &'static [&'static dyn Office],
        arrange: impl FnOnce(&mut Place),
    ) -> Self {
        Self::start_placed_at(engine, offices, Arc::new(SystemClock), arrange).await
    }

    /// The same by another clock.
    pub async fn start_placed_at(
        engine: Engine,
        offices: &'static [&'static dyn Office],
        clock: Arc<dyn Clock>,
        arrange: impl FnOnce(&mut Place),
    ) -> Self {
        let folder = folder();
        let mut place = place(folder.path(), engine, offices).await;
        arrange(&mut place);
        Self { _folder: Some(folder), ..Self::open(place, offices, clock).await }
    }

    /// Starts one whose data stays where it is put, for whoever wants to open it again with the built program.
    pub async fn open(place: Place, offices: &'static [&'static dyn Office], clock: Arc<dyn Clock>) -> Self {
        Self::open_with(place, offices, clock, usual_settings()).await
    }

    async fn open_with(
        place: Place,
        offices: &'static [&'static dyn Office],
        clock: Arc<dyn Clock>,
        settings: Settings,
    ) -> Self {
        let house =
            office::open(offices, place, settings, clock, Arc::new(SystemRandom)).await.expect("the house opens");
        let ente = house.enti.add(info(SLUG, &["127.0.0.1", "localhost"])).await.expect("the ente is made");
        for office in offices {
            office.install(&ente).await.expect("the office is installed");
        }
        let hash = HASH.get_or_try_init(|| house.passwords.hash(PASSWORD, &SystemRandom)).await;
        let hash = hash.expect("a password").clone();
        let house = Arc::new(house);
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let app = web::app(Arc::clone(&house), office::routes(offices));
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(async move {
            let ended = async {
                let _ = stopped.await;
            };
            web::serve(listener, app, ended).await.expect("the server ends in order");
        });
        Self { url, ente, house, offices, hash, stop: Some(stop), server: Some(server), _folder: None }
    }

    /// Adds another comune to the same process, reached by `host`.
    pub async fn add_ente(&self, slug: &str, host: &str) -> Arc<Ente> {
        self.house.enti.add(info(slug, &[host])).await.expect("the ente is made")
    }

    /// Makes a unit of the organisation.
    pub async fn unit(&self, code: &str, name: &str) -> UnitId {
        self.make_unit(code, name, None).await
    }

    /// Makes a unit under another one.
    pub async fn unit_under(&self, above: UnitId, code: &str, name: &str) -> UnitId {
        self.make_unit(code, name, Some(above)).await
    }

    async fn make_unit(&self, code: &str, name: &str, parent_id: Option<UnitId>) -> UnitId {
        let mut tx = self.ente.ledger.begin(Actor::System("testkit"), "testkit.unit").await.expect("a transaction");
        let (id, valid_from) = (tx.id(), long_ago());
        let row = unit::Model { id, code: code.into(), name: name.into(), parent_id, valid_from, valid_to: None };
        tx.insert(row).await.expect("a unit");
        tx.commit().await.expect("a commit");
        id
    }

    /// Makes a person who holds these permissions in a unit.
    pub async fn person(&self, username: &str, unit_id: UnitId, permissions: &[&str]) -> PersonId {
        let ledger = &self.ente.ledger;
        let mut tx = ledger.begin(Actor::System("testkit"), "testkit.person").await.expect("a transaction");
        let new = NewPerson { username: username.into(), name: username.into(), surname: "Prova".into(), email: None };
        let person_id = insert_person(&mut tx, new, Some(self.hash.clone()), false).await.expect("a person");
        let row =
            role::Model { id: tx.id(), name: format!("Ruolo di {username}"), permissions: permissions.join("\n") };
        let role_id = tx.insert(row).await.expect("a role").id;
        let (id, valid_from) = (tx.id(), long_ago());
        let given = incarico::Model { id, person_id, unit_id, role_id, deputy_of: None, valid_from, valid_to: None };
        tx.insert(given).await.expect("an incarico");
        tx.commit().await.expect("a commit");
        person_id
    }

    /// A person as handlers see them.
    pub async fn who(&self, person: PersonId) -> authz::Who {
        let read = self.ente.db().read().await.expect("a view");
        let grants = authz::load(&read, person, self.ente.ledger.now().date()).await.expect("grants");
        authz::Who { person, name: "Prova".into(), grants }
    }

    /// A browser that has not signed in.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.url)
    }

    /// A browser in which this person has signed in.
    pub async fn signed_in(&self, username: &str) -> Browser {
        let browser = self.browser();
        let answer = browser.post("/accedi", &[("username", username), ("password", PASSWORD), ("poi", "/")]).await;
        assert!(answer.status().is_redirection(), "{username} signs in: {}", answer.status());
        browser
    }

    /// A program's key for this person, with these permissions: the session behind it is opened as a browser would.
    pub async fn api_key(&self, username: &str, person: PersonId, scopes: &[&str]) -> String {
        let visitor = accounts::Visitor { address: [127, 0, 0, 1].into(), user_agent: "testkit", device: None };
        let (ledger, house) = (&self.ente.ledger, &self.house);
        let entered =
            accounts::sign_in(ledger, &house.passwords, &house.session_rules, username, PASSWORD, &visitor).await;
        let Ok(accounts::SignIn::Done(entered)) = entered else { panic!("{username} signs in") };
        assert_eq!(entered.person, person);
        let read = self.ente.db().read().await.expect("a view");
        let signed = accounts::session(&read, entered.session.reveal(), &house.session_rules, ledger.now()).await;
        drop(read);
        let signed = signed.expect("a session").expect("a session");
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let new = accounts::NewToken { label: "prova".into(), scopes, days: 1 };
        accounts::create_token(ledger, &signed, &new).await.expect("a key").1.reveal().to_owned()
    }

    /// Does the background work that is due, as a node would.
    pub async fn work(&self) -> usize {
        let runner = office::runner(self.offices).expect("jobs that agree");
        let site = office::site(&self.ente, &self.house, "testkit");
        runner.run_due(&site).await.expect("the queue answers")
    }

    /// Asserts that everything that is recorded holds.
    pub async fn verify_clean(&self) {
        let tables = office::record_tables(self.offices);
        let report = ledger::verify(&self.ente.ledger, &tables, |_, _| {}).await.expect("verify runs");
        assert_eq!(report.problems, []);
        let found = self.ente.archive.check_files(self.ente.db(), |_| {}).await.expect("files are read");
        assert_eq!(found.bad, []);
    }

    /// Stops it in order.
    pub async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(server) = self.server.take() {
            server.await.expect("the server ends");
        }
    }
}

/// A folder for one that goes away: where `MUNICIPIO_TEST_MEMORY` names a folder in memory, there. A disk that is told at each commit to
/// keep what is thrown away a moment later makes every test wait.
fn folder() -> TempDir {
    let memory = std::env::var_os("MUNICIPIO_TEST_MEMORY").filter(|memory| !memory.is_empty());
    memory.map_or_else(tempfile::tempdir, tempfile::tempdir_in).expect("a folder")
}

/// Where the data of one that goes away lies.
async fn place(folder: &Path, engine: Engine, offices: &[&dyn Office]) -> Place {
    let database = match engine {
        Engine::Sqlite => {
            put_file(&folder.join("enti").join(SLUG), offices).await;
            Database::Sqlite
        }
        Engine::Postgres => {
            let url = copied_database(&format!("ente_{SLUG}"), offices).await;
            Database::Postgres { url, connections: 8 }
        }
    };
    let mut place = Place::in_folder(folder, database, built_program());
    place.key.given = Some(KEY.to_owned().into());
    place
}

fn info(slug: &str, hosts: &[&str]) -> EnteInfo {
    EnteInfo {
        slug: slug.into(),
        name: format!("Comune di {slug}"),
        hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
        ipa: "c_m999".into(),
        demo: false,
    }
}

fn long_ago() -> Date {
    Date::from_ymd_opt(2000, 1, 1).unwrap_or_default()
}

/// The built program, beside the folder of the test binaries: it reads documents in a process of its own.
#[must_use]
pub fn built_program() -> std::path::PathBuf {
    let test = std::env::current_exe().unwrap_or_default();
    let debug = test.parent().and_then(Path::parent).unwrap_or(Path::new("."));
    debug.join("municipio")
}
