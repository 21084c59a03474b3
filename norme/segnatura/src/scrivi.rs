//! The 2021 form, written (AgID guidelines, annex 6, `segnatura_protocollo.xsd` 3.0).

use crate::{Anomalia, Classifica, Documento, Identificatore, Segnatura, Soggetto, TipoSoggetto};

pub(crate) const NAMESPACE: &str = "http://www.agid.gov.it/protocollo/";
/// Digits of a registration's number, at least (`NumeroRegistrazioneType`).
const DIGITS: usize = 7;
/// Letters of a register's code, at most (`CodiceRegistroType`).
pub(crate) const LONGEST_REGISTER: usize = 16;
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<prot:SegnaturaInformatica ";
const END: &str = "</prot:SegnaturaInformatica>\n";
/// The namespace of messages between bodies (`messaggio_protocollo.xsd`).
pub(crate) const MESSAGGI: &str = "http://www.agid.gov.it/protocollo/messaggi/";

/// Protocol data without the seal that the rules ask for. It is not yet a "segnatura": the schema itself wants the signature
/// (XAdES baseline B, with the body's qualified seal), and whoever receives one without must answer `001_ValidazioneFirma`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NonSigillata(String);

impl NonSigillata {
    /// The document over which the signature is to be made.
    #[must_use]
    pub fn xml(&self) -> &str {
        &self.0
    }

    /// The finished "segnatura", with this `ds:Signature` where the schema wants it. That the signature is good is for the
    /// caller to know.
    #[must_use]
    pub fn con_firma(&self, signature: &str) -> String {
        let open = self.0.strip_suffix(END).unwrap_or(&self.0);
        format!("{open}{signature}\n{END}")
    }

    /// The same as it stands in a message between bodies without mail (`MessaggioProtocolloType`): the type is one, but the element
    /// is named otherwise. A seal covers the name too: this is what is to be sealed for such a message.
    #[must_use]
    pub fn di_messaggio(&self) -> String {
        let bare = self.0.strip_prefix(HEAD).and_then(|rest| rest.strip_suffix(END)).unwrap_or_default();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<msg:Segnatura xmlns:msg=\"{MESSAGGI}\" {bare}</msg:Segnatura>\n"
        )
    }
}

/// Writes protocol data in the 2021 form. A person's last word is taken for the surname; a body without an IPA code is written
/// as another legal person, since the form knows no other. Units, persons inside a body, references and files kept elsewhere are
/// not written.
///
/// # Errors
/// All that the schema asks for and is not there.
pub fn write(segnatura: &Segnatura) -> Result<NonSigillata, Vec<Anomalia>> {
    let missing = missing(segnatura);
    if !missing.is_empty() {
        return Err(missing);
    }
    let mut out = Out(format!("{HEAD}xmlns:prot=\"{NAMESPACE}\" prot:versione=\"3.0.0\" prot:lang=\"it\">\n"));
    out.within("Intestazione", &[], |out| {
        out.within("Identificatore", &[], |out| identificatore(out, &segnatura.identificatore));
        if let Some(first) = &segnatura.prima_registrazione {
            out.within("PrimaRegistrazione", &[], |out| identificatore(out, first));
        }
        out.text("Oggetto", &[], &segnatura.oggetto);
        if let Some(first) = segnatura.classifiche.first() {
            out.within("Classifica", &[], |out| classifica(out, first));
        }
        if let Some(file) = &segnatura.fascicolo {
            out.within("Fascicolo", &[], |out| {
                out.text("Denominazione", &[], file.denominazione.as_deref().unwrap_or_default());
                out.text("CodiceFascicolo", &[], file.codice.as_deref().unwrap_or_default());
            });
        }
        if segnatura.riservato {
            let note: Vec<(&str, &str)> = segnatura.riservato_note.iter().map(|note| ("note", note.as_str())).collect();
            out.text("Riservato", &note, "true");
        }
    });
    out.within("Descrizione", &[], |out| {
        out.within("Mittente", &[], |out| soggetto(out, &segnatura.mittente));
        for to in &segnatura.destinatari {
            let flag = |yes: bool| if yes { "true" } else { "false" };
            let how = [("confermaRicezione", flag(to.conferma_ricezione)), ("perConoscenza", flag(to.per_conoscenza))];
            out.within("Destinatario", &how, |out| soggetto(out, &to.soggetto));
        }
        if let Some(main) = &segnatura.documento {
            documento(out, "DocumentoPrimario", main);
        }
        segnatura.allegati.iter().for_each(|file| documento(out, "Allegato", file));
    });
    out.0.push_str(END);
    Ok(NonSigillata(out.0))
}

