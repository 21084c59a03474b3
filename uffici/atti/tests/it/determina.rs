//! A determina with spending, from its first draft to its publication; and one whose visto is refused.

use porte::Originali;
use pratiche::{Caso, Materia};
use testkit::Engine;

use crate::casa::{ATTI, Casa, dice, motivi, parole, riga};

#[tokio::test(flavor = "multi_thread")]
async fn it_is_signed_covered_numbered_and_posted_in_one_go() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        // The real determina whose lines make 23,790.00.
        let righe = [366_000, 732_000, 732_000, 183_000, 366_000].map(riga);
        let id = casa.atto("determina-impegno", "Riparazione del tetto", &righe).await;
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        assert_eq!(casa.stati(id).await, ["alla-firma"]);
        casa.compie(casa.marco, id, "firma").await.unwrap();
        let before = casa.scheda(casa.marco, id).await;
        assert!(before.stato.documento_id.is_some() && before.stato.numero.is_none(), "signed, and no number yet");
        assert_eq!((casa.impegni(id).await, casa.pubblicazioni().await), (0, 0));
        casa.compie(casa.paolo, id, "visto").await.unwrap();
        let scheda = casa.scheda(casa.marco, id).await;
        let stato = &scheda.stato;
        assert_eq!((stato.numero, stato.settore_numero, stato.anno), (Some(1), Some(1), Some(2026)));
        assert_eq!(stato.estremi().unwrap(), "Determinazione n. 1 del 27/11/2026");
        assert_eq!(stato.efficace_dal, Some(crate::casa::giorno("2026-11-27")), "from the visto");
        assert_eq!(stato.pubblicato_fino_al, Some(crate::casa::giorno("2026-12-12")));
        assert_eq!((casa.impegni(id).await, scheda.movimenti.len(), casa.pubblicazioni().await), (5, 5, 1));
        assert_eq!(casa.disponibile().await, kernel::Cents(5_000_000 - 2_379_000));
        assert_eq!(scheda.firme.iter().map(|one| one.cosa.as_str()).collect::<Vec<_>>(), ["atto", "visto"]);
        assert_eq!(casa.stati(id).await, ["da-trasmettere", "in-pubblicazione"]);
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visto_refused_twice_burns_no_number() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-impegno", "Tetto", &[riga(366_000)]).await;
        for round in 1..=2 {
            casa.firma(id).await;
            casa.compie(casa.paolo, id, "nega-visto").await.unwrap();
            let scheda = casa.scheda(casa.lucia, id).await;
            assert_eq!(casa.stati(id).await, ["bozza"]);
            assert!(!scheda.stato.chiuso && scheda.stato.documento_id.is_none(), "it may be written again");
            assert_eq!(scheda.versioni.len(), round);
            assert_eq!(casa.numerati("determine").await, 0);
            assert_eq!(casa.impegni(id).await, 0);
        }
        casa.firma(id).await;
        casa.compie(casa.paolo, id, "visto").await.unwrap();
        assert_eq!(casa.scheda(casa.lucia, id).await.stato.numero, Some(1));
        let other = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        casa.firma(other).await;
        assert_eq!(casa.scheda(casa.lucia, other).await.stato.numero, Some(2), "no hole");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_add_up_or_is_not_covered_goes_no_further() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-impegno", "Tetto", &[riga(366_000)]).await;
        casa.scrive(id, |dati| dati.righe = vec![riga(366_100)]).await.unwrap();
        let told = motivi(casa.compie(casa.lucia, id, "proponi").await);
        dice(&told, "3.661,00 €");
        casa.scrive(id, |dati| dati.righe[0].importo = kernel::Cents(366_000)).await.unwrap();
        casa.scrive(id, |dati| dati.righe[0].cig = "A003DEB978".into()).await.unwrap();
        dice(&motivi(casa.compie(casa.lucia, id, "proponi").await), "CIG «A003DEB978»");
        // Longer than the albo takes: told while it is written, and not to whoever signs last.
        let long = casa.scrive(id, |dati| dati.oggetto_pubblico = Some("a".repeat(1_001))).await;
        dice(&motivi(long), "al massimo 1000 caratteri");
        let rich = casa.atto("determina-impegno", "Tetto d'oro", &[riga(6_000_000)]).await;
        casa.firma(rich).await;
        dice(&motivi(casa.compie(casa.paolo, rich, "visto").await), "2613.1");
        assert_eq!(casa.stati(rich).await, ["al-visto"], "nothing of the step was written");
        assert_eq!(casa.scheda(casa.marco, rich).await.firme.len(), 1, "nor the signature of the visto");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_declare_to_have_no_conflict_does_not_sign_and_who_has_one_keeps_out() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        let silent = atti::Passo { nessun_conflitto: false, ..Casa::passo("firma", "k") };
        let marco = casa.who(casa.marco).await;
        dice(&motivi(atti::compi(&ATTI, &casa.hall.ente, &marco, id, &silent).await), "conflitto di interessi");
        let pratica = casa.pratica(id).await;
        let tx = casa.hall.ente.ledger.begin(marco.actor(), "atti.astieni").await.unwrap();
        let asked = pratiche::Astensione { pratica, chi: casa.marco, motivo: "È mio fratello.", chiave: "a" };
        pratiche::astieni(tx, &ATTI, asked).await.unwrap().0.commit().await.unwrap();
        dice(&motivi(casa.compie(casa.marco, id, "firma").await), "astenerti");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_sent_twice_is_served_once() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        casa.compie(casa.lucia, id, "proponi").await.unwrap();
        let marco = casa.who(casa.marco).await;
        let asked = Casa::passo("firma", "la-stessa");
        for _ in 0..2 {
            atti::compi(&ATTI, &casa.hall.ente, &marco, id, &asked).await.unwrap();
        }
        let scheda = casa.scheda(casa.marco, id).await;
        assert_eq!((scheda.firme.len(), scheda.stato.numero), (1, Some(1)));
        assert_eq!(casa.pubblicazioni().await, 1);
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_revokes_another_takes_its_force_away_when_it_is_adopted() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let old = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        casa.firma(old).await;
        let new = casa.atto("determina-senza-spesa", "Revoca della nomina", &[]).await;
        let lucia = casa.who(casa.lucia).await;
        atti::collega(&casa.hall.ente, &lucia, new, (old, "revoca", "Il tecnico ha rinunciato.")).await.unwrap();
        assert_eq!(casa.scheda(casa.lucia, old).await.stato.superato, None, "a draft takes nothing away");
        casa.firma(new).await;
        let scheda = casa.scheda(casa.lucia, old).await;
        assert_eq!(scheda.stato.superato.as_deref(), Some("revocato"));
        assert_eq!(scheda.relazioni.len(), 1, "seen from both sides");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_booked_at_contract_is_used_and_not_spent_twice() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let contract = casa.atto("determina-contrarre", "Gara per il tetto", &[riga(500_000)]).await;
        casa.firma(contract).await;
        casa.compie(casa.paolo, contract, "visto").await.unwrap();
        let booked = casa.scheda(casa.marco, contract).await.movimenti[0].clone();
        assert_eq!(booked.genere, "prenotazione");
        assert_eq!(casa.disponibile().await, kernel::Cents(4_500_000));
        let uses = atti::rules::righe::Riga { prenotazione: booked.movimento_id, ..riga(366_000) };
        let id = casa.atto("determina-impegno", "Aggiudicazione", &[uses]).await;
        let lucia = casa.who(casa.lucia).await;
        atti::collega(&casa.hall.ente, &lucia, id, (contract, "attua", "Esito della gara")).await.unwrap();
        casa.firma(id).await;
        casa.compie(casa.paolo, id, "visto").await.unwrap();
        assert_eq!(casa.disponibile().await, kernel::Cents(4_500_000), "of the booking 1,340.00 are left");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_version_that_was_sent_back_no_certified_copy_is_made_and_an_adopted_act_is_not_commented() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-impegno", "Tetto", &[riga(366_000)]).await;
        for last in ["nega-visto", "visto"] {
            casa.firma(id).await;
            casa.compie(casa.paolo, id, last).await.unwrap();
        }
        let (ente, marco) = (&casa.hall.ente, casa.who(casa.marco).await);
        let scheda = casa.scheda(casa.marco, id).await;
        let signed = |cosa: &str, versione: i64| {
            scheda.firme.iter().find(|one| one.cosa == cosa && one.versione == versione).unwrap().documento_id
        };
        let (old, whole) = (signed("atto", 1), scheda.stato.documento_id.unwrap());
        let (originali, cosa) = (atti::Originali, id.to_string());
        let copy = |documento| originali.leggi(ente, &marco, &cosa, documento);
        assert!(matches!(copy(old).await, Err(web::Error::NotFound(_))), "it was signed, and is not the act");
        assert_eq!(copy(whole).await.unwrap().documento.id, whole);
        assert!(copy(signed("visto", 2)).await.is_ok(), "the visto");
        let block = scheda.testo.blocks()[1].id;
        dice(&motivi(atti::commenta(ente, &marco, id, block, "Troppo tardi.").await), "adottato");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_is_not_posted_twice_whatever_a_definition_asks() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        casa.firma(id).await;
        assert_eq!(casa.pubblicazioni().await, 1);
        dice(&motivi(pubblica(&casa, id).await), "due volte");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_to_be_posted_is_not_posted_whatever_a_definition_asks() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        casa.scrive(id, |dati| dati.da_pubblicare = false).await.unwrap();
        casa.firma(id).await;
        dice(&motivi(pubblica(&casa, id).await), "da pubblicare");
        assert_eq!(casa.pubblicazioni().await, 0, "{engine:?}");
    }
}

