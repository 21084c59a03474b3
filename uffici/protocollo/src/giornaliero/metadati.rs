//! The metadata that go with a day's register, in the words of AgID's guidelines (annex 5, "documento amministrativo
//! informatico"). AgID publishes no schema of that annex with which we could have it judged: element names and order follow
//! its table.

use kernel::Instant;
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use super::raccogli::Giornata;
use crate::rules::segnatura;

/// What the metadata say of a register.
pub(super) struct Dati<'a> {
    pub ente: &'a ente::EnteInfo,
    /// Number and year of the register.
    pub numero: (i64, i64),
    /// `AAAA-MM-GG`.
    pub giorno: String,
    pub at: Instant,
    /// The SHA-256 of the PDF, in digits.
    pub impronta: &'a str,
    pub nome: &'a str,
    pub giornata: &'a Giornata,
    /// Whether it bears the ente's seal: one for trials, without legal value, is none to whoever keeps the register.
    pub sigillato: bool,
    /// Whether a time stamp stands in that seal.
    pub marcato: bool,
}

/// The XML, with a line for each element.
pub(super) fn metadati(dati: &Dati<'_>) -> Vec<u8> {
    let mut xml = Xml(Writer::new_with_indent(Vec::new(), b' ', 2));
    xml.declare();
    xml.within("DocumentoAmministrativoInformatico", |xml| {
        xml.within("IdDoc", |xml| {
            xml.within("ImprontaCrittograficaDelDocumento", |xml| {
                xml.text("Impronta", dati.impronta);
                xml.text("Algoritmo", "SHA-256");
            });
            xml.text("Identificativo", &format!("registro-giornaliero-{}-{}", dati.numero.1, dati.numero.0));
        });
        xml.text("ModalitaDiFormazione", "generazione o raggruppamento anche in via automatica di un insieme di dati");
        xml.text("TipologiaDocumentale", "Registro giornaliero di protocollo");
        registrazione(xml, dati);
        xml.within("Soggetti", |xml| {
            xml.within("Ruolo", |xml| {
                xml.text("TipoRuolo", "Produttore");
                xml.text("DenominazioneAmministrazione", &dati.ente.name);
            });
        });
        xml.within("ChiaveDescrittiva", |xml| xml.text("Oggetto", &oggetto(dati)));
        xml.within("Allegati", |xml| xml.text("NumeroAllegati", "0"));
        xml.text("Riservato", "true");
        xml.within("IdentificativoDelFormato", |xml| xml.text("Formato", "application/pdf; PDF/A-2a"));
        xml.within("Verifica", |xml| {
            let all = [
                ("FirmatoDigitalmente", false),
                ("SigillatoElettronicamente", dati.sigillato),
                ("MarcaturaTemporale", dati.marcato),
            ];
            for (what, yes) in all {
                xml.text(what, if yes { "true" } else { "false" });
            }
        });
        xml.text("NomeDelDocumento", dati.nome);
        xml.text("VersioneDelDocumento", "1");
        // Registers are kept for ever: the annex writes that so.
        xml.text("TempoDiConservazione", "9999");
    });
    xml.0.into_inner()
}

fn registrazione(xml: &mut Xml, dati: &Dati<'_>) {
    xml.within("DatiDiRegistrazione", |xml| {
        xml.text("TipologiaDiFlusso", "I");
        xml.text("TipoRegistro", "Repertorio/Registro");
        xml.text("DataRegistrazione", &dati.at.rome().format("%Y-%m-%d").to_string());
        xml.text("OraRegistrazione", &dati.at.rome().format("%H:%M:%S").to_string());
        xml.text("NumeroDocumento", &dati.numero.0.to_string());
        xml.text("CodiceRegistro", "GIORNALIERO");
    });
}

fn oggetto(dati: &Dati<'_>) -> String {
    let voci = &dati.giornata.voci;
    let which = match (voci.first(), voci.last()) {
        (Some(first), Some(last)) => {
            format!("{} registrazioni, dalla {} alla {}", voci.len(), segnatura(&first.riga), segnatura(&last.riga))
        }
        _ => "nessuna registrazione".into(),
    };
    format!("Registro giornaliero di protocollo del {}: {which}", dati.giorno)
}

/// Writing to memory cannot fail: the results say nothing here.
struct Xml(Writer<Vec<u8>>);

impl Xml {
    fn declare(&mut self) {
        let _ = self.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    }

    fn within(&mut self, name: &'static str, inside: impl FnOnce(&mut Self)) {
        let start = quick_xml::events::BytesStart::new(name);
        let _ = self.0.write_event(Event::Start(start.borrow()));
        inside(self);
        let _ = self.0.write_event(Event::End(start.to_end()));
    }

    fn text(&mut self, name: &'static str, text: &str) {
        // What XML cannot carry at all would make the whole unreadable.
        let plain: String = text.chars().filter(|c| !c.is_control()).collect();
        let _ = self.0.create_element(name).write_text_content(BytesText::new(&plain));
    }
}
