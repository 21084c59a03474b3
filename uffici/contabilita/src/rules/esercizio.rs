use kernel::Cents;

use super::meno;

/// By what the twelfths are counted (art. 163, c. 5, speaks of the programme).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conteggio {
    /// Each chapter by itself: the strict reading, under which no programme passes its own either.
    #[default]
    Capitolo,
    /// All chapters of current spending of a programme together.
    Programma,
}

impl Conteggio {
    /// Both, with code, words and what they mean.
    pub const TUTTI: [(Self, &'static str, &'static str, &'static str); 2] = [
        (Self::Capitolo, "capitolo", "Per capitolo", "Il modo più stretto: nessun capitolo passa il suo dodicesimo."),
        (
            Self::Programma,
            "programma",
            "Per programma",
            "Come dice la legge: un capitolo può andare oltre se gli altri del programma restano indietro.",
        ),
    ];

    /// As it is written in a row.
    pub fn code(self) -> &'static str {
        Self::TUTTI.iter().find(|(one, ..)| *one == self).map_or("capitolo", |(_, code, ..)| *code)
    }

    /// From what [`Conteggio::code`] gave.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::TUTTI.iter().find(|(_, known, ..)| *known == code).map(|(one, ..)| *one)
    }
}

/// How much may have been committed, in all, by the end of a month while the budget of the year is not approved: a twelfth of the allocation
/// for each month so far, so that twelfths that were not used are not lost. The allocation is that of the last approved budget, less what
/// was committed on this year in the years before and what is for later years (TUEL, art. 163, c. 5). `mese` from 1 to 12; parts of a
/// cent are left out.
pub fn dodicesimi(stanziato: Cents, gia_assunto: Cents, fpv: Cents, mese: u32) -> Cents {
    let base = meno(meno(stanziato, gia_assunto), fpv).0.max(0);
    let so_far = i128::from(base) * i128::from(mese.clamp(1, 12)) / 12;
    Cents(i64::try_from(so_far).unwrap_or(base))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Scenario S12 of the notes.
    #[test]
    fn a_twelfth_for_each_month_and_none_is_lost() {
        let at = |mese| dodicesimi(Cents(24_000_000), Cents(3_000_000), Cents(1_200_000), mese);
        assert_eq!((at(1), at(3), at(12)), (Cents(1_650_000), Cents(4_950_000), Cents(19_800_000)));
        assert_eq!(dodicesimi(Cents(100), Cents(200), Cents(0), 6), Cents(0));
    }

    proptest! {
        #[test]
        fn it_grows_with_the_months_and_never_passes_what_is_there(
            stanziato in 0_i64..10_000_000_000_000, gia in 0_i64..1_000_000, mese in 1_u32..12,
        ) {
            let at = |mese| dodicesimi(Cents(stanziato), Cents(gia), Cents(0), mese);
            prop_assert!(at(mese) <= at(mese + 1));
            prop_assert_eq!(at(12), Cents((stanziato - gia).max(0)));
        }
    }
}
