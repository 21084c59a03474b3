use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use firma_algoritmi::{Digest, KeyKind, PublicKey, Scheme};
use firma_scrivi::Certificate;

use super::super::{Asked, Authorisation, Credential, Error, Offer};
use super::wire::{Auth, AuthObject, CredentialInfo};

/// Most certificates in a chain, and most codes that a person is asked for.
const CHAIN_MAX: usize = 10;
const CODES_MAX: usize = 5;
/// Most hashes that we ask for at once, whatever the service admits.
const AT_ONCE_MAX: usize = 500;

/// What the service tells of a credential.
pub(super) fn read(id: &str, info: &CredentialInfo) -> Result<Credential, Error> {
    let unusable = |why| Error::Unusable { name: id.to_owned(), why };
    if info.key.status != "enabled" {
        return Err(unusable("la chiave è sospesa"));
    }
    match info.cert.status.as_deref() {
        None | Some("valid") => {}
        Some("expired") => return Err(unusable("è scaduto")),
        Some("revoked") => return Err(unusable("è revocato")),
        Some("suspended") => return Err(unusable("è sospeso")),
        Some(_) => return Err(unusable("non è in uso")),
    }
    let certificates = info.cert.certificates.iter().take(CHAIN_MAX).map(|text| {
        let der = STANDARD.decode(text).map_err(|_| Error::Answer("un certificato non si legge"))?;
        Ok(Certificate::from_der(&der)?)
    });
    let chain = certificates.collect::<Result<Vec<_>, Error>>()?;
    let key = chain.first().ok_or(Error::Answer("il servizio non ha dato il certificato di firma"))?.key()?;
    let offers: Vec<Offer> = info.key.algo.iter().filter_map(|name| offer(name, &key)).collect();
    if offers.is_empty() {
        return Err(unusable("firma solo con algoritmi che non sono più sicuri"));
    }
    Ok(Credential {
        id: id.to_owned(),
        chain,
        at_once: info.multisign.unwrap_or(1).clamp(1, AT_ONCE_MAX),
        offers,
        authorisation: authorisation(info.auth.as_ref(), id)?,
    })
}

/// A scheme by its identifier (7.6): one that names its digest, or the key's alone, which takes the digest beside it.
fn offer(name: &str, key: &PublicKey) -> Option<Offer> {
    const RSA_PSS: &str = "1.2.840.113549.1.1.10";
    let scheme = match name {
        RSA_PSS => Scheme::RsaPss { digest: Digest::Sha256, mask: Digest::Sha256, salt: 32 },
        _ => Scheme::from_algorithm(name, None, Some(usual(key))).ok()?,
    };
    let strong = matches!(scheme.digest()?, Digest::Sha256 | Digest::Sha384 | Digest::Sha512);
    let fits = match scheme {
        Scheme::Ecdsa(_) => matches!(key.kind(), KeyKind::P256 | KeyKind::P384 | KeyKind::P521),
        _ => key.kind() == KeyKind::Rsa,
    };
    (strong && fits).then(|| Offer { scheme, name: name.to_owned() })
}

fn usual(key: &PublicKey) -> Digest {
    match key.kind() {
        KeyKind::P384 => Digest::Sha384,
        KeyKind::P521 => Digest::Sha512,
        _ => Digest::Sha256,
    }
}

fn authorisation(auth: Option<&Auth>, id: &str) -> Result<Authorisation, Error> {
    let auth = auth.ok_or(Error::Answer("il servizio non dice come si autorizza la firma"))?;
    match auth.mode.as_str() {
        "implicit" => Ok(Authorisation::None),
        "oauth2code" => Ok(Authorisation::Page),
        "explicit" => {
            let codes: Vec<Asked> = auth.objects.iter().take(CODES_MAX).map(asked).collect();
            if codes.is_empty() {
                return Err(Error::Answer("il servizio chiede codici e non dice quali"));
            }
            Ok(Authorisation::Codes(codes))
        }
        _ => Err(Error::Unusable {
            name: id.to_owned(),
            why: "si autorizza in un modo che questo programma non conosce",
        }),
    }
}

/// 8.3.1.
fn asked(object: &AuthObject) -> Asked {
    let one_time = object.kind == CHALLENGE || object.generator.is_some();
    let label =
        object.label.as_deref().map(|label| label.chars().filter(|letter| !letter.is_control()).take(80).collect());
    let usual = if one_time { "Codice usa e getta" } else { "PIN di firma" };
    Asked {
        id: object.id.clone(),
        label: label.unwrap_or_else(|| usual.to_owned()),
        digits: object.format.as_deref() == Some("N"),
        one_time,
        sent: object.kind == CHALLENGE,
    }
}

const CHALLENGE: &str = "ChallengeResponse";
