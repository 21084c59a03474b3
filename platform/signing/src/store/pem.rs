//! Certificates as text (RFC 7468).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";
/// Most certificates read in one file.
const CERTIFICATES_MAX: usize = 200;

/// The certificates in a text, DER; what is around them is passed over. `None` if one of them cannot be read.
#[must_use]
pub fn certificates(text: &str) -> Option<Vec<Vec<u8>>> {
    let one = |part: &str| {
        let (body, _) = part.split_once(END)?;
        let body: String = body.split_whitespace().collect();
        STANDARD.decode(body).ok()
    };
    text.split(BEGIN).skip(1).take(CERTIFICATES_MAX).map(one).collect()
}

/// A certificate as text, in lines of 64 letters (RFC 7468 §2).
#[must_use]
pub fn text(der: &[u8]) -> String {
    let mut text = format!("{BEGIN}\n");
    let letters = STANDARD.encode(der);
    let mut rest = letters.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        text.extend([line, "\n"]);
        rest = after;
    }
    text + END + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_no_line_is_long() {
        for length in [0, 1, 47, 48, 49, 96, 1000] {
            let der = vec![7; length];
            assert_eq!(certificates(&text(&der)), Some(vec![der.clone()]), "{length}");
            assert!(text(&der).lines().all(|line| line.len() <= 64));
        }
    }

    #[test]
    fn certificates_are_read_and_half_a_one_is_not_passed_over() {
        let text = format!("Soggetto: uno\n{BEGIN}\nAQID\nBA==\n{END}\n{BEGIN}\nBQ==\n{END}\n");
        assert_eq!(certificates(&text), Some(vec![vec![1, 2, 3, 4], vec![5]]));
        assert_eq!(certificates("niente"), Some(vec![]));
        assert_eq!(certificates(&format!("{BEGIN}\nAQID\n")), None);
        assert_eq!(certificates(&format!("{BEGIN}\n???\n{END}")), None);
    }
}
