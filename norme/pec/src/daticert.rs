//! `daticert.xml`: the certification data (RFC 6109 section 4.4, DM 2/11/2005 annex, section 7.4).

use crate::limits::{DATICERT_MAX, RECIPIENTS_MAX};
use crate::mime::headers::{bare_id, one_line};
use crate::{Anomaly, Kind};
use bounded_xml::{Element, Limits};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};

/// The certification data, as the provider wrote them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Daticert {
    /// Attribute `tipo`, with the error of `errore` where the kind has one.
    pub kind: Kind,
    /// Attribute `errore`, as written.
    pub errore: Option<String>,
    /// Sender of the original message.
    pub mittente: Option<String>,
    /// Recipients of the original message.
    pub destinatari: Vec<Destinatario>,
    /// Address for answers.
    pub risposte: Option<String>,
    /// Subject of the original message.
    pub oggetto: Option<String>,
    /// Provider that certifies (`gestore-emittente`).
    pub gestore: Option<String>,
    /// The certified instant (`data`, `giorno` and `ora` in the time zone `zona`).
    pub data: Option<DateTime<FixedOffset>>,
    /// The provider's identifier of the message (`identificativo`), without angle brackets.
    pub identificativo: Option<String>,
    /// Message-ID that the sender's program gave to the original (`msgid`), without angle brackets.
    pub msgid: Option<String>,
    /// How much of the original the delivery receipt carries.
    pub ricevuta: Option<Ricevuta>,
    /// Recipient to whom it was, or was not, delivered (`consegna`).
    pub consegna: Option<String>,
    /// Recipients taken over, in a *presa in carico* (`ricezione`).
    pub ricezione: Vec<String>,
    /// The provider's words about the error (`errore-esteso`).
    pub errore_esteso: Option<String>,
}

/// A recipient in `daticert.xml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destinatario {
    /// Mail address.
    pub email: String,
    /// True if the mailbox is PEC (`tipo="certificato"`), false if ordinary (`esterno`).
    pub certificato: bool,
}

/// Kinds of delivery receipt (RFC 6109 section 3.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ricevuta {
    /// With the whole original message.
    Completa,
    /// With the original, its attachments replaced by their digests.
    Breve,
    /// Without the original.
    Sintetica,
}

impl Ricevuta {
    /// Reads `completa`, `breve` or `sintetica`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code.trim().to_ascii_lowercase().as_str() {
            "completa" => Some(Ricevuta::Completa),
            "breve" => Some(Ricevuta::Breve),
            "sintetica" => Some(Ricevuta::Sintetica),
            _ => None,
        }
    }
}

/// Reads the file; what the rules require and is not there is reported, the rest is read all the same.
pub(crate) fn read(bytes: &[u8], anomalies: &mut Vec<Anomaly>) -> Option<Daticert> {
    let limits = Limits { bytes: DATICERT_MAX, depth: 16, elements: 4 * RECIPIENTS_MAX, attributes: 16 };
    let root = match bounded_xml::read(bytes, limits) {
        Ok(document) => document.root,
        Err(error) => {
            anomalies.push(Anomaly::DaticertIlleggibile(error.to_string()));
            return None;
        }
    };
    if !root.name.eq_ignore_ascii_case("postacert") {
        let found = format!("l'elemento radice è «{}» invece di «postacert»", root.name);
        anomalies.push(Anomaly::DaticertIlleggibile(found));
        return None;
    }
    let daticert = fields(&root);
    report_missing(&daticert, &root, anomalies);
    Some(daticert)
}

fn fields(root: &Element) -> Daticert {
    let none = Element::default();
    let head = root.child("intestazione").unwrap_or(&none);
    let data = root.child("dati").unwrap_or(&none);
    let line = |parent: &Element, name: &str| parent.text_at(&[name]).map(one_line);
    let errore = root.attribute("errore").map(str::to_owned);
    Daticert {
        kind: Kind::from_code(root.attribute("tipo").unwrap_or_default(), errore.as_deref()),
        errore,
        mittente: line(head, "mittente"),
        destinatari: head
            .children_named("destinatari")
            .filter_map(|element| {
                Some(Destinatario {
                    email: one_line(element.trimmed()?),
                    certificato: element.attribute("tipo") != Some("esterno"),
                })
            })
            .take(RECIPIENTS_MAX)
            .collect(),
        risposte: line(head, "risposte"),
        oggetto: line(head, "oggetto"),
        gestore: line(data, "gestore-emittente"),
        data: data.child("data").and_then(instant),
        identificativo: data.text_at(&["identificativo"]).map(bare_id),
        msgid: data.text_at(&["msgid"]).map(bare_id),
        ricevuta: data.child("ricevuta").and_then(|element| element.attribute("tipo")).and_then(Ricevuta::from_code),
        consegna: line(data, "consegna"),
        ricezione: data
            .children_named("ricezione")
            .filter_map(|element| element.trimmed().map(one_line))
            .take(RECIPIENTS_MAX)
            .collect(),
        errore_esteso: line(data, "errore-esteso"),
    }
}

