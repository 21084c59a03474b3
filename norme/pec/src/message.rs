//! The whole message: the envelope, what it certifies, and the original inside.

use crate::limits::{MESSAGE_MAX, XML_CHECKED_MAX};
use crate::mail::{Address, Attachment, Mail, mail};
use crate::mime::headers::{MailHeaders, block, part_headers};
use crate::mime::structure::{Walk, signed};
use crate::mime::transfer;
use crate::{Anomaly, Daticert, Error, Kind, Ricevuta, daticert};
use bytes::Bytes;
use chrono::{DateTime, FixedOffset};

/// A message, PEC or ordinary. For a receipt, subject, sender and recipients are those of the message that
/// it is about; the provider that wrote the receipt is in [`Message::envelope`].
///
/// Everything here is a claim until the provider's signature has been verified: see the crate's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What the message is.
    pub kind: Kind,
    /// Subject of the original message.
    pub subject: Option<String>,
    /// Sender of the original message.
    pub from: Option<Address>,
    /// Recipients of the original message (`To` and `Cc`; those that the provider certifies, if it does).
    pub to: Vec<Address>,
    /// The instant certified by the provider: for a received message, of delivery into the PEC system; for
    /// a receipt, of the event it certifies. `None` if nothing is certified.
    pub certified_at: Option<DateTime<FixedOffset>>,
    /// The provider that certifies (`gestore-emittente`).
    pub provider: Option<String>,
    /// The provider's identifier of the message (`identificativo`).
    pub identificativo: Option<String>,
    /// Message-ID of the message that this one carries or answers, as its author's program gave it.
    pub reference: Option<String>,
    /// How much of the original a delivery receipt carries, or is asked to carry.
    pub ricevuta: Option<Ricevuta>,
    /// The certification data.
    pub daticert: Option<Daticert>,
    /// The message as received: for PEC, the envelope, with `daticert.xml` and `postacert.eml` attached.
    pub envelope: Mail,
    /// The message inside the envelope (`postacert.eml`). `None` for ordinary mail and most receipts.
    pub original: Option<Mail>,
    /// True if the message carries an S/MIME signature. It is **not** verified here.
    pub signature_present: bool,
    /// What is wrong or missing.
    pub anomalies: Vec<Anomaly>,
}

impl Message {
    /// The message that people wrote: the original if there is one, else the mail itself.
    #[must_use]
    pub fn content(&self) -> &Mail {
        self.original.as_ref().unwrap_or(&self.envelope)
    }

    /// What the provider has signed, byte for byte, and the signature. With exactly these two parts all else that the message
    /// carries (`daticert.xml`, `postacert.eml`) lies in what is signed; the header fields of the message itself never do. None
    /// where there is no signature of this form.
    #[must_use]
    pub fn signed(&self) -> Option<Signed> {
        let raw = &self.envelope.raw;
        let (content, signature) = signed(raw)?;
        let block = block(raw, signature.clone());
        let headers = part_headers(raw.get(block.fields)?);
        if !SIGNATURES.contains(&headers.content_type.as_deref().unwrap_or_default()) {
            return None;
        }
        let (signature, _) = transfer::decode(raw.slice(block.body..signature.end), &headers.encoding);
        Some(Signed { content: raw.slice(content), signature })
    }

    /// The files of [`Message::content`], without those that belong to the envelope.
    pub fn files(&self) -> impl Iterator<Item = &Attachment> {
        let attachments = self.content().attachments.iter();
        attachments.filter(|attachment| !is_signature(attachment) && !is_daticert(attachment))
    }
}

/// What is signed in a message, and by which signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The signed part with its header fields, as it came: its lines may have lost their carriage returns on the way.
    pub content: Bytes,
    /// The detached signature (CMS, DER).
    pub signature: Bytes,
}

const SIGNATURES: [&str; 2] = ["application/pkcs7-signature", "application/x-pkcs7-signature"];

/// Reads a message from its raw bytes.
///
/// # Errors
/// [`Error`] if the bytes are empty, too many, or no mail. Anything less becomes an [`Anomaly`].
pub fn read(bytes: &[u8]) -> Result<Message, Error> {
    if bytes.len() > MESSAGE_MAX {
        return Err(Error::TooBig { found: bytes.len(), limit: MESSAGE_MAX });
    }
    read_bytes(Bytes::copy_from_slice(bytes))
}

