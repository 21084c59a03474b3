//! The secrets that lie in the database open with a key that lies elsewhere, as whoever cares for the machine meets it.

use std::{fs, os::unix::fs::PermissionsExt, process::Command, time::Duration};

use ente::Ente;
use kernel::{Actor, Clock, SeededRandom, SystemClock};
use sea_orm::EntityTrait;
use vault::{Cell, Key, Source, is_sealed};

use crate::program::{Town, client, program, said, token};

/// A town on each engine that can be tried here.
pub(crate) async fn towns() -> Vec<Option<String>> {
    let mut databases = vec![None];
    if testkit::Engine::all().len() > 1 {
        databases.push(Some(testkit::new_database().await));
    }
    databases
}

async fn seed(ente: &Ente) -> Vec<u8> {
    let read = ente.db().read().await.unwrap();
    db::one(&read, "SELECT seed FROM ledger_key", []).await.unwrap().unwrap().try_get("", "seed").unwrap()
}

pub(crate) fn key_of(town: &Town) -> Key {
    Source::beside(&town.data()).read().unwrap().expect("there is a key")
}

pub(crate) fn words(town: &Town, more: &[&str]) -> String {
    town.well(&[&["key", "words"], more].concat())
}

/// Rosa's app for codes, as a release without seals kept it, on an installation without a key: what was before this one.
async fn make_old(town: &Town, secret: &[u8]) -> Vec<u8> {
    let ente = town.open().await;
    let sealed = vault::sealed_key(&ente.db().read().await.unwrap()).await.unwrap().unwrap();
    let own = vault::open_key(&key_of(town), "prova", &sealed).unwrap();
    let cell = Cell { table: "ledger_key", column: "seed", row: b"1" };
    let plain = own.open(cell, &seed(&ente).await).unwrap().to_vec();
    keep_app(&ente, secret).await;
    let write = ente.db().write().await.unwrap();
    db::execute(&write, "UPDATE ledger_key SET seed = $1", [plain.clone().into()]).await.unwrap();
    db::execute(&write, "DELETE FROM vault_key", []).await.unwrap();
    write.commit().await.unwrap();
    let list = town.list().await;
    let write = list.write().await.unwrap();
    db::execute(&write, "DELETE FROM ente_key", []).await.unwrap();
    write.commit().await.unwrap();
    list.close().await;
    ente.db().close().await;
    fs::remove_file(Source::beside(&town.data()).file).unwrap();
    plain
}

async fn keep_app(ente: &Ente, secret: &[u8]) {
    let mut tx = ente.ledger.begin(Actor::System("prova"), "accounts.aggiungi_app").await.unwrap();
    let before = accounts::credential::Entity::find().one(&tx).await.unwrap().expect("Rosa's");
    let after = accounts::credential::Model { totp_secret: Some(secret.to_vec()), ..before.clone() };
    tx.update(&before, after).await.unwrap();
    tx.commit().await.unwrap();
}

async fn app(ente: &Ente) -> Vec<u8> {
    let read = ente.db().read().await.unwrap();
    accounts::credential::Entity::find().one(&read).await.unwrap().unwrap().totp_secret.unwrap()
}

