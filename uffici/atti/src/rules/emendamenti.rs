//! Amendments to a proposal of the council (art. 43 TUEL): what one may ask, in which state one is, which opinions must be there before its vote
//! (art. 49 and 239 TUEL).

use kernel::{Date, Refusal};

use super::{importi::nominati, pareri::Quale};

/// Letters of each text, at most.
pub const TESTO_MAX: usize = 5_000;
/// Who presents one: so many at most, each name of so many letters.
pub const PRESENTATORI_MAX: usize = 60;
/// See [`PRESENTATORI_MAX`].
pub const NOME_MAX: usize = 200;
/// Amendments of one act, at most.
pub const EMENDAMENTI_MAX: u64 = 500;
/// The opinions that an amendment may need.
pub const PARERI: [Quale; 3] = [Quale::Tecnico, Quale::Contabile, Quale::Revisori];

/// What an amendment does to a part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modo {
    /// It says something else.
    Sostituisce,
    /// It goes.
    Sopprime,
    /// Another comes after it.
    Aggiunge,
}

impl Modo {
    /// All of them, with code and words.
    pub const TUTTI: [(Self, &'static str, &'static str); 3] = [
        (Self::Sostituisce, "sostituisce", "Sostituisce la parte"),
        (Self::Sopprime, "sopprime", "Sopprime la parte"),
        (Self::Aggiunge, "aggiunge", "Aggiunge una parte dopo questa"),
    ];

    /// As rows write it.
    pub fn code(self) -> &'static str {
        Self::TUTTI.iter().find(|(one, ..)| *one == self).map_or("sostituisce", |(_, code, _)| code)
    }

    /// From what [`Modo::code`] gave.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::TUTTI.iter().find(|(_, known, _)| *known == code).map(|(one, ..)| *one)
    }
}

/// In which state an amendment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fase {
    /// Nobody has said yet whether it is admitted.
    Presentato,
    /// It is to be voted.
    Ammesso,
    /// It is not voted, or another that was approved leaves no room for it.
    NonAmmesso,
    /// Who presented it took it back.
    Ritirato,
    /// It is to be put into the text.
    Approvato,
    /// It was voted and not approved.
    Respinto,
    /// A version of the text has it.
    Applicato,
}

impl Fase {
    /// The state after a fact, by what its row says.
    #[must_use]
    pub fn dopo(self, tipo: &str, esito: Option<&str>) -> Self {
        match (tipo, esito) {
            ("ammesso", _) => Self::Ammesso,
            ("non_ammesso", _) => Self::NonAmmesso,
            ("ritirato", _) => Self::Ritirato,
            ("votato", Some("approvato")) => Self::Approvato,
            ("votato", _) => Self::Respinto,
            ("applicato", _) => Self::Applicato,
            _ => self,
        }
    }

    /// In words.
    pub const fn nome(self) -> &'static str {
        match self {
            Self::Presentato => "presentato",
            Self::Ammesso => "ammesso",
            Self::NonAmmesso => "non ammesso",
            Self::Ritirato => "ritirato",
            Self::Approvato => "approvato, da riportare nel testo",
            Self::Respinto => "respinto",
            Self::Applicato => "approvato e riportato nel testo",
        }
    }

    /// Whether it is not voted yet: it may be examined, get opinions, be taken back.
    pub const fn prima_del_voto(self) -> bool {
        matches!(self, Self::Presentato | Self::Ammesso)
    }

    /// Whether something is still to be done of it before the proposal is voted: what the council approved must be in the text on which
    /// it votes.
    pub const fn in_sospeso(self) -> bool {
        self.prima_del_voto() || matches!(self, Self::Approvato)
    }
}

/// An amendment that is being presented.
#[derive(Clone, Copy, Debug)]
pub struct Presentato<'a> {
    /// What it does.
    pub modo: Option<Modo>,
    /// What the part says.
    pub prima: &'a str,
    /// What is to stand there.
    pub dopo: &'a str,
    /// Why.
    pub motivazione: &'a str,
    /// Who presents it, by name.
    pub presentatori: &'a [String],
    /// When it came.
    pub giorno: Option<Date>,
}