/// What the schema asks for and is not there.
fn missing(segnatura: &Segnatura) -> Vec<Anomalia> {
    let id = &segnatura.identificatore;
    let register = id.codice_registro.as_deref().unwrap_or_default();
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
    let good_register = !register.is_empty() && register.len() <= LONGEST_REGISTER && plain(register);
    let digits = !id.numero.is_empty() && id.numero.chars().all(|c| c.is_ascii_digit());
    let file = |file: &Documento| file.nome.is_some() && file.tipo_mime.is_some() && file.impronta.is_some();
    let checks = [
        (!id.codice_amministrazione.is_empty(), "il codice IPA dell'amministrazione"),
        (!id.codice_aoo.is_empty(), "il codice dell'AOO"),
        (good_register, "il codice del registro (al massimo 16 lettere, cifre, punti e trattini)"),
        (digits, "il numero di registrazione"),
        (id.data.is_some(), "la data di registrazione"),
        (!segnatura.oggetto.trim().is_empty(), "l'oggetto"),
        (segnatura.classifiche.first().is_some_and(|one| !one.livelli.is_empty()), "la classe del titolario"),
        (!segnatura.mittente.denominazione.is_empty(), "il mittente"),
        (!segnatura.destinatari.is_empty(), "il destinatario"),
        (segnatura.documento.as_ref().is_some_and(file), "il documento principale con la sua impronta"),
        (segnatura.allegati.iter().all(file), "il nome o l'impronta di un allegato"),
    ];
    checks.into_iter().filter(|(good, _)| !good).map(|(_, what)| Anomalia::Manca(what)).collect()
}

pub(crate) fn identificatore(out: &mut Out, id: &Identificatore) {
    let name: Vec<(&str, &str)> = id.amministrazione.iter().map(|name| ("descrizione", name.as_str())).collect();
    out.text("CodiceAmministrazione", &name, &id.codice_amministrazione);
    out.text("CodiceAOO", &[], &id.codice_aoo);
    out.text("CodiceRegistro", &[], id.codice_registro.as_deref().unwrap_or_default());
    out.text("NumeroRegistrazione", &[], &format!("{:0>DIGITS$}", id.numero));
    if let Some(day) = id.data {
        out.text("DataRegistrazione", &[], &day.format("%Y-%m-%d").to_string());
    }
    if let Some(time) = id.ora {
        out.text("OraRegistrazione", &[], &time.format("%H:%M:%S").to_string());
    }
}

fn classifica(out: &mut Out, classifica: &Classifica) {
    let code = classifica.codice();
    out.text("Denominazione", &[], classifica.denominazione.as_deref().unwrap_or(&code));
    livelli(out, "CodicePath", &classifica.livelli);
}

fn livelli(out: &mut Out, name: &str, levels: &[String]) {
    if let Some((first, rest)) = levels.split_first() {
        out.within(name, &[], |out| {
            out.text("Livello", &[], first);
            livelli(out, "SubLivello", rest);
        });
    }
}

