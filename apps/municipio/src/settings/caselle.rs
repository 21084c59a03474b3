use std::collections::BTreeMap;

use mail::{Authority, Login, Mailbox, Outgoing, Password, Security, Server};

use super::reader::Reader;

/// Where the mailboxes stand: one section for each, under the code of its ente.
pub(super) const SECTION: &str = "caselle";
/// What each section holds.
pub(super) const KEYS: [&str; 15] = [
    "address",
    "certified",
    "unit",
    "imap",
    "port",
    "security",
    "ca",
    "user",
    "password",
    "folder",
    "done",
    "smtp",
    "smtp_port",
    "smtp_security",
    "largest_mb",
];
/// The largest message that may be asked of a provider, MB: it is held in memory while it leaves.
const MOST_MB: u32 = 200;

/// The enti's mailboxes, by the ente's code. The environment may give any of their values, but it names none: `_` stands in
/// codes and names alike.
pub(super) fn mailboxes(reader: &mut Reader<'_>) -> BTreeMap<String, Vec<Mailbox>> {
    let mut found: BTreeMap<String, Vec<Mailbox>> = BTreeMap::new();
    for section in reader.in_file(SECTION) {
        if let Some((ente, name)) = section.split_once('.')
            && let Some(mailbox) = mailbox(reader, ente, name)
        {
            found.entry(ente.to_owned()).or_default().push(mailbox);
        }
    }
    found
}

/// One of them; none when nothing is written under its name.
fn mailbox(reader: &mut Reader<'_>, ente: &str, name: &str) -> Option<Mailbox> {
    let section = format!("{SECTION}.{ente}.{name}");
    let [address, unit, imap, user, password] =
        ["address", "unit", "imap", "user", "password"].map(|key| reader.text(&section, key));
    let needed = [("address", &address), ("unit", &unit), ("imap", &imap), ("password", &password)];
    if needed.iter().all(|(_, value)| value.is_none()) && user.is_none() {
        return None;
    }
    for (key, _) in needed.iter().filter(|(_, value)| value.is_none()) {
        reader.wrong(&section, key, "manca, e senza la casella non si può leggere");
    }
    let security = security(reader, &section, "security");
    let usual = if security == Security::Tls { 993 } else { 143 };
    let port = reader.number(&section, "port", 1, u32::from(u16::MAX)).and_then(|port| u16::try_from(port).ok());
    let folder = folder(reader, &section, "folder", "INBOX");
    let done = folder_of_what_was_taken(reader, &section, &folder);
    let ca = reader.text(&section, "ca").map(|path| Authority::File(path.into()));
    let outgoing = outgoing(reader, &section, ca.clone());
    let server = Server { host: imap?, port: port.unwrap_or(usual), security, ca, patience: Server::PATIENCE };
    let address = address?;
    let login = Login { user: user.unwrap_or_else(|| address.clone()), password: Password::new(password?) };
    let certified = reader.flag(&section, "certified").unwrap_or(true);
    Some(Mailbox { name: name.into(), address, certified, unit: unit?, server, login, folder, done, outgoing })
}

/// How messages leave from it; none where no server for that is written.
fn outgoing(reader: &mut Reader<'_>, section: &str, ca: Option<Authority>) -> Option<Outgoing> {
    let host = reader.text(section, "smtp");
    let security = security(reader, section, "smtp_security");
    let usual = if security == Security::Tls { 465 } else { 587 };
    let port = reader.number(section, "smtp_port", 1, u32::from(u16::MAX)).and_then(|port| u16::try_from(port).ok());
    let largest = reader.number(section, "largest_mb", 1, MOST_MB).map(|mb| u64::from(mb) << 20);
    let server = Server { host: host?, port: port.unwrap_or(usual), security, ca, patience: Server::PATIENCE };
    Some(Outgoing { server, largest: largest.unwrap_or(Outgoing::LARGEST) })
}

fn security(reader: &mut Reader<'_>, section: &str, key: &str) -> Security {
    match reader.text(section, key).as_deref() {
        None | Some("tls") => Security::Tls,
        Some("starttls") => Security::StartTls,
        Some(other) => {
            let sentence = format!("\"{other}\" non si può usare: scrivi \"tls\" oppure \"starttls\"");
            reader.wrong(section, key, &sentence);
            Security::Tls
        }
    }
}

fn folder(reader: &mut Reader<'_>, section: &str, key: &str, usual: &str) -> String {
    let folder = reader.text(section, key).unwrap_or_else(|| usual.into());
    // Other letters have a writing of their own in IMAP (RFC 9051, appendix A), which nobody has asked for yet.
    if !folder.chars().all(|c| c.is_ascii_graphic() || c == ' ') || folder.contains('&') {
        reader.wrong(section, key, "il nome della cartella ha solo lettere senza accenti, cifre e spazi");
    }
    folder
}

fn folder_of_what_was_taken(reader: &mut Reader<'_>, section: &str, folder_read: &str) -> String {
    let done = folder(reader, section, "done", "Municipio");
    if done.eq_ignore_ascii_case(folder_read) {
        reader.wrong(section, "done", "è la cartella che si legge: i messaggi presi vanno in un'altra");
    }
    done
}
