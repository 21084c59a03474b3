//! What may happen to a term, and when it then ends: pure (L. 241/1990, art. 2 and 10-bis).

use kernel::{Date, Refusal};

use super::{
    calendario::{Sospeso, dopo, scadenza},
    tables::{fatto, termine},
};

/// Days of a term, where no law or regulation says otherwise (art. 2, comma 2).
pub const USUALE: i64 = 30;
/// Days of the longest term.
const MOST_DAYS: i64 = 365;
/// Days of a suspension, at most (art. 2, comma 7).
const MOST_SUSPENDED: i64 = 30;
/// Days for observations, and from these until the term runs again (art. 10-bis).
const OSSERVAZIONI: i64 = 10;
/// Days before the end from which a term is near.
pub(crate) const VICINO: i64 = 7;
const COMMA_7: &str = "art. 2, comma 7, L. 241/1990";
const BIS: &str = "art. 10-bis L. 241/1990";
const LONGEST: usize = 2_000;

/// What may happen to a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tipo {
    /// Suspended to get information or certificates: once, thirty days at most.
    Sospensione,
    /// Running again before the suspension was over.
    Ripresa,
    /// The applicant was told why the request will be refused: the term stands still (since 2020; before, it began anew).
    Preavviso,
    /// The applicant's observations came.
    Osservazioni,
    /// The proceeding is concluded.
    Conclusione,
}

impl Tipo {
    /// All.
    pub const ALL: [Self; 5] =
        [Self::Sospensione, Self::Ripresa, Self::Preavviso, Self::Osservazioni, Self::Conclusione];

    /// The word kept in a row.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sospensione => "sospensione",
            Self::Ripresa => "ripresa",
            Self::Preavviso => "preavviso",
            Self::Osservazioni => "osservazioni",
            Self::Conclusione => "conclusione",
        }
    }

    /// The way back from [`Tipo::code`].
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tipo| tipo.code() == code)
    }

    /// As the history says it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Sospensione => "Sospeso",
            Self::Ripresa => "Ripreso",
            Self::Preavviso => "Preavviso di rigetto",
            Self::Osservazioni => "Osservazioni ricevute",
            Self::Conclusione => "Concluso",
        }
    }
}

impl schemars::JsonSchema for Tipo {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "FattoDelTermine".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "enum": Self::ALL.map(Self::code) })
    }
}

/// What happens to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accaduto {
    /// What.
    pub tipo: Tipo,
    /// On which day.
    pub dal: Date,
    /// Of a suspension: for how many days.
    pub giorni: Option<i64>,
    /// Why; of a conclusion, how.
    pub motivo: String,
}

/// Whether a term may be set.
///
/// # Errors
/// All the reasons why not.
pub(crate) fn check_nuovo(giorni: i64, dal: Date, today: Date) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    if !(1..=MOST_DAYS).contains(&giorni) {
        let sentence = format!("Il termine va da 1 a {MOST_DAYS} giorni. Dove nessuna norma dice altro sono {USUALE}.");
        refusal.add_law(Some("termine"), sentence, "art. 2, comma 2, L. 241/1990");
    }
    if dal > today {
        refusal.add(Some("decorre_dal"), "Il giorno da cui decorre il termine è nel futuro.");
    }
    refusal.unless_empty(())
}

/// The days on which a term stands still.
pub(crate) fn sospesi(facts: &[fatto::Model]) -> Vec<Sospeso> {
    let first = |tipo: Tipo| facts.iter().find(|fact| fact.tipo == tipo.code());
    let mut all = Vec::new();
    if let Some(stop) = first(Tipo::Sospensione) {
        let planned = stop.al.unwrap_or(stop.dal);
        let end = first(Tipo::Ripresa).map_or(planned, |again| again.dal.min(planned));
        all.push((stop.dal, end));
    }
    if let Some(notice) = first(Tipo::Preavviso) {
        let from = first(Tipo::Osservazioni).map_or(notice.dal, |came| came.dal);
        all.push((notice.dal, dopo(from, OSSERVAZIONI)));
    }
    all
}

/// When a term ends, after these facts.
pub(crate) fn fine(termine: &termine::Model, facts: &[fatto::Model]) -> Date {
    scadenza(termine.decorre_dal, termine.giorni, &sospesi(facts))
}

/// Until when a term stands still at `today`, if it does.
pub(crate) fn fermo_fino(facts: &[fatto::Model], today: Date) -> Option<Date> {
    sospesi(facts).into_iter().filter(|(from, to)| *from <= today && today < *to).map(|(_, to)| to).max()
}

