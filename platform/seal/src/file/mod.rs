//! The file that a certification service gives: a key, its certificate and those above it, in PKCS #12 or in PEM.

mod p12;
mod pbes2;
mod pem;

use firma_scrivi::{Certificate, HashSigner, LocalKey};
use kernel::Refusal;
use zeroize::Zeroizing;

/// Largest file, bytes: a key and a handful of certificates.
pub const FILE_MAX: usize = 1 << 20;
/// Most certificates above the holder's.
const CHAIN_MAX: usize = 8;

/// A key as it travels: PKCS #8, unencrypted, wiped from memory.
pub(crate) type Pkcs8 = Zeroizing<Vec<u8>>;

/// What is in the file, as it is read.
#[derive(Default)]
pub(crate) struct Found {
    pub keys: Vec<Pkcs8>,
    pub certificates: Vec<Vec<u8>>,
}

/// A key and its certificates, which may become the ente's seal.
pub struct Candidate {
    pub(crate) pkcs8: Pkcs8,
    pub(crate) chain: Vec<Certificate>,
}

impl Candidate {
    /// The certificates, the holder's first.
    #[must_use]
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }
}

impl std::fmt::Debug for Candidate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Candidate")
    }
}

/// Why the contents of a file cannot be used. Italian, a whole sentence.
pub(crate) type Why = &'static str;

pub(crate) const BAD_PASSWORD: Why = "La password del file non è giusta, o il file è rovinato.";

/// Reads the file. Of several certificates, the holder's is the one whose key it is; those above follow in their order.
///
/// # Errors
/// A sentence that says what was found and what to do.
pub fn read_file(bytes: &[u8], password: &str) -> Result<Candidate, Refusal> {
    if bytes.len() > FILE_MAX {
        return Err(Refusal::because("Il file è troppo grande per contenere un sigillo: al massimo 1 MB."));
    }
    // PKCS #12 is DER; PEM is text.
    let found = if bytes.first() == Some(&0x30) { p12::read(bytes, password) } else { pem::read(bytes, password) };
    candidate(found.map_err(Refusal::because)?).map_err(Refusal::because)
}

fn candidate(found: Found) -> Result<Candidate, Why> {
    let mut keys = found.keys;
    if keys.len() > 1 {
        return Err("Nel file c'è più di una chiave privata: serve un file con la sola chiave del sigillo.");
    }
    let pkcs8 =
        keys.pop().ok_or("Nel file non c'è una chiave privata: serve il file completo, con chiave e certificato.")?;
    let key = LocalKey::from_pkcs8(&pkcs8)
        .map_err(|_| "La chiave del file non si può usare: servono chiavi P-256, P-384 o RSA di almeno 2048 bit.")?;
    let certificates: Vec<Certificate> =
        found.certificates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
    let own = certificates.iter().find(|one| one.spki() == key.spki());
    let own =
        own.ok_or("Nel file non c'è il certificato della chiave: serve il file completo, con chiave e certificato.")?;
    Ok(Candidate { pkcs8, chain: chain(own, &certificates) })
}

/// From the holder's up, without the root, which whoever verifies has on their own.
fn chain(own: &Certificate, all: &[Certificate]) -> Vec<Certificate> {
    let mut chain = vec![own.clone()];
    while chain.len() <= CHAIN_MAX {
        let last = &chain[chain.len() - 1];
        let above = all.iter().find(|one| one.subject() == last.issuer() && one.subject() != one.issuer());
        match above.filter(|one| !chain.contains(one)) {
            Some(above) => chain.push(above.clone()),
            None => break,
        }
    }
    chain
}
