//! From the elements to the values of one invoice.

use super::{Bollo, Cassa, Corpo, Ddt, Linea, Pagamento, Riepilogo, Riferimento, Ritenuta, Sconto, TipoRiferimento};
use crate::allegato::allegati;
use crate::reader::Notes;
use crate::{Decimal, codici, totali};
use bounded_xml::Element;

/// Reads an invoice of the ordinary format.
pub(crate) fn corpo(number: usize, body: &Element, document: &Element, notes: &mut Notes) -> Corpo {
    let mut corpo = intestazione(number, document, notes);
    corpo.arrotondamento = notes.number(document, "Arrotondamento");
    corpo.totale_dichiarato = notes.number(document, "ImportoTotaleDocumento").map(Decimal::cents);
    corpo.sconti = sconti(document, notes);
    corpo.bollo = document
        .child("DatiBollo")
        .map(|element| Bollo { importo: notes.number(element, "ImportoBollo").map(Decimal::cents) });
    corpo.ritenute = each(document, "DatiRitenuta", notes, ritenuta);
    corpo.casse = each(document, "DatiCassaPrevidenziale", notes, cassa);
    if let Some(general) = body.child("DatiGenerali") {
        corpo.riferimenti = riferimenti(general, notes);
        corpo.ddt = each(general, "DatiDDT", notes, ddt);
    }
    if let Some(goods) = body.child("DatiBeniServizi") {
        corpo.linee = linee(number, goods, notes);
        notes.at = format!("fattura {number}, riepilogo IVA");
        corpo.riepiloghi = each(goods, "DatiRiepilogo", notes, riepilogo);
    }
    notes.at = format!("fattura {number}, pagamento");
    corpo.pagamenti = body.children_named("DatiPagamento").flat_map(|group| pagamenti(group, notes)).collect();
    notes.at = format!("fattura {number}, allegati");
    corpo.allegati = allegati(body, notes);
    totali::check(number, &mut corpo, notes);
    corpo
}

/// What both formats say about the document.
pub(crate) fn intestazione(number: usize, document: &Element, notes: &mut Notes) -> Corpo {
    notes.at = format!("fattura {number}");
    notes.text(document, "Data");
    Corpo {
        tipo_documento: notes.required_code(document, "TipoDocumento", codici::tipo_documento),
        divisa: notes.text(document, "Divisa"),
        data: notes.date(document, "Data"),
        numero: notes.text(document, "Numero"),
        causali: document.children_named("Causale").filter_map(|c| c.trimmed().map(str::to_owned)).collect(),
        ..Corpo::default()
    }
}

fn each<T>(parent: &Element, name: &str, notes: &mut Notes, read: fn(&Element, &mut Notes) -> T) -> Vec<T> {
    parent.children_named(name).map(|element| read(element, notes)).collect()
}

fn sconti(parent: &Element, notes: &mut Notes) -> Vec<Sconto> {
    each(parent, "ScontoMaggiorazione", notes, |element, notes| Sconto {
        sconto: element.text_at(&["Tipo"]) != Some("MG"),
        percentuale: notes.number(element, "Percentuale"),
        importo: notes.number(element, "Importo"),
    })
}

fn is_yes(parent: &Element, name: &str) -> bool {
    parent.text_at(&[name]) == Some("SI")
}

fn ritenuta(element: &Element, notes: &mut Notes) -> Ritenuta {
    Ritenuta {
        tipo: notes.required_code(element, "TipoRitenuta", codici::tipo_ritenuta),
        importo: notes.required_number(element, "ImportoRitenuta").cents(),
        aliquota: notes.required_number(element, "AliquotaRitenuta"),
        causale_pagamento: notes.text(element, "CausalePagamento"),
    }
}

fn cassa(element: &Element, notes: &mut Notes) -> Cassa {
    Cassa {
        tipo: notes.required_code(element, "TipoCassa", codici::tipo_cassa),
        aliquota_cassa: notes.required_number(element, "AlCassa"),
        importo: notes.required_number(element, "ImportoContributoCassa").cents(),
        imponibile: notes.number(element, "ImponibileCassa").map(Decimal::cents),
        aliquota_iva: notes.required_number(element, "AliquotaIVA"),
        natura: notes.optional_code(element, "Natura", codici::natura),
        ritenuta: is_yes(element, "Ritenuta"),
    }
}

fn righe(element: &Element) -> Vec<u32> {
    let numbers = element.children_named("RiferimentoNumeroLinea");
    numbers.filter_map(|line| line.trimmed()?.parse().ok()).collect()
}

