//! The parties of an invoice.

use bounded_xml::Element;

/// A supplier, a customer, an intermediary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Soggetto {
    /// Name of a company or body.
    pub denominazione: Option<String>,
    /// First name of a person.
    pub nome: Option<String>,
    /// Surname of a person.
    pub cognome: Option<String>,
    /// Country of the VAT number (`IT`…).
    pub id_paese: Option<String>,
    /// VAT number, without country (`IdCodice`).
    pub partita_iva: Option<String>,
    /// Tax code.
    pub codice_fiscale: Option<String>,
    /// `RegimeFiscale`, suppliers only: see [`crate::codici::regime_fiscale`].
    pub regime_fiscale: Option<String>,
    /// Registered office.
    pub sede: Option<Sede>,
    /// Mail address, suppliers only.
    pub email: Option<String>,
    /// Telephone, suppliers only.
    pub telefono: Option<String>,
    /// Reference of the customer's office (`RiferimentoAmministrazione`), suppliers only.
    pub riferimento_amministrazione: Option<String>,
}

/// A postal address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sede {
    /// Street, with the number if it is written there.
    pub indirizzo: Option<String>,
    /// Street number.
    pub numero_civico: Option<String>,
    /// Postcode.
    pub cap: Option<String>,
    /// Municipality.
    pub comune: Option<String>,
    /// Province, two letters.
    pub provincia: Option<String>,
    /// Country, two letters.
    pub nazione: Option<String>,
}

impl Soggetto {
    /// The name to show: the company's, or the person's; empty if the document gives none.
    #[must_use]
    pub fn nome_completo(&self) -> String {
        if let Some(denominazione) = &self.denominazione {
            return denominazione.clone();
        }
        let names = [self.nome.as_deref(), self.cognome.as_deref()];
        names.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// The tax code, or else the VAT number: what identifies the party in Italy.
    #[must_use]
    pub fn identificativo(&self) -> Option<&str> {
        self.codice_fiscale.as_deref().or(self.partita_iva.as_deref())
    }
}

/// A party of the ordinary invoice: `DatiAnagrafici`, `Sede`, `Contatti`.
pub(crate) fn ordinario(element: &Element) -> Soggetto {
    let data = ["DatiAnagrafici"];
    let at = |path: &[&str]| {
        let path: Vec<&str> = data.iter().chain(path).copied().collect();
        element.string_at(&path)
    };
    Soggetto {
        denominazione: at(&["Anagrafica", "Denominazione"]),
        nome: at(&["Anagrafica", "Nome"]),
        cognome: at(&["Anagrafica", "Cognome"]),
        id_paese: at(&["IdFiscaleIVA", "IdPaese"]),
        partita_iva: at(&["IdFiscaleIVA", "IdCodice"]),
        codice_fiscale: at(&["CodiceFiscale"]),
        regime_fiscale: at(&["RegimeFiscale"]),
        sede: element.child("Sede").map(sede),
        email: element.string_at(&["Contatti", "Email"]),
        telefono: element.string_at(&["Contatti", "Telefono"]),
        riferimento_amministrazione: element.string_at(&["RiferimentoAmministrazione"]),
    }
}

/// A party of the simplified invoice: fiscal data in `fiscal`, names and address in `personal`.
pub(crate) fn semplificato(fiscal: &Element, personal: &Element) -> Soggetto {
    Soggetto {
        denominazione: personal.string_at(&["Denominazione"]),
        nome: personal.string_at(&["Nome"]),
        cognome: personal.string_at(&["Cognome"]),
        id_paese: fiscal.string_at(&["IdFiscaleIVA", "IdPaese"]),
        partita_iva: fiscal.string_at(&["IdFiscaleIVA", "IdCodice"]),
        codice_fiscale: fiscal.string_at(&["CodiceFiscale"]),
        regime_fiscale: personal.string_at(&["RegimeFiscale"]),
        sede: personal.child("Sede").map(sede),
        ..Soggetto::default()
    }
}

fn sede(element: &Element) -> Sede {
    Sede {
        indirizzo: element.string_at(&["Indirizzo"]),
        numero_civico: element.string_at(&["NumeroCivico"]),
        cap: element.string_at(&["CAP"]),
        comune: element.string_at(&["Comune"]),
        provincia: element.string_at(&["Provincia"]),
        nazione: element.string_at(&["Nazione"]),
    }
}
