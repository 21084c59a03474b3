//! What was last done to the draft, kept beside it: so that whoever saw an older one is told what was done since, and by whom. Pure.

use std::collections::BTreeMap;

use authz::PersonId;
use kernel::Instant;
use serde::{Deserialize, Serialize};

use super::Bozza;
use crate::titolario::regole::Classe;

/// Writings that are remembered.
const MOST: usize = 30;
/// Things of one writing that are told one by one.
const MOST_THINGS: usize = 30;
/// The key of a writing of which too much changed to be told.
const TUTTO: &str = "tutto";

/// The last writings, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Storia(Vec<Scrittura>);

/// A writing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Scrittura {
    /// Its instant, and that of the one before: microseconds.
    at: i64,
    prima: i64,
    pub chi: PersonId,
    /// What it changed: of what, and in words after "ha".
    cose: Vec<(String, String)>,
}

impl Scrittura {
    pub fn at(&self) -> Instant {
        Instant::from_micros(self.at)
    }

    /// In words, what it changed of what `tocca` speaks of.
    pub fn parole<'a>(&'a self, tocca: &'a dyn Fn(&str) -> bool) -> impl Iterator<Item = &'a str> {
        self.cose.iter().filter(|(what, _)| what == TUTTO || tocca(what)).map(|(_, words)| words.as_str())
    }
}

impl Storia {
    /// With one more.
    pub fn con(&self, prima: &Bozza, dopo: &Bozza, (chi, at): (PersonId, Instant)) -> Self {
        let mut cose = differenze(prima, dopo);
        if cose.len() > MOST_THINGS {
            cose = vec![(TUTTO.into(), format!("cambiato {} cose della bozza", cose.len()))];
        }
        let mut all = self.0.clone();
        all.push(Scrittura { at: at.micros(), prima: prima.at.micros(), chi, cose });
        all.drain(..all.len().saturating_sub(MOST));
        Self(all)
    }

    /// What was done after the draft that was written at this instant; `None` when that is longer ago than is remembered.
    pub fn dopo(&self, at: Instant) -> Option<&[Scrittura]> {
        let from = self.0.iter().position(|one| one.prima == at.micros())?;
        self.0.get(from..)
    }
}

fn differenze(prima: &Bozza, dopo: &Bozza) -> Vec<(String, String)> {
    let mut all = Vec::new();
    if prima.nome != dopo.nome {
        all.push(("nome".to_owned(), format!("cambiato il nome da «{}» a «{}»", prima.nome, dopo.nome)));
    }
    delle_voci(&prima.classi, &dopo.classi, &mut all);
    for (from, to) in &dopo.passaggi {
        if prima.passaggi.get(from) != Some(to) {
            all.push((format!("passaggio {from}"), format!("fatto continuare i fascicoli di {from} in {to}")));
        }
    }
    for from in prima.passaggi.keys().filter(|from| !dopo.passaggi.contains_key(*from)) {
        all.push((format!("passaggio {from}"), format!("tolto la destinazione dei fascicoli di {from}")));
    }
    // Which ones is not for everybody to know.
    if prima.eccezioni != dopo.eccezioni {
        all.push(("fascicoli".to_owned(), "cambiato dove continuano i fascicoli detti uno per uno".to_owned()));
    }
    all
}

fn delle_voci(prima: &[Classe], dopo: &[Classe], all: &mut Vec<(String, String)>) {
    let by_code = |classi: &'_ [Classe]| -> BTreeMap<String, Classe> {
        classi.iter().map(|classe| (classe.codice.clone(), classe.clone())).collect()
    };
    let (before, after) = (by_code(prima), by_code(dopo));
    for (codice, new) in &after {
        let words = match before.get(codice) {
            None => format!("aggiunto la voce {codice} {}", new.nome),
            Some(old) if old.nome != new.nome => {
                format!("cambiato la voce {codice} da «{}» a «{}»", old.nome, new.nome)
            }
            Some(old) if old.descrizione != new.descrizione => format!("cambiato la descrizione della voce {codice}"),
            Some(_) => continue,
        };
        all.push((format!("voce {codice}"), words));
    }
    for (codice, old) in before.iter().filter(|(codice, _)| !after.contains_key(*codice)) {
        all.push((format!("voce {codice}"), format!("tolto la voce {codice} {}", old.nome)));
    }
}

#[cfg(test)]
mod tests {
    use kernel::Uuid;

    use super::*;

    fn bozza(at: i64, classi: &[(&str, &str)]) -> Bozza {
        Bozza {
            id: Uuid::nil().into(),
            nome: "Titolario".into(),
            classi: classi.iter().map(|(codice, nome)| Classe::new(codice, nome, "")).collect(),
            passaggi: BTreeMap::new(),
            eccezioni: BTreeMap::new(),
            persona: Uuid::nil().into(),
            at: Instant::from_micros(at),
            storia: Storia::default(),
        }
    }

    fn words(storia: &Storia, at: i64) -> Option<Vec<String>> {
        let all = storia.dopo(Instant::from_micros(at))?;
        Some(all.iter().flat_map(|one| one.parole(&|_| true).map(str::to_owned).collect::<Vec<_>>()).collect())
    }

    #[test]
    fn what_was_done_since_is_told_in_words_and_what_is_longer_ago_than_is_remembered_is_unknown() {
        let who = (Uuid::nil().into(), Instant::from_micros(2));
        let (one, mut two) = (bozza(1, &[("I", "Uno"), ("I.1", "Via")]), bozza(2, &[("I", "Primo"), ("I.2", "Nuova")]));
        two.passaggi.insert("I.1".into(), "I.2".into());
        let storia = Storia::default().con(&one, &two, who);
        let told = words(&storia, 1).unwrap();
        for expected in [
            "cambiato la voce I da «Uno» a «Primo»",
            "aggiunto la voce I.2 Nuova",
            "tolto la voce I.1 Via",
            "fatto continuare i fascicoli di I.1 in I.2",
        ] {
            assert!(told.iter().any(|line| line == expected), "{expected}: {told:?}");
        }
        assert_eq!(words(&storia, 7), None);
        let only: Vec<&str> = storia.0[0].parole(&|what| what == "voce I.2").collect();
        assert_eq!(only, ["aggiunto la voce I.2 Nuova"]);
    }

    #[test]
    fn it_grows_no_further_than_it_may() {
        let mut storia = Storia::default();
        let mut last = bozza(0, &[]);
        for at in 1..100 {
            let next = Bozza { nome: at.to_string(), ..bozza(at, &[]) };
            storia = storia.con(&last, &next, (Uuid::nil().into(), next.at));
            last = next;
        }
        assert_eq!(storia.0.len(), MOST);
        assert_eq!((words(&storia, 50), words(&storia, 97).unwrap().len()), (None, 2));
        let many: Vec<(String, String)> = (0..100).map(|n| (format!("I.{n}"), "Voce".to_owned())).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|(code, name)| (code.as_str(), name.as_str())).collect();
        let told =
            Storia::default().con(&bozza(1, &[]), &bozza(2, &many), (Uuid::nil().into(), Instant::from_micros(2)));
        assert_eq!(words(&told, 1).unwrap(), ["cambiato 100 cose della bozza"]);
        assert_eq!(told.0[0].parole(&|_| false).count(), 1, "it concerns everybody");
    }
}
