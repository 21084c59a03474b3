//! Files carried from their beginning to their end.

use iter::{Agente, Cosa, Fatto, Firmatario, Incarico, Pratica, Quale, Richiesta, Scadenza, Titolo, ViceDi};

use crate::comune::{
    AGENTE, AUTORIZZAZIONE, Atto, COMANDANTE, Corsa, DETERMINA, FINANZIARIO, ISTRUTTORE, MESSO, ORDINANZA, RAGIONIERE,
    RESPONSABILE, SECONDO_FINANZIARIO, SEGRETARIO, SINDACO, alle_dieci, id, motivi, persona,
};

pub fn determina(atto: Atto) -> Corsa {
    Corsa::avvia(DETERMINA, ISTRUTTORE, "LLPP", "2026-03-16", atto)
}

pub fn al_visto() -> Corsa {
    let mut corsa = determina(Atto::default());
    corsa.compie("proponi", ISTRUTTORE).compie("verifica-conti", RAGIONIERE).compie("attesta", RESPONSABILE);
    corsa.il("2026-03-17").compie("firma", RESPONSABILE);
    corsa
}

fn effetti(fatti: &[Fatto]) -> Vec<&str> {
    let mut found = Vec::new();
    for fatto in fatti {
        if let Cosa::Effetto { uso, .. } = &fatto.cosa {
            found.push(uso.codice.as_str());
        }
    }
    found
}

pub fn scadenza(corsa: &Corsa, termine: &str) -> Option<Scadenza> {
    corsa
        .pratica()
        .in_corso()
        .find(|(codice, _)| *codice == termine)
        .map(|(_, corso)| corso.scadenza(&corsa.calendario))
}

pub fn il(day: &str) -> Option<Scadenza> {
    Some(Scadenza::Il(day.parse().unwrap()))
}

#[test]
fn a_determina_goes_from_proposal_to_archive() {
    let mut corsa = al_visto();
    assert_eq!(corsa.stati(), ["al-visto"]);
    assert!(!effetti(&corsa.fatti).contains(&"atti.numera"), "no number before the last signature");
    corsa.compie("visto", FINANZIARIO);
    assert_eq!(corsa.stati(), ["da-trasmettere", "in-pubblicazione"]);
    let done = effetti(&corsa.fatti);
    let whose = |codice: &str| {
        let of = |one: &&Fatto| matches!(&one.cosa, Cosa::Effetto { uso, .. } if uso.codice == codice);
        corsa.fatti.iter().find(of).map(|one| one.chi.clone())
    };
    assert_eq!(whose("atti.numera"), Some(Firmatario::Persona(id(FINANZIARIO))));
    assert_eq!(whose("albo.pubblica"), Some(Firmatario::Sistema), "nobody took that step");
    let last = ["atti.firma", "atti.firma_visto", "contabilita.impegna", "atti.numera", "albo.pubblica"];
    assert!(done.ends_with(&last), "{done:?}");
    assert_eq!(scadenza(&corsa, "pubblicazione"), il("2026-04-01"));
    corsa.il("2026-04-01");
    assert_eq!(corsa.dovuti(), [""; 0], "the last day is still good");
    assert!(corsa.chiedi("fine-pubblicazione", None, None).is_err());
    corsa.il("2026-04-02");
    assert_eq!(corsa.dovuti(), ["fine-pubblicazione"]);
    corsa.scatta("fine-pubblicazione").compie("trasmetti", ISTRUTTORE).compie("referta", SEGRETARIO);
    assert_eq!(corsa.stati(), ["archiviata"]);
    assert_eq!(corsa.pratica().conclusa(), Some(alle_dieci("2026-04-02")));
    assert_eq!(corsa.pratica().in_corso().count(), 0);
    assert_eq!(corsa.rifiuta("firma", RESPONSABILE, None)[0], "La pratica è conclusa: non si può più fare nulla.");
}

#[test]
fn without_spending_there_is_no_visto() {
    let mut corsa = determina(Atto { con_spesa: false, ..Atto::default() });
    corsa.compie("proponi", ISTRUTTORE).compie("verifica-conti", RAGIONIERE).compie("attesta", RESPONSABILE);
    corsa.compie("firma", RESPONSABILE);
    assert_eq!(corsa.stati(), ["da-trasmettere", "in-pubblicazione"]);
    assert!(!effetti(&corsa.fatti).contains(&"contabilita.impegna"));
}

