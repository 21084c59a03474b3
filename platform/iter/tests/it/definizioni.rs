//! What may be put in force, and all that is wrong with what may not.

use iter::{Chi, Definizione, Dove, Evento, Organigramma, Scatto, Tipo, Uso, valida};

use crate::comune::{AUTORIZZAZIONE, DETERMINA, ORDINANZA, id, in_ordine, leggi, motivi, organigramma, registro};

/// The reasons why a changed definition is refused.
fn con(text: &str, change: impl FnOnce(&mut Definizione)) -> Vec<String> {
    let mut definizione = leggi(text);
    change(&mut definizione);
    match valida(definizione, registro().vocabolario(), &organigramma()) {
        Ok(_) => Vec::new(),
        Err(no) => motivi(&no),
    }
}

fn passo<'a>(definizione: &'a mut Definizione, codice: &str) -> &'a mut iter::Passo {
    definizione.passi.iter_mut().find(|passo| passo.codice == codice).unwrap()
}

fn dice(told: &[String], wanted: &str) {
    assert!(told.iter().any(|one| one.contains(wanted)), "{wanted:?} is not in\n{}", told.join("\n"));
}

#[test]
fn the_sample_definitions_are_in_order() {
    for text in [DETERMINA, ORDINANZA, AUTORIZZAZIONE] {
        let definizione = in_ordine(leggi(text));
        assert!(definizione.quanti_luoghi() >= definizione.stati.len() - 3);
    }
}

#[test]
fn the_version_is_what_it_says_and_not_how_it_is_written() {
    let one = leggi(DETERMINA);
    let written = one.scrivi().unwrap();
    assert_ne!(written, DETERMINA);
    assert_eq!(leggi(&written), one);
    assert_eq!(leggi(&written).impronta(), one.impronta());
    let mut other = one.clone();
    passo(&mut other, "visto").controlli.pop();
    assert_ne!(other.impronta(), one.impronta());
    assert_eq!(one.impronta().as_str().len(), 64);
}

#[test]
fn a_text_that_is_no_definition_is_told_where() {
    let no = Definizione::leggi(&DETERMINA.replacen("tipo = \"inizio\"", "tipo = \"principio\"", 1)).unwrap_err();
    assert!(no.to_string().contains("alla riga "), "{no}");
    let no = Definizione::leggi(&DETERMINA.replacen("nome = \"Bozza\"", "nome = \"Bozza\"\ncolore = \"rosso\"", 1))
        .unwrap_err();
    assert!(no.to_string().contains("colore"), "{no}");
    assert!(Definizione::leggi(&"#".repeat(300_000)).unwrap_err().to_string().contains("troppo lunga"));
}

#[test]
fn all_reasons_are_told_at_once() {
    let told = con(DETERMINA, |it| {
        passo(it, "firma").controlli.push(Uso::from("atti.mai_sentito"));
        passo(it, "firma").effetti.push(Uso::from("atti.nemmeno_questo"));
        passo(it, "attesta").chi = Chi::Incarico { ruolo: "Astronauta".into(), dove: Dove::Ovunque, vice: true };
        it.termini[0].titolare = None;
        it.stati.push(iter::Stato { codice: "isola".into(), nome: "Isola".into(), tipo: Tipo::Passaggio });
    });
    dice(&told, "«Firma» nomina il controllo «atti.mai_sentito», che nessun ufficio mette a disposizione");
    dice(&told, "«Firma» nomina l'effetto «atti.nemmeno_questo»");
    dice(&told, "chi ha l'incarico «Astronauta» in qualunque ufficio: nessuno lo può essere");
    dice(&told, "Il termine «Attestazione tecnica» non ha un titolare");
    dice(&told, "«Isola» è un vicolo cieco");
    dice(&told, "Nessuna pratica può arrivare in «Isola»");
    assert_eq!(told.len(), 6, "{told:#?}");
}

#[test]
fn there_is_one_beginning_and_at_least_one_end() {
    let told = con(DETERMINA, |it| it.stati[1].tipo = Tipo::Inizio);
    dice(&told, "Gli stati iniziali sono 2: «Bozza» e «In attesa dell'attestazione tecnica»");
    let told = con(DETERMINA, |it| it.stati.iter_mut().for_each(|stato| stato.tipo = Tipo::Passaggio));
    dice(&told, "Manca lo stato iniziale");
    dice(&told, "Manca uno stato finale");
}

