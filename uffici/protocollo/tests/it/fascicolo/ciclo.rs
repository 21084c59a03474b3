//! From opening to closing and back: what is refused, with all its reasons, and the trace of all of it.

use protocollo::{
    ATrasferimento, Assegnatario, ChiaveFascicolo, Error, Nuova, NuovoFascicolo, Tipo, TipoFascicolo, apri_fascicolo,
    chiudi_fascicolo, leggi, leggi_fascicolo, metti_nel_fascicolo, registra, riapri_fascicolo, rispondi,
    trasferisci_fascicolo,
};
use testkit::{Engine, TownHall};

use super::{CURA, OFFICES, actions, affare, read};
use crate::numeri::nuova;

fn told(result: Result<(), Error>) -> Vec<String> {
    match result.unwrap_err() {
        Error::Refused(refusal) => refusal.reasons.into_iter().map(|reason| reason.sentence).collect(),
        other => panic!("{other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_not_closed_while_something_waits_and_every_reason_is_told() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("EDI", "Edilizia").await;
        let other = hall.unit("SOC", "Servizi sociali").await;
        let who = hall.who(hall.person("marco", unit, CURA).await).await;
        let social = hall.who(hall.person("sofia", other, &[CURA, &["protocollo.riservati"]].concat()).await).await;
        let a = |ufficio| vec![Assegnatario { ufficio, persona: None, tipo: Tipo::Competenza }];
        let waits =
            registra(&hall.ente, &who, &Nuova { assegnazioni: a(unit), ..nuova("Domanda di permesso") }, &[], None)
                .await
                .unwrap();
        let nobodys = registra(&hall.ente, &who, &nuova("Planimetria mancante"), &[], None).await.unwrap();
        let annulled = registra(&hall.ente, &who, &nuova("Doppione della domanda"), &[], None).await.unwrap();
        let place = |riga: &protocollo::riga::Model| (riga.anno, riga.numero);
        let top = apri_fascicolo(&hall.ente, &who, &affare("Permesso di via Verdi", unit), Some(place(&waits)), None)
            .await
            .unwrap();
        let key = top.chiave();
        for entry in [&nobodys, &annulled] {
            metti_nel_fascicolo(&hall.ente, &who, &key, place(entry), false).await.unwrap();
        }
        protocollo::annulla(&hall.ente, &who, annulled.anno, annulled.numero, "registrata due volte").await.unwrap();
        let sub = NuovoFascicolo { sopra: Some(key.clone()), ..affare("Varianti in corso", unit) };
        let sub = apri_fascicolo(&hall.ente, &who, &sub, None, None).await.unwrap().chiave();
        // Somebody else's confidential entry waits in it too: for Marco it is as if it were not there.
        protocollo::condividi_fascicolo(&hall.ente, &who, &key, other, true).await.unwrap();
        let secret = Nuova { riservata: true, assegnazioni: a(other), ..nuova("Relazione sociale, zibaldone") };
        let secret = registra(&hall.ente, &social, &secret, &[], None).await.unwrap();
        metti_nel_fascicolo(&hall.ente, &social, &key, place(&secret), false).await.unwrap();

        let reasons = told(chiudi_fascicolo(&hall.ente, &who, &key, "").await);
        let expected = [
            format!("La registrazione {}/{} aspetta che Edilizia la prenda in carico.", waits.numero, waits.anno),
            format!("La registrazione {}/{} non è assegnata a nessuno.", nobodys.numero, nobodys.anno),
            format!("Il sotto-fascicolo {sub} è ancora aperto."),
        ];
        assert_eq!(reasons, expected, "{engine:?}");

        let scheda = leggi(&hall.ente, &who, waits.anno, waits.numero).await.unwrap();
        rispondi(&hall.ente, &who, place(&waits), scheda.assegnazioni[0].id, true, "").await.unwrap();
        protocollo::assegna(
            &hall.ente,
            &who,
            nobodys.anno,
            nobodys.numero,
            &[Assegnatario { ufficio: unit, persona: None, tipo: Tipo::Conoscenza }],
            None,
        )
        .await
        .unwrap();
        chiudi_fascicolo(&hall.ente, &who, &sub, "").await.unwrap();
        chiudi_fascicolo(&hall.ente, &who, &key, "Permesso rilasciato").await.unwrap();
        assert_eq!(told(chiudi_fascicolo(&hall.ente, &who, &key, "").await).len(), 1, "once");

        closed_takes_nothing(&hall, &who, &key, &sub).await;

        let done = actions(&hall).await;
        for action in
            ["apri_fascicolo", "metti_in_fascicolo", "condividi_fascicolo", "chiudi_fascicolo", "riapri_fascicolo"]
        {
            assert!(done.contains(&format!("protocollo.{action}")), "{action}: {done:?}");
        }
        let scheda = leggi_fascicolo(&hall.ente, &who, &key).await.unwrap();
        let facts: Vec<&str> = scheda.fatti.iter().map(|fatto| fatto.tipo.as_str()).collect();
        assert_eq!(facts, ["riapertura", "chiusura", "condivisione"]);
        assert_eq!(scheda.fatti[0].testo, "È arrivata un'integrazione");
        assert_eq!(scheda.registrazioni, 4, "of the five, those that Marco sees");
        hall.verify_clean().await;
    }
}

/// Nothing goes into a closed one, nor into one under a closed one, until it is reopened with a reason.
async fn closed_takes_nothing(hall: &TownHall, who: &authz::Who, key: &ChiaveFascicolo, sub: &ChiaveFascicolo) {
    let more = registra(&hall.ente, who, &nuova("Integrazione tardiva"), &[], None).await.unwrap();
    let place = (more.anno, more.numero);
    for closed in [key, sub] {
        let refused = metti_nel_fascicolo(&hall.ente, who, closed, place, false).await.unwrap_err().to_string();
        assert!(refused.contains("è chiuso"), "{refused}");
    }
    let refused = told(riapri_fascicolo(&hall.ente, who, sub, "").await);
    assert_eq!(refused.len(), 2, "the one above, and no reason: {refused:?}");
    riapri_fascicolo(&hall.ente, who, key, "È arrivata un'integrazione").await.unwrap();
    let refused = metti_nel_fascicolo(&hall.ente, who, sub, place, false).await.unwrap_err().to_string();
    assert!(refused.contains(&format!("Il fascicolo {sub} è chiuso")), "{refused}");
    metti_nel_fascicolo(&hall.ente, who, key, place, false).await.unwrap();
    let twice = metti_nel_fascicolo(&hall.ente, who, key, place, false).await.unwrap_err().to_string();
    assert!(twice.contains("è già nel fascicolo"), "{twice}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_out_leaves_its_trace_and_may_come_back() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let unit = hall.unit("EDI", "Edilizia").await;
        hall.person("marco", unit, CURA).await;
        let marco = hall.signed_in("marco").await;
        let who = hall.who(hall.person("lucia", unit, CURA).await).await;
        let entry = registra(&hall.ente, &who, &nuova("Domanda di permesso"), &[], None).await.unwrap();
        let place = (entry.anno, entry.numero);
        let key = apri_fascicolo(&hall.ente, &who, &affare("Permesso di via Verdi", unit), Some(place), None)
            .await
            .unwrap()
            .chiave();
        let base = format!("/protocollo/fascicoli/{}", key.in_address());
        let page = marco.read(&base).await;
        let out = page
            .split("href=\"")
            .filter_map(|part| part.split('"').next())
            .find(|href| href.contains("/togli/"))
            .unwrap()
            .to_owned();
        assert_eq!(marco.post(&out, &[("motivo", "")]).await.status(), 422);
        assert_eq!(marco.post(&out, &[("motivo", "È di un'altra pratica")]).await.status(), 303);
        assert_eq!(
            marco.post(&out, &[("motivo", "È di un'altra pratica")]).await.status(),
            404,
            "it lies there no more"
        );
        let page = read(&marco, &base).await;
        assert!(page.contains("ha tolto la registrazione") && page.contains("di un'altra pratica"), "{page}");
        assert!(!page.contains("Domanda di permesso"));
        metti_nel_fascicolo(&hall.ente, &who, &key, place, false).await.unwrap();
        assert_eq!(super::rows(&hall, "protocollo_fascicolo_voce").await, 2, "the first row stays");
        assert!(marco.read(&base).await.contains("Domanda di permesso"));
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_passes_to_another_unit_with_what_lies_under_it() {
    for engine in Engine::all() {
        let hall = TownHall::start(engine, OFFICES).await;
        let (from, to) = (hall.unit("EDI", "Edilizia").await, hall.unit("LLP", "Lavori pubblici").await);
        let marco = hall.who(hall.person("marco", from, CURA).await).await;
        let lucia_id = hall.person("lucia", to, CURA).await;
        let lucia = hall.who(lucia_id).await;
        let top = NuovoFascicolo {
            responsabile: Some(marco.person),
            tipo: TipoFascicolo::Procedimento,
            ..affare("Esproprio di via Verdi", from)
        };
        let top = apri_fascicolo(&hall.ente, &marco, &top, None, None).await.unwrap().chiave();
        let sub = NuovoFascicolo { sopra: Some(top.clone()), ..affare("Indennità", from) };
        let sub = apri_fascicolo(&hall.ente, &marco, &sub, None, None).await.unwrap().chiave();
        assert!(leggi_fascicolo(&hall.ente, &lucia, &top).await.is_err());
        let to_nobody = ATrasferimento { ufficio: to, responsabile: None, resta: true };
        let refused = told(trasferisci_fascicolo(&hall.ente, &marco, &top, to_nobody, "").await);
        assert_eq!(refused.len(), 2, "no reason, and nobody to answer for a proceeding: {refused:?}");
        let stranger = ATrasferimento { responsabile: Some(marco.person), ..to_nobody };
        let refused = told(trasferisci_fascicolo(&hall.ente, &marco, &top, stranger, "riorganizzazione").await);
        assert!(refused[0].contains("deve lavorare nell'ufficio"), "{refused:?}");
        let a = ATrasferimento { responsabile: Some(lucia_id), ..to_nobody };
        assert!(trasferisci_fascicolo(&hall.ente, &lucia, &top, a, "lo prendo io").await.is_err(), "nobody takes one");
        trasferisci_fascicolo(&hall.ente, &marco, &top, a, "riorganizzazione degli uffici").await.unwrap();
        for key in [&top, &sub] {
            let theirs = leggi_fascicolo(&hall.ente, &lucia, key).await.unwrap();
            assert!(
                theirs.cura && theirs.fatti.iter().any(|fatto| fatto.testo.contains("Da Edilizia a Lavori pubblici"))
            );
            let still = leggi_fascicolo(&hall.ente, &marco, key).await.unwrap();
            assert!(!still.cura && !still.lavora, "it goes on reading, and no more");
        }
        hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_one_takes_nothing_even_from_whoever_came_at_the_same_moment() {
    for engine in Engine::all() {
        let hall = std::sync::Arc::new(TownHall::start(engine, OFFICES).await);
        let unit = hall.unit("EDI", "Edilizia").await;
        let who = std::sync::Arc::new(hall.who(hall.person("marco", unit, CURA).await).await);
        for round in 0..40 {
            let key = apri_fascicolo(&hall.ente, &who, &affare(&format!("Questione {round}"), unit), None, None)
                .await
                .unwrap()
                .chiave();
            let own = Assegnatario { ufficio: unit, persona: None, tipo: Tipo::Conoscenza };
            let entry = registra(
                &hall.ente,
                &who,
                &Nuova { assegnazioni: vec![own], ..nuova("Domanda di permesso") },
                &[],
                None,
            )
            .await
            .unwrap();
            let put = {
                let (hall, who, key) = (hall.clone(), who.clone(), key.clone());
                tokio::spawn(async move {
                    metti_nel_fascicolo(&hall.ente, &who, &key, (entry.anno, entry.numero), false).await.is_ok()
                })
            };
            let closed = {
                let (hall, who, key) = (hall.clone(), who.clone(), key.clone());
                tokio::spawn(async move { chiudi_fascicolo(&hall.ente, &who, &key, "").await.is_ok() })
            };
            let (put, closed) = (put.await.unwrap(), closed.await.unwrap());
            assert!(closed, "nothing waits in it");
            let scheda = leggi_fascicolo(&hall.ente, &who, &key).await.unwrap();
            assert_eq!(scheda.registrazioni, i64::from(put), "what was told is what there is");
            // Whatever was put in stands in the journal before the closing.
            let done = actions(&hall).await;
            assert_eq!(
                done.last().map(String::as_str),
                Some("protocollo.chiudi_fascicolo"),
                "round {round} on {engine:?}"
            );
        }
        hall.verify_clean().await;
    }
}
