//! What other offices lay into fascicoli: once, in open ones, and told by the office that has it to whom it may.

use authz::{PersonId, Who};
use ente::Ente;
use kernel::{Actor, Instant, Uuid};
use office::Office;
use porte::fascicoli::{Annuale, Carta, Depositata, Depositi, Deposito, Dove, Fascicoli as _, Giace};
use protocollo::{Fascicoli, Protocollo, apri_fascicolo, chiudi_fascicolo};
use testkit::{Engine, TownHall};

use super::{CURA, affare, plain, rows};

const PAROLA: &str = "Zibaldone";

/// SIMULATOR of an office with records: it tells them to nobody who may not register.
#[derive(Debug)]
struct Archivio;

#[async_trait::async_trait]
impl Depositi for Archivio {
    fn ufficio(&self) -> &'static str {
        "archivio"
    }

    async fn leggi(&self, _: &Ente, who: &Who, cose: &[Uuid]) -> Result<Vec<Depositata>, web::Error> {
        let told = |_: &Uuid| Depositata {
            nome: "Carta n. 1".into(),
            oggetto: PAROLA.into(),
            at: Instant::from_micros(0),
            href: "/archivio/1".into(),
            riservata: false,
            superata: None,
            carte: vec![Carta { nome: "Il foglio".into(), href: "/archivio/1/foglio".into() }],
        };
        let may = who.may(&protocollo::REGISTRA);
        Ok(cose.iter().filter(|_| may).map(told).collect())
    }
}

static CON_ARCHIVIO: &[&dyn Office] = &[&Protocollo { depositi: &[&Archivio] }];

fn cosa(n: u128, persona: PersonId) -> Deposito {
    Deposito { ufficio: "archivio", cosa: Uuid::from_u128(n), persona }
}

/// Lays it there as a job of the other office does.
async fn deposita(hall: &TownHall, cosa: &Deposito, dove: &Dove) -> Result<(), web::Error> {
    let mut tx = hall.ente.ledger.begin(Actor::System("archivio"), "archivio.deposita").await.unwrap();
    Fascicoli.deposita(&mut tx, cosa, dove).await?;
    tx.commit().await.unwrap();
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_lies_once_in_an_open_fascicolo_and_its_page_shows_it_to_whom_its_office_does() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, CON_ARCHIVIO).await;
        let unit = hall.unit("EDI", "Edilizia").await;
        let person = hall.person("marco", unit, CURA).await;
        hall.person("lettore", unit, &["protocollo.consulta"]).await;
        let marco = hall.who(person).await;
        let open = apri_fascicolo(&hall.ente, &marco, &affare("Recinzione", unit), None, None).await.unwrap();
        let closed = apri_fascicolo(&hall.ente, &marco, &affare("Cancello", unit), None, None).await.unwrap();
        chiudi_fascicolo(&hall.ente, &marco, &closed.chiave(), "").await.unwrap();
        let (open_id, closed_id) = (open.riga.id.uuid(), closed.riga.id.uuid());
        let first = cosa(1, person);
        let refused = deposita(&hall, &first, &Dove::Scelto(closed_id)).await;
        assert!(matches!(refused, Err(web::Error::Refused(_))), "{engine:?}: {refused:?}");
        for _ in 0..2 {
            deposita(&hall, &first, &Dove::Scelto(open_id)).await.unwrap();
        }
        // Where it lies already, another place changes nothing: it was laid there before.
        deposita(&hall, &first, &Dove::Scelto(closed_id)).await.unwrap();
        assert_eq!(rows(&hall, "protocollo_fascicolo_deposito").await, 1);
        let address = format!("/protocollo/fascicoli/{}", open.chiave().in_address());
        for (name, there) in [("marco", true), ("lettore", false)] {
            let page = plain(&hall.signed_in(name).await.read(&address).await);
            assert!(page.contains("Recinzione"), "{engine:?}: {page}");
            assert_eq!(page.contains(PAROLA) && page.contains("/archivio/1/foglio"), there, "{engine:?}: {page}");
            assert_eq!(page.contains("Carta n. 1"), there, "{engine:?}: {page}");
        }
        let lies = Fascicoli.dove(&hall.ente, &marco, "archivio", first.cosa).await.unwrap();
        assert!(matches!(&lies, Giace::Qui(one) if one.id == open_id), "{lies:?}");
        let elsewhere = hall.unit("SOC", "Servizi sociali").await;
        let stranger = hall.who(hall.person("sociale", elsewhere, CURA).await).await;
        let lies = Fascicoli.dove(&hall.ente, &stranger, "archivio", first.cosa).await.unwrap();
        assert_eq!(lies, Giace::Altrove, "which, they are not told");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fascicolo_of_the_year_opens_once_for_each_unit_in_a_class_that_is_in_force() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, CON_ARCHIVIO).await;
        let (edi, soc) = (hall.unit("EDI", "Edilizia").await, hall.unit("SOC", "Servizi sociali").await);
        let person = hall.person("marco", edi, CURA).await;
        let of = |classe: &str, unita| {
            Dove::Annuale(Annuale { classe: classe.into(), oggetto: "Carte dell'anno".into(), unita, anno: 2026 })
        };
        for (n, unit) in [(1, edi), (2, edi), (3, soc)] {
            deposita(&hall, &cosa(n, person), &of("VI.3", unit)).await.unwrap();
        }
        let refused = deposita(&hall, &cosa(4, person), &of("XX.9", edi)).await;
        assert!(matches!(refused, Err(web::Error::Refused(_))), "{engine:?}: no such class: {refused:?}");
        assert_eq!(rows(&hall, "protocollo_fascicolo").await, 2, "one for each unit, and none for what was refused");
        assert_eq!(rows(&hall, "protocollo_fascicolo_deposito").await, 3);
        hall.verify_clean().await;
    }
}
