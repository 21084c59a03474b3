//! Typed arguments of the macros in `ui/components.html`.

use serde::Serialize;

/// The tone of a badge, a notice, a mark: each has its own shape beside its colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Nothing to say about it.
    #[default]
    Neutral,
    /// Something to know; work under way.
    Info,
    /// Done, valid, accepted.
    Success,
    /// Needs attention, about to expire.
    Warning,
    /// Failed, refused, annulled, late.
    Danger,
}

/// An option of a select, a set of radio buttons or a combobox.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the user reads.
    pub label: String,
    /// A second line, where the component has room for it.
    pub hint: Option<String>,
}

/// What is wrong with one field; the list of them makes the summary on top of the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's `name`; the summary links to it.
    pub field: String,
    /// What is missing or wrong and what to write: "Manca l'oggetto. Scrivi in una riga di che cosa tratta."
    pub message: String,
}

/// A column of a list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Column {
    /// What the head of the column says; also shown beside each value on a phone.
    pub label: String,
    /// Whether it holds numbers, set to the right.
    pub number: bool,
    /// Where a click on the head leads to sort by it; none if one cannot.
    pub sort_href: Option<String>,
    /// Whether and how the list is sorted by it now.
    pub sorted: Option<Sorted>,
}

/// The heads of a list that is not sorted by them.
#[must_use]
pub fn columns(labels: &[&str]) -> Vec<Column> {
    labels.iter().map(|label| Column { label: (*label).to_owned(), ..Column::default() }).collect()
}

/// Direction of a sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sorted {
    /// From the smallest, the first, the oldest.
    Ascending,
    /// From the largest, the last, the newest.
    Descending,
}

/// The way to the rows before and after (key-set paging: there are no page numbers to jump to).
#[derive(Debug, Clone, Default, Serialize)]
pub struct Pager {
    /// Link to the rows before these.
    pub previous: Option<String>,
    /// Link to the rows after these.
    pub next: Option<String>,
    /// How many rows are shown here.
    pub shown: u64,
    /// How many there are in all, when counting them is cheap.
    pub total: Option<u64>,
}

/// A tab: a saved filter of a list, or a part of a thing.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Tab {
    /// Two or three words.
    pub label: String,
    /// The page it opens.
    pub href: String,
    /// How many rows wait behind it.
    pub count: Option<u64>,
    /// Whether it is the one that is open.
    pub current: bool,
}

/// One thing that happened to the subject of the page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TimelineEntry {
    /// When: microseconds since 1970 in UTC.
    pub at: i64,
    /// Who did it; none when the program did it by itself.
    pub who: Option<String>,
    /// What, as the rest of the sentence: "ha assegnato il documento a Lavori pubblici".
    pub what: String,
    /// The reason or the words that came with it.
    pub note: Option<String>,
    /// The page of what came of it.
    pub href: Option<String>,
    /// Tone of its mark.
    pub kind: Kind,
}

/// A line of a key and value summary.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Row {
    /// The key: "Mittente".
    pub label: String,
    /// The value as text.
    pub value: String,
    /// The page about the value.
    pub href: Option<String>,
    /// Whether it is a code that one compares letter by letter (set in a fixed-width face).
    pub code: bool,
}

/// A file beside a record.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Attachment {
    /// Name as it arrived.
    pub name: String,
    /// Where it opens.
    pub href: String,
    /// Where it downloads from.
    pub download_href: String,
    /// Size in bytes.
    pub bytes: u64,
    /// What it is, in words: "PDF", "Fattura elettronica", "Messaggio PEC".
    pub format: String,
    /// Icon of Bootstrap Italia: `it-file-pdf`, `it-mail` …
    pub icon: String,
    /// Another form of it: "Copia con timbro".
    pub other: Option<Link>,
    /// One more thing that is made of it: "Copia conforme".
    pub further: Option<Link>,
    /// What the person should know: "Firmato da Anna Neri, firma valida".
    pub note: Option<String>,
    /// Tone of the note.
    pub kind: Kind,
    /// A sentence too long for a badge: why its words cannot be sought.
    pub told: Option<String>,
}

/// A link by itself.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Link {
    /// Its words.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

/// A reason why something cannot be done yet, and the way out.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Blocked {
    /// The whole reason as a sentence, with the article of law if one asks it.
    pub reason: String,
    /// What to do about it: the label of a link.
    pub way_out: Option<String>,
    /// Where that leads.
    pub href: Option<String>,
}

/// A number on a dashboard that opens the list behind it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Stat {
    /// What is counted.
    pub label: String,
    /// The number, already written as one reads it.
    pub value: String,
    /// The list behind it.
    pub href: String,
    /// Against what to hold it: "12 in più di ieri".
    pub note: Option<String>,
    /// Tone.
    pub kind: Kind,
}

/// Something that waits on the desk.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Waiting {
    /// What to do, with a verb: "Accetta l'assegnazione".
    pub action: String,
    /// On what: "Protocollo 1234/2026 · Richiesta di accesso agli atti".
    pub subject: String,
    /// Where it is done.
    pub href: String,
    /// Why it is mine: "Assegnato a te da Carla Bianchi".
    pub why: String,
    /// Since when: microseconds since 1970 in UTC.
    pub since: i64,
    /// By when (civil date, `2026-11-30`), if it must.
    pub due: Option<String>,
    /// How urgent it is, in words: "Scade domani".
    pub urgency: Option<String>,
    /// Tone of the urgency.
    pub kind: Kind,
}

/// A step of work that goes through several, and whether it is behind us.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Step {
    /// Name of the step.
    pub label: String,
    /// Whether it is done.
    pub done: bool,
    /// Whether it is where things stand.
    pub current: bool,
}

/// A suggestion of a combobox, or a result of the global search.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SearchHit {
    /// What the form sends when it is chosen; in the global search, the link that opens it.
    pub value: String,
    /// First line, and what is put into the field.
    pub label: String,
    /// Second line: what tells it from others with the same name.
    pub hint: Option<String>,
    /// What sort of thing it is: "Persona", "Protocollo".
    pub group: Option<String>,
}
