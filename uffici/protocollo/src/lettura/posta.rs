//! A mail, PEC or not. HTML is shown as the text it holds, never as a page.

use documents::{format::recognise, store::Sha256Hash};
use kernel::Instant;
use segnatura::cooperazione::{FileRicevuto, Messaggio};
use serde::Serialize;
use ui::Row;

use super::{Lettura, MAX_TEXT, accorcia, forse, frase, pulito, riga};

/// Addresses and files shown of one message.
const MOST: usize = 200;

/// What is told where nobody has looked at the provider's signature.
pub(crate) const FIRMA_NON_GUARDATA: &str = "Qui la firma del gestore PEC non è verificata: mittente e date sono quelli dichiarati nel messaggio. Se è arrivato in una casella del Comune, l'esito della verifica è nella sua pagina in Posta in arrivo.";

/// A message laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Posta {
    /// "Messaggio di posta certificata".
    pub tipo: String,
    pub certificata: bool,
    pub oggetto: Option<String>,
    pub da: Option<String>,
    pub a: Vec<String>,
    pub copia: Vec<String>,
    /// The sender's clock, in micros.
    pub data_at: Option<i64>,
    /// What the provider certifies, in micros.
    pub certificata_at: Option<i64>,
    pub gestore: Option<String>,
    pub testo: Option<String>,
    /// Whether the text was taken out of HTML.
    pub da_html: bool,
    pub allegati: Vec<AllegatoVisto>,
}

/// A file that the message carries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct AllegatoVisto {
    pub nome: String,
    pub formato: String,
    pub bytes: u64,
    /// By which the page finds the same file among the documents of the entry.
    pub sha256: String,
    /// Where it can be read, when it is among them.
    pub href: Option<String>,
}

/// Lays a message out.
pub(super) fn vedi(seen: &mut Lettura, bytes: &[u8]) {
    let message = match pec::read(bytes) {
        Ok(message) => message,
        Err(error) => {
            seen.avvisi.push(format!("Il messaggio non si può leggere: {error}."));
            return;
        }
    };
    seen.avvisi.extend(message.anomalies.iter().take(20).map(frase));
    let content = message.content();
    let certified = message.kind != pec::Kind::Ordinaria;
    if certified {
        seen.avvisi.push(FIRMA_NON_GUARDATA.into());
    }
    // A receipt is written by the provider: the sender that it certifies is of the message of which it speaks, and is us.
    let from = if message.kind.is_receipt() { message.envelope.from.as_ref() } else { message.from.as_ref() };
    let people = |list: &[pec::Address]| list.iter().take(MOST).map(scritto).collect::<Vec<_>>();
    let text = content.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let text = text.map(|text| accorcia(text, MAX_TEXT, &mut seen.avvisi));
    seen.posta = Some(Posta {
        tipo: frase(&message.kind).trim_end_matches('.').to_owned(),
        certificata: certified,
        oggetto: content.subject.clone().or_else(|| message.subject.clone()).map(pulito),
        da: from.or(content.from.as_ref()).map(scritto),
        a: people(if content.to.is_empty() { &message.to } else { &content.to }),
        copia: people(&content.cc),
        data_at: content.date.map(|date| Instant::from_micros(date.timestamp_micros()).micros()),
        certificata_at: message.certified_at.map(|date| Instant::from_micros(date.timestamp_micros()).micros()),
        gestore: message.provider.clone().map(pulito),
        testo: text,
        // The crate takes the text parts first; without any, the text is what the HTML holds.
        da_html: content.html.is_some(),
        allegati: message.files().take(MOST).map(allegato).collect(),
    });
}

/// A message that came from another body without mail, laid out: its "segnatura" in place of a letter's head.
pub(crate) fn cooperata(letto: &Messaggio) -> Lettura {
    let said = &letto.segnatura;
    let file = |file: &FileRicevuto| visto(&file.bytes, pulito(file.nome.clone()));
    let to = said.destinatari.iter().take(MOST).map(|to| pulito(to.soggetto.denominazione.clone()));
    let mut seen = Lettura {
        posta: Some(Posta {
            tipo: "Messaggio protocollato di un'altra amministrazione".into(),
            oggetto: Some(pulito(said.oggetto.clone())),
            da: Some(pulito(said.mittente.denominazione.clone())),
            a: to.collect(),
            allegati: letto.file.iter().take(MOST).map(file).collect(),
            ..Posta::default()
        }),
        ..Lettura::default()
    };
    if said.riservato {
        seen.avvisi.push("Chi spedisce chiede che il documento sia trattato come riservato.".into());
    }
    seen
}

fn scritto(address: &pec::Address) -> String {
    pulito(match address.name.as_deref().map(str::trim).filter(|name| !name.is_empty() && *name != address.email) {
        Some(name) if address.email.is_empty() => name.to_owned(),
        Some(name) => format!("{name} <{}>", address.email),
        None => address.email.clone(),
    })
}

fn allegato(attachment: &pec::Attachment) -> AllegatoVisto {
    let nome = attachment.name.clone().map(pulito).unwrap_or_else(|| "allegato senza nome".into());
    visto(&attachment.bytes, nome)
}

fn visto(bytes: &[u8], nome: String) -> AllegatoVisto {
    AllegatoVisto {
        formato: recognise(bytes, &nome, Some(bytes)).label(),
        nome,
        bytes: bytes.len() as u64,
        sha256: Sha256Hash::of(bytes).to_string(),
        href: None,
    }
}

impl Posta {
    /// From whom, when, and how it begins.
    pub(super) fn in_breve(&self) -> Vec<Row> {
        let day = |at: i64| Instant::from_micros(at).told();
        let mut rows = Vec::new();
        forse(&mut rows, "Da", self.da.clone());
        forse(&mut rows, "Oggetto del messaggio", self.oggetto.clone());
        match (self.certificata_at, self.data_at) {
            (Some(at), _) => rows.push(riga("Certificata il", day(at))),
            (None, Some(at)) => rows.push(riga("Spedita il", day(at))),
            (None, None) => {}
        }
        if !self.allegati.is_empty() {
            let names: Vec<&str> = self.allegati.iter().take(5).map(|file| file.nome.as_str()).collect();
            let more = self.allegati.len().saturating_sub(names.len());
            let tail = if more > 0 { format!(" e altri {more}") } else { String::new() };
            rows.push(riga("Allegati", names.join(", ") + &tail));
        }
        if let Some(text) = &self.testo {
            let words: Vec<&str> = text.split_whitespace().collect();
            let start: String = words.join(" ").chars().take(280).collect();
            let tail = if text.chars().count() > 280 { "…" } else { "" };
            rows.push(riga("Comincia così", format!("{start}{tail}")));
        }
        rows
    }
}
