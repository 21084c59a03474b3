use super::*;

fn piano(classi: &[(&str, &str)]) -> Vec<Classe> {
    classi.iter().map(|(codice, nome)| Classe::new(codice, nome, "")).collect()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn classes_stand_in_the_order_in_which_people_read_them() {
    let mut codes = vec!["X", "VI.10", "IX", "VI.2", "I", "VI", "A", "VI.2.1", "12", "VI.B"];
    ordina(&mut codes, |code| code);
    assert_eq!(codes, ["I", "VI", "VI.2", "VI.2.1", "VI.10", "VI.B", "IX", "X", "12", "A"]);
}

#[test]
fn every_fault_of_a_plan_is_told_at_its_place() {
    let mut all =
        piano(&[("VI", "Territorio"), ("vi.3.", "Edilizia"), ("VI.3", "Edilizia privata"), ("VII.1", "Scuole")]);
    all.push(Classe::new("", "", ""));
    all.push(Classe::new("VI/4", &"x".repeat(301), &"y".repeat(2_001)));
    let told = guasti(&all);
    let places: Vec<usize> = told.iter().map(|(place, _)| *place).collect();
    assert_eq!(places, [2, 3, 4, 4, 5, 5, 5], "{told:?}");
    assert!(told[0].1.contains("c'è già") && told[1].1.contains("manca la voce VII,"), "{told:?}");
    assert!(guasti(&piano(&[("VI", "Territorio"), ("VI.3", "Edilizia")])).is_empty());
    assert_eq!(guasti(&piano(&[("A.B.C.D.E.F", "Fondo")])).len(), 2, "too deep, and nothing above it");
    assert_eq!(guasti(&piano(&[("ABCDEFGHIJKLMNOPQRSTU", "Lungo")])).len(), 1);
}

#[test]
fn what_changes_is_told_and_letters_and_spaces_change_nothing() {
    let before = piano(&[("VI", "Territorio"), ("VI.3", "Edilizia privata"), ("VI.4", "Edilizia pubblica")]);
    let after =
        piano(&[("VI", "territorio"), ("VI.3", "Edilizia  Privata"), ("VI.4", "Opere pubbliche"), ("VI.9", "SUE")]);
    let found = Confronto::of(&before, &after);
    assert_eq!(found.uguali, 2);
    assert_eq!(found.rinominate, [(before[2].clone(), after[2].clone())]);
    assert_eq!((found.aggiunte.as_slice(), found.tolte.len()), (&after[3..], 0));
    assert_eq!(Confronto::of(&after, &before).tolte, after[3..]);
    assert!(Confronto::of(&before, &before).niente() && !found.niente());
}

#[test]
fn a_destination_is_proposed_by_name_and_then_by_code() {
    let after = piano(&[("VI.3", "Commercio"), ("IX.1", "Edilizia privata"), ("IX.2", "Varie"), ("IX.3", "Varie")]);
    let of = |code: &str, name: &str| proponi(&Classe::new(code, name, ""), &after);
    assert_eq!(of("VI.3", "Edilizia privata"), Some("IX.1".into()));
    assert_eq!(of("VI.3", "Altro"), Some("VI.3".into()));
    assert_eq!(of("IX.2", "Varie"), Some("IX.2".into()), "the same code and the same name");
    assert_eq!(of("V.1", "Varie"), None, "two have that name");
    assert_eq!(of("V.1", "Altro"), None);
}

#[test]
fn a_decision_is_refused_with_all_its_reasons() {
    let before = piano(&[("VI", "Territorio"), ("VI.3", "Edilizia")]);
    let after = piano(&[("VI", "Territorio"), ("VI.5", "Edilizia privata")]);
    let open = |serve, scelta: Option<&str>| DaDestinare {
        classe: before[1].clone(),
        fascicoli: 2,
        serve,
        scelta: scelta.map(str::to_owned),
        proposta: None,
    };
    let right = Decisione {
        nome: "Titolario 2027",
        dal: Some(day("2027-01-01")),
        atto: "Delibera di Giunta n. 12 del 3/11/2026",
        today: day("2026-11-26"),
        futura: None,
        prima: &before,
        dopo: &after,
        da_destinare: &[open(true, Some("VI.5"))],
        rimasti: 0,
    };
    assert_eq!(check_decisione(&right), Ok(()));
    assert_eq!(check_decisione(&Decisione { da_destinare: &[open(false, None)], ..right.clone() }), Ok(()));
    let reasons = |decisione: &Decisione<'_>| {
        let refusal = check_decisione(decisione).unwrap_err();
        refusal.reasons.iter().map(|reason| reason.field.unwrap_or("-")).collect::<Vec<_>>()
    };
    let wrong = Decisione {
        nome: " ",
        dal: Some(right.today),
        atto: "",
        futura: Some(("Titolario 2028", day("2028-01-01"))),
        dopo: &before,
        da_destinare: &[open(true, None), open(true, Some("X"))],
        rimasti: 1,
        ..right.clone()
    };
    assert_eq!(reasons(&wrong), ["nome", "dal", "atto", "-", "classi", "-", "passaggi", "passaggi"]);
    assert_eq!(reasons(&Decisione { dal: Some(day("+12027-01-01")), ..right.clone() }), ["dal"]);
    assert_eq!(reasons(&Decisione { dal: None, dopo: &[], da_destinare: &[], ..right }), ["dal", "classi"]);
}
