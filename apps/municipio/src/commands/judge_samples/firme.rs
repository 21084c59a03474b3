//! Signed files, one of each kind that we make, as `judges/README.md` names them. Signed through the door of the demo, by the
//! authority for trials: what the judges find good is what a person's own certificate would be put into.

use std::path::Path;

use anyhow::Context;
use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use firma_algoritmi::{Digest, Scheme};
use firma_pdf::{Appearance, NewSignature, NewTimeStamp};
use firma_scrivi::cades::{self, Envelope, Signature};
use firma_scrivi::prova::NOTICE;
use firma_scrivi::{Certificate, Measured, pades};
use firma_xml::make::{self, Content, Values};
use signing::sign::{Consent, Credential, Order, Session, Signer, Step, Trial};
use signing::store::pem;

use super::autorita::Autorita;

/// The people who sign: name, surname, tax code (of a comune that does not exist).
const PEOPLE: [(&str, &str, &str); 2] =
    [("Anna", "Neri", "NREANN80A41M999Y"), ("Carla", "Bianchi", "BNCCRL75A41M999X")];
const NOBODY: Session = Session { token: None };
/// The document that is signed as XML.
const ACT: &str = "<atto xmlns=\"urn:montefiorito:atto\"><oggetto>Si impegna la somma di 100 €.</oggetto></atto>";
/// Left, bottom, right and top of the mark, points.
const MARK: [f64; 4] = [36.0, 36.0, 276.0, 84.0];

/// Writes the files: of this PDF, signed an hour ago, so that what judges revocation is of the past too.
pub(super) async fn write(folder: &Path, pdf: &[u8], now: DateTime<Utc>) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    let at = now - TimeDelta::hours(1);
    let authority = Autorita::new(at)?;
    let people = PEOPLE.iter().zip(7..).map(|(who, number)| authority.person(number, *who));
    let trial = Trial::new(people.collect::<Result<_, _>>()?)?;
    let people = trial.credentials(&NOBODY).await?;
    let house = House { authority, trial, people, at, folder };
    house.keep("radice.pem", pem::text(house.authority.root.der()).as_bytes())?;
    house.envelopes(pdf).await?;
    house.pdfs(pdf).await?;
    house.xml().await
}

struct House<'a> {
    authority: Autorita,
    trial: Trial,
    people: Vec<Credential>,
    at: DateTime<Utc>,
    folder: &'a Path,
}