#[test]
fn names_that_lead_nowhere_are_told_and_ways_are_not_walked() {
    let told = con(DETERMINA, |it| passo(it, "firma").a = vec!["luna".into()]);
    assert_eq!(told, ["Il passo «Firma» indica in «a» lo stato «luna», che non c'è."]);
    let told = con(DETERMINA, |it| {
        let twin = it.passi[0].clone();
        it.passi.push(twin);
    });
    dice(&told, "Il passo «proponi» c'è 2 volte");
}

#[test]
fn a_return_from_one_branch_that_leaves_the_other_standing_is_refused() {
    let told = con(DETERMINA, |it| passo(it, "rimanda-tecnico").ritira.clear());
    dice(&told, "«Proponi» porterebbe la pratica una seconda volta in «In verifica contabile» mentre c'è ancora");
    dice(&told, "per esempio dopo «Proponi», «Rimanda in bozza»");
}

#[test]
fn a_join_whose_branches_never_meet_is_refused() {
    let told = con(DETERMINA, |it| passo(it, "proponi").a = vec!["attestazione".into()]);
    dice(&told, "Nessuna pratica può arrivare in «In verifica contabile»");
    dice(&told, "Una pratica può restare ferma per sempre in «Attestata»");
    dice(&told, "il passo «Porta alla firma» aspetta anche «Verificata», che da lì non arriva più");
    // Both branches exist, but a file takes one or the other.
    let told = con(DETERMINA, |it| {
        passo(it, "proponi").a = vec!["attestazione".into()];
        let mut other = passo(it, "proponi").clone();
        other.codice = "proponi-conti".into();
        other.nome = "Proponi ai conti".into();
        other.a = vec!["verifica".into()];
        it.passi.push(other);
    });
    dice(&told, "«Porta alla firma» aspetta che la pratica sia insieme in «Attestata» e «Verificata»");
    dice(&told, "i rami non si riuniscono mai");
}

#[test]
fn a_file_that_ends_in_one_branch_while_another_goes_on_is_refused() {
    let told = con(DETERMINA, |it| {
        // The accountants may also file their part away.
        let mut away = passo(it, "verifica-conti").clone();
        away.codice = "ignora".into();
        away.nome = "Ignora".into();
        away.a = vec!["ritirata".into()];
        it.passi.push(away);
    });
    dice(&told, "La pratica può finire in «Ritirata» mentre è ancora in");
}

#[test]
fn a_condition_that_leaves_a_gap_is_told_with_its_answer() {
    let told = con(DETERMINA, |it| it.passi.retain(|passo| passo.codice != "senza-visto"));
    dice(&told, "ferma per sempre in «Firmata» quando non vale la condizione «atti.con_spesa»");
}

#[test]
fn a_round_without_a_way_out_is_refused() {
    let told = con(AUTORIZZAZIONE, |it| {
        it.passi.retain(|passo| passo.codice != "rilascia" && passo.codice != "rigetta");
        it.termini[0].sostituto = None;
    });
    dice(&told, "Nessuna pratica può arrivare in «Rilasciata»");
    let told = con(AUTORIZZAZIONE, |it| {
        // The only way on is one that may be gone once.
        it.passi.retain(|passo| passo.codice != "proponi");
    });
    dice(&told, "non può più arrivare alla fine");
}

#[test]
fn automatic_steps_that_never_stop_are_refused() {
    let told = con(DETERMINA, |it| {
        let back = passo(it, "nega-visto");
        back.chi = Chi::Sistema;
        back.scatto = Some(Scatto::Subito);
        back.ritorno = false;
        back.a = vec!["firmata".into()];
    });
    dice(&told, "il programma non si fermerebbe mai");
}

