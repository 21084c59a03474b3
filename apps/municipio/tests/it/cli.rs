//! The commands of the built program, as whoever cares for the machine uses them.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Output,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use ente::Sftp;
use municipio::OFFICES;
use testkit::SftpServer;

use crate::program::{Clerk, Town, program, said, sign_in};

pub(crate) const MESSAGE: &str = "From: Rosa Bruni <rosa.bruni@example.org>\r\nTo: protocollo@example.org\r\nSubject: Richiesta di accesso \
    agli atti del cantiere\r\nDate: Tue, 10 Nov 2026 09:00:00 +0100\r\nMessage-ID: <1@example.org>\r\n\r\nVorrei vedere gli atti.\r\n";

/// Files in a folder, imported for the clerk.
pub(crate) fn import(town: &Town, files: &[(&str, &str)]) -> Output {
    let inbox = town.folder.path().join("posta");
    fs::create_dir_all(&inbox).unwrap();
    for (name, text) in files {
        fs::write(inbox.join(name), text).unwrap();
    }
    town.run(&["import", inbox.to_str().unwrap(), "--user", "rosa.clerk"])
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_added_from_the_console_signs_in_with_the_password_that_it_prints() {
    let town = Town::with_an_ente(None);
    let password = town.with_a_clerk();
    let running = town.serve().await;
    let base = &running.base;
    assert_eq!(sign_in(base, "rosa.clerk", "un'altra parola").await, None);
    assert!(sign_in(base, "rosa.clerk", &password).await.is_some(), "{password:?} opens");
    let told = town.well(&["user", "reset", "rosa.clerk"]);
    assert_eq!(sign_in(base, "rosa.clerk", &password).await, None, "the old password is gone");
    assert!(sign_in(base, "rosa.clerk", told.lines().last().unwrap()).await.is_some());
    let list: serde_json::Value = serde_json::from_str(&town.well(&["ente", "list", "--json"])).unwrap();
    assert_eq!(list[0]["slug"], "prova");
    let doctor = town.run(&["doctor"]);
    assert!(said(&doctor).contains("L'ente prova risponde ed è aggiornato"), "{}", said(&doctor));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_ente_is_at_work_at_once() {
    for database in [None, Some(())] {
        let database = match database {
            None => None,
            Some(()) if testkit::Engine::all().len() > 1 => Some(testkit::new_database().await),
            Some(()) => continue,
        };
        let town = Town::with_an_ente(database);
        let password = town.with_a_clerk();
        let running = town.serve().await;
        let clerk = Clerk::enter(&running.base, "rosa.clerk", &password).await;
        let form = clerk.read("/protocollo/nuova").await;
        assert!(form.contains("value=\"VI.5\""), "the shipped titolario is offered");
        let place = clerk.register("Richiesta di un lampione in via Roma", "lettera.txt", "Buongiorno").await;
        assert!(clerk.read(&place).await.contains("Richiesta di un lampione"));
        let classed = clerk.post(&format!("{place}/classifica"), &[("classe", "VI.5")]).await;
        assert!(classed.status().is_redirection(), "{}", classed.status());
        for page in ["/scrivania", "/protocollo", "/protocollo/statistiche"] {
            assert_eq!(clerk.get(page).await.status(), 200, "{page}");
        }
        town.well(&["verify"]);
    }
}

#[test]
fn a_role_or_unit_that_is_not_there_is_told_with_those_that_are() {
    let town = Town::with_an_ente(None);
    let output = town.run(&["user", "add", "x.y", "--name", "X", "--surname", "Y", "--unit", "ENTE", "--role", "Capo"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("Amministratore del sistema"), "{}", said(&output));
}

#[test]
fn what_is_kept_leaves_from_the_console() {
    let town = Town::with_an_ente(None);
    let folder = town.folder.path().join("fuori");
    let told = town.well(&["conserva", "esporta", folder.to_str().unwrap()]);
    assert!(told.contains("Pacchetti scritti: 0") && told.contains("fuori"), "{told}");
    assert!(fs::read_to_string(folder.join("LEGGIMI.txt")).unwrap().contains("E-ARK CSIP"));
}

#[test]
fn the_demo_with_its_public_passwords_does_not_open_beside_a_real_comune() {
    let town = Town::with_an_ente(None);
    let output = town.run(&["demo", "--port", "1"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("c'è un Comune vero"), "{}", said(&output));
    assert!(!town.well(&["ente", "list"]).contains("montefiorito"));
}

#[test]
fn an_unknown_setting_is_told_with_the_nearest_known_one() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("municipio.toml");
    fs::write(&config, "[server]\nlistne = \"127.0.0.1:1\"\n[fils]\nstore = \"s3\"\n").unwrap();
    let output = program().args(["serve", "--config"]).arg(&config).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("Forse volevi scrivere \"listen\""), "{}", said(&output));
    assert!(said(&output).contains("Forse volevi scrivere [files]"), "{}", said(&output));
}

#[test]
fn the_doctor_tells_a_folder_that_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("non-una-cartella");
    fs::write(&file, "x").unwrap();
    let output = program().args(["doctor", "--json", "--data"]).arg(file.join("dati")).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let findings: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = findings.as_array().unwrap().iter().find(|finding| finding["cosa"] == "cartella dei dati").unwrap();
    assert_eq!(found["esito"], "ERRORE");
    assert!(found["rimedio"].as_str().unwrap().contains("chown"));
}

#[test]
fn the_doctor_tries_the_folders_of_scans() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("uno.pdf"), "x").unwrap();
    let (here, gone) = (folder.path().display(), folder.path().join("non-c-e"));
    let settings = format!(
        "[scansioni.prova.banco]\nfolder = \"{here}\"\nunit = \"ENTE\"\n[scansioni.prova.sala]\nfolder = \"{}\"\nunit = \"ENTE\"\n\
         [scansioni.prova.atrio]\nfolder = \"{here}\"\nunit = \"MAI\"\n[scansioni.altrove.uno]\nfolder = \"{here}\"\nunit = \"ENTE\"\n",
        gone.display()
    );
    let told = said(&Town::with_settings(None, &settings).run(&["doctor"]));
    for sentence in [
        format!("In {here} aspetta un file."),
        format!("Nella cartella {} non si può leggere e scrivere", gone.display()),
        "l'ufficio MAI non c'è".to_owned(),
        "La sezione [scansioni.altrove] è di un ente che qui non c'è.".to_owned(),
    ] {
        assert!(told.contains(&sentence), "{sentence}\n{told}");
    }
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["uno.pdf"], "nothing is left behind");
}

