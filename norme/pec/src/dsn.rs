//! Reports that ordinary mail did not arrive (delivery status notifications, RFC 3464).

use crate::limits::RECIPIENTS_MAX;
use crate::mail::{Attachment, Mail};
use crate::mime::headers::{bare_id, mail_headers, one_line};

/// Longest report that is read, bytes.
const REPORT_MAX: usize = 1 << 20;

/// What a report says of one message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bounce {
    /// Message-ID of the message that it is about, from the copy that the report carries.
    pub message_id: Option<String>,
    /// What became of it, for each recipient.
    pub recipients: Vec<Bounced>,
}

/// What became of a message for one recipient (RFC 3464 section 2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounced {
    /// `Final-Recipient`, without its type.
    pub recipient: Option<String>,
    /// `Action`.
    pub action: Action,
    /// `Status`: three numbers (RFC 3463).
    pub status: Option<String>,
    /// `Diagnostic-Code`: the words of the server that refused.
    pub diagnostic: Option<String>,
}

/// What the reporting server has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// It was not delivered and will not be.
    Failed,
    /// Not yet; it is tried again.
    Delayed,
    /// It was delivered.
    Delivered,
    /// It went on to a server that sends no reports.
    Relayed,
    /// It was delivered to a list and went on.
    Expanded,
}

impl Action {
    fn from_word(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "failed" => Some(Self::Failed),
            "delayed" => Some(Self::Delayed),
            "delivered" => Some(Self::Delivered),
            "relayed" => Some(Self::Relayed),
            "expanded" => Some(Self::Expanded),
            _ => None,
        }
    }
}

/// Reads the report in a message, where it is one. Anybody can write such a message: it is a claim.
#[must_use]
pub fn bounce(mail: &Mail) -> Option<Bounce> {
    let is = |attachment: &&Attachment, types: &[&str]| types.contains(&attachment.media_type.as_str());
    let report = mail
        .attachments
        .iter()
        .find(|one| is(one, &["message/delivery-status", "message/global-delivery-status"]))
        .filter(|one| one.bytes.len() <= REPORT_MAX)?;
    let text = String::from_utf8_lossy(&report.bytes);
    let recipients: Vec<Bounced> =
        groups(&text).iter().filter_map(|group| recipient(group)).take(RECIPIENTS_MAX).collect();
    if recipients.is_empty() {
        return None;
    }
    let whole = mail.attachments.iter().find_map(|one| one.mail.as_ref()?.message_id.clone());
    let headers = || {
        let types = ["text/rfc822-headers", "message/rfc822-headers", "message/global-headers", "message/rfc822"];
        let part = mail.attachments.iter().find(|one| is(one, &types))?;
        mail_headers(&part.bytes).message_id
    };
    Some(Bounce { message_id: whole.or_else(headers).map(|id| bare_id(&id)), recipients })
}

/// The groups of fields between blank lines, each field on one line.
fn groups(text: &str) -> Vec<Vec<(String, String)>> {
    let mut all: Vec<Vec<(String, String)>> = vec![Vec::new()];
    for line in text.lines() {
        let Some(group) = all.last_mut() else { break };
        if line.trim().is_empty() {
            if !group.is_empty() {
                all.push(Vec::new());
            }
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = group.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            group.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    all
}

fn recipient(group: &[(String, String)]) -> Option<Bounced> {
    let field = |wanted: &str| group.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    // `rfc822; nobody@example.it`
    let typed = |value: &str| one_line(value.split_once(';').map_or(value, |(_, rest)| rest));
    let action = Action::from_word(field("action")?)?;
    Some(Bounced {
        recipient: field("final-recipient").or_else(|| field("original-recipient")).map(typed),
        action,
        status: field("status").and_then(|status| Some(status.split_whitespace().next()?.to_owned())),
        diagnostic: field("diagnostic-code").map(typed),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "From: MAILER-DAEMON@posta.example\r\nTo: comune@example.it\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n--r\r\nContent-Type: text/plain\r\n\r\nSorry\r\n\
        --r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; posta.example\r\nArrival-Date: Wed, 25 Nov 2026 10:00:00 +0100\r\n\r\n\
        Final-Recipient: rfc822; nessuno@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such\r\n user here\r\n\r\n\
        Final-Recipient: rfc822; altri@example.com\r\nAction: delayed\r\nStatus: 4.4.1\r\n\r\n\
        --r\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: comune@example.it\r\nSubject: Lettera\r\nMessage-ID: <sette@comune.example>\r\n\r\n--r--\r\n";

    fn read(text: &str) -> Option<Bounce> {
        bounce(&crate::read(text.as_bytes()).unwrap().envelope)
    }

    #[test]
    fn a_report_says_which_message_did_not_arrive_to_whom_and_why() {
        let report = read(REPORT).unwrap();
        assert_eq!(report.message_id.as_deref(), Some("sette@comune.example"));
        let first = &report.recipients[0];
        assert_eq!((first.recipient.as_deref(), first.action), (Some("nessuno@example.com"), Action::Failed));
        assert_eq!(first.status.as_deref(), Some("5.1.1"));
        assert_eq!(first.diagnostic.as_deref(), Some("550 5.1.1 no such user here"));
        assert_eq!(report.recipients[1].action, Action::Delayed);
        let whole = REPORT.replace("text/rfc822-headers", "message/rfc822");
        assert_eq!(read(&whole).unwrap().message_id.as_deref(), Some("sette@comune.example"));
    }

    #[test]
    fn what_says_nothing_of_a_recipient_is_no_report() {
        assert_eq!(read(&REPORT.replace("Action:", "X-Azione:")), None);
        assert_eq!(read(&REPORT.replace("message/delivery-status", "text/x-altro")), None);
    }
}
