//! The simplified invoice (`FSM10`, DPR 633/1972 art. 21-bis): prices include the tax, parties may be reduced to a code.

use crate::allegato::allegati;
use crate::corpo::{Bollo, Corpo, Linea, Riferimento, TipoRiferimento, intestazione};
use crate::reader::Notes;
use crate::{Decimal, Soggetto, codici, soggetto};
use bounded_xml::Element;

/// Supplier and customer.
pub(crate) fn soggetti(cedente: &Element, cessionario: &Element) -> (Soggetto, Soggetto) {
    let none = Element::default();
    let fiscal = cessionario.child("IdentificativiFiscali").unwrap_or(&none);
    let personal = cessionario.child("AltriDatiIdentificativi").unwrap_or(&none);
    (soggetto::semplificato(cedente, cedente), soggetto::semplificato(fiscal, personal))
}

/// One invoice.
pub(crate) fn corpo(number: usize, body: &Element, document: &Element, notes: &mut Notes) -> Corpo {
    let mut corpo = intestazione(number, document, notes);
    corpo.bollo = (document.text_at(&["BolloVirtuale"]) == Some("SI")).then_some(Bollo { importo: None });
    let corrected = body.child("DatiGenerali").and_then(|general| general.child("DatiFatturaRettificata"));
    if let Some(element) = corrected {
        corpo.riferimenti.push(Riferimento {
            tipo: TipoRiferimento::FatturaCollegata,
            id_documento: notes.text(element, "NumeroFR"),
            data: notes.date(element, "DataFR"),
            num_item: None,
            commessa_convenzione: None,
            cup: None,
            cig: None,
            linee: Vec::new(),
        });
    }
    for (index, element) in body.children_named("DatiBeniServizi").enumerate() {
        notes.at = format!("fattura {number}, riga {}", index + 1);
        corpo.linee.push(linea(element, notes));
    }
    corpo.totale_calcolato = corpo.linee.iter().map(|line| line.prezzo_totale).sum::<Decimal>().cents();
    notes.at = format!("fattura {number}, allegati");
    corpo.allegati = allegati(body, notes);
    corpo
}

fn linea(element: &Element, notes: &mut Notes) -> Linea {
    let importo = notes.required_number(element, "Importo");
    let none = Element::default();
    let tax = element.child("DatiIVA").unwrap_or(&none);
    Linea {
        descrizione: notes.text(element, "Descrizione"),
        prezzo_unitario: importo,
        prezzo_totale: importo,
        aliquota_iva: notes.number(tax, "Aliquota"),
        natura: notes.optional_code(element, "Natura", codici::natura),
        ..Linea::default()
    }
}
