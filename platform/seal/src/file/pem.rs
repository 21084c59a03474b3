//! Key and certificates as text (RFC 7468).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use signing::store::pem;
use zeroize::Zeroizing;

use super::{Found, Pkcs8, Why, pbes2};

const PLAIN: &str = "PRIVATE KEY";
const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";

/// Reads what is in the text.
pub(super) fn read(bytes: &[u8], password: &str) -> Result<Found, Why> {
    const NEITHER: Why = "Il file non è un PKCS #12 (.p12, .pfx) né un testo PEM: chiedi a chi ha rilasciato il sigillo uno di questi due.";
    let text = std::str::from_utf8(bytes).map_err(|_| NEITHER)?;
    if !text.contains("-----BEGIN ") {
        return Err(NEITHER);
    }
    let old = ["RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY"];
    if old.iter().any(|label| text.contains(&begin(label))) {
        return Err(
            "La chiave è in un formato vecchio: trasformala con \"openssl pkcs8 -topk8 -in chiave.pem -out nuova.pem\" e riprova.",
        );
    }
    let mut keys = Vec::new();
    for key in blocks(text, PLAIN)? {
        keys.push(key);
    }
    for key in blocks(text, ENCRYPTED)? {
        keys.push(pbes2::open_key(&key, password)?);
    }
    let certificates = pem::certificates(text).ok_or("Un certificato del file non si legge: il file è rovinato.")?;
    Ok(Found { keys, certificates })
}

fn begin(label: &str) -> String {
    format!("-----BEGIN {label}-----")
}

fn blocks(text: &str, label: &str) -> Result<Vec<Pkcs8>, Why> {
    const BROKEN: Why = "La chiave del file non si legge: il file è rovinato.";
    let end = format!("-----END {label}-----");
    let one = |part: &str| {
        let (body, _) = part.split_once(&end).ok_or(BROKEN)?;
        let body: Zeroizing<String> = Zeroizing::new(body.split_whitespace().collect());
        STANDARD.decode(body.as_bytes()).map(Zeroizing::new).map_err(|_| BROKEN)
    };
    text.split(&begin(label)).skip(1).take(2).map(one).collect()
}
