//! Each page that one may open has a line in the browser tests' `pagine.tsv`: whether axe looks at it, and at which widths. That it
//! does is judged at the end of those tests, by what they have looked at.

use std::collections::BTreeSet;

use municipio::OFFICES;

const TABLE: &str = include_str!("../../../../e2e/pagine.tsv");
const KINDS: [&str; 6] = ["both", "once", "owed", "leads", "part", "file"];

#[test]
fn every_page_is_told_to_the_browser_tests() {
    let routes = office::routes(OFFICES);
    let pages: BTreeSet<&str> = routes
        .listed()
        .iter()
        .filter(|route| route.method == "GET" && !route.path.starts_with("/api/"))
        .map(|route| route.path)
        .collect();
    let mut told = BTreeSet::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let (path, kind) = line.split_once('\t').unwrap_or_else(|| panic!("not a line of pagine.tsv: {line:?}"));
        assert!(KINDS.contains(&kind), "{path}: {kind} is none of {KINDS:?}");
        assert!(told.insert(path), "{path} stands twice");
    }
    let forgotten: Vec<_> = pages.difference(&told).collect();
    assert!(forgotten.is_empty(), "write in e2e/pagine.tsv who looks at these: {forgotten:?}");
    let gone: Vec<_> = told.difference(&pages).collect();
    assert!(gone.is_empty(), "these pages are there no more: {gone:?}");
}
