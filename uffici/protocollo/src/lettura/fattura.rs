//! An electronic invoice laid out for reading.

use fatturapa::{Corpo, Fattura, Linea, Pagamento, Riepilogo, Soggetto, codici};
use kernel::Date;
use serde::Serialize;
use ui::Row;

use super::{Lettura, forse, frase, riga};

/// Invoices of one file, and lines of one invoice, that are shown.
const MOST_BODIES: usize = 50;
const MOST_LINES: usize = 500;

/// The file.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct FatturaVista {
    pub formato: String,
    pub firmata: bool,
    pub cedente: Vec<Row>,
    pub cessionario: Vec<Row>,
    pub corpi: Vec<CorpoVisto>,
    /// The supplier's name, for short answers.
    pub da: String,
}

/// One invoice of it. Amounts are cents; quantities and prices are written as in the document.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct CorpoVisto {
    pub tipo: String,
    pub numero: String,
    /// Civil date.
    pub data: Option<String>,
    pub causali: Vec<String>,
    pub dati: Vec<Row>,
    pub linee: Vec<LineaVista>,
    pub linee_in_piu: usize,
    pub riepiloghi: Vec<RiepilogoVisto>,
    pub pagamenti: Vec<PagamentoVisto>,
    pub imponibile: i64,
    pub imposta: i64,
    pub totale: i64,
    pub scissione: bool,
    pub allegati: Vec<String>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct LineaVista {
    pub numero: String,
    pub descrizione: String,
    pub quantita: String,
    pub prezzo: String,
    pub totale: String,
    pub iva: String,
}

#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct RiepilogoVisto {
    pub iva: String,
    pub imponibile: i64,
    pub imposta: i64,
    pub nota: String,
}

#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct PagamentoVisto {
    pub modo: String,
    pub scadenza: Option<String>,
    pub importo: i64,
    pub conto: String,
}

/// Lays an invoice out.
pub(super) fn vedi(seen: &mut Lettura, bytes: &[u8]) {
    let invoice = match fatturapa::read(bytes) {
        Ok(invoice) => invoice,
        Err(error) => {
            seen.avvisi.push(frase(&format!("la fattura non si può leggere: {error}")));
            return;
        }
    };
    seen.avvisi.extend(invoice.anomalie.iter().take(30).map(frase));
    if invoice.corpi.len() > MOST_BODIES {
        seen.avvisi.push(format!("Il file contiene {} fatture: qui vedi le prime {MOST_BODIES}.", invoice.corpi.len()));
    }
    seen.fattura = Some(vista(&invoice));
}

fn vista(invoice: &Fattura) -> FatturaVista {
    let mut cessionario = soggetto(&invoice.cessionario);
    forse(&mut cessionario, "Codice destinatario", Some(invoice.trasmissione.codice_destinatario.as_str()));
    FatturaVista {
        formato: invoice.formato.to_string(),
        firmata: invoice.firmata,
        cedente: soggetto(&invoice.cedente),
        cessionario,
        corpi: invoice.corpi.iter().take(MOST_BODIES).map(corpo).collect(),
        da: invoice.cedente.nome_completo(),
    }
}

