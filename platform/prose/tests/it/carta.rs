//! The text on paper.

use kernel::Instant;
use pdf::{About, Template, render};
use prose::{Content, Front, Heading, Inline, Line, Mark, Prose, Role, Run, TEMPLATE, Target, Urn, paper};

use crate::caso::{Nastro, determina, paragraph, point, section, testo};

/// 25 November 2026, 10:42:07 in Italy.
const AT: Instant = Instant::from_micros(1_795_599_727_000_000);

fn front() -> Front {
    Front {
        ente: "Comune di Montefiorito".into(),
        titolo: "Determinazione n. 195 del 17/03/2026".into(),
        oggetto: "Riparazione del tetto #panic(1)".into(),
        bozza: true,
        voci: vec![("Ufficio".into(), "Lavori pubblici".into()), ("CUP".into(), String::new())],
    }
}

async fn made(text: &Prose) -> Vec<u8> {
    let about = About { title: "Determinazione".into(), author: "Comune di Montefiorito".into(), at: AT };
    render(&Template::shipped("atto", TEMPLATE), &about, &paper(text, front(), &|_| None)).await.unwrap()
}

fn words(pdf: &[u8]) -> String {
    let format = documents::format::recognise(pdf, "a.pdf", Some(pdf));
    documents::text::extract(pdf, &format).text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn an_act_comes_out_archivable_accessible_and_whole() {
    let made = made(&determina()).await;
    let raw = String::from_utf8_lossy(&made);
    for told in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<"] {
        assert!(raw.contains(told), "{told} is missing");
    }
    let words = words(&made);
    for part in [
        "Oggetto: Riparazione del tetto #panic(1)",
        "Bozza: non è un atto",
        "[nome del sindaco]",
        "tetto & la grondaia <subito>",
        "1. di affidare il lavoro;",
        "a) tetto;",
        "b) grondaia;",
        "3. di pubblicare",
        "Capitolo",
        "7.320,00",
        "Anna Verdi",
        "Allegato A: computo",
        "«Come da preventivo»",
    ] {
        assert!(words.contains(part), "{part} is missing in:\n{words}");
    }
    assert!(!words.contains("CUP"), "what has no value is left out");
}

#[tokio::test]
async fn a_long_address_leads_where_it_says_and_headings_leave_none_out() {
    let urn = "urn:nir:stato:decreto.legislativo:2000-08-18;267~art107-com3-let1";
    let link = Some(Target::Law(Urn::new(urn).unwrap()));
    let text = Line::new(vec![Inline::Run(Run { text: "art. 107".into(), link, ..Run::default() })]);
    let deep = |level| Content::Heading(Heading { level, text: "Titolo".into() });
    let text = testo(vec![
        section(Role::Corpo, ""),
        deep(3),
        deep(1),
        deep(3),
        Content::Paragraph(prose::Paragraph { inside: 0, text }),
        point(4, Mark::Roman, "in fondo"),
        paragraph(""),
    ]);
    let made = made(&text).await;
    assert!(made.windows(urn.len()).any(|part| part == urn.as_bytes()), "the address has no breaks");
}

#[tokio::test]
async fn any_text_comes_out() {
    for seed in 0..25_u8 {
        let bytes: Vec<u8> =
            (0..=255).map(|n: u8| n.wrapping_mul(seed.wrapping_mul(2) | 1).wrapping_add(seed)).collect();
        let text = Nastro(&bytes, 0).prose();
        assert!(made(&text).await.starts_with(b"%PDF"), "seed {seed}");
    }
}
