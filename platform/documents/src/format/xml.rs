//! XML by its root element: only the prologue and the first start tag are read, by hand, so that nothing a
//! document declares (entities, thousands of attributes) costs anything.

use super::catalogue::FormatId;
use super::plain::decode;

/// Start tags longer than this are not XML that anyone means; also bounds the namespace search.
const TAG_LOOKED_AT: usize = 16 * 1024;

pub(super) fn recognise(head: &[u8]) -> Option<FormatId> {
    if !begins_like_markup(head) {
        return None;
    }
    let text = decode(head)?.0;
    let (tag, declared) = root(&text)?;
    let (name, attributes) = match tag.split_once(|c: char| c.is_ascii_whitespace() || c == '/') {
        Some((name, rest)) => (name, rest),
        None => (tag, ""),
    };
    let local = name.rsplit(':').next().unwrap_or(name);
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    if local.is_empty() || !name.chars().all(fits) {
        return None;
    }
    known(local, attributes).or_else(|| {
        let html = local.eq_ignore_ascii_case("html");
        let xml = declared || attributes.contains("xmlns") || local.contains('_');
        match (html, xml) {
            // An HTML page, or a tag that an HTML fragment starts with: for the HTML reader.
            (true, _) => None,
            (false, true) => Some(FormatId::Xml),
            (false, false) => closed_at_end(&text, name).then_some(FormatId::Xml),
        }
    })
}

fn known(local: &str, attributes: &str) -> Option<FormatId> {
    Some(match local {
        "svg" => FormatId::Svg,
        "FatturaElettronica" | "FatturaElettronicaSemplificata" => FormatId::FatturaPa,
        "Segnatura" | "SegnaturaInformatica" => FormatId::Segnatura,
        "postacert" => FormatId::Daticert,
        "RicevutaConsegna"
        | "NotificaScarto"
        | "NotificaMancataConsegna"
        | "NotificaEsito"
        | "NotificaEsitoCommittente"
        | "ScartoEsitoCommittente"
        | "NotificaDecorrenzaTermini"
        | "AttestazioneTrasmissioneFattura"
        | "MetadatiInvioFile"
        | "FileMetadati"
        | "RicevutaScarto"
        | "RicevutaImpossibilitaRecapito"
            if attributes.contains("fattur") =>
        {
            FormatId::MessaggioSdi
        }
        _ => return None,
    })
}

/// Cheap refusal before anything is decoded: a `<` (or its UTF-16 form) after blanks and a byte-order mark.
fn begins_like_markup(head: &[u8]) -> bool {
    let blank = |b: &&u8| !(b.is_ascii_whitespace() || matches!(b, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF));
    head.iter().take(64).find(blank) == Some(&b'<')
}

/// The first start tag, without its angle brackets, and whether an XML declaration or doctype precedes it.
fn root(text: &str) -> Option<(&str, bool)> {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    let mut declared = false;
    for _ in 0..100 {
        rest = if let Some(body) = rest.strip_prefix("<?") {
            declared |= body.starts_with("xml");
            body.split_once("?>")?.1
        } else if let Some(body) = rest.strip_prefix("<!--") {
            body.split_once("-->")?.1
        } else if let Some(body) = rest.strip_prefix("<!DOCTYPE") {
            after_doctype(body)?
        } else {
            let tag = rest.strip_prefix('<')?;
            let end = tag.find('>').unwrap_or(tag.len()).min(TAG_LOOKED_AT);
            let end = (0..=end).rev().find(|at| tag.is_char_boundary(*at))?;
            return tag.get(..end).map(|tag| (tag, declared));
        }
        .trim_start();
    }
    None
}

/// Past the document type, whose internal subset in brackets may hold other angle brackets.
fn after_doctype(body: &str) -> Option<&str> {
    let end = body.find('>')?;
    match body.find('[') {
        Some(open) if open < end => {
            let subset = body.get(open..)?;
            subset.get(subset.find(']')?..)?.split_once('>').map(|(_, rest)| rest)
        }
        _ => body.get(end + 1..),
    }
}

/// Without a declaration, a short document counts as XML when its root closes at the very end.
fn closed_at_end(text: &str, name: &str) -> bool {
    text.trim_end().ends_with(&format!("</{name}>")) && !is_html_name(name)
}

fn is_html_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    matches!(
        lower.as_str(),
        "html"
            | "head"
            | "body"
            | "div"
            | "p"
            | "table"
            | "span"
            | "script"
            | "style"
            | "a"
            | "b"
            | "h1"
            | "h2"
            | "h3"
            | "ul"
            | "ol"
            | "form"
            | "img"
            | "iframe"
            | "title"
            | "meta"
            | "br"
            | "font"
            | "center"
            | "section"
            | "article"
            | "main"
            | "pre"
    )
}
