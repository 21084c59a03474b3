//! When the emergency register may be used, and what must add up when it is given back: pure (art. 63 DPR 445/2000).

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDateTime};
use kernel::{Date, Instant, Refusal};

const COMMA_1: &str = "art. 63, comma 1, DPR 445/2000";
const COMMA_2: &str = "art. 63, comma 2, DPR 445/2000";
const COMMA_3: &str = "art. 63, comma 3, DPR 445/2000";
const DAY: i64 = 86_400;
const MINUTE_MICROS: i64 = 60_000_000;
const SHORTEST_CAUSE: usize = 10;
const SHORTEST_ACT: usize = 5;
const LONGEST: usize = 2_000;
/// The largest number of an emergency register.
pub(crate) const MOST_NUMBER: i64 = 9_999_999;
/// Years that an instant may have: beyond them somebody mistyped.
const YEARS: std::ops::RangeInclusive<i32> = 1_990..=2_999;

/// The instant in a text as our forms and Italian spreadsheets write it, by the Italian clock.
pub(crate) fn leggi_istante(text: &str) -> Option<Instant> {
    const FORMS: [&str; 6] = [
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%d/%m/%Y %H:%M",
        "%d/%m/%Y %H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%d %H:%M:%S",
    ];
    let text = text.trim();
    let local = FORMS.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    Some(local).filter(|local| YEARS.contains(&local.year())).and_then(Instant::in_rome)
}

/// What a program wrote, where its year is one of those.
pub(crate) fn dentro_gli_anni(at: chrono::DateTime<chrono::FixedOffset>) -> Option<Instant> {
    Some(at).filter(|at| YEARS.contains(&at.year())).map(|at| Instant::from_micros(at.timestamp_micros()))
}

/// "25/11/2026 alle 10:30".
pub(crate) fn scritto(at: Instant) -> String {
    at.told()
}

/// The beginning of its minute: the law asks for day and hour, and lists tell no seconds.
pub(super) fn al_minuto(at: Instant) -> Instant {
    at.plus_micros(-at.micros().rem_euclid(MINUTE_MICROS))
}

/// Whether the register may be opened: `altre` are the other interruptions, from when to when.
pub(super) fn check_apertura(
    causa: &str,
    provvedimento: &str,
    dal: Instant,
    now: Instant,
    altre: &[(Instant, Option<Instant>)],
) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    check_parole(&mut refusal, causa, provvedimento);
    if dal > now {
        let sentence =
            format!("L'inizio, {}, è nel futuro. Scrivi da quando il registro non si può usare.", scritto(dal));
        refusal.add_law(Some("dal_at"), sentence, COMMA_1);
    }
    if let Some((altra, _)) = altre.iter().find(|(_, fine)| fine.is_none()) {
        let sentence = format!(
            "Un'interruzione è già aperta, dal {}. Riporta le sue registrazioni e chiudila, poi apri la nuova.",
            scritto(*altra)
        );
        refusal.add(None, sentence);
    }
    if let Some(fine) = altre.iter().filter_map(|(_, fine)| *fine).max().filter(|fine| dal < *fine) {
        let sentence = format!(
            "Un'altra interruzione finisce il {}: questa deve cominciare dopo, o i due registri si sovrappongono.",
            scritto(fine)
        );
        refusal.add(Some("dal_at"), sentence);
    }
    refusal.unless_empty(())
}

/// Whether cause and act say something: told beside an instant that cannot be read, too.
pub(crate) fn check_parole(refusal: &mut Refusal, causa: &str, provvedimento: &str) {
    let sentence =
        "Scrivi in una frase perché non si può usare il registro di protocollo: resterà sul registro di emergenza.";
    check_text(refusal, "causa", causa, SHORTEST_CAUSE, sentence, COMMA_1);
    check_act(refusal, provvedimento, COMMA_1);
}

fn check_act(refusal: &mut Refusal, provvedimento: &str, law: &'static str) {
    let sentence = "Scrivi gli estremi del provvedimento che autorizza: tipo, numero e data.";
    check_text(refusal, "provvedimento", provvedimento, SHORTEST_ACT, sentence, law);
}

