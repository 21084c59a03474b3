//! Signed envelopes: who claims to have signed, and what is inside. Nothing is verified here.

use documents::format::{FormatId, Preview, recognise};
use kernel::Instant;
use serde::Serialize;

use super::{Lettura, frase};

/// Signers shown.
const MOST: usize = 50;

/// Who claims to have signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Firmatario {
    pub nome: String,
    pub codice_fiscale: Option<String>,
    pub ente: Option<String>,
    /// Who issued the certificate.
    pub certificatore: Option<String>,
    /// When the signer's computer says it signed.
    pub dichiarata_at: Option<i64>,
    /// Until when the certificate says it holds.
    pub valido_fino_at: Option<i64>,
    pub marca: bool,
}

/// What a signed envelope holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Contenuto {
    pub nome: String,
    pub formato: String,
    pub bytes: u64,
    /// How a page can show it: `pdf`, `immagine` or nothing.
    pub tipo: Option<&'static str>,
}

/// Opens the envelope; gives the document inside to be laid out in its turn.
pub(super) fn vedi(seen: &mut Lettura, bytes: &[u8], name: &str) -> Option<(Vec<u8>, String, FormatId)> {
    let content = match firma_cms::content(bytes) {
        Ok(content) => content,
        Err(error) => {
            seen.avvisi.push(format!("La busta firmata non si apre: {error}."));
            return None;
        }
    };
    seen.firmatari = content.signers().take(MOST).map(firmatario).collect();
    if let Some(error) = &content.unopened {
        seen.avvisi.push(frase(&format!("dentro c'è un'altra busta che non si apre: {error}")));
    }
    let name = senza_busta(name);
    let format = recognise(&content.bytes, &name, Some(&content.bytes));
    let tipo = match format.preview() {
        Preview::Pdf => Some("pdf"),
        Preview::Image => Some("immagine"),
        _ => None,
    };
    seen.contenuto =
        Some(Contenuto { nome: name.clone(), formato: format.label(), bytes: content.bytes.len() as u64, tipo });
    Some((content.bytes, name, format.id))
}

fn firmatario(signer: &firma_cms::Signer) -> Firmatario {
    let subject = signer.subject.as_ref();
    let micros = |at: &chrono::DateTime<chrono::Utc>| Instant::from_micros(at.timestamp_micros()).micros();
    Firmatario {
        nome: subject.and_then(firma_cms::Name::shown).unwrap_or_else(|| "firmatario senza nome".into()),
        codice_fiscale: subject.and_then(|name| name.codice_fiscale()).map(str::to_owned),
        ente: subject.and_then(|name| name.organization.clone()),
        certificatore: signer.issuer.as_ref().and_then(firma_cms::Name::shown),
        dichiarata_at: signer.signing_time.as_ref().map(micros),
        valido_fino_at: signer.validity.as_ref().map(|(_, until)| micros(until)),
        marca: signer.time_stamped,
    }
}

/// `atto.pdf.p7m.p7m` → `atto.pdf`.
pub(super) fn senza_busta(name: &str) -> String {
    let mut bare = name;
    while let Some((before, end)) = bare.rsplit_once('.') {
        if before.is_empty() || !["p7m", "tsd"].iter().any(|known| end.eq_ignore_ascii_case(known)) {
            break;
        }
        bare = before;
    }
    bare.to_owned()
}
