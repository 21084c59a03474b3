use kernel::{Instant, SeededRandom};

use super::*;

fn today() -> Date {
    Date::from_ymd_opt(2026, 11, 25).unwrap()
}

fn unit(seed: u64) -> UnitId {
    UnitId::new(Instant::from_micros(1), &SeededRandom::new(seed))
}

fn nuovo(tipo: Tipo) -> Nuovo {
    let termine = tipo.con_termine().then(today);
    let responsabile =
        (tipo == Tipo::Procedimento).then(|| PersonId::new(Instant::from_micros(1), &SeededRandom::new(9)));
    let intestatario = tipo.di_persona().then(|| "Rossi Mario".to_owned());
    Nuovo { termine, responsabile, intestatario, ..Nuovo::new(tipo, "VI.3", "Pratica edilizia 118/2024", unit(1)) }
}

fn fields(result: Result<(), Refusal>) -> Vec<Option<&'static str>> {
    result.err().map(|refusal| refusal.reasons.iter().map(|reason| reason.field).collect()).unwrap_or_default()
}

fn aperto() -> Stato {
    Stato { chiave: "2026-VI.3/12".parse().unwrap(), chiuso: false, sopra_chiuso: None }
}

fn chiuso() -> Stato {
    Stato { chiuso: true, ..aperto() }
}

#[test]
fn every_kind_opens_when_complete() {
    for tipo in Tipo::ALL {
        assert_eq!(fields(nuovo(tipo).check(today())), [], "{tipo:?}");
        assert_eq!(Tipo::from_code(tipo.code()), Some(tipo));
    }
}

#[test]
fn everything_that_is_missing_is_told_at_once() {
    let empty = Nuovo {
        oggetto: " ".into(),
        classe: String::new(),
        responsabile: None,
        termine: None,
        ..nuovo(Tipo::Procedimento)
    };
    let refusal = empty.check(today()).unwrap_err();
    let told: Vec<_> = refusal.reasons.iter().map(|reason| (reason.field, reason.law.is_some())).collect();
    let fields = ["oggetto", "classe", "responsabile", "termine"];
    assert_eq!(told, fields.map(|field| (Some(field), true)));
}

#[test]
fn an_affare_has_a_term_and_a_persons_fascicolo_none() {
    assert_eq!(fields(Nuovo { termine: None, ..nuovo(Tipo::Affare) }.check(today())), [Some("termine")]);
    assert_eq!(
        fields(Nuovo { termine: Some(today()), ..nuovo(Tipo::PersonaFisica) }.check(today())),
        [Some("termine")]
    );
    assert_eq!(
        fields(Nuovo { termine: today().pred_opt(), ..nuovo(Tipo::Attivita) }.check(today())),
        [Some("termine")]
    );
    assert_eq!(
        fields(Nuovo { intestatario: None, ..nuovo(Tipo::PersonaGiuridica) }.check(today())),
        [Some("intestatario")]
    );
}

#[test]
fn nothing_goes_into_a_closed_fascicolo_nor_under_a_closed_one() {
    let voce = DaMettere { numero: "12/2026".into(), annullata: false, presente: false };
    assert_eq!(fields(check_put(&aperto(), &voce)), []);
    assert_eq!(fields(check_put(&chiuso(), &voce)), [Some("fascicolo")]);
    let under = Stato { sopra_chiuso: Some(None), ..aperto() };
    assert_eq!(fields(check_put(&under, &voce)), [Some("fascicolo")]);
    let told = check_put(&under, &voce).unwrap_err().to_string();
    assert!(told.contains("che lo contiene è chiuso"), "{told}");
    // All at once, each with its own words.
    let all = Stato { sopra_chiuso: Some("2026-VI.3/12".parse().ok()), ..chiuso() };
    let wrong = DaMettere { annullata: true, presente: true, ..voce };
    assert_eq!(fields(check_put(&all, &wrong)).len(), 4);
    assert_eq!(fields(check_take(&all, "no")).len(), 3);
}

