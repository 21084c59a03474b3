//! A mail message, PEC or not: who, what, when, text and attachments.

use crate::Anomaly;
use crate::limits::{HTML_MAX, MESSAGE_DEPTH_MAX};
use crate::mime::headers::{MailHeaders, block, mail_headers};
use crate::mime::structure::{Leaf, Walk, leaves};
use crate::mime::transfer;
use bytes::Bytes;
use chrono::{DateTime, FixedOffset};

/// A mail address with the name shown beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// The name, if given.
    pub name: Option<String>,
    /// The address as written; may be empty when only a name is there.
    pub email: String,
}

/// One message, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mail {
    /// The bytes of this message exactly as received.
    pub raw: Bytes,
    /// `From`.
    pub from: Option<Address>,
    /// `Reply-To`.
    pub reply_to: Option<Address>,
    /// `To`.
    pub to: Vec<Address>,
    /// `Cc`.
    pub cc: Vec<Address>,
    /// `Subject`, decoded, on one line.
    pub subject: Option<String>,
    /// `Date`: what the sender's clock said, not certified.
    pub date: Option<DateTime<FixedOffset>>,
    /// `Message-ID` without angle brackets.
    pub message_id: Option<String>,
    /// `In-Reply-To`, without angle brackets.
    pub in_reply_to: Vec<String>,
    /// `References`, without angle brackets.
    pub references: Vec<String>,
    /// The text for people: the plain text parts, or what remains of the HTML without its marks.
    pub text: Option<String>,
    /// The HTML body. It comes from outside: never show it without cleaning.
    pub html: Option<String>,
    /// Everything that is not body, in order.
    pub attachments: Vec<Attachment>,
}

/// A file, or a message, carried by a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Number of the part, as in IMAP; nested messages continue the numbering of the outer one.
    pub part: String,
    /// File name, without folders; `None` if the sender gave none.
    pub name: Option<String>,
    /// Declared media type, lower case. A claim: recognise by content before trusting it.
    pub media_type: String,
    /// `Content-ID`, by which an HTML body refers to its images.
    pub content_id: Option<String>,
    /// The content, decoded.
    pub bytes: Bytes,
    /// The message inside, if the attachment is one and it was opened.
    pub mail: Option<Box<Mail>>,
}

impl Attachment {
    /// True if the file name is this one, whatever the case.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name))
    }
}

impl Mail {
    /// All attachments, with those of attached messages after the message that carries them.
    #[must_use]
    pub fn all_attachments(&self) -> Vec<&Attachment> {
        let mut all = Vec::new();
        for attachment in &self.attachments {
            all.push(attachment);
            if let Some(mail) = &attachment.mail {
                all.extend(mail.all_attachments());
            }
        }
        all
    }
}

/// Reads a message; `path` is the number of the part that carries it, empty for the outermost.
pub(crate) fn mail(raw: Bytes, path: &str, depth: usize, walk: &mut Walk) -> (Mail, MailHeaders) {
    let fields = block(&raw, 0..raw.len()).fields;
    let headers = mail_headers(raw.get(fields).unwrap_or_default());
    let mut mail = Mail {
        raw: raw.clone(),
        from: headers.from.clone(),
        reply_to: headers.reply_to.clone(),
        to: headers.to.clone(),
        cc: headers.cc.clone(),
        subject: headers.subject.clone(),
        date: headers.date,
        message_id: headers.message_id.clone(),
        in_reply_to: headers.in_reply_to.clone(),
        references: headers.references.clone(),
        ..Mail::default()
    };
    let mut texts = Vec::new();
    for leaf in leaves(&raw, 0..raw.len(), path, walk) {
        let body = raw.slice(leaf.body.clone());
        let (bytes, damaged) = transfer::decode(body, &leaf.headers.encoding);
        if damaged {
            walk.report(Anomaly::CodificaDanneggiata { part: leaf.path.clone() });
        }
        match role(&leaf, &mail) {
            Role::Text => texts.push(transfer::text(&bytes, leaf.headers.charset.as_deref())),
            Role::Html => mail.html = Some(transfer::text(&bytes, leaf.headers.charset.as_deref())),
            Role::Attachment => {
                let attachment = attachment(leaf, bytes, depth, walk);
                mail.attachments.push(attachment);
            }
        }
    }
    mail.text = plain_text(&texts, mail.html.as_deref());
    (mail, headers)
}

enum Role {
    Text,
    Html,
    Attachment,
}

/// A text part without a file name is body; the first HTML is the body's other form.
fn role(leaf: &Leaf, mail: &Mail) -> Role {
    if leaf.headers.attachment || leaf.headers.name.is_some() {
        return Role::Attachment;
    }
    match leaf.content_type.as_str() {
        "text/plain" => Role::Text,
        "text/html" if mail.html.is_none() => Role::Html,
        _ => Role::Attachment,
    }
}

fn plain_text(texts: &[String], html: Option<&str>) -> Option<String> {
    let joined = texts.iter().map(|text| text.trim_end()).collect::<Vec<_>>().join("\n\n");
    if !joined.trim().is_empty() {
        return Some(joined);
    }
    let html = html?;
    let end = (0..=HTML_MAX.min(html.len())).rev().find(|end| html.is_char_boundary(*end))?;
    let text = mail_parser::decoders::html::html_to_text(html.get(..end)?);
    (!text.trim().is_empty()).then_some(text)
}

fn attachment(leaf: Leaf, bytes: Bytes, depth: usize, walk: &mut Walk) -> Attachment {
    let is_mail = matches!(leaf.content_type.as_str(), "message/rfc822" | "message/global")
        || leaf.headers.name.as_deref().is_some_and(|name| {
            name.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("eml"))
        });
    let mut inner = None;
    if is_mail && depth + 1 >= MESSAGE_DEPTH_MAX {
        walk.report(Anomaly::TroppoComplesso { part: leaf.path.clone() });
    } else if is_mail {
        let (mail, headers) = mail(bytes.clone(), &leaf.path, depth + 1, walk);
        inner = headers.is_mail.then(|| Box::new(mail));
    }
    Attachment {
        part: leaf.path,
        name: leaf.headers.name,
        media_type: leaf.content_type,
        content_id: leaf.headers.content_id,
        bytes,
        mail: inner,
    }
}
