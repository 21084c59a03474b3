//! A block in plain fields: what it is, its words with their marks, its level. What the fields do not show stays as it was.

use kernel::Refusal;
use prose::{Cell, Content, Heading, Mark, Paragraph, Point, Role, Section, Signature, Table};
use serde::{Deserialize, Serialize};
use ui::Choice;

use super::campi::scelta;
use crate::segni;

/// What the form of a block sends.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Modulo {
    /// What is done: `cambia`, `aggiungi`, `togli`, `su`.
    pub fai: String,
    pub blocco: String,
    pub dopo: String,
    pub visto: String,
    pub genere: String,
    pub ruolo: String,
    pub livello: String,
    pub parole: String,
}

pub(super) fn generi() -> Vec<Choice> {
    [
        ("paragrafo", "Paragrafo"),
        ("punto", "Punto numerato"),
        ("lettera", "Punto con lettera"),
        ("trattino", "Punto con trattino"),
        ("titolo", "Titolo"),
        ("citazione", "Citazione"),
        ("tabella", "Tabella"),
        ("firma", "Chi firma"),
        ("sezione", "Sezione"),
    ]
    .map(|(code, name)| scelta(code, name))
    .to_vec()
}

pub(super) const RUOLI: [(&str, &str, Role); 7] = [
    ("preambolo", "Preambolo: chi decide, visti", Role::Preambolo),
    ("considerato", "Premesse e motivi", Role::Considerato),
    ("discussione", "Discussione e voto", Role::Discussione),
    ("dispositivo", "Dispositivo: che cosa si decide", Role::Dispositivo),
    ("corpo", "Testo", Role::Corpo),
    ("chiusura", "Chiusura: ricorsi, firme", Role::Chiusura),
    ("allegato", "Allegato", Role::Allegato),
];

pub(super) fn ruoli() -> Vec<Choice> {
    RUOLI.map(|(code, name, _)| scelta(code, name)).to_vec()
}

/// Fills the fields with what a block says.
pub(super) fn riempi(modulo: &mut Modulo, content: &Content) {
    let (genere, livello, parole) = match content {
        Content::Paragraph(one) => ("paragrafo", one.inside, segni::scrivi(&one.text)),
        Content::Quote(one) => ("citazione", one.inside, segni::scrivi(&one.text)),
        Content::Heading(one) => ("titolo", one.level, segni::scrivi(&one.text)),
        Content::Signature(one) => ("firma", 0, segni::scrivi(&one.text)),
        Content::Section(one) => {
            let role = RUOLI.iter().find(|(.., role)| *role == one.role).map_or("corpo", |(code, ..)| code);
            modulo.ruolo = role.to_owned();
            ("sezione", 0, segni::scrivi(&one.title))
        }
        Content::Point(one) => {
            let genere = match one.mark {
                Mark::Number => "punto",
                Mark::Letter | Mark::Roman => "lettera",
                Mark::Dash => "trattino",
            };
            (genere, one.level, segni::scrivi(&one.text))
        }
        Content::Table(one) => ("tabella", one.inside, tabella(one)),
    };
    modulo.genere = genere.to_owned();
    modulo.livello = livello.to_string();
    modulo.parole = parole;
}

/// A table in a plain field: a row a line, cells parted by bars, the heads in the first.
fn tabella(table: &Table) -> String {
    let row = |cells: &Vec<Cell>| {
        cells.iter().map(|cell| segni::scrivi(&cell.text).replace('\n', " ")).collect::<Vec<_>>().join(" | ")
    };
    table.head.iter().chain(&table.body).map(row).collect::<Vec<_>>().join("\n")
}

