//! The heading of an act: kind, number, day. Each software house writes its own; what they share is that the kind begins a line near the
//! top, that its number follows a mark ("n.", "Nr.", "numero") and its day the number.

use kernel::Date;

use super::{
    Certezza::{Dubbio, Probabile, Sicuro},
    Trovato,
    giorni::{self, numero, segnato},
    parole::{Riga, segno},
};

/// Lines in which the heading stands.
const TESTA: usize = 60;
/// Lines after the kind in which its number and its day may stand.
const VICINO: usize = 8;
/// With what a line begins that names the kind a little later: "Copia di determinazione", "Verbale di deliberazione".
const PRIMA: [&str; 6] = ["copia", "originale", "verbale", "registro", "estratto", "atto"];
/// What a day stands after.
const DEL_GIORNO: [&str; 9] = ["del", "data", "in", "addi", "seduta", "il", "adottata", "emessa", "registrata"];

/// What the heading says.
#[derive(Debug, Default)]
pub(super) struct Testata {
    pub tipo: Option<Trovato<String>>,
    pub numero: Option<Trovato<i64>>,
    pub di_settore: Option<Trovato<i64>>,
    pub anno: Option<i64>,
    pub data: Option<Trovato<Date>>,
}

/// A number where it stands: its line, and the word after it.
struct Posto {
    numero: Trovato<i64>,
    anno: Option<i64>,
    riga: usize,
    dopo: usize,
}

/// Reads it.
pub(super) fn leggi(righe: &[Riga]) -> Testata {
    let testa = &righe[..righe.len().min(TESTA)];
    let genere = testa.iter().enumerate().find_map(|(at, riga)| Some((at, genere(riga)?)));
    let generale = generale(testa);
    let proprio =
        genere.as_ref().and_then(|(at, (_, dopo))| proprio(testa, *at, *dopo, generale.as_ref().map(|one| one.riga)));
    let tipo = genere.as_ref().and_then(|(at, (root, _))| tipo(testa, *at, root));
    let (primo, di_settore) = match (generale, proprio) {
        (Some(generale), proprio) => (Some(generale), proprio.map(|one| one.numero)),
        (None, proprio) => (proprio, None),
    };
    let at = genere.as_ref().map(|(at, _)| *at);
    let data = data(testa, primo.as_ref(), at);
    let anno = primo.as_ref().and_then(|one| one.anno);
    Testata { tipo, numero: primo.map(|one| one.numero), di_settore, anno, data }
}

/// The root of the kind that a line begins with, and the word after it.
fn genere(riga: &Riga) -> Option<(&'static str, usize)> {
    let first = riga.parola(0);
    let most = if PRIMA.contains(&first) { 4 } else { 1 };
    (0..most.min(riga.parole.len())).find_map(|at| {
        let word = riga.parola(at);
        // "Proposta di determinazione" has a number of its own, which is not the act's.
        if riga.parole[..at].iter().any(|before| before.starts_with("propost")) {
            return None;
        }
        let root = match word {
            "determina" | "determine" => "determina",
            "delibera" | "delibere" => "delibera",
            "ordinanza" | "ordinanze" => "ordinanza",
            "decreto" | "decreti" => "decreto",
            "disposizione" => "disposizione",
            "direttiva" => "direttiva",
            "liquidazione" if at == 2 && first == "atto" => "liquidazione",
            other if other.starts_with("determinazion") => "determina",
            other if other.starts_with("deliberazion") => "delibera",
            _ => return None,
        };
        Some((root, at + 1))
    })
}

