//! The model: its canonical form, what it refuses, how it is shown.

use proptest::prelude::*;
use prose::{
    Block, Content, Fault, Inline, Line, Mark, Node, Page, Paragraph, Prose, Role, Run, filled, html, parts, plain,
};

use crate::caso::{Nastro, block, determina, nastri, paragraph, point, section, table, testo};

#[test]
fn a_text_has_one_form_and_one_hash_and_is_read_back() {
    let text = determina();
    let json = text.json();
    assert!(json.starts_with(r#"{"version":1,"blocks":[{"id":"00000000-0000-0000-0000-000000000001","#), "{json}");
    let read = Prose::read(json.as_bytes()).unwrap();
    assert_eq!((&read, read.json(), read.hash()), (&text, json.clone(), text.hash()));
    let spaced: serde_json::Value = serde_json::from_str(&json).unwrap();
    let spaced = serde_json::to_string_pretty(&spaced).unwrap();
    assert_eq!(Prose::read(spaced.as_bytes()).unwrap().json(), json, "blanks and order do not count");
}

#[test]
fn what_nobody_knows_is_refused() {
    let good = r#"{"version":1,"blocks":[{"id":"00000000-0000-0000-0000-000000000001","content":{"section":{"role":"corpo"}}}]}"#;
    assert!(Prose::read(good.as_bytes()).is_ok());
    for (from, to) in [
        ("\"version\":1", "\"version\":2"),
        ("\"version\":1", "\"version\":1,\"colour\":\"red\""),
        ("\"content\"", "\"style\":\"x\",\"content\""),
        ("{\"role\"", "{\"onclick\":\"x\",\"role\""),
        ("corpo", "prologo"),
        ("section", "script"),
        ("00000001", "0000000x"),
    ] {
        let bad = good.replace(from, to);
        assert_ne!(bad, good);
        assert!(Prose::read(bad.as_bytes()).is_err(), "{bad}");
    }
    assert!(matches!(Prose::read(good.replace('1', "9").as_bytes()).unwrap_err()[..], [Fault::Version(9)]));
    let huge = vec![b' '; prose::bounds::JSON_BYTES + 1];
    assert!(matches!(Prose::read(&huge).unwrap_err()[..], [Fault::TooMuch { .. }]));
    assert!(Prose::read("[".repeat(100_000).as_bytes()).is_err());
}

#[test]
fn a_text_is_refused_with_all_its_reasons() {
    let point = |level, start| Content::Point(prose::Point { level, mark: Mark::Number, start, text: "x".into() });
    let blocks = vec![
        block(1, paragraph("prima di ogni sezione")),
        block(2, section(Role::Allegato, "")),
        block(2, section(Role::Dispositivo, "Determina")),
        block(4, point(5, Some(0))),
        block(5, table(0, &["a", "b"], &[&["1"]])),
        block(6, paragraph("verso\u{202e}contrario")),
        block(7, Content::Signature(prose::Signature { who: "Il Sindaco".into(), text: Line::default() })),
    ];
    let told: Vec<String> = Prose::new(blocks).unwrap_err().iter().map(ToString::to_string).collect();
    let told = told.join("\n");
    for part in [
        "cominciare con una sezione",
        "deve avere un titolo",
        "stesso identificativo",
        "dopo il primo allegato",
        "da 1 a 4",
        "almeno da 1",
        "la riga 2 ha 1 colonne invece di 2",
        "U+202E",
        "Il Sindaco",
    ] {
        assert!(told.contains(part), "{part} is missing in:\n{told}");
    }
    let many = (0..=5_000).map(|n| block(n, section(Role::Corpo, ""))).collect();
    assert!(matches!(Prose::new(many).unwrap_err()[..], [Fault::TooMuch { .. }]));
    let long = testo_refused(&"a ".repeat(40_000));
    assert!(matches!(long[..], [Fault::TooMuch { .. }]), "{long:?}");
}

#[test]
fn one_signs_what_one_reads() {
    let turning = "\u{7}\u{ad}\u{61c}\u{200b}\u{202e}\u{2069}\u{fe0f}\u{feff}\u{e0041}";
    let ignorable = "\u{34f}\u{115f}\u{1160}\u{17b5}\u{180e}\u{3164}\u{ffa0}\u{1bca0}\u{1d173}";
    for bad in turning.chars().chain(ignorable.chars()) {
        assert_eq!(testo_refused(&format!("im{bad}porto")), [Fault::Character(u32::from(bad))]);
    }
    let seen = "L'importo è di 1.200,00 €: «sì», 100 m² – art. 3º, Ægir, Žižek, Ελλάδα\nsu due righe";
    assert!(Prose::new(vec![block(1, section(Role::Corpo, "")), block(2, paragraph(seen))]).is_ok());
}

fn testo_refused(text: &str) -> Vec<Fault> {
    Prose::new(vec![block(1, section(Role::Corpo, "")), block(2, paragraph(text))]).unwrap_err()
}

#[test]
fn points_of_what_is_decided_are_counted_through_and_others_begin_anew() {
    let words = plain(&determina());
    for line in [
        "1. di affidare il lavoro;",
        "2. di impegnare",
        "a) tetto;",
        "b) grondaia;",
        "2613.1\t3.660,00",
        "3. di pubblicare l'atto.",
    ] {
        assert!(words.contains(line), "{line} is missing in:\n{words}");
    }
    let other = testo(vec![
        section(Role::Considerato, ""),
        point(1, Mark::Number, "uno"),
        paragraph("nel mezzo"),
        point(1, Mark::Number, "uno di nuovo"),
    ]);
    assert_eq!(plain(&other), "1. uno\nnel mezzo\n1. uno di nuovo\n");
}

#[test]
fn a_page_shows_lists_in_lists_and_obeys_no_mark_inside_the_words() {
    let shown = html(&determina(), &Page::default());
    for part in [
        "<h2 id=\"b-00000000-0000-0000-0000-000000000005\">Determina</h2>",
        "<ol start=\"1\"><li",
        "<ol type=\"a\" start=\"1\"><li",
        "<ol start=\"3\"><li",
        "<th scope=\"col\">Capitolo</th>",
        "<td>3.660,00</td>",
        "&lt;subito&gt;",
        "href=\"https://www.normattiva.it/uri-res/N2Ls?urn:nir:stato:decreto.legislativo:2000-08-18;267~art183\"",
        "<mark>[nome del sindaco]</mark>",
        "Il responsabile<br>Anna Verdi",
        // The author chose level 2 and left 1 out; the page leaves none out.
        "<h3 id=\"b-00000000-0000-0000-0000-000000000010\">Voci</h3>",
    ] {
        assert!(shown.contains(part), "{part} is missing in:\n{shown}");
    }
    assert!(!shown.contains("<subito>"));
    let heading = Content::Heading(prose::Heading { level: 3, text: "Titolo".into() });
    let untitled = html(&testo(vec![section(Role::Corpo, ""), heading]), &Page::default());
    assert!(untitled.contains("<h2 id="), "{untitled}");
}

#[test]
fn places_are_filled_and_those_without_a_datum_are_told() {
    let (text, missing) = filled(&determina(), &|_| None).unwrap();
    assert_eq!((text, missing.into_iter().collect::<Vec<_>>()), (determina(), vec!["sindaco.nome".to_owned()]));
    let (text, missing) = filled(&determina(), &|key| (key == "sindaco.nome").then(|| "Ada Neri".into())).unwrap();
    assert!(missing.is_empty());
    assert!(plain(&text).contains("e il decreto di Ada Neri\n"));
    let harm = filled(&determina(), &|_| Some("a\u{202e}b".into()));
    assert!(matches!(harm.unwrap_err()[..], [Fault::Character(0x202e)]));
}

fn depth(nodes: &[Node<'_>]) -> (usize, usize) {
    nodes.iter().fold((0, 0), |(deep, blocks), node| match node {
        Node::Block(_) => (deep.max(1), blocks + 1),
        Node::List { items, .. } => items.iter().fold((deep.max(1), blocks), |(deep, blocks), item| {
            let (below, more) = depth(&item.nodes);
            (deep.max(below + 1), blocks + 1 + more)
        }),
    })
}

proptest! {
    #[test]
    fn every_text_is_read_back_and_loses_no_block_where_it_is_shown(bytes in nastri()) {
        let text = Nastro(&bytes, 0).prose();
        prop_assert_eq!(&Prose::read(text.json().as_bytes()).unwrap(), &text);
        let parts = parts(&text);
        let shown: usize = parts.iter().map(|part| 1 + depth(&part.nodes).1).sum();
        prop_assert_eq!(shown, text.blocks().len());
        prop_assert!(parts.iter().all(|part| depth(&part.nodes).0 <= 6));
        let page = html(&text, &Page::default());
        for name in ["section", "ol", "ul", "li", "p", "table", "td", "th", "a", "strong", "em", "blockquote", "mark"] {
            let open = page.matches(&format!("<{name}>")).count() + page.matches(&format!("<{name} ")).count();
            prop_assert_eq!(open, page.matches(&format!("</{name}>")).count(), "{}", name);
        }
        prop_assert!(!page.contains("<b>") && !page.contains("&amp;amp;amp;"));
    }

    #[test]
    fn anything_may_be_sent_as_a_text(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Prose::read(&bytes);
    }

    #[test]
    fn a_line_never_holds_two_neighbours_of_one_look(words in prop::collection::vec(("[a-z ]{0,4}", any::<bool>()), 0..8)) {
        let pieces: Vec<Inline> = words
            .iter()
            .map(|(text, bold)| Inline::Run(Run { text: text.clone(), bold: *bold, ..Run::default() }))
            .collect();
        let line = Line::new(pieces);
        let all: String = words.iter().map(|(text, _)| text.as_str()).collect();
        prop_assert_eq!(line.to_string(), all);
        let bolds: Vec<bool> = line.pieces().iter().map(|one| matches!(one, Inline::Run(run) if run.bold)).collect();
        prop_assert!(bolds.windows(2).all(|two| two[0] != two[1]));
        let content = Content::Paragraph(Paragraph { inside: 0, text: line });
        let again: Content = serde_json::from_str(&serde_json::to_string(&content).unwrap()).unwrap();
        prop_assert_eq!(again, content);
    }
}

#[test]
fn a_block_is_found_by_its_id() {
    let text = determina();
    let Some(Block { content: Content::Point(point), .. }) = text.block(crate::caso::id(6)) else { panic!("a point") };
    assert_eq!(point.text.to_string(), "di affidare il lavoro;");
}
