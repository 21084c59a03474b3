//! Styles and numbering of a DOCX.

use std::collections::HashMap;

use bounded_xml::Element;

use crate::Mark;

/// Styles stand on each other; nobody's do so deeper.
const STYLES_DEEP: usize = 12;
const LEVELS: usize = 9;

/// What a style says.
#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    name: String,
    /// From 0, as Word counts.
    outline: Option<u8>,
    list: Option<(Option<String>, Option<usize>)>,
    bold: Option<bool>,
    italic: Option<bool>,
}

/// A level of a list.
#[derive(Clone, Debug)]
struct Level {
    mark: Mark,
    start: u32,
    /// As `%1.%2`.
    label: String,
}

/// All that says how a paragraph looks and is counted.
#[derive(Debug, Default)]
pub(super) struct Looks {
    styles: HashMap<String, Style>,
    /// Lists, and what they count by.
    lists: HashMap<String, (String, HashMap<usize, u32>)>,
    levels: HashMap<String, HashMap<usize, Level>>,
    counts: HashMap<String, [u32; LEVELS]>,
    begun: std::collections::HashSet<(String, usize)>,
}

/// How a point is counted.
#[derive(Debug)]
pub(super) struct Counted {
    pub level: usize,
    pub mark: Mark,
    pub number: u32,
    /// As Word shows it.
    pub label: String,
}

/// Whether a property is on: `<w:b/>`, but not `<w:b w:val="0"/>`.
pub(super) fn on(properties: &Element, name: &str) -> Option<bool> {
    let found = properties.child(name)?;
    Some(!matches!(found.attribute("val"), Some("0" | "false" | "off" | "none")))
}

fn value<'e>(element: Option<&'e Element>, name: &str) -> Option<&'e str> {
    element?.child(name)?.attribute("val")
}

impl Looks {
    pub fn styles(&mut self, root: &Element) {
        for style in root.children_named("style") {
            let Some(id) = style.attribute("styleId") else { continue };
            let (paragraph, run) = (style.child("pPr"), style.child("rPr"));
            let list = paragraph.and_then(|properties| properties.child("numPr")).map(|list| {
                (value(Some(list), "numId").map(str::to_owned), value(Some(list), "ilvl").and_then(|n| n.parse().ok()))
            });
            let made = Style {
                based_on: value(Some(style), "basedOn").map(str::to_owned),
                name: value(Some(style), "name").unwrap_or_default().to_lowercase(),
                outline: value(paragraph, "outlineLvl").and_then(|level| level.parse().ok()),
                list,
                bold: run.and_then(|run| on(run, "b")),
                italic: run.and_then(|run| on(run, "i")),
            };
            self.styles.insert(id.to_owned(), made);
        }
    }

    pub fn numbering(&mut self, root: &Element) {
        for list in root.children_named("abstractNum") {
            let Some(id) = list.attribute("abstractNumId") else { continue };
            let level = |level: &Element| {
                let mark = match value(Some(level), "numFmt").unwrap_or("decimal") {
                    "bullet" | "none" => Mark::Dash,
                    "lowerLetter" | "upperLetter" => Mark::Letter,
                    "lowerRoman" | "upperRoman" => Mark::Roman,
                    _ => Mark::Number,
                };
                let start = value(Some(level), "start").and_then(|start| start.parse().ok()).unwrap_or(1);
                let label = value(Some(level), "lvlText").unwrap_or_default().chars().take(60).collect();
                Some((level.attribute("ilvl")?.parse().ok()?, Level { mark, start, label }))
            };
            self.levels.insert(id.to_owned(), list.children_named("lvl").filter_map(level).collect());
        }
        for list in root.children_named("num") {
            let (Some(id), Some(of)) = (list.attribute("numId"), value(Some(list), "abstractNumId")) else { continue };
            let starts = list.children_named("lvlOverride").filter_map(|level| {
                let start = value(Some(level), "startOverride")?.parse().ok()?;
                Some((level.attribute("ilvl")?.parse().ok()?, start))
            });
            self.lists.insert(id.to_owned(), (of.to_owned(), starts.collect()));
        }
    }

    /// A style and those on which it stands, from the nearest.
    fn chain(&self, id: Option<&str>) -> impl Iterator<Item = &Style> {
        let first = id.and_then(|id| self.styles.get(id));
        std::iter::successors(first, move |style| self.styles.get(style.based_on.as_deref()?)).take(STYLES_DEEP)
    }

    /// The level of a heading, from 1.
    pub fn heading(&self, style: Option<&str>, properties: Option<&Element>) -> Option<u8> {
        let own = value(properties, "outlineLvl").and_then(|level| level.parse::<u8>().ok());
        let styled = || {
            self.chain(style).find_map(|style| match style.name.as_str() {
                "title" | "titolo" => Some(0),
                "subtitle" | "sottotitolo" => Some(1),
                _ => style.outline,
            })
        };
        // 9 is the level of what is no heading.
        own.or_else(styled).filter(|level| *level < 9).map(|level| level + 1)
    }

    /// Whether a style is that of quotations.
    pub fn quotes(&self, style: Option<&str>) -> bool {
        self.chain(style).any(|style| style.name.contains("quote") || style.name.contains("citazione"))
    }

    /// Strong and emphasised, as styles say.
    pub fn look(&self, style: Option<&str>) -> (Option<bool>, Option<bool>) {
        let bold = self.chain(style).find_map(|style| style.bold);
        (bold, self.chain(style).find_map(|style| style.italic))
    }

    /// How the next paragraph of these properties is counted, if it is a point of a list.
    pub fn count(&mut self, style: Option<&str>, properties: Option<&Element>) -> Option<Counted> {
        let own = properties.and_then(|properties| properties.child("numPr"));
        let styled = |found: &dyn Fn(&Style) -> Option<String>| self.chain(style).find_map(found);
        let list = value(own, "numId").map(str::to_owned);
        let list = list.or_else(|| styled(&|style| style.list.as_ref()?.0.clone()))?;
        let level = value(own, "ilvl").map(str::to_owned);
        let level = level.or_else(|| styled(&|style| Some(style.list.as_ref()?.1?.to_string())));
        let level = level.and_then(|level| level.parse::<usize>().ok()).unwrap_or(0).min(LEVELS - 1);
        // List 0 takes a paragraph out of the list of its style.
        let (of, starts) = self.lists.get(&list)?;
        let levels = self.levels.get(of)?;
        let found = levels.get(&level)?.clone();
        let counts = self.counts.entry(of.clone()).or_insert([0; LEVELS]);
        let restart = starts.get(&level).filter(|_| self.begun.insert((list.clone(), level)));
        let count = counts.get_mut(level)?;
        *count = match (restart, *count) {
            (Some(start), _) => *start,
            (None, 0) => found.start,
            (None, last) => last.saturating_add(1),
        };
        let number = *count;
        counts.iter_mut().skip(level + 1).for_each(|deeper| *deeper = 0);
        let mut label = found.label;
        for (at, count) in counts.iter().enumerate().take(level + 1) {
            let mark = levels.get(&at).map_or(Mark::Number, |level| level.mark);
            let shown = mark.label(*count);
            label = label.replace(&format!("%{}", at + 1), shown.trim_end_matches(['.', ')']));
        }
        // A label made longer than any is made to harm.
        Some(Counted { level, mark: found.mark, number, label: label.chars().take(40).collect() })
    }
}
