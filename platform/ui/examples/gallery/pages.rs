//! The pages of the gallery: one struct per template, as an office would write them.

use serde::Serialize;
use ui::{
    Attachment, Blocked, Chart, Choice, Column, FieldError, Kind, Page, Pager, Row, Stat, Step, Tab, TemplateFile,
    TimelineEntry, Waiting,
};

use crate::samples;

/// The gallery's templates.
pub const TEMPLATES: &[TemplateFile] = &[
    TemplateFile { name: "gallery/list.html", source: include_str!("templates/list.html") },
    TemplateFile { name: "gallery/thing.html", source: include_str!("templates/thing.html") },
    TemplateFile { name: "gallery/form.html", source: include_str!("templates/form.html") },
    TemplateFile { name: "gallery/desk.html", source: include_str!("templates/desk.html") },
    TemplateFile { name: "gallery/dashboard.html", source: include_str!("templates/dashboard.html") },
    TemplateFile { name: "gallery/confirm.html", source: include_str!("templates/confirm.html") },
    TemplateFile { name: "gallery/login.html", source: include_str!("templates/login.html") },
    TemplateFile { name: "gallery/pieces.html", source: include_str!("templates/pieces.html") },
];

/// A line of the list.
#[derive(Serialize)]
pub struct ListRow {
    pub id: String,
    pub href: String,
    pub number: String,
    pub at: i64,
    pub way: &'static str,
    pub subject: String,
    pub who: String,
    pub office: String,
    pub state: &'static str,
    pub kind: Kind,
    pub files: u64,
}

/// The register as a list.
#[derive(Serialize)]
pub struct List {
    pub tabs: Vec<Tab>,
    pub columns: Vec<Column>,
    pub rows: Vec<ListRow>,
    pub pager: Pager,
    pub offices: Vec<Choice>,
    pub query: String,
    pub active: u64,
}

/// One registration.
#[derive(Serialize)]
pub struct Thing {
    pub state: &'static str,
    pub kind: Kind,
    pub rows: Vec<Row>,
    pub subject: String,
    pub steps: Vec<Step>,
    pub files: Vec<Attachment>,
    pub blocked: Vec<Blocked>,
    pub timeline: Vec<TimelineEntry>,
}

/// The form that registers.
#[derive(Serialize)]
pub struct Form {
    pub errors: Vec<FieldError>,
    pub subject: String,
    pub sender: String,
    pub proposed_by: Option<String>,
    pub offices: Vec<Choice>,
    pub ways: Vec<Choice>,
    pub date: Option<String>,
}

/// What waits for me.
#[derive(Serialize)]
pub struct Desk {
    pub waiting: Vec<Waiting>,
    pub stats: Vec<Stat>,
}

/// Figures with charts.
#[derive(Serialize)]
pub struct Dashboard {
    pub stats: Vec<Stat>,
    pub months: Chart,
    pub days: Chart,
}

/// What cannot be undone.
#[derive(Serialize)]
pub struct Confirm {
    pub consequence: String,
}

/// The door.
#[derive(Serialize)]
pub struct Login {
    pub errors: Vec<FieldError>,
}

/// Every other component, one after the other.
#[derive(Serialize)]
pub struct Pieces {
    pub kinds: Vec<Kind>,
    pub choices: Vec<Choice>,
    pub tabs: Vec<Tab>,
    pub columns: Vec<Column>,
    pub changes: Vec<Row>,
    pub now: i64,
}

macro_rules! page {
    ($page:ident, $template:literal, $samples:path) => {
        impl Page for $page {
            const TEMPLATE: &'static str = $template;
            fn samples() -> Vec<Self> {
                $samples()
            }
        }
    };
}

page!(List, "gallery/list.html", samples::lists);
page!(Thing, "gallery/thing.html", samples::things);
page!(Form, "gallery/form.html", samples::forms);
page!(Desk, "gallery/desk.html", samples::desks);
page!(Dashboard, "gallery/dashboard.html", samples::dashboards);
page!(Confirm, "gallery/confirm.html", samples::confirms);
page!(Login, "gallery/login.html", samples::logins);
page!(Pieces, "gallery/pieces.html", samples::pieces);
