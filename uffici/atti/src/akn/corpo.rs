//! The text of an act in the parts of Akoma Ntoso. Pure.

use akoma_ntoso::{Allegato, Blocco, Cella, Contenuto, Parte, Sezione, Tabella, Testo, Voce};
use kernel::Id;
use prose::{Act, Block, Cell, Content, Inline, Item, Line, Node, Part, Prose, Role, Run, Table, Target};

/// Longest address of a reference, in bytes.
const INDIRIZZO_MAX: usize = 2_000;

/// Where an act of ours is told; none where the reader may not know of it: then its words stay, without a reference.
pub(super) type Dove<'a> = &'a dyn Fn(Id<Act>) -> Option<String>;

/// A text, part by part.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parti {
    /// Powers, facts and reasons.
    pub preambolo: Vec<Sezione>,
    /// What is decided, or what the text says. Never empty.
    pub corpo: Vec<Sezione>,
    /// How one appeals.
    pub conclusioni: Vec<Blocco>,
    /// Annexes that are part of the text.
    pub allegati: Vec<Allegato>,
}

/// The parts of a text. Where nothing is decided (a report, a record) all of it is the body.
pub(super) fn parti(text: &Prose, dove: Dove<'_>) -> Parti {
    let all = prose::parts(text);
    let decides = all.iter().any(|part| matches!(part.section.role, Role::Dispositivo | Role::Corpo));
    let mut made = Parti::default();
    for part in &all {
        match part.section.role {
            Role::Preambolo | Role::Considerato | Role::Discussione if decides => {
                made.preambolo.push(sezione(part, dove));
            }
            Role::Chiusura => {
                let title = titolo(&part.section.title, dove);
                made.conclusioni.extend(Some(title).filter(|title| !title.is_empty()).map(Blocco::Titolo));
                made.conclusioni.extend(blocchi(&part.nodes, dove));
            }
            Role::Allegato => made.allegati.push(allegato(part, dove)),
            Role::Preambolo | Role::Considerato | Role::Discussione | Role::Dispositivo | Role::Corpo => {
                made.corpo.push(sezione(part, dove));
            }
        }
    }
    // The standard wants a body.
    if made.corpo.iter().all(|one| one.blocchi.is_empty()) {
        made.corpo.push(Sezione { parte: Parte::Testo, titolo: Vec::new(), blocchi: vuoti() });
    }
    made
}

fn sezione(part: &Part<'_>, dove: Dove<'_>) -> Sezione {
    let parte = match part.section.role {
        Role::Preambolo => Parte::Preambolo,
        Role::Considerato => Parte::Considerato,
        Role::Discussione => Parte::Discussione,
        Role::Dispositivo => Parte::Dispositivo,
        Role::Corpo | Role::Chiusura | Role::Allegato => Parte::Testo,
    };
    Sezione { parte, titolo: titolo(&part.section.title, dove), blocchi: blocchi(&part.nodes, dove) }
}

fn allegato(part: &Part<'_>, dove: Dove<'_>) -> Allegato {
    let mut inside = blocchi(&part.nodes, dove);
    if inside.is_empty() {
        inside = vuoti();
    }
    let sezione = Sezione { parte: Parte::Testo, titolo: Vec::new(), blocchi: inside };
    Allegato { titolo: part.section.title.to_string(), contenuto: Contenuto::Testo(vec![sezione]) }
}

fn vuoti() -> Vec<Blocco> {
    vec![Blocco::Paragrafo(Vec::new())]
}

fn titolo(line: &Line, dove: Dove<'_>) -> Vec<Testo> {
    if line.is_blank() { Vec::new() } else { testi(line, dove) }
}

/// As deep as points lie: prose bounds it.
fn blocchi(nodes: &[Node<'_>], dove: Dove<'_>) -> Vec<Blocco> {
    let node = |node: &Node<'_>| match node {
        Node::Block(block) => blocco(block, dove),
        Node::List { mark, items, .. } => {
            Blocco::Elenco(items.iter().map(|item| voce(item, mark.label(item.number), dove)).collect())
        }
    };
    nodes.iter().map(node).collect()
}

fn voce(item: &Item<'_>, numero: String, dove: Dove<'_>) -> Voce {
    let mut inside = vec![Blocco::Paragrafo(testi(&item.point.text, dove))];
    inside.extend(blocchi(&item.nodes, dove));
    Voce { numero, blocchi: inside }
}

