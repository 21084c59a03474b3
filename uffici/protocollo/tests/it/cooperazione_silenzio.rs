//! What another body takes without mail and of which it then says nothing, or says again what it had said.

use std::sync::Arc;

use kernel::{Clock, FixedClock, SystemClock};
use segnatura::{
    Identificatore,
    cooperazione::{Conferma, write_conferma},
};
use testkit::Engine;

use crate::{
    cooperazione::{Town, post, register, sent, two, two_at},
    posta::messages,
    spedizione::{di_nuovo, work},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_day_without_the_confirmation_of_another_body_is_told_to_who_has_sent_and_the_confirmation_ends_it() {
    const HOUR: i64 = 3600;
    for engine in Engine::all() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::new(SystemClock.now()));
        let stopped = || -> Arc<dyn Clock> {
            clock.set(SystemClock.now());
            Arc::<FixedClock>::clone(&clock)
        };
        let (_, here, _, there) = two_at(folder.path(), engine, stopped).await;
        let t0 = clock.now();
        let entry = sent(&here).await;
        clock.set(t0.plus_seconds(23 * HOUR));
        let anna = here.hall.signed_in("anna").await;
        assert!(!anna.read(&entry).await.contains("non ha confermato"));
        assert!(!anna.read("/scrivania").await.contains("Comune di Altrove"));

        clock.set(t0.plus_seconds(24 * HOUR + 60));
        let anna = here.hall.signed_in("anna").await;
        let page = anna.read(&entry).await;
        assert!(page.contains("non ha confermato di averlo registrato"), "{page}");
        assert!(page.contains("Comune di Altrove: manca la conferma"), "{page}");
        let desk = anna.read("/scrivania").await;
        assert!(desk.contains("Nessuna notizia da più di 24 ore") && desk.contains("Comune di Altrove"), "{desk}");

        let message = messages(&there.anna.read("/protocollo/posta").await).pop().unwrap();
        register(&there, &message).await;
        work(&there.hall).await;
        let page = anna.read(&entry).await;
        assert!(!page.contains("non ha confermato") && page.contains(">consegnato<"), "{page}");
        assert!(!anna.read("/scrivania").await.contains("Nessuna notizia"));
        for town in [here, there] {
            town.hall.verify_clean().await;
            town.hall.stop().await;
        }
    }
}

/// How many facts say that something was not done, and of how many sendings; and how many answers have come.
async fn failures(here: &Town) -> (i64, i64, i64) {
    let read = here.hall.ente.db().read().await.unwrap();
    let sql = "SELECT COUNT(*) AS n, COUNT(DISTINCT spedizione_id) AS di, \
               (SELECT COUNT(*) FROM protocollo_riscontro_arrivato) AS arrivati \
               FROM protocollo_spedizione_fatto WHERE tipo = 'non_consegnato'";
    let row = db::one(&read, sql, []).await.unwrap().unwrap();
    let read = |name: &str| row.try_get::<i64>("", name).unwrap();
    (read("n"), read("di"), read("arrivati"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exception_in_the_same_bytes_about_a_second_sending_is_kept_once_and_tied_to_both() {
    for engine in Engine::all() {
        let folder = tempfile::tempdir().unwrap();
        let (first, here, second, there) = two(folder.path(), engine).await;
        let entry = sent(&here).await;
        let mittente = Identificatore {
            codice_amministrazione: "c_m999".into(),
            codice_aoo: "AM99901".into(),
            codice_registro: Some("PG".into()),
            numero: entry.rsplit('/').next().unwrap().into(),
            data: Some(SystemClock.now().date()),
            ..Identificatore::default()
        };
        let why = ("003_DocumentoAllegatiNonLeggibili".to_owned(), Some("Il file è vuoto.".to_owned()));
        let exception = write_conferma(&Conferma { mittente, esito: Err(why) });
        let tell = async || post(&first, "mittente", &second.key, exception.clone().into_bytes()).await;
        let (status, answer) = tell().await;
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&answer));
        assert_eq!(failures(&here).await, (1, 1, 1));

        let page = here.anna.read(&entry).await;
        let again = here.anna.post(&di_nuovo(&page), &[("indirizzo", "altrove@pec.example.it")]).await;
        assert!(again.status().is_redirection(), "{}", again.text().await.unwrap());
        // Their answer to the first, brought once more: of what has not left nothing is known.
        assert_eq!(tell().await.0, 200);
        assert_eq!(failures(&here).await, (1, 1, 1));
        work(&here.hall).await;
        for _ in 0..2 {
            assert_eq!(tell().await.0, 200);
            assert_eq!(failures(&here).await, (2, 2, 1), "the second sending has failed too, told once");
        }
        assert!(here.anna.read("/scrivania").await.contains("Spedizione non riuscita"));
        for town in [here, there] {
            town.hall.verify_clean().await;
            town.hall.stop().await;
        }
    }
}
