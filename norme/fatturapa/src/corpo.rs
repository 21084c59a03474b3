//! One invoice of the file (`FatturaElettronicaBody`).

mod read;

use crate::{Allegato, Decimal, codici};
use chrono::NaiveDate;
pub(crate) use read::{corpo, intestazione};

/// One invoice. Amounts are in [`Corpo::divisa`], which for a public body is the euro.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corpo {
    /// `TipoDocumento`: see [`crate::codici::tipo_documento`].
    pub tipo_documento: String,
    /// `Divisa`, three letters.
    pub divisa: String,
    /// Date of the document; `None` if it is not a date.
    pub data: Option<NaiveDate>,
    /// The supplier's number.
    pub numero: String,
    /// `Causale`: what it is for, in the supplier's words.
    pub causali: Vec<String>,
    /// `ImportoTotaleDocumento`, cents.
    pub totale_dichiarato: Option<i64>,
    /// The total that follows from the summary, cents: taxable amounts and taxes, with the document's
    /// discounts and rounding where the declared total shows that they count.
    pub totale_calcolato: i64,
    /// `Arrotondamento` of the document.
    pub arrotondamento: Option<Decimal>,
    /// Discounts and surcharges on the whole document.
    pub sconti: Vec<Sconto>,
    /// Stamp duty.
    pub bollo: Option<Bollo>,
    /// What the customer withholds.
    pub ritenute: Vec<Ritenuta>,
    /// Contributions to a professional's welfare fund.
    pub casse: Vec<Cassa>,
    /// Orders, contracts, agreements, receptions, linked invoices, with CIG and CUP.
    pub riferimenti: Vec<Riferimento>,
    /// Transport documents.
    pub ddt: Vec<Ddt>,
    /// The lines.
    pub linee: Vec<Linea>,
    /// Summary by rate.
    pub riepiloghi: Vec<Riepilogo>,
    /// How and when to pay, one for each instalment.
    pub pagamenti: Vec<Pagamento>,
    /// Attached files.
    pub allegati: Vec<Allegato>,
}

/// A discount (negative) or surcharge (positive): `ScontoMaggiorazione`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sconto {
    /// True for a discount (`SC`), false for a surcharge (`MG`).
    pub sconto: bool,
    /// Percentage.
    pub percentuale: Option<Decimal>,
    /// Amount.
    pub importo: Option<Decimal>,
}

/// Stamp duty paid virtually (`DatiBollo`, DM 17 June 2014 art. 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bollo {
    /// Amount, cents; since 2021 it may be left out (it is then 2 euro).
    pub importo: Option<i64>,
}

/// `DatiRitenuta`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ritenuta {
    /// See [`crate::codici::tipo_ritenuta`].
    pub tipo: String,
    /// Amount, cents.
    pub importo: i64,
    /// Percent.
    pub aliquota: Decimal,
    /// Code of the reason, as in the CU form.
    pub causale_pagamento: String,
}

/// `DatiCassaPrevidenziale`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cassa {
    /// See [`crate::codici::tipo_cassa`].
    pub tipo: String,
    /// Percent of the contribution.
    pub aliquota_cassa: Decimal,
    /// Contribution, cents.
    pub importo: i64,
    /// Amount it is computed on, cents.
    pub imponibile: Option<i64>,
    /// VAT rate, percent.
    pub aliquota_iva: Decimal,
    /// Why there is no VAT.
    pub natura: Option<String>,
    /// True if it is subject to withholding.
    pub ritenuta: bool,
}

/// Kinds of referenced documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TipoRiferimento {
    /// Purchase order.
    Ordine,
    /// Contract.
    Contratto,
    /// Agreement (*convenzione*, for example Consip).
    Convenzione,
    /// Reception.
    Ricezione,
    /// Invoice, for credit notes and advances.
    FatturaCollegata,
}

/// A document that the invoice refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Riferimento {
    /// What it is.
    pub tipo: TipoRiferimento,
    /// Its number.
    pub id_documento: String,
    /// Its date.
    pub data: Option<NaiveDate>,
    /// Line of the order.
    pub num_item: Option<String>,
    /// Order code agreed with the customer.
    pub commessa_convenzione: Option<String>,
    /// Public investment project code (L. 3/2003 art. 11).
    pub cup: Option<String>,
    /// Tender code (L. 136/2010 art. 3).
    pub cig: Option<String>,
    /// Lines of the invoice it concerns; empty means all.
    pub linee: Vec<u32>,
}

/// A transport document (`DatiDDT`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ddt {
    /// Its number.
    pub numero: String,
    /// Its date.
    pub data: Option<NaiveDate>,
    /// Lines it concerns; empty means all.
    pub linee: Vec<u32>,
}

