//! The judgement of a provider's signature, by our own verifier (`firma-cms`, `signing::verify`): pure but for the list
//! of the system's authorities. What is read is bounded there in size, depth and work.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use chrono::{DateTime, Utc};
use firma_cms::{Given, SignedMail, SignerFacts};
use signing::{
    store::pem,
    verify::{
        certificate::Certificate,
        chain::{self, Path, PathProblem, Pool, Purposes},
        policy::Policy,
        trust::{Added, Purpose, Trust},
    },
};

use super::{
    DaVerificare, Esito, Firma,
    certificato::{Certificato, di},
};

/// How long one waits for a judgement.
const TIME: Duration = Duration::from_secs(60);
/// Certificates that a signature may carry: more would only keep the program busy.
const MOST_CERTIFICATES: usize = 20;
/// Paths that are judged, the shortest first.
const MOST_PATHS: usize = 4;
/// Steps from the signer up that are looked at for a forged one.
const MOST_STEPS: usize = 8;
/// For what a certificate of a provider is (RFC 5280, 4.2.1.12).
const EMAIL_PROTECTION: &str = "1.3.6.1.5.5.7.3.4";

/// Whom the system trusts; what it cannot read of its own list is no reason to do without the rest.
static DEL_SISTEMA: LazyLock<Trust> = LazyLock::new(|| {
    let mut trust = Trust::new(Policy::default());
    for der in rustls_native_certs::load_native_certs().certs {
        affida(&mut trust, &der, "del sistema");
    }
    trust
});

/// Checks a signature. `ancore`: the authorities that the ente has added (PEM), beside the system's.
pub async fn verifica(da: &DaVerificare, ancore: &str) -> Firma {
    let (da, ancore) = (da.clone(), ancore.to_owned());
    let work = tokio::task::spawn_blocking(move || giudica(&da, &fidati(&ancore)));
    match tokio::time::timeout(TIME, work).await {
        Ok(Ok(firma)) => firma,
        _ => Firma::senza(
            Esito::NonVerificata,
            "La verifica non è arrivata in fondo: si è fermata o ci ha messo troppo. Riprova.",
        ),
    }
}

/// What the authority says whose certificate this is (PEM): name, fingerprint, until when it is good. None where it is
/// none.
pub(crate) fn autorita(text: &str) -> Option<Certificato> {
    let ders = pem::certificates(text)?;
    let [der] = ders.as_slice() else { return None };
    let certificate = Certificate::read(der).ok()?;
    Some(di(&certificate))
}

fn fidati(ancore: &str) -> Trust {
    let mut trust = DEL_SISTEMA.clone();
    for der in pem::certificates(ancore).unwrap_or_default() {
        affida(&mut trust, &der, "dell'ente");
    }
    trust
}

fn affida(trust: &mut Trust, der: &[u8], by: &str) {
    if let Ok(certificate) = Certificate::read(der) {
        let added = Added {
            reason: "autorità dei gestori di posta".into(),
            by: by.into(),
            on: DateTime::<Utc>::UNIX_EPOCH,
            purposes: vec![Purpose::Mail],
        };
        trust.add_anchor(certificate, added);
    }
}

fn giudica(da: &DaVerificare, trust: &Trust) -> Firma {
    let altered = || {
        Firma::senza(
            Esito::NonValida,
            "Il messaggio è stato alterato dopo la firma del gestore, oppure la firma non è sua.",
        )
    };
    let Ok(mail) = SignedMail::of_parts(&da.content, &da.signature) else { return altered() };
    let Ok(data) = mail.signed_data() else { return altered() };
    if data.certificates.len() > MOST_CERTIFICATES {
        return altered();
    }
    let signers = mail.check(&data, &Given::default());
    // One provider signs, once.
    let [signer] = signers.as_slice() else { return altered() };
    let Some(leaf) = integro(signer) else { return altered() };
    let read = di(&leaf);
    let firma = |esito, motivo| Firma { esito, firmatario: read.nome.clone(), autorita: read.autorita.clone(), motivo };
    if let Some(why) = read.impedimento(&da.from, da.at) {
        return firma(Esito::NonValida, Some(why));
    }
    if !per_la_posta(&leaf) {
        let why = "Il certificato di chi ha firmato non è fatto per firmare posta elettronica.";
        return firma(Esito::NonValida, Some(why.into()));
    }
    let mut pool = Pool::default();
    for one in &data.certificates {
        // One that cannot be read leads nowhere.
        let _ = pool.add_der(one.der);
    }
    // By a digest or a key that proved little by then: RFC 6109 asked providers for SHA-1 for years. Neither valid nor
    // false; but what is false is false with any digest.
    let debole = debole(signer, &leaf, trust.policy(), da.at.utc()).err();
    match garanzia(&leaf, &pool, trust, da.at.utc()) {
        Garanzia::Buona | Garanzia::Nessuna if debole.is_some() => firma(Esito::Sconosciuta, debole),
        Garanzia::Buona => firma(Esito::Valida, None),
        Garanzia::Nessuna => {
            let why = "Nessuna autorità conosciuta garantisce chi ha firmato. Chi gestisce le caselle può aggiungerla in Caselle di posta.";
            firma(Esito::Sconosciuta, Some(why.into()))
        }
        Garanzia::Falsa => {
            let why = "Il certificato del gestore è falso: la firma dell'autorità che vi compare non torna.";
            firma(Esito::NonValida, Some(why.into()))
        }
        Garanzia::NonBuona(PathProblem::Expired { .. } | PathProblem::NotYetValid { .. }) => {
            let why =
                "Il certificato del gestore, o quello di chi lo garantisce, non valeva il giorno di questa busta.";
            firma(Esito::NonValida, Some(why.into()))
        }
        Garanzia::NonBuona(problem) => {
            firma(Esito::NonValida, Some(format!("Il certificato del gestore non è valido: {problem}.")))
        }
    }
}

