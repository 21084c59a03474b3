//! A package shown to somebody: what is given is checked as its own instructions say, with programs that are not ours.

use std::{fs, io::Cursor, path::Path, process::Command};

use documents::store::Sha256Hash;
use ledger::Proof;
use testkit::Engine;

use crate::casa::casa;

const REGISTRO: &str = "Registro giornaliero";

fn apri(zip: &[u8], folder: &Path) {
    let mut zip = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    for place in 0..zip.len() {
        let mut entry = zip.by_index(place).unwrap();
        let path = folder.join(&*entry.name().unwrap());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::io::copy(&mut entry, &mut fs::File::create(path).unwrap()).unwrap();
    }
}

/// Does what the instructions say, but for our own program.
fn segui(folder: &Path) {
    let text = fs::read_to_string(folder.join("LEGGIMI.txt")).unwrap();
    let steps = text.lines().filter_map(|line| line.strip_prefix("    ")).filter(|line| !line.starts_with("municipio"));
    let steps: Vec<&str> = steps.collect();
    assert_eq!(steps.len(), 5, "{text}");
    let run = Command::new("sh").current_dir(folder).args(["-ec", &steps.join("\n")]).output().unwrap();
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{told}\n{}", String::from_utf8_lossy(&run.stderr));
    assert!(told.contains("pacchetto/indice.xml: OK") && told.contains("ricevute/01-ricevuta.txt: OK"), "{told}");
    assert!(told.contains("Comune di Prova") && !told.contains("non è nell'indice"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_is_checked_without_us_and_who_asked_stays_written() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        casa.registra("Domanda di contributo").await;
        casa.un_giorno().await;
        let id = casa.voce(REGISTRO).await.id;
        casa.riceve(REGISTRO).await;
        let browser = casa.hall.signed_in("anna").await;
        let path = format!("/conservazione/{id}/esibizioni");
        let no =
            browser.post(&path, &[("richiedente", "Avvocata Bianchi"), ("motivo", " ")]).await.text().await.unwrap();
        assert!(no.contains("Scrivi perché la chiede") && no.contains("Avvocata Bianchi"), "{no}");
        let yes = browser.post(&path, &[("richiedente", "Avvocata Bianchi"), ("motivo", "Accesso n. 3")]).await;
        assert!(yes.status().is_redirection(), "{}", yes.status());
        let page = browser.read(&format!("/conservazione/{id}")).await;
        assert!(page.contains("Avvocata Bianchi") && page.contains("Accesso n. 3"), "{page}");
        let href =
            page.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|at| at.contains("/esibizioni/"));
        let href = href.expect("where to take it away").to_owned();
        let answer = browser.get(&href).await;
        assert_eq!(answer.headers()["content-type"], "application/zip");
        let zip = answer.bytes().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        apri(&zip, folder.path());
        segui(folder.path());
        let proof = Proof::from_bytes(&fs::read(folder.path().join("prova.json")).unwrap()).unwrap();
        let content = proof.check().unwrap().content;
        let index = Sha256Hash::of(&fs::read(folder.path().join("pacchetto/indice.xml")).unwrap()).to_string();
        assert!(content.contains(&index), "{content}");

        let unit = casa.hall.unit("TEC", "Tecnico").await;
        casa.hall.person("ispettore", unit, &["conservazione.consulta"]).await;
        let inspector = casa.hall.signed_in("ispettore").await;
        assert_eq!(inspector.get(&href).await.status(), 403);
        let text = inspector.read(&format!("/conservazione/{id}")).await;
        assert!(!text.contains("Avvocata Bianchi"), "who asks is for those who may give: {text}");
        let other = casa.voce("Protocollo 1/2026").await.id;
        let elsewhere = href.replace(&id.to_string(), &other.to_string());
        assert_eq!(browser.get(&elsewhere).await.status(), 404, "it is of another thing");
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_that_is_no_longer_what_was_sealed_is_shown_to_nobody() {
    let casa = casa(Engine::Sqlite, true).await;
    casa.registra("Domanda di contributo").await;
    casa.un_giorno().await;
    let id = casa.voce(REGISTRO).await.id;
    let hash = Sha256Hash::of(&casa.pacchetto(REGISTRO).await);
    casa.hall.ente.archive.store().delete(&hash).await.unwrap();
    let browser = casa.hall.signed_in("anna").await;
    let asked = [("richiedente", "Avvocata Bianchi"), ("motivo", "Accesso n. 3")];
    let no = browser.post(&format!("/conservazione/{id}/esibizioni"), &asked).await.text().await.unwrap();
    assert!(no.contains("non è più quello sigillato"), "{no}");
    let page = browser.read(&format!("/conservazione/{id}")).await;
    assert!(!page.contains("Accesso n. 3"), "nothing was shown: {page}");
    casa.hall.stop().await;
}
