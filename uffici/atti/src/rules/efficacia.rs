//! From when an act takes effect. What the publication decides, the albo answers with the act's posting; here is what
//! can be said before, and what happens without it.

use calendar::dopo;
use kernel::Date;

use super::tipi::Effetto;

/// How the ten days of art. 134, c. 3, TUEL are counted: three readings are held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lettura {
    /// From the beginning of the publication, whose first day does not count (art. 155 c.p.c.): the strict one among
    /// those in use.
    #[default]
    DallInizio,
    /// From the beginning, which counts: Cass. 2563/2009, TAR Veneto 678/2020.
    PrimoCompreso,
    /// From the end of the fifteen days: Ministry of the Interior, 13 September 2006; Cass. 4397/1999.
    DallaFine,
}

/// Days of the publication of a deliberation (art. 124 TUEL).
pub const GIORNI_ALBO: u16 = 15;
/// Days after which it is enforceable (art. 134, c. 3).
pub const GIORNI_ESECUTIVA: u16 = 10;

/// The last of so many days at the albo, which are counted whole: the first only where the reading counts it.
pub fn ultimo_giorno(pubblicata: Date, giorni: u16, primo_compreso: bool) -> Date {
    dopo(pubblicata, giorni.saturating_sub(u16::from(primo_compreso)))
}

/// From which day a deliberation is enforceable: after the tenth day of publication, or when it was adopted, where the
/// majority of all members voted so apart (c. 4).
pub fn delibera(adottata: Date, pubblicata: Date, immediata: bool, lettura: Lettura) -> Date {
    if immediata {
        return adottata;
    }
    let tenth = match lettura {
        Lettura::DallInizio => ultimo_giorno(pubblicata, GIORNI_ESECUTIVA, false),
        Lettura::PrimoCompreso => ultimo_giorno(pubblicata, GIORNI_ESECUTIVA, true),
        // Here the fifteen days are those of whoever holds this: the first counts.
        Lettura::DallaFine => dopo(ultimo_giorno(pubblicata, GIORNI_ALBO, true), GIORNI_ESECUTIVA),
    };
    dopo(tenth, 1)
}

/// Whether an act of a body may be voted to be enforceable at once: the majority of all its members, not of those
/// present (c. 4).
pub fn maggioranza_dei_componenti(favorevoli: u32, componenti: u32) -> bool {
    favorevoli > componenti / 2
}

/// How an act that is adopted and not yet in force is told.
pub fn detta(effetto: Effetto, esecutiva_dal: Option<Date>, oggi: Date) -> String {
    match (esecutiva_dal, effetto) {
        (Some(day), _) if day <= oggi => format!("Efficace dal {}", day.format("%d/%m/%Y")),
        (Some(day), Effetto::Delibera) => {
            format!("Adottata, non ancora esecutiva: lo sarà dal {} (art. 134, c. 3, TUEL)", day.format("%d/%m/%Y"))
        }
        (Some(day), _) => format!("Adottato, avrà effetto dal {}", day.format("%d/%m/%Y")),
        (None, Effetto::Nessuno) => "Non ha effetti propri".to_owned(),
        (None, Effetto::Delibera) => "Adottata, non ancora esecutiva (art. 134 TUEL)".to_owned(),
        (None, Effetto::Notifica) => "Avrà effetto quando sarà notificata (art. 21-bis L. 241/1990)".to_owned(),
        (None, Effetto::Segnali) => "Avrà effetto quando i segnali saranno in opera (art. 5 CdS)".to_owned(),
        (None, Effetto::Accettazione) => "Avrà effetto con l'accettazione".to_owned(),
        (None, Effetto::Firma) => "Non ancora efficace".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn giorno(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// Council act of 24 March 2026, posted on the 25th (albo n. 364 of a real comune).
    #[test]
    fn the_readings_of_the_ten_days_give_their_days() {
        let (adottata, posta) = (giorno("2026-03-24"), giorno("2026-03-25"));
        for (immediata, lettura, dal) in [
            (true, Lettura::DallInizio, "2026-03-24"),
            (false, Lettura::DallInizio, "2026-04-05"),
            (false, Lettura::PrimoCompreso, "2026-04-04"),
            (false, Lettura::DallaFine, "2026-04-19"),
        ] {
            assert_eq!(delibera(adottata, posta, immediata, lettura), giorno(dal), "{lettura:?}");
        }
        assert_eq!(ultimo_giorno(posta, GIORNI_ALBO, false), giorno("2026-04-09"));
        assert_eq!(ultimo_giorno(posta, GIORNI_ALBO, true), giorno("2026-04-08"));
        // A real determina, posted on 17 March, stayed until 1 April.
        assert_eq!(ultimo_giorno(giorno("2026-03-17"), GIORNI_ALBO, false), giorno("2026-04-01"));
    }

    #[test]
    fn enforceable_at_once_takes_the_majority_of_all_members() {
        assert!(maggioranza_dei_componenti(7, 13));
        assert!(!maggioranza_dei_componenti(6, 13));
        assert!(!maggioranza_dei_componenti(6, 12), "half is no majority");
        assert!(maggioranza_dei_componenti(3, 5));
    }

    #[test]
    fn what_is_not_in_force_says_so_with_its_day() {
        let today = giorno("2026-03-30");
        let told = detta(Effetto::Delibera, Some(giorno("2026-04-05")), today);
        assert!(told.contains("non ancora esecutiva") && told.contains("05/04/2026"), "{told}");
        assert_eq!(detta(Effetto::Firma, Some(today), today), "Efficace dal 30/03/2026");
        assert!(detta(Effetto::Notifica, None, today).contains("notificata"));
    }
}