impl Accaduto {
    /// Whether it may happen to this term, with what has happened already; the last day of a suspension.
    ///
    /// # Errors
    /// All the reasons why not.
    pub(crate) fn check(
        &self,
        termine: &termine::Model,
        facts: &[fatto::Model],
        today: Date,
    ) -> Result<Option<Date>, Refusal> {
        let mut refusal = Refusal::default();
        if !termine.aperto {
            refusal.add(None, "Questo termine è concluso: non cambia più.");
        }
        let written = |day: Date| day.format("%d/%m/%Y");
        if self.dal > today {
            refusal.add(Some("dal"), format!("Il giorno {} è nel futuro.", written(self.dal)));
        } else if self.dal < termine.decorre_dal {
            let sentence = format!(
                "Il giorno {} viene prima dell'inizio del termine, che decorre dal {}.",
                written(self.dal),
                written(termine.decorre_dal)
            );
            refusal.add(Some("dal"), sentence);
        }
        let length = self.motivo.trim().chars().count();
        if length < 5 {
            refusal.add(Some("motivo"), "Scrivi in una frase perché: resterà accanto al termine.");
        } else if length > LONGEST {
            refusal.add(Some("motivo"), format!("Il testo è troppo lungo: al massimo {LONGEST} caratteri."));
        }
        let last = match self.tipo {
            Tipo::Sospensione => self.check_sospensione(termine, facts, &mut refusal),
            Tipo::Ripresa => {
                self.check_ripresa(facts, &mut refusal);
                None
            }
            Tipo::Preavviso => {
                self.check_una_volta(facts, "Il preavviso di rigetto è già stato comunicato.", BIS, &mut refusal);
                self.check_in_tempo(termine, facts, &mut refusal);
                None
            }
            Tipo::Osservazioni => {
                self.check_osservazioni(facts, &mut refusal);
                None
            }
            Tipo::Conclusione => None,
        };
        refusal.unless_empty(last)
    }

    fn check_una_volta(&self, facts: &[fatto::Model], sentence: &str, law: &'static str, refusal: &mut Refusal) {
        if facts.iter().any(|fact| fact.tipo == self.tipo.code()) {
            refusal.add_law(None, sentence, law);
        }
    }

    /// What is over cannot stand still.
    fn check_in_tempo(&self, termine: &termine::Model, facts: &[fatto::Model], refusal: &mut Refusal) {
        let end = fine(termine, facts);
        if self.dal > end {
            let sentence = format!("Il termine era già scaduto il {}.", end.format("%d/%m/%Y"));
            refusal.add(Some("dal"), sentence);
        }
    }

    fn check_sospensione(
        &self,
        termine: &termine::Model,
        facts: &[fatto::Model],
        refusal: &mut Refusal,
    ) -> Option<Date> {
        self.check_una_volta(facts, "Il termine è già stato sospeso: si può fare una volta sola.", COMMA_7, refusal);
        self.check_in_tempo(termine, facts, refusal);
        match self.giorni {
            Some(giorni) if (1..=MOST_SUSPENDED).contains(&giorni) => Some(dopo(self.dal, giorni)),
            _ => {
                let sentence = format!("Scrivi per quanti giorni si sospende: da 1 a {MOST_SUSPENDED}.");
                refusal.add_law(Some("giorni"), sentence, COMMA_7);
                None
            }
        }
    }

    fn check_ripresa(&self, facts: &[fatto::Model], refusal: &mut Refusal) {
        let stop = facts.iter().find(|fact| fact.tipo == Tipo::Sospensione.code());
        let Some((from, to)) = stop.and_then(|stop| Some((stop.dal, stop.al?))) else {
            refusal.add(None, "Il termine non è sospeso.");
            return;
        };
        self.check_una_volta(facts, "Il termine è già ripreso.", COMMA_7, refusal);
        if self.dal < from || self.dal >= to {
            let written = |day: Date| day.format("%d/%m/%Y");
            let sentence =
                format!("La sospensione va dal {} al {}: scrivi un giorno in mezzo.", written(from), written(to));
            refusal.add(Some("dal"), sentence);
        }
    }

    fn check_osservazioni(&self, facts: &[fatto::Model], refusal: &mut Refusal) {
        let Some(notice) = facts.iter().find(|fact| fact.tipo == Tipo::Preavviso.code()) else {
            refusal.add_law(None, "Non c'è un preavviso di rigetto a cui rispondere con osservazioni.", BIS);
            return;
        };
        self.check_una_volta(facts, "Le osservazioni sono già arrivate.", BIS, refusal);
        let last = dopo(notice.dal, OSSERVAZIONI);
        if self.dal < notice.dal || self.dal > last {
            let written = |day: Date| day.format("%d/%m/%Y");
            let sentence = format!(
                "Le osservazioni si presentano entro dieci giorni dalla comunicazione: dal {} al {}.",
                written(notice.dal),
                written(last)
            );
            refusal.add_law(Some("dal"), sentence, BIS);
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Id, Instant, Uuid};

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn termine() -> termine::Model {
        termine::Model {
            id: Id::from(Uuid::nil()),
            registrazione_id: Id::from(Uuid::nil()),
            assegnazione_id: Id::from(Uuid::nil()),
            decorre_dal: day("2026-11-03"),
            giorni: 30,
            posto_da: Id::from(Uuid::nil()),
            posto_at: Instant::default(),
            scadenza: day("2026-12-03"),
            aperto: true,
        }
    }

    fn fact(tipo: Tipo, dal: &str, al: Option<&str>) -> fatto::Model {
        fatto::Model {
            id: Id::from(Uuid::nil()),
            termine_id: Id::from(Uuid::nil()),
            tipo: tipo.code().into(),
            dal: day(dal),
            al: al.map(day),
            motivo: "perché sì".into(),
            persona_id: Id::from(Uuid::nil()),
            at: Instant::default(),
        }
    }

    fn may(tipo: Tipo, dal: &str, giorni: Option<i64>, facts: &[fatto::Model]) -> Vec<Option<&'static str>> {
        let what = Accaduto { tipo, dal: day(dal), giorni, motivo: "Serve il parere".into() };
        let checked = what.check(&termine(), facts, day("2026-12-20"));
        checked.err().map(|refusal| refusal.reasons.iter().map(|reason| reason.field).collect()).unwrap_or_default()
    }

