//! What the antivirus refuses where papers come in: a form, the mail, a scanner, another body; and what is said of a paper that came in
//! while it did not answer. In its place stands a **simulator** (`testkit::SimulatedClamd`).

use std::{fs, time::Duration};

use ::antivirus::{Antivirus, Clamd, Unanswered};
use authz::PersonId;
use ente::{Peer, Place, Scans};
use office::Office;
use protocollo::{Protocollo, prendi_scansioni};
use testkit::{Browser, Engine, FOUND, INFECTED, MailServer, Mood, SimulatedClamd, TownHall};

use crate::{
    posta::{ADDETTA, letter, mailbox, messages, read_now},
    scansioni::register,
};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

/// A town hall with the simulator at its door, and Anna who registers.
async fn hall(
    engine: Engine,
    simulator: &SimulatedClamd,
    unanswered: Unanswered,
    arrange: impl FnOnce(&mut Place),
) -> (TownHall, PersonId) {
    let clamd = Clamd::new(simulator.address.parse().unwrap(), Duration::from_secs(30));
    let hall = TownHall::start_placed(engine, OFFICES, |place| {
        place.antivirus = Some(Antivirus { clamd, unanswered });
        arrange(place);
    })
    .await;
    let unit = hall.unit("PRO", "Protocollo").await;
    let anna = hall.person("anna", unit, ADDETTA).await;
    (hall, anna)
}

/// What is answered to a letter that is dropped where new ones are.
async fn dropped(browser: &Browser, bytes: &[u8]) -> reqwest::Response {
    browser.upload("/protocollo/nuova/carica", &[("verso", "arrivo")], "lettera.txt", bytes.to_vec()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_infected_file_is_refused_with_its_reason_and_the_next_one_is_taken() {
    for engine in Engine::all() {
        let simulator = SimulatedClamd::start().await;
        let (hall, _) = hall(engine, &simulator, Unanswered::Refuse, |_| {}).await;
        let anna = hall.signed_in("anna").await;
        let refused = dropped(&anna, INFECTED).await;
        assert_eq!(refused.status(), 422);
        let page = refused.text().await.unwrap();
        assert!(page.contains(FOUND) && page.contains("non è stato conservato"), "{page}");
        simulator.be(Mood::Says("stream: boh ERROR"));
        let unseen = dropped(&anna, b"Buongiorno").await;
        assert_eq!(unseen.status(), 503);
        assert!(unseen.text().await.unwrap().contains("senza il suo controllo"));
        simulator.be(Mood::Looks);
        let place = register(&anna, "Una lettera pulita", "lettera.txt", b"Buongiorno".to_vec()).await;
        let page = anna.read(&place).await;
        assert!(page.contains("lettera.txt") && !page.contains("Da controllare"), "{page}");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_that_came_in_unseen_says_so_on_its_entry_and_in_the_api() {
    for engine in Engine::all() {
        let simulator = SimulatedClamd::start().await;
        let (hall, person) = hall(engine, &simulator, Unanswered::Mark, |_| {}).await;
        let anna = hall.signed_in("anna").await;
        simulator.be(Mood::HangsUp);
        let place = register(&anna, "Una lettera non guardata", "lettera.txt", b"Buongiorno".to_vec()).await;
        let page = anna.read(&place).await;
        assert!(page.contains("Da controllare: è entrato il"), "{page}");
        let key = hall.api_key("anna", person, &["protocollo.consulta"]).await;
        let path = place.replace("/protocollo/", "/api/v1/protocollo/registrazioni/");
        let ask = reqwest::Client::new().get(format!("{}{path}", hall.url)).bearer_auth(&key);
        let whole = ask.send().await.unwrap().text().await.unwrap();
        let told: serde_json::Value = serde_json::from_str(&whole).unwrap();
        assert!(told["documenti"][0]["antivirus"].as_str().unwrap().starts_with("Da controllare"), "{whole}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_infected_message_stays_in_the_mailbox_and_keeps_no_other_waiting() {
    let Some(real) = MailServer::find() else { return };
    for (engine, user) in Engine::all().into_iter().zip(["prova91", "prova92"]) {
        let simulator = SimulatedClamd::start().await;
        let kept = vec![mailbox(&real, user)];
        let (hall, _) = hall(engine, &simulator, Unanswered::Refuse, |place| {
            place.mailboxes = [("prova".to_owned(), kept)].into();
        })
        .await;
        let anna = hall.signed_in("anna").await;
        let bad = letter(std::str::from_utf8(INFECTED).unwrap(), &format!("infetta.{user}"));
        real.deliver(user, &bad);
        real.deliver(user, &letter("Lettera pulita", &format!("pulita.{user}")));
        read_now(&hall, &anna).await;
        let page = anna.read("/protocollo/posta").await;
        assert_eq!(messages(&page).len(), 1, "{page}");
        assert!(page.contains("Lettera pulita") && page.contains(FOUND), "{page}");
        assert_eq!(real.waiting(user), 1, "it stays where it was");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_infected_scan_is_set_aside_in_its_folder_with_the_reason() {
    for engine in Engine::all() {
        let (simulator, folder) = (SimulatedClamd::start().await, tempfile::tempdir().unwrap());
        let one = Scans { name: "banco".into(), folder: folder.path().to_owned(), unit: "PRO".into() };
        let (hall, _) = hall(engine, &simulator, Unanswered::Refuse, |place| {
            place.scans = [("prova".to_owned(), vec![one])].into();
        })
        .await;
        fs::write(folder.path().join("scan.pdf"), [b"%PDF-1.4\n", INFECTED].concat()).unwrap();
        for _ in 0..2 {
            assert_eq!(prendi_scansioni(&hall.ente).await.unwrap(), 0);
        }
        assert!(!folder.path().join("scan.pdf").exists() && folder.path().join("scartati/scan.pdf").is_file());
        let why = fs::read_to_string(folder.path().join("scartati/scan.pdf.motivo.txt")).unwrap();
        assert!(why.contains(FOUND), "{why}");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_body_is_told_what_was_found_in_its_message_and_what_to_do() {
    const KEY: &str = "una-chiave-di-prova-lunga-abbastanza";
    for engine in Engine::all() {
        let simulator = SimulatedClamd::start().await;
        let peer = Peer {
            name: "altra".into(),
            ipa: "p_xx".into(),
            aoo: "AOOPXX".into(),
            unit: "PRO".into(),
            key: KEY.into(),
            their_key: None,
            receiver: None,
            sender: None,
            seal: None,
        };
        let (hall, _) = hall(engine, &simulator, Unanswered::Refuse, |place| {
            place.peers = [("prova".to_owned(), vec![peer])].into();
        })
        .await;
        let there = format!("{}/protocollo/cooperazione/destinatario", hall.url);
        let call = reqwest::Client::new().post(there).basic_auth("p_xx", Some(KEY)).header("content-type", "text/xml");
        let answer = call.body(INFECTED.to_vec()).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{engine:?}");
        let told = answer.text().await.unwrap();
        assert!(told.contains(FOUND) && told.contains("mandalo di nuovo senza"), "{told}");
        hall.verify_clean().await;
    }
}