impl House<'_> {
    fn keep(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        std::fs::write(self.folder.join(name), bytes)
    }

    fn person(&self, who: usize) -> anyhow::Result<&Credential> {
        self.people.get(who).context("l'autorità di prova ha meno persone")
    }

    /// The certificates above a person's.
    fn others(&self) -> &[Certificate] {
        std::slice::from_ref(&self.authority.authority)
    }

    /// The value of a signature, through the door.
    async fn value(&self, who: usize, scheme: Scheme, hash: Vec<u8>) -> anyhow::Result<Vec<u8>> {
        let order = Order { credential: self.person(who)?, scheme, hashes: &[hash], words: "un campione" };
        let step = self.trial.ask(&NOBODY, &order).await?;
        anyhow::ensure!(matches!(step, Step::Ready), "l'autorità di prova chiede qualcosa");
        self.trial.sign(&NOBODY, &order, &Consent::None).await?.pop().context("l'autorità di prova non ha firmato")
    }

    /// A person's signature over a content, or over the value of another's signature.
    async fn sign(&self, who: usize, content: &[u8], counter: bool) -> anyhow::Result<Signature> {
        let certificate = self.person(who)?.certificate()?;
        let scheme = certificate.usual_scheme()?;
        let measured = Measured::of(scheme.digest().unwrap_or(Digest::Sha256), content)?;
        let prepare = if counter { cades::prepare_counter } else { cades::prepare };
        let waiting = prepare(certificate, scheme, &measured, self.at)?;
        let value = self.value(who, scheme, waiting.hash()?).await?;
        Ok(waiting.finish(&value)?)
    }

    async fn envelopes(&self, content: &[u8]) -> anyhow::Result<()> {
        let (authority, others) = (&self.authority, self.others());
        let signature = self.sign(0, content, false).await?;
        let envelope = Envelope::of(&signature, others)?;
        self.keep("atto.CAdES-BASELINE-B.p7s", &envelope.to_bytes()?)?;
        self.keep("atto.CAdES-BASELINE-B.p7s.contenuto", content)?;
        let b = envelope.frame(&signature)?.around(content)?;
        self.keep("atto.CAdES-BASELINE-B.p7m", &b)?;

        let mut two = Envelope::read(&b)?;
        two.add(&self.sign(1, content, false).await?, others)?;
        self.keep("due-firme.CAdES-BASELINE-B.p7m", &two.to_bytes()?)?;
        let mut counter = Envelope::read(&b)?;
        let over = self.sign(1, &counter.value(1)?, true).await?;
        counter.countersign(1, &over, others)?;
        self.keep("controfirma.CAdES-BASELINE-B.p7m", &counter.to_bytes()?)?;

        let mut kept = Envelope::read(&b)?;
        let stamp = authority.stamp(&kept.value(1)?)?;
        kept.stamp(1, &stamp)?;
        self.keep("atto.CAdES-BASELINE-T.p7m", &kept.to_bytes()?)?;
        kept.keep_certificates(&[authority.root.clone(), authority.stamper.clone()]);
        authority.crls()?.iter().try_for_each(|crl| kept.keep_crl(crl))?;
        kept.keep_ocsp(&authority.ocsp(signature.certificate())?)?;
        self.keep("atto.CAdES-BASELINE-LT.p7m", &kept.to_bytes()?)?;
        Ok(())
    }

    async fn pdfs(&self, pdf: &[u8]) -> anyhow::Result<()> {
        let authority = &self.authority;
        let b = self.signed(pdf, 0, &self.field("Firma1"), false).await?;
        self.keep("atto.PAdES-BASELINE-B.pdf", &b)?;
        self.keep("due-firme.PAdES-BASELINE-B.pdf", &self.signed(&b, 1, &self.field("Firma2"), false).await?)?;
        let mark = self.mark("Firma1")?;
        self.keep("con-segno.PAdES-BASELINE-B.pdf", &self.signed(pdf, 0, &mark, false).await?)?;
        let t = self.signed(pdf, 0, &mark, true).await?;
        self.keep("atto.PAdES-BASELINE-T.pdf", &t)?;
        let chain = [authority.authority.clone(), authority.root.clone(), authority.stamper.clone()];
        let answers = [authority.ocsp(self.person(0)?.certificate()?)?];
        let lt = pades::keep(&t, &chain, &authority.crls()?, &answers)?;
        self.keep("atto.PAdES-BASELINE-LT.pdf", &lt)?;
        let what = NewTimeStamp { field: "Marca".into(), room: 16 << 10 };
        let waiting = pades::prepare_stamp(&lt, &what, Digest::Sha256, [9; 16])?;
        let answer = authority.answer(waiting.request())?;
        self.keep("atto.PAdES-BASELINE-LTA.pdf", &waiting.finish(&answer)?)?;
        Ok(())
    }

    /// A field that is not seen.
    fn field(&self, name: &str) -> NewSignature {
        let at = FixedOffset::east_opt(3_600).map(|offset| self.at.with_timezone(&offset));
        NewSignature { at, ..NewSignature::new(name) }
    }

    /// A field with a mark on the page.
    fn mark(&self, name: &str) -> anyhow::Result<NewSignature> {
        let (given, surname, _) = PEOPLE[0];
        let lines = vec![format!("Firmato da {given} {surname}"), NOTICE.to_owned()];
        let description = lines.join(", ");
        let font = typst_assets::fonts().next().context("manca un carattere")?.into();
        let appearance = Some(Appearance::Text { lines, font, code: None });
        Ok(NewSignature { rectangle: Some(MARK), appearance, description, ..self.field(name) })
    }

    async fn signed(&self, pdf: &[u8], who: usize, what: &NewSignature, stamped: bool) -> anyhow::Result<Vec<u8>> {
        let certificate = self.person(who)?.certificate()?;
        let scheme = certificate.usual_scheme()?;
        let waiting = pades::prepare(pdf, what, certificate, scheme)?;
        let value = self.value(who, scheme, waiting.signer().hash()?).await?;
        let mut signed = waiting.finish(&value, self.others())?;
        if stamped {
            let stamp = self.authority.stamp(signed.signature().value())?;
            signed.stamp(&stamp)?;
        }
        Ok(signed.into_pdf()?)
    }

    async fn xml(&self) -> anyhow::Result<()> {
        const FIRST: &str = "firma-1";
        let authority = &self.authority;
        let b = self.xades(0, FIRST, Content::Enveloped(ACT.as_bytes())).await?;
        self.keep("atto.XAdES-BASELINE-B.xml", &b)?;
        let two = self.xades(1, "firma-2", Content::Enveloped(&b)).await?;
        self.keep("due-firme.XAdES-BASELINE-B.xml", &two)?;
        let around = Content::Enveloping { bytes: ACT.as_bytes(), mime: "application/xml" };
        self.keep("dentro.XAdES-BASELINE-B.xml", &self.xades(0, FIRST, around).await?)?;
        let stamp = authority.stamp(&make::to_be_time_stamped(&b, FIRST)?)?;
        let t = make::add_signature_time_stamp(&b, FIRST, stamp.der())?;
        self.keep("atto.XAdES-BASELINE-T.xml", &t)?;
        let ([of_root, of_authority], answer) = (authority.crls()?, authority.ocsp(self.person(0)?.certificate()?)?);
        let values = Values {
            certificates: &[authority.authority.der(), authority.root.der(), authority.stamper.der()],
            crls: &[&of_root, &of_authority],
            ocsps: &[&answer],
        };
        self.keep("atto.XAdES-BASELINE-LT.xml", &make::add_values(&t, FIRST, values)?)?;
        Ok(())
    }

    async fn xades(&self, who: usize, id: &str, content: Content<'_>) -> anyhow::Result<Vec<u8>> {
        let certificate = self.person(who)?.certificate()?;
        let scheme = certificate.usual_scheme()?;
        let order = make::Order {
            id,
            certificate: certificate.der(),
            chain: &[self.authority.authority.der()],
            scheme,
            digest: Digest::Sha256,
            signing_time: self.at,
            place: None,
            roles: &[],
            commitment: None,
        };
        let waiting = order.prepare(content)?;
        let value = self.value(who, scheme, waiting.digest()).await?;
        Ok(waiting.finish(&value)?)
    }
}
