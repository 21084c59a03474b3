//! The filters of the list's address that narrow in the rows.

use kernel::Instant;
use serde::{Deserialize, Serialize};
use ui::Choice;
use web::{Ctx, Error};

use crate::registrazione::{
    attese::in_ritardo_da,
    chi_registra::chi_registra,
    filtri::{Altro, Assegnazioni},
};

/// What is said of a filter that is nothing that there can be.
pub(super) const ILLEGGIBILE: &str = "Uno dei filtri non si legge: toglilo e sceglilo di nuovo.";

/// What the address says of them; each is a text, and empty where nothing is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(super) struct AltreScelte {
    /// The number of a fascicolo.
    #[serde(default)]
    pub fascicolo: String,
    /// The sender's own protocol number.
    #[serde(default)]
    pub loro: String,
    /// Who registered.
    #[serde(default)]
    pub da: String,
    /// Which office registered.
    #[serde(default)]
    pub dall_ufficio: String,
    /// `con` or `senza`.
    #[serde(default)]
    pub documenti: String,
    /// How the assignments stand.
    #[serde(default)]
    pub assegnazione: String,
    /// Given more than so many days ago.
    #[serde(default)]
    pub oltre: String,
    /// `fallite`.
    #[serde(default)]
    pub spedizioni: String,
    /// `si`.
    #[serde(default)]
    pub corrette: String,
}

