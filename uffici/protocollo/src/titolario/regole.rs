//! What a titolario must be, and what changes from one to the next: pure rules, without database or clock.
//!
//! The law: DPR 445/2000, art. 50, comma 4, and art. 64, comma 4 (classification within the whole administration); AgID
//! guidelines 2021, chapter 3 (the "piano di classificazione").

use std::{
    cmp::Ordering,
    collections::{HashMap, HashSet},
};

use chrono::Datelike;
use kernel::{Date, Refusal};
use serde::{Deserialize, Serialize};

/// Classes of a titolario at most.
pub const MOST_CLASSES: usize = 5_000;
/// The longest code: it stands in the number of a fascicolo.
const LONGEST_CODE: usize = 20;
/// Levels at most.
const MOST_LEVELS: usize = 5;
const LONGEST_NAME: usize = 300;
const LONGEST_DESCRIPTION: usize = 2_000;
/// Years ahead in which a version may begin.
const MOST_YEARS: i32 = 10;
/// Classes without a destination that a refusal names; of the others it says how many.
const MOST_NAMED: usize = 20;

/// A class, or the title that holds classes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classe {
    /// "VI.3"; a title has no dot.
    pub codice: String,
    /// What it is called.
    pub nome: String,
    /// What goes into it.
    #[serde(default)]
    pub descrizione: Option<String>,
}

impl Classe {
    /// As it is meant, whatever spaces and letters it was written with.
    pub fn new(codice: &str, nome: &str, descrizione: &str) -> Self {
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Self {
            codice: codice.trim().trim_end_matches('.').to_ascii_uppercase(),
            nome: one_line(nome),
            descrizione: Some(one_line(descrizione)).filter(|text| !text.is_empty()),
        }
    }

    /// What is wrong with it by itself.
    fn guasti(&self) -> Vec<String> {
        let mut told = Vec::new();
        let shown: String = self.codice.chars().take(30).collect();
        let plain = |step: &str| !step.is_empty() && step.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        if self.codice.is_empty() {
            told.push("manca il codice, come VI.3.".into());
        } else if !self.codice.split('.').all(plain) {
            told.push(format!("il codice \"{shown}\" non si legge: lettere e cifre, con punti in mezzo, come VI.3."));
        } else if self.codice.len() > LONGEST_CODE {
            told.push(format!("il codice \"{shown}\" è troppo lungo: al massimo {LONGEST_CODE} caratteri."));
        } else if livello(&self.codice) > MOST_LEVELS {
            told.push(format!("il codice \"{shown}\" ha troppi livelli: al massimo {MOST_LEVELS}."));
        }
        match self.nome.chars().count() {
            0 => told.push("manca il titolo della voce.".into()),
            1..=LONGEST_NAME => {}
            _ => told.push(format!("il titolo è troppo lungo: al massimo {LONGEST_NAME} caratteri.")),
        }
        if self.descrizione.as_ref().is_some_and(|text| text.chars().count() > LONGEST_DESCRIPTION) {
            told.push(format!("la descrizione è troppo lunga: al massimo {LONGEST_DESCRIPTION} caratteri."));
        }
        told
    }
}

/// How deep a code lies: a title is at 1.
pub fn livello(codice: &str) -> usize {
    codice.split('.').count()
}

/// The code of what holds it; none for a title.
pub fn sopra(codice: &str) -> Option<&str> {
    codice.rsplit_once('.').map(|(above, _)| above)
}

/// All that is wrong in a plan, each with the place of the class in `classi`.
pub fn guasti(classi: &[Classe]) -> Vec<(usize, String)> {
    let codes: HashSet<&str> = classi.iter().map(|classe| classe.codice.as_str()).collect();
    let mut seen: HashSet<&str> = HashSet::new();
    let mut told = Vec::new();
    for (place, classe) in classi.iter().enumerate() {
        told.extend(classe.guasti().into_iter().map(|sentence| (place, sentence)));
        if classe.codice.is_empty() {
            continue;
        }
        if !seen.insert(&classe.codice) {
            told.push((place, format!("il codice {} c'è già più sopra.", classe.codice)));
        }
        if let Some(above) = sopra(&classe.codice).filter(|above| !codes.contains(above)) {
            told.push((place, format!("manca la voce {above}, che contiene {}.", classe.codice)));
        }
    }
    told
}

/// Puts classes in the order in which people read them: I, II, III.1, III.2, III.10.
pub fn ordina<T>(classi: &mut [T], codice: impl Fn(&T) -> &str) {
    classi.sort_by(|a, b| confronta_codici(codice(a), codice(b)));
}

