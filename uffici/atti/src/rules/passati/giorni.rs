//! Days, as acts write them: "12/03/2019", "03-02-2021", "12 marzo 2019", "l'anno duemilaventuno, il giorno tre del mese di febbraio".

use kernel::{Date, MONTHS};

use super::{
    lettere,
    parole::{Riga, segno},
};

/// Words between the year and the month of a day in letters, at most.
const LONTANO: usize = 25;

/// A day that was found among the words of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Giorno {
    pub data: Date,
    /// Whether its year has all four digits.
    pub intero: bool,
}

/// The first day from the word `from` on.
pub(super) fn primo(words: &[String], from: usize) -> Option<Giorno> {
    (from..words.len()).find_map(|at| in_cifre(&words[at]).or_else(|| con_mese(words, at)))
}

/// "12/03/2019", "3.2.21".
fn in_cifre(word: &str) -> Option<Giorno> {
    let parts: Vec<&str> = word.split(['/', '-', '.', '–']).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let (year, intero) = anno(year)?;
    let data = Date::from_ymd_opt(year, cifre(month, 2)?, cifre(day, 2)?)?;
    Some(Giorno { data, intero })
}

/// "12 marzo 2019", "1° marzo 2019".
fn con_mese(words: &[String], at: usize) -> Option<Giorno> {
    let day = cifre(words.get(at)?, 2)?;
    let month = mese(words.get(at + 1)?)?;
    let (year, intero) = anno(words.get(at + 2)?)?;
    Some(Giorno { data: Date::from_ymd_opt(year, month, day)?, intero })
}

/// The day that a minute of a sitting says in words, within these lines; and the words.
pub(super) fn di_seduta(righe: &[Riga]) -> Option<(Date, String)> {
    let words: Vec<&str> = righe.iter().flat_map(|riga| riga.parole.iter().map(String::as_str)).collect();
    (0..words.len()).find_map(|at| {
        if !matches!(words[at], "l'anno" | "anno") {
            return None;
        }
        let (year, rest) =
            (at + 1..words.len().min(at + 4)).find_map(|place| Some((anno_detto(words[place])?, place + 1)))?;
        let to = words.len().min(rest + LONTANO);
        let month = (rest..to).find_map(|place| Some((mese(words[place])?, place)))?;
        // The day stands between the year and the month, after "giorno" or "addì".
        let day = (rest..month.1).find(|place| matches!(words[*place], "giorno" | "addi" | "di"))?;
        let day = (day + 1..month.1).find_map(|place| giorno_detto(words[place]))?;
        let told = words[at..=month.1].join(" ");
        Some((Date::from_ymd_opt(year, month.0, day)?, told))
    })
}

fn anno_detto(word: &str) -> Option<i32> {
    let said = lettere::numero(word).and_then(|number| i32::try_from(number).ok());
    said.filter(|year| (1900..=2100).contains(year))
        .or_else(|| anno(word).filter(|(_, intero)| *intero).map(|(year, _)| year))
}

fn giorno_detto(word: &str) -> Option<u32> {
    let said = lettere::numero(word).and_then(|number| u32::try_from(number).ok());
    cifre(word, 2).or(said).filter(|day| (1..=31).contains(day))
}

fn mese(word: &str) -> Option<u32> {
    (1..).zip(MONTHS).find(|(_, name)| *name == word).map(|(number, _)| number)
}

/// Digits alone, at most so many.
fn cifre(word: &str, most: usize) -> Option<u32> {
    let plain = (1..=most).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    if plain { word.parse().ok() } else { None }
}

/// A year of four digits, or of two (of this century up to 50), and whether it has all.
fn anno(word: &str) -> Option<(i32, bool)> {
    let number = i32::try_from(cifre(word, 4)?).ok()?;
    match (word.len(), number) {
        (4, 1900..=2100) => Some((number, true)),
        (2, 0..=50) => Some((2000 + number, false)),
        (2, _) => Some((1900 + number, false)),
        _ => None,
    }
}

/// The number that a word writes ("45", "0045", "45/2019", "45-19"), with the year where there is one. A day is none.
pub(super) fn numero(word: &str) -> Option<(i64, Option<i64>)> {
    let parts: Vec<&str> = word.split(['/', '-']).collect();
    let (number, year) = match parts.as_slice() {
        [number] => (number, None),
        // "2019/45" begins with the year: which is which, nobody guesses.
        [number, year] if year.len() < 4 && anno(number).is_some_and(|(_, intero)| intero) => return None,
        [number, year] => (number, Some(i64::from(anno(year)?.0))),
        _ => return None,
    };
    let plain = (1..=7).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    let number = if plain { number.parse::<i64>().ok() } else { None };
    number.filter(|number| *number > 0).map(|number| (number, year))
}

/// The first number with its mark from the word `from` on, and the word after it. Not one that is told to be of something else.
pub(super) fn segnato(words: &[String], from: usize) -> Option<(i64, Option<i64>, usize)> {
    (from..words.len().saturating_sub(1)).find_map(|at| {
        let of_others = words[at.saturating_sub(2)..at].iter().any(|word| di_altro(word));
        if !segno(&words[at]) || of_others {
            return None;
        }
        let (number, year) = numero(&words[at + 1])?;
        Some((number, year, at + 2))
    })
}

/// What has a number too, and is not the act.
fn di_altro(word: &str) -> bool {
    let whole = ["prot", "prop", "albo", "cap", "rep", "repertorio", "art", "d.lgs", "l.r", "d.p.r"];
    let roots = ["protocoll", "propost", "pubblicazion", "capitol", "legg"];
    whole.contains(&word) || roots.iter().any(|root| word.starts_with(root))
}
