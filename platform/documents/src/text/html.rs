//! HTML without its marks, by hand: one pass, no tree, no script.

use encoding_rs::Encoding;

use crate::format;

use super::walk::Walk;

pub(super) fn read(walk: &mut Walk, bytes: &[u8]) {
    let cap = walk.limits().text.saturating_mul(8);
    let wanted = bytes.get(..cap).unwrap_or(bytes);
    let text = match declared(wanted) {
        Some(encoding) => encoding.decode(wanted).0.into_owned(),
        None => match format::decode(wanted) {
            Some((text, _)) => text,
            None => return walk.note("La codifica della pagina HTML non è riconosciuta."),
        },
    };
    walk.line(&strip(&text));
}

/// `<meta charset=…>` within the first 1,024 bytes (HTML standard, 4.2.5.4).
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..1024).unwrap_or(bytes).to_ascii_lowercase();
    let after = start.get(format::find(&start, b"charset=")? + 8..)?;
    let label: Vec<u8> = after
        .iter()
        .copied()
        .filter(|b| !matches!(b, b'"' | b'\''))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        .collect();
    // A page that says UTF-16 in ASCII letters is not (HTML standard, 4.2.5.5).
    Encoding::for_label(&label).filter(|encoding| encoding.is_ascii_compatible())
}

/// The words of a page; blocks end lines, cells are parted by tabs, what is not shown is left out.
pub(super) fn strip(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        words(rest.get(..open).unwrap_or_default(), &mut out);
        rest = rest.get(open..).unwrap_or_default();
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let inside = rest.get(1..).unwrap_or_default();
        if !inside.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)) {
            // A lone "less than".
            out.push('<');
            rest = inside;
            continue;
        }
        let Some((tag, after)) = rest.split_once('>') else { return out };
        rest = after;
        let closing = tag.starts_with("</");
        let name: String = tag
            .trim_start_matches(['<', '/'])
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .take(16)
            .collect::<String>()
            .to_ascii_lowercase();
        match name.as_str() {
            "script" | "style" | "template" | "noscript" if !closing => {
                rest = after_closing(rest, &name);
            }
            "td" | "th" if closing => out.push('\t'),
            "br" | "p" | "div" | "tr" | "li" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "ul" | "ol"
            | "title" | "section" | "article" | "header" | "footer" | "blockquote" | "pre" | "hr" => end_line(&mut out),
            _ => {}
        }
    }
    words(rest, &mut out);
    out
}

/// Past `</name`, whatever the case; to the end if it never closes.
fn after_closing<'a>(rest: &'a str, name: &str) -> &'a str {
    let mut from = 0;
    while let Some(at) = rest.get(from..).and_then(|tail| tail.find("</")) {
        let here = from + at + 2;
        let tail = rest.get(here..).unwrap_or_default();
        if tail.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) {
            return tail.split_once('>').map_or("", |(_, after)| after);
        }
        from = here;
    }
    ""
}

fn end_line(out: &mut String) {
    let end = out.trim_end_matches([' ', '\t']).len();
    out.truncate(end);
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// Text with its blanks collapsed and its references resolved.
fn words(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '&'
            && let Some((resolved, length)) = reference(rest)
        {
            out.push(resolved);
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with([' ', '\n', '\t']) {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
}

/// The references that Italian pages use; others stay as they are.
fn reference(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|b| b == b';')?;
    let name = text.get(1..end)?;
    let number = name.strip_prefix('#').map(|digits| match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    });
    let c = match (number, name) {
        (Some(code), _) => char::from_u32(code.ok()?)?,
        (None, "nbsp") => ' ',
        (None, "amp") => '&',
        (None, "lt") => '<',
        (None, "gt") => '>',
        (None, "quot") => '"',
        (None, "apos" | "rsquo" | "lsquo") => '\'',
        (None, "ldquo" | "rdquo") => '"',
        (None, "ndash") => '–',
        (None, "mdash") => '—',
        (None, "euro") => '€',
        (None, "deg") => '°',
        (None, "ordm") => 'º',
        (None, "ordf") => 'ª',
        (None, "laquo") => '«',
        (None, "raquo") => '»',
        (None, "agrave") => 'à',
        (None, "egrave") => 'è',
        (None, "eacute") => 'é',
        (None, "igrave") => 'ì',
        (None, "ograve") => 'ò',
        (None, "ugrave") => 'ù',
        (None, "Agrave") => 'À',
        (None, "Egrave") => 'È',
        (None, "hellip") => '…',
        (None, "bull") => '•',
        _ => return None,
    };
    Some((c, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_remain_and_marks_and_scripts_go() {
        let page = "<html><head><title>Avviso</title><style>p{}</style><SCRIPT>if(a<b)alert('</p>')</Script></head>\
            <body><p>La citt&agrave;   di&nbsp;<b>Monte</b>fiorito</p><!-- nascosto <b> --><p>3 < 5 &amp; &#8364; 10</p>\
            <table><tr><td>a</td><td>b</td></tr></table>";
        assert_eq!(strip(page), "Avviso\nLa città di Montefiorito\n3 < 5 & € 10\na\tb\n");
        assert_eq!(strip("a<script>senza fine"), "a");
        assert_eq!(strip("aperto <b"), "aperto ");
    }

    #[test]
    fn a_page_made_of_angle_brackets_is_read_in_linear_time() {
        let start = std::time::Instant::now();
        for evil in ["<", "<!--", "</", "&", "<script></scrip", "<a "] {
            strip(&format!("{}>", evil.repeat(200_000)));
        }
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}
