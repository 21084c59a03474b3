use std::{fmt, path::PathBuf, time::Duration};

/// How the conversation is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (IMAP on 993, SMTP on 465).
    Tls,
    /// In clear until STARTTLS, before which no name is said (IMAP on 143, SMTP on 587).
    StartTls,
}

/// A mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its name: the certificate must be valid for it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the conversation is encrypted.
    pub security: Security,
    /// The authority to trust instead of the system's: for servers of one's own.
    pub ca: Option<Authority>,
    /// How long to wait for each answer, and for each piece of a long one.
    pub patience: Duration,
}

/// Certificates (PEM) of a private authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authority {
    /// In a file of this machine.
    File(PathBuf),
    /// Themselves.
    Pem(String),
}

impl From<PathBuf> for Authority {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

impl From<&str> for Authority {
    fn from(path: &str) -> Self {
        Self::File(path.into())
    }
}

impl Authority {
    /// The file, in sentences about it.
    pub(crate) fn path(&self) -> PathBuf {
        match self {
            Self::File(path) => path.clone(),
            Self::Pem(_) => "scritti nella casella".into(),
        }
    }
}

impl Server {
    /// How long to wait unless there is a reason for another time.
    pub const PATIENCE: Duration = Duration::from_secs(30);
}

/// Who enters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password.
    pub password: Password,
}

/// A password: it does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Wraps a password that comes from a setting.
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_does_not_print_itself() {
        let login = Login { user: "rossi".into(), password: Password::new("segreta".into()) };
        assert_eq!(format!("{login:?}"), "Login { user: \"rossi\", password: Password(…) }");
    }
}
