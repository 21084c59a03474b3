//! The version that is being prepared.

use std::{collections::BTreeMap, sync::Arc};

use protocollo::{
    DaTitolario, condividi_fascicolo, decidi_titolario, destina_titolario, leggi_fascicolo, passa_fascicoli,
    prepara_titolario,
};
use testkit::Engine;

use super::{ATTO, BASE, day, goes_to, page, told, town};

#[tokio::test(flavor = "multi_thread")]
async fn many_who_begin_a_draft_at_once_have_one_and_are_told_of_it() {
    for engine in Engine::all() {
        let town = Arc::new(town(engine).await);
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..8 {
            let town = Arc::clone(&town);
            tasks.spawn(async move {
                prepara_titolario(&town.hall.ente, &town.carla, &format!("Titolario {n}"), DaTitolario::Copia).await
            });
        }
        let done = tasks.join_all().await;
        assert!(done.iter().any(Result::is_ok), "{engine:?}");
        for told in done.into_iter().filter_map(Result::err).map(|error| error.to_string()) {
            // Before there was one, or upon the one that somebody wrote in the same moment.
            let known = ["Un collega ha appena cominciato la bozza «Titolario ", "ha cambiato il nome da «Titolario "];
            assert!(known.iter().any(|words| told.contains(words)), "{told}");
        }
        assert_eq!(town.rows("protocollo_titolario_bozza").await, 1, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_comes_into_force_only_when_each_open_fascicolo_has_a_destination() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let (hall, ente) = (&town.hall, &town.hall.ente);
        let one = town.apri("VI.3", "Pratica edilizia", None).await;
        let split = town.apri("VI.3", "Pratica che va altrove", None).await;
        let carla = hall.signed_in("carla").await;
        assert!(page(&carla, BASE).await.contains("Piano di classificazione per gli archivi dei Comuni"));
        let upload = async |file: &str| {
            carla.upload(&format!("{BASE}/bozza"), &[("nome", "Titolario 2027")], "t.csv", file.into()).await
        };
        let wrong = "codice;titolo;descrizione\nVI;;\nVII.1;Scuole;\nVI;Ancora;\n";
        told(upload(wrong).await, 422, &["Riga 2: ", "Riga 3: manca la voce VII", "Riga 4: il codice VI"]).await;
        assert!(page(&carla, BASE).await.contains("Prepara una nuova versione"), "nothing was written");
        let mut plan = String::from("codice;titolo;descrizione\n");
        for classe in town.classi(&["VI.3"], &[("VI.20", "Edilizia dei privati"), ("VI.21", "SUE")]).await {
            plan.push_str(&format!("{};\"{}\";\n", classe.codice, classe.nome));
        }
        goes_to(&upload(&plan).await, "/protocollo/titolario/bozza?fatto=preparata");
        let draft = page(&carla, &format!("{BASE}/bozza")).await;
        for word in ["VI.20 Edilizia dei privati", "Non ci sono più", "VI.3 Edilizia privata", "2 fascicoli aperti"] {
            assert!(draft.contains(word), "{word} is missing in {draft}");
        }
        let force = format!("{BASE}/bozza/in-vigore");
        let today = [("dal", "2026-11-26"), ("atto", "")];
        let said = ["non è dopo oggi", "estremi dell'atto", "La classe VI.3 ha 2 fascicoli aperti"];
        told(carla.post(&force, &today).await, 422, &said).await;
        let map = format!("{BASE}/bozza/passaggi");
        // Carla's unit does not see marco's fascicoli: she names none of them.
        let single = format!("{} VI.21", split.chiave());
        let hidden = [("passa_VI.3", "VI.99"), ("eccezioni", single.as_str())];
        told(carla.post(&map, &hidden).await, 422, &["nella nuova versione non c'è", "oppure è di un altro ufficio"])
            .await;
        condividi_fascicolo(ente, &town.marco, &split.chiave(), town.tri, false).await.unwrap();
        let right = [("passa_VI.3", "VI.20"), ("eccezioni", single.as_str())];
        goes_to(&carla.post(&map, &right).await, "/protocollo/titolario/bozza?fatto=passaggi");
        let decided = carla.post(&force, &[("dal", "2027-01-01"), ("atto", ATTO)]).await;
        let place = decided.headers().get("location").unwrap().to_str().unwrap().to_owned();
        let place = place.strip_suffix("?fatto=decisa").unwrap();
        told(
            carla.get(place).await,
            200,
            &["da venire", ATTO, "VI.20 Edilizia dei privati", "Un fascicolo, per conto suo"],
        )
        .await;
        assert_eq!(
            carla.post(&force, &[("dal", "2027-01-01"), ("atto", ATTO)]).await.status(),
            404,
            "no draft is left"
        );
        // Another is not decided before this one has come.
        town.bozza().await;
        let refused = decidi_titolario(ente, &town.carla, Some(day("2028-01-01")), ATTO).await.unwrap_err().to_string();
        assert!(refused.contains("È già deciso «Titolario 2027»"), "{refused}");
        town.capodanno();
        assert_eq!(passa_fascicoli(ente, 100).await.unwrap(), 2);
        for (key, title) in [("2027-VI.20/1", &one), ("2027-VI.21/1", &split)] {
            let scheda = leggi_fascicolo(ente, &town.marco, &key.parse().unwrap()).await.unwrap();
            assert_eq!(scheda.fascicolo.stato.oggetto, title.stato.oggetto);
        }
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_taken_out_of_the_draft_takes_its_destinations_with_it() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let (hall, ente) = (&town.hall, &town.hall.ente);
        let split = town.apri("VI.3", "Pratica che va altrove", None).await;
        condividi_fascicolo(ente, &town.marco, &split.chiave(), town.tri, false).await.unwrap();
        let classi = town.classi(&["VI.3"], &[("VI.20", "Edilizia dei privati"), ("VI.21", "SUE")]).await;
        prepara_titolario(ente, &town.carla, "Titolario 2027", DaTitolario::Classi(classi)).await.unwrap();
        let map = BTreeMap::from([("VI.3".to_owned(), "VI.20".to_owned())]);
        destina_titolario(ente, &town.carla, map, &[(split.chiave(), "VI.21".into())]).await.unwrap();
        let carla = hall.signed_in("carla").await;
        let draft = format!("{BASE}/bozza");
        let said = format!("{} VI.21", split.chiave());
        assert!(page(&carla, &draft).await.contains(&said));
        let out = [("azione", "togli"), ("codice", "VI.21")];
        goes_to(&carla.post(&format!("{draft}/voce"), &out).await, "/protocollo/titolario/bozza?fatto=voce");
        assert!(!page(&carla, &draft).await.contains(&said), "it cannot go where nothing is");
        decidi_titolario(ente, &town.carla, Some(day("2027-01-01")), ATTO).await.unwrap();
        town.capodanno();
        assert_eq!(passa_fascicoli(ente, 10).await.unwrap(), 1);
        leggi_fascicolo(ente, &town.marco, &"2027-VI.20/1".parse().unwrap()).await.unwrap();
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_fascicolo_that_one_does_not_see_the_draft_tells_not_even_the_number_and_keeps_what_was_said() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let (hall, ente) = (&town.hall, &town.hall.ente);
        let split = town.apri("VI.3", "Pratica che va altrove", None).await;
        condividi_fascicolo(ente, &town.marco, &split.chiave(), town.tri, false).await.unwrap();
        let classi = town.classi(&["VI.3"], &[("VI.20", "Edilizia dei privati"), ("VI.21", "SUE")]).await;
        prepara_titolario(ente, &town.carla, "Titolario 2027", DaTitolario::Classi(classi)).await.unwrap();
        let map = BTreeMap::from([("VI.3".to_owned(), "VI.20".to_owned())]);
        destina_titolario(ente, &town.carla, map, &[(split.chiave(), "VI.21".into())]).await.unwrap();
        // Paolo answers for the titolario too, in an office with which it is not shared.
        let other = hall.unit("ALT", "Altro ufficio").await;
        hall.person("paolo", other, &["protocollo.consulta", "protocollo.titolario"]).await;
        let (carla, paolo) = (hall.signed_in("carla").await, hall.signed_in("paolo").await);
        let draft = format!("{BASE}/bozza");
        let said = format!("{} VI.21", split.chiave());
        let theirs = page(&paolo, &draft).await;
        assert!(!theirs.contains(&said) && theirs.contains("Un altro fascicolo, che tu non vedi"), "{theirs}");
        let form = [("passa_VI.3", "VI.20"), ("eccezioni", "")];
        goes_to(&paolo.post(&format!("{draft}/passaggi"), &form).await, "/protocollo/titolario/bozza?fatto=passaggi");
        assert!(page(&carla, &draft).await.contains(&said), "what she said of it stays");
        goes_to(&carla.post(&format!("{draft}/passaggi"), &form).await, "/protocollo/titolario/bozza?fatto=passaggi");
        assert!(!page(&carla, &draft).await.contains(&said), "she sees it, and takes it out");
    }
}
