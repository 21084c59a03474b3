//! How whoever is outside reaches the pages of an ente.

use crate::Ente;

/// By which way people reach the pages of an installation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// By HTTPS, on its usual port.
    #[default]
    Https,
    /// Without, as in a trial on one machine.
    Http {
        /// The port.
        port: u16,
    },
}

impl Way {
    /// The address of a page under this host name; `path` begins with a slash.
    #[must_use]
    pub fn address(self, host: &str, path: &str) -> String {
        match self {
            Self::Https => format!("https://{host}{path}"),
            Self::Http { port: 80 } => format!("http://{host}{path}"),
            Self::Http { port } => format!("http://{host}:{port}{path}"),
        }
    }
}

impl Ente {
    /// One of its pages as it is printed, kept and told to programs: under its first host name. `path` begins with a slash. `None` where
    /// the program knows no name of it.
    #[must_use]
    pub fn address(&self, path: &str) -> Option<String> {
        let host = self.info.hosts.first().filter(|host| !host.is_empty())?;
        Some(self.way.address(host, path))
    }

    /// The same for whoever copies it from paper: without the `https://` that browsers put there by themselves.
    #[must_use]
    pub fn typed_address(&self, path: &str) -> Option<String> {
        let whole = self.address(path)?;
        Some(whole.trim_start_matches("https://").to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_the_port_where_people_need_it() {
        let told = |way: Way| way.address("comune.example", "/albo");
        assert_eq!(told(Way::Https), "https://comune.example/albo");
        assert_eq!(told(Way::Http { port: 8080 }), "http://comune.example:8080/albo");
        assert_eq!(told(Way::Http { port: 80 }), "http://comune.example/albo");
    }
}
