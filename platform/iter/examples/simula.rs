//! Carries files at random through a definition, and counts: `cargo run -p iter --example simula -- 100000`.
//!
//! At each turn somebody takes one of the steps that are theirs, or time passes until a term ends; checks fail now
//! and then, and the absent are stood in for by nobody. A file that gets stuck, or whose facts do not fold, stops the
//! program with its story.

#[path = "../tests/it/comune.rs"]
mod comune;

use std::collections::BTreeMap;

use comune::{Atto, DETERMINA, ORDINANZA, calendario, id, leggi, organigramma, registro};
use iter::{Agente, Avvio, Cosa, Fatto, Pratica, Richiesta, Valida, misura, valida};
use kernel::{Instant, Random, SeededRandom, Uuid};

const HOUR_S: i64 = 3_600;
/// No file may need more turns than this.
const MOST_TURNS: usize = 5_000;

struct Caso(SeededRandom);

impl Caso {
    fn uno_di(&self, n: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % n.max(1) as u64).unwrap_or_default()
    }
}

#[derive(Default)]
struct Conto {
    files: usize,
    facts: usize,
    refused: usize,
    waited: usize,
    longest: usize,
    effects: BTreeMap<String, usize>,
    ends: BTreeMap<String, usize>,
}

fn main() {
    let wanted: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(100_000);
    for (text, ufficio, author) in [(DETERMINA, "LLPP", comune::ISTRUTTORE), (ORDINANZA, "PL", comune::COMANDANTE)] {
        let registro = registro();
        let definizione = match valida(leggi(text), registro.vocabolario(), &organigramma()) {
            Ok(valida) => valida,
            Err(no) => panic!("{no}"),
        };
        let caso = Caso(SeededRandom::new(20_261_127));
        let mut conto = Conto::default();
        let mut kept: Vec<Vec<Fatto>> = Vec::new();
        for n in 0..wanted {
            let fatti = porta(&definizione, &registro, ufficio, id(author), &caso, &mut conto);
            // A part is enough to show where they wait.
            if n < 1_000 {
                kept.push(fatti);
            }
        }
        racconta(&definizione, &conto, &kept);
    }
}

fn porta(
    definizione: &Valida,
    registro: &iter::Registro<Atto>,
    ufficio: &str,
    author: Uuid,
    caso: &Caso,
    conto: &mut Conto,
) -> Vec<Fatto> {
    let people = organigramma().persone;
    let calendario = calendario();
    let mut atto = Atto { con_spesa: caso.uno_di(3) > 0, articolo_54: caso.uno_di(2) > 0, ..Atto::default() };
    let first_day = Instant::start_of("2026-01-07".parse().unwrap_or_default());
    let mut now =
        first_day.plus_seconds(9 * HOUR_S + i64::try_from(caso.uno_di(300)).unwrap_or_default() * 24 * HOUR_S);
    let begins = people.iter().find(|one| one.id == author).expect("the author is one of the comune");
    let avvio = Avvio { chi: Agente::Persona(begins), ufficio, quando: now, chiave: "avvio" };
    let mut fatti = Pratica::nuova(definizione, &registro.su(&atto), avvio).unwrap_or_else(|no| panic!("{no}"));
    let mut pratica = Pratica::da(&fatti).unwrap_or_else(|guasto| panic!("{guasto}"));
    for turn in 0..MOST_TURNS {
        if pratica.conclusa().is_some() {
            conto.somma(&fatti);
            return fatti;
        }
        now = now.plus_seconds(HOUR_S + i64::try_from(caso.uno_di(20)).unwrap_or_default() * HOUR_S);
        atto.quadrano = caso.uno_di(10) > 0;
        atto.copertura = caso.uno_di(10) > 0;
        let mondo = registro.su(&atto);
        let chiave = format!("k{turn}");
        let mut ways: Vec<(&str, Agente<'_>)> = Vec::new();
        for who in &people {
            let steps = pratica.passi_possibili(definizione, &calendario, &mondo, who, now);
            ways.extend(steps.iter().map(|one| (one.passo.codice.as_str(), Agente::Persona(who))));
        }
        if ways.is_empty() || caso.uno_di(5) == 0 {
            conto.waited += 1;
            now = now.plus_seconds(24 * HOUR_S * if ways.is_empty() { 30 } else { 1 });
            ways.extend(
                pratica.dovuti(definizione, &calendario, &mondo, now).into_iter().map(|one| (one, Agente::Sistema)),
            );
        }
        assert!(!ways.is_empty(), "stuck in {:?} after {fatti:#?}", pratica.stati());
        let (mut passo, mut chi) = ways[caso.uno_di(ways.len())];
        if caso.uno_di(5) > 0 && ["ritira", "abbandona"].contains(&passo) {
            // Most files are not given up.
            (passo, chi) = ways[caso.uno_di(ways.len())];
        }
        let richiesta = Richiesta { passo, chi, quando: now, motivo: Some("A caso"), chiave: &chiave };
        match pratica.compi(definizione, &calendario, &mondo, richiesta) {
            Ok(more) => {
                for fatto in &more {
                    pratica.applica(fatto).unwrap_or_else(|guasto| panic!("{guasto}"));
                }
                fatti.extend(more);
            }
            // A check did not hold: the next turn it may.
            Err(_) => conto.refused += 1,
        }
    }
    panic!("no end after {MOST_TURNS} turns: {fatti:#?}")
}

impl Conto {
    fn somma(&mut self, fatti: &[Fatto]) {
        let folded = Pratica::da(fatti).unwrap_or_else(|guasto| panic!("{guasto}"));
        assert_eq!(folded.in_corso().count(), 0, "a term outlived its file");
        let numbers =
            fatti.iter().filter(|one| matches!(&one.cosa, Cosa::Effetto { uso, .. } if uso.codice == "atti.numera"));
        let given_up = ["ritirata", "abbandonata"].iter().any(|stato| folded.presente().contains_key(*stato));
        assert_eq!(numbers.count(), usize::from(!given_up), "one number for each act that was signed, none burnt");
        self.files += 1;
        self.facts += fatti.len();
        self.longest = self.longest.max(fatti.len());
        for fatto in fatti {
            match &fatto.cosa {
                Cosa::Effetto { uso, .. } => *self.effects.entry(uso.codice.clone()).or_default() += 1,
                Cosa::Conclusa { stato } => *self.ends.entry(stato.clone()).or_default() += 1,
                _ => {}
            }
        }
    }
}

fn racconta(definizione: &Valida, conto: &Conto, kept: &[Vec<Fatto>]) {
    println!(
        "{} ({}, {} luoghi raggiungibili)",
        definizione.nome,
        definizione.impronta().breve(),
        definizione.quanti_luoghi()
    );
    println!("  pratiche concluse: {}, nessuna ferma", conto.files);
    println!("  fatti: {}, al massimo {} in una pratica", conto.facts, conto.longest);
    println!("  passi rifiutati dai controlli: {}; attese: {}", conto.refused, conto.waited);
    for (stato, times) in &conto.ends {
        println!("  finite in «{}»: {times}", definizione.nome_stato(stato));
    }
    for (effetto, times) in &conto.effects {
        println!("  effetto {effetto}: {times}");
    }
    let last = kept.iter().filter_map(|fatti| fatti.last()).map(|fatto| fatto.quando).max().unwrap_or_default();
    let misure = misura(definizione, kept.iter().map(Vec::as_slice), last);
    if let Some((stato, attese)) = misure.collo() {
        let days = attese.mediana_us / 86_400_000_000;
        println!("  collo di bottiglia: «{}», in mezzo {days} giorni", definizione.nome_stato(stato));
    }
}
