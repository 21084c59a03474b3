//! Pure rules: when a publication ends, from when an act is enforceable, which days do not count.
//!
//! The law: D.Lgs. 267/2000 (TUEL), art. 124 and 134; L. 69/2009, art. 32. What it leaves open is a setting of the ente ([`Regole`]), with
//! the strict reading as its default.

use calendar::{Calendario, Durata, Proroga, Sospeso, Unita, dopo};
use kernel::{Date, Instant, Refusal};
use porte::albo::{Domanda, Durata as Chiesta, Efficacia, Tipo};

/// Most days of a publication.
pub const GIORNI_MAX: u16 = 1_830;
/// Most documents of one.
pub const DOCUMENTI_MAX: usize = 50;
/// Longest subject, in letters.
pub const OGGETTO_MAX: usize = 1_000;
/// Longest of the other texts.
pub const TESTO_MAX: usize = 300;
/// Longest reason, in letters.
pub const MOTIVO_MAX: usize = 1_000;
/// Longest interruption that is recorded at once, in days.
pub const INTERRUZIONE_MAX: i64 = 60;
const MINUTO: i64 = 60_000_000;

/// From where the ten days of art. 134, c. 3, TUEL are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lettura {
    /// From the beginning of the publication: what most do.
    #[default]
    DallInizio,
    /// From its end: Ministry of the Interior, 13 September 2006; Cass. 4397/1999.
    DallaFine,
}

impl Lettura {
    /// With their codes and labels, in the order of the form.
    pub const TUTTE: [(Self, &'static str, &'static str); 2] = [
        (Self::DallInizio, "inizio", "Dall'inizio della pubblicazione (la lettura più seguita)"),
        (Self::DallaFine, "fine", "Dalla fine della pubblicazione (Ministero dell'interno 13/09/2006)"),
    ];

    /// Its code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DallInizio => "inizio",
            Self::DallaFine => "fine",
        }
    }

    /// By its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::TUTTE.iter().find(|(_, known, _)| *known == code).map(|(one, ..)| *one)
    }
}

/// What the law leaves to the ente.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regole {
    /// Whether the day of posting counts: Cass. 2563/2009 and TAR Veneto 678/2020 say so; art. 155 c.p.c. does not.
    pub conta_primo: bool,
    /// From where the ten days are counted.
    pub lettura: Lettura,
    /// A day on which the albo could not be read for more hours than these does not count.
    pub soglia_ore: u16,
    /// Whether number, kind and days of what is over are still told to everybody.
    pub storico: bool,
    /// From how many working days on between adoption and posting the office is warned.
    pub allarme_giorni: u16,
}

impl Default for Regole {
    /// The strict reading: whole days only, the first not counted; twelve hours, as regulations have it; nothing is told once it is over.
    fn default() -> Self {
        Self { conta_primo: false, lettura: Lettura::DallInizio, soglia_ore: 12, storico: false, allarme_giorni: 3 }
    }
}

/// The last day of so many days at the albo. Whole days of the calendar, holidays among them, none of which moves the end; `persi` do not
/// count.
pub fn fine(pubblicata: Date, giorni: u16, conta_primo: bool, persi: &[Date]) -> Date {
    let primo = conta_primo && giorni > 0 && !persi.contains(&pubblicata);
    let sospesi: Vec<Sospeso> = persi.iter().filter_map(|day| Some((day.pred_opt()?, *day))).collect();
    let durata = Durata { quanti: giorni - u16::from(primo), unita: Unita::Giorni };
    Calendario::default().scadenza(pubblicata, durata, &sospesi, Proroga::No)
}

/// How many days a publication until `ultimo` has, so that [`fine`] gives that day back; `None` where it is past, or too far.
pub fn giorni_fino_al(pubblicata: Date, ultimo: Date, conta_primo: bool) -> Option<u16> {
    let days = (ultimo - pubblicata).num_days() + i64::from(conta_primo);
    u16::try_from(days).ok().filter(|days| *days <= GIORNI_MAX)
}

/// The first instant at which nobody reads it any more: the midnight that ends its last day, in Italy.
pub fn termina(fine: Date) -> Instant {
    Instant::start_of(dopo(fine, 1))
}

/// A publication, as far as its effect goes.
#[derive(Clone, Copy, Debug)]
pub struct Posto<'a> {
    /// What its kind does.
    pub efficacia: Efficacia,
    /// Whether it was voted to be enforceable at once.
    pub immediata: bool,
    /// When it was adopted.
    pub adottato: Option<Date>,
    /// The day of posting.
    pub pubblicata: Date,
    /// The last day.
    pub fine: Date,
    /// Days that do not count.
    pub persi: &'a [Date],
}

