//! Who had to do with a document or a fascicolo, and as what.

/// A code of the Indice PA with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodiceIpa {
    /// Name in words.
    pub denominazione: String,
    /// The code (`c_m999`, `A1B2C3D`, `UFX7QT`).
    pub codice: String,
}

/// Where in the Indice PA somebody stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ipa {
    /// The body.
    pub amministrazione: Option<CodiceIpa>,
    /// The area organizzativa omogenea.
    pub aoo: Option<CodiceIpa>,
    /// The unit.
    pub uor: Option<CodiceIpa>,
}

/// A person; as an assignee perhaps only the unit, without a name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Persona {
    /// Surname.
    pub cognome: String,
    /// First name.
    pub nome: String,
    /// Codice fiscale of sixteen characters.
    pub codice_fiscale: Option<String>,
    /// The body for which the person acts.
    pub ipa: Ipa,
    /// Digital addresses.
    pub indirizzi: Vec<String>,
}

/// A legal person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organizzazione {
    /// Its name.
    pub denominazione: String,
    /// Codice fiscale or partita IVA: eleven digits.
    pub codice_fiscale: Option<String>,
    /// A unit of it.
    pub ufficio: Option<String>,
    /// Digital addresses.
    pub indirizzi: Vec<String>,
}

/// A foreign body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Estera {
    /// Its name.
    pub denominazione: String,
    /// A unit of it.
    pub ufficio: Option<String>,
    /// Digital addresses.
    pub indirizzi: Vec<String>,
}

/// A party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Soggetto {
    /// PF.
    Persona(Persona),
    /// PG.
    Organizzazione(Organizzazione),
    /// PAI, an Italian body: where it stands in the Indice PA, and its addresses.
    Amministrazione {
        /// Body, AOO, unit.
        ipa: Ipa,
        /// Digital addresses.
        indirizzi: Vec<String>,
    },
    /// PAE.
    Estera(Estera),
    /// AS, whom a document was assigned to.
    Assegnatario(Persona),
    /// RUP, who answers for the proceeding.
    Rup(Persona),
    /// SW, a program that makes documents by itself.
    Sistema {
        /// Its name.
        denominazione: String,
    },
}

impl Soggetto {
    /// The element of the schema.
    pub(crate) fn elemento(&self) -> &'static str {
        match self {
            Soggetto::Persona(_) => "PF",
            Soggetto::Organizzazione(_) => "PG",
            Soggetto::Amministrazione { .. } => "PAI",
            Soggetto::Estera(_) => "PAE",
            Soggetto::Assegnatario(_) => "AS",
            Soggetto::Rup(_) => "RUP",
            Soggetto::Sistema { .. } => "SW",
        }
    }

    pub(crate) fn chi(&self) -> &'static str {
        match self {
            Soggetto::Persona(_) => "una persona fisica",
            Soggetto::Organizzazione(_) => "una persona giuridica",
            Soggetto::Amministrazione { .. } => "un'amministrazione italiana",
            Soggetto::Estera(_) => "un'amministrazione estera",
            Soggetto::Assegnatario(_) => "un assegnatario",
            Soggetto::Rup(_) => "un responsabile del procedimento",
            Soggetto::Sistema { .. } => "un programma",
        }
    }

    /// How a reason names the party.
    pub(crate) fn detto(&self) -> String {
        let name = match self {
            Soggetto::Persona(one) | Soggetto::Assegnatario(one) | Soggetto::Rup(one) => {
                format!("{} {}", one.cognome, one.nome)
            }
            Soggetto::Organizzazione(one) => one.denominazione.clone(),
            Soggetto::Amministrazione { ipa, .. } => {
                ipa.amministrazione.as_ref().map(|one| one.denominazione.clone()).unwrap_or_default()
            }
            Soggetto::Estera(one) => one.denominazione.clone(),
            Soggetto::Sistema { denominazione } => denominazione.clone(),
        };
        let name: String = name.trim().chars().take(80).collect();
        if name.is_empty() { self.chi().to_owned() } else { format!("«{name}»") }
    }
}

/// A party in its role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruolo {
    /// As what.
    pub tipo: TipoRuolo,
    /// Who.
    pub soggetto: Soggetto,
}

/// As what a party appears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words of the annex")]
pub enum TipoRuolo {
    AmministrazioneCheRegistra,
    SoggettoCheRegistra,
    Assegnatario,
    Destinatario,
    Mittente,
    Autore,
    Operatore,
    ResponsabileGestione,
    ResponsabileProtocollo,
    Produttore,
    Rup,
    Altro,
    AmministrazioneTitolare,
    AmministrazionePartecipante,
    IntestatarioGiuridico,
    IntestatarioFisico,
}

