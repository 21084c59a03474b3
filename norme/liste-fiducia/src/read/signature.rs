//! The signature of a list (TS 119 612, 5.7.1): one, enveloped, over the whole, by one of the certificates given.

use crate::{Certificate, Error};
use firma_algoritmi::PublicKey;
use firma_xml::{Check, Reading, Signature, certificate};

pub(super) fn check<'c>(reading: &Reading<'_>, signers: &'c [Certificate]) -> Result<&'c Certificate, Error> {
    let [signature] = reading.signatures.as_slice() else {
        return Err(Error::Signatures(reading.signatures.len()));
    };
    for reference in &signature.references {
        match &reference.check {
            Check::Matches => {}
            Check::Differs => return Err(Error::Changed),
            Check::Unknown(problem) => return Err(Error::Unchecked(problem.to_string())),
        }
    }
    if !signature.references.iter().any(|reference| reference.covered.is_whole_document()) {
        return Err(Error::NotWhole("nessun riferimento la comprende tutta".to_owned()));
    }
    if let Some(grave) = signature.anomalies.iter().find(|anomaly| anomaly.is_grave()) {
        return Err(Error::NotWhole(grave.to_string()));
    }
    by(signature, signers)
}

/// The certificate whose key the signature value holds with.
fn by<'c>(signature: &Signature, signers: &'c [Certificate]) -> Result<&'c Certificate, Error> {
    let mut unchecked = None;
    for signer in signers {
        let key = certificate::spki(signer.der()).map(PublicKey::from_spki);
        match key {
            Some(Ok(key)) => match signature.verify(&key) {
                Ok(()) => return Ok(signer),
                Err(error) if error.is_false() || is_other_key(&error) => {}
                Err(error) => unchecked = Some(error.to_string()),
            },
            Some(Err(error)) => unchecked = Some(error.to_string()),
            None => {}
        }
    }
    Err(unchecked.map_or(Error::NotTheirs(signers.len()), Error::Unchecked))
}

/// Whether the key is just of another kind than the signature: it is not the signer's.
fn is_other_key(error: &firma_xml::Unverified) -> bool {
    matches!(error, firma_xml::Unverified::Algorithm(firma_algoritmi::Error::WrongKey { .. }))
}