#[test]
fn a_file_whose_steps_are_all_the_programs_ends_where_it_begins() {
    let text = r#"
        codice = "da-sola"
        nome = "Da sola"
        avvia = { ufficio = "ovunque" }
        stato = [
            { codice = "inizio", nome = "Inizio", tipo = "inizio" },
            { codice = "fine", nome = "Fine", tipo = "fine" },
        ]
        passo = [
            { codice = "chiudi", nome = "Chiudi", da = ["inizio"], a = ["fine"], chi = "sistema", scatto = "subito" },
        ]
    "#;
    let corsa = Corsa::avvia(text, ISTRUTTORE, "LLPP", "2026-03-16", Atto::default());
    assert_eq!(corsa.stati(), ["fine"]);
    assert_eq!(corsa.pratica().conclusa(), Some(alle_dieci("2026-03-16")));
}

#[test]
fn a_refused_visto_sends_back_with_a_reason_and_burns_no_number() {
    let mut corsa = al_visto();
    assert_eq!(
        corsa.rifiuta("nega-visto", FINANZIARIO, Some("  ")),
        ["Scrivi perché: «Nega il visto» vuole un motivo."]
    );
    corsa.compie("nega-visto", FINANZIARIO);
    assert_eq!(corsa.stati(), ["bozza"]);
    assert!(!effetti(&corsa.fatti).contains(&"atti.numera"));
    corsa.compie("proponi", ISTRUTTORE);
    assert_eq!(corsa.stati(), ["attestazione", "verifica"]);
}

#[test]
fn who_sends_back_from_one_branch_takes_the_other_with_them() {
    let mut corsa = determina(Atto::default());
    corsa.compie("proponi", ISTRUTTORE).compie("attesta", RESPONSABILE);
    assert_eq!(corsa.stati(), ["attestata", "verifica"]);
    corsa.compie("rimanda-conti", RAGIONIERE);
    assert_eq!(corsa.stati(), ["bozza"]);
    let Some(Cosa::Compiuto { esce, entra, motivo, .. }) = corsa.fatti.iter().rev().map(|fatto| &fatto.cosa).next()
    else {
        panic!("{:?}", corsa.fatti.last())
    };
    assert_eq!(
        (esce.join(" "), entra.join(" "), motivo.as_deref()),
        ("verifica attestata".into(), "bozza".into(), Some("Per la prova"))
    );
}

#[test]
fn all_reasons_why_a_step_cannot_be_taken_are_told_at_once() {
    let mut corsa = al_visto();
    corsa.atto = Atto { quadrano: false, copertura: false, ..Atto::default() };
    let told = corsa.rifiuta("visto", RAGIONIERE, None);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(
        told[0].starts_with("Il passo «Apponi il visto» non spetta a te: può compierlo chi ha l'incarico"),
        "{told:?}"
    );
    assert_eq!(told[1..], ["Gli importi non quadrano.", "Manca la copertura."]);
    let told = corsa.rifiuta("firma", AGENTE, None);
    assert!(
        told[0].contains("si compie quando la pratica è in «Alla firma»; ora è in «Al visto di copertura»"),
        "{told:?}"
    );
    assert_eq!(told.len(), 3, "{told:?}");
}

#[test]
fn each_person_sees_the_steps_that_are_theirs_and_what_they_lack() {
    let mut corsa = al_visto();
    corsa.atto.copertura = false;
    let mondo = corsa.registro.su(&corsa.atto);
    let pratica = corsa.pratica();
    let of = |chi| {
        let steps = pratica.passi_possibili(
            &corsa.definizione,
            &corsa.calendario,
            &mondo,
            &persona(chi),
            alle_dieci("2026-03-17"),
        );
        steps.into_iter().map(|one| (one.passo.codice.clone(), motivi(&one.mancano))).collect::<Vec<_>>()
    };
    assert_eq!(
        of(FINANZIARIO),
        [("visto".to_owned(), vec!["Manca la copertura.".to_owned()]), ("nega-visto".to_owned(), vec![])]
    );
    assert!(of(ISTRUTTORE).is_empty() && of(RESPONSABILE).is_empty());
}

