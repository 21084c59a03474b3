//! What is not for somebody is not there for them: not in lists, registers, searches, pages, previews or calls.

use atti::{Error, Filtro};
use porte::ragioneria::Ragioneria;
use testkit::Engine;

use crate::casa::{ATTI, Casa, riga};

const PAROLA: &str = "Zaccaria";

#[tokio::test(flavor = "multi_thread")]
async fn a_confidential_draft_leaks_nowhere() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.bozza("determina-impegno", &format!("Contributo a {PAROLA}"), true).await;
        let ente = &casa.hall.ente;
        assert_eq!(casa.scheda(casa.lucia, id).await.stato.oggetto, format!("Contributo a {PAROLA}"));
        for person in [casa.marco, casa.paolo, casa.elena, casa.giulia, casa.sara] {
            let who = casa.who(person).await;
            assert!(matches!(atti::leggi(ente, &who, id).await, Err(Error::NotFound)));
            let filtro = Filtro { testo: PAROLA.into(), ..Filtro::default() };
            assert!(atti::elenca(ente, &who, &filtro, None, 50).await.unwrap().is_empty());
            assert!(atti::registro(ente, &who, &Filtro::default(), None, 50).await.unwrap().is_empty());
        }
        for username in ["marco", "paolo", "sara"] {
            let browser = casa.hall.signed_in(username).await;
            for page in [
                "",
                "/testo",
                "/testo/anteprima",
                "/dati",
                "/allegati",
                "/anteprima.pdf",
                "/copia.pdf",
                "/prova",
                "/confronta?da=0&a=0",
            ] {
                let answer = browser.get(&format!("/atti/{id}{page}")).await;
                assert_eq!(answer.status(), 404, "{username} {page}");
                assert!(!answer.text().await.unwrap().contains(PAROLA), "{username} {page}");
            }
            let list = browser.read(&format!("/atti?testo={PAROLA}")).await;
            assert!(!list.contains(&format!("Contributo a {PAROLA}")), "{username}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_its_offices_until_it_is_proposed_and_an_adopted_act_everybodys_who_may_read() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let ente = &casa.hall.ente;
        let id = casa.atto("determina-impegno", "Tetto", &[riga(366_000)]).await;
        let (paolo, sara) = (casa.who(casa.paolo).await, casa.who(casa.sara).await);
        assert!(matches!(atti::leggi(ente, &paolo, id).await, Err(Error::NotFound)), "a draft is its office's");
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        assert!(atti::leggi(ente, &paolo, id).await.is_ok(), "who gives opinions reads proposals");
        casa.compie(casa.marco, id, "firma").await.unwrap();
        casa.compie(casa.paolo, id, "visto").await.unwrap();
        assert!(
            matches!(atti::leggi(ente, &sara, id).await, Err(Error::NotFound)),
            "without a permission nobody reads"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_text_of_a_confidential_act_does_not_become_a_model_for_everybody() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.bozza("determina-impegno", &format!("Contributo a {PAROLA}"), true).await;
        let open = casa.bozza("determina-impegno", "Tetto", false).await;
        casa.hall.person("rita", casa.llp, &["atti.consulta", "atti.modelli", "atti.riservati"]).await;
        let browser = casa.hall.signed_in("rita").await;
        for (act, form) in [(id, false), (open, true)] {
            let page = browser.read(&format!("/atti/{act}")).await;
            assert_eq!(page.contains(&format!("action=\"/atti/{act}/modello\"")), form, "{page}");
            let text = browser.read(&format!("/atti/{act}/testo")).await;
            assert_eq!(text.contains("Tieni come clausola"), form, "{text}");
        }
        for (act, name, wanted) in [(id, "Dal riservato", 422), (open, "Da quello di tutti", 303)] {
            let answer = browser.post(&format!("/atti/{act}/modello"), &[("nome", name)]).await;
            assert_eq!(answer.status(), wanted, "{name}");
        }
        let list = browser.read("/atti/modelli").await;
        assert!(list.contains("Da quello di tutti") && !list.contains("Dal riservato"), "{list}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sees_what_is_confidential_in_one_office_does_not_see_it_in_another() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let ente = &casa.hall.ente;
        let draft = casa.bozza("determina-senza-spesa", &format!("Incarico a {PAROLA}"), true).await;
        let soc = casa.hall.unit("SOC", "Servizi sociali").await;
        let piera = casa.hall.person("piera", soc, &["atti.consulta", "atti.redigi", "atti.riservati"]).await;
        casa.incarico(&[(piera, casa.llp)], "Anche ai lavori pubblici", &["atti.consulta"]).await;
        let sees = async |who: &authz::Who| {
            let read = atti::leggi(ente, who, draft).await.is_ok();
            let filtro = Filtro { testo: PAROLA.into(), ..Filtro::default() };
            let listed = !atti::elenca(ente, who, &filtro, None, 50).await.unwrap().is_empty();
            assert_eq!(read, listed, "the list and the page say the same");
            read
        };
        assert!(!sees(&casa.who(piera).await).await, "{engine:?}: hers is the other office");
        casa.incarico(&[(piera, casa.llp)], "Riservati dei lavori pubblici", &["atti.riservati"]).await;
        assert!(sees(&casa.who(piera).await).await, "now of this one too");

        let dirige = casa.hall.person("dirige", soc, &["atti.esamina", "atti.riservati"]).await;
        let esamina = casa.hall.person("esamina", soc, &["atti.esamina"]).await;
        assert!(!sees(&casa.who(dirige).await).await, "a draft is its office's");
        casa.vedono_i_riservati().await;
        let text = casa.testo("di nominare il tecnico;");
        atti::sostituisci(ente, &casa.who(casa.lucia).await, draft, &text, 1).await.unwrap();
        casa.scrive(draft, |dati| dati.da_pubblicare = false).await.unwrap();
        casa.compie(casa.lucia, draft, "proponi").await.unwrap();
        assert!(sees(&casa.who(dirige).await).await, "who examines all, with the right beside");
        assert!(!sees(&casa.who(esamina).await).await, "and not without it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_a_confidential_one_revokes_says_nothing_of_it_and_the_chapters_are_told_that_it_is_so() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let ente = &casa.hall.ente;
        casa.vedono_i_riservati().await;
        let old = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        casa.firma(old).await;
        let lucia = casa.who(casa.lucia).await;
        let new = casa.riservata(&format!("Revoca a {PAROLA}"), "di revocare la nomina;").await;
        let why = format!("{PAROLA} è malata.");
        atti::collega(ente, &lucia, new, (old, "revoca", &why)).await.unwrap();
        casa.firma(new).await;
        assert!(casa.scheda(casa.lucia, new).await.stato.numero.is_some(), "it is adopted");
        let browser = casa.hall.signed_in("elena").await;
        let page = browser.read(&format!("/atti/{old}")).await;
        assert!(page.contains("Da un atto riservato") && !page.contains(PAROLA), "{engine:?}: {page}");
        let page = casa.hall.signed_in("lucia").await.read(&format!("/atti/{old}")).await;
        assert!(page.contains(PAROLA), "who may see both reads why on the link: {page}");

        let spends = casa.bozza("determina-impegno", &format!("Contributo a {PAROLA}"), true).await;
        let text = casa.testo(&format!("di impegnare {} sul capitolo indicato;", kernel::Cents(366_000)));
        atti::sostituisci(ente, &lucia, spends, &text, 1).await.unwrap();
        let righe = vec![riga(366_000)];
        casa.scrive(spends, |dati| (dati.da_pubblicare, dati.righe) = (false, righe)).await.unwrap();
        casa.firma(spends).await;
        let rag = casa.who(casa.paolo).await.grants[0].unit;
        casa.incarico(&[(casa.paolo, rag)], "Riservati dei conti", &["atti.riservati"]).await;
        casa.compie(casa.paolo, spends, "visto").await.unwrap();
        let read = ente.db().read().await.unwrap();
        let told = contabilita::Libro.di_atto(&read, "atti", spends.uuid()).await.unwrap();
        assert!(told.len() == 1 && told[0].atto.riservato, "{told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confidential_act_is_in_no_number_of_who_may_not_see_it_and_the_draft_of_another_office_is() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        casa.bozza("determina-impegno", &format!("Contributo a {PAROLA}"), true).await;
        casa.bozza("determina-impegno", "Tetto", false).await;
        for (person, counted) in [(casa.lucia, 2), (casa.marco, 1), (casa.sara, 1)] {
            let who = casa.who(person).await;
            let read = casa.hall.ente.db().read().await.unwrap();
            let vista = pratiche::Vista::Letta(&read);
            let told = pratiche::conta_per_versione(&vista, (&ATTI, &who), "determina-impegno").await.unwrap();
            assert_eq!(told.iter().map(|(_, count)| count).sum::<u64>(), counted, "{engine:?}: {told:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_everybody_reads_as_omissis_becomes_no_model_and_no_clause() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let blocks = casa.scheda(casa.lucia, id).await.testo;
        let (hidden, open) = (blocks.blocks()[1].id, blocks.blocks()[3].id);
        atti::ometti(ente, &lucia, id, hidden, true).await.unwrap();
        casa.hall.person("rita", casa.llp, &["atti.consulta", "atti.modelli"]).await;
        let browser = casa.hall.signed_in("rita").await;
        let (hidden, open) = (hidden.to_string(), open.to_string());
        let asked =
            [("", "Testo intero", 422), (hidden.as_str(), "Parte nascosta", 422), (open.as_str(), "Parte aperta", 303)];
        for (block, name, wanted) in asked {
            let answer = browser.post(&format!("/atti/{id}/modello"), &[("nome", name), ("blocco", block)]).await;
            assert_eq!(answer.status(), wanted, "{engine:?}: {name}");
        }
        let list = browser.read("/atti/modelli").await;
        assert!(list.contains("Parte aperta"), "{list}");
        assert!(!list.contains("Parte nascosta") && !list.contains("Testo intero"), "{list}");
    }
}