/// Posts an act, as a definition of the ente might ask by itself.
async fn pubblica(casa: &Casa, id: atti::AttoId) -> Result<(), atti::Error> {
    let ledger = &casa.hall.ente.ledger;
    let mut tx = ledger.begin(kernel::Actor::System("prova"), "prova.pubblica").await.unwrap();
    let caso = Caso {
        pratica: casa.pratica(id).await,
        oggetto: id.uuid(),
        codice: "determina-senza-spesa",
        chi: Some(casa.marco),
        quando: ledger.now(),
        prima: None,
        fatti: &[],
    };
    Ok(ATTI.compi(&mut tx, &caso, &iter::Uso::from("atti.pubblica")).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn force_is_taken_away_by_the_organ_that_gave_it_once_and_what_was_annulled_stays_annulled() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
        let old = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        casa.firma(old).await;
        let giunta = casa.atto("delibera-giunta", "Nuova nomina", &[]).await;
        let other = atti::collega(ente, &lucia, giunta, (old, "sostituisce", "Errore.")).await;
        dice(&motivi(other), "Lo fa l'organo che ha adottato l'altro atto");
        for (tipo, oggetto) in [("annulla", "Annullamento"), ("sostituisce", "Sostituzione")] {
            let new = casa.atto("determina-senza-spesa", oggetto, &[]).await;
            atti::collega(ente, &lucia, new, (old, tipo, "Vizio.")).await.unwrap();
            dice(&motivi(atti::collega(ente, &lucia, new, (old, tipo, "Vizio.")).await), "già collegati");
            casa.firma(new).await;
            assert_eq!(casa.scheda(casa.lucia, old).await.stato.superato.as_deref(), Some("annullato"), "{tipo}");
        }
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opinion_says_by_which_of_many_incarichi_it_is_given() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let rag = casa.who(casa.paolo).await.grants[0].unit;
        // In the order of names it comes before the one by which he gives the visto.
        casa.incarico(&[(casa.paolo, rag)], "Addetto", &["atti.consulta"]).await;
        let id = casa.atto("determina-impegno", "Tetto", &[riga(366_000)]).await;
        casa.firma(id).await;
        casa.compie(casa.paolo, id, "visto").await.unwrap();
        let scheda = casa.scheda(casa.marco, id).await;
        let visto = scheda.firme.iter().find(|one| one.cosa == "visto").unwrap().documento_id;
        let paper = scheda.documento(visto).unwrap();
        let pdf = casa.hall.ente.archive.bytes(paper, 64 << 20).await.unwrap().unwrap();
        let words = parole(&pdf);
        assert!(words.contains("Responsabile finanziario, Ragioneria") && !words.contains("Addetto"), "{words}");
    }
}