/// Whether Rosa enters with her password and the code that her app shows at this many seconds from now.
async fn enters(town: &Town, password: &str, secret: &[u8], seconds: i64) -> bool {
    let running = town.serve().await;
    let (client, base) = (client(), &running.base);
    let send = async |path: &str, token: &str, form: &[(&str, &str)]| {
        let ask = client.post(format!("{base}{path}")).header("x-csrf-token", token).form(form);
        ask.send().await.unwrap()
    };
    let page = client.get(format!("{base}/accedi")).send().await.unwrap().text().await.unwrap();
    let form = [("username", "rosa.clerk"), ("password", password)];
    let page = send("/accedi", &token(&page), &form).await.text().await.unwrap();
    let pending = page.split("name=\"attesa\" value=\"").nth(1).expect("a code is asked for");
    let pending = pending.split('"').next().unwrap();
    let app = totp_rs::Builder::new().with_secret(totp_rs::Secret::new(secret.into())).build().unwrap();
    // A code is taken in its own step of thirty seconds and in the next: not when that is about to end.
    while SystemClock.now().micros() / 1_000_000 % 30 > 15 {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let code = app.generate((SystemClock.now().micros() / 1_000_000 + seconds).unsigned_abs()).to_string();
    let answer = send("/accedi/codice", &token(&page), &[("attesa", pending), ("code", &code)]).await;
    answer.status().is_redirection()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_ente_has_its_secrets_sealed_by_a_key_outside_the_data() {
    for database in towns().await {
        let town = Town::new(database);
        let add = |slug: &str, host: &str| {
            town.well(&["ente", "add", slug, "--name", "Comune", "--host", host, "--ipa", "c_m999"])
        };
        assert!(add("prova", "localhost").contains("municipio key words"), "it is told once");
        assert!(!add("altro", "altro.example").contains("municipio key words"));
        let file = Source::beside(&town.data()).file;
        assert!(!file.starts_with(town.data()));
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let ente = town.open().await;
        assert!(is_sealed(&seed(&ente).await));
        town.well(&["verify"]);
        let doctor = said(&town.run(&["doctor"]));
        assert!(
            ["prova", "altro"].iter().all(|ente| doctor.contains(&format!("I segreti di {ente} sono sigillati"))),
            "{doctor}"
        );
        assert!(town.well(&["key", "make"]).contains("c'è già"));
        assert_eq!(words(&town, &[]).lines().count(), 24);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_key_or_with_another_nothing_opens_and_the_24_words_bring_it_back() {
    for database in towns().await {
        let town = Town::with_an_ente(database);
        let source = Source::beside(&town.data());
        let (paper, kept) = (words(&town, &[]), fs::read(&source.file).unwrap());
        fs::remove_file(&source.file).unwrap();
        let copy = town.folder.path().join("copia");
        let commands: [&[&str]; 5] =
            [&["verify"], &["ente", "list"], &["key", "make"], &["key", "words"], &["backup", copy.to_str().unwrap()]];
        for command in commands {
            let output = town.run(command);
            assert_eq!(output.status.code(), Some(1), "{command:?}: {}", said(&output));
            assert!(said(&output).contains("sigillati e la chiave dell'installazione non c'è"), "{}", said(&output));
        }
        assert!(!copy.exists() && !source.file.exists(), "nothing is made");
        let doctor = said(&town.run(&["doctor"]));
        assert!(doctor.contains("ERRORE     segreti") && doctor.contains("key from-words"), "{doctor}");

        source.write(&Key::new(&SeededRandom::new(5)), &town.data()).unwrap();
        let output = town.run(&["verify"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains("non è quella con cui sono stati sigillati"), "{}", said(&output));
        let (wrong, others) = (fs::read(&source.file).unwrap(), Key::new(&SeededRandom::new(5)).words().to_string());
        let output = town.run_typing(&["key", "from-words"], &others);
        assert!(said(&output).contains("sono di un'altra chiave"), "{}", said(&output));
        assert_eq!(fs::read(&source.file).unwrap(), wrong, "it is not touched");
        from_words(&town, &paper, "dati.key.vecchia-1", &wrong);
        assert_eq!(fs::read(&source.file).unwrap(), kept);
        town.well(&["verify"]);

        fs::write(&source.file, "rovinato").unwrap();
        let output = town.run(&["verify"]);
        assert!(said(&output).contains("key from-words"), "{}", said(&output));
        from_words(&town, &paper, "dati.key.vecchia-2", b"rovinato");
        let output = town.run_typing(&["key", "from-words"], &paper);
        assert!(said(&output).contains("La chiave giusta c'è già"), "{}", said(&output));
        assert_eq!(fs::read(&source.file).unwrap(), kept);
        town.well(&["verify"]);
    }
}

/// The right words bring the key back, and the file that was in the way is kept under this name.
fn from_words(town: &Town, paper: &str, aside: &str, old: &[u8]) {
    let output = town.run_typing(&["key", "from-words"], paper);
    assert!(output.status.success() && said(&output).contains(aside), "{}", said(&output));
    assert_eq!(fs::read(town.folder.path().join(aside)).unwrap(), old);
}

#[test]
fn a_file_that_would_not_count_is_not_made_from_words() {
    let town = Town::new(None);
    let hex = Key::new(&SeededRandom::new(5)).to_hex();
    let credentials = town.folder.path().join("credenziali");
    fs::create_dir(&credentials).unwrap();
    fs::write(credentials.join("municipio.key"), hex.as_bytes()).unwrap();
    for (variable, value) in [("MUNICIPIO_KEY", hex.as_str()), ("CREDENTIALS_DIRECTORY", credentials.to_str().unwrap())]
    {
        let mut command = program();
        command.args(["key", "from-words", "--data"]).arg(town.data()).env(variable, value);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{variable}: {}", said(&output));
        assert!(said(&output).contains("Prima toglila"), "{variable}: {}", said(&output));
        assert!(!Source::beside(&town.data()).file.exists());
    }
}

/// Whether these bytes lie in a file of the ente's database. Another process reads them: whoever closes a file that SQLite has
/// open in the same process takes its locks away.
pub(crate) fn files_hold(town: &Town, secret: &[u8]) -> bool {
    let files = fs::read_dir(town.data().join("enti/prova")).into_iter().flatten().map(|file| file.unwrap().path());
    let read = Command::new("cat").args(files).output().unwrap();
    assert!(read.status.success(), "{}", said(&read));
    read.stdout.windows(secret.len()).any(|part| part == secret)
}

/// Two apps being added, the secret of the first of them readable: the states in which they lie.
async fn keep_offers(ente: &Ente) -> [String; 2] {
    let random = SeededRandom::new(7);
    let cell = Cell { table: "accounts_challenge", column: "state", row: b"1" };
    let secret = b"un app che si aggiunge";
    let states = [hex::encode(secret), hex::encode(Key::new(&random).seal(cell, secret, &random))];
    let write = ente.db().write().await.unwrap();
    let sql = "INSERT INTO accounts_challenge (token_hash, kind, person_id, state, tries, expires_at) \
        VALUES ($1, 'totp_enrol', NULL, $2, 0, 9000000000000000)";
    for state in &states {
        db::execute(&write, sql, [state.clone().into_bytes().into(), state.clone().into()]).await.unwrap();
    }
    write.commit().await.unwrap();
    states
}

/// The states of the apps being added.
async fn offers(ente: &Ente) -> Vec<String> {
    let read = ente.db().read().await.unwrap();
    let rows = db::rows(&read, "SELECT state FROM accounts_challenge WHERE kind = 'totp_enrol'", []).await.unwrap();
    rows.iter().map(|row| row.try_get("", "state").unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn sealing_again_leaves_nothing_readable_in_the_files_and_says_when_it_cannot() {
    for database in towns().await {
        let sqlite = database.is_none();
        let town = Town::with_an_ente(database);
        let ente = town.open().await;
        let [readable, sealed] = keep_offers(&ente).await;
        assert!(!sqlite || files_hold(&town, readable.as_bytes()));
        assert!(town.well(&["key", "seal"]).contains("era già sigillata; sigillati 0 segreti"));
        assert_eq!(offers(&ente).await, [sealed]);
        assert!(!files_hold(&town, readable.as_bytes()), "it still lies in a file");
        if sqlite {
            let read = ente.db().read().await.unwrap();
            db::one(&read, "SELECT seed FROM ledger_key", []).await.unwrap();
            let output = town.run(&["key", "seal"]);
            assert_eq!(output.status.code(), Some(1), "{}", said(&output));
            assert!(said(&output).contains("Il database è in uso"), "{}", said(&output));
            drop(read);
            town.well(&["key", "seal"]);
        }
        town.well(&["verify"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_from_before_goes_on_as_it_was_until_its_secrets_are_sealed() {
    for database in towns().await {
        let town = Town::with_an_ente(database);
        let password = town.with_a_clerk();
        let secret = b"venti byte di un app";
        let plain = make_old(&town, secret).await;
        town.well(&["verify"]);
        // Two codes of the same app, for a code is accepted once.
        assert!(enters(&town, &password, secret, -30).await, "it works as before");
        let doctor = said(&town.run(&["doctor"]));
        assert!(doctor.contains("di 1 persone si leggono") && doctor.contains("municipio key seal"), "{doctor}");
        let old = town.folder.path().join("copia");
        assert!(town.well(&["backup", old.to_str().unwrap()]).contains("i segreti si leggono"));

        let told = town.well(&["key", "seal"]);
        assert!(told.contains("sigillata la chiave dei sigilli; sigillati 1 segreti"), "{told}");
        assert!(enters(&town, &password, secret, 0).await, "the app on Rosa's phone is the same");
        let ente = town.open().await;
        assert!(is_sealed(&seed(&ente).await) && is_sealed(&app(&ente).await));
        town.well(&["verify"]);
        assert!(!files_hold(&town, &plain) && !files_hold(&town, secret), "the secrets still lie in the file");

        // Interrupted half-way, it goes on with what is left.
        keep_app(&ente, secret).await;
        assert!(town.well(&["key", "seal"]).contains("era già sigillata; sigillati 1 segreti"));
        assert!(town.well(&["key", "seal"]).contains("era già sigillata; sigillati 0 segreti"));
        town.well(&["verify"]);
        assert!(said(&town.run(&["doctor"])).contains("I segreti di prova sono sigillati"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_carries_no_key_and_is_put_back_with_the_24_words() {
    for (database, other) in towns().await.into_iter().zip(towns().await) {
        let town = Town::with_an_ente(database);
        let copy = town.folder.path().join("copia");
        let copy = copy.to_str().unwrap();
        assert!(town.well(&["backup", copy]).contains("non è nella copia"));
        let (paper, entes) = (words(&town, &[]), words(&town, &["--ente", "prova"]));
        assert_ne!(paper, entes);
        let hex = key_of(&town).to_hex();
        assert!(!fs::read_to_string(format!("{copy}/manifesto.json")).unwrap().contains(&*hex));

        let elsewhere = Town::new(other);
        let source = Source::beside(&elsewhere.data());
        let refused = [elsewhere.run(&["restore", copy]), {
            let others = Key::new(&SeededRandom::new(5)).words().to_string();
            elsewhere.run_typing(&["restore", copy, "--words"], &others)
        }];
        for (output, why) in refused.iter().zip(["--words", "non aprono i segreti"]) {
            assert_eq!(output.status.code(), Some(1));
            assert!(said(output).contains(why) && said(output).contains("Niente è stato scritto"), "{}", said(output));
        }
        assert!(!elsewhere.data().exists() && !source.file.exists(), "nothing is written");

        // On a machine with a key of its own, an ente that moves brings only its own words.
        let own = Key::new(&SeededRandom::new(6));
        source.write(&own, &elsewhere.data()).unwrap();
        let output = elsewhere.run_typing(&["restore", copy, "--words"], &entes);
        assert!(output.status.success(), "{}", said(&output));
        elsewhere.well(&["verify"]);
        assert_eq!(key_of(&elsewhere).fingerprint(), own.fingerprint());
    }
    for (database, other) in towns().await.into_iter().zip(towns().await) {
        // On a machine without one, the installation's words bring its key back.
        let town = Town::with_an_ente(database);
        let copy = town.folder.path().join("copia");
        let copy = copy.to_str().unwrap();
        town.well(&["backup", copy]);
        let elsewhere = Town::new(other);
        let output = elsewhere.run_typing(&["restore", copy, "--words"], &words(&town, &[]));
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(key_of(&elsewhere).fingerprint(), key_of(&town).fingerprint());
        elsewhere.well(&["verify"]);
    }
}
