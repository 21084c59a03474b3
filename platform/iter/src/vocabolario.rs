//! What definitions may name: a closed vocabulary of checks, conditions, effects and people, that offices register.

use std::collections::BTreeMap;

use kernel::{Instant, Refusal, Uuid};
use serde::{Deserialize, Serialize};

/// What a parameter may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TipoParametro {
    /// A text, of so many characters at most.
    Testo(usize),
    /// A whole number between these two.
    Intero(i64, i64),
    /// Yes or no.
    SiNo,
    /// One of these words.
    Scelta(&'static [&'static str]),
}

/// A parameter that a check, condition or effect takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Parametro {
    /// Its name.
    pub nome: &'static str,
    /// What it may be.
    pub tipo: TipoParametro,
    /// Whether it must be given.
    pub obbligatorio: bool,
}

/// A word of the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Voce {
    /// With the office's prefix: `atti.importi_quadrano`.
    pub codice: &'static str,
    /// In words: "gli importi quadrano con il dispositivo".
    pub nome: &'static str,
    /// The article that asks for it, where there is one.
    pub legge: Option<&'static str>,
    /// What it takes.
    pub parametri: &'static [Parametro],
}

impl Voce {
    /// A word without parameters and without an article.
    pub const fn nuova(codice: &'static str, nome: &'static str) -> Self {
        Self { codice, nome, legge: None, parametri: &[] }
    }
}

/// What a parameter is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Valore {
    /// Yes or no.
    SiNo(bool),
    /// A whole number.
    Intero(i64),
    /// A text.
    Testo(String),
}

/// The parameters that a definition gives.
pub type Parametri = BTreeMap<String, Valore>;

/// The use of a word in a definition: its code, or the code with parameters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "UsoScritto", into = "UsoScritto")]
pub struct Uso {
    /// The code.
    pub codice: String,
    /// What it is given.
    pub parametri: Parametri,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum UsoScritto {
    Codice(String),
    Intero {
        codice: String,
        #[serde(flatten)]
        parametri: Parametri,
    },
}

impl From<UsoScritto> for Uso {
    fn from(scritto: UsoScritto) -> Self {
        match scritto {
            UsoScritto::Codice(codice) => Self { codice, parametri: Parametri::new() },
            UsoScritto::Intero { codice, parametri } => Self { codice, parametri },
        }
    }
}

impl From<Uso> for UsoScritto {
    fn from(uso: Uso) -> Self {
        if uso.parametri.is_empty() {
            Self::Codice(uso.codice)
        } else {
            Self::Intero { codice: uso.codice, parametri: uso.parametri }
        }
    }
}

impl From<&str> for Uso {
    fn from(codice: &str) -> Self {
        Self { codice: codice.into(), parametri: Parametri::new() }
    }
}

/// A check: whether something is in order, with all the reasons why not. `S` is what the office knows of its file.
pub trait Controllo<S>: Send + Sync {
    /// Its word.
    fn voce(&self) -> Voce;
    /// Adds to `motivi` each reason why the step cannot be taken, as a whole sentence with its article.
    fn verifica(&self, soggetto: &S, parametri: &Parametri, quando: Instant, motivi: &mut Refusal);
}

/// A condition: which of two ways a file goes.
pub trait Condizione<S>: Send + Sync {
    /// Its word: "c'è un impegno di spesa".
    fn voce(&self) -> Voce;
    /// Whether it holds.
    fn vale(&self, soggetto: &S, parametri: &Parametri) -> bool;
}

/// Who is designated for a file in the office's own data.
pub trait Designazione<S>: Send + Sync {
    /// Its word: "il responsabile unico del progetto".
    fn voce(&self) -> Voce;
    /// The people, none where none is yet.
    fn persone(&self, soggetto: &S) -> Vec<Uuid>;
}

/// The words alone, as the editor and [`valida`](crate::valida()) need them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Vocabolario {
    /// Checks by code.
    pub controlli: BTreeMap<&'static str, Voce>,
    /// Conditions by code.
    pub condizioni: BTreeMap<&'static str, Voce>,
    /// Effects by code: the office that registers one performs it.
    pub effetti: BTreeMap<&'static str, Voce>,
    /// Designations by code.
    pub designazioni: BTreeMap<&'static str, Voce>,
}

/// All that the definitions of one kind of file may name.
pub struct Registro<S> {
    vocabolario: Vocabolario,
    controlli: BTreeMap<&'static str, Box<dyn Controllo<S>>>,
    condizioni: BTreeMap<&'static str, Box<dyn Condizione<S>>>,
    designazioni: BTreeMap<&'static str, Box<dyn Designazione<S>>>,
}