fn check_text(
    refusal: &mut Refusal,
    field: &'static str,
    text: &str,
    shortest: usize,
    sentence: &str,
    law: &'static str,
) {
    let length = text.trim().chars().count();
    if length < shortest {
        refusal.add_law(Some(field), sentence, law);
    } else if length > LONGEST {
        refusal.add(Some(field), format!("Il testo è troppo lungo: al massimo {LONGEST} caratteri."));
    }
}

/// Until when the register may be used: 24 hours, or until the last prolongation ends.
pub(super) fn fine_autorizzata(dal: Instant, periodi: impl Iterator<Item = Instant>) -> Instant {
    periodi.fold(dal.plus_seconds(DAY), Instant::max)
}

/// Whether the use that ends at `fine` may be prolonged until `fino`: at most a week at a time.
pub(super) fn check_periodo(fine: Instant, fino: Instant, provvedimento: &str) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    let longest = fine.plus_seconds(7 * DAY);
    if fino <= fine {
        let sentence = format!("L'uso è già autorizzato fino al {}: scrivi un momento che viene dopo.", scritto(fine));
        refusal.add(Some("fino_at"), sentence);
    } else if fino > longest {
        let sentence = format!(
            "Ogni periodo dura al massimo una settimana: questo non può andare oltre il {}. Poi si può prolungare ancora.",
            scritto(longest)
        );
        refusal.add_law(Some("fino_at"), sentence, COMMA_2);
    }
    check_proroga(&mut refusal, provvedimento);
    refusal.unless_empty(())
}

/// Whether the act of a prolongation says something.
pub(crate) fn check_proroga(refusal: &mut Refusal, provvedimento: &str) {
    check_act(refusal, provvedimento, COMMA_2);
}

/// When an entry of the emergency register may have been made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quadro {
    /// The beginning of the interruption.
    pub dal: Instant,
    /// Until when the register may be used.
    pub fine: Instant,
    /// The present.
    pub now: Instant,
}

impl Quadro {
    /// Whether number and instant of an entry can be.
    pub(super) fn check(&self, numero: i64, at: Instant, refusal: &mut Refusal) {
        if !(1..=MOST_NUMBER).contains(&numero) {
            let sentence = format!("Il numero del registro di emergenza va da 1 a {MOST_NUMBER}, non {numero}.");
            refusal.add(Some("numero"), sentence);
        }
        if at < self.dal {
            let sentence = format!(
                "È stata registrata il {}, prima che l'interruzione cominciasse: il {}. Controlla giorno e ora.",
                scritto(at),
                scritto(self.dal)
            );
            refusal.add(Some("registrata_at"), sentence);
        } else if at > self.now {
            let sentence = format!("Il momento della registrazione, {}, è nel futuro.", scritto(at));
            refusal.add(Some("registrata_at"), sentence);
        } else if at > self.fine {
            let sentence = format!(
                "È stata registrata il {}, ma l'uso del registro di emergenza è autorizzato fino al {}. Se c'è un provvedimento che lo prolunga, scrivilo prima.",
                scritto(at),
                scritto(self.fine)
            );
            refusal.add_law(Some("registrata_at"), sentence, COMMA_2);
        }
    }

    /// The days of the register until `fino`.
    pub(crate) fn giorni(&self, fino: Instant) -> Vec<Date> {
        let last = fino.min(self.fine).date();
        self.dal.date().iter_days().take_while(|day| *day <= last).collect()
    }
}

/// How many entries each day has.
pub(crate) fn per_giorno(istanti: impl Iterator<Item = Instant>) -> BTreeMap<Date, i64> {
    let mut days = BTreeMap::new();
    for at in istanti {
        *days.entry(at.date()).or_default() += 1;
    }
    days
}

