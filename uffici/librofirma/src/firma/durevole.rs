//! A signed document with what a verifier will want when nobody can be asked any more: the time stamps that its signatures lack,
//! certificates, revocation lists, OCSP answers (level B-LT). What is signed stays as it is. Pure.

use firma_algoritmi::Digest;
use firma_pdf::NewTimeStamp;
use firma_scrivi::cades::Envelope;
use firma_scrivi::pades::{self, StampWaiting};
use firma_scrivi::{Certificate, tsp::Stamp};
use firma_xml::make::{Values, add_signature_time_stamp, add_values, to_be_time_stamped};
use firma_xml::{Limits, Signature};
use kernel::Refusal;
use validation::Lasting;

use super::{
    forma::{illeggibile, non_xml},
    marche::STAMPED,
};
use crate::{error::Error, rules::Formato};

/// Bytes kept in a PDF for the time stamp over the whole of it.
const ROOM: usize = 16 << 10;

/// What is to be time-stamped in a document some of whose signatures have no time stamp.
pub(crate) enum Mancanti {
    /// The PDF as it is, over all its signatures.
    Pdf(Box<StampWaiting>),
    /// The values of these signatures of the envelope, counted from 1.
    Busta(Vec<(usize, Vec<u8>)>),
    /// The last signature of the XML: whatever is added to one before it would change what that signs.
    Xml(Vec<u8>),
}

/// Finds it. `ultima`: the name of the last signature.
///
/// # Errors
/// Why no time stamp can be added.
pub(crate) fn mancanti(formato: Formato, byte: &[u8], ultima: &str) -> Result<Mancanti, Error> {
    match formato {
        Formato::Pades => {
            let what = NewTimeStamp { field: format!("Marca-{ultima}"), room: ROOM };
            // The stamper asks with a number of its own.
            Ok(Mancanti::Pdf(Box::new(pades::prepare_stamp(byte, &what, STAMPED, [0; 16])?)))
        }
        Formato::Cades => {
            let (_, bytes) = firma_cms::unwrap(byte).map_err(illeggibile)?;
            let envelope = Envelope::read(&bytes)?;
            let mut found = Vec::new();
            for which in 1..=envelope.signatures() {
                if !envelope.is_stamped(which)? {
                    found.push((which, envelope.value(which)?));
                }
            }
            Ok(Mancanti::Busta(found))
        }
        Formato::Xades => Ok(Mancanti::Xml(to_be_time_stamped(byte, ultima).map_err(non_xml)?)),
    }
}

impl Mancanti {
    /// The hashes for which time stamps are asked.
    pub fn impronte(&self) -> Vec<Vec<u8>> {
        match self {
            Self::Pdf(waiting) => vec![waiting.request().hash().to_vec()],
            Self::Busta(values) => values.iter().map(|(_, value)| STAMPED.of(value)).collect(),
            Self::Xml(value) => vec![STAMPED.of(value)],
        }
    }

    /// The document with the time stamps, one for each hash and in their order.
    ///
    /// # Errors
    /// One that is of something else.
    pub fn con_marche(self, byte: &[u8], ultima: &str, stamps: &[Stamp]) -> Result<Vec<u8>, Error> {
        let Some(first) = stamps.first() else { return Ok(byte.to_vec()) };
        match self {
            Self::Pdf(waiting) => Ok(waiting.stamped(first)?),
            Self::Busta(values) => {
                let (_, bytes) = firma_cms::unwrap(byte).map_err(illeggibile)?;
                let mut envelope = Envelope::read(&bytes)?;
                for ((which, _), stamp) in values.iter().zip(stamps) {
                    envelope.stamp(*which, stamp)?;
                }
                Ok(envelope.to_bytes()?)
            }
            Self::Xml(_) => add_signature_time_stamp(byte, ultima, first.der()).map_err(non_xml),
        }
    }
}

/// What is added, DER.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prove {
    pub certificati: Vec<Vec<u8>>,
    pub liste: Vec<Vec<u8>>,
    pub risposte: Vec<Vec<u8>>,
}

impl From<Lasting> for Prove {
    fn from(found: Lasting) -> Self {
        Self { certificati: found.certificates, liste: found.crls, risposte: found.ocsps }
    }
}

impl Prove {
    /// Whether there is something that the document does not have yet.
    pub fn mancano(&self) -> bool {
        !self.liste.is_empty() || !self.risposte.is_empty()
    }

    fn letti(&self) -> Result<Vec<Certificate>, Error> {
        Ok(self.certificati.iter().map(|der| Certificate::from_der(der)).collect::<Result<_, _>>()?)
    }
}

/// The document with them. `ultima`: the name of the last XML signature. Whatever is added to one before it would change what that signs.
///
/// # Errors
/// Why they cannot be added.
pub(crate) fn con_prove(formato: Formato, byte: &[u8], prove: &Prove, ultima: &str) -> Result<Vec<u8>, Error> {
    match formato {
        Formato::Pades => Ok(pades::keep(byte, &prove.letti()?, &prove.liste, &prove.risposte)?),
        Formato::Cades => {
            let (_, bytes) = firma_cms::unwrap(byte).map_err(illeggibile)?;
            let mut envelope = Envelope::read(&bytes)?;
            envelope.keep_certificates(&prove.letti()?);
            prove.liste.iter().try_for_each(|list| envelope.keep_crl(list))?;
            prove.risposte.iter().try_for_each(|answer| envelope.keep_ocsp(answer))?;
            Ok(envelope.to_bytes()?)
        }
        Formato::Xades => {
            let (certificates, crls, ocsps) =
                (slices(&prove.certificati), slices(&prove.liste), slices(&prove.risposte));
            let values = Values { certificates: &certificates, crls: &crls, ocsps: &ocsps };
            add_values(byte, ultima, values).map_err(non_xml)
        }
    }
}

