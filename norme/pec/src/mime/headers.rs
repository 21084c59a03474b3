//! Header fields (RFC 5322 section 3.6, RFC 2045–2047, 2231), parsed by `mail-parser`, reduced to what we use.

use crate::limits::{HEADERS_MAX, RECIPIENTS_MAX};
use crate::mail::Address;
use chrono::{DateTime, FixedOffset};
use mail_parser::{HeaderName, HeaderValue, Message, MessageParser, MimeHeaders};
use std::borrow::Cow;

/// The header block at the start of a part, and where the body begins.
pub(crate) struct Block {
    /// Bytes of the header fields, at most [`HEADERS_MAX`].
    pub fields: std::ops::Range<usize>,
    /// First byte of the body.
    pub body: usize,
    /// True if fields were left out because there are too many.
    pub cut: bool,
}

/// Finds the blank line that ends the header block of `raw[range]`.
pub(crate) fn block(raw: &[u8], range: std::ops::Range<usize>) -> Block {
    let mut line = range.start;
    let part = |from: usize| raw.get(from..range.end).unwrap_or_default();
    let (mut fields_end, body) = loop {
        let rest = part(line);
        match rest {
            [] => break (range.end, range.end),
            [b'\n', ..] => break (line, line + 1),
            [b'\r', b'\n', ..] => break (line, line + 2),
            _ => match rest.iter().position(|byte| *byte == b'\n') {
                Some(end) => line += end + 1,
                None => break (range.end, range.end),
            },
        }
    };
    let cut = fields_end - range.start > HEADERS_MAX;
    if cut {
        fields_end = range.start + HEADERS_MAX;
    }
    Block { fields: range.start..fields_end, body, cut }
}

/// Raw 8-bit header fields are against the rules (RFC 5322) but common: UTF-8 if they are, else windows-1252.
/// The parser drops a last field that has no line end.
fn readable(fields: &[u8]) -> Cow<'_, [u8]> {
    let mut text = match std::str::from_utf8(fields) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(fields).0,
    };
    if !text.ends_with('\n') {
        text.to_mut().push('\n');
    }
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

/// What the fields of a MIME part say about it (RFC 2045, 2183).
#[derive(Debug, Clone, Default)]
pub(crate) struct PartHeaders {
    /// `type/subtype`, lower case; `None` if not declared.
    pub content_type: Option<String>,
    pub charset: Option<String>,
    pub boundary: Option<String>,
    /// `filename` or `name`, cleaned of folders and control characters.
    pub name: Option<String>,
    pub attachment: bool,
    /// Transfer encoding, lower case.
    pub encoding: String,
    pub content_id: Option<String>,
}

/// Reads the fields that describe a MIME part.
pub(crate) fn part_headers(fields: &[u8]) -> PartHeaders {
    let fields = readable(fields);
    let Some(message) = MessageParser::default().parse_headers(fields.as_ref()) else {
        return PartHeaders::default();
    };
    let content_type = message.content_type();
    let parameter = |name: &str| content_type.and_then(|t| t.attribute(name)).map(str::to_owned);
    PartHeaders {
        content_type: content_type
            .map(|t| format!("{}/{}", t.ctype(), t.subtype().unwrap_or("octet-stream")).to_ascii_lowercase()),
        charset: parameter("charset"),
        boundary: parameter("boundary").filter(|boundary| !boundary.is_empty()),
        name: message.attachment_name().and_then(file_name),
        attachment: message.content_disposition().is_some_and(|d| d.is_attachment()),
        encoding: message
            .content_transfer_encoding()
            .map(|encoding| encoding.trim().to_ascii_lowercase())
            .unwrap_or_default(),
        content_id: message.content_id().map(str::to_owned),
    }
}