#[test]
fn the_doctor_looks_at_the_bodies_with_which_documents_are_exchanged() {
    let of = |name: &str, unit: &str, more: &str| {
        let key = name.repeat(32);
        format!("[cooperazione.{name}]\nipa = \"p_xx\"\naoo = \"{name}\"\nunit = \"{unit}\"\nkey = \"{key}\"\n{more}")
    };
    let settings = [
        of("prova.a", "ENTE", "sender = \"https://p.example.it/mittente\"\n"),
        of("prova.b", "MAI", ""),
        of("prova.c", "ENTE", "receiver = \"http://p.example.it/destinatario\"\n"),
        of("altrove.d", "ENTE", ""),
    ];
    let told = said(&Town::with_settings(None, &settings.concat()).run(&["doctor"]));
    for sentence in [
        "mancano i codici della sua AOO",
        "Con l'amministrazione p_xx si scambiano documenti senza PEC.",
        "non può scriverci: l'ufficio MAI non c'è",
        "L'indirizzo http://p.example.it/destinatario dell'amministrazione p_xx non è in https.",
        "La sezione [cooperazione.altrove] è di un ente che qui non c'è.",
    ] {
        assert!(told.contains(sentence), "{sentence}\n{told}");
    }
}

/// The section of a server to which packages go.
fn packages_go_to(ente: &str, posto: &Sftp) -> String {
    format!(
        "[conservazione.{ente}]\nhost = \"{}\"\nport = {}\nuser = \"{}\"\nkey_file = \"{}\"\nhost_key = \"{}\"\nfolder = \"{}\"\n",
        posto.host,
        posto.port,
        posto.user,
        posto.key_file.display(),
        posto.host_key,
        posto.folder
    )
}