/// From which day an act is enforceable or in force, where its publication decides that.
pub fn esecutiva_dal(posto: &Posto<'_>, regole: &Regole) -> Option<Date> {
    let after = |giorni, conta_primo| dopo(fine(posto.pubblicata, giorni, conta_primo, posto.persi), 1);
    match posto.efficacia {
        Efficacia::Nessuna => None,
        Efficacia::Delibera if posto.immediata => Some(posto.adottato.unwrap_or(posto.pubblicata)),
        Efficacia::Delibera => Some(match regole.lettura {
            Lettura::DallInizio => after(10, regole.conta_primo),
            Lettura::DallaFine => dopo(posto.fine, 11),
        }),
        // The fifteenth day is the first in force, whatever the ente counts.
        Efficacia::Regolamento => Some(fine(posto.pubblicata, 15, false, posto.persi)),
        Efficacia::Statuto => Some(after(30, regole.conta_primo)),
    }
}

/// The civil days on which the albo, or a publication, could not be read for more than so many minutes; what overlaps counts once.
pub fn giorni_persi(intervalli: &[(Instant, Instant)], soglia_minuti: i64) -> Vec<Date> {
    let mut sorted: Vec<(Instant, Instant)> = intervalli.iter().copied().filter(|(from, to)| from < to).collect();
    sorted.sort_unstable();
    let mut merged: Vec<(Instant, Instant)> = Vec::new();
    for (from, to) in sorted {
        match merged.last_mut() {
            Some((_, last)) if from <= *last => *last = (*last).max(to),
            _ => merged.push((from, to)),
        }
    }
    let mut minuti: Vec<(Date, i64)> = Vec::new();
    for (from, to) in merged {
        for day in from.date().iter_days().take(usize::from(GIORNI_MAX)) {
            let (begins, ends) = (Instant::start_of(day), Instant::start_of(dopo(day, 1)));
            if begins >= to {
                break;
            }
            let long = (to.min(ends).micros() - from.max(begins).micros()).max(0);
            match minuti.last_mut() {
                Some((last, sum)) if *last == day => *sum += long,
                _ => minuti.push((day, long)),
            }
        }
    }
    minuti.into_iter().filter(|(_, long)| *long > soglia_minuti * MINUTO).map(|(day, _)| day).collect()
}

/// Days between adoption and posting: of the calendar, and those on which the ente works.
pub fn ritardo(adottato: Date, pubblicata: Date) -> (i64, usize) {
    let calendario = Calendario::default();
    let all = (pubblicata - adottato).num_days();
    let worked = adottato.iter_days().skip(1).take(usize::try_from(all).unwrap_or_default().min(3_660));
    (all, worked.filter(|day| calendario.lavorativo(*day)).count())
}

/// All that is wrong with what is asked, together; gives for how many days.
///
/// # Errors
/// The reasons.
pub fn controlla(domanda: &Domanda, oggi: Date, usuale: Option<u16>, regole: &Regole) -> Result<u16, Refusal> {
    let mut refusal = Refusal::default();
    let altre = [
        ("protocollo", domanda.protocollo.as_deref().unwrap_or_default()),
        ("origine", domanda.origine.detta.as_deref().unwrap_or_default()),
    ];
    parole(&domanda.oggetto, &domanda.richiedente, altre, &mut refusal);
    if domanda.documenti.is_empty() || domanda.documenti.len() > DOCUMENTI_MAX {
        refusal.add(Some("file"), format!("Servono da 1 a {DOCUMENTI_MAX} documenti da pubblicare."));
    }
    // Also that of another document: files that were chosen in the wrong order would show what stays with the office.
    let interi = || domanda.documenti.iter().filter_map(|one| one.integrale.as_ref());
    let whole = |one: &porte::albo::DaPubblicare| interi().any(|whole| whole.sha256 == one.documento.sha256);
    if domanda.documenti.iter().any(whole) {
        refusal.add(
            Some("integrale"),
            "La versione con omissis è identica a quella integrale, sua o di un altro documento: niente è stato tolto. Carica quella \
             mascherata, e controlla l'ordine dei file.",
        );
    }
    adottato(domanda.adottato_il, oggi, &mut refusal);
    let giorni = giorni(domanda.tipo, domanda.durata, oggi, (usuale, regole), &mut refusal);
    refusal.unless_empty(giorni.unwrap_or_default())
}