#[test]
fn the_desk_tells_who_is_waited_for_and_until_when() {
    let mut corsa = determina(Atto::default());
    corsa.compie("proponi", ISTRUTTORE).compie("attesta", RESPONSABILE);
    let mondo = corsa.registro.su(&corsa.atto);
    let attese = corsa.pratica().attese(&corsa.definizione, &corsa.calendario, &mondo);
    let told: Vec<_> = attese.iter().map(|one| (one.nome.as_str(), one.chi.len(), one.rami.as_slice())).collect();
    assert_eq!(told, [("Attestata", 0, &["Verificata".to_owned()][..]), ("In verifica contabile", 2, &[])]);
    assert_eq!(attese[1].chi[0].0, "chi lavora nell'ufficio «RAG»");
    let corsa = al_visto();
    let attese = corsa.pratica().attese(&corsa.definizione, &corsa.calendario, &corsa.registro.su(&corsa.atto));
    assert_eq!(attese[0].termini, [("visto".to_owned(), Scadenza::Il("2026-03-24".parse().unwrap()))]);
    assert_eq!(attese[0].dal, alle_dieci("2026-03-17"));
}

#[test]
fn a_request_sent_twice_is_served_once() {
    let corsa = al_visto();
    let who = persona(FINANZIARIO);
    let ask = |passo: &'static str, pratica: &Pratica| {
        let quando = alle_dieci("2026-03-18");
        let richiesta = Richiesta { passo, chi: Agente::Persona(&who), quando, motivo: Some("x"), chiave: "modulo-7" };
        pratica.compi(&corsa.definizione, &corsa.calendario, &corsa.registro.su(&corsa.atto), richiesta)
    };
    let first = ask("visto", &corsa.pratica()).unwrap();
    assert!(!first.is_empty());
    let after = Pratica::da(&[corsa.fatti.clone(), first].concat()).unwrap();
    assert_eq!(ask("visto", &after).unwrap(), []);
    assert!(ask("nega-visto", &after).is_err(), "the key of another request");
}

#[test]
fn who_declares_a_conflict_keeps_out_and_the_deputy_may_act() {
    let mut corsa = al_visto();
    let mut vice = persona(RAGIONIERE);
    vice.incarichi.push(Incarico {
        ufficio: "RAG".into(),
        ruolo: "Responsabile finanziario".into(),
        vice_di: Some(ViceDi { titolare: id(FINANZIARIO), assente: false }),
    });
    assert!(corsa.chiedi("visto", Some(&vice), None).is_err(), "the holder is there");
    let quando = alle_dieci("2026-03-17");
    let who = persona(FINANZIARIO);
    assert!(corsa.pratica().astieni(&corsa.definizione, &who, quando, " ", "a").is_err());
    let out = corsa.pratica().astieni(&corsa.definizione, &who, quando, "È fornitore mio fratello.", "a").unwrap();
    corsa.fatti.extend(out);
    assert!(corsa.pratica().astieni(&corsa.definizione, &who, quando, "Di nuovo.", "b").unwrap().is_empty());
    let told = corsa.rifiuta("visto", FINANZIARIO, None);
    assert_eq!(
        told,
        ["Hai dichiarato di astenerti da questa pratica: È fornitore mio fratello. La segue chi ti sostituisce."]
    );
    let done = corsa.chiedi("visto", Some(&vice), None).unwrap();
    let Cosa::Compiuto { titolo: Titolo::Incarico { in_vece_di, .. }, .. } = &done[0].cosa else { panic!("{done:?}") };
    assert_eq!(*in_vece_di, Some(id(FINANZIARIO)));
}

#[test]
fn four_eyes_hold_in_a_running_file() {
    // The head of finance proposes and signs an act of their own: another must give the visto.
    let mut corsa = Corsa::avvia(DETERMINA, FINANZIARIO, "RAG", "2026-03-16", Atto::default());
    corsa.compie("proponi", FINANZIARIO).compie("attesta", FINANZIARIO).compie("verifica-conti", RAGIONIERE);
    corsa.compie("firma", FINANZIARIO);
    assert!(corsa.rifiuta("visto", FINANZIARIO, None)[0].contains("tranne chi ha compiuto «Firma»"));
    corsa.compie("visto", SECONDO_FINANZIARIO);
}