#[test]
fn the_doctor_looks_at_the_key_with_which_packages_are_handed_over_and_enters() {
    let Some(server) = SftpServer::find() else { return };
    let folder = tempfile::tempdir().unwrap();
    let arrivals = server.folder();
    let posto = server.place(&arrivals);
    let open = folder.path().join("aperta");
    fs::write(&open, "x").unwrap();
    fs::set_permissions(&open, fs::Permissions::from_mode(0o644)).unwrap();
    for (one, sentence) in [
        (posto.clone(), format!("si entra in {} per SFTP, e la cartella {} c'è", posto.host, posto.folder)),
        (Sftp { key_file: folder.path().join("mai"), ..posto.clone() }, "mai non c'è".to_owned()),
        (Sftp { key_file: open, ..posto.clone() }, "si può leggere anche da altri".to_owned()),
        (Sftp { host_key: server.other_host_key(), ..posto.clone() }, "una chiave che non è quella".to_owned()),
        (Sftp { folder: format!("{}/mai", posto.folder), ..posto.clone() }, "non ha la cartella".to_owned()),
    ] {
        let settings = [packages_go_to("prova", &one), packages_go_to("altrove", &posto)];
        let told = said(&Town::with_settings(None, &settings.concat()).run(&["doctor"]));
        assert!(told.contains(&sentence), "{sentence}\n{told}");
        assert!(told.contains("La sezione [conservazione.altrove] è di un ente che qui non c'è."), "{told}");
    }
    assert_eq!(fs::read_dir(&arrivals).unwrap().count(), 0, "nothing is put there");
}

