//! From Markdown to HTML.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html::push_html};

use crate::{BASE, Page, Section, picture};

/// A page. Its first heading is its title and not in the text; the others get the names that addresses in the manual use.
pub(crate) fn page(text: &str) -> Page {
    let events: Vec<Event<'_>> = Parser::new_ext(text, Options::ENABLE_TABLES).collect();
    let (mut title, mut sections, mut out) = (String::new(), Vec::new(), Vec::with_capacity(events.len()));
    let mut tables = 0;
    let mut rest = events.into_iter();
    while let Some(event) = rest.next() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let inside: Vec<Event<'_>> =
                    rest.by_ref().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_)))).collect();
                let words = words(&inside);
                if level == HeadingLevel::H1 && title.is_empty() {
                    title = words;
                    continue;
                }
                let anchor = anchor(&words);
                // A page has one first heading, and it is not here.
                let level = if level == HeadingLevel::H1 { HeadingLevel::H2 } else { level };
                out.push(raw(format!("<{level} id=\"{anchor}\">")));
                out.extend(inside);
                out.push(raw(format!("</{level}>\n")));
                if level == HeadingLevel::H2 {
                    sections.push(Section { anchor, title: words });
                }
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                let inside: Vec<Event<'_>> =
                    rest.by_ref().take_while(|event| !matches!(event, Event::End(TagEnd::Image))).collect();
                out.push(raw(image(&dest_url, &words(&inside))));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = CowStr::from(address(&dest_url));
                out.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            // What is wider than the page scrolls by itself, by keyboard too.
            Event::Start(Tag::Table(columns)) => {
                tables += 1;
                out.push(raw(format!(
                    "<div class=\"mu-guide-table\" role=\"region\" aria-label=\"Tabella {tables}\" tabindex=\"0\">"
                )));
                out.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => {
                out.push(Event::End(TagEnd::Table));
                out.push(raw("</div>\n".into()));
            }
            Event::InlineHtml(html) if matches!(&*html, "<kbd>" | "</kbd>") => out.push(Event::InlineHtml(html)),
            Event::InlineHtml(html) | Event::Html(html) => out.push(Event::Text(html)),
            other => out.push(other),
        }
    }
    let mut html = String::with_capacity(text.len() * 2);
    push_html(&mut html, out.into_iter());
    Page { title, html, sections }
}

fn raw(html: String) -> Event<'static> {
    Event::InlineHtml(html.into())
}

/// The words of a heading or of what a picture shows.
fn words(events: &[Event<'_>]) -> String {
    let words = events.iter().map(|event| match event {
        Event::Text(text) | Event::Code(text) => text.as_ref(),
        Event::SoftBreak | Event::HardBreak => " ",
        _ => "",
    });
    words.collect()
}

/// The name of a heading in addresses, as where the sources are read: small letters, hyphens for spaces, no other sign.
fn anchor(words: &str) -> String {
    let kept =
        words.to_lowercase().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-')).collect::<String>();
    kept.trim().replace(' ', "-")
}

/// Where a page or a picture of the sources is in the program; what is elsewhere stays.
fn address(source: &str) -> String {
    let (path, anchor) = source.split_once('#').map_or((source, ""), |(path, anchor)| (path, anchor));
    let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
    if path.is_empty() || path.contains("://") {
        return source.to_owned();
    }
    let name = path.rsplit('/').next().unwrap_or_default();
    match name.strip_suffix(".md") {
        Some("README") => format!("{BASE}{anchor}"),
        Some(name) => format!("{BASE}/{name}{anchor}"),
        None => format!("{BASE}/immagini/{name}"),
    }
}

/// A picture, which opens by itself: on a narrow page its words are too small.
fn image(source: &str, alt: &str) -> String {
    let href = escaped(&address(source));
    let name = source.rsplit('/').next().and_then(|name| name.strip_suffix(".png"));
    let size = name.and_then(picture).and_then(size);
    let size = size.map(|(width, height)| format!(" width=\"{width}\" height=\"{height}\"")).unwrap_or_default();
    format!(
        "<a class=\"mu-guide-picture\" href=\"{href}\"><img src=\"{href}\" alt=\"{}\" loading=\"lazy\"{size}></a>",
        escaped(alt)
    )
}

/// Width and height of a PNG: the two numbers that every one begins with.
fn size(png: &[u8]) -> Option<(u32, u32)> {
    let number = |from: usize| Some(u32::from_be_bytes(png.get(from..from + 4)?.try_into().ok()?));
    Some((number(16)?, number(20)?))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_markdown_there_is_what_the_manual_uses_and_of_html_nothing_that_does() {
        let page = page(
            "# Il titolo\n\nPremi <kbd>a</kbd>, *poi* [guarda](posta.md#in-alto) e [il sito](https://example.it).\n\n\
             ## La classe e l'ufficio\n\n| uno | due |\n|---|---|\n| 1 | `2` |\n\n<script>alert(1)</script>\n\n<b onclick=x>no</b>\n\n\
             ![Una \"figura\"](../immagini/niente.png)\n",
        );
        assert_eq!(page.title, "Il titolo");
        assert_eq!(
            page.sections,
            [Section { anchor: "la-classe-e-lufficio".into(), title: "La classe e l'ufficio".into() }]
        );
        for expected in [
            "Premi <kbd>a</kbd>, <em>poi</em> <a href=\"/guida/posta#in-alto\">guarda</a>",
            "<a href=\"https://example.it\">il sito</a>",
            "<h2 id=\"la-classe-e-lufficio\">",
            "<td><code>2</code></td>",
            "&lt;script&gt;",
            "&lt;b onclick=x&gt;no",
            "src=\"/guida/immagini/niente.png\" alt=\"Una &quot;figura&quot;\"",
        ] {
            assert!(page.html.contains(expected), "{expected}: {}", page.html);
        }
        assert!(!page.html.contains("<script") && !page.html.contains("<h1"), "{}", page.html);
    }

    #[test]
    fn a_picture_takes_its_place_before_it_comes() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        png.extend([0, 0, 5, 160, 0, 0, 3, 132]);
        assert_eq!(size(&png), Some((1440, 900)));
        assert_eq!(size(b"short"), None);
    }
}