/// [`read`] without copying: attachments that are not encoded share the bytes given.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(bytes: Bytes) -> Result<Message, Error> {
    if bytes.is_empty() {
        return Err(Error::Empty);
    }
    if bytes.len() > MESSAGE_MAX {
        return Err(Error::TooBig { found: bytes.len(), limit: MESSAGE_MAX });
    }
    let mut walk = Walk::new();
    let (envelope, headers) = mail(bytes, "", 0, &mut walk);
    if !headers.is_mail {
        return Err(Error::NotMail);
    }
    Ok(assemble(envelope, &headers, walk.anomalies))
}

fn assemble(envelope: Mail, headers: &MailHeaders, mut anomalies: Vec<Anomaly>) -> Message {
    let declared = declared_kind(headers);
    let data = envelope
        .attachments
        .iter()
        .find(|attachment| is_daticert(attachment))
        .map(|attachment| daticert::read(&attachment.bytes, &mut anomalies));
    let kind = settle_kind(declared, data.as_ref().and_then(Option::as_ref), &mut anomalies);
    let is_pec = kind != Kind::Ordinaria;
    if data.is_none() && is_pec && kind != Kind::AnomaliaMessaggio {
        anomalies.push(Anomaly::DaticertMancante);
    }
    let daticert = data.flatten();
    let original = if is_pec { original(&envelope) } else { None };
    if original.is_none() && matches!(kind, Kind::PostaCertificata | Kind::AnomaliaMessaggio) {
        anomalies.push(Anomaly::OriginaleMancante);
    }
    let signature_present = envelope.attachments.iter().any(is_signature);
    if is_pec && !signature_present {
        anomalies.push(Anomaly::FirmaMancante);
    }
    check_sender(daticert.as_ref(), original.as_ref(), &mut anomalies);
    let reference = reference(headers, daticert.as_ref(), &mut anomalies);
    check_xml(original.as_ref().unwrap_or(&envelope), &mut anomalies);
    let certified = daticert.as_ref();
    Message {
        subject: certified
            .and_then(|d| d.oggetto.clone())
            .or_else(|| original.as_ref().and_then(|mail| mail.subject.clone()))
            .or_else(|| envelope.subject.clone()),
        from: sender(certified, original.as_ref(), &envelope, &kind),
        to: recipients(certified, original.as_ref(), &envelope),
        certified_at: certified.and_then(|d| d.data),
        provider: certified.and_then(|d| d.gestore.clone()),
        identificativo: certified.and_then(|d| d.identificativo.clone()),
        ricevuta: certified
            .and_then(|d| d.ricevuta)
            .or_else(|| Ricevuta::from_code(headers.x_tipo_ricevuta.as_deref()?)),
        kind,
        reference,
        daticert,
        original,
        signature_present,
        anomalies,
        envelope,
    }
}

fn is_daticert(attachment: &Attachment) -> bool {
    attachment.is_named("daticert.xml")
}

fn is_signature(attachment: &Attachment) -> bool {
    attachment.is_named("smime.p7s") || SIGNATURES.contains(&attachment.media_type.as_str())
}

fn declared_kind(headers: &MailHeaders) -> Option<Kind> {
    let ricevuta = headers.x_ricevuta.as_deref();
    let code = ricevuta.or(headers.x_trasporto.as_deref())?;
    Some(Kind::from_code(code, None))
}

/// The kind that header and certification data agree upon. When they do not, the certification data win:
/// they are what the provider answers for; the disagreement is reported.
fn settle_kind(declared: Option<Kind>, data: Option<&Daticert>, anomalies: &mut Vec<Anomaly>) -> Kind {
    let certified = data.map(|d| d.kind.clone()).filter(|kind| !kind.code().is_empty());
    let kind = match (declared, certified) {
        (None, None) => Kind::Ordinaria,
        (Some(declared), None) => declared,
        (None, Some(certified)) => {
            anomalies.push(Anomaly::IntestazioneMancante);
            certified
        }
        (Some(declared), Some(certified)) => {
            if !declared.same_as(&certified) {
                anomalies.push(Anomaly::TipoDiscorde {
                    intestazione: declared.code().to_owned(),
                    daticert: certified.code().to_owned(),
                });
            }
            certified
        }
    };
    if let Kind::Sconosciuta(code) = &kind {
        anomalies.push(Anomaly::TipoSconosciuto(code.clone()));
    }
    kind
}