impl Presentato<'_> {
    /// What it does and its day, where it may be presented: `dal` is the day on which the act began.
    ///
    /// # Errors
    /// All the reasons.
    pub fn controlla(&self, dal: Date, oggi: Date) -> Result<(Modo, Date), Refusal> {
        let mut no = Refusal::default();
        let same = self.dopo.split_whitespace().eq(self.prima.split_whitespace());
        match self.modo {
            None => no.add(Some("modo"), "Scegli che cosa fa: sostituisce, sopprime o aggiunge."),
            Some(Modo::Sopprime) => {}
            Some(_) if self.dopo.trim().is_empty() => no.add(Some("dopo"), "Scrivi il testo che propone."),
            Some(Modo::Sostituisce) if same => no.add(Some("dopo"), "Il testo proposto è uguale a quello che c'è già."),
            Some(_) => {}
        }
        for (field, text) in [("dopo", self.dopo), ("motivazione", self.motivazione)] {
            if text.chars().count() > TESTO_MAX {
                no.add(Some(field), format!("Il testo ha al massimo {TESTO_MAX} caratteri."));
            }
        }
        let names = self.presentatori;
        if names.is_empty() {
            no.add_law(Some("nomi"), "Scrivi almeno un consigliere che lo presenta.", "art. 43, c. 1, TUEL");
        }
        if names.len() > PRESENTATORI_MAX || names.iter().any(|name| name.chars().count() > NOME_MAX) {
            let told = format!(
                "I presentatori sono al massimo {PRESENTATORI_MAX}, ciascuno con un nome di {NOME_MAX} caratteri."
            );
            no.add(Some("nomi"), told);
        }
        match self.giorno {
            None => no.add(Some("giorno"), "Scrivi il giorno in cui è stato presentato."),
            Some(day) if day > oggi => no.add(Some("giorno"), "Il giorno è nel futuro."),
            Some(day) if day < dal => {
                let told = format!("Il giorno è prima della proposta, che è del {}.", dal.format("%d/%m/%Y"));
                no.add(Some("giorno"), told);
            }
            Some(_) => {}
        }
        no.unless_empty((self.modo.unwrap_or(Modo::Sostituisce), self.giorno.unwrap_or(oggi)))
    }
}

/// Whether the amounts that are told change.
pub fn cambia_somme(prima: &str, dopo: &str) -> bool {
    let amounts = |text: &str| {
        let mut all: Vec<i64> = nominati(text).into_iter().map(|cents| cents.0).collect();
        all.sort_unstable();
        all
    };
    amounts(prima) != amounts(dopo)
}

/// An amendment that is being admitted.
#[derive(Clone, Copy, Debug)]
pub struct Ammissione<'a> {
    /// The opinions that it is said to need.
    pub pareri: &'a [Quale],
    /// Those that the iter knows.
    pub dell_iter: &'a [Quale],
    /// See [`cambia_somme`].
    pub cambia_somme: bool,
    /// Whether it came after its term.
    pub tardi: bool,
    /// Why, where a reason is owed.
    pub motivo: &'a str,
}

impl Ammissione<'_> {
    /// Whether it may be admitted so.
    ///
    /// # Errors
    /// All the reasons why not.
    pub fn controlla(&self) -> Result<(), Refusal> {
        let mut no = Refusal::default();
        for quale in self.pareri.iter().filter(|quale| !self.dell_iter.contains(quale)) {
            no.add(Some("pareri"), format!("«{}»: in questo iter nessuno lo rende.", quale.nome()));
        }
        let knows = self.dell_iter.contains(&Quale::Contabile);
        if self.cambia_somme && knows && !self.pareri.contains(&Quale::Contabile) {
            let told = "L'emendamento cambia una somma: serve il parere di regolarità contabile.";
            no.add_law(Some("pareri"), told, Quale::Contabile.legge());
        }
        let silent = self.motivo.trim().is_empty();
        if self.pareri.is_empty() && silent {
            let told =
                "Scegli i pareri che servono; se non ne serve nessuno, scrivi perché (per esempio: corregge la forma).";
            no.add_law(Some("motivo"), told, "art. 49, c. 1, TUEL");
        }
        if self.tardi && silent {
            no.add(Some("motivo"), "È arrivato dopo il termine: per ammetterlo scrivi perché, o non ammetterlo.");
        }
        no.unless_empty(())
    }
}

