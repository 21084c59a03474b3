//! What is wrong with a way, told with the way itself.

use super::rete::{Luogo, Marca, Rete, Risposte};
use crate::Definizione;

/// The steps of a way that are told, at most: its last ones.
const STEPS: usize = 8;

/// What is needed to tell it.
pub struct Racconto<'a> {
    /// The definition.
    pub definizione: &'a Definizione,
    /// As bits.
    pub rete: &'a Rete,
    /// The places.
    pub luoghi: &'a [Luogo],
}

impl Racconto<'_> {
    /// The names of some states: "«Bozza» e «Al visto»".
    pub fn stati(&self, marca: Marca) -> String {
        elenco(self.rete.stati(marca).map(|stato| self.definizione.nome_stato(stato)))
    }

    /// A shortest way to a place: "per esempio dopo «Proponi», «Firma»".
    pub fn strada(&self, luogo: &Luogo) -> String {
        let mut steps = Vec::new();
        let mut at = luogo.da;
        while let Some((from, step)) = at {
            steps.push(format!("«{}»", self.definizione.passi[step].nome));
            at = self.luoghi[from].da;
        }
        if steps.is_empty() {
            return "già all'inizio".into();
        }
        let more = if steps.len() > STEPS { "…, " } else { "" };
        steps.truncate(STEPS);
        steps.reverse();
        format!("per esempio dopo {more}{}", steps.join(", "))
    }

    /// Under which answers, in words; nothing where it is so under all.
    fn quando(&self, risposte: Risposte) -> String {
        if risposte == self.rete.tutte {
            return String::new();
        }
        let answer = risposte.trailing_zeros();
        let told = self.rete.condizioni.iter().enumerate().map(|(place, condizione)| {
            let holds = if answer & (1 << place) != 0 { "vale" } else { "non vale" };
            format!("{holds} la condizione «{}»", condizione.codice)
        });
        format!(" quando {}", elenco_semplice(told))
    }

    /// A file that comes twice into a state.
    pub fn doppio(&self, from: usize, step: usize, stati: Marca) -> String {
        let luogo = &self.luoghi[from];
        format!(
            "Il passo «{}» porterebbe la pratica una seconda volta in {} mentre c'è ancora ({}): se il passo rimanda \
             indietro \
             tutta la pratica, metti in «ritira» gli stati degli altri rami.",
            self.definizione.passi[step].nome,
            self.stati(stati),
            self.strada(luogo)
        )
    }

    /// A join whose branches never all arrive.
    pub fn mai_insieme(&self, step: usize) -> String {
        let da = self.rete.mosse[step].da;
        let best = self.luoghi.iter().map(|luogo| luogo.marca & da).max_by_key(|marca| marca.count_ones());
        let missing = da & !best.unwrap_or_default();
        format!(
            "Il passo «{}» aspetta che la pratica sia insieme in {}, ma quando è in {} non può essere anche in {}: i \
             rami non si \
             riuniscono mai.",
            self.definizione.passi[step].nome,
            self.stati(da),
            self.stati(best.unwrap_or_default()),
            self.stati(missing)
        )
    }

    /// A file that ends in one branch while another goes on.
    pub fn finita_a_meta(&self, luogo: &Luogo) -> String {
        let fini = self.rete.fini;
        let (ends, rest) = (luogo.marca & fini, luogo.marca & !fini);
        if rest == 0 {
            return format!("La pratica può finire due volte, in {} ({}).", self.stati(ends), self.strada(luogo));
        }
        format!(
            "La pratica può finire in {} mentre è ancora in {} ({}): riunisci prima i rami, o ritirali.",
            self.stati(ends),
            self.stati(rest),
            self.strada(luogo)
        )
    }

    /// A place from which nothing can be done.
    pub fn ferma(&self, luogo: &Luogo, still: Risposte) -> String {
        let joins = self.rete.mosse.iter().enumerate().filter(|(_, mossa)| {
            mossa.da & luogo.marca != 0 && mossa.da & !luogo.marca != 0 && mossa.risposte & still != 0
        });
        let waits: Vec<String> = joins
            .map(|(step, mossa)| {
                format!(
                    "il passo «{}» aspetta anche {}, che da lì non arriva più",
                    self.definizione.passi[step].nome,
                    self.stati(mossa.da & !luogo.marca)
                )
            })
            .collect();
        let why = if waits.is_empty() { String::new() } else { format!(": {}", waits.join("; ")) };
        format!(
            "Una pratica può restare ferma per sempre in {}{} ({}){why}.",
            self.stati(luogo.marca),
            self.quando(still),
            self.strada(luogo)
        )
    }

    /// A place from which one goes round for ever.
    pub fn senza_fine(&self, luogo: &Luogo, lost: Risposte) -> String {
        format!(
            "Da {} una pratica non può più arrivare alla fine{} ({}): può solo girare in tondo, o contare su un \
             passo che si può \
             fare un numero limitato di volte.",
            self.stati(luogo.marca),
            self.quando(lost),
            self.strada(luogo)
        )
    }
}

/// "«a», «b» e «c»".
pub fn elenco<'a>(names: impl Iterator<Item = &'a str>) -> String {
    elenco_semplice(names.map(|name| format!("«{name}»")))
}

/// "a, b e c".
pub fn elenco_semplice(names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<String> = names.collect();
    match (names.pop(), names.is_empty()) {
        (None, _) => "nessuno stato".into(),
        (Some(last), true) => last,
        (Some(last), false) => format!("{} e {last}", names.join(", ")),
    }
}
