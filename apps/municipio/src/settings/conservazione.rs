use std::collections::BTreeMap;

use ente::Sftp;

use super::reader::Reader;

/// Where the servers stand to which packages go by SFTP: one section for each ente, under its code.
pub(super) const SECTION: &str = "conservazione";
/// What each section holds. There is no password: who enters has a key.
pub(super) const KEYS: [&str; 7] = ["name", "host", "port", "user", "key_file", "host_key", "folder"];

/// The port of SSH.
const USUAL_PORT: u16 = 22;
/// A name of a conservatore stands in a list.
const LONGEST_NAME: usize = 100;
/// The kinds of keys by which a server may be known (RFC 4253, 5656, 8709); DSA is none of them.
const KINDS: [&str; 5] =
    ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa"];
/// Characters of the shortest such key, Ed25519's, in base64.
const SHORTEST_KEY: usize = 68;

/// The enti's servers, by the ente's code.
pub(super) fn servers(reader: &mut Reader<'_>) -> BTreeMap<String, Sftp> {
    let mut found = BTreeMap::new();
    for ente in reader.inner(SECTION, &KEYS) {
        if let Some(server) = server(reader, &ente) {
            found.insert(ente, server);
        }
    }
    found
}

/// One of them; none when nothing is written under its name.
fn server(reader: &mut Reader<'_>, ente: &str) -> Option<Sftp> {
    let section = format!("{SECTION}.{ente}");
    let [name, host, user, key_file, host_key, folder] =
        ["name", "host", "user", "key_file", "host_key", "folder"].map(|key| reader.text(&section, key));
    let port = reader.number(&section, "port", 1, u32::from(u16::MAX)).and_then(|port| u16::try_from(port).ok());
    let needed =
        [("host", &host), ("user", &user), ("key_file", &key_file), ("host_key", &host_key), ("folder", &folder)];
    if name.is_none() && needed.iter().all(|(_, value)| value.is_none()) {
        return None;
    }
    for (key, _) in needed.iter().filter(|(_, value)| value.is_none()) {
        reader.wrong(&section, key, "manca, e senza i pacchetti non si possono consegnare per SFTP");
    }
    // They become words for another program: none may look like one of its options, or mean more than it says.
    for (key, value, more, sentence) in [
        ("host", &host, ".-_:", "è il nome o il numero del server, senza sftp:// e senza porta"),
        ("user", &user, ".-_@+", "ha solo lettere senza accenti, cifre, e i segni . - _ @ +"),
        ("key_file", &key_file, "./-_@+", "il percorso ha solo lettere senza accenti, cifre, e i segni . / - _ @ +"),
        ("folder", &folder, "./-_", "la cartella ha solo lettere senza accenti, cifre, e i segni . / - _"),
    ] {
        if value.as_deref().is_some_and(|text| !is_plain(text, more)) {
            reader.wrong(&section, key, sentence);
        }
    }
    if key_file.as_deref().is_some_and(|path| !path.starts_with('/')) {
        reader.wrong(&section, "key_file", "deve cominciare con /, per esempio /etc/municipio/conservatore.key");
    }
    let pinned = host_key.as_deref().and_then(pinned);
    if host_key.is_some() && pinned.is_none() {
        let sentence =
            "serve la riga con la chiave pubblica del server, per esempio \"ssh-ed25519 AAAA…\": la dà il conservatore";
        reader.wrong(&section, "host_key", sentence);
    }
    if name.as_deref().is_some_and(|name| name.chars().count() > LONGEST_NAME) {
        reader.wrong(&section, "name", &format!("è troppo lungo: al massimo {LONGEST_NAME} caratteri"));
    }
    let host = host?;
    Some(Sftp {
        name: name.unwrap_or_else(|| host.clone()),
        host,
        port: port.unwrap_or(USUAL_PORT),
        user: user?,
        key_file: key_file?.into(),
        host_key: pinned?,
        folder: folder?,
    })
}

/// Whether a text has only letters without accents, digits and these signs, and does not begin as an option does.
fn is_plain(text: &str, more: &str) -> bool {
    !text.starts_with('-') && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
}

/// The kind and the key out of what a conservatore gives: a line as `ssh-keyscan` writes it, or a `.pub` file. None where it is none, or
/// more than one.
fn pinned(text: &str) -> Option<String> {
    if text.contains('\n') || text.starts_with(['@', '#']) {
        return None;
    }
    let mut words = text.split_whitespace().skip_while(|word| !KINDS.contains(word));
    let (kind, key) = (words.next()?, words.next()?);
    // Base64 of a length below 256, and so of three noughts first.
    let good = key.len() >= SHORTEST_KEY
        && key.starts_with("AAAA")
        && key.chars().all(|c| c.is_ascii_alphanumeric() || "+/=".contains(c));
    good.then(|| format!("{kind} {key}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AAAAC3NzaC1lZDI1NTE5AAAAIEZjnMnEXgZY1oz1vVIvHqG3tSQW1LdHTbWmHqkS9m3f";

    #[test]
    fn a_server_is_known_by_one_key_however_its_line_is_written() {
        let wanted = Some(format!("ssh-ed25519 {KEY}"));
        for line in [
            format!("ssh-ed25519 {KEY}"),
            format!("ssh-ed25519 {KEY} conservatore"),
            format!("[sftp.example]:2222 ssh-ed25519 {KEY}"),
        ] {
            assert_eq!(pinned(&line), wanted, "{line}");
        }
        let two = format!("ssh-ed25519 {KEY}\nssh-ed25519 {KEY}");
        let revoked = format!("@revoked * ssh-ed25519 {KEY}");
        for bad in [KEY, "ssh-ed25519", "ssh-ed25519 AAAA", "ssh-dss AAAAB3NzaC1kc3MAAACB", two.as_str(), &revoked] {
            assert_eq!(pinned(bad), None, "{bad}");
        }
        assert_eq!(pinned(&format!("ssh-ed25519 {KEY}!")), None);
    }
}