fn confronta_codici(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.split('.'), b.split('.'));
    loop {
        match (left.next(), right.next()) {
            (Some(a), Some(b)) => match posto(a).cmp(&posto(b)) {
                Ordering::Equal => {}
                order => return order,
            },
            (a, b) => return a.is_some().cmp(&b.is_some()),
        }
    }
}

/// Numbers before letters, Roman ones by what they count.
fn posto(step: &str) -> (u8, u64, &str) {
    match step.parse::<u64>().ok().or_else(|| romano(step)) {
        Some(number) => (0, number, step),
        None => (1, 0, step),
    }
}

fn romano(step: &str) -> Option<u64> {
    let digit = |c: char| {
        Some(match c {
            'I' => 1_u64,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            'C' => 100,
            _ => return None,
        })
    };
    // Alone they are the third and the twelfth letter, and no title has such a number.
    if matches!(step, "C" | "L") {
        return None;
    }
    let digits: Vec<u64> = step.chars().map(digit).collect::<Option<_>>()?;
    let mut total = 0_u64;
    for (place, value) in digits.iter().enumerate() {
        let less = digits.get(place + 1).is_some_and(|next| next > value);
        total = if less { total.wrapping_sub(*value) } else { total.wrapping_add(*value) };
    }
    Some(total)
}

/// Whether two names say the same: letters and spaces do not count.
pub fn stesso_nome(a: &str, b: &str) -> bool {
    parole(a).eq(parole(b))
}

fn parole(name: &str) -> impl Iterator<Item = String> {
    name.split_whitespace().map(str::to_lowercase)
}

/// What changes from a plan to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confronto {
    /// Codes that there were not.
    pub aggiunte: Vec<Classe>,
    /// Codes that there are no more.
    pub tolte: Vec<Classe>,
    /// Codes with another name: before and after.
    pub rinominate: Vec<(Classe, Classe)>,
    /// How many stay as they are.
    pub uguali: usize,
}

impl Confronto {
    /// Holds `dopo` against `prima`.
    pub fn of(prima: &[Classe], dopo: &[Classe]) -> Self {
        let by_code = |classi: &[Classe]| -> HashMap<String, Classe> {
            classi.iter().map(|classe| (classe.codice.clone(), classe.clone())).collect()
        };
        let (before, after) = (by_code(prima), by_code(dopo));
        let mut found = Self::default();
        for classe in prima {
            match after.get(&classe.codice) {
                None => found.tolte.push(classe.clone()),
                Some(new) if stesso_nome(&classe.nome, &new.nome) => found.uguali += 1,
                Some(new) => found.rinominate.push((classe.clone(), new.clone())),
            }
        }
        found.aggiunte = dopo.iter().filter(|classe| !before.contains_key(&classe.codice)).cloned().collect();
        found
    }

    /// Whether nothing changes but, perhaps, descriptions.
    pub fn niente(&self) -> bool {
        self.aggiunte.is_empty() && self.tolte.is_empty() && self.rinominate.is_empty()
    }
}

/// Where what is open of a class could go: to the one of the same name, where only one has it, or else to the one of the same code.
pub fn proponi(classe: &Classe, dopo: &[Classe]) -> Option<String> {
    let same_code = dopo.iter().find(|new| new.codice == classe.codice);
    if let Some(new) = same_code.filter(|new| stesso_nome(&new.nome, &classe.nome)) {
        return Some(new.codice.clone());
    }
    let mut same_name = dopo.iter().filter(|new| stesso_nome(&new.nome, &classe.nome));
    match (same_name.next(), same_name.next()) {
        (Some(only), None) => Some(only.codice.clone()),
        _ => same_code.map(|new| new.codice.clone()),
    }
}

/// Of a class with open fascicoli, what the next plan does to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaDestinare {
    /// The class.
    pub classe: Classe,
    /// How many of its fascicoli are open.
    pub fascicoli: i64,
    /// Whether the next plan has it no more, or calls it otherwise: somebody must say where they go.
    pub serve: bool,
    /// Where they go.
    pub scelta: Option<String>,
    /// Where they could go.
    pub proposta: Option<String>,
}

/// What of a decision counts for whether it may be taken.
#[derive(Clone, Debug)]
pub struct Decisione<'a> {
    /// Its name.
    pub nome: &'a str,
    /// From when.
    pub dal: Option<Date>,
    /// The act.
    pub atto: &'a str,
    /// Today.
    pub today: Date,
    /// The version that was decided already and is not in force yet.
    pub futura: Option<(&'a str, Date)>,
    /// What there is now, and what there will be.
    pub prima: &'a [Classe],
    /// What there will be.
    pub dopo: &'a [Classe],
    /// The classes with open fascicoli.
    pub da_destinare: &'a [DaDestinare],
    /// Open fascicoli that the change before left without a destination.
    pub rimasti: i64,
}