/// Where a role may appear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dove {
    Informatico,
    Amministrativo,
    Aggregazione,
}

/// A role's facts: element, words of `TipoRuolo`, kinds of party, where.
struct Fatti(TipoRuolo, &'static str, &'static str, &'static [&'static str], &'static [Dove]);

const DOCUMENTI: &[Dove] = &[Dove::Informatico, Dove::Amministrativo];
const TUTTI: &[&str] = &["PF", "PG", "PAI", "PAE"];

/// Element names and words are the schemas', the missing blank of the "persona giuridica" included.
static FATTI: [Fatti; 16] = [
    Fatti(
        TipoRuolo::AmministrazioneCheRegistra,
        "AmministrazioneCheEffettuaLaRegistrazione",
        "Amministrazione Che Effettua La Registrazione",
        &["PAI"],
        &[Dove::Amministrativo],
    ),
    Fatti(
        TipoRuolo::SoggettoCheRegistra,
        "SoggettoCheEffettuaLaRegistrazione",
        "Soggetto Che Effettua La Registrazione",
        &["PF", "PG"],
        &[Dove::Informatico],
    ),
    Fatti(
        TipoRuolo::Assegnatario,
        "Assegnatario",
        "Assegnatario",
        &["AS"],
        &[Dove::Informatico, Dove::Amministrativo, Dove::Aggregazione],
    ),
    Fatti(TipoRuolo::Destinatario, "Destinatario", "Destinatario", TUTTI, DOCUMENTI),
    Fatti(TipoRuolo::Mittente, "Mittente", "Mittente", TUTTI, DOCUMENTI),
    Fatti(TipoRuolo::Autore, "Autore", "Autore", TUTTI, DOCUMENTI),
    Fatti(TipoRuolo::Operatore, "Operatore", "Operatore", &["PF"], DOCUMENTI),
    Fatti(
        TipoRuolo::ResponsabileGestione,
        "ResponsabileGestioneDocumentale",
        "Responsabile della Gestione Documentale",
        &["PF"],
        DOCUMENTI,
    ),
    Fatti(
        TipoRuolo::ResponsabileProtocollo,
        "ResponsabileServizioProtocollo",
        "Responsabile del Servizio di Protocollo",
        &["PF"],
        DOCUMENTI,
    ),
    Fatti(TipoRuolo::Produttore, "Produttore", "Produttore", &["SW"], DOCUMENTI),
    Fatti(TipoRuolo::Rup, "RUP", "RUP", &["RUP"], &[Dove::Amministrativo, Dove::Aggregazione]),
    Fatti(TipoRuolo::Altro, "Altro", "Altro", TUTTI, &[Dove::Informatico]),
    Fatti(
        TipoRuolo::AmministrazioneTitolare,
        "AmministrazioneTitolare",
        "Amministrazione Titolare",
        &["PAI"],
        &[Dove::Aggregazione],
    ),
    Fatti(
        TipoRuolo::AmministrazionePartecipante,
        "AmministrazionePartecipante",
        "Amministrazione Partecipante",
        &["PAI", "PAE"],
        &[Dove::Aggregazione],
    ),
    Fatti(
        TipoRuolo::IntestatarioGiuridico,
        "SoggettoIntestatarioPersonaGiuridica",
        "Soggetto IntestatarioPersona Giuridica",
        &["PG", "PAI", "PAE"],
        &[Dove::Aggregazione],
    ),
    Fatti(
        TipoRuolo::IntestatarioFisico,
        "SoggettoIntestatarioPersonaFisica",
        "Soggetto Intestatario Persona Fisica",
        &["PF"],
        &[Dove::Aggregazione],
    ),
];

impl TipoRuolo {
    fn fatti(self) -> &'static Fatti {
        FATTI.iter().find(|fatti| fatti.0 == self).unwrap_or(&FATTI[0])
    }

    /// The element of the schema.
    pub(crate) fn elemento(self) -> &'static str {
        self.fatti().1
    }

    /// The words of the schema, which also serve people.
    #[must_use]
    pub fn testo(self) -> &'static str {
        self.fatti().2
    }

    pub(crate) fn ammette(self, soggetto: &Soggetto) -> bool {
        self.fatti().3.contains(&soggetto.elemento())
    }

    pub(crate) fn previsto(self, dove: Dove) -> bool {
        self.fatti().4.contains(&dove)
    }

    pub(crate) fn from_elemento(name: &str) -> Option<Self> {
        FATTI.iter().find(|fatti| fatti.1 == name).map(|fatti| fatti.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_has_its_own_facts() {
        for fatti in &FATTI {
            assert_eq!(TipoRuolo::from_elemento(fatti.1), Some(fatti.0));
            assert_eq!(fatti.0.elemento(), fatti.1);
        }
    }
}
