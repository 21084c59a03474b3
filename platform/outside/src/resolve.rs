use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use url::{Host, Url};

use crate::is_public;

/// How long a name may take to be found.
const LOOKUP: Duration = Duration::from_secs(5);

/// Why an address cannot be called now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unresolved {
    /// Its name is not found.
    Unknown,
    /// It leads inside a network.
    Inside,
}

/// Whether the settings name its host, so that it may be called wherever it is.
#[must_use]
pub fn is_named(url: &Url, allowed: &[String]) -> bool {
    url.host_str().is_some_and(|host| allowed.iter().any(|known| known.eq_ignore_ascii_case(host)))
}

/// Whether its host is a number inside a network; a name is only known when it is looked up.
#[must_use]
pub fn is_inside(url: &Url) -> bool {
    number(url).is_some_and(|ip| !is_public(ip))
}

fn number(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(ip) => Some(IpAddr::V4(ip)),
        Host::Ipv6(ip) => Some(IpAddr::V6(ip)),
        Host::Domain(_) => None,
    }
}

/// The addresses behind it, each of which may be called. Where one is not public, none is: a name that points both outside and
/// inside is a trap or a mistake. `allowed` are the hosts that the settings name.
///
/// # Errors
/// [`Unresolved`].
pub async fn resolve(url: &Url, allowed: &[String]) -> Result<Vec<SocketAddr>, Unresolved> {
    let port = url.port_or_known_default().unwrap_or(443);
    let found: Vec<SocketAddr> = match (number(url), url.domain()) {
        (Some(ip), _) => vec![(ip, port).into()],
        (None, Some(name)) => {
            let looked = tokio::time::timeout(LOOKUP, tokio::net::lookup_host((name, port))).await;
            looked.ok().and_then(Result::ok).ok_or(Unresolved::Unknown)?.collect()
        }
        (None, None) => Vec::new(),
    };
    if found.is_empty() {
        return Err(Unresolved::Unknown);
    }
    if !is_named(url, allowed) && found.iter().any(|address| !is_public(address.ip())) {
        return Err(Unresolved::Inside);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_that_leads_inside_is_refused_after_it_is_looked_up() {
        let url = Url::parse("https://localhost/").unwrap();
        assert!(!is_inside(&url), "nobody has looked it up");
        assert_eq!(resolve(&url, &[]).await, Err(Unresolved::Inside));
        assert!(resolve(&url, &["LOCALHOST".into()]).await.is_ok());
        let number = Url::parse("http://[::ffff:10.0.0.1]/").unwrap();
        assert!(is_inside(&number));
        assert_eq!(resolve(&number, &[]).await, Err(Unresolved::Inside));
    }
}