fn blocco(block: &Block, dove: Dove<'_>) -> Blocco {
    match &block.content {
        Content::Heading(heading) => Blocco::Titolo(testi(&heading.text, dove)),
        Content::Paragraph(paragraph) => Blocco::Paragrafo(testi(&paragraph.text, dove)),
        Content::Quote(quote) => Blocco::Citazione(testi(&quote.text, dove)),
        Content::Signature(signature) => Blocco::Paragrafo(testi(&signature.text, dove)),
        Content::Table(table) => Blocco::Tabella(tabella(table, dove)),
        // Points are in lists, sections hold blocks.
        Content::Point(point) => Blocco::Paragrafo(testi(&point.text, dove)),
        Content::Section(section) => Blocco::Paragrafo(testi(&section.title, dove)),
    }
}

fn tabella(table: &Table, dove: Dove<'_>) -> Tabella {
    let cell = |cell: &Cell| Cella { testo: testi(&cell.text, dove), colonne: cell.across };
    let rows =
        |rows: &[Vec<Cell>]| -> Vec<Vec<Cella>> { rows.iter().map(|row| row.iter().map(cell).collect()).collect() };
    Tabella { didascalia: titolo(&table.caption, dove), intestazione: rows(&table.head), righe: rows(&table.body) }
}

fn testi(line: &Line, dove: Dove<'_>) -> Vec<Testo> {
    let mut made = Vec::new();
    for piece in line.pieces() {
        match piece {
            Inline::Place(place) => made.push(Testo::parole(format!("[{}]", place.label))),
            Inline::Run(run) => parole(run, dove, &mut made),
        }
    }
    made
}

fn parole(run: &Run, dove: Dove<'_>, made: &mut Vec<Testo>) {
    let href = run.link.as_ref().and_then(|target| match target {
        Target::Law(urn) => Some(urn.as_str().to_owned()),
        Target::Act(id) => dove(*id),
        Target::Web(address) => rinvio(address.as_str()),
    });
    for (n, words) in run.text.split('\n').enumerate() {
        if n > 0 {
            made.push(Testo::ACapo);
        }
        if words.is_empty() {
            continue;
        }
        made.push(match &href {
            Some(href) => Testo::Rinvio { href: href.clone(), testo: words.to_owned() },
            None => Testo::Parole { testo: words.to_owned(), forte: run.bold, corsivo: run.italic },
        });
    }
}

/// An address of the web as the standard takes it: signs that it refuses are written by their number. None where there
/// is no such way to write it; then its words stay.
fn rinvio(address: &str) -> Option<String> {
    let mut made = String::with_capacity(address.len());
    for (at, byte) in address.bytes().enumerate() {
        let digits = address.as_bytes().get(at + 1..at + 3);
        let numbered = digits.is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        let strange = !byte.is_ascii_graphic() || b"<>\"{}[]|\\^`".contains(&byte);
        if strange || (byte == b'%' && !numbered) || (byte == b'#' && made.contains('#')) {
            made.push_str(&format!("%{byte:02X}"));
        } else {
            made.push(char::from(byte));
        }
    }
    (!address.contains("://[") && made.len() <= INDIRIZZO_MAX).then_some(made)
}

#[cfg(test)]
mod tests {
    use kernel::{Instant, SeededRandom, Uuid};
    use prose::{Address, BlockId, Heading, Mark, Paragraph, Point, Section, Urn};

    use super::*;

    fn text(contents: Vec<Content>) -> Prose {
        let random = SeededRandom::new(7);
        let now = Instant::from_micros(1_795_599_727_000_000);
        let block = |content| Block { id: BlockId::new(now, &random), content };
        Prose::new(contents.into_iter().map(block).collect()).unwrap()
    }

    fn section(role: Role, title: &str) -> Content {
        Content::Section(Section { role, title: title.into() })
    }

    fn paragraph(text: Line) -> Content {
        Content::Paragraph(Paragraph { inside: 0, text })
    }

    fn point(level: u8, text: &str) -> Content {
        let mark = if level == 1 { Mark::Number } else { Mark::Letter };
        Content::Point(Point { level, mark, start: None, text: text.into() })
    }

    fn linked(text: &str, link: Target) -> Inline {
        Inline::Run(Run { text: text.into(), link: Some(link), ..Run::default() })
    }

    fn p(text: &str) -> Blocco {
        Blocco::Paragrafo(vec![Testo::parole(text)])
    }

