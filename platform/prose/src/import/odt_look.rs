//! Styles and lists of an ODT.

use std::collections::HashMap;

use bounded_xml::Element;

use crate::{Mark, rough::Look};

/// Styles stand on each other; nobody's do so deeper.
const STYLES_DEEP: usize = 12;

#[derive(Debug, Default)]
struct Style {
    parent: Option<String>,
    name: String,
    bold: Option<bool>,
    italic: Option<bool>,
    struck: bool,
    hidden: bool,
    raised: bool,
}

/// Styles by their names. Those of words and of paragraphs share a map: LibreOffice gives them different names.
#[derive(Debug, Default)]
pub(super) struct Looks {
    styles: HashMap<String, Style>,
    lists: HashMap<String, HashMap<u8, (Mark, u32)>>,
}

/// What a style says of words.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Says {
    bold: Option<bool>,
    italic: Option<bool>,
    pub struck: bool,
    pub hidden: bool,
    pub raised: bool,
    pub quotes: bool,
}

impl Says {
    /// How words look under it.
    pub fn over(self, around: &Look) -> Look {
        Look { bold: self.bold.unwrap_or(around.bold), italic: self.italic.unwrap_or(around.italic), ..around.clone() }
    }
}

impl Looks {
    /// All styles of a part.
    pub fn read(&mut self, root: &Element) {
        for name in ["styles", "automatic-styles"] {
            for style in root.child(name).into_iter().flat_map(|styles| &styles.children) {
                let Some(own) = style.attribute("name") else { continue };
                match style.name.as_str() {
                    "style" => _ = self.styles.insert(own.to_owned(), read_style(style)),
                    "list-style" => _ = self.lists.insert(own.to_owned(), read_list(style)),
                    _ => {}
                }
            }
        }
    }

    pub fn says(&self, name: Option<&str>) -> Says {
        let first = name.and_then(|name| self.styles.get(name));
        let chain = std::iter::successors(first, |style| self.styles.get(style.parent.as_deref()?)).take(STYLES_DEEP);
        chain.fold(Says::default(), |says, style| Says {
            bold: says.bold.or(style.bold),
            italic: says.italic.or(style.italic),
            struck: says.struck || style.struck,
            hidden: says.hidden || style.hidden,
            raised: says.raised || style.raised,
            quotes: says.quotes || style.name.contains("quot") || style.name.contains("citazion"),
        })
    }

    /// How a level of a list is counted, and from which number.
    pub fn list(&self, name: Option<&str>, level: u8) -> (Mark, u32) {
        let found = name.and_then(|name| self.lists.get(name)).and_then(|levels| levels.get(&level));
        found.copied().unwrap_or((Mark::Dash, 1))
    }
}

fn read_style(style: &Element) -> Style {
    let text = style.child("text-properties");
    let value = |name| text.and_then(|text| text.attribute(name));
    Style {
        parent: style.attribute("parent-style-name").map(str::to_owned),
        name: style.attribute("name").unwrap_or_default().to_lowercase(),
        bold: value("font-weight").map(|weight| matches!(weight, "bold" | "600" | "700" | "800" | "900")),
        italic: value("font-style").map(|style| matches!(style, "italic" | "oblique")),
        struck: value("text-line-through-style").is_some_and(|style| style != "none"),
        hidden: value("display").is_some_and(|display| display == "none"),
        raised: value("text-position").is_some_and(|position| position.starts_with("super")),
    }
}

fn read_list(list: &Element) -> HashMap<u8, (Mark, u32)> {
    let level = |level: &Element| {
        let mark = match (level.name.as_str(), level.attribute("num-format")) {
            ("list-level-style-number", Some("a" | "A")) => Mark::Letter,
            ("list-level-style-number", Some("i" | "I")) => Mark::Roman,
            ("list-level-style-number", Some(_)) => Mark::Number,
            _ => Mark::Dash,
        };
        let start = level.attribute("start-value").and_then(|start| start.parse().ok()).unwrap_or(1);
        Some((level.attribute("level")?.parse().ok()?, (mark, start)))
    };
    list.children.iter().filter_map(level).collect()
}
