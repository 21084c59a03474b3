//! Data of the ente and of the act that a text names instead of writing them: `{cig}`, `{sindaco}`. Until the text is
//! closed each is a place of it (`prose::Place`); then the version that is fixed says the value, and never changes
//! again. Only the ente's name and the subject are filled when the paper is made: everybody may read another subject
//! than who examines.

use std::collections::BTreeSet;

use kernel::Refusal;
use prose::{Block, Inline, Line, Place, Prose, Run, filled};

pub(crate) const ENTE: &str = "ente.nome";
pub(crate) const UFFICIO: &str = "ufficio.nome";
const OGGETTO: &str = "atto.oggetto";
pub(crate) const IMPORTO: &str = "atto.importo";
pub(crate) const RUP: &str = "atto.rup";
pub(crate) const CAPITOLO: &str = "atto.capitolo";
pub(crate) const CIG: &str = "atto.cig";
pub(crate) const CUP: &str = "atto.cup";
pub(crate) const SINDACO: &str = "sindaco.nome";
pub(crate) const SEGRETARIO: &str = "segretario.nome";

/// Longest name between braces.
const NOME_MAX: usize = 40;

/// A datum that a text may name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Campo {
    /// The key of its place.
    pub chiave: &'static str,
    /// As people write it between braces.
    pub breve: &'static str,
    /// What goes there.
    pub nome: &'static str,
    /// What to do where there is no value.
    rimedio: &'static str,
}

const fn campo(chiave: &'static str, breve: &'static str, nome: &'static str, rimedio: &'static str) -> Campo {
    Campo { chiave, breve, nome, rimedio }
}

const RIGHE: &str = "scrivilo nelle righe contabili, oppure nel testo al posto del nome";

/// All of them.
pub(crate) static CAMPI: [Campo; 10] = [
    campo(ENTE, "ente", "nome dell'ente", ""),
    campo(UFFICIO, "unita", "ufficio proponente", "scrivilo nel testo al posto del nome"),
    campo(OGGETTO, "oggetto", "oggetto dell'atto", ""),
    campo(IMPORTO, "importo", "totale delle righe contabili", "aggiungi le righe contabili, oppure scrivi l'importo"),
    campo(RUP, "rup", "nome del RUP", "scegli il RUP nei dati dell'atto, oppure scrivi il nome"),
    campo(CAPITOLO, "capitolo", "capitolo di spesa", RIGHE),
    campo(CIG, "cig", "CIG", RIGHE),
    campo(CUP, "cup", "CUP", RIGHE),
    campo(
        SINDACO,
        "sindaco",
        "nome del Sindaco",
        "oggi non c'è una sola persona con l'incarico «Sindaco»: controlla gli incarichi in Comando, o scrivi il nome",
    ),
    campo(
        SEGRETARIO,
        "segretario",
        "nome del Segretario comunale",
        "oggi non c'è una sola persona con l'incarico «Segretario comunale»: controlla gli incarichi in Comando, o scrivi \
         il nome",
    ),
];

impl Campo {
    /// The datum of this key, or of this name between braces, in small letters or capitals.
    pub fn di(name: &str) -> Option<&'static Self> {
        let name = name.to_ascii_lowercase();
        CAMPI.iter().find(|one| one.chiave == name || one.breve == name)
    }

    /// The place where it goes.
    pub fn posto(&self) -> Inline {
        Inline::Place(Place { key: self.chiave.to_owned(), label: self.nome.to_owned() })
    }

    /// The datum whose place this is, as it is written by its short name.
    pub fn del_posto(place: &Place) -> Option<&'static Self> {
        CAMPI.iter().find(|one| one.chiave == place.key && one.nome == place.label)
    }
}

/// A known name between braces with which a text begins, and how many bytes it takes: `{cig}`.
pub(crate) fn all_inizio(text: &str) -> Option<(&'static Campo, usize)> {
    let inside = text.strip_prefix('{')?;
    let close = inside.bytes().take(NOME_MAX + 1).position(|byte| byte == b'}')?;
    Some((Campo::di(inside.get(..close)?)?, close + 2))
}