/// What the fields say, as a block's content; `before` keeps what the fields do not show.
pub(super) fn contenuto(modulo: &Modulo, before: Option<&Content>) -> Result<Content, Refusal> {
    let level = modulo.livello.trim().parse().unwrap_or(0_u8);
    if modulo.genere == "tabella" {
        return tabella_letta(&modulo.parole, level.min(prose::bounds::LEVELS), before);
    }
    let text = segni::leggi(&modulo.parole)?;
    if text.is_blank() && modulo.genere != "sezione" {
        let mut no = Refusal::default();
        no.add(Some("parole"), "Scrivi il testo, oppure togli questa parte.");
        return Err(no);
    }
    let point = |mark, text| {
        let start = match before {
            Some(Content::Point(old)) => old.start,
            _ => None,
        };
        Content::Point(Point { level: level.clamp(1, prose::bounds::LEVELS), mark, start, text })
    };
    Ok(match modulo.genere.as_str() {
        "punto" => point(Mark::Number, text),
        "lettera" => match before {
            Some(Content::Point(Point { mark: Mark::Roman, .. })) => point(Mark::Roman, text),
            _ => point(Mark::Letter, text),
        },
        "trattino" => point(Mark::Dash, text),
        "titolo" => Content::Heading(Heading { level: level.clamp(1, prose::bounds::HEADINGS), text }),
        "citazione" => Content::Quote(Paragraph { inside: level.min(prose::bounds::LEVELS), text }),
        "firma" => {
            let who = match before {
                Some(Content::Signature(old)) => old.who.clone(),
                _ => "responsabile".to_owned(),
            };
            Content::Signature(Signature { who, text })
        }
        "sezione" => {
            let role = RUOLI.iter().find(|(code, ..)| *code == modulo.ruolo).map_or(Role::Corpo, |(.., role)| *role);
            Content::Section(Section { role, title: text })
        }
        _ => Content::Paragraph(Paragraph { inside: level.min(prose::bounds::LEVELS), text }),
    })
}

fn tabella_letta(text: &str, inside: u8, before: Option<&Content>) -> Result<Content, Refusal> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let cells = celle(line).into_iter().map(|cell| Ok(Cell { text: segni::leggi(cell.trim())?, across: 1 }));
        rows.push(cells.collect::<Result<_, Refusal>>()?);
    }
    if rows.len() < 2 {
        let mut no = Refusal::default();
        no.add(
            Some("parole"),
            "Una tabella ha almeno due righe: la prima dice che cosa c'è in ogni colonna. Separa le celle con |.",
        );
        return Err(no);
    }
    let caption = match before {
        Some(Content::Table(old)) => old.caption.clone(),
        _ => prose::Line::default(),
    };
    let body = rows.split_off(1);
    Ok(Content::Table(Table { inside, caption, head: rows, body }))
}

/// The cells of a line: a bar with a backslash before it is a bar.
fn celle(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (c, cells.last_mut()) {
            ('|', _) => cells.push(String::new()),
            ('\\', Some(last)) => {
                last.push(c);
                last.extend(chars.next());
            }
            (c, Some(last)) => last.push(c),
            (_, None) => {}
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn torna(content: &Content) -> Content {
        let mut modulo = Modulo::default();
        riempi(&mut modulo, content);
        contenuto(&modulo, Some(content)).unwrap()
    }

    #[test]
    fn a_block_that_is_opened_and_saved_is_the_same() {
        let cell = |text: &str| Cell { text: text.into(), across: 1 };
        let point = Point { level: 2, mark: Mark::Letter, start: Some(3), text: "di *affidare* | il lavoro".into() };
        let table = Table {
            inside: 0,
            caption: "Interventi".into(),
            head: vec![vec![cell("CUP"), cell("Importo")]],
            body: vec![vec![cell("F12H20000120006"), cell("3.660,00 | IVA")]],
        };
        for content in [
            Content::Section(Section { role: Role::Dispositivo, title: "DETERMINA".into() }),
            Content::Paragraph(Paragraph { inside: 1, text: "Visto il decreto;".into() }),
            Content::Point(point),
            Content::Heading(Heading { level: 2, text: "Quadro".into() }),
            Content::Table(table),
        ] {
            assert_eq!(torna(&content), content);
        }
    }

    #[test]
    fn an_empty_block_and_a_table_without_rows_are_told() {
        for (genere, parole) in [("paragrafo", " "), ("tabella", "CUP | Importo"), ("punto", "")] {
            let modulo = Modulo { genere: genere.into(), parole: parole.into(), ..Modulo::default() };
            let no = contenuto(&modulo, None).unwrap_err();
            assert_eq!(no.reasons[0].field, Some("parole"), "{genere}");
        }
    }
}
