//! What an act of deferral must say, and which documents may be registered under it: pure.

use kernel::{Date, Refusal};

use super::tables::differimento;
use crate::{rules::Verso, termine::calendario::dopo};

const SHORTEST_REASON: usize = 10;
const SHORTEST_ACT: usize = 5;
const LONGEST: usize = 2_000;
/// Days of receipt that one act may cover. No law says how many: an act without end would be no exception.
const MOST_PERIOD: i64 = 31;
/// Days within which a document must be registered, at most.
const MOST_DAYS: i64 = 30;

/// What is asked to be authorised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nuovo {
    /// Why the day's documents cannot be registered on the day.
    pub motivo: String,
    /// The act.
    pub provvedimento: String,
    /// Which documents.
    pub documenti: String,
    /// Received from this day.
    pub dal: Date,
    /// Received until this day, included.
    pub al: Date,
    /// Within how many days of receipt each must be registered.
    pub giorni: i64,
}

impl Nuovo {
    /// Whether it may be authorised on `today`.
    ///
    /// # Errors
    /// All the reasons why not.
    pub(super) fn check(&self, today: Date) -> Result<(), Refusal> {
        let mut refusal = Refusal::default();
        self.check_parole(&mut refusal);
        let written = |day: Date| day.format("%d/%m/%Y");
        if self.al < self.dal {
            let sentence = format!("Il periodo finisce il {}, prima di cominciare.", written(self.al));
            refusal.add(Some("al"), sentence);
        } else if (self.al - self.dal).num_days() >= MOST_PERIOD {
            let sentence = format!(
                "Il periodo è troppo lungo: al massimo {MOST_PERIOD} giorni di arrivo per provvedimento. Poi serve un altro provvedimento."
            );
            refusal.add(Some("al"), sentence);
        }
        if !(1..=MOST_DAYS).contains(&self.giorni) {
            let sentence = format!("Scrivi entro quanti giorni dall'arrivo si registra: da 1 a {MOST_DAYS}.");
            refusal.add(Some("giorni"), sentence);
        } else if dopo(self.al, self.giorni) < today {
            let sentence = format!(
                "Il termine per registrare è già passato il {}: il provvedimento non servirebbe più a niente.",
                written(dopo(self.al, self.giorni))
            );
            refusal.add(Some("al"), sentence);
        }
        refusal.unless_empty(())
    }

    fn check_parole(&self, refusal: &mut Refusal) {
        let fields = [
            (
                "motivo",
                &self.motivo,
                SHORTEST_REASON,
                "Scrivi in una frase perché non si riesce a registrare in giornata: resterà accanto a ogni registrazione.",
            ),
            (
                "provvedimento",
                &self.provvedimento,
                SHORTEST_ACT,
                "Scrivi gli estremi del provvedimento che autorizza: tipo, numero e data.",
            ),
            (
                "documenti",
                &self.documenti,
                SHORTEST_ACT,
                "Scrivi quali documenti si possono registrare dopo, per esempio \"domande per il bando mensa\".",
            ),
        ];
        for (field, text, shortest, sentence) in fields {
            let length = text.trim().chars().count();
            if length < shortest {
                refusal.add(Some(field), sentence);
            } else if length > LONGEST {
                refusal.add(Some(field), format!("Il testo è troppo lungo: al massimo {LONGEST} caratteri."));
            }
        }
    }
}

/// Whether some document may be registered under the act at `today`.
pub(crate) fn in_forza(act: &differimento::Model, today: Date) -> bool {
    act.revocato_at.is_none() && act.dal < today && today <= dopo(act.al, act.giorni)
}