#[test]
fn automatic_steps_have_no_checks_no_reasons_and_a_moment() {
    let told = con(DETERMINA, |it| {
        passo(it, "riunisci").controlli.push(Uso::from("atti.copertura"));
        passo(it, "riunisci").ritorno = true;
        passo(it, "archivia").scatto = None;
        passo(it, "fine-pubblicazione").scatto = Some(Scatto::AllaScadenza("visto".into()));
    });
    dice(&told, "«Porta alla firma» ha dei controlli");
    dice(&told, "«Porta alla firma» chiede un motivo");
    dice(&told, "«Archivia» non è di nessuno e non dice quando scatta");
    dice(&told, "«Finisce la pubblicazione» scatta alla scadenza di «Visto di copertura», che può non essere in corso");
}

#[test]
fn four_eyes_need_two_people_who_can_be_the_second() {
    let two = organigramma();
    let one = Organigramma { persone: two.persone.into_iter().filter(|one| one.id != id(10)).collect() };
    let no = valida(leggi(DETERMINA), registro().vocabolario(), &one).unwrap_err();
    let told = motivi(&no);
    dice(&told, "«Apponi il visto»");
    dice(&told, "non resterebbe nessuno, perché chi potrebbe è proprio chi è escluso (pratiche dell'ufficio «RAG»)");
    dice(&told, "«Nega il visto»");
    assert_eq!(told.len(), 2, "{told:#?}");
}

#[test]
fn a_unit_that_proposes_needs_its_own_people() {
    let with = organigramma().con(id(99), &[("ANAG", "Istruttore")]);
    let told = motivi(&valida(leggi(DETERMINA), registro().vocabolario(), &with).unwrap_err());
    dice(&told, "«Firma» spetta a chi ha l'incarico «Responsabile» nell'ufficio proponente: nessuno lo può essere");
    dice(&told, "(pratiche dell'ufficio «ANAG»)");
}

#[test]
fn people_who_are_not_there_and_lists_of_nobody_are_told() {
    let told = con(DETERMINA, |it| {
        passo(it, "attesta").chi = Chi::Persona(id(4242));
        passo(it, "firma").chi = Chi::UnoDi(vec![]);
        passo(it, "visto").chi = Chi::UnoDi(vec![Chi::Sistema, Chi::Autore]);
        passo(it, "trasmetti").chi = Chi::Designato("atti.zio".into());
    });
    dice(&told, "che non ha alcun incarico nell'ente");
    dice(&told, "«Firma» ha un elenco vuoto");
    dice(&told, "mette insieme il programma e le persone");
    dice(&told, "nomina il designato «atti.zio»");
    let told = con(DETERMINA, |it| it.avvia = Chi::Ufficio(Dove::Ufficio("MARTE".into())));
    dice(&told, "Nessuno può avviare una pratica");
}

#[test]
fn who_took_a_step_must_have_been_able_to() {
    let told = con(DETERMINA, |it| passo(it, "attesta").chi = Chi::ChiHaCompiuto("firma".into()));
    dice(&told, "«Attesta la regolarità tecnica» spetta a chi ha compiuto «Firma», ma una pratica può arrivarci senza");
    let told = con(DETERMINA, |it| passo(it, "trasmetti").chi = Chi::ChiHaCompiuto("firma".into()));
    assert_eq!(told, [""; 0], "it was signed by then, on all ways");
}

#[test]
fn a_term_has_an_owner_an_end_and_a_length() {
    let told = con(AUTORIZZAZIONE, |it| {
        it.termini[0].al.clear();
        it.termini[0].durata.quanti = 0;
        it.termini[1].dal = Evento::EntrataIn("mai".into());
        it.termini[1].al = vec![Evento::Compiuto("mai".into())];
    });
    dice(&told, "«Conclusione del procedimento» non dice in «al» che cosa lo soddisfa");
    dice(&told, "dura zero");
    dice(&told, "nomina lo stato «mai»");
    dice(&told, "nomina il passo «mai»");
    let told = con(AUTORIZZAZIONE, |it| {
        for passo in &mut it.passi {
            passo.riprende.clear();
            passo.sospende.iter_mut().for_each(|one| one.al_piu_giorni = None);
        }
    });
    dice(&told, "resterebbe sospeso per sempre");
}