/// A line (`DettaglioLinee`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Linea {
    /// Number of the line.
    pub numero: Option<u32>,
    /// `SC` discount, `PR` premium, `AB` rebate, `AC` accessory expense; absent for ordinary lines.
    pub tipo_cessione: Option<String>,
    /// Codes of the article, `type: value`.
    pub codici_articolo: Vec<String>,
    /// What is sold.
    pub descrizione: String,
    /// How many.
    pub quantita: Option<Decimal>,
    /// Unit of measure.
    pub unita_misura: Option<String>,
    /// Period of a service.
    pub periodo: (Option<NaiveDate>, Option<NaiveDate>),
    /// Price of one, without tax.
    pub prezzo_unitario: Decimal,
    /// Discounts of the line.
    pub sconti: Vec<Sconto>,
    /// Price of all, without tax (with tax in the simplified invoice).
    pub prezzo_totale: Decimal,
    /// VAT rate, percent; `None` only in the simplified invoice that gives the tax instead.
    pub aliquota_iva: Option<Decimal>,
    /// Why there is no VAT.
    pub natura: Option<String>,
    /// True if subject to withholding.
    pub ritenuta: bool,
    /// Reference of the customer's office.
    pub riferimento_amministrazione: Option<String>,
}

/// Summary of one rate (`DatiRiepilogo`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Riepilogo {
    /// VAT rate, percent.
    pub aliquota_iva: Decimal,
    /// Why there is no VAT.
    pub natura: Option<String>,
    /// Accessory expenses.
    pub spese_accessorie: Option<Decimal>,
    /// Rounding of the taxable amount.
    pub arrotondamento: Option<Decimal>,
    /// Taxable amount, cents.
    pub imponibile: i64,
    /// Tax, cents.
    pub imposta: i64,
    /// `I`, `D` or `S`: see [`crate::codici::esigibilita_iva`].
    pub esigibilita: Option<String>,
    /// Reference to the law.
    pub riferimento_normativo: Option<String>,
}

/// One payment (`DettaglioPagamento` with the conditions of its group).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pagamento {
    /// See [`crate::codici::condizioni_pagamento`].
    pub condizioni: Option<String>,
    /// See [`crate::codici::modalita_pagamento`].
    pub modalita: String,
    /// Due date.
    pub scadenza: Option<NaiveDate>,
    /// Days to pay in, and from when (`GiorniTerminiPagamento`, `DataRiferimentoTerminiPagamento`).
    pub termini: (Option<u32>, Option<NaiveDate>),
    /// Amount, cents.
    pub importo: i64,
    /// Whom to pay, if not the supplier.
    pub beneficiario: Option<String>,
    /// Bank.
    pub istituto: Option<String>,
    /// Account.
    pub iban: Option<String>,
    /// Bank code.
    pub bic: Option<String>,
    /// Code to quote (for pagoPA, the notice number).
    pub codice_pagamento: Option<String>,
}

impl Corpo {
    /// What the document is, in words; the code itself if it is unknown.
    #[must_use]
    pub fn tipo_in_parole(&self) -> &str {
        codici::tipo_documento(&self.tipo_documento).unwrap_or(&self.tipo_documento)
    }

    /// True for credit notes, whose amounts go the other way.
    #[must_use]
    pub fn nota_di_credito(&self) -> bool {
        matches!(self.tipo_documento.as_str(), "TD04" | "TD08")
    }

    /// The tender codes, each once, in order.
    #[must_use]
    pub fn cig(&self) -> Vec<&str> {
        unique(self.riferimenti.iter().filter_map(|r| r.cig.as_deref()))
    }

    /// The project codes, each once, in order.
    #[must_use]
    pub fn cup(&self) -> Vec<&str> {
        unique(self.riferimenti.iter().filter_map(|r| r.cup.as_deref()))
    }

    /// The total to show: the declared one, or else the computed one. Cents.
    #[must_use]
    pub fn totale(&self) -> i64 {
        self.totale_dichiarato.unwrap_or(self.totale_calcolato)
    }

    /// True if the tax is paid by the customer to the State (split payment) for every taxed rate.
    #[must_use]
    pub fn scissione_pagamenti(&self) -> bool {
        let mut taxed = self.riepiloghi.iter().filter(|r| r.imposta != 0).peekable();
        taxed.peek().is_some() && taxed.all(|r| r.esigibilita.as_deref() == Some("S"))
    }
}

fn unique<'a>(codes: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = std::collections::HashSet::new();
    codes.filter(|code| seen.insert(*code)).collect()
}