#[test]
fn when_a_term_passes_in_vain_the_substitute_may_act() {
    let mut corsa = al_visto();
    assert_eq!(scadenza(&corsa, "visto"), il("2026-03-24"), "five working days from Tuesday");
    let told = |from: &str, to: &str| {
        let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
        corsa.pratica().avvisi(&corsa.definizione, &corsa.calendario, from, to)
    };
    let all = told("2026-03-17", "2026-04-30");
    let all: Vec<_> = all.iter().map(|one| (one.il.to_string(), one.quale)).collect();
    let expected = [
        ("2026-03-20", Quale::Promemoria(2)),
        ("2026-03-23", Quale::Promemoria(1)),
        ("2026-03-25", Quale::Scaduto),
        ("2026-03-27", Quale::Sostituto),
    ];
    assert_eq!(all, expected.map(|(day, quale)| (day.to_owned(), quale)));
    assert!(told("2026-03-25", "2026-03-26").is_empty(), "each is told once");
    corsa.il("2026-03-26");
    assert!(corsa.chiedi("visto", Some(&persona(SEGRETARIO)), None).is_err());
    corsa.il("2026-03-27");
    let done = corsa.chiedi("visto", Some(&persona(SEGRETARIO)), None).unwrap();
    let Cosa::Compiuto { titolo: Titolo::Sostituto { termine, .. }, .. } = &done[0].cosa else { panic!("{done:?}") };
    assert_eq!(termine, "visto");
    assert!(corsa.chiedi("firma", Some(&persona(SEGRETARIO)), None).is_err(), "only the steps that are named");
}

#[test]
fn an_urgent_order_is_signed_on_a_sunday_night_after_the_prefect_was_told() {
    let mut corsa = Corsa::avvia(ORDINANZA, COMANDANTE, "PL", "2026-11-29", Atto::default());
    corsa.compie("sottoponi", COMANDANTE);
    assert!(corsa.rifiuta("firma-54", SINDACO, None)[0].contains("«Comunicata al prefetto»"));
    corsa.compie("comunica-prefetto", COMANDANTE).compie("firma-54", SINDACO);
    corsa.compie("notifica", MESSO).compie("inottemperanza", AGENTE);
    assert!(corsa.chiedi("esegui", Some(&persona(AGENTE)), None).is_err(), "another than who found it");
    corsa.compie("esegui", COMANDANTE).il("2026-12-15").scatta("fine-pubblicazione");
    assert_eq!(corsa.stati(), ["conclusa"]);
}

#[test]
fn an_order_by_article_50_needs_no_prefect_and_can_be_revoked_with_its_publication() {
    let mut corsa = Corsa::avvia(ORDINANZA, AGENTE, "PL", "2026-11-29", Atto { articolo_54: false, ..Atto::default() });
    corsa.compie("sottoponi", AGENTE).compie("firma", SINDACO).compie("notifica", AGENTE).compie("revoca", SINDACO);
    assert_eq!(corsa.stati(), ["revocata"]);
    assert_eq!(corsa.pratica().in_corso().count(), 0, "no term of it is left running");
}

#[test]
fn a_term_is_suspended_once_for_thirty_days_and_runs_again_by_itself() {
    let mut corsa = Corsa::avvia(AUTORIZZAZIONE, ISTRUTTORE, "LLPP", "2026-11-03", Atto::default());
    assert_eq!(scadenza(&corsa, "procedimento"), il("2026-12-03"));
    corsa.il("2026-11-10").compie("chiedi-integrazioni", ISTRUTTORE);
    assert_eq!(scadenza(&corsa, "procedimento"), il("2027-01-02"), "if nothing comes: thirty days more");
    corsa.il("2026-11-20").compie("arrivate", ISTRUTTORE);
    assert_eq!(scadenza(&corsa, "procedimento"), il("2026-12-14"), "ten days more, and the 13th is a Sunday");
    let told = corsa.rifiuta("chiedi-integrazioni", ISTRUTTORE, Some("Manca ancora una planimetria."));
    assert_eq!(
        told,
        ["«Chiedi integrazioni» sospende il termine una volta sola, ed è già stato fatto (art. 2, comma 7, L. \
             241/1990)."]
    );
}

#[test]
fn what_comes_after_the_suspension_has_ended_by_itself_changes_nothing() {
    let mut corsa = Corsa::avvia(AUTORIZZAZIONE, ISTRUTTORE, "LLPP", "2026-11-03", Atto::default());
    corsa.il("2026-11-10").compie("chiedi-integrazioni", ISTRUTTORE);
    corsa.il("2026-12-20").compie("arrivate", ISTRUTTORE);
    assert_eq!(scadenza(&corsa, "procedimento"), il("2027-01-02"));
}

