//! When the ground gives way under a clerk: the folder of the documents is gone, the clock goes back. It is told in plain words,
//! nothing is lost, and when the cause is gone the same clerk goes on.

use std::{fs, path::PathBuf, sync::Arc};

use kernel::{Clock, FixedClock, SystemClock};
use office::Office;
use protocollo::{Filtro, Protocollo, elenca};
use testkit::{Browser, Engine, TownHall, link};

use crate::{numeri::nuova, posta::ADDETTA};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

async fn register(browser: &Browser, key: &str) -> (u16, String) {
    let fields = [
        ("chiave", key),
        ("verso", "arrivo"),
        ("mezzo", "mano"),
        ("oggetto", "Domanda di contributo"),
        ("nome_testo", "Rossi Mario"),
    ];
    let answer = browser.post("/protocollo/nuova", &fields).await;
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_folder_of_the_documents_is_gone_nothing_is_lost_and_the_rest_works() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        let person = hall.person("anna", unit, ADDETTA).await;
        let who = hall.who(person).await;
        let stored = hall.ente.archive.receive(&mut &b"La domanda di Rossi"[..], 1 << 20).await.unwrap();
        let files = [("domanda.txt".to_owned(), stored.clone())];
        let riga = protocollo::registra(&hall.ente, &who, &nuova("Domanda di Rossi"), &files, None).await.unwrap();
        let entry = format!("/protocollo/{}/{}", riga.anno, riga.numero);
        let anna = hall.signed_in("anna").await;
        let page = anna.read(&entry).await;
        let document = link(&page, "/scarica").unwrap_or_else(|| panic!("{page}")).to_owned();
        let place = hall.ente.archive.store().local_path(&stored.sha256).expect("a folder");
        // `…/documenti/ENTE/ab/abcd`: the ente's folder, as when a disk is unplugged.
        let folder: PathBuf = place.parent().and_then(|path| path.parent()).unwrap().to_owned();
        let away = folder.with_extension("staccato");
        fs::rename(&folder, &away).unwrap();
        let dropped =
            anna.upload("/protocollo/nuova/carica", &[("verso", "arrivo")], "b.txt", b"Un'altra".to_vec()).await;
        assert_eq!(dropped.status(), 503);
        let told = dropped.text().await.unwrap();
        assert!(told.contains("La cartella dei documenti") && told.contains("non si trova"), "{told}");
        let opened = anna.get(&document).await;
        assert!(opened.status().is_server_error(), "{}", opened.status());
        assert!(!opened.text().await.unwrap().contains("impronta"), "a document is not said to be lost");
        // What needs no file goes on.
        let page = anna.read(&entry).await;
        assert!(page.contains("Domanda di Rossi"), "{page}");
        assert_eq!(register(&anna, "senza-file").await.0, 303);
        while hall.work().await > 0 {}
        fs::rename(&away, &folder).unwrap();
        assert_eq!(anna.read(&document).await, "La domanda di Rossi");
        let dropped =
            anna.upload("/protocollo/nuova/carica", &[("verso", "arrivo")], "b.txt", b"Un'altra".to_vec()).await;
        assert_eq!(dropped.status(), 303);
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_back_stops_the_register_with_plain_words_and_lets_it_go_on_when_it_is_right() {
    for engine in Engine::all() {
        let now = SystemClock.now();
        let clock = Arc::new(FixedClock::new(now));
        let shared: Arc<dyn Clock> = Arc::<FixedClock>::clone(&clock);
        let hall = TownHall::start_at(engine, OFFICES, shared).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        let person = hall.person("anna", unit, ADDETTA).await;
        let anna = hall.signed_in("anna").await;
        assert_eq!(register(&anna, "uno").await.0, 303);
        clock.set(now.plus_seconds(-3 * 3600));
        for _ in 0..3 {
            let (status, told) = register(&anna, "due").await;
            assert_eq!(status, 503, "{told}");
            assert!(told.contains("orologio del server") && told.contains("avvisa chi cura il server"), "{told}");
        }
        assert!(anna.read("/protocollo").await.contains("Domanda di contributo"), "one reads on");
        clock.set(now.plus_seconds(60));
        assert_eq!(register(&anna, "due").await.0, 303);
        assert_eq!(register(&anna, "due").await.0, 303, "the same form, the same entry");
        let who = hall.who(person).await;
        let all = elenca(&hall.ente, &who, &Filtro::default(), None, 10).await.unwrap();
        let numbers: Vec<i64> = all.iter().map(|voce| voce.numero).collect();
        assert_eq!(numbers, [2, 1], "no number is missing");
        hall.verify_clean().await;
    }
}
