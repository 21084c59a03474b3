//! Which addresses may be asked. They stand in certificates that anybody may have made.

use outside::{is_inside, is_named};
use url::Url;

use crate::verify::limits::CRL_BYTES_MAX;

/// Characters of the longest address.
const LONGEST: usize = 1000;
/// Largest revocation list that is fetched where the settings do not say, bytes: the largest of the Italian authorities are about 20 MiB.
pub const CRL_BYTES_USUAL: usize = 32 << 20;

/// What of the network may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Hosts inside the network that may be asked all the same, on any port.
    pub allowed_hosts: Vec<String>,
    /// Largest revocation list that is fetched, bytes; never more than [`CRL_BYTES_MAX`].
    pub crl_bytes_max: usize,
}

impl Default for Reach {
    fn default() -> Self {
        Self { allowed_hosts: Vec::new(), crl_bytes_max: CRL_BYTES_USUAL }
    }
}

/// Why something could not be had from outside. The text is Italian and goes on after "non si è potuto chiedere a HOST: ".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unreachable {
    /// The settings forbid it.
    #[error("il controllo in rete è spento nelle impostazioni")]
    Off,
    /// The address is none that may be asked.
    #[error("il suo indirizzo non si può usare ({0})")]
    Address(&'static str),
    /// Its name is not known.
    #[error("il suo nome non si trova in rete")]
    Unknown,
    /// It leads inside a network.
    #[error("il suo indirizzo porta dentro una rete privata, e da qui non si chiama")]
    Inside,
    /// No connection, or it broke.
    #[error("{0}")]
    Silent(&'static str),
    /// It answered that it will not.
    #[error("ha risposto con un errore ({0})")]
    Status(u16),
    /// It sent us elsewhere, again and again.
    #[error("rimanda sempre a un altro indirizzo")]
    Redirects,
    /// More bytes than are taken.
    #[error("quello che manda è troppo grande: al massimo {} MB", (.0 >> 20).max(1))]
    TooBig(usize),
    /// Not what was asked for.
    #[error("quello che ha mandato non serve: {0}")]
    Useless(String),
}

impl Unreachable {
    /// Whether the same question may fare better another day, with the same certificate and the same settings.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        !matches!(self, Self::Off | Self::Address(_) | Self::Inside | Self::TooBig(_))
    }
}

impl Reach {
    /// The largest list, whatever the settings say.
    #[must_use]
    pub fn crl_limit(&self) -> usize {
        self.crl_bytes_max.min(CRL_BYTES_MAX)
    }

    /// Reads an address; nothing is looked up.
    ///
    /// # Errors
    /// [`Unreachable::Address`], [`Unreachable::Inside`] where the address is a number inside a network.
    pub fn read(&self, text: &str) -> Result<Url, Unreachable> {
        if text.len() > LONGEST {
            return Err(Unreachable::Address("è troppo lungo"));
        }
        let url = Url::parse(text).map_err(|_| Unreachable::Address("non si legge"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Unreachable::Address("non comincia con http:// o https://"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Unreachable::Address("contiene nome e parola d'ordine"));
        }
        let allowed = is_named(&url, &self.allowed_hosts);
        if !allowed && !matches!(url.port(), None | Some(80 | 443)) {
            return Err(Unreachable::Address("usa una porta diversa da 80 e 443"));
        }
        if !url.has_host() {
            return Err(Unreachable::Address("non dice quale macchina"));
        }
        if is_inside(&url) && !allowed {
            return Err(Unreachable::Inside);
        }
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_on_the_ports_of_the_web_are_asked() {
        let reach = Reach::default();
        for good in ["http://ocsp.example.it/x?y=z", "https://crl.example.it:443/a.crl", "http://8.8.8.8/"] {
            assert!(reach.read(good).is_ok(), "{good}");
        }
        for bad in [
            "ldap://ldap.example.it/cn=x",
            "file:///etc/passwd",
            "ftp://crl.example.it/a",
            "http://u:p@crl.example.it/",
            "http://crl.example.it:8080/",
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://[::ffff:10.0.0.1]/",
            "http://169.254.169.254/latest/meta-data/",
            "",
        ] {
            assert!(reach.read(bad).is_err(), "{bad}");
        }
        assert!(reach.read(&format!("http://crl.example.it/{}", "x".repeat(LONGEST))).is_err());
        let named = Reach { allowed_hosts: vec!["127.0.0.1".into()], ..Reach::default() };
        assert!(named.read("http://127.0.0.1:8080/").is_ok() && named.read("http://127.0.0.2:8080/").is_err());
        let huge = Reach { crl_bytes_max: usize::MAX, ..Reach::default() };
        assert_eq!(huge.crl_limit(), CRL_BYTES_MAX);
    }
}
