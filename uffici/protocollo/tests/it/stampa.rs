//! The register of a period on paper: all of it, in volumes, for whoever answers for the register.

use std::sync::Arc;

use kernel::{Clock, FixedClock, SystemClock};
use office::Office;
use protocollo::{
    EsitoStampa, Nuova, Periodo, Protocollo, annulla, chiedi_stampa, fai_stampa, leggi_stampa, registra,
    stampe_scadute, volume_stampa,
};
use testkit::{Engine, TownHall};

use crate::{carta::words, numeri::nuova};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const MAY: &[&str] = &[
    "protocollo.registra",
    "protocollo.consulta",
    "protocollo.consulta_tutto",
    "protocollo.annulla",
    "protocollo.giornaliero",
];
const DAY: i64 = 86_400;

#[tokio::test(flavor = "multi_thread")]
async fn a_period_is_printed_in_volumes_with_all_that_the_law_asks() {
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(SystemClock.now()));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let carla = hall.person("carla", pro, MAY).await;
        let who = hall.who(carla).await;
        let stored = hall.ente.archive.receive(&mut &b"Il testo della domanda"[..], 1_000).await.unwrap();
        let file = ("domanda.txt".to_owned(), stored);
        let impronta = documents::store::Sha256Hash::of(b"Il testo della domanda").to_string();
        let first = Nuova {
            protocollo_mittente: Some("77/A".into()),
            arrivata_il: Some(clock.now().date()),
            ..nuova("Prima domanda del periodo")
        };
        registra(&hall.ente, &who, &first, &[file], None).await.unwrap();
        registra(&hall.ente, &who, &Nuova { riservata: true, ..nuova("Sussidio straordinario") }, &[], None)
            .await
            .unwrap();
        for n in 3..=5 {
            registra(&hall.ente, &who, &nuova(&format!("Carta numero {n} del periodo")), &[], None).await.unwrap();
        }
        let year = i64::from(clock.now().year());
        annulla(&hall.ente, &who, year, 3, "Registrata due volte per errore.").await.unwrap();

        let id = chiedi_stampa(&hall.ente, &who, Periodo::Numeri { anno: year, da: 1, a: 99 }).await.unwrap();
        // What is registered afterwards is of another print.
        registra(&hall.ente, &who, &nuova("Arrivata dopo la richiesta"), &[], None).await.unwrap();
        let mut steps = 0;
        while fai_stampa(&hall.ente, id, 2).await.unwrap() == EsitoStampa::Continua {
            steps += 1;
        }
        assert_eq!(steps, 3, "five entries, two a volume");
        assert_eq!(fai_stampa(&hall.ente, id, 2).await.unwrap(), EsitoStampa::Finita, "done twice it changes nothing");
        let stampa = leggi_stampa(&hall.ente, &who, id).await.unwrap();
        assert_eq!((stampa.stato.code(), stampa.fatte, stampa.file.len()), ("pronta", 5, 4), "{engine:?}");
        let volumes = &stampa.file[1..];
        assert_eq!(volumes.iter().map(|file| file.quante).collect::<Vec<_>>(), [2, 2, 1]);
        assert!(volumes.windows(2).all(|pair| pair[1].pagina_da == pair[0].pagina_da + pair[0].pagine), "pages go on");
        let mut told = Vec::new();
        for numero in 0..=3 {
            let document = volume_stampa(&hall.ente, &who, id, numero).await.unwrap();
            let bytes = hall.ente.archive.bytes(&document, 10_000_000).await.unwrap().unwrap();
            assert_eq!(
                documents::store::Sha256Hash::of(&bytes),
                stampa.file[usize::try_from(numero).unwrap()].impronta
            );
            told.push(words(&bytes));
        }
        let [index, one, two, three] = told.try_into().unwrap();
        for expected in
            ["Prima domanda del periodo", "77/A", "Rossi Mario", &impronta, "Riservata.", "Sussidio", "volume 1 di 1"]
        {
            assert!(one.contains(expected), "{expected} in {one}");
        }
        assert!(two.contains("Annullata.") && two.contains("Registrata due volte per errore."), "{two}");
        assert!(three.contains("Carta numero 5") && !three.contains("Arrivata dopo"), "{three}");
        assert!(index.contains("5 registrazioni, dalla 1 alla 5; nessun numero manca"), "{index}");
        let verifier = hall.ente.ledger.verifier_key();
        assert!(index.replace(' ', "").contains(&verifier.replace(' ', "")), "the key: {index}");
        for file in volumes {
            assert!(index.replace(' ', "").contains(&file.impronta.to_string()), "{} in {index}", file.impronta);
        }

        // After a week the files go, and what was asked for stays.
        clock.set(clock.now().plus_seconds(8 * DAY));
        assert!(volume_stampa(&hall.ente, &who, id, 1).await.is_err());
        assert_eq!(stampe_scadute(&hall.ente).await.unwrap(), 4);
        assert_eq!(leggi_stampa(&hall.ente, &who, id).await.unwrap().stato.code(), "scaduta");
        assert!(!hall.ente.archive.store().exists(&volumes[0].impronta).await.unwrap());
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_asked_for_on_its_page_made_in_the_background_and_by_who_may_alone() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let carla = hall.person("carla", pro, MAY).await;
        let who = hall.who(carla).await;
        registra(&hall.ente, &who, &Nuova { riservata: true, ..nuova("Sussidio straordinario") }, &[], None)
            .await
            .unwrap();
        let browser = hall.signed_in("carla").await;
        let today = hall.ente.ledger.now().date().to_string();
        let form = [("per", "giorni"), ("dal", today.as_str()), ("al", today.as_str())];
        let asked = browser.post("/protocollo/stampe", &form).await;
        assert_eq!(asked.status(), 303);
        let place = asked.headers()["location"].to_str().unwrap().to_owned();
        for _ in 0..5 {
            hall.work().await;
        }
        let page = browser.read(&place).await;
        assert!(page.contains("Indice dei volumi") && page.contains("Volume 1 di 1"), "{page}");
        let pdf = browser.get(&format!("{place}/volumi/1")).await.bytes().await.unwrap();
        assert!(words(&pdf).contains("Sussidio straordinario"));
        assert!(browser.read(&format!("{place}/avanzamento")).await.contains("Volume 1"));
        assert!(browser.read("/protocollo/stampe").await.contains("pronta"));
        for (bad, status) in [
            (vec![("per", "giorni"), ("dal", "x"), ("al", "")], 422),
            (vec![("per", "giorni"), ("dal", "2026-02-01"), ("al", "2026-01-01")], 422),
            (vec![("per", "giorni"), ("dal", "1990-01-01"), ("al", "1990-01-01")], 422),
            (vec![("per", "numeri"), ("anno", "2026"), ("da", "0"), ("a", "0")], 422),
        ] {
            assert_eq!(browser.post("/protocollo/stampe", &bad).await.status(), status, "{bad:?}");
        }
        // Whoever reads the whole register, and even the confidential entries of a unit, prints nothing.
        let most = ["protocollo.consulta", "protocollo.consulta_tutto", "protocollo.riservati", "protocollo.registra"];
        hall.person("anna", pro, &most).await;
        let anna = hall.signed_in("anna").await;
        for path in [
            "/protocollo/stampe".to_owned(),
            place.clone(),
            format!("{place}/volumi/1"),
            format!("{place}/avanzamento"),
        ] {
            assert_eq!(anna.get(&path).await.status(), 403, "{path}");
        }
        assert_eq!(anna.post("/protocollo/stampe", &form).await.status(), 403);
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_print_that_ends_while_it_is_made_keeps_no_file() {
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(SystemClock.now()));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let carla = hall.person("carla", pro, MAY).await;
        let who = hall.who(carla).await;
        for n in 1..=3 {
            registra(&hall.ente, &who, &nuova(&format!("Carta numero {n}")), &[], None).await.unwrap();
        }
        let year = i64::from(clock.now().year());
        let id = chiedi_stampa(&hall.ente, &who, Periodo::Numeri { anno: year, da: 1, a: 3 }).await.unwrap();
        assert_eq!(fai_stampa(&hall.ente, id, 1).await.unwrap(), EsitoStampa::Continua);
        clock.set(clock.now().plus_seconds(8 * DAY));
        let (made, gone) = tokio::join!(fai_stampa(&hall.ente, id, 1), stampe_scadute(&hall.ente));
        made.unwrap();
        gone.unwrap();
        stampe_scadute(&hall.ente).await.unwrap();
        assert_eq!(fai_stampa(&hall.ente, id, 1).await.unwrap(), EsitoStampa::Finita, "{engine:?}");
        let stampa = leggi_stampa(&hall.ente, &who, id).await.unwrap();
        assert_eq!((stampa.stato.code(), stampa.file.len()), ("scaduta", 0), "{engine:?}");
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_print_that_somebody_is_registering_is_not_taken_from_under_them() {
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(SystemClock.now()));
        let hall = TownHall::start_at(engine, OFFICES, Arc::<FixedClock>::clone(&clock)).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let carla = hall.person("carla", pro, MAY).await;
        let who = hall.who(carla).await;
        registra(&hall.ente, &who, &nuova("Carta del periodo"), &[], None).await.unwrap();
        let year = i64::from(clock.now().year());
        let id = chiedi_stampa(&hall.ente, &who, Periodo::Numeri { anno: year, da: 1, a: 1 }).await.unwrap();
        while fai_stampa(&hall.ente, id, 2).await.unwrap() == EsitoStampa::Continua {}
        let document = volume_stampa(&hall.ente, &who, id, 1).await.unwrap();
        let bytes = hall.ente.archive.bytes(&document, 10_000_000).await.unwrap().unwrap();
        let impronta = documents::store::Sha256Hash::of(&bytes);

        clock.set(clock.now().plus_seconds(8 * DAY));
        let browser = hall.signed_in("carla").await;
        let fields = [("verso", "partenza")];
        let dropped = browser.upload("/protocollo/nuova/carica", &fields, "registro.pdf", bytes).await;
        assert_eq!(dropped.status(), 303);
        assert_eq!(stampe_scadute(&hall.ente).await.unwrap(), 1, "the index alone");
        assert!(hall.ente.archive.store().exists(&impronta).await.unwrap(), "{engine:?}");
        hall.stop().await;
    }
}