/// Whether the interruption may be closed: `istanti` are those of its entries, `totali` what the emergency register says of each
/// day. What it says of the days that count.
pub(super) fn check_chiusura(
    quadro: &Quadro,
    ripristino: Instant,
    istanti: &[Instant],
    totali: &[(Date, i64)],
) -> Result<BTreeMap<Date, i64>, Refusal> {
    let mut refusal = Refusal::default();
    if ripristino <= quadro.dal {
        let sentence = format!(
            "Il ritorno alla normalità deve venire dopo l'inizio dell'interruzione, il {}.",
            scritto(quadro.dal)
        );
        refusal.add_law(Some("ripristino_at"), sentence, COMMA_1);
    } else if ripristino > quadro.now {
        let sentence = "Il ritorno alla normalità è nel futuro: si scrive quando è avvenuto.";
        refusal.add_law(Some("ripristino_at"), sentence, COMMA_1);
    }
    if let Some(last) = istanti.iter().max().filter(|last| **last > ripristino) {
        let sentence =
            format!("L'ultima registrazione riportata è del {}, dopo il ritorno alla normalità.", scritto(*last));
        refusal.add(Some("ripristino_at"), sentence);
    }
    let contate = per_giorno(istanti.iter().copied());
    let mut dichiarate: BTreeMap<Date, i64> = BTreeMap::new();
    for (day, total) in totali {
        if dichiarate.insert(*day, *total).is_some() {
            refusal.add(Some("totali"), format!("Il {} è scritto due volte.", giorno(*day)));
        }
    }
    let mut giorni: BTreeMap<Date, i64> = quadro.giorni(ripristino).into_iter().map(|day| (day, 0)).collect();
    giorni.extend(&contate);
    for (day, brought) in &giorni {
        match dichiarate.get(day) {
            Some(total) if total == brought => {}
            Some(total) => refusal.add_law(Some("totali"), differenza(*day, *total, *brought), COMMA_3),
            None => {
                let sentence = format!(
                    "Manca il totale del {}: scrivi quante registrazioni ha il registro di emergenza, anche 0.",
                    giorno(*day)
                );
                refusal.add_law(Some("totali"), sentence, COMMA_3);
            }
        }
    }
    for (day, total) in dichiarate.iter().filter(|(day, total)| **total != 0 && !giorni.contains_key(*day)) {
        let sentence = format!("Il {} non è nell'interruzione, ma ha un totale di {total}.", giorno(*day));
        refusal.add(Some("totali"), sentence);
    }
    refusal.unless_empty(giorni)
}

fn giorno(day: Date) -> String {
    day.format("%d/%m/%Y").to_string()
}

