//! What the law says of codes, by example.

use chrono::NaiveDate;
use codice_fiscale::{CodiceFiscale, Error, PartitaIva, Sex};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("date")
}

fn parse(text: &str) -> CodiceFiscale {
    CodiceFiscale::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn the_century_depends_on_the_day_given() {
    let born = day(1925, 3, 10);
    let code = CodiceFiscale::compute("Rossi", "Anna", born, Sex::F, "H501").expect("code");
    assert_eq!(code.birth_date(day(2025, 3, 9)), Some(born), "the day before it can be a newborn");
    assert_eq!(code.birth_date(day(2025, 3, 10)), Some(day(2025, 3, 10)));
    assert!(code.may_be_born_on(born) && code.may_be_born_on(day(2025, 3, 10)));
    assert!(!code.may_be_born_on(day(1926, 3, 10)) && !code.may_be_born_on(day(1925, 3, 11)));
}

#[test]
fn the_last_day_of_february_needs_a_leap_year() {
    let code = CodiceFiscale::compute("Rossi", "Ugo", day(2000, 2, 29), Sex::M, "H501").expect("code");
    assert_eq!(code.birth_date(day(2026, 1, 1)), Some(day(2000, 2, 29)));
    assert_eq!(code.birth_date(day(1999, 1, 1)), None, "1900 had no 29 February, 1800 neither");
}

#[test]
fn omocodia_keeps_the_person() {
    let base = parse("CCCFBA85D03L219P");
    let replaced = parse("CCCFBAURDLPLNMVU");
    assert!(!base.is_omocode() && replaced.is_omocode());
    assert_eq!(replaced.without_omocodia(), base);
    assert!(replaced.agrees_with("Caccamo", "Fabio", day(1985, 4, 3), Sex::M, "L219"));
    assert!(!replaced.agrees_with("Caccamo", "Fabio", day(1985, 4, 3), Sex::F, "L219"));
}

#[test]
fn each_mistake_has_its_sentence() {
    let error = |text: &str| CodiceFiscale::parse(text).expect_err(text);
    assert_eq!(error("CCCFBA85D03L219"), Error::Length { found: 15 });
    assert_eq!(error(""), Error::Length { found: 0 });
    assert!(matches!(error("CCCFBA85D03L219Q"), Error::CheckCharacter { expected: 'P', found: 'Q' }));
    assert!(matches!(error("CCCFB185D03L219P"), Error::Character { position: 6, found: '1', .. }));
    assert!(matches!(error("CCCFBA85F03L219P"), Error::Character { position: 9, .. }));
    assert!(matches!(error("CCCFBA8AD03L219P"), Error::Character { position: 8, found: 'A', .. }));
    assert_eq!(error("CCCFBA85D32L219P"), Error::BirthDate);
    assert_eq!(error("CCCFBA85B30L219P"), Error::BirthDate);
    assert_eq!(error("CCCFBA85D00L219P"), Error::BirthDate);
    assert_eq!(error("00000000000"), Error::Zeros);
    assert!(matches!(error("ÀCCFBA85D03L219P"), Error::Character { position: 1, found: 'À', .. }));
}

#[test]
fn every_single_mistyped_character_is_caught() {
    let code = "CCCFBA85D03L219P";
    for place in 0..16 {
        for other in ('A'..='Z').chain('0'..='9') {
            let typed: String = code.chars().enumerate().map(|(i, c)| if i == place { other } else { c }).collect();
            assert!(typed == code || CodiceFiscale::parse(&typed).is_err(), "{typed}");
        }
    }
}

#[test]
fn codes_of_bodies_and_vat_numbers() {
    // Agenzia delle Entrate and Roma Capitale: published on their sites.
    let agenzia = parse("06363391001");
    assert!(agenzia.is_numeric() && agenzia.sex().is_none() && agenzia.place().is_none());
    assert_eq!(parse("02438750586").birth_date(day(2026, 1, 1)), None);
    let vat = PartitaIva::parse("IT 0636339 100 1").expect("vat");
    assert_eq!((vat.as_str(), vat.office()), ("06363391001", "100"));
    assert!(matches!(PartitaIva::parse("06363391002"), Err(Error::CheckCharacter { expected: '1', found: '2' })));
    assert!(matches!(PartitaIva::parse("0636339100"), Err(Error::PartitaIvaLength { found: 10 })));
    assert!(matches!(PartitaIva::parse("0636339100X"), Err(Error::Character { position: 11, .. })));
}

#[test]
fn small_letters_and_blanks_are_allowed() {
    assert_eq!(parse(" cccfba 85d03 l219p ").to_string(), "CCCFBA85D03L219P");
}