fn report_missing(daticert: &Daticert, root: &Element, anomalies: &mut Vec<Anomaly>) {
    let missing = [
        (root.attribute("tipo").is_none(), "il tipo"),
        (daticert.mittente.is_none(), "il mittente"),
        (daticert.destinatari.is_empty(), "il destinatario"),
        (daticert.gestore.is_none(), "il gestore"),
        (daticert.data.is_none(), "la data"),
        (daticert.identificativo.is_none(), "l'identificativo"),
    ];
    let missing = missing.into_iter().filter(|(is_missing, _)| *is_missing);
    anomalies.extend(missing.map(|(_, what)| Anomaly::DaticertIncompleto(what)));
}

/// `<data zona="+0100"><giorno>13/11/2018</giorno><ora>16:39:26</ora></data>`
fn instant(data: &Element) -> Option<DateTime<FixedOffset>> {
    let day = NaiveDate::parse_from_str(data.text_at(&["giorno"])?, "%d/%m/%Y").ok()?;
    let time = NaiveTime::parse_from_str(data.text_at(&["ora"])?, "%H:%M:%S").ok()?;
    let zone = data.attribute("zona")?.parse::<FixedOffset>().ok()?;
    day.and_time(time).and_local_timezone(zone).single()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"<?xml version="1.0" encoding="ISO-8859-1"?>
        <postacert tipo="errore-consegna" errore="no-dest"><intestazione><mittente>a@pec.it</mittente>
        <destinatari tipo="certificato">b@pec.it</destinatari><destinatari tipo="esterno">c@x.it</destinatari>
        <risposte>a@pec.it</risposte><oggetto>Prova</oggetto></intestazione><dati>
        <gestore-emittente>Gestore</gestore-emittente>
        <data zona="-0130"><giorno>01/02/2026</giorno><ora>23:59:58</ora></data>
        <identificativo>&lt;id@pec.it&gt;</identificativo><msgid>&lt;m@x&gt;</msgid><ricevuta tipo="sintetica"/>
        <consegna>b@pec.it</consegna><errore-esteso>5.1.1 casella inesistente</errore-esteso></dati></postacert>"#;

    #[test]
    fn every_field_of_a_failed_delivery_is_read() {
        let mut anomalies = Vec::new();
        let read = read(WHOLE.as_bytes(), &mut anomalies).expect("read");
        assert_eq!(anomalies, []);
        assert_eq!(read.kind, Kind::MancataConsegna(crate::ErroreConsegna::Destinatario));
        assert_eq!(read.data.expect("data").to_rfc3339(), "2026-02-01T23:59:58-01:30");
        let certified: Vec<bool> = read.destinatari.iter().map(|d| d.certificato).collect();
        assert_eq!(certified, [true, false]);
        assert_eq!(read.identificativo.as_deref(), Some("id@pec.it"));
        assert_eq!(read.msgid.as_deref(), Some("m@x"));
        assert_eq!(read.ricevuta, Some(Ricevuta::Sintetica));
        assert_eq!(read.consegna.as_deref(), Some("b@pec.it"));
        assert_eq!(read.errore_esteso.as_deref(), Some("5.1.1 casella inesistente"));
    }

    #[test]
    fn an_impossible_date_and_a_missing_sender_are_named() {
        let mut anomalies = Vec::new();
        let xml = WHOLE.replace("01/02/2026", "31/02/2026").replace("<mittente>a@pec.it</mittente>", "");
        let read = read(xml.as_bytes(), &mut anomalies).expect("read");
        assert_eq!((read.data, read.mittente), (None, None));
        assert_eq!(anomalies, [Anomaly::DaticertIncompleto("il mittente"), Anomaly::DaticertIncompleto("la data")]);
    }
}
