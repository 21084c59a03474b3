//! How the register uses the directory: merged records, codes that do not fit, bodies of the index of public administrations.

use directory::{Merging, NewSubject, ipa, subject};
use kernel::{Actor, Uuid};
use office::Office;
use protocollo::{
    Assegnatario, CampoCorretto, Correzione, Nuova, NuovoFascicolo, Parte, Protocollo, Tipo, TipoFascicolo, Verso,
    apri_fascicolo, correggi, parte, registra,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use testkit::{Engine, TownHall};

use crate::numeri::nuova;

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];
const ADDETTA: &[&str] = &["protocollo.consulta", "protocollo.registra", "directory.consulta", "directory.unisci"];
const ENTI: &str = "Codice_IPA,Denominazione_ente,Codice_fiscale_ente,Mail1,Tipo_Mail1\n\
    c_m998,Comune di Monteverde,11111111115,protocollo@pec.monteverde.example.it,Pec\n";

async fn parties(hall: &TownHall, of: &protocollo::riga::Model) -> Vec<parte::Model> {
    let read = hall.ente.db().read().await.unwrap();
    let select = parte::Entity::find().filter(parte::Column::RegistrazioneId.eq(of.id));
    select.all(&read).await.unwrap()
}

async fn subject_of(hall: &TownHall, party: &parte::Model) -> subject::Model {
    let read = hall.ente.db().read().await.unwrap();
    let id = party.soggetto_id.unwrap();
    directory::find(&read, &[id]).await.unwrap().remove(&id).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_of_merged_records_are_found_together_and_only_by_who_may_see_them() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (unit, other) = (hall.unit("PRO", "Protocollo").await, hall.unit("SOC", "Servizi sociali").await);
        let anna = hall.person("anna", unit, ADDETTA).await;
        let sara =
            hall.person("sara", other, &["protocollo.consulta", "protocollo.registra", "protocollo.riservati"]).await;
        let (who, hers) = (hall.who(anna).await, hall.who(sara).await);
        let named = |name: &str| vec![Parte { nome: name.into(), ..Parte::default() }];
        let first = Nuova { parti: named("Edilnova S.r.l."), ..nuova("Domanda di permesso") };
        let first = registra(&hall.ente, &who, &first, &[], None).await.unwrap();
        let second = Nuova { parti: named("Edil Nova Srl"), ..nuova("Integrazione della domanda") };
        let second = registra(&hall.ente, &who, &second, &[], None).await.unwrap();
        let to = vec![Assegnatario { ufficio: other, persona: None, tipo: Tipo::Competenza }];
        let secret = Nuova { riservata: true, assegnazioni: to, parti: named("Edil Nova Srl"), ..nuova("Zibaldone") };
        registra(&hall.ente, &hers, &secret, &[], None).await.unwrap();
        let before = parties(&hall, &second).await;
        let (kept, lost) =
            (subject_of(&hall, &parties(&hall, &first).await[0]).await, subject_of(&hall, &before[0]).await);
        assert_ne!(kept.id, lost.id);
        let mut tx = hall.ente.ledger.begin(who.actor(), "directory.unisci").await.unwrap();
        let asked = Merging { lost: lost.id, kept: kept.id, fields: NewSubject::from(&kept), note: None, seen: None };
        let merge = directory::unite(&who, &mut tx, &asked).await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(parties(&hall, &second).await, before, "what was registered points where it pointed");
        let ids: Vec<Uuid> = vec![kept.id.uuid(), lost.id.uuid()];
        let desk = &hall.house.desks[0];
        let seen = desk.dealings(&hall.ente, &who, &ids, 10).await.unwrap();
        let about: Vec<&str> = seen.iter().map(|dealing| dealing.about.as_str()).collect();
        assert_eq!(about, ["Integrazione della domanda", "Domanda di permesso"], "{engine:?}");
        assert!(desk.dealings(&hall.ente, &hers, &ids, 10).await.unwrap().iter().any(|d| d.about == "Zibaldone"));
        // The old name goes on to the survivor, and back to its own once they are parted.
        let later = Nuova { parti: named("Edil Nova Srl"), ..nuova("Fine lavori") };
        let later = registra(&hall.ente, &who, &later, &[], None).await.unwrap();
        assert_eq!(parties(&hall, &later).await[0].soggetto_id, Some(kept.id));
        let mut tx = hall.ente.ledger.begin(who.actor(), "directory.separa").await.unwrap();
        directory::undo(&who, &mut tx, merge.id, None).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(subject_of(&hall, &before[0]).await, lost);
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fascicolo_is_proposed_to_all_that_were_merged_and_to_nobody_taken_by_mistake() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        let may = [ADDETTA, &["protocollo.fascicola", "protocollo.annulla"]].concat();
        let anna = hall.person("anna", unit, &may).await;
        let who = hall.who(anna).await;
        let of = |name: &str, oggetto: &str| {
            let parti = vec![Parte { nome: name.into(), ..Parte::default() }];
            Nuova { parti, ..nuova(oggetto) }
        };
        let first = registra(&hall.ente, &who, &of("Edilnova S.r.l.", "Domanda"), &[], None).await.unwrap();
        let nuovo = NuovoFascicolo {
            termine: "2999-12-31".parse().ok(),
            ..NuovoFascicolo::new(TipoFascicolo::Affare, "VI.3", "Cantiere di via Po", unit)
        };
        apri_fascicolo(&hall.ente, &who, &nuovo, Some((first.anno, first.numero)), None).await.unwrap();
        let second = registra(&hall.ente, &who, &of("Edil Nova Srl", "Integrazione"), &[], None).await.unwrap();
        let (kept, party) = (parties(&hall, &first).await.remove(0), parties(&hall, &second).await.remove(0));
        let (kept, lost) = (subject_of(&hall, &kept).await, subject_of(&hall, &party).await);
        let browser = hall.signed_in("anna").await;
        let page = format!("/protocollo/{}/{}/fascicolo", second.anno, second.numero);
        assert!(!browser.read(&page).await.contains("Cantiere di via Po"), "two so far");
        let mut tx = hall.ente.ledger.begin(who.actor(), "directory.unisci").await.unwrap();
        let asked = Merging { lost: lost.id, kept: kept.id, fields: NewSubject::from(&kept), note: None, seen: None };
        directory::unite(&who, &mut tx, &asked).await.unwrap();
        tx.commit().await.unwrap();
        let told = browser.read(&page).await;
        assert!(told.contains("Cantiere di via Po") && told.contains("Stesso corrispondente."), "{engine:?}: {told}");

        // It was somebody else: nothing of theirs is proposed for it, and their page does not tell of it.
        let richiesta = Correzione {
            campo: CampoCorretto::Nome,
            di: Some(party.id.uuid()),
            valore: "Verdi Anna".into(),
            motivo: "Errore di lettura al banco".into(),
            provvedimento: "Disposizione n. 3 del 5/11/2026".into(),
        };
        correggi(&hall.ente, &who, (second.anno, second.numero), &richiesta).await.unwrap();
        assert!(!browser.read(&page).await.contains("Cantiere di via Po"), "{engine:?}");
        let ids = [kept.id.uuid(), lost.id.uuid()];
        let seen = hall.house.desks[0].dealings(&hall.ente, &who, &ids, 10).await.unwrap();
        assert_eq!(seen.iter().map(|dealing| dealing.about.as_str()).collect::<Vec<_>>(), ["Domanda"], "{engine:?}");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_with_a_wrong_tax_code_is_registered_with_the_reason() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        hall.person("anna", unit, ADDETTA).await;
        let browser = hall.signed_in("anna").await;
        let mut fields = vec![
            ("chiave", "modulo-1"),
            ("verso", "arrivo"),
            ("oggetto", "Richiesta di accesso agli atti"),
            ("mezzo", "mano"),
            ("nome_testo", "Rossi Mario"),
            ("codice_fiscale", "CCCFBA85D03L219X"),
        ];
        let answer = browser.post("/protocollo/nuova", &fields).await;
        assert_eq!(answer.status(), 422);
        let page = answer.text().await.unwrap();
        assert!(page.contains("name=\"motivo_codice\"") && page.contains("perché lo tieni"), "{page}");
        fields.push(("motivo_codice", "Così sulla carta d'identità"));
        let answer = browser.post("/protocollo/nuova", &fields).await;
        assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
        let place = answer.headers()["location"].to_str().unwrap().to_owned();
        assert!(browser.read(&place).await.contains("non supera il controllo"));
        let read = hall.ente.db().read().await.unwrap();
        let known = subject::Entity::find().all(&read).await.unwrap();
        drop(read);
        assert_eq!(known.len(), 1);
        assert_eq!(known[0].tax_code.as_deref(), Some("CCCFBA85D03L219X"));
        assert_eq!(known[0].code_note.as_deref(), Some("Così sulla carta d'identità"));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_the_index_is_proposed_and_brings_its_code_and_certified_address() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("PRO", "Protocollo").await;
        let anna = hall.person("anna", unit, ADDETTA).await;
        let enti = Box::new(std::io::Cursor::new(ENTI.as_bytes().to_vec()));
        let files = ipa::Files { enti, aoo: None, uo: None, sha256: "x".into() };
        ipa::load(&hall.ente.ledger, Actor::System("console"), files, false).await.unwrap();
        let browser = hall.signed_in("anna").await;
        let proposed = browser.read("/protocollo/soggetti?q=montev").await;
        assert!(proposed.contains("Comune di Monteverde [IPA c_m998]") && proposed.contains("Indice PA"), "{proposed}");
        let who = hall.who(anna).await;
        let leaving = Nuova {
            parti: vec![Parte { nome: "Comune di Monteverde [IPA c_m998]".into(), ..Parte::default() }],
            ..Nuova::new(Verso::Partenza, "Richiesta di dati", "pec")
        };
        let riga = registra(&hall.ente, &who, &leaving, &[], None).await.unwrap();
        let party = parties(&hall, &riga).await.remove(0);
        assert_eq!(party.nome, "Comune di Monteverde");
        assert_eq!(party.indirizzo.as_deref(), Some("protocollo@pec.monteverde.example.it"));
        let known = subject_of(&hall, &party).await;
        assert_eq!((known.ipa.as_deref(), known.tax_code.as_deref()), (Some("c_m998"), Some("11111111115")));
        assert_eq!(known.kind, directory::Kind::Ente);
        // Once it is in the directory the index does not propose it again.
        let proposed = browser.read("/protocollo/soggetti?q=montev").await;
        assert!(!proposed.contains("[IPA c_m998]"), "{proposed}");
        hall.verify_clean().await;
    }
}
