//! Every page of the shell with every sample, whole and as a fragment.

use std::collections::BTreeSet;

use ui::{EnteBadge, Frame, Page, PersonBadge, Templates};

use super::{PAGES, account::pages as account, api, guide, home, login, public_log, scrivania, search, second_factor};

fn frames() -> [Frame; 2] {
    let person = PersonBadge { name: "Anna Neri".into(), initials: "AN".into(), role: "Protocollo".into() };
    let ente = EnteBadge { name: "Comune di Montefiorito".into(), coat_of_arms_href: String::new() };
    let signed = Frame { title: "Titolo".into(), person: Some(person), csrf: "AAAA".into(), ente, ..Frame::default() };
    [signed, Frame::default()]
}

fn check<P: Page>(templates: &Templates, seen: &mut BTreeSet<&'static str>) {
    for page in &P::samples() {
        for frame in &frames() {
            let whole = templates.page(frame, page).unwrap_or_else(|error| panic!("{}: {error:?}", P::TEMPLATE));
            let part = templates.fragment(frame, page).unwrap_or_else(|error| panic!("{}: {error:?}", P::TEMPLATE));
            assert!(whole.contains("<html") && whole.contains("<h1"), "{} has a frame", P::TEMPLATE);
            assert!(!part.contains("<html") && !part.contains("<h1"), "{}: a fragment has no frame", P::TEMPLATE);
            assert!(whole.contains(part.trim()), "{}: the page holds its fragment", P::TEMPLATE);
            let open: Vec<&str> = part.split("method=\"post\"").skip(1).collect();
            let tokens =
                open.iter().filter(|form| form.split("</form>").next().is_some_and(|f| f.contains("name=\"csrf\"")));
            assert_eq!(tokens.count(), open.len(), "{}: each form carries the token", P::TEMPLATE);
        }
    }
    seen.insert(P::TEMPLATE);
}

#[test]
fn every_page_renders_with_every_sample_whole_and_as_a_fragment() {
    let templates = Templates::new(PAGES).expect("the templates compile");
    let mut seen = BTreeSet::new();
    check::<home::Ingresso>(&templates, &mut seen);
    check::<login::Accedi>(&templates, &mut seen);
    check::<second_factor::Codice>(&templates, &mut seen);
    check::<search::Found>(&templates, &mut seen);
    check::<api::Chiamate>(&templates, &mut seen);
    check::<guide::Guide>(&templates, &mut seen);
    check::<public_log::Registro>(&templates, &mut seen);
    check::<scrivania::Scrivania>(&templates, &mut seen);
    check::<account::Profilo>(&templates, &mut seen);
    check::<account::Password>(&templates, &mut seen);
    check::<account::Conferma>(&templates, &mut seen);
    check::<account::Sessioni>(&templates, &mut seen);
    check::<account::Codice>(&templates, &mut seen);
    check::<account::Recupero>(&templates, &mut seen);
    check::<account::PasskeyPage>(&templates, &mut seen);
    check::<account::PasskeyNuova>(&templates, &mut seen);
    check::<account::Chiavi>(&templates, &mut seen);
    check::<account::ChiaveNuova>(&templates, &mut seen);
    check::<account::ChiaveFatta>(&templates, &mut seen);
    for file in PAGES {
        assert!(seen.contains(file.name), "{} is rendered by no test", file.name);
    }
}