/// The name of the last signature in an XML that is by a certificate (its SHA-256): one that was brought back is called as its program
/// called it.
///
/// # Errors
/// Where there is none, or it has no name: nothing can be added to it.
pub(crate) fn nome_in_xml(byte: &[u8], certificato: &[u8]) -> Result<String, Error> {
    let unread = |error: firma_xml::Error| Refusal::because(format!("L'XML firmato non si legge: {error}."));
    let reading = firma_xml::read(byte, &[], Limits::default()).map_err(unread)?;
    let of_it = |one: &&Signature| one.signing_certificate().is_some_and(|der| Digest::Sha256.of(der) == certificato);
    let found = reading.signatures.iter().rev().find(of_it).and_then(|one| one.id.clone());
    let nameless = || Refusal::because("Alla firma riportata non si può aggiungere nulla: nell'XML non ha un nome.");
    found.ok_or_else(|| nameless().into())
}

fn slices(all: &[Vec<u8>]) -> Vec<&[u8]> {
    all.iter().map(Vec::as_slice).collect()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use firma_scrivi::prova::{self, Addresses, By, Issuer, Name, Role, Validity};
    use firma_scrivi::{HashSigner, LocalKey, tsp::Request};
    use firma_xml::make::{Content, Order};

    use super::*;

    const ULTIMA: &str = "Firma-1";

    fn key() -> LocalKey {
        LocalKey::p256(&[7; 32]).unwrap()
    }

    fn at() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000, 0).unwrap()
    }

    fn certificate(role: Role) -> Certificate {
        let (key, name) = (key(), Name::Authority("Prova"));
        let validity = Validity { from: at() - TimeDelta::days(1), to: at() + TimeDelta::days(1) };
        let itself = By::Itself(&key);
        prova::issue(role, name, key.spki(), &[1; 16], validity, Addresses::default(), itself).unwrap()
    }

    /// An XML that somebody signed.
    fn firmato() -> Vec<u8> {
        let (key, own) = (key(), certificate(Role::Root));
        let scheme = key.usual_scheme().unwrap();
        let order = Order {
            id: ULTIMA,
            certificate: own.der(),
            chain: &[],
            scheme,
            digest: Digest::Sha256,
            signing_time: at(),
            place: None,
            roles: &[],
            commitment: None,
        };
        let waiting = order.prepare(Content::Enveloped(b"<Atto><Oggetto>Prova</Oggetto></Atto>")).unwrap();
        let value = key.sign(scheme, &waiting.digest()).unwrap();
        waiting.finish(&value).unwrap()
    }

    #[test]
    fn an_xml_gets_its_evidence_in_the_last_signature_and_in_no_other() {
        let any = || vec![vec![0x30, 0]];
        let prove = Prove { certificati: any(), liste: any(), risposte: any() };
        assert!(prove.mancano() && !Prove { certificati: any(), ..Prove::default() }.mancano());
        let made = String::from_utf8(con_prove(Formato::Xades, &firmato(), &prove, ULTIMA).unwrap()).unwrap();
        for name in ["EncapsulatedX509Certificate", "EncapsulatedCRLValue", "EncapsulatedOCSPValue"] {
            assert_eq!(made.matches(&format!("<xades:{name}>")).count(), 1, "{name}: {made}");
        }
        assert!(con_prove(Formato::Xades, &firmato(), &prove, "Firma-2").is_err());
    }

    #[test]
    fn a_signature_in_an_xml_is_found_by_its_certificate() {
        let signed = firmato();
        let reading = firma_xml::read(&signed, &[], Limits::default()).unwrap();
        let own = Digest::Sha256.of(reading.signatures[0].signing_certificate().unwrap());
        assert_eq!(nome_in_xml(&signed, &own).unwrap(), ULTIMA);
        assert!(nome_in_xml(&signed, &[0; 32]).is_err() && nome_in_xml(b"<Atto", &own).is_err());
    }

    #[test]
    fn an_xml_whose_signature_lacks_its_time_stamp_gets_it() {
        let (signed, key, stamper) = (firmato(), key(), certificate(Role::TimeStamping));
        let lacking = mancanti(Formato::Xades, &signed, ULTIMA).unwrap();
        let hashes = lacking.impronte();
        assert_eq!(hashes.len(), 1);
        let request = Request::new(STAMPED, &hashes[0], [7; 16], None).unwrap();
        let by = Issuer { certificate: &stamper, key: &key };
        let answer = prova::stamp(&request.to_der().unwrap(), by, &[], &[5; 16], at()).unwrap();
        let stamp = request.read(&answer).unwrap();
        let made = String::from_utf8(lacking.con_marche(&signed, ULTIMA, &[stamp]).unwrap()).unwrap();
        assert_eq!(made.matches("<xades:EncapsulatedTimeStamp>").count(), 1, "{made}");
    }
}
