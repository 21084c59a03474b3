use std::{fmt, path::PathBuf, str::FromStr};

/// Where a clamd answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A socket of this machine: `/run/clamav/clamd.ctl`.
    Local(PathBuf),
    /// A host with its port: `127.0.0.1:3310`.
    Network(String),
}

/// A text that is no address of a clamd.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "serve il file di un socket, per esempio /run/clamav/clamd.ctl, oppure una macchina con la porta, per esempio 127.0.0.1:3310"
)]
pub struct NoAddress;

impl FromStr for Address {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        if text.starts_with('/') {
            return Ok(Self::Local(text.into()));
        }
        let (host, port) = text.rsplit_once(':').ok_or(NoAddress)?;
        let good = !host.is_empty() && !host.contains(char::is_whitespace) && !host.contains('/');
        let port: u16 = port.parse().map_err(|_| NoAddress)?;
        if good && port > 0 { Ok(Self::Network(text.to_owned())) } else { Err(NoAddress) }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local(path) => fmt::Display::fmt(&path.display(), f),
            Self::Network(host) => f.write_str(host),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_file_or_a_host_with_its_port() {
        let read = |text: &str| text.parse::<Address>();
        assert_eq!(read("/run/clamav/clamd.ctl"), Ok(Address::Local("/run/clamav/clamd.ctl".into())));
        for good in ["127.0.0.1:3310", "[::1]:3310", "antivirus.example.it:3310"] {
            assert_eq!(read(good), Ok(Address::Network(good.into())));
        }
        for bad in
            ["", "clamd.ctl", "127.0.0.1", ":3310", "127.0.0.1:", "127.0.0.1:0", "a:99999", "http://a:3310", "a b:1"]
        {
            assert_eq!(read(bad), Err(NoAddress), "{bad}");
        }
    }
}