    #[test]
    fn a_term_is_suspended_once_and_for_thirty_days_at_most() {
        assert_eq!(may(Tipo::Sospensione, "2026-11-10", Some(30), &[]), []);
        assert_eq!(may(Tipo::Sospensione, "2026-11-10", Some(31), &[]), [Some("giorni")]);
        assert_eq!(may(Tipo::Sospensione, "2026-11-10", None, &[]), [Some("giorni")]);
        let done = [fact(Tipo::Sospensione, "2026-11-05", Some("2026-11-07"))];
        assert_eq!(may(Tipo::Sospensione, "2026-11-10", Some(1), &done), [None]);
        assert_eq!(may(Tipo::Sospensione, "2026-12-04", Some(5), &[]), [Some("dal")], "it had ended");
    }

    #[test]
    fn a_suspension_moves_the_end_by_the_days_it_lasted() {
        let planned = fact(Tipo::Sospensione, "2026-11-10", Some("2026-11-20"));
        assert_eq!(fine(&termine(), std::slice::from_ref(&planned)), day("2026-12-14"));
        let early = [planned, fact(Tipo::Ripresa, "2026-11-12", None)];
        assert_eq!(fine(&termine(), &early), day("2026-12-05"));
        assert_eq!(may(Tipo::Ripresa, "2026-11-12", None, &early), [None]);
        assert_eq!(may(Tipo::Ripresa, "2026-11-12", None, &[]), [None], "nothing is suspended");
        assert_eq!(may(Tipo::Ripresa, "2026-11-20", None, &early[..1]), [Some("dal")]);
    }

    #[test]
    fn after_the_notice_of_refusal_it_runs_again_ten_days_after_the_observations_or_their_time() {
        let notice = fact(Tipo::Preavviso, "2026-11-10", None);
        assert_eq!(fine(&termine(), std::slice::from_ref(&notice)), day("2026-12-14"), "ten days, then a Sunday");
        let answered = [notice, fact(Tipo::Osservazioni, "2026-11-16", None)];
        assert_eq!(fine(&termine(), &answered), day("2026-12-19"), "sixteen days");
        assert_eq!(fermo_fino(&answered, day("2026-11-20")), Some(day("2026-11-26")));
        assert_eq!(fermo_fino(&answered, day("2026-11-26")), None);
        assert_eq!(may(Tipo::Osservazioni, "2026-11-21", None, &answered[..1]), [Some("dal")]);
        assert_eq!(may(Tipo::Osservazioni, "2026-11-20", None, &answered[..1]), []);
        assert_eq!(may(Tipo::Osservazioni, "2026-11-16", None, &[]), [None]);
    }

    #[test]
    fn nothing_happens_in_the_future_before_the_beginning_or_after_the_conclusion() {
        assert_eq!(may(Tipo::Conclusione, "2026-12-21", None, &[]), [Some("dal")]);
        assert_eq!(may(Tipo::Conclusione, "2026-11-02", None, &[]), [Some("dal")]);
        let closed = termine::Model { aperto: false, ..termine() };
        let what = Accaduto { tipo: Tipo::Conclusione, dal: day("2026-11-20"), giorni: None, motivo: "x".into() };
        let refusal = what.check(&closed, &[], day("2026-12-20")).unwrap_err();
        assert_eq!(refusal.reasons.len(), 2, "all the reasons at once");
    }

    #[test]
    fn a_new_term_has_days_and_a_past_beginning() {
        assert!(check_nuovo(30, day("2026-11-25"), day("2026-11-25")).is_ok());
        assert_eq!(check_nuovo(0, day("2026-11-26"), day("2026-11-25")).unwrap_err().reasons.len(), 2);
        assert!(Tipo::ALL.into_iter().all(|tipo| Tipo::from_code(tipo.code()) == Some(tipo)));
    }
}
