//! Files carried at random through every definition that is shipped: none gets stuck, none burns a number, none is
//! signed without one.

use std::collections::BTreeMap;

use calendar::Calendario;
use iter::{Agente, Avvio, Cosa, Definizione, Fatto, Mondo, Pratica, Richiesta, Uso, Valida, valida};
use kernel::{Instant, Random, Refusal, SeededRandom, Uuid};

use super::{SPEDITE, tests::organigramma};
use crate::parole::PAROLE;

const HOUR_S: i64 = 3_600;
/// No file may need more turns than this.
const TURNS: usize = 5_000;
/// Files of each definition; more where the environment asks.
const FILES: usize = 300;

struct Caso(SeededRandom);

impl Caso {
    fn below(&self, n: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % n.max(1) as u64).unwrap_or_default()
    }
}

/// A matter whose checks fail now and then, and whose conditions are fixed for a file.
struct Finto {
    fails: bool,
    answers: u64,
}

impl Mondo for Finto {
    fn verifica(&self, uso: &Uso, _: Instant, motivi: &mut Refusal) {
        if self.fails {
            motivi.add(None, format!("«{}» non passa.", uso.codice));
        }
    }

    fn vale(&self, uso: &Uso) -> bool {
        let place = PAROLE.vocabolario().condizioni.keys().position(|code| *code == uso.codice).unwrap_or_default();
        self.answers >> place & 1 == 1
    }

    fn designati(&self, _: &str) -> Vec<Uuid> {
        Vec::new()
    }
}

fn wanted() -> usize {
    std::env::var("MUNICIPIO_SIMULA").ok().and_then(|text| text.parse().ok()).unwrap_or(FILES)
}

#[test]
fn files_at_random_come_to_an_end_with_one_number_or_none() {
    for text in SPEDITE {
        let definizione = Definizione::leggi(text).unwrap_or_else(|no| panic!("{no}"));
        let valida = valida(definizione, PAROLE.vocabolario(), &organigramma()).unwrap_or_else(|no| panic!("{no}"));
        let caso = Caso(SeededRandom::new(20_261_127));
        let mut ends: BTreeMap<String, usize> = BTreeMap::new();
        for _ in 0..wanted() {
            let fatti = porta(&valida, &caso);
            let end = controlla(&valida, &fatti);
            *ends.entry(end).or_default() += 1;
        }
        assert!(ends.contains_key("archiviata"), "{}: {ends:?}", valida.codice);
    }
}

fn porta(definizione: &Valida, caso: &Caso) -> Vec<Fatto> {
    let (people, calendario) = (organigramma().persone, Calendario::default());
    let mut mondo = Finto { fails: false, answers: caso.below(64) as u64 };
    let mut now = Instant::start_of("2026-01-07".parse().unwrap_or_default()).plus_seconds(9 * HOUR_S);
    let begin = |now| {
        people.iter().find_map(|who| {
            let ufficio = &who.incarichi.first()?.ufficio;
            let avvio = Avvio { chi: Agente::Persona(who), ufficio, quando: now, chiave: "avvio" };
            Pratica::nuova(definizione, &Finto { fails: false, answers: 0 }, avvio).ok()
        })
    };
    let mut fatti = begin(now).expect("somebody may begin it");
    let mut pratica = Pratica::da(&fatti).unwrap_or_else(|guasto| panic!("{guasto}"));
    for turn in 0..TURNS {
        if pratica.conclusa().is_some() {
            return fatti;
        }
        now = now.plus_seconds(HOUR_S * (1 + i64::try_from(caso.below(20)).unwrap_or_default()));
        mondo.fails = caso.below(10) == 0;
        let chiave = format!("k{turn}");
        let mut ways: Vec<(&str, Agente<'_>)> = Vec::new();
        for who in &people {
            let steps = pratica.passi_possibili(definizione, &calendario, &mondo, who, now);
            ways.extend(steps.iter().map(|one| (one.passo.codice.as_str(), Agente::Persona(who))));
        }
        if ways.is_empty() {
            now = now.plus_seconds(24 * HOUR_S * 30);
            let due = pratica.dovuti(definizione, &calendario, &mondo, now);
            ways.extend(due.into_iter().map(|one| (one, Agente::Sistema)));
        }
        assert!(!ways.is_empty(), "{}: stuck in {:?}", definizione.codice, pratica.stati());
        let mut chosen = ways[caso.below(ways.len())];
        if caso.below(5) > 0 && ["ritira", "respingi"].contains(&chosen.0) {
            chosen = ways[caso.below(ways.len())];
        }
        let richiesta =
            Richiesta { passo: chosen.0, chi: chosen.1, quando: now, motivo: Some("A caso"), chiave: &chiave };
        if let Ok(more) = pratica.compi(definizione, &calendario, &mondo, richiesta) {
            for fatto in &more {
                pratica.applica(fatto).unwrap_or_else(|guasto| panic!("{guasto}"));
            }
            fatti.extend(more);
        }
    }
    panic!("{}: no end after {TURNS} turns", definizione.codice)
}

/// Where it ended, and what must hold of every file.
fn controlla(definizione: &Valida, fatti: &[Fatto]) -> String {
    let folded = Pratica::da(fatti).unwrap_or_else(|guasto| panic!("{guasto}"));
    assert_eq!(folded.in_corso().count(), 0, "{}: a term outlived its file", definizione.codice);
    let effects: Vec<&Uso> = fatti
        .iter()
        .filter_map(|fatto| match &fatto.cosa {
            Cosa::Effetto { uso, .. } => Some(uso),
            _ => None,
        })
        .collect();
    let places = |code: &str| -> Vec<usize> {
        effects.iter().enumerate().filter(|(_, uso)| uso.codice == code).map(|(at, _)| at).collect()
    };
    let end = folded.presente().keys().next().cloned().unwrap_or_default();
    let adopted = end == "archiviata";
    assert_eq!(places("atti.numera").len(), usize::from(adopted), "{}: ended in {end}", definizione.codice);
    let number = places("atti.numera").first().copied();
    // The text that was numbered is closed: fixed once more than opened again.
    if let Some(number) = number {
        let before = |code: &str| places(code).iter().filter(|at| **at < number).count();
        assert_eq!(before("atti.fissa_testo"), before("atti.riapri_testo") + 1, "{}", definizione.codice);
        assert!(
            places("atti.riapri_testo").iter().all(|at| *at < number),
            "{}: written again after its number",
            definizione.codice
        );
        assert!(
            places("atti.pubblica").iter().all(|at| *at > number),
            "{}: posted before its number",
            definizione.codice
        );
    }
    assert!(places("atti.pubblica").len() <= 1, "{}: posted twice", definizione.codice);
    for money in ["atti.impegna", "atti.prenota", "atti.liquida"] {
        assert!(places(money).len() <= usize::from(adopted), "{}: {money}", definizione.codice);
    }
    end
}
