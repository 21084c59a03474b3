//! The judge, before quadri made by hand.

use kernel::Id;

use super::*;
use crate::rules::riga::buona;

fn voce(anno: i64, cents: i64) -> Voce {
    let capitolo = capitolo::Model {
        id: Id::from(Uuid::from_u128(u128::from(anno.unsigned_abs()))),
        anno,
        ordine: "2613.1".parse::<Codice>().unwrap().ordine(),
        descrizione: "Manutenzione straordinaria delle scuole".into(),
        missione: "04".into(),
        programma: "02".into(),
        piano: "U.2.02.01.09".into(),
        vincolo: None,
        responsabile: None,
    };
    let conto = Conto { iniziale: Cents(cents), ..Conto::default() };
    Voce { capitolo, conto, gia_assunto: Cents(0), soggetto: Cents(0) }
}

fn quadro(voci: Vec<Voce>) -> Quadro {
    Quadro {
        oggi: Date::from_ymd_opt(2026, 11, 27).unwrap(),
        capitoli: voci.into_iter().map(|voce| ((voce.capitolo.anno, voce.capitolo.ordine), voce)).collect(),
        prenotazioni: BTreeMap::new(),
        approvati: [2026].into(),
        programmi: None,
    }
}

fn told(quadro: &Quadro, righe: &[Riga], totale: Option<Cents>) -> Vec<String> {
    match giudica(quadro, Genere::Impegno, righe, totale) {
        Ok(_) => Vec::new(),
        Err(refusal) => refusal.reasons.into_iter().map(|reason| reason.sentence).collect(),
    }
}

#[test]
fn what_is_left_and_what_it_takes_are_told_in_figures() {
    let quadro = quadro(vec![voce(2026, 120_000)]);
    assert_eq!(told(&quadro, &[buona()], None), ["Sul capitolo 2613.1 restano 1.200,00 €: ne servono 3.660,00 €."]);
}

/// The real "visto": 3,660 + 7,320 + 7,320 + 1,830 + 3,660 = 23,790.
#[test]
fn the_lines_add_up_to_what_the_act_states() {
    let quadro = quadro(vec![voce(2026, 2_379_000)]);
    let righe: Vec<Riga> =
        [366_000, 732_000, 732_000, 183_000, 366_000].map(|cents| Riga { importo: Cents(cents), ..buona() }).into();
    assert_eq!(told(&quadro, &righe, Some(Cents(2_379_000))), [""; 0]);
    let told = told(&quadro, &righe, Some(Cents(2_379_001)));
    assert!(told.len() == 1 && told[0].contains("sommano 23.790,00 €"), "{told:?}");
}

#[test]
fn lines_of_one_chapter_are_held_against_it_together_and_all_reasons_come_at_once() {
    let quadro = quadro(vec![voce(2026, 500_000), voce(2027, 10)]);
    let next = Riga { anno: 2027, scadenza: Date::from_ymd_opt(2027, 3, 1), ..buona() };
    let gone = Riga { capitolo: "99".into(), ..buona() };
    let other = Riga { missione: "01".into(), piano: "U.1.03.01.02.001".into(), ..buona() };
    let told = told(&quadro, &[buona(), next, gone, other], None);
    for part in [
        "Riga 3: nel bilancio del 2026 il capitolo 99 non c'è.",
        "Riga 4: il capitolo 2613.1 è della missione 04.02, non della 01.02.",
        "Riga 4: il codice U.1.03.01.02.001 non sta sotto U.2.02.01.09",
        "Sul capitolo 2613.1 restano 5.000,00 €: ne servono 7.320,00 €.",
        "Sul capitolo 2613.1 del 2027 restano 0,10 €",
    ] {
        assert!(told.iter().any(|sentence| sentence.contains(part)), "{part}: {told:#?}");
    }
}

#[test]
fn a_booking_is_used_up_once_and_only_on_its_own_chapter() {
    let mut quadro = quadro(vec![voce(2026, 366_000), voce(2027, 366_000)]);
    let id = Uuid::from_u128(7);
    let capitolo = quadro.capitoli.values().next().unwrap().capitolo.id.uuid();
    let booked = Prenotata { capitolo, nome: "prenotazione n. 3/2026".into(), residuo: Cents(300_000) };
    quadro.prenotazioni.insert(id, booked);
    quadro.capitoli.values_mut().next().unwrap().conto.prenotato = Cents(300_000);
    let uses = Riga { prenotazione: Some(id), ..buona() };
    let made = giudica(&quadro, Genere::Impegno, std::slice::from_ref(&uses), None).unwrap();
    assert_eq!(made[0].gia_prenotato, Cents(300_000));
    let twice = told(&quadro, &[uses.clone(), uses.clone()], None);
    assert!(twice.iter().any(|one| one.contains("non resta niente")), "{twice:?}");
    let elsewhere = Riga { anno: 2027, scadenza: Date::from_ymd_opt(2027, 3, 1), ..uses };
    assert!(told(&quadro, &[elsewhere], None)[0].contains("su un altro capitolo"));
}