/// The message called `postacert.eml`, or else the first attached message.
fn original(envelope: &Mail) -> Option<Mail> {
    let attachments = envelope.attachments.iter();
    let named = attachments.clone().find(|attachment| attachment.is_named("postacert.eml"));
    let chosen = named.filter(|attachment| attachment.mail.is_some());
    let chosen = chosen.or_else(|| attachments.clone().find(|attachment| attachment.mail.is_some()))?;
    chosen.mail.as_deref().cloned()
}

fn check_sender(daticert: Option<&Daticert>, original: Option<&Mail>, anomalies: &mut Vec<Anomaly>) {
    let certified = daticert.and_then(|d| d.mittente.as_deref());
    let written = original.and_then(|mail| mail.from.as_ref());
    if let (Some(certified), Some(written)) = (certified, written)
        && !certified.eq_ignore_ascii_case(&written.email)
    {
        anomalies.push(Anomaly::MittenteDiscorde { daticert: certified.to_owned(), originale: written.email.clone() });
    }
}

fn reference(headers: &MailHeaders, daticert: Option<&Daticert>, anomalies: &mut Vec<Anomaly>) -> Option<String> {
    let header = headers.x_riferimento.clone().filter(|id| !id.is_empty());
    let certified = daticert.and_then(|d| d.msgid.clone()).filter(|id| !id.is_empty());
    if let (Some(header), Some(certified)) = (&header, &certified)
        && header != certified
    {
        anomalies.push(Anomaly::RiferimentoDiscorde { intestazione: header.clone(), daticert: certified.clone() });
    }
    certified.or(header)
}

fn sender(daticert: Option<&Daticert>, original: Option<&Mail>, envelope: &Mail, kind: &Kind) -> Option<Address> {
    let written = original.and_then(|mail| mail.from.clone());
    if let Some(email) = daticert.and_then(|d| d.mittente.clone()) {
        let name = written.filter(|from| from.email.eq_ignore_ascii_case(&email)).and_then(|from| from.name);
        return Some(Address { name, email });
    }
    // An envelope comes from the provider, "per conto di" the sender, who is in Reply-To.
    let per_conto = || match kind {
        Kind::PostaCertificata => envelope.reply_to.clone(),
        _ => None,
    };
    written.or_else(per_conto).or_else(|| envelope.from.clone())
}

fn recipients(daticert: Option<&Daticert>, original: Option<&Mail>, envelope: &Mail) -> Vec<Address> {
    let written = original.unwrap_or(envelope);
    let written = written.to.iter().chain(&written.cc);
    let Some(daticert) = daticert.filter(|d| !d.destinatari.is_empty()) else {
        return written.cloned().collect();
    };
    let names: std::collections::HashMap<String, &Address> =
        written.map(|address| (address.email.to_ascii_lowercase(), address)).collect();
    let named = |email: &str| names.get(&email.to_ascii_lowercase()).and_then(|address| address.name.clone());
    let certified = daticert.destinatari.iter();
    certified.map(|to| Address { name: named(&to.email), email: to.email.clone() }).collect()
}

/// Invoices, signatures of protocol and SdI messages come as XML: one that cannot be opened is worth a word
/// at the counter, before somebody finds out at the end of the month.
fn check_xml(mail: &Mail, anomalies: &mut Vec<Anomaly>) {
    for attachment in &mail.attachments {
        let Some(name) = attachment.name.as_deref() else {
            continue;
        };
        let is_xml = name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("xml"));
        if !is_xml || is_daticert(attachment) || attachment.bytes.len() > XML_CHECKED_MAX {
            continue;
        }
        if let Err(error) = bounded_xml::read(&attachment.bytes, bounded_xml::Limits::default()) {
            anomalies.push(Anomaly::XmlDanneggiato { name: name.to_owned(), reason: error.to_string() });
        }
    }
}