#[test]
fn after_the_reasons_for_refusal_the_term_runs_again_ten_days_after_the_observations() {
    let mut corsa = Corsa::avvia(AUTORIZZAZIONE, ISTRUTTORE, "LLPP", "2026-11-03", Atto::default());
    corsa.il("2026-11-13").compie("preavvisa", ISTRUTTORE);
    assert_eq!(scadenza(&corsa, "osservazioni"), il("2026-11-23"));
    assert_eq!(scadenza(&corsa, "procedimento"), il("2026-12-23"), "ten for observations and ten more");
    let mut silent = Corsa { registro: crate::comune::registro(), giorno: "2026-11-24".into(), ..corsa };
    assert_eq!(silent.dovuti(), ["nessuna-osservazione"]);
    let kept = silent.fatti.clone();
    silent.scatta("nessuna-osservazione");
    assert_eq!(scadenza(&silent, "procedimento"), il("2026-12-23"));
    let mut heard = Corsa { fatti: kept, ..silent };
    heard.il("2026-11-18").compie("osservazioni", ISTRUTTORE);
    assert_eq!(scadenza(&heard, "procedimento"), il("2026-12-18"), "five days waited and ten after");
    assert_eq!(scadenza(&heard, "osservazioni"), None, "fulfilled");
    assert_eq!(heard.fatti.iter().filter(|one| matches!(one.cosa, Cosa::TermineRipreso { .. })).count(), 1);
}

#[test]
fn a_term_that_runs_again_may_be_suspended_for_another_reason_on_the_same_day() {
    let mut corsa = Corsa::avvia(AUTORIZZAZIONE, ISTRUTTORE, "LLPP", "2026-11-03", Atto::default());
    corsa.il("2026-11-10").compie("chiedi-integrazioni", ISTRUTTORE);
    corsa.il("2026-11-20").compie("arrivate", ISTRUTTORE).compie("preavvisa", ISTRUTTORE);
    assert_eq!(scadenza(&corsa, "procedimento"), il("2027-01-02"), "ten for what lacked, twenty of art. 10-bis");
}

#[test]
fn an_interruption_begins_the_term_anew() {
    let mut corsa = Corsa::avvia(AUTORIZZAZIONE, ISTRUTTORE, "LLPP", "2026-11-03", Atto::default());
    corsa.il("2026-11-25").compie("proponi", ISTRUTTORE).compie("rinnova", RESPONSABILE);
    assert_eq!(scadenza(&corsa, "procedimento"), il("2026-12-28"), "thirty days from the 25th, over Christmas");
}

#[test]
fn a_return_does_not_make_a_term_begin_anew() {
    let mut corsa = Corsa::avvia(AUTORIZZAZIONE, ISTRUTTORE, "LLPP", "2026-11-03", Atto::default());
    corsa.il("2026-11-10").compie("chiedi-integrazioni", ISTRUTTORE).compie("arrivate", ISTRUTTORE);
    assert_eq!(scadenza(&corsa, "procedimento"), il("2026-12-03"));
}

#[test]
fn the_record_tells_the_first_fact_that_does_not_hold() {
    let corsa = al_visto();
    let mut cut = corsa.fatti.clone();
    cut.remove(4);
    assert_eq!(Pratica::da(&cut).unwrap_err().n, 5);
    let mut moved = corsa.fatti.clone();
    let n =
        moved.iter().position(|fatto| matches!(&fatto.cosa, Cosa::Compiuto { esce, .. } if !esce.is_empty())).unwrap();
    if let Cosa::Compiuto { esce, .. } = &mut moved[n].cosa {
        *esce = vec!["luna".into()];
    }
    let guasto = Pratica::da(&moved).unwrap_err();
    assert_eq!(
        guasto.to_string(),
        format!("il fatto n. {n} della pratica non regge: esce da «luna», dove la pratica non era")
    );
    assert!(Pratica::da(&[]).is_err() && Pratica::da(&corsa.fatti[1..]).is_err());
}

#[test]
fn facts_are_kept_as_they_are_written() {
    let corsa = al_visto();
    let text = serde_json::to_string(&corsa.fatti).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Fatto>>(&text).unwrap(), corsa.fatti);
    let stopped = Corsa::avvia(AUTORIZZAZIONE, ISTRUTTORE, "LLPP", "2026-11-03", Atto::default());
    let more =
        stopped.chiedi("chiedi-integrazioni", Some(&persona(ISTRUTTORE)), Some("Manca la planimetria.")).unwrap();
    let pratica = Pratica::da(&[stopped.fatti, more].concat()).unwrap();
    let text = serde_json::to_string(&pratica).unwrap();
    assert_eq!(serde_json::from_str::<Pratica>(&text).unwrap(), pratica, "the fold may be kept beside the facts");
    let automatic = corsa.fatti.iter().filter(|fatto| {
        matches!(&fatto.cosa, Cosa::Compiuto { titolo: Titolo::Sistema, .. }) && fatto.chi == Firmatario::Sistema
    });
    assert_eq!(automatic.count(), 2, "«Porta alla firma» and «Manda al visto» are the program's");
}
