use kernel::Cents;

use super::{MASSIMO, meno};

/// What a chapter has in one year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conto {
    /// Allocated by the budget itself.
    pub iniziale: Cents,
    /// What the variations gave and took.
    pub variazioni: Cents,
    /// Of the two, what is for later years (fondo pluriennale vincolato).
    pub fpv: Cents,
    /// Booked, less what was given back, used up or lapsed.
    pub prenotato: Cents,
    /// Committed, less what was given back.
    pub impegnato: Cents,
    /// Of which liquidated.
    pub liquidato: Cents,
}

/// One change of a chapter's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mossa {
    /// So much is booked.
    Prenota(Cents),
    /// So much is committed, and so much of it was booked before.
    Impegna {
        /// In all.
        importo: Cents,
        /// Taken from what is booked.
        gia_prenotato: Cents,
    },
    /// So much of what is booked is given back, or lapses.
    LiberaPrenotato(Cents),
    /// So much of what is committed is given back.
    LiberaImpegnato(Cents),
    /// So much of what is committed is liquidated.
    Liquida(Cents),
    /// The allocation changes by so much, and its part for later years by so much.
    Varia {
        /// The whole.
        importo: Cents,
        /// Of which for later years.
        fpv: Cents,
    },
}

/// Why it cannot be: what is there, and what it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mancano {
    /// There are so many.
    pub restano: Cents,
    /// It takes so many.
    pub servono: Cents,
}

impl Conto {
    /// Allocated today.
    pub fn assestato(self) -> Cents {
        self.iniziale + self.variazioni
    }

    /// What may still be booked or committed.
    pub fn disponibile(self) -> Cents {
        meno(meno(meno(self.assestato(), self.fpv), self.prenotato), self.impegnato)
    }

    /// The account after a change. `limite`: whether the allocation is a limit.
    ///
    /// # Errors
    /// What is there and what it would take. The account is as it was.
    pub fn dopo(mut self, mossa: Mossa, limite: bool) -> Result<Self, Mancano> {
        match mossa {
            Mossa::Prenota(importo) => {
                basta(self.libero(limite), importo)?;
                self.prenotato = self.prenotato + importo;
            }
            Mossa::Impegna { importo, gia_prenotato } => {
                basta(importo, gia_prenotato)?;
                basta(self.prenotato, gia_prenotato)?;
                basta(self.libero(limite), meno(importo, gia_prenotato))?;
                self.prenotato = meno(self.prenotato, gia_prenotato);
                self.impegnato = self.impegnato + importo;
            }
            Mossa::LiberaPrenotato(importo) => {
                basta(self.prenotato, importo)?;
                self.prenotato = meno(self.prenotato, importo);
            }
            Mossa::LiberaImpegnato(importo) => {
                basta(meno(self.impegnato, self.liquidato), importo)?;
                self.impegnato = meno(self.impegnato, importo);
            }
            Mossa::Liquida(importo) => {
                basta(meno(self.impegnato, self.liquidato), importo)?;
                self.liquidato = self.liquidato + importo;
            }
            Mossa::Varia { importo, fpv } => {
                let after = Self { variazioni: self.variazioni + importo, fpv: self.fpv + fpv, ..self };
                // Neither may the whole fall below zero nor below what is taken.
                let taken = if limite { self.prenotato + self.impegnato } else { Cents(0) };
                basta(after.assestato(), after.fpv.max(Cents(0)) + taken)?;
                basta(after.fpv, Cents(0))?;
                basta(MASSIMO, after.assestato())?;
                self = after;
            }
        }
        Ok(self)
    }

    fn libero(self, limite: bool) -> Cents {
        if limite { self.disponibile() } else { meno(MASSIMO, self.prenotato + self.impegnato) }
    }
}