fn riferimenti(general: &Element, notes: &mut Notes) -> Vec<Riferimento> {
    let kinds = [
        ("DatiOrdineAcquisto", TipoRiferimento::Ordine),
        ("DatiContratto", TipoRiferimento::Contratto),
        ("DatiConvenzione", TipoRiferimento::Convenzione),
        ("DatiRicezione", TipoRiferimento::Ricezione),
        ("DatiFattureCollegate", TipoRiferimento::FatturaCollegata),
    ];
    let mut found = Vec::new();
    for (name, tipo) in kinds {
        for element in general.children_named(name) {
            found.push(Riferimento {
                tipo,
                id_documento: notes.text(element, "IdDocumento"),
                data: notes.date(element, "Data"),
                num_item: element.string_at(&["NumItem"]),
                commessa_convenzione: element.string_at(&["CodiceCommessaConvenzione"]),
                cup: element.string_at(&["CodiceCUP"]),
                cig: element.string_at(&["CodiceCIG"]),
                linee: righe(element),
            });
        }
    }
    found
}

fn ddt(element: &Element, notes: &mut Notes) -> Ddt {
    Ddt { numero: notes.text(element, "NumeroDDT"), data: notes.date(element, "DataDDT"), linee: righe(element) }
}

fn linee(number: usize, goods: &Element, notes: &mut Notes) -> Vec<Linea> {
    let elements = goods.children_named("DettaglioLinee").enumerate();
    elements
        .map(|(index, element)| {
            notes.at = format!("fattura {number}, riga {}", index + 1);
            linea(element, notes)
        })
        .collect()
}

fn linea(element: &Element, notes: &mut Notes) -> Linea {
    notes.required_number(element, "AliquotaIVA");
    let articles = element.children_named("CodiceArticolo");
    Linea {
        numero: element.text_at(&["NumeroLinea"]).and_then(|text| text.parse().ok()),
        tipo_cessione: element.string_at(&["TipoCessionePrestazione"]),
        codici_articolo: articles
            .map(|code| {
                let part = |name: &str| code.text_at(&[name]).unwrap_or_default();
                format!("{}: {}", part("CodiceTipo"), part("CodiceValore"))
            })
            .collect(),
        descrizione: notes.text(element, "Descrizione"),
        quantita: notes.number(element, "Quantita"),
        unita_misura: element.string_at(&["UnitaMisura"]),
        periodo: (notes.date(element, "DataInizioPeriodo"), notes.date(element, "DataFinePeriodo")),
        prezzo_unitario: notes.required_number(element, "PrezzoUnitario"),
        sconti: sconti(element, notes),
        prezzo_totale: notes.required_number(element, "PrezzoTotale"),
        aliquota_iva: element.text_at(&["AliquotaIVA"]).and_then(Decimal::parse),
        natura: notes.optional_code(element, "Natura", codici::natura),
        ritenuta: is_yes(element, "Ritenuta"),
        riferimento_amministrazione: element.string_at(&["RiferimentoAmministrazione"]),
    }
}

fn riepilogo(element: &Element, notes: &mut Notes) -> Riepilogo {
    Riepilogo {
        aliquota_iva: notes.required_number(element, "AliquotaIVA"),
        natura: notes.optional_code(element, "Natura", codici::natura),
        spese_accessorie: notes.number(element, "SpeseAccessorie"),
        arrotondamento: notes.number(element, "Arrotondamento"),
        imponibile: notes.required_number(element, "ImponibileImporto").cents(),
        imposta: notes.required_number(element, "Imposta").cents(),
        esigibilita: notes.optional_code(element, "EsigibilitaIVA", codici::esigibilita_iva),
        riferimento_normativo: element.string_at(&["RiferimentoNormativo"]),
    }
}

fn pagamenti(group: &Element, notes: &mut Notes) -> Vec<Pagamento> {
    let conditions = notes.optional_code(group, "CondizioniPagamento", codici::condizioni_pagamento);
    let details = group.children_named("DettaglioPagamento");
    details
        .map(|element| Pagamento {
            condizioni: conditions.clone(),
            modalita: notes.required_code(element, "ModalitaPagamento", codici::modalita_pagamento),
            scadenza: notes.date(element, "DataScadenzaPagamento"),
            termini: (
                element.text_at(&["GiorniTerminiPagamento"]).and_then(|days| days.parse().ok()),
                notes.date(element, "DataRiferimentoTerminiPagamento"),
            ),
            importo: notes.required_number(element, "ImportoPagamento").cents(),
            beneficiario: element.string_at(&["Beneficiario"]),
            istituto: element.string_at(&["IstitutoFinanziario"]),
            iban: element.string_at(&["IBAN"]).map(|iban| iban.replace(' ', "")),
            bic: element.string_at(&["BIC"]),
            codice_pagamento: element.string_at(&["CodicePagamento"]),
        })
        .collect()
}
