//! What is wrong in an invoice that was read all the same.

use crate::Decimal;

/// One flaw, as an Italian sentence ready to be shown. `corpo` counts the invoices in the file from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Anomalia {
    /// Bytes that do not fit the declared encoding.
    #[error("la codifica dei caratteri dichiarata non è quella vera: qualche lettera può essere sbagliata")]
    Codifica,
    /// The namespace is not that of the format.
    #[error("lo spazio dei nomi «{0}» non è quello della fattura elettronica")]
    Namespace(String),
    /// Attribute `versione` and `FormatoTrasmissione` disagree.
    #[error("la versione dichiarata è «{versione}» ma il formato di trasmissione è «{formato}»")]
    FormatoDiscorde {
        /// Attribute of the root.
        versione: String,
        /// Element.
        formato: String,
    },
    /// A required element is missing or empty.
    #[error("manca {campo}")]
    Manca {
        /// Where and what.
        campo: String,
    },
    /// A value cannot be read.
    #[error("{campo} non è valido: «{valore}»")]
    ValoreNonValido {
        /// Where and what.
        campo: String,
        /// As written.
        valore: String,
    },
    /// A code that is not in its table.
    #[error("{campo}: il codice «{valore}» non è previsto")]
    CodiceSconosciuto {
        /// Where and what.
        campo: String,
        /// As written.
        valore: String,
    },
    /// The declared total is not the one of the summary.
    #[error("fattura {corpo}: il totale dichiarato è {dichiarato} €, dal riepilogo IVA risulta {calcolato} €")]
    TotaleDiverso {
        /// Number of the invoice in the file.
        corpo: usize,
        /// `ImportoTotaleDocumento`.
        dichiarato: Decimal,
        /// From the summary.
        calcolato: Decimal,
    },
    /// The declared total is what remains after the withholding: allowed by nobody, done by many.
    #[error(
        "fattura {corpo}: il totale dichiarato ({dichiarato} €) è già al netto delle ritenute; il totale del documento è {calcolato} €"
    )]
    TotaleAlNettoDelleRitenute {
        /// Number of the invoice in the file.
        corpo: usize,
        /// `ImportoTotaleDocumento`.
        dichiarato: Decimal,
        /// From the summary.
        calcolato: Decimal,
    },
    /// The taxable amount of a rate is more than one euro from the sum of its lines (SdI check 00422).
    #[error("fattura {corpo}: l'imponibile al {aliquota}% è {dichiarato} €, dalle righe risulta {calcolato} €")]
    ImponibileDiverso {
        /// Number of the invoice in the file.
        corpo: usize,
        /// Rate, percent.
        aliquota: Decimal,
        /// `ImponibileImporto`.
        dichiarato: Decimal,
        /// Sum of lines, funds, accessory expenses and rounding.
        calcolato: Decimal,
    },
    /// The tax is more than one cent from rate × taxable amount (SdI check 00421).
    #[error("fattura {corpo}: l'imposta al {aliquota}% è {dichiarato} €, dall'imponibile risulta {calcolato} €")]
    ImpostaDiversa {
        /// Number of the invoice in the file.
        corpo: usize,
        /// Rate, percent.
        aliquota: Decimal,
        /// `Imposta`.
        dichiarato: Decimal,
        /// Computed.
        calcolato: Decimal,
    },
    /// An attachment is not valid base64.
    #[error("l'allegato «{nome}» è danneggiato e non si può aprire")]
    AllegatoDanneggiato {
        /// Its name.
        nome: String,
    },
}
