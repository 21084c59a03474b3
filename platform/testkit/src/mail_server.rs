use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use mail::{Login, Password, Security, Server};

use crate::told::Told;

/// The mail server of the tests, which `scripts/dovecot run` starts: Dovecot and an SMTP server, with certificates of
/// their own. Each test takes a mailbox that no other has (`prova1` to `prova90`), and addresses that no other writes to: a test of
/// `apps/municipio` (`layout.rs`) looks. `grande1` and `grande2` have no bound.
#[derive(Clone, Debug)]
pub struct MailServer {
    told: Told,
}

static NEXT: AtomicU32 = AtomicU32::new(0);

impl MailServer {
    /// The server that `MUNICIPIO_TEST_MAIL` names. Without one it says so in one loud line; on a CI machine (`CI` set) it
    /// is an error.
    ///
    /// # Panics
    /// On a CI machine without a server, or when what the variable names cannot be read.
    pub fn find() -> Option<Self> {
        let undone = "MAIL NOT TRIED ON REAL SERVERS: run `scripts/dovecot run -- cargo test …`, or `make test`";
        Told::find("MUNICIPIO_TEST_MAIL", "mail.env", undone).map(|told| Self { told })
    }

    /// A port: `imap` and `smtp` begin in clear, `imaps` and `smtps` with TLS.
    ///
    /// # Panics
    /// For another name.
    pub fn port(&self, name: &str) -> u16 {
        self.told.of(name).parse().expect("a port")
    }

    /// The password of every mailbox.
    pub fn password(&self) -> &str {
        self.told.of("password")
    }

    /// The authority that signed the certificates.
    pub fn ca(&self) -> PathBuf {
        self.told.of("ca").into()
    }

    /// How it is reached at a port that begins with TLS (`imaps`, `smtps`).
    ///
    /// # Panics
    /// For another name.
    pub fn server(&self, port: &str) -> Server {
        let patience = Duration::from_secs(60);
        let ca = Some(self.ca().into());
        Server { host: "localhost".into(), port: self.port(port), security: Security::Tls, ca, patience }
    }

    /// How one enters a mailbox.
    pub fn login(&self, mailbox: &str) -> Login {
        Login { user: mailbox.into(), password: Password::new(self.password().into()) }
    }

    /// A certificate and its key: `good`, `other` (of another name), `expired`.
    pub fn certificate(&self, name: &str) -> (PathBuf, PathBuf) {
        let folder = self.ca();
        let folder = folder.parent().expect("a folder");
        (folder.join(format!("{name}.pem")), folder.join(format!("{name}.key")))
    }

    /// Puts a message in a mailbox, as a delivery does (Maildir).
    ///
    /// # Panics
    /// When the mailbox cannot be written.
    pub fn deliver(&self, mailbox: &str, message: &[u8]) {
        let folder = Path::new(self.told.of("mail")).join(mailbox);
        let name = format!("{:06}.{}.prova", NEXT.fetch_add(1, Ordering::Relaxed), std::process::id());
        let part = folder.join("tmp").join(&name);
        fs::write(&part, message).expect("a message is written");
        fs::rename(&part, folder.join("new").join(&name)).expect("a message is delivered");
    }

    /// How many messages lie in a mailbox, in the folder where they come in.
    ///
    /// # Panics
    /// When the mailbox cannot be read.
    pub fn waiting(&self, mailbox: &str) -> usize {
        let folder = Path::new(self.told.of("mail")).join(mailbox);
        let count = |name: &str| fs::read_dir(folder.join(name)).expect("a mailbox is read").count();
        count("new") + count("cur")
    }

    /// What the SMTP server has taken so far: sender, recipients and bytes of each message.
    ///
    /// # Panics
    /// When it cannot be read.
    pub fn sent(&self) -> Vec<(String, Vec<String>, Vec<u8>)> {
        let entries = fs::read_dir(self.told.of("outbox")).expect("the outbox is there").flatten();
        let mut paths: Vec<PathBuf> =
            entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "eml")).collect();
        paths.sort();
        let read = |path: PathBuf| {
            let bytes = fs::read(path).expect("a message is read");
            let mut parts = bytes.splitn(3, |byte| *byte == b'\n').map(<[u8]>::to_vec);
            let mut line = || String::from_utf8(parts.next().unwrap_or_default()).unwrap_or_default();
            let (from, to) = (line(), line());
            (from, to.split(' ').map(str::to_owned).collect(), parts.next().unwrap_or_default())
        };
        paths.into_iter().map(read).collect()
    }
}