/// The words that everybody will read: what is missing in them, and what is too long. `altre` may be empty, with their
/// fields.
pub fn parole(oggetto: &str, richiedente: &str, altre: [(&'static str, &str); 2], refusal: &mut Refusal) {
    testo(refusal, "oggetto", oggetto, OGGETTO_MAX, "Scrivi l'oggetto che tutti leggeranno.");
    testo(refusal, "richiedente", richiedente, TESTO_MAX, "Scrivi chi chiede la pubblicazione.");
    for (field, text) in altre {
        if text.chars().count() > TESTO_MAX {
            refusal.add(Some(field), format!("Scrivi al massimo {TESTO_MAX} caratteri."));
        }
    }
}

/// The day of the act is not to come.
pub fn adottato(giorno: Option<Date>, oggi: Date, refusal: &mut Refusal) {
    if giorno.is_some_and(|day| day > oggi) {
        refusal.add(Some("adottato_il"), "La data dell'atto è nel futuro: controllala.");
    }
}

/// For how many days something of this kind is posted, where that can be; `usuale` is what the table says of the kind.
pub fn giorni(
    tipo: &Tipo,
    durata: Chiesta,
    oggi: Date,
    (usuale, regole): (Option<u16>, &Regole),
    refusal: &mut Refusal,
) -> Option<u16> {
    let giorni = match durata {
        Chiesta::Usuale => usuale.or_else(|| {
            let told = "Per questo tipo la tabella dei termini non fissa i giorni: scrivi quanti sono o fino a quando.";
            refusal.add(Some("giorni"), told);
            None
        }),
        Chiesta::Giorni(giorni) if (1..=GIORNI_MAX).contains(&giorni) => Some(giorni),
        Chiesta::Giorni(_) => {
            refusal.add(Some("giorni"), format!("Scrivi un numero di giorni da 1 a {GIORNI_MAX}."));
            None
        }
        Chiesta::FinoAl(ultimo) => giorni_fino_al(oggi, ultimo, regole.conta_primo).or_else(|| {
            let told = "L'ultimo giorno è già passato o è troppo lontano: scrivine uno da oggi a cinque anni.";
            refusal.add(Some("fino_al"), told);
            None
        }),
    };
    // Where the days decide from when an act holds they may be more than the table says, never fewer; and the table never
    // says fewer than the law.
    if let (Some(asked), Some(least)) = (giorni, usuale)
        && asked < least
        && tipo.efficacia != Efficacia::Nessuna
    {
        let field = if matches!(durata, Chiesta::FinoAl(_)) { "fino_al" } else { "giorni" };
        let told = format!(
            "«{}» resta all'albo almeno {least} giorni, come dice la tabella dei termini: dal suo tempo all'albo dipende la sua \
             efficacia. Lascia vuoto, o scrivine di più.",
            tipo.nome
        );
        refusal.add(Some(field), told);
    }
    giorni
}

/// Whether a text is there and not too long.
fn testo(refusal: &mut Refusal, field: &'static str, text: &str, most: usize, missing: &str) {
    if text.trim().is_empty() {
        refusal.add(Some(field), missing);
    } else if text.chars().count() > most {
        refusal.add(Some(field), format!("Scrivi al massimo {most} caratteri."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn at(text: &str) -> Instant {
        Instant::in_rome(text.parse().unwrap()).unwrap()
    }

    fn posto(pubblicata: &str, fine: Date, immediata: bool) -> Posto<'static> {
        Posto {
            efficacia: Efficacia::Delibera,
            immediata,
            adottato: Some(day("2026-03-24")),
            pubblicata: day(pubblicata),
            fine,
            persi: &[],
        }
    }

    fn con(conta_primo: bool, lettura: Lettura) -> Regole {
        Regole { conta_primo, lettura, ..Regole::default() }
    }

    #[test]
    fn the_council_act_of_24_march_2026_ends_and_is_enforceable_as_each_reading_says() {
        let ends = |conta_primo| fine(day("2026-03-25"), 15, conta_primo, &[]);
        assert_eq!((ends(false), ends(true)), (day("2026-04-09"), day("2026-04-08")));
        let from = |conta_primo, lettura, immediata| {
            esecutiva_dal(&posto("2026-03-25", ends(conta_primo), immediata), &con(conta_primo, lettura))
        };
        assert_eq!(from(false, Lettura::DallInizio, false), Some(day("2026-04-05")), "the default");
        assert_eq!(from(true, Lettura::DallInizio, false), Some(day("2026-04-04")));
        assert_eq!(from(true, Lettura::DallaFine, false), Some(day("2026-04-19")));
        assert_eq!(from(false, Lettura::DallInizio, true), Some(day("2026-03-24")), "voted enforceable at once");
    }

    #[test]
    fn the_determina_of_17_march_2026_stays_until_the_first_of_april_and_easter_moves_nothing() {
        assert_eq!(fine(day("2026-03-17"), 15, false, &[]), day("2026-04-01"));
        assert_eq!(fine(day("2026-03-21"), 15, false, &[]), day("2026-04-05"), "Easter Sunday");
        assert_eq!(fine(day("2026-12-10"), 15, false, &[]), day("2026-12-25"));
        let nothing = Posto { efficacia: Efficacia::Nessuna, ..posto("2026-03-17", day("2026-04-01"), false) };
        assert_eq!(esecutiva_dal(&nothing, &Regole::default()), None, "art. 134 is about deliberations");
    }

    #[test]
    fn the_courts_act_posted_on_4_february_2026_lasts_a_day_more_for_thirteen_hours_of_silence() {
        assert_eq!(fine(day("2026-02-04"), 30, false, &[]), day("2026-03-06"));
        let thirteen = [(at("2026-02-10T06:00:00"), at("2026-02-10T19:00:00"))];
        let persi = giorni_persi(&thirteen, 12 * 60);
        assert_eq!(persi, [day("2026-02-10")]);
        assert_eq!(fine(day("2026-02-04"), 30, false, &persi), day("2026-03-07"));
        let twelve = [(at("2026-02-10T06:00:00"), at("2026-02-10T18:00:00"))];
        assert_eq!(giorni_persi(&twelve, 12 * 60), [], "more than twelve, not twelve");
    }

    #[test]
    fn silences_are_summed_by_civil_day_and_what_overlaps_counts_once() {
        let twice = [
            (at("2026-02-10T00:00:00"), at("2026-02-10T07:00:00")),
            (at("2026-02-10T06:00:00"), at("2026-02-10T12:00:00")),
        ];
        assert_eq!(giorni_persi(&twice, 12 * 60), []);
        let parts = [
            (at("2026-02-10T00:00:00"), at("2026-02-10T07:00:00")),
            (at("2026-02-10T18:00:00"), at("2026-02-11T00:30:00")),
        ];
        assert_eq!(giorni_persi(&parts, 12 * 60), [day("2026-02-10")]);
        assert_eq!(giorni_persi(&parts, 0), [day("2026-02-10"), day("2026-02-11")]);
        let night = [(at("2026-03-28T12:00:00"), at("2026-03-30T12:00:00"))];
        assert_eq!(giorni_persi(&night, 12 * 60), [day("2026-03-29")], "a day of 23 hours, between two of twelve");
        assert_eq!(giorni_persi(&[(at("2026-02-10T07:00:00"), at("2026-02-10T07:00:00"))], 0), []);
    }

    #[test]
    fn a_day_lost_before_the_tenth_moves_what_is_enforceable_and_a_later_one_does_not() {
        let with = |lost: &[Date]| {
            let end = fine(day("2026-03-25"), 15, false, lost);
            esecutiva_dal(&Posto { persi: lost, ..posto("2026-03-25", end, false) }, &Regole::default())
        };
        assert_eq!(with(&[day("2026-03-30")]), Some(day("2026-04-06")));
        assert_eq!(with(&[day("2026-04-07")]), Some(day("2026-04-05")));
        assert_eq!(fine(day("2026-03-25"), 15, true, &[day("2026-03-25")]), day("2026-04-09"), "the first was lost");
    }

    #[test]
    fn a_regulation_is_in_force_on_the_fifteenth_day_and_a_statute_after_the_thirtieth() {
        let of = |efficacia| Posto { efficacia, ..posto("2026-03-25", day("2026-04-09"), false) };
        let regole = Regole::default();
        assert_eq!(esecutiva_dal(&of(Efficacia::Regolamento), &regole), Some(day("2026-04-09")));
        assert_eq!(esecutiva_dal(&of(Efficacia::Statuto), &regole), Some(day("2026-04-25")));
    }

    #[test]
    fn until_a_day_gives_that_day_whatever_is_counted() {
        for conta_primo in [false, true] {
            let giorni = giorni_fino_al(day("2026-11-27"), day("2026-12-05"), conta_primo).unwrap();
            assert_eq!(fine(day("2026-11-27"), giorni, conta_primo, &[]), day("2026-12-05"));
            let today = giorni_fino_al(day("2026-11-27"), day("2026-11-27"), conta_primo).unwrap();
            assert_eq!(fine(day("2026-11-27"), today, conta_primo, &[]), day("2026-11-27"));
        }
        assert_eq!(giorni_fino_al(day("2026-11-27"), day("2026-11-25"), true), None);
        assert_eq!(giorni_fino_al(day("2026-11-27"), day("2046-11-25"), true), None);
    }

    #[test]
    fn a_publication_ends_at_midnight_in_italy() {
        assert_eq!(termina(day("2026-04-09")), at("2026-04-10T00:00:00"));
    }

    #[test]
    fn the_delay_is_told_in_days_and_in_working_days() {
        assert_eq!(ritardo(day("2026-03-24"), day("2026-03-25")), (1, 1));
        assert_eq!(ritardo(day("2026-11-27"), day("2026-11-30")), (3, 1), "a Saturday and a Sunday between");
        assert_eq!(ritardo(day("2026-11-27"), day("2026-11-27")), (0, 0));
    }
}
