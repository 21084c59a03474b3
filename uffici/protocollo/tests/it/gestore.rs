//! A provider of certified mail with an authority of its own, made by OpenSSL: what it signs is signed as real providers do.

use std::{path::Path, process::Command};

use tempfile::TempDir;

const MODI: &str = "[ca]\ndefault_ca=d\n[d]\ndatabase=indice\nserial=numero\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n\
    unique_subject=no\nrand_serial=yes\ndefault_startdate=20200101000000Z\ndefault_enddate=20491231000000Z\n[p]\ncommonName=supplied\n\
    [req]\ndistinguished_name=n\n[n]\n[autorita]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n\
    subjectKeyIdentifier=hash\n[gestore]\nbasicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\n\
    extendedKeyUsage=emailProtection\nsubjectAltName=email:posta-certificata@gestore.example\nauthorityKeyIdentifier=";

/// The provider.
pub struct Gestore {
    folder: TempDir,
    /// Its authority's certificate.
    pub pem: String,
}

impl Gestore {
    /// Makes one; without OpenSSL it says so in one loud line, and on a CI machine it is an error.
    pub fn nuovo(name: &str) -> Option<Self> {
        Self::che_dice(name, "keyid")
    }

    /// As [`Self::nuovo`]; `whose_key`: what its certificate says of the key that signed it (`none`: nothing).
    pub fn che_dice(name: &str, whose_key: &str) -> Option<Self> {
        let there = Command::new("openssl").arg("version").output().is_ok_and(|run| run.status.success());
        assert!(there || std::env::var_os("CI").is_none(), "openssl must be installed here");
        if !there {
            eprintln!("SIGNATURES NOT TRIED: install openssl");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("modi"), format!("{MODI}{whose_key}\n")).unwrap();
        std::fs::write(folder.path().join("indice"), "").unwrap();
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -batch";
        let ca = "ca -batch -config modi -notext -keyfile a.key";
        for line in [
            format!("req -new -config modi -subj /CN={name} -keyout a.key -out a.csr {key}"),
            format!("{ca} -selfsign -in a.csr -extensions autorita -out a.pem"),
            format!("req -new -config modi -subj /CN=Gestore -keyout g.key -out g.csr {key}"),
            format!("{ca} -cert a.pem -in g.csr -extensions gestore -out g.pem"),
        ] {
            openssl(folder.path(), &line);
        }
        let pem = std::fs::read_to_string(folder.path().join("a.pem")).unwrap();
        Some(Self { folder, pem })
    }

    /// The message with its body signed: its `Content-…` fields, which come last, go with the body.
    pub fn firma(&self, message: &[u8]) -> Vec<u8> {
        self.firma_con(message, "sha256")
    }

    /// As [`Self::firma`], with this digest.
    pub fn firma_con(&self, message: &[u8], digest: &str) -> Vec<u8> {
        let text = String::from_utf8(message.to_vec()).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let (outer, kind) = head.split_once("\r\nContent-Type:").unwrap();
        let part = format!("Content-Type:{kind}\r\n\r\n{body}");
        let path = self.folder.path();
        std::fs::write(path.join("parte"), &part).unwrap();
        // Written in mail's own base64, between two lines of PEM.
        let sign = "cms -sign -binary -in parte -signer g.pem -inkey g.key -outform PEM -out firma.pem";
        openssl(path, &format!("{sign} -md {digest}"));
        let pem = std::fs::read_to_string(path.join("firma.pem")).unwrap();
        let base64: Vec<&str> = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        format!(
            "{outer}\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=\"f\"\r\n\r\n--f\r\n{part}\r\n--f\r\n\
             Content-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n{}\r\n--f--\r\n",
            base64.join("\r\n")
        )
        .into_bytes()
    }
}

fn openssl(folder: &Path, line: &str) {
    let run = Command::new("openssl").args(line.split(' ')).current_dir(folder).output().unwrap();
    assert!(run.status.success(), "{line}: {}", String::from_utf8_lossy(&run.stderr));
}
