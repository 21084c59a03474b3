//! The day comes: what is open is closed and continued, what was before stays as it was.

use std::sync::Arc;

use kernel::{Actor, Clock, Instant};
use porte::scarto::Scartabili;
use protocollo::{
    Assegnatario, DaTitolario, Nuova, Tipo, chiudi_fascicolo, classifica, condividi_fascicolo, decidi_titolario, leggi,
    leggi_fascicolo, metti_nel_fascicolo, passa_fascicoli, prepara_titolario, registra, riapri_fascicolo,
    ritira_titolario,
};
use testkit::Engine;

use super::{ATTO, BASE, day, page, told, town};
use crate::numeri::nuova;

#[tokio::test(flavor = "multi_thread")]
async fn from_midnight_in_rome_another_plan_is_in_force_and_what_was_before_keeps_its_class() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let (hall, marco) = (&town.hall, &town.marco);
        let of = |classe: &str| Nuova { classe: Some(classe.into()), ..nuova("Domanda di permesso") };
        town.bozza().await;
        decidi_titolario(&hall.ente, &town.carla, Some(day("2027-01-01")), ATTO).await.unwrap();
        // A second before midnight in Italy, which is not yet midnight in Greenwich either way.
        town.clock.set(Instant::start_of(day("2027-01-01")).plus_seconds(-1));
        let old = registra(&hall.ente, marco, &of("VI.3"), &[], None).await.unwrap();
        let refused = registra(&hall.ente, marco, &of("VI.20"), &[], None).await.unwrap_err().to_string();
        assert!(refused.contains("in vigore il 31/12/2026"), "{refused}");
        let later = registra(&hall.ente, marco, &nuova("Domanda senza classe"), &[], None).await.unwrap();
        town.capodanno();
        registra(&hall.ente, marco, &of("VI.20"), &[], None).await.unwrap();
        assert!(registra(&hall.ente, marco, &of("VI.3"), &[], None).await.is_err());
        // What was registered the year before is classified within the plan of that day.
        assert!(classifica(&hall.ente, marco, later.anno, later.numero, "VI.20").await.is_err());
        classifica(&hall.ente, marco, later.anno, later.numero, "VI.3").await.unwrap();
        assert_eq!(leggi(&hall.ente, marco, old.anno, old.numero).await.unwrap().stato.classe, Some("VI.3".into()));
        let browser = hall.signed_in("marco").await;
        let entry = page(&browser, &format!("/protocollo/{}/{}", old.anno, old.numero)).await;
        assert!(entry.contains("<strong>VI.3</strong> Edilizia privata"), "{entry}");
        assert!(
            entry.contains("value=\"VI.3\"") && !entry.contains("value=\"VI.20\""),
            "the plan of that day is offered"
        );
        let form = page(&browser, "/protocollo/nuova").await;
        assert!(form.contains("value=\"VI.20\"") && !form.contains("value=\"VI.3\""), "the plan of today is offered");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_open_is_closed_and_continued_once_with_all_that_lies_in_it() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let (hall, marco) = (&town.hall, &town.marco);
        let top = town.apri("VI.3", "Piano del centro storico", None).await;
        let sub = town.apri("", "Comparto uno", Some(top.chiave())).await;
        let done = town.apri("", "Comparto finito", Some(top.chiave())).await;
        let third = town.apri("", "Comparto tre", Some(top.chiave())).await;
        let inserto = town.apri("", "Elaborati grafici", Some(third.chiave())).await;
        chiudi_fascicolo(&hall.ente, marco, &done.chiave(), "finito").await.unwrap();
        let stays = town.apri("VI.5", "Strada comunale", None).await;
        let closed = town.apri("VI.3", "Vecchia pratica", None).await;
        chiudi_fascicolo(&hall.ente, marco, &closed.chiave(), "finita").await.unwrap();
        condividi_fascicolo(&hall.ente, marco, &top.chiave(), town.tri, true).await.unwrap();
        let given = vec![Assegnatario { ufficio: town.tri, persona: None, tipo: Tipo::Competenza }];
        let waits = Nuova { assegnazioni: given, ..nuova("Osservazione al piano") };
        let entry = registra(&hall.ente, marco, &waits, &[], None).await.unwrap();
        metti_nel_fascicolo(&hall.ente, marco, &sub.chiave(), (entry.anno, entry.numero), false).await.unwrap();
        town.bozza().await;
        decidi_titolario(&hall.ente, &town.carla, Some(day("2027-01-01")), ATTO).await.unwrap();
        let before = [town.rows("protocollo_fascicolo").await, town.rows("protocollo_fascicolo_voce").await];
        assert_eq!(passa_fascicoli(&hall.ente, 100).await.unwrap(), 0, "not before its day");
        town.capodanno();
        assert_eq!(passa_fascicoli(&hall.ente, 100).await.unwrap(), 1, "one, with what is open under it");
        assert_eq!(passa_fascicoli(&hall.ente, 100).await.unwrap(), 0, "done twice it does nothing");
        let after = [town.rows("protocollo_fascicolo").await, town.rows("protocollo_fascicolo_voce").await];
        assert_eq!(after, [before[0] + 4, before[1] + 1], "the top, two comparti, one inserto; the one entry recalled");

        let read = async |key: &str| leggi_fascicolo(&hall.ente, marco, &key.parse().unwrap()).await.unwrap();
        let new = read("2027-VI.20/1").await;
        assert_eq!(new.fascicolo.stato.oggetto, "Piano del centro storico");
        assert_eq!(new.sotto.len(), 2, "what was closed is not continued: {:?}", new.sotto);
        assert!(new.condivisi.iter().any(|share| share.ufficio_id == town.tri && share.lavora), "shared as it was");
        assert!(new.fatti[0].testo.contains(&format!("Continua il fascicolo {}", top.chiave())), "{:?}", new.fatti);
        let comparti = [read("2027-VI.20/1.1").await, read("2027-VI.20/1.2").await];
        let titles: Vec<&str> = comparti.iter().map(|each| each.fascicolo.stato.oggetto.as_str()).collect();
        assert!(titles.contains(&"Comparto uno") && titles.contains(&"Comparto tre"), "{titles:?}");
        let uno = comparti.iter().find(|each| each.fascicolo.stato.oggetto == "Comparto uno").unwrap();
        assert_eq!(uno.registrazioni, 1, "the entry is recalled");
        assert!(!uno.pendenze.is_empty(), "and what waits in it keeps the new one open");
        let tre = comparti.iter().find(|each| each.fascicolo.stato.oggetto == "Comparto tre").unwrap();
        assert_eq!(tre.sotto[0].oggetto, "Elaborati grafici");
        for old in [&top, &sub, &third, &inserto] {
            let old = leggi_fascicolo(&hall.ente, marco, &old.chiave()).await.unwrap();
            assert!(old.fascicolo.stato.chiuso, "{}", old.fascicolo.chiave());
        }
        let kept = leggi_fascicolo(&hall.ente, marco, &sub.chiave()).await.unwrap();
        assert_eq!(kept.registrazioni, 1, "the old one keeps what it held");
        assert!(!leggi_fascicolo(&hall.ente, marco, &stays.chiave()).await.unwrap().fascicolo.stato.chiuso);
        let refused = riapri_fascicolo(&hall.ente, marco, &top.chiave(), "ripensamento").await.unwrap_err().to_string();
        assert!(refused.contains("2027-VI.20/1"), "{refused}");
        let browser = hall.signed_in("marco").await;
        let old_page = page(&browser, &format!("/protocollo/fascicoli/{}", top.chiave().in_address())).await;
        for word in ["Continua nel fascicolo", "2027-VI.20/1", "Per nuovo titolario", "VI.3 Edilizia privata"] {
            assert!(old_page.contains(word), "{word} is missing in {old_page}");
        }
        let new_page = page(&browser, "/protocollo/fascicoli/2027-VI.20-1").await;
        assert!(
            new_page.contains("Continua il fascicolo") && new_page.contains("VI.20 Edilizia dei privati"),
            "{new_page}"
        );
        // One that is reopened afterwards goes on under the new plan too.
        riapri_fascicolo(&hall.ente, marco, &closed.chiave(), "un ricorso").await.unwrap();
        assert_eq!(passa_fascicoli(&hall.ente, 100).await.unwrap(), 1);
        read("2027-VI.20/2").await;
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_cannot_be_continued_is_told_and_keeps_no_other_back() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let ente = &town.hall.ente;
        let bad = town.apri("VI.3", "Pratica guasta", None).await;
        let under = town.apri("", "Comparto uno", Some(bad.chiave())).await;
        town.apri("VI.3", "Pratica sana", None).await;
        town.bozza().await;
        decidi_titolario(ente, &town.carla, Some(day("2027-01-01")), ATTO).await.unwrap();
        town.capodanno();
        // A row that should not be there: what lies under the first seems to be continued already.
        let run = async |sql: &str| {
            let write = ente.db().write().await.unwrap();
            db::execute(&write, sql, [under.riga.id.into()]).await.unwrap();
            write.commit().await.unwrap();
        };
        run("INSERT INTO protocollo_fascicolo_seguito (id, versione_id, da_id, a_id) \
             SELECT $1, (SELECT v.id FROM protocollo_titolario_versione v WHERE v.nome = 'Titolario 2027'), $1, $1")
        .await;
        let told = passa_fascicoli(ente, 100).await.unwrap_err().to_string();
        assert!(told.contains(&format!("{} (", bad.chiave())), "{told}");
        assert_eq!(town.rows("protocollo_fascicolo_seguito").await, 2, "the sound one went on: {engine:?}");
        run("DELETE FROM protocollo_fascicolo_seguito WHERE id = $1").await;
        assert_eq!(passa_fascicoli(ente, 100).await.unwrap(), 1, "and the other when it could");
        town.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn interrupted_or_done_by_many_at_once_each_is_continued_once_and_no_number_is_missing() {
    for engine in Engine::all() {
        let town = town(engine).await;
        for n in 0..20 {
            town.apri("VI.3", &format!("Pratica numero {n}"), None).await;
        }
        town.bozza().await;
        decidi_titolario(&town.hall.ente, &town.carla, Some(day("2027-01-01")), ATTO).await.unwrap();
        town.capodanno();
        assert_eq!(passa_fascicoli(&town.hall.ente, 7).await.unwrap(), 7, "it stopped in the middle");
        let town = Arc::new(town);
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let town = Arc::clone(&town);
            tasks.spawn(async move { passa_fascicoli(&town.hall.ente, 100).await.unwrap() });
        }
        let done: usize = tasks.join_all().await.into_iter().sum();
        assert_eq!(done, 13, "{engine:?}");
        assert_eq!(town.rows("protocollo_fascicolo").await, 40);
        assert_eq!(town.rows("protocollo_fascicolo_seguito").await, 20);
        for n in 1..=20 {
            let key = format!("2027-VI.20/{n}").parse().unwrap();
            leggi_fascicolo(&town.hall.ente, &town.marco, &key).await.unwrap();
        }
        town.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_opened_after_the_decision_waits_until_somebody_says_where_it_goes() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let (hall, ente) = (&town.hall, &town.hall.ente);
        let classi = town.classi(&["VI.3", "VI.4"], &[("VI.20", "Edilizia")]).await;
        prepara_titolario(ente, &town.carla, "Titolario 2027", DaTitolario::Classi(classi)).await.unwrap();
        let id = decidi_titolario(ente, &town.carla, Some(day("2027-01-01")), ATTO).await.unwrap();
        let late = town.apri("VI.4", "Alloggi di via Roma", None).await;
        town.capodanno();
        assert_eq!(passa_fascicoli(ente, 100).await.unwrap(), 0, "nobody knows where");
        assert!(!leggi_fascicolo(ente, &town.marco, &late.chiave()).await.unwrap().fascicolo.stato.chiuso);
        assert!(ritira_titolario(ente, &town.carla, id, "un ripensamento").await.is_err(), "it is in force");
        let carla = hall.signed_in("carla").await;
        let list = page(&carla, BASE).await;
        assert!(list.contains("Fascicoli senza destinazione") && list.contains("passa_VI.4"), "{list}");
        let say = format!("{BASE}/versioni/{id}/passaggi");
        told(carla.post(&say, &[("passa_VI.3", "VI.20")]).await, 422, &["non ha fascicoli aperti senza destinazione"])
            .await;
        assert_eq!(carla.post(&say, &[("passa_VI.4", "VI.20")]).await.status(), 303);
        assert_eq!(carla.post(&say, &[("passa_VI.4", "VI.5")]).await.status(), 422, "what was said does not change");
        assert_eq!(passa_fascicoli(ente, 100).await.unwrap(), 1);
        leggi_fascicolo(ente, &town.marco, &"2027-VI.20/1".parse().unwrap()).await.unwrap();
        assert!(!page(&carla, BASE).await.contains("Fascicoli senza destinazione"));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_changed_its_meaning_is_told_with_both() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let (hall, ente) = (&town.hall, &town.hall.ente);
        let classi = town.classi(&["VI.3"], &[("VI.3", "Commercio"), ("VI.20", "Edilizia privata")]).await;
        prepara_titolario(ente, &town.carla, "Titolario 2027", DaTitolario::Classi(classi)).await.unwrap();
        decidi_titolario(ente, &town.carla, Some(day("2027-01-01")), ATTO).await.unwrap();
        let of = || Nuova { classe: Some("VI.3".into()), ..nuova("Domanda di licenza") };
        registra(ente, &town.marco, &of(), &[], None).await.unwrap();
        town.capodanno();
        registra(ente, &town.marco, &of(), &[], None).await.unwrap();
        let marco = hall.signed_in("marco").await;
        let list = page(&marco, "/protocollo?classe=VI.3").await;
        for word in [
            "VI.3 Edilizia privata, fino al 31/12/2026",
            "VI.3 Commercio, dal 01/01/2027",
            "/protocollo/2026/1",
            "/protocollo/2027/1",
        ] {
            assert!(list.contains(word), "{word} is missing in {list}");
        }
        let only = page(&marco, "/protocollo?classe=VI.3&al=2026-12-31").await;
        assert!(only.contains("/protocollo/2026/1\"") && !only.contains("/protocollo/2027/1\""));
        assert!(!page(&marco, "/protocollo?classe=VI.5").await.contains("cose diverse"));
        assert!(page(&marco, "/protocollo/fascicoli?classe=VI.3").await.contains("cose diverse"));
        let told = page(&marco, "/protocollo/statistiche?dal=2026-11-01&al=2027-01-31").await;
        assert!(told.contains("VI.3 Edilizia privata, poi Commercio"), "{told}");
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_from_before_there_were_versions_has_its_plan_and_takes_a_new_one() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let (hall, ente) = (&town.hall, &town.hall.ente);
        // As the release before left it: classes without a version.
        let write = ente.db().write().await.unwrap();
        for sql in ["UPDATE protocollo_titolario SET versione_id = NULL", "DELETE FROM protocollo_titolario_versione"] {
            db::execute(&write, sql, []).await.unwrap();
        }
        write.commit().await.unwrap();
        let of = |classe: &str| Nuova { classe: Some(classe.into()), ..nuova("Domanda di permesso") };
        registra(ente, &town.marco, &of("VI.3"), &[], None).await.unwrap();
        let old = town.apri("VI.3", "Pratica edilizia", None).await;
        town.bozza().await;
        decidi_titolario(ente, &town.carla, Some(day("2027-01-01")), ATTO).await.unwrap();
        registra(ente, &town.marco, &of("VI.3"), &[], None).await.unwrap();
        town.capodanno();
        assert!(registra(ente, &town.marco, &of("VI.3"), &[], None).await.is_err());
        registra(ente, &town.marco, &of("VI.20"), &[], None).await.unwrap();
        assert_eq!(passa_fascicoli(ente, 10).await.unwrap(), 1);
        assert!(leggi_fascicolo(ente, &town.marco, &old.chiave()).await.unwrap().fascicolo.stato.chiuso);
        let carla = hall.signed_in("carla").await;
        let list = page(&carla, BASE).await;
        assert!(list.contains("Piano di classificazione") && list.contains("Titolario 2027"), "{list}");
        told(
            carla.get(&format!("{BASE}/versioni/00000000-0000-0000-0000-000000000000")).await,
            200,
            &["passata", "VI.3"],
        )
        .await;
        assert!(town.clock.now() > Instant::start_of(day("2026-12-31")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_years_of_what_is_continued_begin_when_its_continuation_is_closed() {
    for engine in Engine::all() {
        let town = town(engine).await;
        let (hall, marco) = (&town.hall, &town.marco);
        let top = town.apri("VI.3", "Piano del centro storico", None).await;
        town.bozza().await;
        decidi_titolario(&hall.ente, &town.carla, Some(day("2027-01-01")), ATTO).await.unwrap();
        town.capodanno();
        assert_eq!(passa_fascicoli(&hall.ente, 100).await.unwrap(), 1);
        let holds = async || {
            let tx = hall.ente.ledger.begin(Actor::System("prova"), "prova.chiede").await.unwrap();
            protocollo::Scartabili.contenuto(&tx, top.riga.id.uuid()).await.unwrap().expect("it is closed")
        };
        assert_eq!(holds().await.aperti, ["Fascicolo 2027-VI.20/1"], "the matter goes on, {engine:?}");
        town.clock.set(Instant::start_of(day("2029-03-01")));
        chiudi_fascicolo(&hall.ente, marco, &"2027-VI.20/1".parse().unwrap(), "finito").await.unwrap();
        let over = holds().await;
        assert_eq!((over.aperti.len(), over.chiusa.chiuso_il), (0, day("2029-03-01")));
        let read = hall.ente.db().read().await.unwrap();
        let listed = protocollo::Scartabili.chiuse(&read, day("2029-03-02"), None, 100).await.unwrap();
        let same = listed.iter().find(|one| one.id == top.riga.id.uuid()).expect("it is listed");
        assert_eq!(same.chiuso_il, over.chiusa.chiuso_il, "both ways the same day");
    }
}
