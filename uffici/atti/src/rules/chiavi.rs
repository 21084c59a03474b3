//! By what an act is found beside its words: the codes, the chapters, the creditors and the amounts of its accounting lines, and who signed
//! it. Each is a key that stands in the search index with the act, so that what one may not see is neither found nor counted.

use std::collections::BTreeSet;

use kernel::Cents;

use super::righe::{Riga, totale};

/// A sort of key, and one of its values.
pub type Chiave = (&'static str, String);

/// The tender's code.
pub(crate) const CIG: &str = "cig";
/// The project's code.
pub(crate) const CUP: &str = "cup";
/// The chapter of the budget.
pub(crate) const CAPITOLO: &str = "capitolo";
/// A word of a creditor's name, or their tax code.
pub(crate) const CREDITORE: &str = "creditore";
/// A word of the name of who signed.
pub(crate) const FIRMATARIO: &str = "firmatario";
/// The beginning of an amount.
pub(crate) const IMPORTO: &str = "importo";

/// What no act has, of any sort: no word and no number is written so. A blank would be every value there is, where the index cuts at signs.
const NESSUNO: &str = "_";
/// Letters of a code that are looked at.
const CODICE_MAX: usize = 64;
/// Most words of one name that are looked for.
const PAROLE_MAX: usize = 8;
/// Digits of an amount in cents, as its key has them.
const CIFRE: usize = 14;
/// The largest amount that is told from others, in cents: what is larger counts as this one.
const MASSIMO: i64 = 99_999_999_999_999;

/// What is asked of an act beside its words. What is blank asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ricerca {
    /// The CIG of a line.
    pub cig: String,
    /// The CUP of a line.
    pub cup: String,
    /// The chapter of a line.
    pub capitolo: String,
    /// Whole words of a creditor's name, or their tax code: all of them.
    pub creditore: String,
    /// Whole words of the name of who signed the act: all of them.
    pub firmatario: String,
    /// The least amount, in cents, of a line or of all of them.
    pub importo_da: Option<Cents>,
    /// The largest.
    pub importo_a: Option<Cents>,
}

impl Ricerca {
    /// Whether anything is asked.
    pub fn chiede(&self) -> bool {
        !self.chieste().is_empty()
    }

    /// What is wrong with the two amounts, if anything is.
    pub fn al_contrario(&self) -> Option<&'static str> {
        let (from, to) = (self.importo_da?, self.importo_a?);
        (from > to).then_some("L'importo «da» è più grande di quello «fino a»: scambiali.")
    }

    /// The keys that an act must have, with the values of which one must be there.
    pub(crate) fn chieste(&self) -> Vec<(&'static str, Vec<String>)> {
        let mut all = Vec::new();
        for (sort, text) in [(CIG, &self.cig), (CUP, &self.cup), (CAPITOLO, &self.capitolo)] {
            all.extend(codice(text).map(|code| (sort, vec![code])));
        }
        for (sort, text) in [(CREDITORE, &self.creditore), (FIRMATARIO, &self.firmatario)] {
            let words = directory::fold(text);
            all.extend(words.split_whitespace().take(PAROLE_MAX).map(|word| (sort, vec![word.to_owned()])));
            if words.is_empty() && !text.trim().is_empty() {
                // Signs alone are no name: what no act has, and not nothing at all.
                all.push((sort, vec![NESSUNO.to_owned()]));
            }
        }
        if self.importo_da.is_some() || self.importo_a.is_some() {
            let most = self.importo_a.map_or(MASSIMO, |cents| cents.0);
            let mut covered = copertura(self.importo_da.map_or(0, |cents| cents.0), most);
            if covered.is_empty() {
                covered.push(NESSUNO.to_owned());
            }
            all.push((IMPORTO, covered));
        }
        all
    }
}

/// The keys of the lines of an act.
pub(crate) fn delle_righe(righe: &[Riga]) -> BTreeSet<Chiave> {
    let each = |of: fn(&Riga) -> &str| righe.iter().map(of);
    codici(CIG, each(|riga| riga.cig.as_str()))
        .chain(codici(CUP, each(|riga| riga.cup.as_str())))
        .chain(codici(CAPITOLO, each(|riga| riga.capitolo.as_str())))
        .chain(nomi(CREDITORE, each(|riga| riga.creditore.as_str())))
        .chain(nomi(CREDITORE, each(|riga| riga.creditore_codice.as_str())))
        .chain(importi(righe.iter().map(|riga| riga.importo).chain([totale(righe)])))
        .collect()
}

/// The keys of codes.
pub(crate) fn codici<'a>(sort: &'static str, testi: impl Iterator<Item = &'a str>) -> impl Iterator<Item = Chiave> {
    testi.filter_map(codice).map(move |code| (sort, code))
}

/// The keys of names: one for each word.
pub(crate) fn nomi<'a>(sort: &'static str, testi: impl Iterator<Item = &'a str>) -> impl Iterator<Item = Chiave> {
    testi.flat_map(move |text| {
        let words: Vec<Chiave> = directory::fold(text).split(' ').map(|word| (sort, word.to_owned())).collect();
        words.into_iter().filter(|(_, word)| !word.is_empty())
    })
}

/// The keys of amounts: of each all its beginnings, as long as they are. What is not above zero has none.
pub(crate) fn importi(importi: impl Iterator<Item = Cents>) -> impl Iterator<Item = Chiave> {
    importi.filter(|cents| cents.0 > 0).flat_map(|cents| {
        let whole = scritto(cents.0.min(MASSIMO), CIFRE);
        (1..=CIFRE).filter_map(move |digits| Some((IMPORTO, whole.get(..digits)?.to_owned())))
    })
}