    #[test]
    fn each_part_stands_where_the_standard_has_it() {
        let made = parti(
            &text(vec![
                section(Role::Preambolo, ""),
                paragraph("Il Sindaco".into()),
                section(Role::Considerato, "Premesso che"),
                paragraph("piove".into()),
                section(Role::Dispositivo, "ORDINA"),
                point(1, "di chiudere:"),
                point(2, "la strada;"),
                point(1, "di aprire il ponte."),
                section(Role::Chiusura, "Ricorsi"),
                paragraph("Entro sessanta giorni.".into()),
                section(Role::Allegato, "Mappa"),
            ]),
            &|_| None,
        );
        assert_eq!(
            made.preambolo.iter().map(|one| one.parte).collect::<Vec<_>>(),
            [Parte::Preambolo, Parte::Considerato]
        );
        let inner = Blocco::Elenco(vec![Voce { numero: "a)".into(), blocchi: vec![p("la strada;")] }]);
        let points = Blocco::Elenco(vec![
            Voce { numero: "1.".into(), blocchi: vec![p("di chiudere:"), inner] },
            Voce { numero: "2.".into(), blocchi: vec![p("di aprire il ponte.")] },
        ]);
        let titolo = vec![Testo::parole("ORDINA")];
        assert_eq!(made.corpo, [Sezione { parte: Parte::Dispositivo, titolo, blocchi: vec![points] }]);
        let title = Blocco::Titolo(vec![Testo::parole("Ricorsi")]);
        assert_eq!(made.conclusioni, [title, p("Entro sessanta giorni.")]);
        assert_eq!(made.allegati.len(), 1);
        assert_eq!(made.allegati[0].titolo, "Mappa");
    }

    #[test]
    fn where_nothing_is_decided_all_of_it_is_the_body() {
        let heading = Content::Heading(Heading { level: 1, text: "Presenti".into() });
        let made = parti(&text(vec![section(Role::Discussione, "Seduta"), heading]), &|_| None);
        assert!(made.preambolo.is_empty());
        assert_eq!(made.corpo[0].parte, Parte::Discussione);
        let none = parti(&text(vec![section(Role::Chiusura, ""), paragraph("Fine.".into())]), &|_| None);
        assert!(!none.corpo[0].blocchi.is_empty(), "the standard wants a body");
    }

    #[test]
    fn laws_pages_and_known_acts_are_references_and_an_unknown_act_is_words() {
        let (known, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let law = Urn::new("urn:nir:stato:legge:1990-08-07;241").unwrap();
        let line = Line::new(vec![
            linked("legge", Target::Law(law)),
            linked("nota", Target::Act(known.into())),
            linked("taciuta", Target::Act(other.into())),
            linked("sito", Target::Web(Address::new("https://example.it/?a={1}|2").unwrap())),
        ]);
        let dove = |id: Id<Act>| (id.uuid() == known).then(|| "/akn/it/doc/determina/c_m999/2026-03-17/195".to_owned());
        let made = parti(&text(vec![section(Role::Corpo, ""), paragraph(line)]), &dove);
        let Blocco::Paragrafo(words) = &made.corpo[0].blocchi[0] else { panic!("{made:?}") };
        let told = |words: &Testo| match words {
            Testo::Rinvio { href, testo } => format!("{testo}>{href}"),
            Testo::Parole { testo, .. } => testo.clone(),
            Testo::ACapo => String::new(),
        };
        let told: Vec<String> = words.iter().map(told).collect();
        let sito = "sito>https://example.it/?a=%7B1%7D%7C2";
        let act = "nota>/akn/it/doc/determina/c_m999/2026-03-17/195";
        assert_eq!(told, ["legge>urn:nir:stato:legge:1990-08-07;241", act, "taciuta", sito]);
    }

    #[test]
    fn a_strange_address_is_written_so_that_the_standard_takes_it() {
        assert_eq!(rinvio("https://a.it/%zz#uno#due").as_deref(), Some("https://a.it/%25zz#uno%23due"));
        assert_eq!(rinvio("https://a.it/%C3%A8").as_deref(), Some("https://a.it/%C3%A8"));
        assert_eq!(rinvio("https://[::1]/"), None);
        assert_eq!(rinvio(&format!("https://a.it/{}", "|".repeat(1_000))), None, "longer than the standard takes");
    }
}