/// The first name between braces: from where to where, and the name. Two braces around it are one.
fn fra_graffe(text: &str) -> Option<(usize, usize, &str)> {
    let mut from = 0;
    while let Some(open) = text.get(from..)?.find('{').map(|at| from + at) {
        let inside = text.get(open + 1..)?;
        let close = inside.bytes().take(NOME_MAX + 1).position(|byte| byte == b'}');
        let name = close.and_then(|close| inside.get(..close)).filter(|name| e_un_nome(name));
        if let Some(name) = name {
            let end = open + name.len() + 2;
            let doubled = text.get(..open)?.ends_with('{') && text.get(end..)?.starts_with('}');
            return Some(if doubled { (open - 1, end + 1, name) } else { (open, end, name) });
        }
        from = open + 1;
    }
    None
}

fn e_un_nome(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte))
}

/// The blocks with each known name between braces made a place: of texts that were pasted, imported or sent by
/// programs.
pub(crate) fn riconosci(blocks: &[Block]) -> Vec<Block> {
    let each = |block: &Block| Block { id: block.id, content: block.content.map_lines(&mut riga) };
    blocks.iter().map(each).collect()
}

fn riga(line: &Line) -> Line {
    let mut pieces = Vec::with_capacity(line.pieces().len());
    for piece in line.pieces() {
        match piece {
            Inline::Run(run) => spezza(run, &mut pieces),
            Inline::Place(_) => pieces.push(piece.clone()),
        }
    }
    Line::new(pieces)
}

fn spezza(run: &Run, pieces: &mut Vec<Inline>) {
    // Piece by piece: to clone the whole run for each of its names would take the square of its length.
    let words = |text: &str| {
        let link = run.link.clone();
        Inline::Run(Run { text: text.to_owned(), bold: run.bold, italic: run.italic, link })
    };
    let mut rest = run.text.as_str();
    while let Some((from, to, name)) = fra_graffe(rest) {
        let (before, after) = (rest.get(..from).unwrap_or_default(), rest.get(to..).unwrap_or_default());
        match Campo::di(name) {
            Some(campo) => pieces.extend([words(before), campo.posto()]),
            None => pieces.push(words(rest.get(..to).unwrap_or_default())),
        }
        rest = after;
    }
    pieces.push(words(rest));
}

/// The keys that a text asks for.
pub(crate) fn chiesti(testo: &Prose) -> BTreeSet<&'static str> {
    let mut all = BTreeSet::new();
    for line in testo.blocks().iter().flat_map(|block| block.content.lines()) {
        for piece in line.pieces() {
            match piece {
                Inline::Place(place) => all.extend(Campo::di(&place.key).map(|campo| campo.chiave)),
                Inline::Run(run) => all.extend(nomi(&run.text).filter_map(Campo::di).map(|campo| campo.chiave)),
            }
        }
    }
    all
}

/// All names between braces.
fn nomi(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, to, name) = fra_graffe(rest)?;
        rest = rest.get(to..)?;
        Some(name)
    })
}

/// The text as a paper shows it: with the ente's name, and the subject that its readers may read.
pub(crate) fn stampato(testo: &Prose, ente: &str, oggetto: &str) -> Prose {
    let value = |key: &str| match Campo::di(key)?.chiave {
        ENTE => Some(ente.to_owned()),
        OGGETTO => Some(oggetto.to_owned()),
        _ => None,
    };
    filled(testo, &value).map_or_else(|_| testo.clone(), |(text, _)| text)
}

/// Most things that are told of one text: nobody reads more.
const DETTE_MAX: usize = 20;

/// What a text still lacks, once it is filled: data without a value, and braces that nothing fills.
pub(crate) fn mancano(testo: &Prose) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for line in testo.blocks().iter().flat_map(|block| block.content.lines()) {
        for piece in line.pieces() {
            match piece {
                Inline::Place(place) => all.extend(manca(place)),
                Inline::Run(run) => {
                    all.extend(nomi(&run.text).take(DETTE_MAX).map(sconosciuto));
                    if run.text.contains("{{") || run.text.contains("}}") {
                        all.insert(
                            "Nel testo ci sono parentesi graffe doppie: scrivi le parole al loro posto.".to_owned(),
                        );
                    }
                }
            }
        }
        if all.len() >= DETTE_MAX {
            break;
        }
    }
    all
}

