//! Which addresses may be called, and what is told of those that may not (see [`outside`]).

use std::net::SocketAddr;

use outside::{Unresolved, is_inside, is_named};
use url::Url;

/// Characters of the longest address.
pub(crate) const LONGEST: usize = 200;

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
    if !url.has_host() {
        return Err(bad.to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("Togli nome e password dall'indirizzo: chi riceve riconosce gli avvisi dalla firma.".into());
    }
    if url.fragment().is_some() {
        return Err("Togli dall'indirizzo il segno # e quello che segue: non arriverebbe.".into());
    }
    let named = is_named(&url, allowed);
    match url.scheme() {
        "https" => {}
        "http" if named => {}
        _ => return Err("L'indirizzo deve cominciare con https://.".into()),
    }
    if is_inside(&url) && !named {
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

/// The addresses behind it, each of which may be called.
///
/// # Errors
/// A sentence that says why it cannot be called now.
pub(crate) async fn resolve(url: &Url, allowed: &[String]) -> Result<Vec<SocketAddr>, String> {
    // What was read when it was written down may since have been forbidden.
    read(url.as_str(), allowed)?;
    outside::resolve(url, allowed).await.map_err(|why| match why {
        Unresolved::Unknown => format!("Il nome {} non si trova.", url.host_str().unwrap_or_default()),
        Unresolved::Inside => inside(url),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
