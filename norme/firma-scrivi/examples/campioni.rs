//! One file of each kind, signed by the authority for trials, for outside judges.
//!
//! ```sh
//! cargo run -p firma-scrivi --example campioni -- FOLDER "$(date +%s)"
//! ```

use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use firma_algoritmi::{Digest, Scheme};
use firma_pdf::{NewSignature, NewTimeStamp};
use firma_scrivi::cades::{self, Envelope, Signature};
use firma_scrivi::prova::{self, Addresses, By, Issuer, Name, Role, Standing, Validity};
use firma_scrivi::tsp::{Request, Stamp};
use firma_scrivi::{Certificate, Error, HashSigner, LocalKey, Measured, ocsp, pades};

const DOCUMENT: &[u8] = b"Si determina di impegnare la somma.\n";
const ECDSA: Scheme = Scheme::Ecdsa(Digest::Sha256);

struct Maker {
    folder: PathBuf,
    at: DateTime<Utc>,
    root: Certificate,
    authority: Certificate,
    authority_key: LocalKey,
    stamper: Certificate,
    stamper_key: LocalKey,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(at)) = (arguments.next(), arguments.next()) else {
        return Err("dire la cartella e l'istante (secondi dal 1970)".into());
    };
    let at = DateTime::from_timestamp(at.parse()?, 0).ok_or("l'istante non è valido")?;
    std::fs::create_dir_all(&folder)?;
    let maker = Maker::new(Path::new(&folder), at)?;
    maker.envelopes()?;
    maker.pdfs()?;
    Ok(())
}

impl Maker {
    fn new(folder: &Path, at: DateTime<Utc>) -> Result<Self, Box<dyn std::error::Error>> {
        let key = |seed| LocalKey::p256(&[seed; 32]);
        let (root_key, authority_key, stamper_key) = (key(1)?, key(2)?, key(3)?);
        let validity = Validity { from: at - TimeDelta::days(365), to: at + TimeDelta::days(3_650) };
        let issue = |role, name, key: &LocalKey, serial, by| {
            prova::issue(role, Name::Authority(name), key.spki(), &[serial; 16], validity, Addresses::default(), by)
        };
        let root = issue(Role::Root, "Radice", &root_key, 1, By::Itself(&root_key))?;
        let by = By::Issuer(Issuer { certificate: &root, key: &root_key });
        let authority = issue(Role::Issuing, "Firma", &authority_key, 2, by)?;
        let by = By::Issuer(Issuer { certificate: &authority, key: &authority_key });
        let stamper = issue(Role::TimeStamping, "Marche", &stamper_key, 3, by)?;
        let maker = Self { folder: folder.to_owned(), at, root, authority, authority_key, stamper, stamper_key };
        maker.write("root.cer", maker.root.der())?;
        maker.write("firma.cer", maker.authority.der())?;
        maker.write("documento.txt", DOCUMENT)?;
        let root_crl = prova::crl(Issuer { certificate: &maker.root, key: &root_key }, 1, maker.now(), &[])?;
        maker.write("root.crl", &root_crl)?;
        maker.write("firma.crl", &prova::crl(maker.issuer(), 1, maker.now(), &[])?)?;
        Ok(maker)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        std::fs::write(self.folder.join(name), bytes)
    }

    fn now(&self) -> Validity {
        Validity { from: self.at - TimeDelta::minutes(5), to: self.at + TimeDelta::days(7) }
    }