fn manca(place: &Place) -> Option<String> {
    match Campo::di(&place.key) {
        Some(campo) if [ENTE, OGGETTO].contains(&campo.chiave) => None,
        Some(campo) => Some(format!("Nel testo manca ancora un dato: {} ({}).", place.label, campo.rimedio)),
        None => Some(format!("Nel testo manca ancora un dato: {}.", place.label)),
    }
}

fn sconosciuto(name: &str) -> String {
    let known = CAMPI.iter().map(|one| format!("{{{}}}", one.breve)).collect::<Vec<_>>().join(", ");
    format!(
        "Nel testo c'è «{{{name}}}», che non si può riempire: scrivi le parole, oppure uno di questi nomi: {known}."
    )
}

/// The same as reasons, so many as anybody reads.
pub(crate) fn controlla(testo: &Prose, no: &mut Refusal) {
    mancano(testo).into_iter().take(DETTE_MAX).for_each(|told| no.add(Some("testo"), told));
}

#[cfg(test)]
pub(crate) mod tests {
    use kernel::Uuid;
    use prose::{BlockId, Content, Paragraph, Role, Section};

    use super::*;

    /// A text of one paragraph.
    pub(crate) fn testo(words: &str) -> Prose {
        let block = |n: u128, content| Block { id: BlockId::from(Uuid::from_u128(n)), content };
        let opens = block(1, Content::Section(Section { role: Role::Corpo, title: Line::default() }));
        Prose::new(vec![opens, block(2, Content::Paragraph(Paragraph { inside: 0, text: words.into() }))]).unwrap()
    }

    fn posti(words: &str) -> Prose {
        Prose::new(riconosci(testo(words).blocks())).unwrap()
    }

    #[test]
    fn what_has_no_value_and_what_nobody_knows_is_told_and_the_subject_waits_for_the_paper() {
        let full = posti("{cup} {pippo} {ente}: {oggetto} { spazio } {Ü} {{a|b}}");
        let told = mancano(&full);
        assert_eq!(told.len(), 3, "{told:?}");
        for wanted in ["un dato: CUP (scrivilo nelle righe contabili", "«{pippo}»", "graffe doppie"] {
            assert!(told.iter().any(|one| one.contains(wanted)), "{wanted}: {told:?}");
        }
        let paper = prose::plain(&stampato(&full, "Comune di Montefiorito", "Contributo a una famiglia"));
        assert!(paper.contains("Comune di Montefiorito: Contributo a una famiglia"), "{paper}");
    }

    #[test]
    fn a_line_full_of_braces_and_one_full_of_names_lose_no_word_and_are_told_once() {
        let braces = "{".repeat(50_000);
        // Names that nobody knows, as many as a line holds; and some that are known.
        let names = "{x}".repeat(prose::bounds::LINE_BYTES / 3);
        let known = "{cig}".repeat(1_000);
        for words in [&braces, &names] {
            let full = posti(words);
            assert_eq!(prose::plain(&full), format!("{words}\n"));
            assert_eq!(mancano(&full).len(), 1);
        }
        let full = posti(&known);
        assert_eq!(prose::plain(&full), format!("{}\n", "[CIG]".repeat(1_000)));
        assert_eq!(mancano(&full).len(), 1);
    }

    /// However long the line, no more is read for a name than the longest one has.
    #[test]
    fn what_is_longer_than_any_name_is_none() {
        let within = |letters: usize| format!("{{{}}}", "a".repeat(letters));
        assert!(fra_graffe(&within(NOME_MAX)).is_some());
        assert!(fra_graffe(&within(NOME_MAX + 1)).is_none());
    }

    #[test]
    fn every_name_is_known_by_its_key_and_its_short_form() {
        for one in &CAMPI {
            assert_eq!(Campo::di(one.chiave), Some(one));
            assert_eq!(all_inizio(&format!("{{{}}} e poi", one.breve)), Some((one, one.breve.len() + 2)));
        }
        assert_eq!(all_inizio("{pippo}"), None);
        assert_eq!(all_inizio("prima {cig}"), None);
    }
}
