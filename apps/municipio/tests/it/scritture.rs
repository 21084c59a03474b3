//! Whatever a page writes a program may write too: each write of a page stands in `scritture.tsv` beside its call of the API, or
//! beside the reason why it has none.
//!
//! The lines: page, tab, call. Where there is no call: page, tab, `-` (none is wanted) or `owed` (one is wanted and is not there
//! yet), tab, why or what.

use std::collections::{BTreeMap, BTreeSet};

use municipio::OFFICES;

const LINES: &str = include_str!("scritture.tsv");

/// What a line says of a page's write.
enum Twin {
    Call(&'static str),
    Nothing(&'static str),
}

fn lines() -> Vec<(&'static str, Twin)> {
    let line = |line: &'static str| {
        let mut parts = line.split('\t');
        let page = parts.next().unwrap_or_default();
        let twin = match (parts.next(), parts.next(), parts.next()) {
            (Some(call), None, None) if call.starts_with("/api/") => Twin::Call(call),
            (Some("-" | "owed"), Some(why), None) => Twin::Nothing(why),
            _ => panic!("not a line of scritture.tsv: {line:?}"),
        };
        (page, twin)
    };
    LINES.lines().map(line).collect()
}

#[test]
fn every_write_of_a_page_has_its_call_or_a_reason() {
    let routes = office::routes(OFFICES);
    let writes = routes.listed().iter().filter(|route| route.method == "POST");
    let (calls, pages): (Vec<_>, Vec<_>) = writes.partition(|route| route.path.starts_with("/api/"));
    let calls: BTreeMap<&str, String> =
        calls.iter().map(|route: &&web::Listed| (route.path, route.access.to_string())).collect();
    let pages: BTreeMap<&str, String> = pages.iter().map(|route| (route.path, route.access.to_string())).collect();
    let lines = lines();
    let told: BTreeSet<&str> = lines.iter().map(|(page, _)| *page).collect();
    assert_eq!(told.len(), lines.len(), "a page stands once");
    let forgotten: Vec<&&str> = pages.keys().filter(|page| !told.contains(**page)).collect();
    assert_eq!(forgotten, Vec::<&&str>::new(), "what these write no program can: give them a call, or a reason");
    for (page, twin) in &lines {
        let Some(access) = pages.get(page) else { panic!("{page} writes nothing any more") };
        match twin {
            Twin::Call(call) => {
                let own = calls.get(call).unwrap_or_else(|| panic!("{page}: there is no call {call}"));
                // A page for whoever is signed in asks further; a call always names its permission.
                assert!(access == "signed in" || access == own, "{page} asks for {access} and {call} for {own}");
            }
            Twin::Nothing(why) => assert!(why.trim().len() > 5, "{page} needs a reason"),
        }
    }
}
