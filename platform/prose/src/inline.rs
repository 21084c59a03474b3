//! Lines of words: what stands within a block.

use std::fmt;

use kernel::Id;
use serde::{Deserialize, Serialize};

/// What the id of an act of ours points at.
#[derive(Clone, Copy, Debug)]
pub struct Act;

/// Words in a row. Two neighbours of the same look are one, and none is empty: one line has one form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Vec<Inline>")]
pub struct Line(Vec<Inline>);

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// Words of one look.
    Run(Run),
    /// A place where a datum of the ente goes.
    Place(Place),
}

/// Words of one look. A line break is `\n`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// The words.
    pub text: String,
    /// Strong.
    #[serde(default, skip_serializing_if = "is_false")]
    pub bold: bool,
    /// Emphasised.
    #[serde(default, skip_serializing_if = "is_false")]
    pub italic: bool,
    /// Where they lead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Target>,
}

fn is_false(value: &bool) -> bool {
    !*value
}

/// A place where a datum goes, as long as it is not known: the name of the mayor, a chapter, a CUP.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Name of the datum: lower-case words joined by points (`ente.nome`).
    pub key: String,
    /// What goes there, for whoever reads the draft.
    pub label: String,
}

/// Where words lead.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A law.
    Law(Urn),
    /// An act of ours.
    Act(Id<Act>),
    /// A page of the web.
    Web(Address),
}

/// The name of a law by the standard URN:NIR (circolare AIPA/CR/35 of 2001), as
/// `urn:nir:stato:legge:1990-08-07;241~art3`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Urn(String);

/// An address of the web, `http` or `https`, without a password in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(String);

/// What was given leads nowhere. `Display` is for the person who wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotALink {
    /// No name of a law.
    #[error("«{0}» non è il nome di una norma: serve una URN:NIR, per esempio urn:nir:stato:legge:1990-08-07;241~art3")]
    Urn(String),
    /// No address of a page.
    #[error("«{0}» non è l'indirizzo di una pagina: deve cominciare con https:// o http:// e non contenere password")]
    Address(String),
}

const URN_BYTES: usize = 300;
const ADDRESS_BYTES: usize = 2_000;

impl Urn {
    /// The name, if it is one.
    ///
    /// # Errors
    /// [`NotALink::Urn`].
    pub fn new(text: &str) -> Result<Self, NotALink> {
        let parts: Vec<&str> = text.split(':').collect();
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b":;.~@!,-+_$".contains(&byte);
        let good = text.len() <= URN_BYTES
            && text.bytes().all(plain)
            && parts.len() >= 5
            && parts.starts_with(&["urn", "nir"])
            && parts.iter().all(|part| !part.is_empty());
        if good { Ok(Self(text.to_owned())) } else { Err(NotALink::Urn(short(text))) }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the State shows the law.
    #[must_use]
    pub fn href(&self) -> String {
        format!("https://www.normattiva.it/uri-res/N2Ls?{}", self.0)
    }
}

impl Address {
    /// The address, in the form that all programs understand.
    ///
    /// # Errors
    /// [`NotALink::Address`].
    pub fn new(text: &str) -> Result<Self, NotALink> {
        let no = || NotALink::Address(short(text));
        if text.len() > ADDRESS_BYTES {
            return Err(no());
        }
        let url = url::Url::parse(text).map_err(|_| no())?;
        let web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty());
        let open = url.username().is_empty() && url.password().is_none();
        let told = String::from(url);
        if web && open && told.len() <= ADDRESS_BYTES { Ok(Self(told)) } else { Err(no()) }
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Target {
    /// The address, where there is one for whoever reads: `act` says where an act of ours is shown to them.
    pub(crate) fn href(&self, act: &dyn Fn(Id<Act>) -> Option<String>) -> Option<String> {
        match self {
            Self::Law(urn) => Some(urn.href()),
            Self::Act(id) => act(*id),
            Self::Web(address) => Some(address.as_str().to_owned()),
        }
    }
}

impl TryFrom<String> for Urn {
    type Error = NotALink;
    fn try_from(text: String) -> Result<Self, NotALink> {
        Self::new(&text)
    }
}

impl TryFrom<String> for Address {
    type Error = NotALink;
    fn try_from(text: String) -> Result<Self, NotALink> {
        Self::new(&text)
    }
}

impl From<Urn> for String {
    fn from(urn: Urn) -> Self {
        urn.0
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.0
    }
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

impl Run {
    /// Whether it looks as another and leads where it does.
    fn looks_as(&self, other: &Self) -> bool {
        (self.bold, self.italic, &self.link) == (other.bold, other.italic, &other.link)
    }
}

impl Line {
    /// A line of these pieces.
    #[must_use]
    pub fn new(pieces: Vec<Inline>) -> Self {
        let mut line: Vec<Inline> = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match (line.last_mut(), piece) {
                (_, Inline::Run(run)) if run.text.is_empty() => {}
                (Some(Inline::Run(last)), Inline::Run(run)) if last.looks_as(&run) => last.text.push_str(&run.text),
                (_, piece) => line.push(piece),
            }
        }
        Self(line)
    }

    /// A line of plain words.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self::new(vec![Inline::Run(Run { text: text.to_owned(), ..Run::default() })])
    }

    /// Its pieces.
    #[must_use]
    pub fn pieces(&self) -> &[Inline] {
        &self.0
    }

    /// Whether nothing stands there but blanks.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.0.iter().all(|piece| matches!(piece, Inline::Run(run) if run.text.trim().is_empty()))
    }

    /// Bytes of its words.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let bytes = |piece: &Inline| match piece {
            Inline::Run(run) => run.text.len(),
            Inline::Place(place) => place.label.len(),
        };
        self.0.iter().map(bytes).sum()
    }
}

/// The words; a place as its label in square brackets.
impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Inline::Run(run) => f.write_str(&run.text),
            Inline::Place(place) => write!(f, "[{}]", place.label),
        })
    }
}

impl From<Vec<Inline>> for Line {
    fn from(pieces: Vec<Inline>) -> Self {
        Self::new(pieces)
    }
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self::plain(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_has_one_form() {
        let run = |text: &str, bold| Inline::Run(Run { text: text.into(), bold, ..Run::default() });
        let line = Line::new(vec![run("uno", false), run("", true), run(" due", false), run(" tre", true)]);
        assert_eq!(line.pieces(), [run("uno due", false), run(" tre", true)]);
        assert_eq!(Line::new(line.pieces().to_vec()), line);
    }

    #[test]
    fn laws_have_names_and_pages_have_addresses_and_nothing_else_is_a_link() {
        for good in
            ["urn:nir:stato:legge:1990-08-07;241", "urn:nir:stato:decreto.legislativo:2000-08-18;267~art107-com3"]
        {
            assert_eq!(Urn::new(good).map(String::from).as_deref(), Ok(good));
        }
        for bad in
            ["", "urn:nir:stato:legge", "urn:nir::legge:1990", "urn:lex:a:b:c", "urn:nir:a:b:<c>", "URN:NIR:a:b:c"]
        {
            assert!(Urn::new(bad).is_err(), "{bad}");
        }
        assert_eq!(Address::new("HTTPS://Example.it/a b").unwrap().as_str(), "https://example.it/a%20b");
        for bad in [
            "",
            "example.it",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "mailto:a@b.it",
            "https://",
            "https://u:p@example.it/",
            "//example.it/",
        ] {
            assert!(Address::new(bad).is_err(), "{bad}");
        }
    }
}
