//! A register that is made, not copied: kinds of documents written in several ways, by senders who come back, classified by clerks who
//! err one time in ten. The same numbers make the same register.

use kernel::MONTHS;

use crate::{
    kinds::{BODIES, KINDS, Writer},
    large::Draw,
};

/// One time in so many the clerk has chosen another kind's class and office.
const WRONG: u64 = 10;
/// One time in so many the subject says nothing.
const VAGUE: u64 = 12;
/// The share of documents, in hundredths, that have a text.
const WITH_TEXT: u64 = 60;

/// One entry of it.
pub(crate) struct Entry {
    pub subject: String,
    pub sender: String,
    pub address: String,
    pub text: String,
    pub class: &'static str,
    pub office: u8,
}

/// The entries, in order of time. Some kinds are a hundred times as frequent as others.
pub(crate) fn entries(count: usize) -> Vec<Entry> {
    (0_u64..).take(count).map(entry).collect()
}

fn entry(n: u64) -> Entry {
    let mut draw = Draw(n.wrapping_mul(0x5851_F42D_4C95_7F2D) ^ 0x1234_5678);
    let kind = &KINDS[place(&mut draw)];
    let (sender, address) = sender(kind.from, &mut draw);
    let template =
        if draw.next().is_multiple_of(VAGUE) { pick(&VAGUES, &mut draw) } else { pick(&kind.subjects, &mut draw) };
    let subject = filled(template, &mut draw);
    let text = if draw.next() % 100 < WITH_TEXT { body(kind.text, &mut draw) } else { String::new() };
    let wrong = draw.next().is_multiple_of(WRONG);
    let told = if wrong { &KINDS[place(&mut draw)] } else { kind };
    Entry { subject, sender, address, text, class: told.class, office: told.office }
}

/// A kind: a third of all documents are of the first few.
fn place(draw: &mut Draw) -> usize {
    let spread = usize::try_from(draw.next() % 60).unwrap_or_default();
    if draw.next().is_multiple_of(3) { (spread * spread / 60 * 7) % 60 } else { spread }
}

fn sender(from: Writer, draw: &mut Draw) -> (String, String) {
    match from {
        Writer::Body(n) => (BODIES[n].0.to_owned(), BODIES[n].1.to_owned()),
        Writer::Firm(trade) => {
            let n = trade * 40 + draw.next() % 12;
            let name = format!("{} {} Srl", pick(&SURNAMES, &mut Draw(n)), pick(&TRADES, &mut Draw(n + 7)));
            (name, format!("ditta{n}@pec.example"))
        }
        Writer::Citizen => {
            let n = draw.next() % 6_000;
            let name = format!("{} {}", pick(&SURNAMES, &mut Draw(n)), pick(&NAMES, &mut Draw(n + 9_000)));
            // One citizen in three writes by hand; the others by mail, from a domain that thousands share.
            let address = if n.is_multiple_of(3) { String::new() } else { format!("c{n}@posta.example") };
            (name, address)
        }
    }
}

/// The first lines of a paper: what the kind says, between phrases that all papers have.
fn body(text: &str, draw: &mut Draw) -> String {
    let (before, after) = (pick(&OPENINGS, draw), pick(&CLOSINGS, draw));
    format!("{before} {} {after}", filled(text, draw))
}

fn filled(template: &str, draw: &mut Draw) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (slot, after) = after.split_once('}').unwrap_or((after, ""));
        match slot {
            "via" => out.push_str(&format!("{} {}", pick(&STREETS, draw), 1 + draw.next() % 90)),
            "nome" => out.push_str(&format!("{} {}", pick(&SURNAMES, draw), pick(&NAMES, draw))),
            "luogo" => out.push_str(pick(&PLACES, draw)),
            "mese" => out.push_str(pick(&MONTHS, draw)),
            "anno" => out.push_str(&(2019 + draw.next() % 8).to_string()),
            "data" => out.push_str(&format!("{} {}", 1 + draw.next() % 28, pick(&MONTHS, draw))),
            "euro" => out.push_str(&format!("{},{:02}", 100 + draw.next() % 90_000, draw.next() % 100)),
            _ => out.push_str(&(1 + draw.next() % 4_000).to_string()),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn pick<'a>(from: &[&'a str], draw: &mut Draw) -> &'a str {
    let many = u64::try_from(from.len()).unwrap_or(1).max(1);
    usize::try_from(draw.next() % many).ok().and_then(|place| from.get(place)).copied().unwrap_or_default()
}

const VAGUES: [&str; 10] = [
    "Trasmissione di documentazione",
    "Comunicazione",
    "Richiesta di informazioni",
    "Integrazione documentale",
    "Invio di allegati",
    "Riscontro alla vostra nota n. {n}",
    "Sollecito",
    "Richiesta urgente",
    "Trasmissione di atti del {data}",
    "Nota del {data}",
];
const OPENINGS: [&str; 6] = [
    "Spettabile Comune, con la presente",
    "Al Sindaco. Oggetto: quanto indicato.",
    "Egregi signori, facendo seguito ai colloqui",
    "Vista la normativa vigente e il regolamento comunale,",
    "In riferimento alla vostra richiesta",
    "Il presente documento è firmato digitalmente.",
];
const CLOSINGS: [&str; 6] = [
    "Distinti saluti.",
    "In attesa di un cortese riscontro si porgono cordiali saluti.",
    "Si resta a disposizione per ogni chiarimento.",
    "Si allega copia del documento di identità.",
    "Ai sensi del DPR 445/2000 si dichiara quanto sopra.",
    "Il responsabile del procedimento",
];
const STREETS: [&str; 16] = [
    "via Garibaldi",
    "via Mazzini",
    "viale della Stazione",
    "piazza Dante",
    "via dei Tigli",
    "via del Pozzo",
    "via Roma",
    "strada della Fornace",
    "via San Rocco",
    "corso Italia",
    "vicolo Stretto",
    "via delle Mimose",
    "via Monte Grappa",
    "piazza del Mercato",
    "via Fontana Vecchia",
    "località Casale",
];
const PLACES: [&str; 10] = [
    "ponte della Fornace",
    "scuola primaria",
    "palazzo comunale",
    "cimitero",
    "teatro",
    "piazza del Mercato",
    "centro sportivo",
    "rete fognaria",
    "borgo antico",
    "biblioteca",
];
const NAMES: [&str; 16] = [
    "Martina", "Giorgio", "Luca", "Ilaria", "Pietro", "Teresa", "Stefano", "Nadia", "Amir", "Chiara", "Paolo", "Elisa",
    "Franco", "Sonia", "Marco", "Lucia",
];
const SURNAMES: [&str; 24] = [
    "Colli",
    "Bassani",
    "Ferrante",
    "Montanari",
    "Orsini",
    "Vallini",
    "Guidi",
    "Rinaldi",
    "Haddad",
    "Pellegri",
    "Fabbri",
    "Longo",
    "Gallo",
    "Neri",
    "Tecchi",
    "Conti",
    "Marini",
    "Sala",
    "Riva",
    "Ponti",
    "Bruni",
    "Leoni",
    "Serra",
    "Villa",
];
const TRADES: [&str; 8] =
    ["Costruzioni", "Servizi", "Impianti", "Forniture", "Progetti", "Ambiente", "Commerciale", "Gestioni"];