/// Whether a document may be registered under the act at `today`.
pub(super) fn check_arrivo(
    act: &differimento::Model,
    verso: Verso,
    arrivata: Option<Date>,
    today: Date,
) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    let written = |day: Date| day.format("%d/%m/%Y");
    if verso != Verso::Arrivo {
        refusal.add(Some("differimento"), "Solo ciò che arriva si registra in differita: togli il differimento.");
    }
    if act.revocato_at.is_some() {
        refusal.add(Some("differimento"), "Questo provvedimento di differimento è stato revocato.");
    }
    match arrivata {
        None => refusal.add(
            Some("arrivata_il"),
            "Manca il giorno di arrivo: in una registrazione differita serve a dire quando il documento è arrivato davvero.",
        ),
        Some(day) if day >= today => refusal.add(
            Some("arrivata_il"),
            "Il documento è arrivato oggi: si registra come al solito, senza differimento.",
        ),
        Some(day) if day < act.dal || day > act.al => {
            let sentence = format!(
                "Il provvedimento vale per ciò che è arrivato dal {} al {}, non per il {}.",
                written(act.dal),
                written(act.al),
                written(day)
            );
            refusal.add(Some("arrivata_il"), sentence);
        }
        Some(day) if today > dopo(day, act.giorni) => {
            let sentence = format!(
                "Ciò che è arrivato il {} si poteva registrare in differita fino al {}. Registralo senza differimento e spiega il ritardo nelle note.",
                written(day),
                written(dopo(day, act.giorni))
            );
            refusal.add(Some("arrivata_il"), sentence);
        }
        Some(_) => {}
    }
    refusal.unless_empty(())
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Instant, Uuid};

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn nuovo() -> Nuovo {
        Nuovo {
            motivo: "Oltre mille domande nello stesso giorno".into(),
            provvedimento: "Decreto n. 5 del 20/11/2026".into(),
            documenti: "domande per il bando mensa".into(),
            dal: day("2026-11-20"),
            al: day("2026-11-23"),
            giorni: 5,
        }
    }

    fn act(revocato: bool) -> differimento::Model {
        let nuovo = nuovo();
        differimento::Model {
            id: Id::from(Uuid::nil()),
            motivo: nuovo.motivo,
            provvedimento: nuovo.provvedimento,
            documenti: nuovo.documenti,
            dal: nuovo.dal,
            al: nuovo.al,
            giorni: nuovo.giorni,
            autorizzato_da: Id::from(Uuid::nil()),
            autorizzato_at: Instant::default(),
            revocato_da: None,
            revocato_at: revocato.then(Instant::default),
        }
    }

    fn fields(result: Result<(), Refusal>) -> Vec<&'static str> {
        result
            .err()
            .map(|refusal| refusal.reasons.iter().filter_map(|reason| reason.field).collect())
            .unwrap_or_default()
    }

    #[test]
    fn an_act_says_why_which_and_until_when_or_is_refused_with_all_that_is_missing() {
        let today = day("2026-11-20");
        assert_eq!(fields(nuovo().check(today)), Vec::<&str>::new());
        let empty = Nuovo {
            motivo: "x".into(),
            provvedimento: " ".into(),
            documenti: String::new(),
            al: day("2026-11-19"),
            giorni: 0,
            ..nuovo()
        };
        assert_eq!(fields(empty.check(today)), ["motivo", "provvedimento", "documenti", "al", "giorni"]);
        assert_eq!(fields(Nuovo { al: day("2026-12-21"), ..nuovo() }.check(today)), ["al"]);
        assert_eq!(fields(nuovo().check(day("2026-11-29"))), ["al"], "its time has passed");
    }

    #[test]
    fn only_what_came_in_its_days_is_registered_under_it_and_within_its_term() {
        let of = |arrivata: Option<&str>, today| {
            fields(check_arrivo(&act(false), Verso::Arrivo, arrivata.map(day), day(today)))
        };
        assert_eq!(of(Some("2026-11-20"), "2026-11-25"), Vec::<&str>::new(), "the last day counts");
        assert_eq!(of(Some("2026-11-20"), "2026-11-26"), ["arrivata_il"]);
        assert_eq!(of(Some("2026-11-19"), "2026-11-21"), ["arrivata_il"]);
        assert_eq!(of(Some("2026-11-24"), "2026-11-25"), ["arrivata_il"]);
        assert_eq!(of(Some("2026-11-21"), "2026-11-21"), ["arrivata_il"], "on the day nothing is deferred");
        assert_eq!(of(None, "2026-11-21"), ["arrivata_il"]);
        let out = check_arrivo(&act(true), Verso::Partenza, Some(day("2026-11-20")), day("2026-11-21"));
        assert_eq!(fields(out), ["differimento", "differimento"]);
    }

    #[test]
    fn it_is_offered_only_while_something_may_be_registered_under_it() {
        let on = |today| in_forza(&act(false), day(today));
        assert!(!on("2026-11-20") && on("2026-11-21") && on("2026-11-28") && !on("2026-11-29"));
        assert!(!in_forza(&act(true), day("2026-11-21")));
    }
}
