use std::net::IpAddr;

/// From where someone knocks, as the web shell knows it.
#[derive(Clone, Copy, Debug)]
pub struct Visitor<'a> {
    /// The address of the client (behind a trusted proxy, the one that it tells).
    pub address: IpAddr,
    /// The `User-Agent` header, or nothing.
    pub user_agent: &'a str,
    /// The cookie that an earlier log-in left in this browser.
    pub device: Option<&'a str>,
}

impl Visitor<'_> {
    /// Browser and system in a few words, for the list of one's sessions: `Firefox su Linux`.
    pub(crate) fn short_agent(&self) -> String {
        let agent: String = self.user_agent.chars().take(512).collect();
        let find =
            |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
        // Order matters: every browser also names those that it wants to be taken for.
        let browser = find(&[
            ("Edg", "Edge"),
            ("OPR/", "Opera"),
            ("Firefox/", "Firefox"),
            ("Chrom", "Chrome"),
            ("Safari/", "Safari"),
            ("curl/", "curl"),
        ]);
        let system = find(&[
            ("Android", "Android"),
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Windows", "Windows"),
            ("Mac OS X", "macOS"),
            ("Linux", "Linux"),
        ]);
        match (browser, system) {
            (Some(browser), Some(system)) => format!("{browser} su {system}"),
            (Some(one), None) | (None, Some(one)) => one.into(),
            (None, None) => "Programma sconosciuto".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_told_in_two_words() {
        let told = |user_agent| Visitor { address: [192, 0, 2, 1].into(), user_agent, device: None }.short_agent();
        assert_eq!(told("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"), "Firefox su Linux");
        let edge =
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0";
        assert_eq!(told(edge), "Edge su Windows");
        assert_eq!(told(""), "Programma sconosciuto");
        assert_eq!(told(&"é".repeat(100_000)), "Programma sconosciuto");
    }
}