fn soggetto(party: &Soggetto) -> Vec<Row> {
    let mut rows = Vec::new();
    forse(&mut rows, "Nome", Some(party.nome_completo()));
    let vat =
        party.partita_iva.as_ref().map(|number| format!("{}{number}", party.id_paese.as_deref().unwrap_or_default()));
    forse(&mut rows, "Partita IVA", vat);
    forse(&mut rows, "Codice fiscale", party.codice_fiscale.clone());
    if let Some(seat) = &party.sede {
        let street = [seat.indirizzo.as_deref(), seat.numero_civico.as_deref()];
        let town = [seat.cap.as_deref(), seat.comune.as_deref(), seat.provincia.as_deref()];
        let joined = |parts: &[Option<&str>]| parts.iter().copied().flatten().collect::<Vec<_>>().join(" ");
        let parts = [joined(&street), joined(&town)];
        forse(
            &mut rows,
            "Sede",
            Some(parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ")),
        );
    }
    let regime = party.regime_fiscale.as_deref().map(|code| codici::regime_fiscale(code).unwrap_or(code));
    forse(&mut rows, "Regime fiscale", regime);
    forse(&mut rows, "Posta elettronica", party.email.clone());
    forse(&mut rows, "Telefono", party.telefono.clone());
    rows
}

fn corpo(body: &Corpo) -> CorpoVisto {
    let mut dati = Vec::new();
    forse(&mut dati, "CIG", Some(body.cig().join(", ")));
    forse(&mut dati, "CUP", Some(body.cup().join(", ")));
    for about in body.riferimenti.iter().take(20) {
        let label = match about.tipo {
            fatturapa::TipoRiferimento::Ordine => "Ordine",
            fatturapa::TipoRiferimento::Contratto => "Contratto",
            fatturapa::TipoRiferimento::Convenzione => "Convenzione",
            fatturapa::TipoRiferimento::Ricezione => "Ricezione",
            fatturapa::TipoRiferimento::FatturaCollegata => "Fattura collegata",
            _ => "Riferimento",
        };
        let day = about.data.map(|day| format!(" del {}", giorno(day))).unwrap_or_default();
        forse(&mut dati, label, Some(format!("{}{day}", about.id_documento)));
    }
    for withheld in &body.ritenute {
        let what = codici::tipo_ritenuta(&withheld.tipo).unwrap_or(&withheld.tipo);
        dati.push(riga("Ritenuta", format!("{} ({what}, {}%)", euro(withheld.importo), withheld.aliquota)));
    }
    for fund in &body.casse {
        let what = codici::tipo_cassa(&fund.tipo).unwrap_or(&fund.tipo);
        dati.push(riga("Cassa previdenziale", format!("{} ({what})", euro(fund.importo))));
    }
    if let Some(stamp) = &body.bollo {
        dati.push(riga("Bollo", stamp.importo.map_or_else(|| "assolto in modo virtuale".to_owned(), euro)));
    }
    if body.divisa != "EUR" && !body.divisa.is_empty() {
        dati.push(riga("Valuta", body.divisa.clone()));
    }
    CorpoVisto {
        tipo: body.tipo_in_parole().to_owned(),
        numero: body.numero.clone(),
        data: body.data.map(|day| day.to_string()),
        causali: body.causali.clone(),
        dati,
        linee: body.linee.iter().take(MOST_LINES).map(linea).collect(),
        linee_in_piu: body.linee.len().saturating_sub(MOST_LINES),
        riepiloghi: body.riepiloghi.iter().map(riepilogo).collect(),
        pagamenti: body.pagamenti.iter().map(pagamento).collect(),
        imponibile: body.riepiloghi.iter().fold(0, |sum, rate| sum.saturating_add(rate.imponibile)),
        imposta: body.riepiloghi.iter().fold(0, |sum, rate| sum.saturating_add(rate.imposta)),
        totale: body.totale(),
        scissione: body.scissione_pagamenti(),
        allegati: body.allegati.iter().take(50).map(|file| file.nome.clone()).collect(),
    }
}

fn linea(line: &Linea) -> LineaVista {
    let unit = line.unita_misura.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
    let period = match line.periodo {
        (Some(from), Some(to)) => format!(" (dal {} al {})", giorno(from), giorno(to)),
        _ => String::new(),
    };
    LineaVista {
        numero: line.numero.map(|number| number.to_string()).unwrap_or_default(),
        descrizione: format!("{}{period}", line.descrizione),
        quantita: line.quantita.map(|quantity| format!("{quantity}{unit}")).unwrap_or_default(),
        prezzo: line.prezzo_unitario.to_string(),
        totale: line.prezzo_totale.to_string(),
        iva: aliquota(line.aliquota_iva, line.natura.as_deref()),
    }
}

fn riepilogo(rate: &Riepilogo) -> RiepilogoVisto {
    let why = rate.natura.as_deref().map(|code| codici::natura(code).unwrap_or(code).to_owned());
    let due = rate.esigibilita.as_deref().map(|code| codici::esigibilita_iva(code).unwrap_or(code).to_owned());
    let parts: Vec<String> = [why, rate.riferimento_normativo.clone(), due].into_iter().flatten().collect();
    RiepilogoVisto {
        iva: aliquota(Some(rate.aliquota_iva), rate.natura.as_deref()),
        imponibile: rate.imponibile,
        imposta: rate.imposta,
        nota: parts.join(" · "),
    }
}

fn pagamento(payment: &Pagamento) -> PagamentoVisto {
    let way = codici::modalita_pagamento(&payment.modalita).unwrap_or(&payment.modalita);
    let parts = [&payment.iban, &payment.istituto, &payment.beneficiario];
    PagamentoVisto {
        modo: way.to_owned(),
        scadenza: payment.scadenza.map(|day| day.to_string()),
        importo: payment.importo,
        conto: parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" · "),
    }
}

fn aliquota(rate: Option<fatturapa::Decimal>, why: Option<&str>) -> String {
    match (rate, why) {
        (_, Some(code)) => code.to_owned(),
        (Some(rate), None) => format!("{}%", rate.to_string().trim_end_matches("00").trim_end_matches(',')),
        (None, None) => String::new(),
    }
}

fn giorno(day: Date) -> String {
    day.format("%d/%m/%Y").to_string()
}

fn euro(cents: i64) -> String {
    let decimal = fatturapa::Decimal::from_cents(cents);
    format!("{decimal} €")
}

impl FatturaVista {
    /// "Fattura n. 12 del 03/11/2026 di Rossi Srl", of the first one.
    pub(super) fn titolo(&self) -> String {
        let Some(body) = self.corpi.first() else { return "Fattura elettronica".into() };
        let day = body.data.as_deref().and_then(|day| day.parse::<Date>().ok());
        let day = day.map(|day| format!(" del {}", giorno(day))).unwrap_or_default();
        format!("{} n. {}{day} di {}", body.tipo, body.numero, self.da)
    }

    /// What a clerk looks for first.
    pub(super) fn in_breve(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for body in self.corpi.iter().take(3) {
            rows.push(riga("Totale", euro(body.totale)));
            forse(&mut rows, "Causale", body.causali.first().map(|text| text.chars().take(200).collect::<String>()));
            for payment in body.pagamenti.iter().take(3) {
                let day = payment.scadenza.as_deref().and_then(|day| day.parse::<Date>().ok());
                let day = day.map(|day| format!(" entro il {}", giorno(day))).unwrap_or_default();
                rows.push(riga("Da pagare", format!("{}{day}", euro(payment.importo))));
            }
            rows.extend(body.dati.iter().filter(|row| row.label == "CIG" || row.label == "CUP").cloned());
        }
        rows
    }
}