#[test]
fn a_substitute_can_do_something_and_be_somebody() {
    let told = con(DETERMINA, |it| {
        let sostituto = it.termini[1].sostituto.as_mut().unwrap();
        sostituto.passi = vec!["riunisci".into(), "boh".into()];
        sostituto.chi = Chi::Incarico { ruolo: "Podestà".into(), dove: Dove::Ovunque, vice: true };
    });
    dice(&told, "compie «Porta alla firma», che è un passo automatico");
    dice(&told, "compie il passo «boh», che non c'è");
    dice(&told, "Il sostituto per il termine «Visto di copertura» spetta a chi ha l'incarico «Podestà»");
}

#[test]
fn parameters_are_checked_by_their_kind() {
    let told = con(DETERMINA, |it| {
        passo(it, "visto").effetti[2].parametri.clear();
        passo(it, "pubblica").effetti[0].parametri.insert("giorni".into(), iter::Valore::Intero(0));
        passo(it, "pubblica").effetti[0].parametri.insert("colore".into(), iter::Valore::SiNo(true));
        passo(it, "senza-visto").effetti[0].parametri.insert("registro".into(), iter::Valore::Testo("mie".into()));
    });
    dice(&told, "«atti.numera» vuole il parametro «registro»");
    dice(&told, "vuole nel parametro «giorni» un numero intero da 1 a 365");
    dice(&told, "non conosce il parametro «colore»");
    dice(&told, "una di queste parole: determine, ordinanze");
}

#[test]
fn a_definition_too_big_for_a_person_is_refused_and_not_explored() {
    let told = con(DETERMINA, |it| {
        for n in 0..80 {
            it.stati.push(iter::Stato { codice: format!("s{n}"), nome: format!("S{n}"), tipo: Tipo::Passaggio });
        }
    });
    dice(&told, "96 stati: il massimo è 64");
}

#[test]
fn branches_beyond_what_can_be_looked_at_are_refused() {
    let told = con(DETERMINA, |it| {
        let mut fork = it.passi[0].clone();
        fork.controlli.clear();
        let named = |n: usize, what: &str| format!("{what}{n}");
        let states = |what: &str| -> Vec<String> { (0..16).map(|n| named(n, what)).collect() };
        it.stati.truncate(1);
        it.stati.push(iter::Stato { codice: "fine".into(), nome: "Fine".into(), tipo: Tipo::Fine });
        for codice in states("a").into_iter().chain(states("b")) {
            it.stati.push(iter::Stato { nome: codice.to_uppercase(), codice, tipo: Tipo::Passaggio });
        }
        it.termini.clear();
        it.passi.clear();
        for (codice, da, a) in (0..16).map(|n| (named(n, "p"), vec![named(n, "a")], vec![named(n, "b")])).chain([
            ("apri".to_owned(), vec!["bozza".to_owned()], states("a")),
            ("chiudi".to_owned(), states("b"), vec!["fine".to_owned()]),
        ]) {
            it.passi.push(iter::Passo { nome: codice.to_uppercase(), codice, da, a, ..fork.clone() });
        }
    });
    assert_eq!(told.len(), 1, "{told:?}");
    dice(&told, "in più di 20000 combinazioni di stati");
}

#[test]
fn a_step_that_an_automatic_one_always_forestalls_is_refused() {
    let told = con(DETERMINA, |it| {
        let mut late = passo(it, "firma").clone();
        late.codice = "ripensa".into();
        late.nome = "Ripensaci".into();
        late.da = vec!["firmata".into()];
        late.a = vec!["bozza".into()];
        it.passi.push(late);
    });
    dice(&told, "«Ripensaci» non può mai essere compiuto: un passo automatico porta sempre via la pratica prima");
}

#[test]
fn what_was_in_order_is_read_again_whoever_is_there_now_and_a_text_that_never_was_is_not() {
    let one = leggi(DETERMINA);
    let again = iter::riapri(one.clone()).unwrap();
    assert_eq!(again.impronta(), in_ordine(one).impronta());
    let mut cut = leggi(DETERMINA);
    cut.passi.retain(|passo| passo.codice != "riunisci");
    assert!(iter::riapri(cut).is_err(), "a join that is gone leaves branches without an end");
    let mut nowhere = leggi(DETERMINA);
    passo(&mut nowhere, "firma").a = vec!["in-nessun-posto".into()];
    assert!(iter::riapri(nowhere).is_err());
}
