//! The provider of the demo comune: an authority and a certificate of its own, made on the spot by the authority for
//! trials (`firma_scrivi::prova`), so that envelopes and receipts are signed as real ones are and the pages show them
//! verified. Its names say that it has no legal value.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeZone, Utc};
use firma_scrivi::{
    Certificate, Error, HashSigner, LocalKey, Measured,
    cades::{self, Envelope},
    prova::{self, Addresses, By, Issuer, Name, Role, Validity},
};
use kernel::{Instant, Random};
use signing::store::pem;

/// The address with which it signs.
const INDIRIZZO: &str = "posta-certificata@gestore.example";

/// The provider.
pub(super) struct Gestore {
    key: LocalKey,
    certificate: Certificate,
    /// The certificate of its authority, PEM.
    pub autorita: String,
}

impl std::fmt::Debug for Gestore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Gestore")
    }
}

impl Gestore {
    /// Makes it; none where a number drawn is no key, once in four thousand million times.
    pub(super) fn nuovo(random: &dyn Random) -> Option<Self> {
        let draw = || {
            let mut secret = [0; 32];
            random.fill(&mut secret);
            LocalKey::p256(&secret).ok()
        };
        let (above, key) = (draw()?, draw()?);
        let root = radice(&above).ok()?;
        let by = By::Issuer(Issuer { certificate: &root, key: &above });
        let name = Name::MailProvider { name: "Gestore dimostrativo", address: INDIRIZZO };
        let certificate =
            prova::issue(Role::Mail, name, key.spki(), &[2; 16], validita(), Addresses::default(), by).ok()?;
        Some(Self { key, certificate, autorita: pem::text(root.der()) })
    }

    /// The message with its body signed (RFC 8551, section 3.5.3) at this instant; as it is where that fails.
    pub(super) fn firma(&self, message: &[u8], at: Instant) -> Vec<u8> {
        self.prova(message, at).unwrap_or_else(|| message.to_vec())
    }

    fn prova(&self, message: &[u8], at: Instant) -> Option<Vec<u8>> {
        let end = message.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(message.get(..end)?).ok()?;
        let (inner, outer): (Vec<&str>, Vec<&str>) =
            head.split("\r\n").partition(|line| line.to_ascii_lowercase().starts_with("content-"));
        let body = message.get(end + 4..)?;
        let part = [inner.join("\r\n").as_bytes(), b"\r\n\r\n", body].concat();
        let signature = STANDARD.encode(self.busta(&part, at.utc()).ok()?);
        let lines: Vec<&str> =
            signature.as_bytes().chunks(76).filter_map(|line| std::str::from_utf8(line).ok()).collect();
        let mut out = outer.join("\r\n").into_bytes();
        out.extend_from_slice(
            b"\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=\"firmata\"\r\n\r\n--firmata\r\n",
        );
        out.extend_from_slice(&part);
        let tail = format!(
            "\r\n--firmata\r\nContent-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n{}\r\n--firmata--\r\n",
            lines.join("\r\n")
        );
        out.extend_from_slice(tail.as_bytes());
        Some(out)
    }

    fn busta(&self, part: &[u8], at: DateTime<Utc>) -> Result<Vec<u8>, Error> {
        let scheme = self.certificate.usual_scheme()?;
        let digest = scheme.digest().unwrap_or(firma_algoritmi::Digest::Sha256);
        let content = Measured::of(digest, part)?;
        let signature = cades::prepare(&self.certificate, scheme, &content, at)?.sign(&self.key)?;
        Envelope::of(&signature, &[])?.to_bytes()
    }
}

fn radice(key: &LocalKey) -> Result<Certificate, Error> {
    let name = Name::Authority("Autorita dimostrativa");
    prova::issue(Role::Root, name, key.spki(), &[1; 16], validita(), Addresses::default(), By::Itself(key))
}

/// All the years in which a demo may be opened.
fn validita() -> Validity {
    let day = |year| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).single().unwrap_or_default();
    Validity { from: day(2020), to: day(2049) }
}

#[cfg(test)]
mod tests {
    use kernel::{Instant, SeededRandom};

    use super::*;
    use crate::posta::firma::{Esito, Firma, di, giudizio::verifica};

    const NOW: Instant = Instant::from_micros(1_794_000_000_000_000);
    const ENVELOPE: &str = "From: posta-certificata@gestore.example\r\nTo: a@b.it\r\nSubject: x\r\nX-Trasporto: errore\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\r\nTesto del messaggio\r\n--b--\r\n";

    async fn said(message: &[u8], ancore: &str) -> Firma {
        match di(&pec::read(message).unwrap(), NOW).unwrap() {
            Ok(da) => verifica(&da, ancore).await,
            Err(firma) => firma,
        }
    }

    #[tokio::test]
    async fn a_signature_is_good_until_a_letter_changes_or_another_signs_or_nobody_vouches() {
        let gestore = Gestore::nuovo(&SeededRandom::new(1)).unwrap();
        let signed = gestore.firma(ENVELOPE.as_bytes(), NOW);
        let good = said(&signed, &gestore.autorita).await;
        assert_eq!((good.esito, good.motivo.as_deref()), (Esito::Valida, None));
        assert!(good.firmatario.unwrap().starts_with("Gestore dimostrativo"));
        assert!(good.autorita.unwrap().starts_with("Autorita dimostrativa"));
        assert_eq!(said(&signed, "").await.esito, Esito::Sconosciuta);
        let other = Gestore::nuovo(&SeededRandom::new(2)).unwrap();
        assert_eq!(said(&signed, &other.autorita).await.esito, Esito::Sconosciuta);

        let text = String::from_utf8(signed.clone()).unwrap();
        let altered = text.replace("Testo del messaggio", "Testo del messaggi0");
        let altered = said(altered.as_bytes(), &gestore.autorita).await;
        assert_eq!(altered.esito, Esito::NonValida);
        assert!(altered.motivo.unwrap().contains("alterato dopo la firma"));
        let elsewhere = text.replacen("From: posta-certificata@gestore", "From: posta-certificata@altro", 1);
        let elsewhere = said(elsewhere.as_bytes(), &gestore.autorita).await;
        assert_eq!(elsewhere.esito, Esito::NonValida);
        assert!(elsewhere.motivo.unwrap().contains("ha firmato ha un certificato di posta-certificata@gestore"));
        // A store that keeps lines as its system does changes nothing of what was signed.
        let unix = text.replace("\r\n", "\n");
        assert_eq!(said(unix.as_bytes(), &gestore.autorita).await.esito, Esito::Valida);
        let early = match di(&pec::read(&signed).unwrap(), Instant::from_micros(1_500_000_000_000_000)).unwrap() {
            Ok(da) => verifica(&da, &gestore.autorita).await,
            Err(firma) => firma,
        };
        assert_eq!(early.esito, Esito::NonValida, "the certificate was not good yet");
    }
}
