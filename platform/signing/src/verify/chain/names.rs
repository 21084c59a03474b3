//! Name constraints (RFC 5280 §4.2.1.10, §6.1.4 g).

use crate::verify::certificate::{Certificate, GeneralName, NameConstraints};

/// Whether all the names of a certificate stay within the constraints.
pub(super) fn allowed(certificate: &Certificate, constraints: &NameConstraints) -> bool {
    let mut names: Vec<GeneralName> = certificate.extensions().alternative_names.clone();
    if !certificate.subject_key().is_empty() {
        names.push(GeneralName::Directory(certificate.subject_key().clone()));
    }
    // A mail address in the subject counts where there is none in its place.
    if !names.iter().any(|name| matches!(name, GeneralName::Mail(_))) {
        let attributes = certificate.subject_key().0.iter().flatten();
        names.extend(attributes.filter(|(oid, _)| oid == MAIL).map(|(_, value)| GeneralName::Mail(value.clone())));
    }
    names.iter().all(|name| {
        let mut permitted = constraints.permitted.iter().filter(|tree| same_kind(name, tree)).peekable();
        let inside = permitted.peek().is_none() || permitted.any(|tree| within(name, tree));
        // A kind that is not understood is not let through.
        let excluded = constraints.excluded.iter().filter(|tree| same_kind(name, tree));
        let mut outside = excluded.map(|tree| matches!(tree, GeneralName::Other(_)) || within(name, tree));
        inside && !outside.any(|found| found)
    })
}

/// `emailAddress`.
const MAIL: &str = "1.2.840.113549.1.9.1";

fn same_kind(one: &GeneralName, other: &GeneralName) -> bool {
    match (one, other) {
        (GeneralName::Other(a), GeneralName::Other(b)) => a == b,
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

fn within(name: &GeneralName, tree: &GeneralName) -> bool {
    match (name, tree) {
        (GeneralName::Directory(name), GeneralName::Directory(tree)) => name.is_within(tree),
        (GeneralName::Mail(name), GeneralName::Mail(tree)) => {
            let host = name.rsplit_once('@').map_or("", |(_, host)| host);
            if tree.contains('@') { name == tree } else { host_within(host, tree) }
        }
        (GeneralName::Dns(name), GeneralName::Dns(tree)) => {
            let tree = tree.strip_prefix('.').unwrap_or(tree);
            tree.is_empty() || name == tree || name.strip_suffix(tree).is_some_and(|rest| rest.ends_with('.'))
        }
        (GeneralName::Uri(name), GeneralName::Uri(tree)) => {
            host(name).is_some_and(|host| host_within(&host, &tree.to_lowercase()))
        }
        (GeneralName::Ip(name), GeneralName::Ip(tree)) => {
            let Some((address, mask)) = tree.split_at_checked(name.len()) else { return false };
            let pairs = name.iter().zip(address).zip(mask);
            mask.len() == name.len() && pairs.clone().all(|((found, wanted), mask)| found & mask == wanted & mask)
        }
        _ => false,
    }
}

/// `.comune.it` is everything below it, `comune.it` that host alone.
fn host_within(host: &str, tree: &str) -> bool {
    if tree.starts_with('.') { host.ends_with(tree) } else { host == tree }
}

/// The host of an address on the web, lower case.
fn host(address: &str) -> Option<String> {
    let after = address.split_once("://")?.1;
    let authority = after.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    (!host.is_empty() && !host.starts_with('[')).then(|| host.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_name_has_its_own_rule() {
        let mail = |text: &str| GeneralName::Mail(text.into());
        assert!(within(&mail("a@comune.it"), &mail("comune.it")));
        assert!(!within(&mail("a@x.comune.it"), &mail("comune.it")));
        assert!(within(&mail("a@x.comune.it"), &mail(".comune.it")));
        assert!(!within(&mail("b@comune.it"), &mail("a@comune.it")));
        let dns = |text: &str| GeneralName::Dns(text.into());
        assert!(within(&dns("x.comune.it"), &dns("comune.it")) && within(&dns("comune.it"), &dns("comune.it")));
        assert!(!within(&dns("ilcomune.it"), &dns("comune.it")), "a name that ends alike is another");
        let uri = |text: &str| GeneralName::Uri(text.into());
        assert!(within(&uri("https://u@www.comune.it:8443/x"), &uri(".comune.it")));
        assert!(!within(&uri("https://www.comune.it.evil.example/"), &uri(".comune.it")));
        let ip = |bytes: &[u8]| GeneralName::Ip(bytes.into());
        assert!(within(&ip(&[10, 1, 2, 3]), &ip(&[10, 0, 0, 0, 255, 0, 0, 0])));
        assert!(!within(&ip(&[11, 1, 2, 3]), &ip(&[10, 0, 0, 0, 255, 0, 0, 0])));
        assert!(!within(&ip(&[10, 1, 2, 3]), &ip(&[10, 0, 0, 0])));
    }
}
