//! Which addresses may be called. A subscriber must not make this program call what only this program can reach: a database,
//! the metadata service of a provider, another machine of the town hall (OWASP ASVS 5.0, 1.3.6).

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use url::{Host, Url};

/// Characters of the longest address.
pub(crate) const LONGEST: usize = 200;
/// How long a name may take to be found.
const PATIENCE: Duration = Duration::from_secs(5);

/// Reads an address that someone wrote.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub(crate) fn read(text: &str, allowed: &[String]) -> Result<Url, String> {
    let bad = "Scrivi l'indirizzo per intero, per esempio https://programma.example.it/avvisi.";
    if text.chars().count() > LONGEST {
        return Err(format!("L'indirizzo è troppo lungo: al massimo {LONGEST} caratteri."));
    }
    let url = Url::parse(text).map_err(|_| bad.to_owned())?;
    let Some(host) = url.host() else { return Err(bad.to_owned()) };
    if !url.username().is_empty() || url.password().is_some() {
        return Err("Togli nome e password dall'indirizzo: chi riceve riconosce gli avvisi dalla firma.".into());
    }
    if url.fragment().is_some() {
        return Err("Togli dall'indirizzo il segno # e quello che segue: non arriverebbe.".into());
    }
    let named = is_allowed(&url, allowed);
    match url.scheme() {
        "https" => {}
        "http" if named => {}
        _ => return Err("L'indirizzo deve cominciare con https://.".into()),
    }
    let number = match host {
        Host::Ipv4(ip) => Some(IpAddr::V4(ip)),
        Host::Ipv6(ip) => Some(IpAddr::V6(ip)),
        Host::Domain(_) => None,
    };
    if number.is_some_and(|ip| !is_public(ip)) && !named {
        return Err(inside(&url));
    }
    Ok(url)
}

fn inside(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    format!(
        "{host} è dentro una rete privata, e da qui non si chiama. Se deve ricevere gli avvisi, chi gestisce il sistema lo scrive in \
         allowed_hosts, sotto [webhooks]."
    )
}

/// Whether the settings name its host.
fn is_allowed(url: &Url, allowed: &[String]) -> bool {
    url.host_str().is_some_and(|host| allowed.iter().any(|known| known.eq_ignore_ascii_case(host)))
}

/// The addresses behind it, each of which may be called. Where one is not public, none is: a name that points both outside and
/// inside is a trap or a mistake.
///
/// # Errors
/// A sentence that says why it cannot be called now.
pub(crate) async fn resolve(url: &Url, allowed: &[String]) -> Result<Vec<SocketAddr>, String> {
    // What was read when it was written down may since have been forbidden.
    read(url.as_str(), allowed)?;
    let port = url.port_or_known_default().unwrap_or(443);
    let found: Vec<SocketAddr> = match url.host() {
        Some(Host::Ipv4(ip)) => vec![(ip, port).into()],
        Some(Host::Ipv6(ip)) => vec![(ip, port).into()],
        Some(Host::Domain(name)) => {
            let looked = tokio::time::timeout(PATIENCE, tokio::net::lookup_host((name, port))).await;
            let Ok(Ok(found)) = looked else { return Err(format!("Il nome {name} non si trova.")) };
            found.collect()
        }
        None => Vec::new(),
    };
    if found.is_empty() {
        return Err(format!("Il nome {} non si trova.", url.host_str().unwrap_or_default()));
    }
    if !is_allowed(url, allowed) && found.iter().any(|address| !is_public(address.ip())) {
        return Err(inside(url));
    }
    Ok(found)
}

/// Whether it is an address of the public network (the registries of IANA for special purposes, RFC 6890 and later).
pub(crate) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || a == 0
        // Carriers' own (RFC 6598), protocol assignments and old relays, benchmarks.
        || (a == 100 && (64..128).contains(&b))
        || (a, b, c) == (192, 0, 0)
        || (a, b, c) == (192, 88, 99)
        || (a == 198 && (18..20).contains(&b))
        // Multicast, reserved, broadcast.
        || a >= 224;
    !special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    let inner = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // IPv4 in IPv6 clothes, translated (RFC 6052) or carried (6to4): what is inside decides.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            inner(high, low)
        }
        // Teredo, benchmarks, identifiers, and documentation.
        [0x2001, second, ..] if second < 0x0200 || second == 0x0db8 => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn nothing_inside_a_network_is_taken_for_public_however_it_is_written() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "::127.0.0.1",
            "3fff::1",
            "fec0::1",
        ] {
            assert!(!is_public(ip(inside)), "{inside}");
        }
        for outside in
            ["93.184.216.34", "8.8.8.8", "100.128.0.1", "2606:2800:220:1::1", "2a00:1450::1", "::ffff:8.8.8.8"]
        {
            assert!(is_public(ip(outside)), "{outside}");
        }
    }

    #[test]
    fn an_address_is_https_and_outside_unless_the_settings_name_its_host() {
        let none: [String; 0] = [];
        let named = ["127.0.0.1".to_owned(), "Interno.example.it".to_owned(), "[::1]".to_owned()];
        assert!(read("https://programma.example.it/avvisi", &none).is_ok());
        for bad in [
            "",
            "programma.example.it",
            "http://programma.example.it/",
            "ftp://programma.example.it/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://u:p@programma.example.it/",
            "https://a.example.it/#x",
            "file:///etc/passwd",
        ] {
            assert!(read(bad, &none).is_err(), "{bad}");
        }
        assert!(read(&format!("https://a.example.it/{}", "x".repeat(LONGEST)), &none).is_err());
        for good in ["http://127.0.0.1:8080/x", "https://interno.example.it/", "http://[::1]:9/"] {
            assert!(read(good, &named).is_ok(), "{good}");
        }
        assert!(read("http://altro.example.it/", &named).is_err());
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_refused_after_it_is_looked_up() {
        let url = Url::parse("https://localhost/").unwrap();
        let told = resolve(&url, &[]).await.unwrap_err();
        assert!(told.contains("rete privata"), "{told}");
        assert!(resolve(&url, &["localhost".into()]).await.is_ok());
    }
}