/// The opinions that are due and not there yet.
pub fn mancano(dovuti: &[Quale], resi: &[Quale]) -> Vec<Quale> {
    dovuti.iter().filter(|quale| !resi.contains(quale)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn giorno(n: u32) -> Date {
        Date::from_ymd_opt(2026, 11, n).unwrap()
    }

    fn campi<T>(result: Result<T, Refusal>) -> Vec<Option<&'static str>> {
        result.err().map(|no| no.reasons.iter().map(|one| one.field).collect()).unwrap_or_default()
    }

    #[test]
    fn an_amendment_says_what_it_changes_who_presents_it_and_when_or_is_none() {
        let names = vec!["Fabbri Lorenzo".to_owned()];
        let good = Presentato {
            modo: Some(Modo::Sostituisce),
            prima: "di spendere poco;",
            dopo: "di spendere niente;",
            motivazione: "",
            presentatori: &names,
            giorno: Some(giorno(27)),
        };
        let found = |one: &Presentato<'_>| campi(one.controlla(giorno(20), giorno(27)));
        assert_eq!(good.controlla(giorno(20), giorno(27)), Ok((Modo::Sostituisce, giorno(27))));
        assert!(found(&Presentato { modo: Some(Modo::Sopprime), dopo: "", ..good }).is_empty());
        let long = "x".repeat(TESTO_MAX + 1);
        for (one, field) in [
            (Presentato { modo: None, ..good }, "modo"),
            (Presentato { dopo: " ", ..good }, "dopo"),
            (Presentato { dopo: " di  spendere poco; ", ..good }, "dopo"),
            (Presentato { modo: Some(Modo::Aggiunge), dopo: "", ..good }, "dopo"),
            (Presentato { motivazione: &long, ..good }, "motivazione"),
            (Presentato { presentatori: &[], ..good }, "nomi"),
            (Presentato { giorno: None, ..good }, "giorno"),
            (Presentato { giorno: Some(giorno(28)), ..good }, "giorno"),
            (Presentato { giorno: Some(giorno(19)), ..good }, "giorno"),
        ] {
            assert_eq!(found(&one), [Some(field)], "{one:?}");
        }
    }

    #[test]
    fn what_changes_a_sum_is_not_admitted_without_the_accounting_opinion() {
        assert!(cambia_somme("di impegnare € 3.660,00;", "di impegnare € 4.000,00;"));
        assert!(cambia_somme("di impegnare € 3.660,00;", ""));
        assert!(!cambia_somme("di impegnare € 3.660,00;", "di impegnare subito 3.660,00 euro;"));
        let one = Ammissione {
            pareri: &[Quale::Tecnico],
            dell_iter: &PARERI,
            cambia_somme: true,
            tardi: false,
            motivo: "Non serve",
        };
        assert_eq!(campi(one.controlla()), [Some("pareri")], "a reason does not do in its place");
        assert!(Ammissione { pareri: &[Quale::Contabile], ..one }.controlla().is_ok());
        assert!(Ammissione { cambia_somme: false, ..one }.controlla().is_ok());
    }

    #[test]
    fn without_an_opinion_or_after_the_term_it_is_admitted_for_a_reason() {
        let one = Ammissione {
            pareri: &[],
            dell_iter: &PARERI,
            cambia_somme: false,
            tardi: true,
            motivo: "Corregge la forma",
        };
        assert!(one.controlla().is_ok());
        assert_eq!(campi(Ammissione { motivo: " ", ..one }.controlla()), [Some("motivo"), Some("motivo")]);
        let late = Ammissione { pareri: &[Quale::Tecnico], motivo: "", ..one };
        assert_eq!(campi(late.controlla()), [Some("motivo")]);
        let unknown = Ammissione { pareri: &[Quale::Revisori], dell_iter: &[Quale::Tecnico], tardi: false, ..one };
        assert_eq!(campi(unknown.controlla()), [Some("pareri")]);
    }

    #[test]
    fn its_state_is_what_happened_last_and_an_opinion_changes_nothing() {
        let fase = |facts: &[(&str, Option<&str>)]| {
            facts.iter().fold(Fase::Presentato, |fase, (tipo, esito)| fase.dopo(tipo, *esito))
        };
        assert_eq!(fase(&[("parere", Some("contrario"))]), Fase::Presentato);
        assert_eq!(fase(&[("ammesso", None), ("votato", Some("respinto"))]), Fase::Respinto);
        let voted = [("ammesso", None), ("votato", Some("approvato"))];
        assert!(fase(&voted).in_sospeso(), "it is not in the text yet");
        let done = fase(&[voted[0], voted[1], ("applicato", None)]);
        assert!(done == Fase::Applicato && !done.in_sospeso());
        assert_eq!(mancano(&PARERI, &[Quale::Contabile]), [Quale::Tecnico, Quale::Revisori]);
        for (one, code, _) in Modo::TUTTI {
            assert_eq!((one.code(), Modo::from_code(code)), (code, Some(one)));
        }
    }
}
