//! Where files wait, for whom, how long: a fold over their facts.

use std::collections::BTreeMap;

use kernel::Instant;
use serde::Serialize;

use crate::{Chi, Cosa, Fatto, Tipo, Valida};

/// Stays in one state, or waits for one actor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Attese {
    /// How many files wait there now.
    pub ora: usize,
    /// Since when the oldest of them does.
    pub dal: Option<Instant>,
    /// How many stays there were, those of now among them.
    pub soste: usize,
    /// All of them together, in microseconds.
    pub totale_us: u64,
    /// The longest but for one in two, in microseconds.
    pub mediana_us: u64,
    /// The longest but for one in ten, in microseconds.
    pub p90_us: u64,
    /// The longest, in microseconds.
    pub massima_us: u64,
}

/// What files did, measured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Misure {
    /// Files counted.
    pub pratiche: usize,
    /// Of them, those that ended.
    pub concluse: usize,
    /// By state: its code.
    pub per_stato: BTreeMap<String, Attese>,
    /// By who is waited for, as [`Chi::descrivi`] says it. Where a state waits for several, its stay counts for each.
    pub per_chi: BTreeMap<String, Attese>,
    /// From beginning to end, of those that ended.
    pub durata: Attese,
}

impl Misure {
    /// Where files stood longest, all together: the bottleneck.
    pub fn collo(&self) -> Option<(&str, &Attese)> {
        let longest = self.per_stato.iter().max_by_key(|(_, attese)| attese.totale_us)?;
        (longest.1.totale_us > 0).then_some((longest.0.as_str(), longest.1))
    }
}

#[derive(Default)]
struct Soste {
    lengths: Vec<u64>,
    now: usize,
    since: Option<Instant>,
}

impl Soste {
    fn add(&mut self, from: Instant, to: Instant, still: bool) {
        self.lengths.push(u64::try_from(to.micros().saturating_sub(from.micros())).unwrap_or_default());
        if still {
            self.now += 1;
            self.since = Some(self.since.map_or(from, |since| since.min(from)));
        }
    }

    fn done(mut self) -> Attese {
        self.lengths.sort_unstable();
        // The nearest rank: a length that some file really had.
        let rank = |percent: usize| {
            let place = (self.lengths.len() * percent).div_ceil(100).saturating_sub(1);
            self.lengths.get(place).copied().unwrap_or_default()
        };
        Attese {
            ora: self.now,
            dal: self.since,
            soste: self.lengths.len(),
            totale_us: self.lengths.iter().fold(0, |all, one| all.saturating_add(*one)),
            mediana_us: rank(50),
            p90_us: rank(90),
            massima_us: self.lengths.last().copied().unwrap_or_default(),
        }
    }
}

/// Measures the files of one definition, up to `ora`: what happened later is left out.
///
/// The facts of each file are looked at once and not checked: [`Pratica::da`](crate::Pratica::da) is for that.
pub fn misura<'a>(definizione: &Valida, pratiche: impl IntoIterator<Item = &'a [Fatto]>, ora: Instant) -> Misure {
    let mut stati: BTreeMap<String, Soste> = BTreeMap::new();
    let mut people: BTreeMap<String, Soste> = BTreeMap::new();
    let mut whole = Soste::default();
    let mut misure = Misure::default();
    let waits = attesi(definizione);
    let mut stay = |stato: &str, from: Instant, to: Instant, still: bool| {
        // Nobody waits at the end.
        if definizione.stato(stato).is_some_and(|known| known.tipo == Tipo::Fine) {
            return;
        }
        stati.entry(stato.to_owned()).or_default().add(from, to, still);
        for chi in waits.get(stato).into_iter().flatten() {
            people.entry(chi.clone()).or_default().add(from, to, still);
        }
    };
    for fatti in pratiche {
        let mut here: BTreeMap<&str, Instant> = BTreeMap::new();
        let mut end = None;
        for fatto in fatti.iter().take_while(|fatto| fatto.quando <= ora) {
            match &fatto.cosa {
                Cosa::Avviata { stato, .. } => {
                    here.insert(stato, fatto.quando);
                }
                Cosa::Compiuto { esce, entra, .. } | Cosa::Spostata { esce, entra, .. } => {
                    for stato in esce {
                        if let Some(since) = here.remove(stato.as_str()) {
                            stay(stato, since, fatto.quando, false);
                        }
                    }
                    here.extend(entra.iter().map(|stato| (stato.as_str(), fatto.quando)));
                }
                Cosa::Conclusa { .. } => end = Some(fatto.quando),
                _ => {}
            }
        }
        let Some(first) = fatti.first().filter(|first| first.quando <= ora) else { continue };
        misure.pratiche += 1;
        if let Some(end) = end {
            misure.concluse += 1;
            whole.add(first.quando, end, false);
        }
        for (stato, since) in here {
            stay(stato, since, ora, true);
        }
    }
    misure.per_stato = stati.into_iter().map(|(stato, soste)| (stato, soste.done())).collect();
    misure.per_chi = people.into_iter().map(|(chi, soste)| (chi, soste.done())).collect();
    misure.durata = whole.done();
    misure
}

/// Who is waited for in each state: those of the steps that leave it alone, and of the joins.
fn attesi(definizione: &Valida) -> BTreeMap<&str, Vec<String>> {
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for passo in definizione.definizione().passi.iter().filter(|passo| passo.chi != Chi::Sistema) {
        let chi = definizione.descrivi(&passo.chi);
        for stato in &passo.da {
            let all = found.entry(stato).or_default();
            if !all.contains(&chi) {
                all.push(chi.clone());
            }
        }
    }
    found
}
