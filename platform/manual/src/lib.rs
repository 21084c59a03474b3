//! The manual, written in `docs/` and built into the program: its pages as HTML, its pictures, and which page is about which address.
//!
//! A page is read where it is needed, also without a network: the program serves what was written when it was made. Of Markdown
//! there is what the manual uses; of HTML only `<kbd>` passes, all else is text. No style, no script.
//!
//! *Absent on purpose:* which address belongs to which page: each office says that of its own ([`best`] only chooses).

mod render;

use std::{collections::BTreeMap, sync::LazyLock};

include!(concat!(env!("OUT_DIR"), "/docs.rs"));

/// Where the manual is.
pub const BASE: &str = "/guida";

/// A page of the manual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its first heading.
    pub title: String,
    /// All but the first heading, as HTML.
    pub html: String,
    /// The headings below: each with the name by which an address leads to it.
    pub sections: Vec<Section>,
}

/// A heading within a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What follows the `#` of an address.
    pub anchor: String,
    /// As one reads it.
    pub title: String,
}

static RENDERED: LazyLock<BTreeMap<&'static str, Page>> =
    LazyLock::new(|| PAGES.iter().map(|(name, text)| (*name, render::page(text))).collect());
static CONTENTS: LazyLock<Page> = LazyLock::new(|| render::page(INDEX));

/// The first page: what there is.
pub fn contents() -> &'static Page {
    &CONTENTS
}

/// The page of this name.
pub fn page(name: &str) -> Option<&'static Page> {
    RENDERED.get(name)
}

/// The names of all pages, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    RENDERED.keys().copied()
}

/// The picture of this name, a PNG.
pub fn picture(name: &str) -> Option<&'static [u8]> {
    let place = PICTURES.binary_search_by_key(&name, |(known, _)| known).ok()?;
    PICTURES.get(place).map(|(_, bytes)| *bytes)
}

/// Of pairs of a pattern and a page, the page whose pattern says most of this path. A pattern is the beginning of a path, in which
/// `*` stands for any one piece: `/protocollo/*/*/firme`. The more pieces it names the more it says, and of two that name as many the
/// longer.
pub fn best<'a>(pairs: impl IntoIterator<Item = &'a (&'a str, &'a str)>, path: &str) -> Option<&'a str> {
    let pieces: Vec<&str> = path.split('/').filter(|piece| !piece.is_empty()).collect();
    let said = |pattern: &str| {
        let wanted: Vec<&str> = pattern.split('/').filter(|piece| !piece.is_empty()).collect();
        let fits =
            wanted.len() <= pieces.len() && wanted.iter().zip(&pieces).all(|(want, is)| *want == "*" || want == is);
        fits.then(|| (wanted.iter().filter(|want| **want != "*").count(), wanted.len()))
    };
    let found = pairs.into_iter().filter_map(|(pattern, page)| Some((said(pattern)?, *page)));
    found.max_by_key(|(said, _)| *said).map(|(_, page)| page)
}

/// Whether a page, and the heading after its `#` if there is one, is in the manual.
pub fn has(target: &str) -> bool {
    let (name, anchor) = target.split_once('#').map_or((target, None), |(name, anchor)| (name, Some(anchor)));
    page(name)
        .is_some_and(|page| anchor.is_none_or(|anchor| page.sections.iter().any(|section| section.anchor == anchor)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_that_says_most_of_an_address_tells_its_page() {
        const PAGES: &[(&str, &str)] = &[
            ("/protocollo", "elenco"),
            ("/protocollo/*/*", "scheda"),
            ("/protocollo/*/*/documenti/*/firme", "firme"),
            ("/protocollo/fascicoli", "fascicoli"),
            ("/protocollo/posta", "posta"),
            ("/protocollo/posta/*", "messaggio"),
        ];
        for (path, page) in [
            ("/protocollo", Some("elenco")),
            ("/protocollo/", Some("elenco")),
            ("/protocollo/2026/12", Some("scheda")),
            ("/protocollo/2026/12/assegna", Some("scheda")),
            ("/protocollo/2026/12/documenti/x/firme", Some("firme")),
            ("/protocollo/fascicoli/2026-VI.3-1/condividi", Some("fascicoli")),
            ("/protocollo/posta", Some("posta")),
            ("/protocollo/posta/x", Some("messaggio")),
            ("/protocolloni", None),
            ("/", None),
        ] {
            assert_eq!(best(PAGES, path), page, "{path}");
        }
    }

    /// Every address in the manual that leads into it: pages, headings, pictures.
    #[test]
    fn no_page_leads_to_what_is_not_there() {
        for page in std::iter::once(contents()).chain(names().filter_map(super::page)) {
            assert!(!page.title.is_empty() && !page.html.contains("<script"), "{}", page.title);
            for target in page.html.split("=\"/guida/").skip(1).filter_map(|rest| rest.split('"').next()) {
                match target.strip_prefix("immagini/") {
                    Some(name) => assert!(picture(name.trim_end_matches(".png")).is_some(), "{}: {target}", page.title),
                    None => assert!(has(target), "{}: {target}", page.title),
                }
            }
            assert!(!page.html.contains(".md"), "{}: an address of the source", page.title);
        }
    }

    #[test]
    fn no_picture_lies_there_unseen() {
        let all: String = names().filter_map(super::page).map(|page| page.html.as_str()).collect();
        for (name, bytes) in PICTURES {
            assert!(all.contains(&format!("/guida/immagini/{name}.png")), "{name}");
            assert!(bytes.starts_with(b"\x89PNG"), "{name}");
        }
    }

    #[test]
    fn the_contents_lead_to_every_page() {
        for name in names() {
            assert!(contents().html.contains(&format!("\"/guida/{name}\"")), "{name}");
        }
    }
}
