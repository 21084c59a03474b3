use std::{borrow::Cow, collections::BTreeMap};

use db::Read;
use kernel::{Instant, Uuid};
use serde::Deserialize;

use super::{Books, Findings, Index, Rows, instant};
use crate::{Error, Op, canonical::salt_mark, raw::Raw};

/// [`crate::Leaf`], borrowed from its bytes.
#[derive(Deserialize)]
pub(super) struct LeafRef<'a> {
    n: u64,
    #[serde(borrow)]
    at: Cow<'a, str>,
    #[serde(borrow, rename = "by")]
    _by: Cow<'a, str>,
    #[serde(borrow, rename = "do")]
    _action: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) rows: Vec<MentionRef<'a>>,
    #[serde(borrow, default)]
    numbers: Vec<NumberedRef<'a>>,
    #[serde(borrow, default)]
    given: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    salt: Cow<'a, str>,
}

/// [`crate::Mention`], borrowed.
#[derive(Deserialize)]
pub(super) struct MentionRef<'a>(
    #[serde(borrow)] pub(super) Cow<'a, str>,
    pub(super) Uuid,
    pub(super) Op,
    #[serde(borrow)] pub(super) Cow<'a, str>,
);

/// [`crate::Numbered`], borrowed.
#[derive(Deserialize)]
struct NumberedRef<'a>(#[serde(borrow)] Cow<'a, str>, i32, i64);

impl<'a> LeafRef<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, serde_json::Error> {
        // Asked once for the whole leaf, text is not asked for again for each word.
        match std::str::from_utf8(bytes) {
            Ok(text) => serde_json::from_str(text),
            Err(_) => serde_json::from_slice(bytes),
        }
    }

    pub(super) fn stands_at(&self, place: i64) -> bool {
        u64::try_from(place) == Ok(self.n)
    }
}

/// The last number of a register's year, as the leaves tell it.
#[derive(Default)]
struct Last {
    number: i64,
    at: Instant,
}

/// What the leaves say one after the other.
#[derive(Default)]
pub(super) struct Leaves {
    registers: BTreeMap<String, BTreeMap<i32, Last>>,
    /// The instant of the latest leaf.
    at: Option<Instant>,
    /// Whether that leaf could be read.
    at_known: bool,
}

impl Leaves {
    pub(super) fn read(
        &mut self,
        place: u64,
        bytes: &[u8],
        salt: Option<&[u8]>,
        rows: &mut Rows<'_>,
        index: &mut Index,
        findings: &mut Findings,
    ) {
        findings.leaves += 1;
        self.at_known = false;
        let leaf = match LeafRef::parse(bytes) {
            Ok(leaf) if leaf.n == place => leaf,
            Ok(leaf) => return findings.add(named(place), format!("La voce {place} dice di essere la {}.", leaf.n)),
            Err(error) => return findings.add(named(place), format!("La voce {place} non si legge ({error}).")),
        };
        self.instant(place, &leaf, findings);
        self.numbers(place, &leaf, findings);
        let salt = self::salt(place, &leaf, salt, findings);
        for (ordinal, mention) in leaf.rows.iter().enumerate() {
            rows.mention(place, ordinal, mention, salt, findings);
        }
        index.mentions(place, leaf.rows.iter().map(|mention| mention.1));
    }

    fn instant(&mut self, place: u64, leaf: &LeafRef<'_>, findings: &mut Findings) {
        let Some(at) = instant::parse(&leaf.at) else {
            return findings.add(named(place), format!("L'istante della voce {place} non si legge."));
        };
        if self.at.is_some_and(|before| at < before) {
            findings.add(named(place), format!("La voce {place} è più vecchia della precedente."));
        }
        self.at = Some(at);
        self.at_known = true;
    }

    fn numbers(&mut self, place: u64, leaf: &LeafRef<'_>, findings: &mut Findings) {
        if !leaf.given.is_empty() && leaf.given.len() != leaf.numbers.len() {
            return findings
                .add(named(place), format!("Gli istanti dei numeri della voce {place} non sono quanti i numeri."));
        }
        for (i, NumberedRef(register, year, number)) in leaf.numbers.iter().enumerate() {
            // Most leaves find their register known: no text is made anew for them.
            let years = match self.registers.get_mut(register.as_ref()) {
                Some(years) => years,
                None => self.registers.entry(register.clone().into_owned()).or_default(),
            };
            let last = years.entry(*year).or_default();
            if last.number.checked_add(1) != Some(*number) {
                let what = format!("Il registro {register} {year} passa dal numero {} al {number}.", last.number);
                findings.add(named(place), what);
            }
            last.number = *number;
            match instant::parse(leaf.given.get(i).unwrap_or(&leaf.at)) {
                Some(at) if at >= last.at && at.year() == *year && self.at.is_none_or(|leaf| at <= leaf) => {
                    last.at = at
                }
                _ => {
                    let what =
                        format!("L'istante del numero {number} del registro {register} {year} non è al suo posto.");
                    findings.add(named(place), what);
                }
            }
        }
    }

    /// Holds the counters, and the head's instant, against what the leaves said.
    pub(super) async fn finish(mut self, read: &Read, books: &Books, findings: &mut Findings) -> Result<(), Error> {
        if let Some(last_at) = books.last_at
            && (self.at_known || books.end == 0)
            && last_at != self.at.unwrap_or_default()
        {
            let what = format!("La testa segna l'istante {last_at}, l'ultima voce {}.", self.at.unwrap_or_default());
            findings.add("testa", what);
        }
        let sql = "SELECT register, year, last_number, last_at FROM ledger_register ORDER BY register, year";
        let rows = db::rows(read, sql, []).await?;
        for row in rows.iter().filter_map(Raw::new) {
            let register = String::from_utf8_lossy(row.bytes(0).unwrap_or_default()).into_owned();
            let [year, number, at] = [1, 2, 3].map(|column| row.whole(column).unwrap_or_default());
            let place = format!("registro {register} {year}");
            let told = i32::try_from(year).ok().and_then(|year| self.registers.get_mut(&register)?.remove(&year));
            match told {
                None => findings.add(place, "Nessuna voce del giornale parla di questo contatore."),
                Some(told) if told.number != number => {
                    findings.add(place, format!("Il contatore segna {number}, il giornale {}.", told.number));
                }
                Some(told) if told.at.micros() != at => {
                    let at = Instant::from_micros(at);
                    findings.add(place, format!("Il contatore segna l'istante {at}, il giornale {}.", told.at));
                }
                Some(_) => {}
            }
        }
        for (register, years) in self.registers {
            for (year, told) in years {
                let what = format!("Il contatore manca; il giornale arriva al numero {}.", told.number);
                findings.add(format!("registro {register} {year}"), what);
            }
        }
        Ok(())
    }
}

fn named(place: u64) -> String {
    format!("giornale {place}")
}

/// The leaf's salt, if it is the one that the leaf was made with.
fn salt<'s>(place: u64, leaf: &LeafRef<'_>, salt: Option<&'s [u8]>, findings: &mut Findings) -> Option<&'s [u8]> {
    let Some(salt) = salt else {
        findings
            .add(named(place), format!("Il sale della voce {place} manca: le sue righe non si possono controllare."));
        return None;
    };
    let mut mark = [0; 16];
    if hex::decode_to_slice(leaf.salt.as_bytes(), &mut mark).is_ok() && mark == salt_mark(salt) {
        return Some(salt);
    }
    findings.add(
        named(place),
        format!("Il sale della voce {place} è stato cambiato: le sue righe non si possono controllare."),
    );
    None
}