/// The kind, with what the lines around say of whose it is.
fn tipo(testa: &[Riga], at: usize, root: &str) -> Option<Trovato<String>> {
    let riga = &testa[at];
    let capital = riga.testo.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    let sure = if capital { Sicuro } else { Dubbio };
    let around = &testa[at..testa.len().min(at + 5)];
    let organ = |wanted: &[(&str, &'static str)]| {
        let words = around.iter().flat_map(|riga| riga.parole.iter());
        words
            .into_iter()
            .find_map(|word| wanted.iter().find(|(begin, _)| word.starts_with(begin)).map(|(_, code)| *code))
    };
    let (code, sure) = match root {
        "determina" => ("determina", sure),
        "disposizione" => ("disposizione", sure),
        "direttiva" => ("direttiva", sure),
        "liquidazione" => ("liquidazione", sure),
        // Which body it was, nobody guesses.
        "delibera" => (
            organ(&[
                ("giunta", "delibera_giunta"),
                ("consiglio", "delibera_consiglio"),
                ("consiliare", "delibera_consiglio"),
            ])?,
            sure,
        ),
        _ => {
            let (mayor, officer) = if root == "ordinanza" {
                ("ordinanza_sindaco", "ordinanza_dirigente")
            } else {
                ("decreto_sindaco", "decreto_dirigente")
            };
            let known = [
                ("sindac", mayor),
                ("responsabil", officer),
                ("dirigen", officer),
                ("comandante", officer),
                ("polizia", officer),
                ("settore", officer),
            ];
            organ(&known).map_or((if root == "ordinanza" { officer } else { mayor }, Dubbio), |code| (code, sure))
        }
    };
    Some(Trovato::nuovo(code.to_owned(), &riga.testo, sure))
}

/// The number of the general register: "Reg. Gen. n. 123", "R.G. 123/2019", "Registro generale delle determinazioni n. 123".
fn generale(testa: &[Riga]) -> Option<Posto> {
    testa.iter().enumerate().find_map(|(at, riga)| {
        let words = &riga.parole;
        let label = (0..words.len()).find(|place| {
            let next = riga.parola(place + 1);
            let general = next == "gen" || next.starts_with("general");
            let pair =
                matches!(words[*place].as_str(), "reg" | "registro" | "raccolta" | "numero" | "n" | "num") && general;
            pair || matches!(words[*place].as_str(), "r.g" | "reg.gen" | "rg")
        })?;
        let near = words.len().min(label + 8);
        let marked = segnato(&words[..near], label);
        let bare = || {
            (label + 1..words.len().min(label + 4))
                .find_map(|place| numero(&words[place]).map(|(one, year)| (one, year, place + 1)))
        };
        // A table whose label and value stand on two lines.
        let below = || {
            let next = testa.get(at + 1)?;
            let from = usize::from(segno(next.parola(0)));
            numero(next.parola(from)).map(|(one, year)| (one, year, at + 1, from + 1))
        };
        let found = marked.or_else(bare).map(|(one, year, dopo)| (one, year, at, dopo)).or_else(below);
        let (one, anno, line, dopo) = found?;
        let told = if line == at { riga.testo.clone() } else { format!("{} {}", riga.testo, testa[line].testo) };
        Some(Posto { numero: Trovato::nuovo(one, &told, Sicuro), anno, riga: line, dopo })
    })
}

/// The number that stands with the kind: on its line, or on one of the next that begins with it; not on that of the general register.
fn proprio(testa: &[Riga], at: usize, dopo: usize, generale: Option<usize>) -> Option<Posto> {
    let riga = &testa[at];
    let made = |(one, anno, after): (i64, Option<i64>, usize), line: usize, sure| Posto {
        numero: Trovato::nuovo(one, &testa[line].testo, sure),
        anno,
        riga: line,
        dopo: after,
    };
    if generale != Some(at) {
        if let Some(found) = segnato(&riga.parole, dopo) {
            return Some(made(found, at, Sicuro));
        }
        // "Determinazione 45/2019": without the year it might be anything.
        if let Some((one, Some(year))) = numero(riga.parola(dopo)) {
            return Some(made((one, Some(year), dopo + 1), at, Sicuro));
        }
    }
    let last = testa.len().min(at + 1 + VICINO);
    (at + 1..last).filter(|line| generale != Some(*line)).find_map(|line| {
        let words = &testa[line].parole;
        let begins = segno(testa[line].parola(0))
            || matches!(testa[line].parola(0), "atto" | "registro" | "reg" | "della" | "del");
        let found = if begins { segnato(words, 0) } else { None };
        found.map(|found| made(found, line, Probabile))
    })
}

/// The day: beside the number, else on the line of the kind, else on a line near that begins as a day does, else in letters.
fn data(testa: &[Riga], primo: Option<&Posto>, genere: Option<usize>) -> Option<Trovato<Date>> {
    let made = |line: usize, from: usize, sure| {
        let riga: &Riga = testa.get(line)?;
        let found = giorni::primo(&riga.parole, from)?;
        Some(Trovato::nuovo(found.data, &riga.testo, if found.intero { sure } else { Probabile }))
    };
    let beside = primo.and_then(|one| made(one.riga, one.dopo, Sicuro));
    let same = || genere.and_then(|line| made(line, 0, Sicuro));
    let near = || {
        let from = primo.map(|one| one.riga).into_iter().chain(genere).min()?;
        (from..testa.len().min(from + 2 * VICINO)).find_map(|line| {
            let riga = &testa[line];
            let begins = DEL_GIORNO.contains(&riga.parola(0));
            let of_others = ["pubblicazion", "scaden", "nascit", "prot", "esecutiv"];
            let other = riga.parole.iter().any(|word| of_others.iter().any(|root| word.starts_with(root)));
            if begins && !other { made(line, 0, Probabile) } else { None }
        })
    };
    let said = || giorni::di_seduta(testa).map(|(day, told)| Trovato::nuovo(day, &told, Probabile));
    beside.or_else(same).or_else(near).or_else(said)
}
