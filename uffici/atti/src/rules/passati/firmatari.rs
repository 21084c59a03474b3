//! Who signed, by the names that stand with "firmato digitalmente da", "f.to", or under the title of an office at the end.

use super::{
    Certezza::{Probabile, Sicuro},
    Trovato, aggiungi,
    parole::{Riga, piano},
};

/// Lines at the end in which the titles of who signs are looked at.
const CODA: usize = 120;
/// Lines after a title in which the name may stand.
const SOTTO: usize = 3;
/// Titles, by how the line begins.
const TITOLI: &str = "il responsabile, la responsabile, il dirigente, la dirigente, il sindaco, la sindaca, il vicesindaco, il segretario, \
    la segretaria, il presidente, la presidente, il funzionario, la funzionaria, il comandante, la comandante, il vicesegretario, \
    il direttore, la direttrice, il commissario, la commissaria";
/// What stands before a name and is none of it.
const PREFISSI: &str = "f.to fto firmato digitalmente da dott dott.ssa d.ssa dr dr.ssa ing arch geom rag avv sig sig.ra prof prof.ssa p.i per \
    comm cav";
/// Words that no name has, so that a line with one is none.
const NON_NOMI: &str = "comunale servizio servizi settore area ufficio giunta consiglio comune responsabile dirigente sindaco segretario \
    presidente finanziario finanziaria tecnico tecnica amministrativo amministrativa polizia locale generale procedimento originale documento \
    sensi parere data atto atti lavori pubblici affari generali demografici sociali tributi urbanistica unico premesso premessa che visto \
    vista visti viste richiamato richiamata considerato dato ritenuto determina delibera ordina decreta dispone gli";
/// With what a name has inside ("Mario Del Bianco"), and does not begin.
const PARTICELLE: &str = "di de del della dei degli lo la le il al per";

fn fra(list: &str, word: &str) -> bool {
    list.split(' ').any(|one| one == word)
}

/// The title with which a line in small letters begins.
fn titolo(flat: &str) -> Option<&'static str> {
    TITOLI.split(", ").find(|title| flat.starts_with(title))
}

/// Reads them, in their order.
pub(super) fn leggi(righe: &[Riga]) -> Vec<Trovato<String>> {
    let mut found = Vec::new();
    let coda = righe.len().saturating_sub(CODA);
    for (at, riga) in righe.iter().enumerate() {
        let flat = piano(&riga.testo);
        if let Some((_, name)) = flat.split_once("firmato digitalmente da") {
            let from = riga.testo.chars().count() - name.chars().count();
            let rest: String = riga.testo.chars().skip(from).collect();
            let next = righe.get(at + 1).map_or("", |next| next.testo.as_str());
            if let Some(name) = nome(&rest, true).or_else(|| nome(next, false)) {
                aggiungi(&mut found, Trovato::nuovo(name, &format!("{} {next}", riga.testo), Sicuro));
            }
        } else if at >= coda
            && let Some(title) = titolo(&flat)
        {
            con_titolo(&mut found, righe, at, title);
        }
    }
    found
}

/// The name that stands with a title, or under it.
fn con_titolo(found: &mut Vec<Trovato<String>>, righe: &[Riga], at: usize, title: &str) {
    let riga = &righe[at];
    let after: String = riga.testo.chars().skip(title.chars().count()).collect();
    let sotto = righe.iter().skip(at + 1).filter(|riga| !riga.testo.is_empty()).take(SOTTO);
    let lines = std::iter::once(after.as_str()).chain(sotto.map(|riga| riga.testo.as_str()));
    for line in lines {
        // Another title follows: two stand beside each other, and which name is whose is not known here.
        if titolo(&piano(line.trim())).is_some() {
            return;
        }
        if let Some(name) = nome(line, false) {
            let signed = if piano(line).contains("f.to") { Sicuro } else { Probabile };
            aggiungi(found, Trovato::nuovo(name, &format!("{} {line}", riga.testo), signed));
            return;
        }
    }
}

/// The name of a person that a line is, without titles: two to five words with a capital letter, and nothing else. With `inizio` something
/// may follow: "Mario Rossi in data 12/03/2019".
fn nome(line: &str, inizio: bool) -> Option<String> {
    let plain = |word: &&str| {
        word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-'))
            && word.starts_with(char::is_uppercase)
            && !fra(NON_NOMI, &piano(word))
            && !piano(word).starts_with("dell'")
    };
    let words = line.split_whitespace().take(12).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let words: Vec<&str> =
        words.filter(|word| !word.is_empty()).skip_while(|word| fra(PREFISSI, &piano(word))).collect();
    let name: Vec<&str> = words.iter().copied().take_while(|word| plain(word)).collect();
    let whole = inizio || name.len() == words.len();
    let begins = name.first().is_some_and(|word| !fra(PARTICELLE, &piano(word)));
    (whole && begins && (2..=5).contains(&name.len())).then(|| name.join(" "))
}
