//! Opinions and attestations: which an act needs, what an answer may be, what a negative one does.

use kernel::Refusal;

/// A separate document, signed by who gives it when it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quale {
    /// Technical regularity (art. 49 and 147-bis TUEL).
    Tecnico,
    /// Accounting regularity (art. 49 and 147-bis TUEL).
    Contabile,
    /// Accounting visto that attests the cover of the spending (art. 151, c. 4, 153, c. 5 and 183, c. 7 TUEL).
    Visto,
    /// That what is liquidated was checked by the accounting office (art. 184, c. 4, TUEL): its cover was attested when
    /// it was committed.
    Controlli,
    /// Conformity to laws, statute and regulations: the municipal secretary (art. 97, c. 2, TUEL).
    Conformita,
    /// The auditors' (art. 239 TUEL).
    Revisori,
    /// The report of the office upon which an urgent order stands, or the police's opinion.
    Relazione,
    /// The council's committee (art. 38, c. 6, TUEL).
    Commissione,
}

impl Quale {
    /// All of them, with code, name and article.
    pub const TUTTI: [(Self, &'static str, &'static str, &'static str); 8] = [
        (Self::Tecnico, "tecnico", "Parere di regolarità tecnica", "artt. 49 e 147-bis TUEL"),
        (Self::Contabile, "contabile", "Parere di regolarità contabile", "artt. 49 e 147-bis TUEL"),
        (
            Self::Visto,
            "visto",
            "Visto di regolarità contabile attestante la copertura finanziaria",
            "artt. 151, c. 4, 153, c. 5, e 183, c. 7, TUEL",
        ),
        (
            Self::Controlli,
            "controlli",
            "Attestazione dei controlli amministrativi, contabili e fiscali",
            "art. 184, c. 4, TUEL",
        ),
        (Self::Conformita, "conformita", "Visto di conformità del Segretario", "art. 97, c. 2, TUEL"),
        (Self::Revisori, "revisori", "Parere dell'organo di revisione", "art. 239 TUEL"),
        (Self::Relazione, "relazione", "Relazione o parere tecnico", "art. 3 L. 241/1990"),
        (Self::Commissione, "commissione", "Parere della commissione consiliare", "art. 38, c. 6, TUEL"),
    ];

    /// Their codes, for the vocabulary of definitions.
    pub const CODICI: &'static [&'static str] =
        &["tecnico", "contabile", "visto", "controlli", "conformita", "revisori", "relazione", "commissione"];

    /// As rows and definitions write it.
    pub fn code(self) -> &'static str {
        Self::TUTTI.iter().find(|(one, ..)| *one == self).map_or("tecnico", |(_, code, ..)| code)
    }

    /// From what [`Quale::code`] gave.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::TUTTI.iter().find(|(_, known, ..)| *known == code).map(|(one, ..)| *one)
    }

    /// As its document is titled.
    pub fn nome(self) -> &'static str {
        Self::TUTTI.iter().find(|(one, ..)| *one == self).map_or("Parere", |(_, _, name, _)| name)
    }

    /// The article that asks for it.
    pub fn legge(self) -> &'static str {
        Self::TUTTI.iter().find(|(one, ..)| *one == self).map_or("", |(.., law)| law)
    }

    /// Whether a negative one holds the act back: a visto does, and what is attested of a liquidation (the file goes
    /// back, which is a step of its own); of an opinion the organ may depart, saying why in the act (art. 49, c. 4, TUEL).
    pub const fn trattiene(self) -> bool {
        matches!(self, Self::Visto | Self::Controlli)
    }
}

/// As people call a signature, by what its row says: the act, signed as what, or an opinion about it.
pub fn nome_firma(cosa: &str) -> &'static str {
    match cosa {
        "presidente" => "Firma di chi presiede",
        "segretario" => "Firma del segretario",
        other => Quale::from_code(other).map_or("Firma dell'atto", Quale::nome),
    }
}