impl AltreScelte {
    /// Names and values, in the order of addresses.
    pub(super) fn pairs(&self) -> [(&'static str, &String); 9] {
        [
            ("fascicolo", &self.fascicolo),
            ("loro", &self.loro),
            ("da", &self.da),
            ("dall_ufficio", &self.dall_ufficio),
            ("documenti", &self.documenti),
            ("assegnazione", &self.assegnazione),
            ("oltre", &self.oltre),
            ("spedizioni", &self.spedizioni),
            ("corrette", &self.corrette),
        ]
    }

    /// From the fields of a form.
    pub(super) fn from_get(get: impl Fn(&str) -> String) -> Self {
        Self {
            fascicolo: get("fascicolo"),
            loro: get("loro"),
            da: get("da"),
            dall_ufficio: get("dall_ufficio"),
            documenti: get("documenti"),
            assegnazione: get("assegnazione"),
            oltre: get("oltre"),
            spedizioni: get("spedizioni"),
            corrette: get("corrette"),
        }
    }

    /// How many are set.
    pub(super) fn attive(&self) -> usize {
        self.pairs().iter().filter(|(_, value)| !value.trim().is_empty()).count()
    }

    /// What they ask for at `now`. What cannot be read finds nothing: to pass it over would show more than was asked.
    pub(super) fn filtri(&self, now: Instant) -> Altro {
        let mut altro = Altro::default();
        let mut impossibile = false;
        let read = |text: &str| {
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        if let Some(text) = read(&self.fascicolo) {
            altro.fascicolo = text.parse().ok();
            impossibile |= altro.fascicolo.is_none();
        }
        altro.protocollo_mittente = read(&self.loro);
        if let Some(text) = read(&self.da) {
            altro.registrata_da = text.parse().ok();
            impossibile |= altro.registrata_da.is_none();
        }
        if let Some(text) = read(&self.dall_ufficio) {
            altro.dall_ufficio = text.parse().ok();
            impossibile |= altro.dall_ufficio.is_none();
        }
        if let Some(text) = read(&self.documenti) {
            altro.documenti =
                [("con", true), ("senza", false)].into_iter().find(|(code, _)| *code == text).map(|(_, some)| some);
            impossibile |= altro.documenti.is_none();
        }
        if let Some(text) = read(&self.assegnazione) {
            altro.assegnazioni = Assegnazioni::from_code(&text);
            impossibile |= altro.assegnazioni.is_none();
        }
        if let Some(text) = read(&self.oltre) {
            let days = text.parse::<u16>().ok();
            impossibile |= days.is_none();
            altro.assegnata_prima_di = days.map(|days| in_ritardo_da(now, days));
            // Of what nobody waits for any more the days say nothing.
            altro.assegnazioni = altro.assegnazioni.or(Some(Assegnazioni::InAttesa));
        }
        if let Some(text) = read(&self.spedizioni) {
            altro.spedizioni_al = Some(now);
            impossibile |= text != "fallite";
        }
        if let Some(text) = read(&self.corrette) {
            altro.corrette = true;
            impossibile |= text != "si";
        }
        Altro { impossibile, ..altro }
    }

    /// What cannot be read, in a sentence.
    pub(super) fn avviso(&self, now: Instant) -> Option<String> {
        let fascicolo = self.fascicolo.trim();
        if !fascicolo.is_empty() && fascicolo.parse::<crate::fascicolo::Chiave>().is_err() {
            return Some(format!("\"{fascicolo}\" non è il numero di un fascicolo: scrivilo come 2026-VI.3/12."));
        }
        let wrong = self.filtri(now).impossibile;
        wrong.then(|| ILLEGGIBILE.to_owned())
    }
}

/// The states that the form offers.
pub(super) fn assegnazioni() -> Vec<Choice> {
    let choice = |each: Assegnazioni| Choice { value: each.code().into(), label: each.label().into(), hint: None };
    Assegnazioni::ALL.map(choice).into()
}

/// With documents, or without.
pub(super) fn documenti() -> Vec<Choice> {
    let choice = |(value, label): (&str, &str)| Choice { value: value.into(), label: label.into(), hint: None };
    [("con", "Con documenti"), ("senza", "Senza documenti")].map(choice).into()
}

/// Who registers: oneself first.
pub(super) async fn persone(ctx: &Ctx) -> Result<Vec<Choice>, Error> {
    let who = ctx.who()?;
    let people = chi_registra(&ctx.ente, who).await?;
    let mine = |id: authz::PersonId| id == who.person;
    let choice = |(id, nome): &(authz::PersonId, String)| Choice {
        value: id.to_string(),
        label: if mine(*id) { format!("{nome} (tu)") } else { nome.clone() },
        hint: None,
    };
    let me = people.iter().filter(|(id, _)| mine(*id));
    Ok(me.chain(people.iter().filter(|(id, _)| !mine(*id))).map(choice).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_micros(1_000_000_000_000_000);

    #[test]
    fn what_is_not_asked_narrows_nothing() {
        assert!(AltreScelte::default().filtri(NOW).is_empty());
        assert_eq!(AltreScelte::default().attive(), 0);
        assert_eq!(AltreScelte::default().avviso(NOW), None);
    }

    #[test]
    fn what_cannot_be_read_finds_nothing_and_says_so() {
        let wrong = |set: fn(&mut AltreScelte)| {
            let mut scelte = AltreScelte::default();
            set(&mut scelte);
            assert!(scelte.filtri(NOW).impossibile && scelte.avviso(NOW).is_some(), "{scelte:?}");
        };
        wrong(|scelte| scelte.fascicolo = "il mio".into());
        wrong(|scelte| scelte.da = "anna".into());
        wrong(|scelte| scelte.dall_ufficio = "tecnico".into());
        wrong(|scelte| scelte.documenti = "boh".into());
        wrong(|scelte| scelte.assegnazione = "boh".into());
        wrong(|scelte| scelte.oltre = "-1".into());
        wrong(|scelte| scelte.spedizioni = "boh".into());
        wrong(|scelte| scelte.corrette = "boh".into());
    }

    #[test]
    fn days_alone_ask_for_what_still_waits() {
        let scelte = AltreScelte { oltre: "7".into(), ..AltreScelte::default() };
        let altro = scelte.filtri(NOW);
        assert_eq!(altro.assegnazioni, Some(Assegnazioni::InAttesa));
        assert_eq!(altro.assegnata_prima_di, Some(NOW.plus_seconds(-7 * 86_400)));
        let refused = AltreScelte { assegnazione: "rifiutata".into(), ..scelte };
        assert_eq!(refused.filtri(NOW).assegnazioni, Some(Assegnazioni::Rifiutata));
    }
}