/// An amount below zero is never enough for anything, nor asked for.
fn basta(restano: Cents, servono: Cents) -> Result<(), Mancano> {
    if servono >= Cents(0) && restano >= servono { Ok(()) } else { Err(Mancano { restano, servono }) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn conto(cents: i64) -> Conto {
        Conto { iniziale: Cents(cents), ..Conto::default() }
    }

    /// Scenario S1 of the notes: 120,000.00 of which 10,000.00 for later years.
    #[test]
    fn what_is_left_is_right_to_the_cent() {
        let start = Conto { fpv: Cents(1_000_000), ..conto(12_000_000) };
        let booked = start.dopo(Mossa::Prenota(Cents(3_000_000)), true).unwrap();
        let used = Mossa::Impegna { importo: Cents(2_845_075), gia_prenotato: Cents(2_845_075) };
        let used = booked.dopo(used, true).unwrap().dopo(Mossa::LiberaPrenotato(Cents(154_925)), true).unwrap();
        let second = Mossa::Impegna { importo: Cents(4_000_000), gia_prenotato: Cents(0) };
        let second = used.dopo(second, true).unwrap();
        assert_eq!(second.disponibile(), Cents(4_154_925));
        let last = |cents| Mossa::Impegna { importo: Cents(cents), gia_prenotato: Cents(0) };
        let told = second.dopo(last(4_154_926), true).unwrap_err();
        assert_eq!(told, Mancano { restano: Cents(4_154_925), servono: Cents(4_154_926) });
        assert_eq!(second.dopo(last(4_154_925), true).unwrap().disponibile(), Cents(0));
    }

    #[test]
    fn an_allocation_never_falls_below_what_is_taken_and_what_passes_through_has_no_limit() {
        let taken = conto(1_000).dopo(Mossa::Prenota(Cents(700)), true).unwrap();
        let varia = |cents, fpv| Mossa::Varia { importo: Cents(cents), fpv: Cents(fpv) };
        assert!(taken.dopo(varia(-301, 0), true).is_err() && taken.dopo(varia(0, 301), true).is_err());
        assert_eq!(taken.dopo(varia(-300, 0), true).unwrap().disponibile(), Cents(0));
        assert!(taken.dopo(varia(0, -1), true).is_err(), "no part may be below zero");
        assert_eq!(conto(0).dopo(Mossa::Prenota(Cents(700)), false).unwrap().prenotato, Cents(700));
        assert!(conto(9).dopo(Mossa::Prenota(Cents(-1)), true).is_err());
    }

    fn mossa() -> impl Strategy<Value = Mossa> {
        let cents = -50_i64..5_000;
        prop_oneof![
            cents.clone().prop_map(|c| Mossa::Prenota(Cents(c))),
            (cents.clone(), cents.clone())
                .prop_map(|(a, b)| Mossa::Impegna { importo: Cents(a), gia_prenotato: Cents(b) }),
            cents.clone().prop_map(|c| Mossa::LiberaPrenotato(Cents(c))),
            cents.clone().prop_map(|c| Mossa::LiberaImpegnato(Cents(c))),
            cents.clone().prop_map(|c| Mossa::Liquida(Cents(c))),
            (-5_000_i64..5_000, -500_i64..500).prop_map(|(a, b)| Mossa::Varia { importo: Cents(a), fpv: Cents(b) }),
        ]
    }

    proptest! {
        #[test]
        fn no_sequence_makes_what_is_left_negative_or_loses_a_cent(
            start in 0_i64..20_000,
            mosse in proptest::collection::vec(mossa(), 0..60),
        ) {
            let mut now = conto(start);
            let (mut given, mut later) = (start, 0);
            for mossa in mosse {
                let Ok(after) = now.dopo(mossa, true) else { continue };
                if let Mossa::Varia { importo, fpv } = mossa {
                    given += importo.0;
                    later += fpv.0;
                }
                now = after;
                prop_assert!(now.disponibile() >= Cents(0));
                prop_assert!(now.prenotato >= Cents(0) && now.liquidato >= Cents(0) && now.impegnato >= now.liquidato);
                // What was given is somewhere, to the cent.
                let parts = now.disponibile().0 + now.fpv.0 + now.prenotato.0 + now.impegnato.0;
                prop_assert_eq!((parts, now.fpv.0), (given, later));
            }
        }
    }
}
