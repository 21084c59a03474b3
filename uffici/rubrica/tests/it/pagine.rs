//! What a person does in the directory.

use directory::{Kind, NewSubject, subject};
use office::Office;
use rubrica::Rubrica;
use testkit::{Engine, TownHall};

pub static OFFICES: &[&dyn Office] = &[&Rubrica];
pub const TUTTO: &[&str] = &["directory.consulta", "directory.modifica", "directory.unisci"];

/// A subject, added by someone who may.
pub async fn scheda(hall: &TownHall, who: &authz::Who, name: &str, pec: &str) -> subject::Model {
    let new = NewSubject { kind: Kind::Impresa, name: name.into(), pec: Some(pec.into()), ..NewSubject::default() };
    rubrica::crea(&hall.ente, who, new).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_records_become_one_and_two_again_from_the_pages() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        let carla = hall.person("carla", unit, TUTTO).await;
        let who = hall.who(carla).await;
        let a = scheda(&hall, &who, "Edilnova S.r.l.", "edilnova@pec.example.it").await;
        let b = scheda(&hall, &who, "Edil Nova", "edilnova@pec.example.it").await;
        let browser = hall.signed_in("carla").await;
        let pairs = browser.read("/rubrica/doppioni?per=pec").await;
        assert!(pairs.contains("Edilnova S.r.l.") && pairs.contains("la stessa PEC"), "{pairs}");
        let first = browser.read("/rubrica/doppioni").await;
        assert!(first.contains("la stessa PEC"), "it opens on the first tab that has a pair: {first}");
        let page = browser.read(&format!("/rubrica/{}/unisci?con={}", a.id, b.id)).await;
        assert!(page.contains("Quale scheda rimane"), "{page}");
        let (va, vb) = (directory::version(&a), directory::version(&b));
        let id = b.id.to_string();
        let fields = [
            ("con", id.as_str()),
            ("visto_a", va.as_str()),
            ("visto_b", vb.as_str()),
            ("resta", "a"),
            ("nome", "b"),
            ("motivo", "Lo dice la visura"),
        ];
        let answer = browser.post(&format!("/rubrica/{}/unisci", a.id), &fields).await;
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        let card = browser.read(&format!("/rubrica/{}", a.id)).await;
        assert!(card.contains("Edil Nova") && card.contains("Lo dice la visura") && card.contains("Separa"), "{card}");
        assert_eq!(browser.get(&format!("/rubrica/{}", b.id)).await.status(), 303, "the old one leads to the survivor");
        // Sent again the page says what happened, and nothing is written twice.
        let again = browser.post(&format!("/rubrica/{}/unisci", a.id), &fields).await;
        assert_eq!(again.status(), 422);

        let read = hall.ente.db().read().await.unwrap();
        let merges = directory::merges(&who, &read, a.id).await.unwrap();
        drop(read);
        let part = format!("/rubrica/unioni/{}/separa", merges[0].id);
        assert!(browser.read(&part).await.contains("torna come era"));
        assert_eq!(browser.post(&part, &[("motivo", "Sono due")]).await.status(), 303);
        let card = browser.read(&format!("/rubrica/{}", a.id)).await;
        assert!(card.contains("Edilnova S.r.l.") && card.contains("Sono due"), "{card}");
        let (first, second) = (a.id.to_string(), b.id.to_string());
        let two = [("prima", first.as_str()), ("seconda", second.as_str()), ("per", "pec")];
        assert_eq!(browser.post("/rubrica/doppioni/diverse", &two).await.status(), 303);
        assert!(browser.read("/rubrica/doppioni?per=pec").await.contains("Nessuna coppia da decidere"));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_asks_for_its_reason_and_is_then_marked() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, &["directory.consulta", "directory.modifica"]).await;
        let browser = hall.signed_in("anna").await;
        let mut fields = vec![("tipo", "persona"), ("nome", "Rossi Mario"), ("codice_fiscale", "CCCFBA85D03L219X")];
        let answer = browser.post("/rubrica/nuova", &fields).await;
        assert_eq!(answer.status(), 422);
        let text = answer.text().await.unwrap();
        assert!(text.contains("motivo_codice") && text.contains("Rossi Mario"), "{text}");
        fields.push(("motivo_codice", "Così sul documento"));
        assert_eq!(browser.post("/rubrica/nuova", &fields).await.status(), 303);
        assert!(browser.read("/rubrica?q=rossi").await.contains("da verificare"));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_permission_opens_its_pages_and_no_others() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        let carla = hall.person("carla", unit, TUTTO).await;
        let a = scheda(&hall, &hall.who(carla).await, "Edilnova", "edilnova@pec.example.it").await;
        for (name, permission) in
            [("guarda", "directory.consulta"), ("scrive", "directory.modifica"), ("unisce", "directory.unisci")]
        {
            hall.person(name, unit, &[permission]).await;
        }
        let (card, edit) = (format!("/rubrica/{}", a.id), format!("/rubrica/{}/modifica", a.id));
        for (path, who) in [
            ("/rubrica", "guarda"),
            ("/rubrica/indice", "guarda"),
            (card.as_str(), "guarda"),
            ("/rubrica/nuova", "scrive"),
        ] {
            for user in ["carla", "guarda", "scrive", "unisce"] {
                let answer = hall.signed_in(user).await.get(path).await;
                let expected = if user == who || user == "carla" { 200 } else { 403 };
                assert_eq!(answer.status(), expected, "{user} at {path} on {engine:?}");
            }
        }
        assert_eq!(hall.signed_in("guarda").await.get(&edit).await.status(), 403);
        assert_eq!(hall.signed_in("guarda").await.get("/rubrica/doppioni").await.status(), 403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_added_and_ended_from_the_pages() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        let carla = hall.person("carla", unit, TUTTO).await;
        let a = scheda(&hall, &hall.who(carla).await, "Edilnova", "vecchia@pec.example.it").await;
        let browser = hall.signed_in("carla").await;
        let place = format!("/rubrica/{}/indirizzi", a.id);
        let wrong = [("tipo", "pec"), ("valore", "senza chiocciola")];
        assert_eq!(browser.post(&place, &wrong).await.status(), 422);
        let new = [("tipo", "pec"), ("valore", "nuova@pec.example.it"), ("principale", "si")];
        assert_eq!(browser.post(&place, &new).await.status(), 303);
        let end = [("tipo", "pec"), ("valore", "vecchia@pec.example.it"), ("motivo", "Chiusa")];
        assert_eq!(browser.post(&format!("{place}/ritira"), &end).await.status(), 303);
        let card = browser.read(&format!("/rubrica/{}", a.id)).await;
        assert!(card.contains("non più in uso") && card.contains("domicilio digitale"), "{card}");
        hall.verify_clean().await;
    }
}
