//! What holds of every mail, whoever made it. The fuzzer drives the same.

use pec::{Mail, limits};

/// Reads it; whether it could be read.
pub fn regge(bytes: &[u8]) -> bool {
    let message = match pec::read(bytes) {
        Ok(message) => message,
        Err(error) => {
            assert!(error.to_string().len() < 5_000, "a reason is for a person");
            return false;
        }
    };
    assert_eq!(message.envelope.raw, bytes, "the message itself is kept to the byte");
    let (mut parts, mut kept) = (0, 0);
    let mut left: Vec<(&Mail, usize)> = vec![(&message.envelope, 1)];
    while let Some((mail, depth)) = left.pop() {
        assert!(depth <= limits::MESSAGE_DEPTH_MAX + 1, "{depth}");
        assert!(mail.to.len() <= limits::RECIPIENTS_MAX && mail.cc.len() <= limits::RECIPIENTS_MAX);
        if let Some(subject) = &mail.subject {
            assert!(!subject.contains(['\r', '\n', '\0']), "a subject is one line: {subject:?}");
        }
        for attachment in &mail.attachments {
            parts += 1;
            kept += attachment.bytes.len();
            if let Some(name) = &attachment.name {
                assert!(
                    !name.contains(['/', '\\', '\0', '\r', '\n']),
                    "a name has no folders and is one line: {name:?}"
                );
                assert!(name != ".." && name != ".", "{name:?}");
            }
            left.extend(attachment.mail.as_deref().map(|inner| (inner, depth + 1)));
        }
    }
    assert!(parts <= limits::PARTS_MAX, "{parts} parts");
    // Each level of messages in messages is told once more, and no level counts more than the whole.
    assert!(kept <= bytes.len() * (limits::MESSAGE_DEPTH_MAX + 2) * 3 + 1_000, "{kept} bytes of {}", bytes.len());
    assert!(message.to.len() <= limits::RECIPIENTS_MAX, "{}", message.to.len());
    if let Some(signed) = message.signed() {
        assert!(signed.content.len() <= bytes.len() && signed.signature.len() <= bytes.len());
    }
    for report in [pec::bounce(&message.envelope), pec::bounce(message.content())].into_iter().flatten() {
        assert!(!report.recipients.is_empty() && report.recipients.len() <= limits::RECIPIENTS_MAX);
        let told = report.recipients.iter().flat_map(|one| [&one.recipient, &one.diagnostic]);
        for line in told.chain([&report.message_id]).flatten() {
            assert!(!line.contains(['\r', '\n', '\0']), "what a report says is one line: {line:?}");
        }
    }
    for anomaly in &message.anomalies {
        let said = anomaly.to_string();
        assert!(said.len() < 20_000, "a sentence for a person, not {} bytes", said.len());
    }
    true
}
