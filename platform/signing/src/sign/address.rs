use url::{Host, Url};

use super::Error;

/// Where a service answers: `https`, or plain `http` on this machine only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Url);

impl Address {
    /// Of this text; what follows a question mark is dropped.
    ///
    /// # Errors
    /// [`Error::Address`].
    pub fn new(text: &str) -> Result<Self, Error> {
        let bad = || Error::Address(text.chars().take(200).collect());
        let mut url = Url::parse(text).map_err(|_| bad())?;
        let here = match url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => return Err(bad()),
        };
        let safe = url.scheme() == "https" || url.scheme() == "http" && here;
        if !safe || !url.username().is_empty() || url.password().is_some() {
            return Err(bad());
        }
        url.set_query(None);
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// As it is.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.0
    }

    /// With these steps after it.
    #[must_use]
    pub fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut steps) = url.path_segments_mut() {
            steps.pop_if_empty().extend(path.split('/'));
        }
        url
    }

    /// The name of its host, to tell a person.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_travel_in_clear() {
        for text in ["https://firma.example/csc/v2", "http://127.0.0.1:8000/", "http://localhost/x", "http://[::1]/"] {
            assert!(Address::new(text).is_ok(), "{text}");
        }
        for text in
            ["http://firma.example/", "ftp://firma.example/", "https://io:io@firma.example/", "firma", "data:,x"]
        {
            assert!(matches!(Address::new(text), Err(Error::Address(_))), "{text}");
        }
        let address = Address::new("https://firma.example/csc/v2/?a=b").unwrap();
        assert_eq!(address.join("signatures/signHash").as_str(), "https://firma.example/csc/v2/signatures/signHash");
    }
}