fn soggetto(out: &mut Out, party: &Soggetto) {
    match (party.tipo, &party.codice_amministrazione) {
        (TipoSoggetto::Amministrazione, Some(code)) => out.within("Amministrazione", &[], |out| {
            out.text("DenominazioneAmministrazione", &[], &party.denominazione);
            numero_fiscale(out, "CFAmministrazione", party);
            out.text("CodiceIPAAmministrazione", &[], code);
            match &party.codice_aoo {
                Some(aoo) => {
                    let name: Vec<(&str, &str)> = party.aoo.iter().map(|name| ("descrizione", name.as_str())).collect();
                    out.text("CodiceIPAAOO", &name, aoo);
                    contatti(out, "ContattiAOO", party);
                }
                None => contatti(out, "ContattiAmministrazione", party),
            }
        }),
        (TipoSoggetto::PersonaFisica, _) => out.within("PersonaFisica", &[], |out| {
            let (name, surname) = party.denominazione.rsplit_once(' ').unwrap_or(("", &party.denominazione));
            out.text("Nome", &[], name);
            out.text("Cognome", &[], surname);
            if let Some(code) = party.codice_fiscale.as_ref().filter(|code| is_of_a_person(code)) {
                out.text("CodiceFiscale", &[], code);
            }
            contatti(out, "Contatti", party);
        }),
        (TipoSoggetto::AmministrazioneEstera, _) => out.within("AmministrazioneEstera", &[], |out| {
            out.text("DenominazioneAmministrazione", &[], &party.denominazione);
            contatti(out, "ContattiAmministrazione", party);
        }),
        _ => out.within("PersonaGiuridica", &[], |out| {
            out.text("Denominazione", &[], &party.denominazione);
            numero_fiscale(out, "PIVAoCF", party);
            contatti(out, "ContattiPersonaGiuridica", party);
        }),
    }
}

/// Only numbers of eleven digits have a place there.
fn numero_fiscale(out: &mut Out, name: &str, party: &Soggetto) {
    let digits = |code: &&String| code.len() == 11 && code.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(code) = party.codice_fiscale.as_ref().filter(digits) {
        out.text(name, &[], code);
    }
}

/// `CodiceFiscaleType`.
fn is_of_a_person(code: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit() || "LMNPQRSTUV".contains(c);
    let fits = |(place, c): (usize, char)| match place {
        6 | 7 | 9 | 10 | 12..=14 => digit(c),
        8 => "ABCDEHLMPRST".contains(c),
        _ => c.is_ascii_uppercase(),
    };
    code.len() == 16 && code.chars().enumerate().all(fits)
}

fn contatti(out: &mut Out, name: &str, party: &Soggetto) {
    if !party.indirizzi_telematici.is_empty() {
        out.within(name, &[], |out| {
            party.indirizzi_telematici.iter().for_each(|one| out.text("IndirizzoTelematico", &[], one));
        });
    }
}

fn documento(out: &mut Out, name: &str, file: &Documento) {
    let (Some(nome), Some(tipo), Some(impronta)) = (&file.nome, &file.tipo_mime, &file.impronta) else { return };
    out.within(name, &[("nomeFile", nome), ("mimeType", tipo)], |out| {
        if let Some(what) = &file.descrizione {
            out.text("Descrizione", &[], what);
        }
        out.text("Impronta", &[("algoritmo", &impronta.algoritmo)], &impronta.valore);
        if file.firmato {
            out.within("firmatoDigitalmente", &[], |out| out.text("UnDetached", &[], "true"));
        }
    });
}

/// Elements, all in the namespace of the form.
pub(crate) struct Out(pub(crate) String);

impl Out {
    fn within(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.open(name, attributes);
        self.0.push('\n');
        inside(self);
        self.close(name);
    }

    fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.0.push_str(&escaped(text));
        self.close(name);
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.0.push_str(&format!("<prot:{name}"));
        for (key, value) in attributes {
            self.0.push_str(&format!(" prot:{key}=\"{}\"", escaped(value)));
        }
        self.0.push('>');
    }

    fn close(&mut self, name: &str) {
        self.0.push_str(&format!("</prot:{name}>\n"));
    }
}

/// Without the characters that XML 1.0 cannot hold.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