/// A file name safe to show and to propose: no folders, no control or direction characters, at most 200
/// characters.
fn file_name(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let hidden = |c: &char| {
        c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let clean: String = last.chars().filter(|c| !hidden(c)).take(200).collect();
    let clean = clean.trim().to_owned();
    (!clean.is_empty() && clean != "." && clean != "..").then_some(clean)
}

/// What the fields of a whole message say (RFC 5322), with those of PEC (RFC 6109 section 3).
#[derive(Debug, Clone, Default)]
pub(crate) struct MailHeaders {
    pub from: Option<Address>,
    pub reply_to: Option<Address>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub subject: Option<String>,
    pub date: Option<DateTime<FixedOffset>>,
    pub message_id: Option<String>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    pub x_ricevuta: Option<String>,
    pub x_trasporto: Option<String>,
    pub x_tipo_ricevuta: Option<String>,
    pub x_riferimento: Option<String>,
    /// True if at least one field is one that mail has.
    pub is_mail: bool,
}

/// Reads the fields of a message.
pub(crate) fn mail_headers(fields: &[u8]) -> MailHeaders {
    let fields = readable(fields);
    let Some(message) = MessageParser::default().parse_headers(fields.as_ref()) else {
        return MailHeaders::default();
    };
    let is_mail = message.headers().iter().any(|header| {
        matches!(
            header.name,
            HeaderName::From
                | HeaderName::To
                | HeaderName::Subject
                | HeaderName::Date
                | HeaderName::Received
                | HeaderName::MessageId
                | HeaderName::ReturnPath
                | HeaderName::MimeVersion
        )
    });
    MailHeaders {
        from: addresses(&message, HeaderName::From).into_iter().next(),
        reply_to: addresses(&message, HeaderName::ReplyTo).into_iter().next(),
        to: addresses(&message, HeaderName::To),
        cc: addresses(&message, HeaderName::Cc),
        subject: message.subject().map(one_line).filter(|subject| !subject.is_empty()),
        date: message.date().and_then(date),
        message_id: ids(&message, HeaderName::MessageId).into_iter().next(),
        in_reply_to: ids(&message, HeaderName::InReplyTo),
        references: ids(&message, HeaderName::References),
        x_ricevuta: word(&message, "X-Ricevuta"),
        x_trasporto: word(&message, "X-Trasporto"),
        x_tipo_ricevuta: word(&message, "X-TipoRicevuta"),
        x_riferimento: word(&message, "X-Riferimento-Message-ID").map(|id| bare_id(&id)),
        is_mail,
    }
}

fn addresses(message: &Message<'_>, name: HeaderName<'static>) -> Vec<Address> {
    message
        .header_values(name)
        .filter_map(HeaderValue::as_address)
        .flat_map(|list| list.iter())
        .filter_map(|address| {
            let name = address.name().map(one_line).filter(|name| !name.is_empty());
            let email = address.address().map(one_line).filter(|email| !email.is_empty());
            (name.is_some() || email.is_some()).then(|| Address { name, email: email.unwrap_or_default() })
        })
        .take(RECIPIENTS_MAX)
        .collect()
}

fn ids(message: &Message<'_>, name: HeaderName<'static>) -> Vec<String> {
    message
        .header_values(name)
        .filter_map(HeaderValue::as_text_list)
        .flatten()
        .map(|id| bare_id(id))
        .filter(|id| !id.is_empty())
        .take(RECIPIENTS_MAX)
        .collect()
}

fn word(message: &Message<'_>, name: &'static str) -> Option<String> {
    let value = message.header(HeaderName::Other(Cow::Borrowed(name)))?;
    let value = one_line(value.as_text()?);
    (!value.is_empty()).then_some(value)
}

/// A Message-ID without angle brackets and blanks, so that the two places that carry it compare equal.
pub(crate) fn bare_id(id: &str) -> String {
    let id = one_line(id);
    let id = id.strip_prefix('<').unwrap_or(&id);
    id.strip_suffix('>').unwrap_or(id).trim().to_owned()
}

/// Text on one line: folded fields and control characters become single blanks.
pub(crate) fn one_line(text: &str) -> String {
    let pieces = text.split(|c: char| c.is_whitespace() || c.is_control());
    pieces.filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(" ")
}

fn date(date: &mail_parser::DateTime) -> Option<DateTime<FixedOffset>> {
    let minutes = i32::from(date.tz_hour) * 60 + i32::from(date.tz_minute);
    let seconds = if date.tz_before_gmt { -minutes } else { minutes } * 60;
    let day = chrono::NaiveDate::from_ymd_opt(i32::from(date.year), date.month.into(), date.day.into())?;
    let local = day.and_hms_opt(date.hour.into(), date.minute.into(), date.second.min(59).into())?;
    local.and_local_timezone(FixedOffset::east_opt(seconds)?).single()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_lose_folders_and_tricks() {
        assert_eq!(file_name("C:\\temp\\..\\atto.pdf").as_deref(), Some("atto.pdf"));
        assert_eq!(file_name("../../etc/passwd").as_deref(), Some("passwd"));
        assert_eq!(file_name("fattura\u{202e}fdp.exe").as_deref(), Some("fatturafdp.exe"));
        assert_eq!(file_name(".."), None);
    }

    #[test]
    fn encoded_and_raw_latin_headers_are_read() {
        let read = mail_headers(b"Subject: =?iso-8859-1?Q?Citt=E0?= di\r\n Montefiorito\r\nFrom: \"Rossi, Mario\" <m@x.it>\r\nDate: Tue, 13 Nov 2018 16:39:26 +0100\r\n\r\n");
        assert_eq!(read.subject.as_deref(), Some("Città di Montefiorito"));
        assert_eq!(read.date.map(|d| d.to_rfc3339()).as_deref(), Some("2018-11-13T16:39:26+01:00"));
        assert_eq!(read.from, Some(Address { name: Some("Rossi, Mario".into()), email: "m@x.it".into() }));
        assert_eq!(mail_headers(b"Subject: Citt\xe0\r\n\r\n").subject.as_deref(), Some("Città"));
    }

    #[test]
    fn attachment_names_in_both_encodings() {
        let names = [
            "Content-Disposition: attachment; filename*=UTF-8''delibera%20n%C2%B0%205.pdf",
            "Content-Type: application/pdf; name=\"=?utf-8?Q?delibera_n=C2=B0_5.pdf?=\"",
        ];
        for fields in names {
            assert_eq!(part_headers(fields.as_bytes()).name.as_deref(), Some("delibera n° 5.pdf"), "{fields}");
        }
    }
}
