//! Each permission opens its own pages and no others, and whoever looks only cannot change.

use comando::Comando;
use office::Office;
use testkit::{Engine, TownHall};

pub static OFFICES: &[&dyn Office] = &[&Comando];

pub const TUTTO: &[&str] = &["accounts.gestisci_persone", "comando.consulta", "comando.gestisci", "comando.sistema"];

#[tokio::test(flavor = "multi_thread")]
async fn each_permission_opens_its_pages_and_no_others() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("SEG", "Segreteria").await;
        let ivo = hall.person("ivo", unit, TUTTO).await;
        for (name, permission) in [
            ("personale", "accounts.gestisci_persone"),
            ("guarda", "comando.consulta"),
            ("gestisce", "comando.gestisci"),
            ("cura", "comando.sistema"),
        ] {
            hall.person(name, unit, &[permission]).await;
        }
        let (person, unit) = (format!("/comando/persone/{ivo}"), format!("/comando/organigramma/{unit}"));
        let (give, close) = (format!("{person}/assenza"), format!("{unit}/chiudi"));
        for (path, who) in [
            ("/comando", "guarda"),
            ("/comando/persone", "personale"),
            ("/comando/persone/nuova", "personale"),
            (person.as_str(), "personale"),
            ("/comando/organigramma", "guarda"),
            (unit.as_str(), "guarda"),
            ("/comando/incarichi", "guarda"),
            ("/comando/ruoli", "guarda"),
            ("/comando/incarichi/nuovo", "gestisce"),
            ("/comando/organigramma/nuovo", "gestisce"),
            ("/comando/ruoli/nuovo", "gestisce"),
            (close.as_str(), "gestisce"),
            ("/comando/lavori", "cura"),
            ("/comando/stato", "cura"),
        ] {
            for user in ["ivo", "personale", "guarda", "gestisce", "cura"] {
                let answer = hall.signed_in(user).await.get(path).await;
                let expected = if user == who || user == "ivo" { 200 } else { 403 };
                assert_eq!(answer.status(), expected, "{user} at {path} on {engine:?}");
            }
        }
        // The form of an absence lists incarichi: whoever manages them may look at them too.
        assert_eq!(hall.signed_in("ivo").await.get(&give).await.status(), 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_gives_passwords_cannot_take_the_place_of_whoever_manages_the_ente() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("SEG", "Segreteria").await;
        let ivo = hall.person("ivo", unit, TUTTO).await;
        let anna = hall.person("anna", unit, &[]).await;
        hall.person("personale", unit, &["accounts.gestisci_persone"]).await;
        let browser = hall.signed_in("personale").await;
        for what in ["password", "secondo-fattore", "accesso"] {
            let answer = browser.post(&format!("/comando/persone/{ivo}/{what}"), &[("motivo", "prova")]).await;
            assert_eq!(answer.status(), 403, "{what}");
        }
        let fields = [("nome", "Ivo"), ("cognome", "Rossi"), ("email", "altro@comune.it")];
        assert_eq!(browser.post(&format!("/comando/persone/{ivo}/dati"), &fields).await.status(), 403);
        assert_eq!(browser.post(&format!("/comando/persone/{anna}/password"), &[]).await.status(), 200);
        // Nor give oneself an incarico along with a new account.
        let role = hall.who(ivo).await.grants.len();
        assert_eq!(role, 1);
        let fields = [
            ("utente", "nuovo.nome"),
            ("nome", "Nuovo"),
            ("cognome", "Nome"),
            ("unita", &*unit.to_string()),
            ("ruolo", "018f3f1e-0000-7000-8000-000000000000"),
        ];
        assert_eq!(browser.post("/comando/persone/nuova", &fields).await.status(), 403);
        hall.verify_clean().await;
    }
}