/// A code as it is compared: capital letters, no blanks.
fn codice(text: &str) -> Option<String> {
    let bare = text.chars().filter(|c| !c.is_whitespace()).take(CODICE_MAX);
    Some(bare.map(|c| c.to_ascii_uppercase()).collect::<String>()).filter(|code| !code.is_empty())
}

fn scritto(number: i64, digits: usize) -> String {
    format!("{number:0digits$}")
}

/// Beginnings of amounts that hold each one from `da` to `a`, both included, and no other: the long ones at the two ends, the short ones in
/// the middle. Nothing where there is no amount between the two.
fn copertura(da: i64, a: i64) -> Vec<String> {
    let (mut low, mut high) = (da.max(0), a.min(MASSIMO));
    let mut found = Vec::new();
    for digits in (1..=CIFRE).rev() {
        let shortest = digits == 1;
        while low <= high && (shortest || low % 10 != 0) {
            found.push(scritto(low, digits));
            low += 1;
        }
        while low <= high && high % 10 != 9 {
            found.push(scritto(high, digits));
            high -= 1;
        }
        if low > high {
            break;
        }
        (low, high) = (low / 10, high / 10);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether an act with these lines, signed by nobody, has all that is asked.
    fn ha(righe: &[Riga], ricerca: &Ricerca) -> bool {
        let keys = delle_righe(righe);
        let one =
            |(sort, values): (&'static str, Vec<String>)| values.into_iter().any(|value| keys.contains(&(sort, value)));
        ricerca.chieste().into_iter().all(one)
    }

    fn riga(cents: i64) -> Riga {
        Riga {
            capitolo: "2613.1".into(),
            importo: Cents(cents),
            creditore: "Edilnova S.r.l.".into(),
            creditore_codice: "01234567897".into(),
            cig: "a003deb979 ".into(),
            cup: "F12H20000120006".into(),
            ..Riga::default()
        }
    }

    #[test]
    fn a_line_is_found_by_each_of_its_data_however_they_are_written_and_by_no_part_of_a_code() {
        let all = [riga(366_000)];
        let asked = |change: fn(&mut Ricerca)| {
            let mut ricerca = Ricerca::default();
            change(&mut ricerca);
            ricerca
        };
        for ricerca in [
            asked(|one| one.cig = " A003 DEB979".into()),
            asked(|one| one.cup = "f12h20000120006".into()),
            asked(|one| one.capitolo = "2613.1".into()),
            asked(|one| one.creditore = "SRL edilnova".into()),
            asked(|one| one.creditore = "01234567897".into()),
            asked(|one| (one.cig, one.creditore) = ("A003DEB979".into(), "Edilnova".into())),
        ] {
            assert!(ricerca.chiede() && ha(&all, &ricerca), "{ricerca:?}");
        }
        for ricerca in [
            asked(|one| one.cig = "A003DEB97".into()),
            asked(|one| one.capitolo = "2613".into()),
            asked(|one| one.creditore = "Edilnova Rossi".into()),
            asked(|one| one.creditore = "--".into()),
            asked(|one| one.firmatario = "Edilnova".into()),
            asked(|one| (one.cig, one.capitolo) = ("A003DEB979".into(), "44".into())),
        ] {
            assert!(ricerca.chiede() && !ha(&all, &ricerca), "{ricerca:?}");
        }
        assert!(!Ricerca { cig: " ".into(), creditore: "\t".into(), ..Ricerca::default() }.chiede());
    }

    #[test]
    fn an_amount_between_two_is_that_of_a_line_or_of_all_of_them_to_the_cent() {
        let all = [riga(366_000), riga(100)];
        let asked = |da: Option<i64>, a: Option<i64>| Ricerca {
            importo_da: da.map(Cents),
            importo_a: a.map(Cents),
            ..Ricerca::default()
        };
        for (da, a) in [
            (Some(366_000), Some(366_000)),
            (Some(366_100), Some(366_100)),
            (Some(99), Some(101)),
            (Some(300_000), None),
            (None, Some(100)),
            (None, Some(i64::MAX)),
            (Some(-5), Some(100)),
        ] {
            assert!(ha(&all, &asked(da, a)), "{da:?} {a:?}");
        }
        for (da, a) in [
            (Some(366_101), None),
            (None, Some(99)),
            (Some(101), Some(365_999)),
            (Some(366_001), Some(366_099)),
            (Some(400_000), Some(300_000)),
            (Some(i64::MAX), None),
            (None, Some(-1)),
        ] {
            assert!(asked(da, a).chiede() && !ha(&all, &asked(da, a)), "{da:?} {a:?}");
        }
        assert!(!ha(&[riga(0), riga(-3)], &asked(Some(0), None)), "what is no amount is found by none");
    }

    #[test]
    fn beginnings_hold_what_lies_between_two_amounts_and_nothing_else() {
        for (da, a) in [(0, 9), (0, 0), (95, 1_205), (1, MASSIMO), (123_456, 7_890_123), (1_000_000, 4_999_999)] {
            let covered: BTreeSet<String> = copertura(da, a).into_iter().collect();
            assert!(covered.len() <= 252, "{}", covered.len());
            let holds = |cents: i64| {
                let whole = scritto(cents, CIFRE);
                (1..=CIFRE).any(|digits| covered.contains(&whole[..digits]))
            };
            for cents in [da - 1, da, da + 1, da.midpoint(a), a - 1, a, a + 1, 10, 100, 999_999, 1_000_001] {
                if (0..=MASSIMO).contains(&cents) {
                    assert_eq!(holds(cents), (da..=a).contains(&cents), "{cents} of {da} to {a}");
                }
            }
        }
        assert_eq!(copertura(1_000_000, 4_999_999).len(), 4);
        assert!(copertura(5, 4).is_empty());
    }
}