fn differenza(day: Date, total: i64, brought: i64) -> String {
    let cure =
        if brought < total { "riporta quelle che mancano" } else { "controlla sul registro di emergenza quante sono" };
    format!(
        "Il {} il registro di emergenza ne dichiara {total}, ma qui ne sono state riportate {brought}: {cure}.",
        giorno(day)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        leggi_istante(text).unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn fields<T: std::fmt::Debug>(result: Result<T, Refusal>) -> Vec<Option<&'static str>> {
        result.err().map(|refusal| refusal.reasons.iter().map(|reason| reason.field).collect()).unwrap_or_default()
    }

    fn quadro() -> Quadro {
        Quadro { dal: at("2026-11-24T22:00"), fine: at("2026-11-25T22:00"), now: at("2026-11-26T09:00") }
    }

    #[test]
    fn instants_are_read_as_forms_and_spreadsheets_write_them_and_by_the_italian_clock() {
        assert_eq!(at("25/11/2026 10:30"), at("2026-11-25T10:30"));
        assert_eq!(at("25/11/2026 10:30").to_string(), "2026-11-25T09:30:00.000000Z");
        for wrong in ["", "ieri", "2026-03-29T02:30", "25/11/262000 10:30", "25/11/26 10:30"] {
            assert_eq!(leggi_istante(wrong), None, "{wrong}");
        }
        let written = |text| dentro_gli_anni(chrono::DateTime::parse_from_rfc3339(text).unwrap());
        assert_eq!(written("2026-11-25T10:30:00+01:00"), Some(at("2026-11-25T10:30")));
        assert_eq!(written("0343-09-24T20:34:02+03:16"), None);
    }

    #[test]
    fn it_is_opened_with_cause_act_and_a_beginning_that_has_been() {
        let now = at("2026-11-25T12:00");
        let open = |causa, atto, dal, altre: &[(Instant, Option<Instant>)]| {
            fields(check_apertura(causa, atto, at(dal), now, altre))
        };
        let (causa, atto) = ("Guasto al server di rete", "Decreto n. 4 del 25/11/2026");
        assert_eq!(open(causa, atto, "2026-11-25T12:00", &[]), []);
        assert_eq!(
            open("guasto", " ", "2026-11-25T12:01", &[]),
            [Some("causa"), Some("provvedimento"), Some("dal_at")],
            "all at once"
        );
        let before = (at("2026-11-20T08:00"), Some(at("2026-11-20T18:00")));
        assert_eq!(open(causa, atto, "2026-11-20T17:59", &[before]), [Some("dal_at")]);
        assert_eq!(open(causa, atto, "2026-11-20T18:00", &[before]), []);
        assert_eq!(open(causa, atto, "2026-11-25T10:00", &[before, (at("2026-11-24T08:00"), None)]), [None]);
    }

    #[test]
    fn beyond_a_day_each_period_has_its_act_and_lasts_a_week_at_most() {
        let fine = fine_autorizzata(at("2026-11-24T08:00"), std::iter::empty());
        assert_eq!(fine, at("2026-11-25T08:00"));
        let act = "Decreto n. 5";
        assert_eq!(fields(check_periodo(fine, at("2026-12-02T08:00"), act)), []);
        assert_eq!(fields(check_periodo(fine, at("2026-12-02T08:01"), "")), [Some("fino_at"), Some("provvedimento")]);
        assert_eq!(fields(check_periodo(fine, fine, act)), [Some("fino_at")]);
        let longer = fine_autorizzata(at("2026-11-24T08:00"), [at("2026-12-02T08:00")].into_iter());
        assert_eq!(longer, at("2026-12-02T08:00"));
    }

    #[test]
    fn an_entry_lies_within_what_was_authorised() {
        let told = |numero, text| {
            let mut refusal = Refusal::default();
            quadro().check(numero, at(text), &mut refusal);
            fields(refusal.unless_empty(()))
        };
        assert_eq!(told(1, "2026-11-24T22:00"), []);
        assert_eq!(told(1, "2026-11-25T22:00"), []);
        assert_eq!(told(0, "2026-11-24T21:59"), [Some("numero"), Some("registrata_at")]);
        assert_eq!(told(1, "2026-11-25T22:01"), [Some("registrata_at")], "nobody authorised that");
        assert_eq!(told(1, "2026-11-26T09:01"), [Some("registrata_at")]);
    }

    #[test]
    fn it_is_closed_when_each_day_adds_up() {
        let entries = [at("2026-11-24T23:00"), at("2026-11-25T09:00"), at("2026-11-25T10:00")];
        let close = |ripristino, totali: &[(Date, i64)]| check_chiusura(&quadro(), at(ripristino), &entries, totali);
        let (first, second) = (day("2026-11-24"), day("2026-11-25"));
        let right = [(first, 1), (second, 2)];
        assert_eq!(close("2026-11-25T18:00", &right).unwrap(), BTreeMap::from(right));
        assert_eq!(fields(close("2026-11-25T18:00", &[(first, 2)])), [Some("totali"), Some("totali")], "one and none");
        assert_eq!(fields(close("2026-11-25T09:59", &right)), [Some("ripristino_at")], "an entry came after");
        assert_eq!(fields(close("2026-11-26T09:01", &right)), [Some("ripristino_at")], "not yet");
        let mut more = right.to_vec();
        more.push((day("2026-11-26"), 0));
        assert!(close("2026-11-25T18:00", &more).is_ok(), "a day after, with nothing");
        more.push((day("2026-11-27"), 3));
        assert_eq!(fields(close("2026-11-25T18:00", &more)), [Some("totali")]);
        more.push((first, 1));
        assert_eq!(fields(close("2026-11-25T18:00", &more)), [Some("totali"), Some("totali")]);
    }
}