const LAW: &str = "art. 50, comma 4, e art. 64 DPR 445/2000";

/// A day as people write it.
pub fn giorno(day: Date) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// How many fascicoli, in words.
pub fn quanti(fascicoli: i64) -> String {
    if fascicoli == 1 { "un fascicolo aperto".into() } else { format!("{fascicoli} fascicoli aperti") }
}

/// Whether a version may be put in force.
///
/// # Errors
/// All the reasons why not.
pub fn check_decisione(decisione: &Decisione<'_>) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    check_nome(decisione.nome, &mut refusal);
    check_dal(decisione.dal, decisione.today, &mut refusal);
    let atto = decisione.atto.trim().chars().count();
    if !(5..=LONGEST_DESCRIPTION).contains(&atto) {
        let sentence = "Scrivi gli estremi dell'atto che adotta il titolario: tipo, numero e data.";
        refusal.add_law(Some("atto"), sentence, LAW);
    }
    if let Some((nome, dal)) = decisione.futura {
        let day = giorno(dal);
        refusal.add(None, format!("È già deciso «{nome}», in vigore dal {day}: aspetta quel giorno oppure ritiralo."));
    }
    check_piano(decisione, &mut refusal);
    if decisione.rimasti > 0 {
        let how_many = quanti(decisione.rimasti);
        refusal.add(
            None,
            format!("Dal cambio di titolario prima restano senza destinazione {how_many}: decidi prima di quelli."),
        );
    }
    check_destinazioni(decisione, &mut refusal);
    refusal.unless_empty(())
}

/// Notes that a name is no name.
pub fn check_nome(nome: &str, refusal: &mut Refusal) {
    if !(3..=LONGEST_NAME).contains(&nome.trim().chars().count()) {
        refusal.add(Some("nome"), "Dai un nome alla versione, come «Titolario 2027».");
    }
}

fn check_dal(dal: Option<Date>, today: Date, refusal: &mut Refusal) {
    match dal {
        None => refusal.add(Some("dal"), "Scrivi da quale giorno entra in vigore."),
        Some(day) if day <= today => {
            let sentence = format!(
                "Il titolario non cambia all'indietro: il {} non è dopo oggi. Di solito si comincia il 1º gennaio.",
                giorno(day)
            );
            refusal.add(Some("dal"), sentence);
        }
        // A year of five digits would also sort before the others where days are kept as text.
        Some(day) if day.year() > today.year() + MOST_YEARS => {
            let sentence =
                format!("Il {} è troppo lontano: scrivi un giorno dei prossimi {MOST_YEARS} anni.", giorno(day));
            refusal.add(Some("dal"), sentence);
        }
        Some(_) => {}
    }
}

fn check_piano(decisione: &Decisione<'_>, refusal: &mut Refusal) {
    for (place, sentence) in guasti(decisione.dopo).into_iter().take(MOST_NAMED) {
        let code = decisione.dopo.get(place).map_or("", |classe| classe.codice.as_str());
        refusal.add(Some("classi"), format!("Voce {code}: {sentence}"));
    }
    if decisione.dopo.is_empty() {
        refusal.add(Some("classi"), "La versione non ha nessuna voce.");
    } else if Confronto::of(decisione.prima, decisione.dopo).niente() {
        refusal.add(Some("classi"), "È uguale al titolario in vigore: cambia qualcosa, oppure scarta la bozza.");
    }
}

fn check_destinazioni(decisione: &Decisione<'_>, refusal: &mut Refusal) {
    let codes: HashSet<&str> = decisione.dopo.iter().map(|classe| classe.codice.as_str()).collect();
    let mut senza = Vec::new();
    for each in decisione.da_destinare {
        match &each.scelta {
            Some(to) if !codes.contains(to.as_str()) => {
                let code = &each.classe.codice;
                refusal
                    .add(Some("passaggi"), format!("La classe {code} passa a {to}, che nella nuova versione non c'è."));
            }
            None if each.serve => senza.push(each),
            _ => {}
        }
    }
    for each in senza.iter().take(MOST_NAMED) {
        let (code, how_many) = (&each.classe.codice, quanti(each.fascicoli));
        let sentence = format!("La classe {code} ha {how_many} e nessuna destinazione: scegli dove continuano.");
        refusal.add_law(Some("passaggi"), sentence, "art. 64 DPR 445/2000");
    }
    if let more @ 1.. = senza.len().saturating_sub(MOST_NAMED) {
        refusal.add(Some("passaggi"), format!("E altre {more} classi non hanno una destinazione."));
    }
}

#[cfg(test)]
mod tests;