    fn issuer(&self) -> Issuer<'_> {
        Issuer { certificate: &self.authority, key: &self.authority_key }
    }

    fn person(&self, given: &str, tax_code: &str, key: &LocalKey) -> Result<Certificate, Error> {
        let name = Name::Person { given, surname: "Rossi", tax_code };
        let validity = Validity { from: self.at - TimeDelta::days(30), to: self.at + TimeDelta::days(1_000) };
        let serial = [u8::try_from(given.len()).unwrap_or(9); 16];
        prova::issue(
            Role::Signing,
            name,
            key.spki(),
            &serial,
            validity,
            Addresses::default(),
            By::Issuer(self.issuer()),
        )
    }

    fn stamp(&self, request: &Request) -> Result<Vec<u8>, Error> {
        let by = Issuer { certificate: &self.stamper, key: &self.stamper_key };
        prova::stamp(&request.to_der()?, by, std::slice::from_ref(&self.authority), &[5; 16], self.at)
    }

    fn stamp_of(&self, value: &[u8]) -> Result<Stamp, Error> {
        let request = Request::new(Digest::Sha256, &Digest::Sha256.of(value), [7; 16], None)?;
        request.read(&self.stamp(&request)?)
    }

    fn ocsp(&self, certificate: &Certificate) -> Result<Vec<u8>, Error> {
        let question = ocsp::request(certificate, &self.authority, None)?;
        prova::ocsp(&question, self.issuer(), &self.authority, &|_| Standing::Good, self.now())
    }

    fn sign(&self, certificate: &Certificate, key: &LocalKey) -> Result<Signature, Error> {
        let scheme = certificate.usual_scheme()?;
        let content = Measured::of(Digest::Sha256, DOCUMENT)?;
        cades::prepare(certificate, scheme, &content, self.at)?.sign(key)
    }

    fn envelopes(&self) -> Result<(), Box<dyn std::error::Error>> {
        let (mario_key, anna_key) = (LocalKey::p256(&[7; 32])?, LocalKey::p256(&[8; 32])?);
        let mario = self.person("Mario", "RSSMRA80A01M999X", &mario_key)?;
        let anna = self.person("Anna", "RSSNNA80A41M999Y", &anna_key)?;
        let others = std::slice::from_ref(&self.authority);
        let signature = self.sign(&mario, &mario_key)?;
        let envelope = Envelope::of(&signature, others)?;
        self.write("b.p7s", &envelope.to_bytes()?)?;
        let b = envelope.frame(&signature)?.around(DOCUMENT)?;
        self.write("b.p7m", &b)?;
        let mut two = Envelope::read(&b)?;
        two.add(&self.sign(&anna, &anna_key)?, others)?;
        self.write("due.p7m", &two.to_bytes()?)?;
        let mut counter = Envelope::read(&b)?;
        let value = Measured::of(Digest::Sha256, &counter.value(1)?)?;
        counter.countersign(1, &cades::prepare_counter(&anna, ECDSA, &value, self.at)?.sign(&anna_key)?, others)?;
        self.write("controfirma.p7m", &counter.to_bytes()?)?;
        let mut lt = Envelope::read(&b)?;
        lt.stamp(1, &self.stamp_of(&lt.value(1)?)?)?;
        self.write("t.p7m", &lt.to_bytes()?)?;
        lt.keep_certificates(&[self.root.clone(), self.stamper.clone()]);
        lt.keep_crl(&std::fs::read(self.folder.join("root.crl"))?)?;
        lt.keep_crl(&std::fs::read(self.folder.join("firma.crl"))?)?;
        lt.keep_ocsp(&self.ocsp(&mario)?)?;
        self.write("lt.p7m", &lt.to_bytes()?)?;
        Ok(())
    }

    fn pdfs(&self) -> Result<(), Box<dyn std::error::Error>> {
        let key = LocalKey::p256(&[7; 32])?;
        let mario = self.person("Mario", "RSSMRA80A01M999X", &key)?;
        let at = Some(self.at.with_timezone(&FixedOffset::east_opt(3_600).ok_or("fuso")?));
        let sign = |pdf: &[u8], field: &str, stamped: bool| -> Result<Vec<u8>, Error> {
            let waiting = pades::prepare(pdf, &NewSignature { at, ..NewSignature::new(field) }, &mario, ECDSA)?;
            let value = key.sign(ECDSA, &waiting.signer().hash()?)?;
            let mut signed = waiting.finish(&value, std::slice::from_ref(&self.authority))?;
            if stamped {
                let stamp = self.stamp_of(signed.signature().value())?;
                signed.stamp(&stamp)?;
            }
            signed.into_pdf()
        };
        let b = sign(&empty(), "Sindaco", false)?;
        self.write("b.pdf", &b)?;
        self.write("due.pdf", &sign(&b, "Segretario", false)?)?;
        let t = sign(&empty(), "Sindaco", true)?;
        self.write("t.pdf", &t)?;
        let chain = [self.authority.clone(), self.root.clone(), self.stamper.clone()];
        let crls = [std::fs::read(self.folder.join("root.crl"))?, std::fs::read(self.folder.join("firma.crl"))?];
        let lt = pades::keep(&t, &chain, &crls, &[self.ocsp(&mario)?])?;
        self.write("lt.pdf", &lt)?;
        let what = NewTimeStamp { field: "Marca".into(), room: 16 << 10 };
        let waiting = pades::prepare_stamp(&lt, &what, Digest::Sha256, [9; 16])?;
        let answer = self.stamp(waiting.request())?;
        self.write("lta.pdf", &waiting.finish(&answer)?)?;
        Ok(())
    }
}

/// The smallest document: one empty page.
fn empty() -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for object in [
        "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
        "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
        "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>\nendobj\n",
    ] {
        places.push(pdf.len());
        pdf.extend(object.bytes());
    }
    let xref = pdf.len();
    pdf.extend(b"xref\n0 4\n0000000000 65535 f \n");
    places.iter().for_each(|at| pdf.extend(format!("{at:010} 00000 n \n").bytes()));
    pdf.extend(format!("trailer\n<</Size 4/Root 1 0 R/ID[<01><01>]>>\nstartxref\n{xref}\n%%EOF\n").bytes());
    pdf
}
