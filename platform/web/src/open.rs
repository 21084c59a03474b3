//! What is read by programs that identify nobody: tables with what their fields mean, and feeds.

use axum::{
    http::{HeaderValue, header},
    response::Response,
};
use kernel::Instant;
use serde_json::{Map, Value, json};

use crate::{csv::cell, ctx::Ctx};

/// A field of a table of open data: its name, its type in JSON Schema, what it means. A type followed by `?` may be
/// null, by `[]` is a list of such; the values of an `object` are texts.
pub type OpenField = (&'static str, &'static str, &'static str);

/// A table of open data as CSV (RFC 4180: commas, UTF-8): the names of the fields, then a line for each row. A cell
/// that a spreadsheet would take for a formula gets an apostrophe in front.
pub fn open_csv<const FIELDS: usize>(
    fields: &[OpenField; FIELDS],
    rows: impl IntoIterator<Item = [String; FIELDS]>,
) -> String {
    let names: Vec<&str> = fields.iter().map(|(name, ..)| *name).collect();
    let mut table = names.join(",") + "\r\n";
    for row in rows {
        table.push_str(&row.map(|text| cell(&text)).join(","));
        table.push_str("\r\n");
    }
    table
}

/// What the fields of a row of open data mean (JSON Schema 2020-12).
pub fn open_schema(fields: &[OpenField]) -> Value {
    let mut properties = Map::new();
    for (name, kind, meaning) in fields {
        let mut field = if let Some(kind) = kind.strip_suffix('?') {
            json!({ "type": [kind, "null"] })
        } else if let Some(kind) = kind.strip_suffix("[]") {
            json!({ "type": "array", "items": { "type": kind } })
        } else if *kind == "object" {
            json!({ "type": kind, "additionalProperties": { "type": "string" } })
        } else {
            json!({ "type": kind })
        };
        field["description"] = json!(meaning);
        properties.insert((*name).to_owned(), field);
    }
    let names: Vec<&str> = fields.iter().map(|(name, ..)| *name).collect();
    json!({ "type": "object", "required": names, "properties": properties })
}

/// How many rows of open data an answer holds: as many as were asked for, at least one and `most` of them; `most` too where no number was.
pub fn open_rows(asked: Option<&str>, most: usize) -> usize {
    let asked: Option<usize> = asked.and_then(|asked| asked.trim().parse().ok());
    asked.unwrap_or(most).clamp(1, most.max(1))
}

/// Tells programs where a table of open data that is not whole in this answer goes on (RFC 8288): a path of ours.
pub fn goes_on(mut answer: Response, next: Option<&str>) -> Response {
    let link = next.and_then(|next| HeaderValue::try_from(format!("<{next}>; rel=\"next\"")).ok());
    if let Some(link) = link {
        answer.headers_mut().insert(header::LINK, link);
    }
    answer
}

/// Something new, as a feed tells it.
#[derive(Debug)]
pub struct FeedItem {
    /// What it is.
    pub title: String,
    /// Its page with us, as a path.
    pub href: String,
    /// Of what sort.
    pub category: String,
    /// Since when it can be read.
    pub at: Instant,
    /// In a sentence, where there is more to tell.
    pub told: Option<String>,
}

/// A feed (RSS 2.0) of a page of ours, given as a path; `told` says what is in it. Its links are whole
/// ([`Ctx::lasting_address`]).
pub fn feed(ctx: &Ctx, (title, href): (&str, &str), told: &str, items: impl IntoIterator<Item = FeedItem>) -> String {
    let link = |href: &str| xml(&ctx.lasting_address(href).unwrap_or_else(|| href.to_owned()));
    let mut body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>{title}</title>\
         <link>{link}</link><description>{told}</description><language>it</language>",
        title = xml(title),
        link = link(href),
        told = xml(told),
    );
    for item in items {
        let told = item.told.map(|told| format!("<description>{}</description>", xml(&told))).unwrap_or_default();
        body.push_str(&format!(
            "<item><title>{title}</title><link>{link}</link><guid isPermaLink=\"true\">{link}</guid>\
             <category>{category}</category><pubDate>{at}</pubDate>{told}</item>",
            title = xml(&item.title),
            link = link(&item.href),
            category = xml(&item.category),
            at = item.at.utc().to_rfc2822(),
        ));
    }
    body + "</channel></rss>\n"
}

/// A text inside an element: without what XML may not hold.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_breaks_out_of_its_cell_nor_of_its_element() {
        assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
        for formula in ["=1+1", "@x", "  =1+1", "＝1+1", "\u{feff}=1+1"] {
            assert_eq!(cell(formula), format!("\"'{formula}\""), "a spreadsheet would run it");
        }
        assert_eq!(xml("<a href=\"x\">&\u{1}\u{b}è"), "&lt;a href=&quot;x&quot;&gt;&amp;è");
    }

    #[test]
    fn a_table_and_what_is_said_of_it_have_the_same_fields() {
        let fields =
            [("numero", "integer", "Il numero."), ("fine", "string?", "Fino a."), ("file", "string[]", "I file.")];
        let row = ["1".to_owned(), String::new(), "a b".to_owned()];
        assert_eq!(open_csv(&fields, [row]), "numero,fine,file\r\n\"1\",\"\",\"a b\"\r\n");
        let told = open_schema(&fields);
        assert_eq!(told["required"], json!(["numero", "fine", "file"]));
        assert_eq!(told["properties"]["fine"], json!({ "type": ["string", "null"], "description": "Fino a." }));
        let list = json!({ "type": "array", "items": { "type": "string" }, "description": "I file." });
        assert_eq!(told["properties"]["file"], list);
        let object = open_schema(&[("dati", "object", "I dati.")]);
        assert_eq!(object["properties"]["dati"]["additionalProperties"], json!({ "type": "string" }));
    }

    #[test]
    fn an_answer_holds_what_was_asked_for_within_its_bounds() {
        let all =
            [(None, 10), (Some(" 3 "), 3), (Some("0"), 1), (Some("11"), 10), (Some("-1"), 10), (Some("tutte"), 10)];
        for (asked, rows) in all {
            assert_eq!(open_rows(asked, 10), rows, "{asked:?}");
        }
    }

    #[test]
    fn where_a_table_goes_on_is_told_where_it_does() {
        let link = |next| goes_on(Response::default(), next).headers().get(header::LINK).cloned();
        assert_eq!(link(Some("/albo/dati.csv?dopo=2026-2")).unwrap(), "</albo/dati.csv?dopo=2026-2>; rel=\"next\"");
        assert_eq!(link(None), None);
    }
}