/// What an opinion says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Esito {
    /// Favourable.
    Favorevole,
    /// Favourable, with remarks or conditions.
    Condizioni,
    /// Negative.
    Contrario,
    /// Not due: there are no effects on finances or assets, or it is an act of pure direction.
    NonDovuto,
}

impl Esito {
    /// All of them, with code and words.
    pub const TUTTI: [(Self, &'static str, &'static str); 4] = [
        (Self::Favorevole, "favorevole", "Favorevole"),
        (Self::Condizioni, "condizioni", "Favorevole con osservazioni"),
        (Self::Contrario, "contrario", "Contrario"),
        (Self::NonDovuto, "non_dovuto", "Non dovuto"),
    ];

    /// As rows write it.
    pub fn code(self) -> &'static str {
        Self::TUTTI.iter().find(|(one, ..)| *one == self).map_or("favorevole", |(_, code, _)| code)
    }

    /// From what [`Esito::code`] gave.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::TUTTI.iter().find(|(_, known, _)| *known == code).map(|(one, ..)| *one)
    }

    /// In words.
    pub fn nome(self) -> &'static str {
        Self::TUTTI.iter().find(|(one, ..)| *one == self).map_or("", |(.., name)| name)
    }
}

/// Whether this may be answered: a visto is given or refused, and what is not plainly favourable says why.
///
/// # Errors
/// All the reasons.
pub fn controlla(quale: Quale, esito: Esito, testo: &str) -> Result<(), Refusal> {
    let mut no = Refusal::default();
    if quale.trattiene() && matches!(esito, Esito::Contrario | Esito::NonDovuto) {
        let told = if quale == Quale::Controlli {
            "Con la firma i controlli si attestano: se trovi irregolarità usa «Rimanda con le irregolarità», che \
             rimanda l'atto con il motivo e senza numero."
        } else {
            "Con la firma il visto si appone: se manca la copertura usa «Nega il visto», che rimanda l'atto con il \
             motivo e senza numero."
        };
        no.add_law(Some("esito"), told, quale.legge());
    }
    if esito != Esito::Favorevole && testo.trim().is_empty() {
        no.add_law(
            Some("testo"),
            "Scrivi le osservazioni o le ragioni: chi decide deve poterle leggere.",
            quale.legge(),
        );
    }
    if testo.chars().count() > 10_000 {
        no.add(Some("testo"), "Le osservazioni hanno al massimo 10.000 caratteri.");
    }
    no.unless_empty(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_opinion_is_known_by_its_code() {
        assert_eq!(Quale::TUTTI.len(), Quale::CODICI.len());
        for ((one, code, ..), known) in Quale::TUTTI.iter().zip(Quale::CODICI) {
            assert_eq!((one.code(), Quale::from_code(code)), (*known, Some(*one)));
        }
        for (one, code, _) in Esito::TUTTI {
            assert_eq!(Esito::from_code(code), Some(one));
        }
    }

    #[test]
    fn who_presides_and_the_secretary_are_not_told_as_if_they_signed_the_same() {
        let named = ["atto", "presidente", "segretario", "conformita"].map(nome_firma);
        let wanted =
            ["Firma dell'atto", "Firma di chi presiede", "Firma del segretario", "Visto di conformità del Segretario"];
        assert_eq!(named, wanted);
    }

    #[test]
    fn a_visto_is_not_given_against_itself_and_remarks_are_written() {
        assert!(controlla(Quale::Visto, Esito::Favorevole, "").is_ok());
        assert!(
            controlla(Quale::Visto, Esito::Contrario, "manca la copertura")
                .unwrap_err()
                .to_string()
                .contains("Nega il visto")
        );
        let attested = controlla(Quale::Controlli, Esito::Contrario, "manca il DURC").unwrap_err().to_string();
        assert!(attested.contains("Rimanda con le irregolarità"), "{attested}");
        assert!(controlla(Quale::Tecnico, Esito::Contrario, " ").is_err());
        assert!(
            controlla(Quale::Tecnico, Esito::Contrario, "manca il progetto").is_ok(),
            "the organ may depart from it"
        );
    }
}
