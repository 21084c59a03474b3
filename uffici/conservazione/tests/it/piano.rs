//! A plan is a proposal until somebody confirms it by an act; then packages tell its times, and what has passed them may be discarded.

use conservazione::{elenca_piani, leggi_piano, prepara_scarto};
use metadati_agid::{Conservazione, Metadati};
use testkit::Engine;

use crate::{
    casa::{Casa, PORTE, casa},
    fascicolo_vecchio::{IN_DUE_ANNI, piano, vecchio},
    registro::entry,
};

async fn tempo(casa: &Casa, nome: &str) -> Option<Conservazione> {
    match metadati_agid::read(&entry(&casa.pacchetto(nome).await, "metadati/metadati.xml")).unwrap() {
        Metadati::Documento(one) => one.conservazione,
        Metadati::Fascicolo(one) => one.conservazione,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn packages_tell_the_times_of_the_plan_in_force() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        casa.un_giorno().await;
        assert_eq!(tempo(&casa, "Registro giornaliero").await, Some(Conservazione::Permanente), "{engine:?}");
        piano(&casa, "7").await;
        vecchio(&casa, "Pratica edilizia", b"%PDF-1.7\n% pratica\n%%EOF\n").await;
        assert_eq!(tempo(&casa, "Protocollo 1/2026").await, Some(Conservazione::Anni(7)));
        assert_eq!(tempo(&casa, "Fascicolo").await, Some(Conservazione::Anni(7)));
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_confirmed_plan_and_before_its_years_nothing_is_proposed() {
    let casa = casa(Engine::Sqlite, true).await;
    let (ente, who) = (&casa.hall.ente, &casa.who);
    let browser = casa.hall.signed_in("anna").await;
    let answer = browser.post("/conservazione/scarti", &[]).await;
    assert_eq!(answer.status().as_u16(), 422);
    assert!(answer.text().await.unwrap().contains("piano di conservazione confermato"));
    // A proposal is no plan.
    assert!(browser.post("/conservazione/piani/proposta", &[]).await.status().is_redirection());
    assert!(prepara_scarto(ente, who, PORTE).await.is_err());
    piano(&casa, "illimitato").await;
    vecchio(&casa, "Pratica edilizia", b"%PDF-1.7\n% per sempre\n%%EOF\n").await;
    casa.later(50 * IN_DUE_ANNI);
    let refused = prepara_scarto(ente, who, PORTE).await.unwrap_err().to_string();
    assert!(refused.contains("Nessun fascicolo"), "never what is kept for ever: {refused}");
    casa.hall.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_comes_from_a_file_whole_or_not_at_all() {
    for engine in Engine::all() {
        let casa = casa(engine, true).await;
        let (ente, who) = (&casa.hall.ente, &casa.who);
        let browser = casa.hall.signed_in("anna").await;
        let fields = [("nome", "Piano 2027"), ("fonte", "Massimario regionale")];
        let bad = "classe;titolo;anni\nVI.3;Edilizia privata;dieci\nZ.9;Boh;5\n";
        let answer = browser.upload("/conservazione/piani", &fields, "piano.csv", bad.into()).await;
        assert_eq!(answer.status().as_u16(), 422, "{engine:?}");
        let told = answer.text().await.unwrap();
        assert!(told.contains("Riga 2") && told.contains("dieci") && told.contains("Riga 3"), "all at once: {told}");
        assert!(elenca_piani(ente, who).await.unwrap().piani.is_empty());

        // The shipped proposal goes out as a file, and comes in again.
        let made = browser.post("/conservazione/piani/proposta", &[]).await;
        let place = made.headers().get("location").unwrap().to_str().unwrap().to_owned();
        let file = browser.read(&format!("{place}/piano.csv")).await;
        let answer = browser.upload("/conservazione/piani", &fields, "piano.csv", file.into_bytes()).await;
        assert!(answer.status().is_redirection(), "{}", answer.text().await.unwrap());
        let plans = elenca_piani(ente, who).await.unwrap();
        assert_eq!((plans.piani.len(), plans.in_vigore), (2, None), "nobody has confirmed one");
        let (one, two) = (plans.piani[0].0.id, plans.piani[1].0.id);
        let (one, two) = (leggi_piano(ente, who, one).await.unwrap(), leggi_piano(ente, who, two).await.unwrap());
        assert_eq!(one.come_voci(), two.come_voci());
        casa.hall.verify_clean().await;
        casa.hall.stop().await;
    }
}
