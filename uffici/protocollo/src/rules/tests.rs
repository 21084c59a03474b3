use super::*;

fn nuova() -> Nuova {
    let parti = vec![Parte { nome: "Rossi Mario".into(), ..Parte::default() }];
    Nuova { parti, ..Nuova::new(Verso::Arrivo, "Richiesta di accesso agli atti della pratica edilizia 12/2025", "pec") }
}

fn today() -> Date {
    Date::from_ymd_opt(2026, 11, 25).unwrap()
}

fn fields(nuova: &Nuova) -> Vec<Option<&'static str>> {
    nuova
        .check(today())
        .err()
        .map(|refusal| refusal.reasons.iter().map(|reason| reason.field).collect())
        .unwrap_or_default()
}

#[test]
fn a_complete_entry_is_accepted() {
    assert_eq!(fields(&nuova()), []);
}

#[test]
fn everything_that_is_missing_is_told_at_once_with_its_article() {
    let empty = Nuova { oggetto: " ".into(), parti: vec![], mezzo: String::new(), ..nuova() };
    assert_eq!(fields(&empty), [Some("oggetto"), Some("parti"), Some("mezzo")]);
    assert!(empty.check(today()).unwrap_err().to_string().contains("art. 53"));
}

#[test]
fn a_subject_that_says_nothing_is_refused() {
    for subject in ["PEC", "Comunicazione.", "varie", "abcd"] {
        assert_eq!(fields(&Nuova { oggetto: subject.into(), ..nuova() }), [Some("oggetto")], "{subject}");
    }
}

#[test]
fn what_cannot_be_seen_is_no_subject_and_no_name() {
    let unseen = "\u{202e}\u{200b}\u{feff}\u{2066}\u{2069}\u{200f}";
    assert_eq!(in_una_riga(" Do\u{202e}manda\ndi \u{feff}Rossi\t"), "Domanda di Rossi");
    assert_eq!(in_una_riga("Domanda\u{2028}di Rossi"), "Domanda di Rossi", "a line has other ends than the usual ones");
    let parti = vec![Parte { nome: unseen.into(), ..Parte::default() }];
    assert_eq!(fields(&Nuova { oggetto: unseen.into(), parti, ..nuova() }), [Some("oggetto"), Some("parti")]);
}

#[test]
fn dates_in_the_future_are_refused_and_today_is_not_the_future() {
    let tomorrow = today().succ_opt();
    let wrong = Nuova { arrivata_il: tomorrow, data_mittente: tomorrow, ..nuova() };
    assert_eq!(fields(&wrong), [Some("arrivata_il"), Some("data_mittente")]);
    assert_eq!(fields(&Nuova { arrivata_il: Some(today()), ..nuova() }), []);
}

#[test]
fn what_leaves_needs_an_addressee_and_what_stays_an_office() {
    assert_eq!(fields(&Nuova { verso: Verso::Partenza, parti: vec![], ..nuova() }), [Some("parti")]);
    assert_eq!(fields(&Nuova { verso: Verso::Interno, parti: vec![], ..nuova() }), [Some("assegna")]);
}

#[test]
fn an_annulment_needs_a_reason_and_happens_once() {
    assert!(check_annulment(false, "Registrata due volte per errore").is_ok());
    assert_eq!(check_annulment(true, "errore").unwrap_err().reasons.len(), 2);
}