#[test]
fn before_the_budget_is_approved_twelfths_count_and_investments_wait() {
    let mut quadro = quadro(vec![voce(2026, 12_000_000)]);
    quadro.approvati.clear();
    quadro.oggi = Date::from_ymd_opt(2026, 3, 10).unwrap();
    assert!(told(&quadro, &[buona()], None)[0].contains("non è ancora approvato"));
    for voce in quadro.capitoli.values_mut() {
        voce.capitolo.piano = "U.1.03.02.09".into();
        voce.soggetto = Cents(2_900_000);
    }
    let current = Riga { piano: "U.1.03.02.09.008".into(), importo: Cents(100_000), ..buona() };
    assert_eq!(told(&quadro, std::slice::from_ref(&current), None), [""; 0], "a quarter is 30,000.00");
    let more = Riga { importo: Cents(100_001), ..current.clone() };
    assert!(told(&quadro, std::slice::from_ref(&more), None)[0].contains("30.000,00 €"));
    let bound = Riga { dodicesimi: Dodicesimi::Legge, ..more };
    assert_eq!(told(&quadro, &[bound], None), [""; 0]);
}

/// U.5.01.01.01.001: "chiusura anticipazioni ricevute da istituto tesoriere/cassiere".
#[test]
fn before_the_budget_is_approved_what_the_treasurer_advanced_is_given_back() {
    let mut quadro = quadro(vec![voce(2026, 0)]);
    quadro.approvati.clear();
    quadro.capitoli.values_mut().for_each(|voce| voce.capitolo.piano = "U.5.01.01.01".into());
    let back = Riga { piano: "U.5.01.01.01.001".into(), ..buona() };
    assert_eq!(told(&quadro, &[back], None), [""; 0]);
}

#[test]
fn counted_by_programme_a_chapter_may_go_beyond_where_the_others_stay_behind() {
    let mut quadro = quadro(vec![voce(2026, 120_000)]);
    quadro.approvati.clear();
    quadro.oggi = Date::from_ymd_opt(2026, 3, 10).unwrap();
    quadro.capitoli.values_mut().for_each(|voce| voce.capitolo.piano = "U.1.03.02.09".into());
    let programma = Programma { stanziato: Cents(400_000), soggetto: Cents(20_000), ..Programma::default() };
    quadro.programmi = Some([(("04".to_owned(), "02".to_owned()), programma)].into());
    let riga = |cents| Riga { piano: "U.1.03.02.09.008".into(), importo: Cents(cents), ..buona() };
    assert_eq!(told(&quadro, &[riga(80_000)], None), [""; 0], "a quarter of the programme is 1,000.00");
    let told = told(&quadro, &[riga(40_000), riga(40_001)], None);
    assert!(told.len() == 1 && told[0].contains("sul programma 04.02"), "{told:?}");
}

#[test]
fn before_the_budget_is_approved_a_booking_is_not_bound_and_the_commitment_is() {
    let mut quadro = quadro(vec![voce(2026, 12_000_000)]);
    quadro.approvati.clear();
    quadro.oggi = Date::from_ymd_opt(2026, 1, 10).unwrap();
    assert!(giudica(&quadro, Genere::Prenotazione, &[buona()], None).is_ok(), "an investment");
    assert_eq!(told(&quadro, &[buona()], None).len(), 1);
    quadro.capitoli.values_mut().for_each(|voce| voce.capitolo.piano = "U.1.03.02.09".into());
    // A twelfth is 10,000.00.
    let current = Riga { piano: "U.1.03.02.09.008".into(), importo: Cents(1_000_001), ..buona() };
    assert!(giudica(&quadro, Genere::Prenotazione, std::slice::from_ref(&current), None).is_ok());
    assert_eq!(told(&quadro, &[current], None).len(), 1);
}

#[test]
fn a_fund_is_not_committed() {
    let mut quadro = quadro(vec![voce(2026, 12_000_000)]);
    quadro.capitoli.values_mut().for_each(|voce| voce.capitolo.piano = "U.1.10.01.01".into());
    let fund = Riga { piano: "U.1.10.01.01.001".into(), ..buona() };
    assert!(told(&quadro, &[fund], None)[0].contains("fondi e accantonamenti"));
}
