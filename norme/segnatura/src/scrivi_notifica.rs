//! The answers of 2021, written (`pec_message.xsd` 3.0): confirmation, its update, exception, annulment.

use crate::scrivi::{Out, escaped, identificatore};
use crate::{Anomalia, Identificatore, Notifica, TipoNotifica};

const PEC: &str = "http://www.agid.gov.it/protocollo/pec/";
const PROT: &str = "http://www.agid.gov.it/protocollo/";

/// Writes an answer in the 2021 form, whatever form it names. The schema knows no signature in it.
///
/// # Errors
/// All that the schema asks for and is not there.
pub fn write_notifica(notifica: &Notifica) -> Result<String, Vec<Anomalia>> {
    let missing = missing(notifica);
    if !missing.is_empty() {
        return Err(missing);
    }
    let root = notifica.tipo.root();
    let mut out = Out(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<pec:{root} xmlns:pec=\"{PEC}\" xmlns:prot=\"{PROT}\" pec:versione=\"3.0.0\" pec:lang=\"it\">\n"
    ));
    if let Some(own) = &notifica.identificatore {
        identificato(&mut out, own);
    }
    if notifica.tipo != TipoNotifica::AnnullamentoProtocollazione {
        out.0.push_str("<pec:MessaggioRicevuto>\n");
        match (&notifica.messaggio_ricevuto, &notifica.descrizione_messaggio) {
            (Some(theirs), _) => identificato(&mut out, theirs),
            (None, told) => testo(&mut out, "DescrizioneMessaggio", told.as_deref().unwrap_or_default()),
        }
        out.0.push_str("</pec:MessaggioRicevuto>\n");
    }
    let reasons = !matches!(notifica.tipo, TipoNotifica::ConfermaRicezione | TipoNotifica::AggiornamentoConferma);
    for (name, text) in [("Motivo", &notifica.motivo), ("Provvedimento", &notifica.provvedimento)] {
        if let Some(text) = text.as_deref().filter(|_| reasons && is_asked(notifica.tipo, name)) {
            testo(&mut out, name, text);
        }
    }
    out.0.push_str(&format!("</pec:{root}>\n"));
    Ok(out.0)
}

fn is_asked(tipo: TipoNotifica, name: &str) -> bool {
    name == "Motivo" || tipo == TipoNotifica::AnnullamentoProtocollazione
}

fn identificato(out: &mut Out, id: &Identificatore) {
    out.0.push_str("<pec:Identificatore>\n");
    identificatore(out, id);
    out.0.push_str("</pec:Identificatore>\n");
}

fn testo(out: &mut Out, name: &str, text: &str) {
    out.0.push_str(&format!("<pec:{name}>{}</pec:{name}>\n", escaped(text)));
}

/// What the schema asks for and is not there.
fn missing(notifica: &Notifica) -> Vec<Anomalia> {
    let said = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    let whole = |id: &Identificatore| {
        let digits = !id.numero.is_empty() && id.numero.bytes().all(|digit| digit.is_ascii_digit());
        let codes = [&id.codice_amministrazione, &id.codice_aoo].into_iter().all(|code| !code.is_empty());
        codes && digits && id.data.is_some() && id.codice_registro.as_ref().is_some_and(|code| !code.is_empty())
    };
    let own = notifica.identificatore.as_ref();
    let (confirms, annuls) = match notifica.tipo {
        TipoNotifica::ConfermaRicezione | TipoNotifica::AggiornamentoConferma => (true, false),
        TipoNotifica::NotificaEccezione => (false, false),
        TipoNotifica::AnnullamentoProtocollazione => (false, true),
    };
    let received = notifica.messaggio_ricevuto.as_ref();
    let told = received.map_or_else(|| !confirms && said(&notifica.descrizione_messaggio), whole);
    let checks = [
        (own.map_or(!confirms && !annuls, whole), "la registrazione di chi risponde, intera"),
        (annuls || told, "la registrazione o la descrizione del messaggio a cui si risponde"),
        (confirms || said(&notifica.motivo), "il motivo"),
        (!annuls || said(&notifica.provvedimento), "il provvedimento che annulla"),
    ];
    checks.into_iter().filter(|(good, _)| !good).map(|(_, what)| Anomalia::Manca(what)).collect()
}
