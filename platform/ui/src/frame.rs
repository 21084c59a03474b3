//! What surrounds every page: the ente, the person, the menu, messages.

use serde::Serialize;

/// What surrounds a page. The web shell fills it for each request; offices set title, breadcrumb and help.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Frame {
    /// What the page is, as its first heading says it: "Protocollo 1234/2026 in arrivo".
    pub title: String,
    /// The way from the office's first page to this one; the last crumb is this page and has no link.
    pub breadcrumb: Vec<Crumb>,
    /// The comune whose town hall this is.
    pub ente: EnteBadge,
    /// Who is looking; nobody on public pages and before login.
    pub person: Option<PersonBadge>,
    /// The offices that the person may enter.
    pub menu: Vec<MenuItem>,
    /// How many things wait for the person on their desk.
    pub waiting: u64,
    /// The token that every form sends back against cross-site requests.
    pub csrf: String,
    /// Messages about what just happened.
    pub flash: Vec<Flash>,
    /// Where style sheets and scripts are.
    pub assets: Assets,
    /// Whether this is the demo comune, whose people and papers are invented.
    pub demo_notice: bool,
    /// The page of the manual about this page.
    pub help_href: Option<String>,
    /// Path of this page, without query.
    pub path: String,
    /// The instant of the request: microseconds since 1970 in UTC. "oggi" and "ieri" are reckoned from it.
    pub now: i64,
}

/// A step of the breadcrumb.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Crumb {
    /// What the user reads.
    pub label: String,
    /// Where it leads; none for the page itself.
    pub href: Option<String>,
}

/// The comune as the top bar shows it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct EnteBadge {
    /// "Comune di Montefiorito".
    pub name: String,
    /// URL of the coat of arms; when empty a neutral building is drawn.
    pub coat_of_arms_href: String,
}

/// The person as the top bar shows them.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PersonBadge {
    /// First name and surname.
    pub name: String,
    /// One or two letters for the account button.
    pub initials: String,
    /// What they are here: "Protocollo e archivio · istruttrice".
    pub role: String,
}

/// An office in the left rail.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MenuItem {
    /// Name of the office, one or two words.
    pub label: String,
    /// Its first page.
    pub href: String,
    /// Name of a Bootstrap Italia icon, such as `it-inbox`.
    pub icon: String,
    /// How many things wait there for the person; none or zero is not shown.
    pub count: Option<u64>,
    /// Whether this page belongs to it.
    pub current: bool,
    /// The name under which it stands folded with those beside it.
    pub fold: Option<String>,
    /// Whether that fold is open.
    pub unfolded: bool,
}

/// A message about what just happened, shown once.
#[derive(Debug, Clone, Serialize)]
pub struct Flash {
    /// How it ended.
    pub kind: FlashKind,
    /// A sentence: what happened, what it means, what to do.
    pub text: String,
}

/// How the thing that a [`Flash`] tells of ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FlashKind {
    /// It was done.
    Success,
    /// Something to know.
    Info,
    /// It was done, but something needs attention.
    Warning,
    /// It was not done.
    Danger,
}

/// Where style sheets and scripts are.
#[derive(Debug, Clone, Serialize)]
pub struct Assets {
    /// Prefix of every asset's URL, with the hash of their content and no slash at the end.
    pub base: String,
}

impl Default for Assets {
    fn default() -> Self {
        Self { base: crate::static_prefix() }
    }
}
