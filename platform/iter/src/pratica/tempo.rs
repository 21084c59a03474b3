//! Terms of a file: when they end, what is due.

use calendar::{Calendario, Durata, Proroga, Sospeso};
use kernel::Date;
use serde::{Deserialize, Serialize};

use super::Pratica;
use crate::Definizione;

/// A suspension of a term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sospensione {
    /// The days after this one do not count.
    pub dal: Date,
    /// Up to this one, and with it, where it is known.
    pub al: Option<Date>,
    /// The latest end that it can have.
    pub al_piu: Option<Date>,
}

impl Sospensione {
    /// Its last day, as far as anybody knows.
    pub fn fine(&self) -> Option<Date> {
        self.al.or(self.al_piu)
    }
}

/// A term in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corso {
    /// As it is called.
    pub nome: String,
    /// From this day, which does not count: that of its beginning, or of its last interruption.
    pub dal: Date,
    /// How long.
    pub durata: Durata,
    /// What becomes of an end on a holiday.
    pub proroga: Proroga,
    /// Its suspensions since then.
    pub sospensioni: Vec<Sospensione>,
    /// When it was fulfilled.
    pub chiuso: Option<Date>,
}

/// When a term ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scadenza {
    /// On this day. While it is suspended with a latest end, the day if it stays so until then.
    Il(Date),
    /// Nobody knows: it stands still since that day, until a step lets it run.
    Sospesa(Date),
}

impl Corso {
    /// When it ends.
    pub fn scadenza(&self, calendario: &Calendario) -> Scadenza {
        let mut stops: Vec<Sospeso> = Vec::with_capacity(self.sospensioni.len());
        for sospensione in &self.sospensioni {
            match sospensione.fine() {
                Some(end) => stops.push((sospensione.dal, end)),
                None => return Scadenza::Sospesa(sospensione.dal),
            }
        }
        Scadenza::Il(calendario.scadenza(self.dal, self.durata, &stops, self.proroga))
    }

    /// Whether it stands still after that day. The last day of a suspension is over with it: on that very day another may begin.
    pub fn sospeso(&self, day: Date) -> bool {
        self.sospensioni.iter().any(|one| one.dal <= day && one.fine().is_none_or(|end| day < end))
    }

    /// Whether it has passed in vain on that day: the day of its end is still good.
    pub fn scaduto(&self, calendario: &Calendario, day: Date) -> bool {
        self.chiuso.is_none() && matches!(self.scadenza(calendario), Scadenza::Il(end) if end < day)
    }
}

/// What a person is told of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Avviso {
    /// Which term.
    pub termine: String,
    /// What.
    pub quale: Quale,
    /// On which day.
    pub il: Date,
}

/// Which of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quale {
    /// So many working days are left.
    Promemoria(u16),
    /// It has passed in vain.
    Scaduto,
    /// From today the substitute may act.
    Sostituto,
}

impl Pratica {
    /// What falls due after `dal`, up to `al` and with it: reminders, terms that passed, substitutes. Told once to
    /// whoever asks for days that follow each other.
    pub fn avvisi(&self, definizione: &Definizione, calendario: &Calendario, dal: Date, al: Date) -> Vec<Avviso> {
        let mut found = Vec::new();
        for (codice, corso) in self.in_corso() {
            let Scadenza::Il(end) = corso.scadenza(calendario) else { continue };
            let mut tell = |quale, il| {
                if dal < il && il <= al {
                    found.push(Avviso { termine: codice.to_owned(), quale, il });
                }
            };
            tell(Quale::Scaduto, calendar::dopo(end, 1));
            let Some(termine) = definizione.termine(codice) else { continue };
            for days in &termine.promemoria {
                let il = calendario.lavorativi_dopo(end, -i32::from(*days));
                // A term shorter than its reminder is reminded on the day after it began.
                tell(Quale::Promemoria(*days), il.max(calendar::dopo(corso.dal, 1)));
            }
            if let Some(sostituto) = &termine.sostituto {
                tell(Quale::Sostituto, calendar::dopo(calendario.lavorativi_dopo(end, i32::from(sostituto.dopo)), 1));
            }
        }
        found.sort_by(|a, b| (a.il, &a.termine).cmp(&(b.il, &b.termine)));
        found
    }

    /// The terms whose substitute may act on that day.
    pub(super) fn da_sostituire<'a>(
        &'a self,
        definizione: &'a Definizione,
        calendario: &'a Calendario,
        day: Date,
    ) -> impl Iterator<Item = (&'a crate::Termine, &'a crate::Sostituto)> {
        self.in_corso().filter_map(move |(codice, corso)| {
            let termine = definizione.termine(codice)?;
            let sostituto = termine.sostituto.as_ref()?;
            let Scadenza::Il(end) = corso.scadenza(calendario) else { return None };
            let from = calendario.lavorativi_dopo(end, i32::from(sostituto.dopo));
            (from < day).then_some((termine, sostituto))
        })
    }
}
