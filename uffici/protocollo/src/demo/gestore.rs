//! The provider of the demo comune: an authority and a certificate of its own, made on the spot with OpenSSL, so that envelopes and
//! receipts are signed as real ones are and the pages show them verified. Where OpenSSL is not installed they stay unsigned.

use std::path::PathBuf;

use base64::{Engine, engine::general_purpose::STANDARD};
use tempfile::TempDir;

use crate::posta::firma::openssl::{esegui, trova};

/// How the two certificates are made. They are good for all the years in which a demo may be opened.
const MODI: &str = "[ca]
default_ca = demo
[demo]
database = indice
serial = numero
new_certs_dir = .
default_md = sha256
policy = nomi
unique_subject = no
email_in_dn = no
rand_serial = yes
default_startdate = 20200101000000Z
default_enddate = 20491231000000Z
[nomi]
commonName = supplied
[req]
distinguished_name = richiesta
[richiesta]
[autorita]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[gestore]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = emailProtection
subjectAltName = email:posta-certificata@gestore.example
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
";
const NEW_KEY: [&str; 6] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-batch"];

/// The provider.
#[derive(Debug)]
pub(super) struct Gestore {
    program: PathBuf,
    folder: TempDir,
    /// The certificate of its authority.
    pub autorita: String,
}

impl Gestore {
    /// Makes it; none where OpenSSL is not there or does not do its part.
    pub(super) async fn nuovo() -> Option<Self> {
        let program = trova()?;
        let folder = TempDir::new().ok()?;
        let path = folder.path();
        for (name, text) in [("modi", MODI), ("indice", "")] {
            tokio::fs::write(path.join(name), text).await.ok()?;
        }
        let request = |name: &'static str, key: &'static str, out: &'static str| {
            let mut args = vec!["req", "-new", "-config", "modi", "-subj", name, "-keyout", key, "-out", out];
            args.extend(NEW_KEY);
            args
        };
        let sign = ["ca", "-batch", "-config", "modi", "-notext"];
        let with = |more: &[&'static str]| [&sign[..], more].concat();
        let steps = [
            request("/CN=Autorita dimostrativa", "autorita.key", "autorita.csr"),
            with(&[
                "-selfsign",
                "-keyfile",
                "autorita.key",
                "-in",
                "autorita.csr",
                "-extensions",
                "autorita",
                "-out",
                "autorita.pem",
            ]),
            request("/CN=Gestore dimostrativo", "gestore.key", "gestore.csr"),
            with(&[
                "-keyfile",
                "autorita.key",
                "-cert",
                "autorita.pem",
                "-in",
                "gestore.csr",
                "-extensions",
                "gestore",
                "-out",
                "gestore.pem",
            ]),
        ];
        for args in &steps {
            if !esegui(&program, path, args).await?.riuscito {
                return None;
            }
        }
        let autorita = tokio::fs::read_to_string(path.join("autorita.pem")).await.ok()?;
        Some(Self { program, folder, autorita })
    }

    /// The message with its body signed (RFC 8551, section 3.5.3); as it is where that fails.
    pub(super) async fn firma(&self, message: &[u8]) -> Vec<u8> {
        self.prova(message).await.unwrap_or_else(|| message.to_vec())
    }

    async fn prova(&self, message: &[u8]) -> Option<Vec<u8>> {
        let end = message.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = std::str::from_utf8(message.get(..end)?).ok()?;
        let (inner, outer): (Vec<&str>, Vec<&str>) =
            head.split("\r\n").partition(|line| line.to_ascii_lowercase().starts_with("content-"));
        let body = message.get(end + 4..)?;
        let part = [inner.join("\r\n").as_bytes(), b"\r\n\r\n", body].concat();
        let path = self.folder.path();
        tokio::fs::write(path.join("parte"), &part).await.ok()?;
        let args = [
            "cms",
            "-sign",
            "-binary",
            "-md",
            "sha256",
            "-in",
            "parte",
            "-signer",
            "gestore.pem",
            "-inkey",
            "gestore.key",
            "-outform",
            "DER",
            "-out",
            "firma.p7s",
        ];
        if !esegui(&self.program, path, &args).await?.riuscito {
            return None;
        }
        let signature = STANDARD.encode(tokio::fs::read(path.join("firma.p7s")).await.ok()?);
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
}

#[cfg(test)]
mod tests {
    use kernel::Instant;

    use super::*;
    use crate::posta::firma::{Esito, Firma, di, openssl::verifica};

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
        let Some(gestore) = Gestore::nuovo().await else {
            assert!(std::env::var_os("CI").is_none(), "OpenSSL must be there");
            eprintln!("SIGNATURES NOT TRIED: openssl is not installed");
            return;
        };
        let signed = gestore.firma(ENVELOPE.as_bytes()).await;
        let good = said(&signed, &gestore.autorita).await;
        assert_eq!((good.esito, good.motivo.as_deref()), (Esito::Valida, None));
        assert_eq!(good.firmatario.as_deref(), Some("Gestore dimostrativo"));
        assert_eq!(good.autorita.as_deref(), Some("Autorita dimostrativa"));
        assert_eq!(said(&signed, "").await.esito, Esito::Sconosciuta);
        let other = Gestore::nuovo().await.unwrap();
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