#[test]
fn what_is_imported_twice_is_registered_once_and_what_has_no_sender_is_left_for_a_person() {
    let town = Town::with_an_ente(None);
    town.with_a_clerk();
    let first = import(&town, &[("a.eml", MESSAGE)]);
    assert!(first.status.success() && said(&first).contains("Registrati 1 file; 0 lo erano già"), "{}", said(&first));
    let again = import(&town, &[("b.eml", &MESSAGE.replace("cantiere", "mercato")), ("vuoto.pdf", "%PDF-1.4\n")]);
    assert!(said(&again).contains("Registrati 1 file; 1 lo erano già; 1 saltati"), "{}", said(&again));
    assert_eq!(again.status.code(), Some(1));
    town.well(&["verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_message_brings_its_files_as_documents_beside_it() {
    let town = Town::with_an_ente(None);
    town.with_a_clerk();
    let parts = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"p\"\r\n\r\n--p\r\n\r\nIn allegato il modulo.\r\n--p\r\n\
        Content-Type: text/plain; name=\"modulo.txt\"\r\nContent-Disposition: attachment; filename=\"modulo.txt\"\r\n\r\nIl modulo.\r\n--p--\r\n";
    let done = import(&town, &[("a.eml", &MESSAGE.replace("\r\nVorrei vedere gli atti.\r\n", parts))]);
    assert!(done.status.success(), "{}", said(&done));
    let ente = town.open().await;
    let read = ente.db().read().await.unwrap();
    let sql =
        "SELECT d.name FROM protocollo_allegato a JOIN documents_document d ON d.id = a.documento_id ORDER BY a.ordine";
    let rows = db::rows(&read, sql, []).await.unwrap();
    let names: Vec<String> = rows.iter().map(|row| row.try_get("", "name").unwrap()).collect();
    assert_eq!(names, ["a.eml", "modulo.txt"]);
}

fn first_file(folder: &Path) -> Option<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries.into_iter().find_map(|path| if path.is_dir() { first_file(&path) } else { Some(path) })
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_names_a_changed_byte_in_a_row_and_in_a_file() {
    let town = Town::with_an_ente(None);
    town.with_a_clerk();
    import(&town, &[("a.eml", MESSAGE)]);
    town.well(&["verify"]);
    let file = first_file(&town.data().join("documenti")).unwrap();
    let mut bytes = fs::read(&file).unwrap();
    bytes[20] ^= 1;
    fs::write(&file, &bytes).unwrap();
    let output = town.run(&["verify"]);
    assert_eq!(output.status.code(), Some(1));
    let name = file.file_name().unwrap().to_str().unwrap();
    assert!(said(&output).contains(name), "{}", said(&output));
    bytes[20] ^= 1;
    fs::write(&file, &bytes).unwrap();
    town.well(&["verify"]);

    let ente = town.open().await;
    let write = ente.db().write().await.unwrap();
    db::execute(&write, "UPDATE protocollo_registrazione SET oggetto = oggetto || '.'", []).await.unwrap();
    write.commit().await.unwrap();
    let output = town.run(&["verify"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("protocollo_registrazione"), "{}", said(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn verify_proof_accepts_a_proof_and_refuses_a_changed_one() {
    let town = Town::with_an_ente(None);
    town.with_a_clerk();
    import(&town, &[("a.eml", MESSAGE)]);
    let ente = town.open().await;
    ente.ledger.seal().await.unwrap();
    let row: kernel::Uuid = {
        let read = ente.db().read().await.unwrap();
        let row = db::one(&read, "SELECT id FROM protocollo_registrazione", []).await.unwrap().unwrap();
        row.try_get("", "id").unwrap()
    };
    let tables = office::record_tables(OFFICES);
    let table = tables.iter().find(|table| table.name() == "protocollo_registrazione").unwrap();
    let proof = serde_json::to_string(&ente.ledger.prove(*table, row).await.unwrap()).unwrap();
    let path = town.folder.path().join("prova.json");
    let check = |text: &str| {
        fs::write(&path, text).unwrap();
        program().arg("verify-proof").arg(&path).output().unwrap()
    };
    let good = check(&proof);
    assert!(good.status.success() && said(&good).contains("La prova regge"), "{}", said(&good));
    let changed = proof.replace("cantiere", "quartiere");
    assert_ne!(changed, proof);
    let bad = check(&changed);
    assert_eq!(bad.status.code(), Some(1), "{}", said(&bad));
}

/// The file of the key travels apart from the backup.
pub(crate) fn bring_key(from: &Town, to: &Town) {
    let file = |town: &Town| vault::Source::beside(&town.data()).file;
    fs::copy(file(from), file(to)).unwrap();
}

/// How many files are in a folder and in those within it.
fn files(folder: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let count = |path: PathBuf| if path.is_dir() { files(&path) } else { 1 };
    // One that has just been put elsewhere counts there.
    entries.flatten().map(|entry| count(entry.path())).sum()
}

/// A backup is made while a clerk goes on registering; put back elsewhere, everything in it holds.
async fn backup_story(engine: Option<()>) {
    let new = || async {
        match engine {
            Some(()) => Some(testkit::new_database().await),
            None => None,
        }
    };
    let town = Town::with_an_ente(new().await);
    town.with_a_clerk();
    import(&town, &[("a.eml", MESSAGE)]);
    let running = town.serve().await;
    let dest = town.folder.path().join("copia");
    let (before, backed_up) = (files(&town.data().join("documenti")), AtomicBool::new(false));
    let (told, registered) = std::thread::scope(|scope| {
        // The clerk goes on for as long as the backup is being made.
        let writer = scope.spawn(|| {
            let mut registered = 0;
            while !backed_up.load(Ordering::SeqCst) {
                let message = |n: usize| MESSAGE.replace("cantiere", &format!("cantiere numero {n}"));
                let many: Vec<(String, String)> =
                    (registered..registered + 20).map(|n| (format!("c{n}.eml"), message(n))).collect();
                let many: Vec<(&str, &str)> = many.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
                let done = import(&town, &many);
                assert!(done.status.success(), "{}", said(&done));
                registered += many.len();
            }
            registered
        });
        // It is under way.
        while files(&town.data().join("documenti")) < before + 3 && !writer.is_finished() {
            std::thread::sleep(Duration::from_millis(10));
        }
        let told = town.run(&["backup", dest.to_str().unwrap()]);
        backed_up.store(true, Ordering::SeqCst);
        (told, writer.join().unwrap())
    });
    assert!(told.status.success() && said(&told).contains("copiati il database e"), "{}", said(&told));
    drop(running);
    assert!(!town.run(&["backup", dest.to_str().unwrap()]).status.success(), "no backup covers another");

    let elsewhere = Town::new(new().await);
    bring_key(&town, &elsewhere);
    elsewhere.well(&["restore", dest.to_str().unwrap()]);
    elsewhere.well(&["verify"]);
    let ente = elsewhere.open().await;
    let read = ente.db().read().await.unwrap();
    let row = db::one(&read, "SELECT COUNT(*) AS n FROM protocollo_registrazione", []).await.unwrap().unwrap();
    let there: i64 = row.try_get("", "n").unwrap();
    let registered = i64::try_from(registered).unwrap();
    assert!((1..=1 + registered).contains(&there), "{there} entries of {registered} and the first");
    drop(read);
    let refused = elsewhere.run(&["restore", dest.to_str().unwrap()]);
    assert!(said(&refused).contains("non è vuota"), "{}", said(&refused));

    let file = first_file(&dest.join("documenti")).unwrap();
    fs::write(&file, "altro").unwrap();
    let broken = Town::new(new().await);
    bring_key(&town, &broken);
    let output = broken.run(&["restore", dest.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("rovinata"), "{}", said(&output));
    assert!(!broken.data().exists(), "nothing is written from a backup that does not hold");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_while_registering_is_put_back_elsewhere_and_holds_on_sqlite() {
    backup_story(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_made_while_registering_is_put_back_elsewhere_and_holds_on_postgresql() {
    if testkit::Engine::all().len() > 1 {
        backup_story(Some(())).await;
    }
}
