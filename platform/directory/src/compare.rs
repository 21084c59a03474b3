//! What two subjects have in common, and whether it says that they may be one. Pure.

use crate::{Kind, codes, fold, subject, words::whole};

/// What two subjects share, for whoever compares them.
pub fn in_common(a: &subject::Model, b: &subject::Model) -> Vec<&'static str> {
    shared(a, b).unwrap_or_default()
}

/// All that two subjects share; nothing, where they only have a name in common and something says that they are two.
pub(crate) fn shared(a: &subject::Model, b: &subject::Model) -> Option<Vec<&'static str>> {
    let same = |x: &Option<String>, y: &Option<String>| x.is_some() && x == y;
    let mut why = Vec::new();
    let omocodia = omocodes(a, b);
    if same(&a.tax_code, &b.tax_code) {
        why.push("lo stesso codice fiscale");
    } else if omocodia {
        why.push("codici fiscali che differiscono solo per le lettere dell'omocodia");
    }
    if same(&a.vat_number, &b.vat_number) {
        why.push("la stessa partita IVA");
    }
    if same(&a.tax_code, &b.vat_number) || same(&a.vat_number, &b.tax_code) {
        why.push("il codice fiscale dell'una che è la partita IVA dell'altra");
    }
    if same(&a.pec, &b.pec) {
        why.push("la stessa PEC");
    }
    let strong = !why.is_empty();
    if names_equal(a, b) {
        why.push("lo stesso nome");
    }
    if same(&folded(&a.address), &folded(&b.address)) {
        why.push("lo stesso indirizzo");
    }
    if same(&a.email, &b.email) {
        why.push("la stessa email");
    }
    if same(&a.ipa, &b.ipa) {
        why.push("lo stesso codice IPA");
    }
    let two = (differ(&a.tax_code, &b.tax_code) && !omocodia) || differ(&a.vat_number, &b.vat_number);
    let name = names_equal(a, b) && !two && close(a, b);
    (strong || name).then_some(why)
}

/// Whether the same name says something: of a body always; of a person only with the same address, or where one of the two
/// records holds nothing but the name.
fn close(a: &subject::Model, b: &subject::Model) -> bool {
    let bare = |row: &subject::Model| {
        row.tax_code.is_none() && row.vat_number.is_none() && row.pec.is_none() && row.address.is_none()
    };
    let same = |x: &Option<String>, y: &Option<String>| x.is_some() && x == y;
    let place = same(&folded(&a.address), &folded(&b.address)) || same(&a.email, &b.email);
    let people = a.kind == Kind::Persona && b.kind == Kind::Persona;
    !people || place || bare(a) || bare(b)
}

pub(crate) fn names_equal(a: &subject::Model, b: &subject::Model) -> bool {
    whole(&a.name_folded) == whole(&b.name_folded)
}

fn folded(text: &Option<String>) -> Option<String> {
    text.as_deref().map(fold).filter(|text| !text.is_empty())
}

fn differ(a: &Option<String>, b: &Option<String>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}

fn omocodes(a: &subject::Model, b: &subject::Model) -> bool {
    let base = |row: &subject::Model| row.tax_code.as_deref().and_then(codes::without_omocodia);
    a.tax_code != b.tax_code && base(a).is_some() && base(a) == base(b)
}

#[cfg(test)]
mod tests {
    use kernel::{Instant, Uuid};

    use super::*;

    fn row(n: u128, kind: Kind, name: &str) -> subject::Model {
        subject::Model {
            id: Uuid::from_u128(n).into(),
            kind,
            name: name.into(),
            name_folded: fold(name),
            tax_code: None,
            vat_number: None,
            pec: None,
            email: None,
            address: None,
            ipa: None,
            merged_into: None,
            created_at: Instant::default(),
            code_note: None,
        }
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn two_people_of_the_same_name_are_proposed_only_where_something_more_is_shared() {
        let coded = |n, code: &str| subject::Model { tax_code: some(code), ..row(n, Kind::Persona, "Rossi Mario") };
        let (a, b) = (coded(1, "CCCFBA85D03L219P"), coded(2, "RSSMRA80A01H501U"));
        assert_eq!(shared(&a, &b), None, "two codes say two people");
        let bare = row(3, Kind::Persona, "Mario Rossi");
        assert_eq!(shared(&a, &bare), Some(vec!["lo stesso nome"]));
        let at = |n, pec: &str, place: &str| subject::Model {
            pec: some(pec),
            address: some(place),
            ..row(n, Kind::Persona, "Rossi Mario")
        };
        assert_eq!(shared(&at(4, "a@pec.it", "Via Roma, 1"), &at(5, "b@pec.it", "Via Po 2")), None);
        let same = shared(&at(4, "a@pec.it", "Via Roma, 1"), &at(5, "b@pec.it", "VIA ROMA 1"));
        assert_eq!(same, Some(vec!["lo stesso nome", "lo stesso indirizzo"]));
    }

    #[test]
    fn a_company_with_one_number_in_either_place_is_one() {
        let a = subject::Model { tax_code: some("11111111115"), ..row(1, Kind::Impresa, "Edilnova S.r.l.") };
        let b = subject::Model { vat_number: some("11111111115"), ..row(2, Kind::Impresa, "Edilnova") };
        assert_eq!(shared(&a, &b), Some(vec!["il codice fiscale dell'una che è la partita IVA dell'altra"]));
    }

    #[test]
    fn omocodia_is_told_and_does_not_make_them_two() {
        let code = |n, code: &str| subject::Model { tax_code: some(code), ..row(n, Kind::Persona, "Caccamo Fabio") };
        let why = shared(&code(1, "CCCFBA85D03L219P"), &code(2, "CCCFBAURDLPLNMVU")).unwrap();
        assert!(why[0].contains("omocodia"), "{why:?}");
    }
}