#[test]
fn a_fascicolo_is_not_closed_while_something_waits_and_the_reasons_list_it() {
    assert_eq!(fields(check_close(&aperto(), &[], "")), []);
    let pending = [
        Pendenza::Aspetta { numero: "12/2026".into(), chi: "Lavori pubblici".into() },
        Pendenza::DaAssegnare { numero: "13/2026".into() },
        Pendenza::Aperto("2026-VI.3/12.1".parse().unwrap()),
    ];
    let told = check_close(&aperto(), &pending, "").unwrap_err().to_string();
    for part in
        ["12/2026 aspetta che Lavori pubblici", "13/2026 non è assegnata", "2026-VI.3/12.1 è ancora aperto", "art. 67"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
    let many: Vec<_> = (0..25).map(|n| Pendenza::DaAssegnare { numero: n.to_string() }).collect();
    let told = check_close(&chiuso(), &many, "").unwrap_err();
    assert_eq!(told.reasons.len(), 22, "closed already, twenty of them, and how many others");
    assert!(told.to_string().contains("altre 5 cose"), "{told}");
}

#[test]
fn a_fascicolo_is_reopened_only_with_a_reason() {
    assert_eq!(fields(check_reopen(&chiuso(), "È arrivata un'integrazione")), []);
    assert_eq!(fields(check_reopen(&chiuso(), " ")), [Some("motivo")]);
    assert_eq!(fields(check_reopen(&aperto(), "È arrivata un'integrazione")), [None]);
    let under = Stato { sopra_chiuso: Some(None), ..chiuso() };
    assert_eq!(fields(check_reopen(&under, "")), [Some("fascicolo"), Some("motivo")]);
}

#[test]
fn classes_that_disagree_are_told_but_not_of_a_person() {
    let key: Chiave = "2026-VI.3/12".parse().unwrap();
    assert_eq!(class_warning(Tipo::Affare, &key, Some("VI.3")), None);
    assert_eq!(class_warning(Tipo::Affare, &key, Some("VI.3.1")), None);
    assert!(class_warning(Tipo::Affare, &key, Some("VI.31")).is_some_and(|told| told.contains("VI.31")));
    assert!(class_warning(Tipo::Serie, &key, None).is_some());
    assert_eq!(class_warning(Tipo::PersonaFisica, &key, Some("III.2")), None);
}

#[test]
fn a_correction_needs_a_change_and_a_reason_and_may_leave_an_old_term() {
    let old = Dati { oggetto: "Pratica edilizia".into(), responsabile: None, termine: today().pred_opt() };
    let new = Dati { oggetto: "Pratica edilizia 118/2024".into(), ..old.clone() };
    let check = |after: &Dati, why| fields(check_correction(&aperto(), Tipo::Affare, &old, after, why, today()));
    assert_eq!(check(&new, "mancava il numero"), []);
    assert_eq!(check(&old, ""), [None, Some("motivo")]);
    assert_eq!(check(&Dati { termine: None, ..new.clone() }, "mancava il numero"), [Some("termine")]);
    let closed = check_correction(&chiuso(), Tipo::Affare, &old, &new, "mancava il numero", today());
    assert_eq!(fields(closed), [Some("fascicolo")]);
}

#[test]
fn a_transfer_goes_to_another_unit_with_a_reason() {
    assert_eq!(fields(check_transfer(unit(1), unit(2), "riorganizzazione")), []);
    assert_eq!(fields(check_transfer(unit(1), unit(1), "")), [Some("ufficio"), Some("motivo")]);
}

#[test]
fn under_a_confidential_fascicolo_everything_is_confidential_and_there_are_three_levels() {
    assert_eq!(fields(check_under(&aperto(), true, true)), []);
    assert_eq!(fields(check_under(&aperto(), true, false)), [Some("riservato")]);
    let inserto = Stato { chiave: "2026-VI.3/12.1.1".parse().unwrap(), ..aperto() };
    assert_eq!(fields(check_under(&inserto, false, false)), [Some("sopra")]);
}

#[test]
fn a_term_is_late_near_or_far_and_silent_once_closed() {
    let day = |n| today().checked_add_signed(chrono::Duration::days(n));
    assert_eq!(scadenza(day(-3), false, today()), Some(Scadenza::Passata(3)));
    assert_eq!(scadenza(day(0), false, today()), Some(Scadenza::Vicina(0)));
    assert_eq!(scadenza(day(7), false, today()), Some(Scadenza::Vicina(7)));
    assert_eq!(scadenza(day(8), false, today()), Some(Scadenza::Lontana));
    assert_eq!(scadenza(day(-3), true, today()), None);
    assert_eq!(scadenza(None, false, today()), None);
}