/// Two words with the same code: a mistake of a program, told at its start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("il codice «{0}» è registrato due volte: ogni controllo, condizione, effetto o designazione ne vuole uno suo")]
pub struct Doppione(pub &'static str);

impl<S> Default for Registro<S> {
    fn default() -> Self {
        Self {
            vocabolario: Vocabolario::default(),
            controlli: BTreeMap::new(),
            condizioni: BTreeMap::new(),
            designazioni: BTreeMap::new(),
        }
    }
}

fn add<T>(to: &mut BTreeMap<&'static str, T>, codice: &'static str, what: T) -> Result<(), Doppione> {
    if to.insert(codice, what).is_some() { Err(Doppione(codice)) } else { Ok(()) }
}

impl<S> Registro<S> {
    /// With one more check.
    ///
    /// # Errors
    /// When its code is taken.
    pub fn controllo(mut self, controllo: impl Controllo<S> + 'static) -> Result<Self, Doppione> {
        let voce = controllo.voce();
        add(&mut self.vocabolario.controlli, voce.codice, voce)?;
        add(&mut self.controlli, voce.codice, Box::new(controllo) as Box<dyn Controllo<S>>)?;
        Ok(self)
    }

    /// With one more condition.
    ///
    /// # Errors
    /// When its code is taken.
    pub fn condizione(mut self, condizione: impl Condizione<S> + 'static) -> Result<Self, Doppione> {
        let voce = condizione.voce();
        add(&mut self.vocabolario.condizioni, voce.codice, voce)?;
        add(&mut self.condizioni, voce.codice, Box::new(condizione) as Box<dyn Condizione<S>>)?;
        Ok(self)
    }

    /// With one more designation.
    ///
    /// # Errors
    /// When its code is taken.
    pub fn designazione(mut self, designazione: impl Designazione<S> + 'static) -> Result<Self, Doppione> {
        let voce = designazione.voce();
        add(&mut self.vocabolario.designazioni, voce.codice, voce)?;
        add(&mut self.designazioni, voce.codice, Box::new(designazione) as Box<dyn Designazione<S>>)?;
        Ok(self)
    }

    /// With one more effect, which whoever registers it performs in the step's transaction.
    ///
    /// # Errors
    /// When its code is taken.
    pub fn effetto(mut self, voce: Voce) -> Result<Self, Doppione> {
        add(&mut self.vocabolario.effetti, voce.codice, voce)?;
        Ok(self)
    }

    /// The words alone.
    pub const fn vocabolario(&self) -> &Vocabolario {
        &self.vocabolario
    }

    /// This vocabulary looking at one file.
    pub const fn su<'a>(&'a self, soggetto: &'a S) -> Su<'a, S> {
        Su { registro: self, soggetto }
    }
}

/// What the engine asks of the world outside of it.
pub trait Mondo {
    /// Adds the reasons why a check does not hold.
    fn verifica(&self, uso: &Uso, quando: Instant, motivi: &mut Refusal);
    /// Whether a condition holds.
    fn vale(&self, uso: &Uso) -> bool;
    /// Who is designated.
    fn designati(&self, codice: &str) -> Vec<Uuid>;
}

/// A vocabulary looking at one file. What it does not know holds back: a check that is missing is a reason, a
/// condition that is missing does not hold, a designation that is missing names nobody.
pub struct Su<'a, S> {
    registro: &'a Registro<S>,
    soggetto: &'a S,
}

impl<S> Mondo for Su<'_, S> {
    fn verifica(&self, uso: &Uso, quando: Instant, motivi: &mut Refusal) {
        match self.registro.controlli.get(uso.codice.as_str()) {
            Some(controllo) => controllo.verifica(self.soggetto, &uso.parametri, quando, motivi),
            None => motivi.add(
                None,
                format!(
                    "Il controllo «{}» non esiste più in questo programma: chi gestisce gli iter porti la pratica a \
                     una \
                     versione che non lo chiede.",
                    uso.codice
                ),
            ),
        }
    }

    fn vale(&self, uso: &Uso) -> bool {
        let condizione = self.registro.condizioni.get(uso.codice.as_str());
        condizione.is_some_and(|condizione| condizione.vale(self.soggetto, &uso.parametri))
    }

    fn designati(&self, codice: &str) -> Vec<Uuid> {
        self.registro.designazioni.get(codice).map(|one| one.persone(self.soggetto)).unwrap_or_default()
    }
}
