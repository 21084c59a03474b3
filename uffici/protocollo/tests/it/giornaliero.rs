//! The register of each day, closed in the night.

use std::sync::Arc;

use kernel::{Clock, FixedClock, Instant};
use metadati_agid::{Conservazione, Impronta, Metadati};
use office::Office;
use protocollo::{Protocollo, annulla, fai_giornalieri, registra};
use testkit::{Engine, TownHall};

use crate::{carta::words, numeri::nuova};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const MAY: [&str; 4] =
    ["protocollo.registra", "protocollo.consulta", "protocollo.consulta_tutto", "protocollo.annulla"];
const HOUR: i64 = 3_600;

/// 31 December 2026, ten in the evening in Italy.
fn new_years_eve() -> Instant {
    Instant::start_of("2026-12-31".parse().unwrap()).plus_seconds(22 * HOUR)
}

fn later(clock: &FixedClock, seconds: i64) {
    clock.set(clock.now().plus_seconds(seconds));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_entry_stands_in_one_register_and_the_year_turns_without_losing_any() {
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(new_years_eve()));
        let hall = TownHall::start_at(engine, OFFICES, clock.clone()).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", pro, &MAY).await;
        let who = hall.who(anna).await;
        let take = async |subject: &str| {
            registra(&hall.ente, &who, &nuova(subject), &[], None).await.unwrap();
        };
        take("Prima di tutto").await;
        later(&clock, 24 * HOUR);
        assert_eq!(fai_giornalieri(&hall.ente).await.unwrap(), 1, "the day that has ended");
        take("Di Capodanno").await;
        later(&clock, HOUR);
        annulla(&hall.ente, &who, 2026, 1, "Registrata due volte per errore.").await.unwrap();
        later(&clock, 26 * HOUR);
        assert_eq!(fai_giornalieri(&hall.ente).await.unwrap(), 2, "the first and the second of January");
        assert_eq!(fai_giornalieri(&hall.ente).await.unwrap(), 0, "each day has one");

        hall.person("carla", pro, &["protocollo.giornaliero"]).await;
        let browser = hall.signed_in("carla").await;
        let list = browser.read("/protocollo/giornalieri").await;
        for told in ["31 dicembre 2026", "1º gennaio 2027", "2 gennaio 2027", "1/2027", "2/2027", "3/2027", "nessuna"]
        {
            assert!(list.contains(told), "{told} is missing in {list}");
        }
        let first = words(&browser.get("/protocollo/giornalieri/2026-12-31/registro.pdf").await.bytes().await.unwrap());
        let second =
            words(&browser.get("/protocollo/giornalieri/2027-01-01/registro.pdf").await.bytes().await.unwrap());
        assert!(
            first.contains("Prima di tutto") && first.contains("22:00:00") && !first.contains("Di Capodanno"),
            "{first}"
        );
        assert!(second.contains("Di Capodanno") && !second.contains("Prima di tutto"), "{second}");
        assert!(second.contains("annullamento") && second.contains("Registrata due volte per errore."), "{second}");
        let xml = browser.get("/protocollo/giornalieri/2027-01-01/metadati.xml").await.text().await.unwrap();
        let pdf = browser.get("/protocollo/giornalieri/2027-01-01/registro.pdf").await.bytes().await.unwrap();
        let Metadati::Documento(told) = metadati_agid::read(xml.as_bytes()).unwrap() else { panic!("{xml}") };
        assert_eq!(told.id.impronta, Impronta::sha256(documents::store::Sha256Hash::of(&pdf).0));
        assert_eq!(
            (told.registrazione.numero.as_str(), told.registrazione.codice.as_deref()),
            ("2", Some("GIORNALIERO"))
        );
        assert_eq!(
            (told.nome.as_str(), told.conservazione),
            ("registro-giornaliero-2027-01-01.pdf", Some(Conservazione::Permanente))
        );
        assert_eq!(told.classificazione.as_ref().map(|class| class.indice.as_str()), Some("I.6"));
        // This comune has told neither its area nor a certified mailbox: the register is closed, and says what is missing.
        let missing = told.mancanze();
        assert!(!missing.is_empty());
        for one in missing {
            assert!(told.note.as_ref().is_some_and(|note| note.contains(&one.to_string())), "{one} is not in {xml}");
        }
        assert_eq!(browser.get("/protocollo/giornalieri/2027-01-03/registro.pdf").await.status(), 404, "it goes on");
        hall.verify_clean().await;
        hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_holds_the_confidential_ones_and_is_opened_only_by_who_may() {
    for engine in Engine::all() {
        let clock = Arc::new(FixedClock::new(new_years_eve()));
        let hall = TownHall::start_at(engine, OFFICES, clock.clone()).await;
        let pro = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", pro, &MAY).await;
        let secret = protocollo::Nuova { riservata: true, ..nuova("Sussidio straordinario") };
        registra(&hall.ente, &hall.who(anna).await, &secret, &[], None).await.unwrap();
        later(&clock, 3 * HOUR);
        fai_giornalieri(&hall.ente).await.unwrap();
        hall.person("carla", pro, &["protocollo.giornaliero"]).await;
        let path = "/protocollo/giornalieri/2026-12-31/registro.pdf";
        let pdf = hall.signed_in("carla").await.get(path).await.bytes().await.unwrap();
        assert!(words(&pdf).contains("Sussidio straordinario"));
        let anna = hall.signed_in("anna").await;
        for path in [path, "/protocollo/giornalieri", "/protocollo/giornalieri/2026-12-31/metadati.xml"] {
            assert_eq!(anna.get(path).await.status(), 403, "{path}");
        }
        hall.stop().await;
    }
}

/// How long the register of a large day takes: run by hand (`cinquemila --ignored --nocapture`), since it takes minutes.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "minutes: the register of a day with five thousand entries, and the print of the same in volumes"]
async fn cinquemila_registrazioni_in_a_day_have_their_register() {
    let clock = Arc::new(FixedClock::new(new_years_eve()));
    let hall = TownHall::start_at(Engine::Sqlite, OFFICES, clock.clone()).await;
    let pro = hall.unit("PRO", "Protocollo").await;
    let may: Vec<&str> = MAY.into_iter().chain(["protocollo.giornaliero"]).collect();
    let who = hall.who(hall.person("anna", pro, &may).await).await;
    let many: usize = std::env::var("MUNICIPIO_VOCI").ok().and_then(|text| text.parse().ok()).unwrap_or(5_000);
    for n in 0..many {
        let oggetto = format!("Domanda numero {n} di contributo per le spese di riscaldamento della famiglia");
        registra(&hall.ente, &who, &nuova(&oggetto), &[], None).await.unwrap();
    }
    later(&clock, 24 * HOUR);
    let began = std::time::Instant::now();
    let made = fai_giornalieri(&hall.ente).await;
    println!("register of {many} entries: {:?} in {:?}", made.as_ref().map_err(ToString::to_string), began.elapsed());
    let period = protocollo::Periodo::Numeri { anno: 2026, da: 1, a: i64::MAX };
    let id = protocollo::chiedi_stampa(&hall.ente, &who, period).await.unwrap();
    let began = std::time::Instant::now();
    while protocollo::fai_stampa(&hall.ente, id, 500).await.unwrap() == protocollo::EsitoStampa::Continua {
        println!("a volume, {:?} since the beginning", began.elapsed());
    }
    made.unwrap();
    hall.stop().await;
}
