//! Mail, PEC or not: headers, text, and the documents attached, through the crate `pec`.

use bytes::Bytes;
use pec::{Address, Attachment, Mail};

use super::walk::Walk;

pub(super) fn read(walk: &mut Walk, bytes: &[u8]) {
    match pec::read_bytes(Bytes::copy_from_slice(bytes)) {
        Ok(message) => mail(walk, message.content()),
        Err(error) => walk.note(format!("Il messaggio di posta non è stato letto: {error}.")),
    }
}

/// One message. The crate has already bounded how deep messages lie in messages.
fn mail(walk: &mut Walk, mail: &Mail) {
    walk.labelled("Oggetto", mail.subject.as_deref());
    walk.labelled("Da", mail.from.as_ref().map(written).as_deref());
    walk.labelled("A", people(&mail.to).as_deref());
    walk.labelled("Copia a", people(&mail.cc).as_deref());
    walk.line(mail.text.as_deref().unwrap_or_default());
    for attachment in &mail.attachments {
        if walk.is_full() {
            return;
        }
        attached(walk, attachment);
    }
}

fn attached(walk: &mut Walk, attachment: &Attachment) {
    let technical = ["smime.p7s", "daticert.xml"];
    if technical.iter().any(|name| attachment.is_named(name)) {
        return;
    }
    let name = attachment.name.as_deref().unwrap_or_default();
    walk.labelled("Allegato", Some(name));
    match &attachment.mail {
        Some(inner) => mail(walk, inner),
        None => walk.inner(&attachment.bytes, name),
    }
}

fn written(address: &Address) -> String {
    match &address.name {
        Some(name) => format!("{name} <{}>", address.email),
        None => address.email.clone(),
    }
}

/// The first hundred: a mailing list must not fill the text.
fn people(all: &[Address]) -> Option<String> {
    let first: Vec<String> = all.iter().take(100).map(written).collect();
    (!first.is_empty()).then(|| first.join(", "))
}