/// The signer's certificate, where the mathematics holds and nothing says that another was meant.
fn integro(signer: &SignerFacts<'_>) -> Option<Arc<Certificate>> {
    let whole = signer.intact() && signer.is_bound() != Some(false);
    let der = signer.certificate().filter(|_| whole)?.der;
    Certificate::read(der).ok()
}

/// Whether digest and key could be relied upon when it was signed.
fn debole(signer: &SignerFacts<'_>, leaf: &Certificate, policy: &Policy, at: DateTime<Utc>) -> Result<(), String> {
    let weak = |why: String| format!("La firma non è più affidabile: {why}.");
    let scheme = signer.scheme.as_ref().map_err(|error| weak(error.to_string()))?;
    let key = leaf.key().map_err(|error| weak(error.to_string()))?;
    policy.check_signature(*scheme, key, at).map_err(|why| weak(why.to_string()))
}

/// Where the certificate names its uses, mail is one of them.
fn per_la_posta(leaf: &Certificate) -> bool {
    let named = leaf.extensions().extended_key_usage.as_deref();
    let mail = named.is_none_or(|uses| uses.iter().any(|one| one == EMAIL_PROTECTION));
    let authority = leaf.extensions().basic.as_ref().is_some_and(|basic| basic.ca);
    mail && !authority && chain::check_leaf(leaf, Purposes::Sign).is_ok()
}

enum Garanzia {
    Buona,
    /// No path to anybody whom we trust.
    Nessuna,
    /// Somebody is named as the issuer who did not issue it.
    Falsa,
    /// There are paths, and none is good.
    NonBuona(PathProblem),
}

fn garanzia(leaf: &Arc<Certificate>, pool: &Pool, trust: &Trust, at: DateTime<Utc>) -> Garanzia {
    let found = chain::find(leaf, pool, trust, Purpose::Mail);
    let problem = |path: &Path| {
        let expired = chain::expired(path, trust, at).map(|(_, problem)| problem);
        expired.or_else(|| chain::check(path, trust.policy(), at).into_iter().next())
    };
    let mut first = None;
    for path in found.paths.iter().take(MOST_PATHS) {
        match problem(path) {
            None => return Garanzia::Buona,
            Some(why) => first = first.or(Some(why)),
        }
    }
    match first {
        Some(why) => Garanzia::NonBuona(why),
        None if falsa(leaf, pool, trust) => Garanzia::Falsa,
        None => Garanzia::Nessuna,
    }
}

/// Whether, going up from the signer, somebody is named whose key did not sign. Of two authorities of one name, the one
/// with the key that is named.
fn falsa(leaf: &Arc<Certificate>, pool: &Pool, trust: &Trust) -> bool {
    let mut at = Arc::clone(leaf);
    for _ in 0..MOST_STEPS {
        if at.is_self_issued() {
            return false;
        }
        let anchors = trust.named(at.issuer_key()).map(|(_, anchor)| &anchor.certificate);
        let is_meant = |one: &&Arc<Certificate>| match (&at.extensions().authority_key, &one.extensions().subject_key) {
            (Some(wanted), Some(own)) => wanted == own,
            _ => true,
        };
        let meant: Vec<&Arc<Certificate>> = anchors.chain(pool.named(at.issuer_key())).filter(is_meant).collect();
        if meant.is_empty() {
            return false;
        }
        let issued = |one: &&&Arc<Certificate>| one.key().is_ok_and(|key| at.check_signed_by(key).is_ok());
        let Some(above) = meant.iter().find(issued) else { return true };
        let above = Arc::clone(above);
        at = above;
    }
    false
}

#[cfg(test)]
mod tests;
