//! Containers of documents with their signatures (ASiC-S and ASiC-E, ETSI EN 319 162-1), as `firma-xml` takes them
//! apart.

use firma_cms::{Cms, Given};
use firma_xml::Check;
use firma_xml::asic::{self, AsicLimits, Container, SignatureFile, SignatureForm};

use super::cms::{self, Around};
use super::xml;
use crate::verify::facts::{Finding, SignatureFacts, TimeStampFacts};
use crate::verify::report::{Format, Scope};
use crate::verify::tlv::clean;

/// What a container holds.
#[derive(Default)]
pub(super) struct Found {
    pub signatures: Vec<SignatureFacts>,
    pub stamps: Vec<TimeStampFacts>,
    pub warnings: Vec<String>,
}

/// Whether the bytes are a ZIP that says of itself that it is such a container.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    let head = bytes.get(30..120).unwrap_or_default();
    let says = b"application/vnd.etsi.asic";
    bytes.starts_with(b"PK\x03\x04") && head.windows(says.len()).any(|window| window == says)
}

/// Reads a container.
pub(super) fn read(bytes: &[u8]) -> Result<Found, String> {
    let container = asic::read(bytes, AsicLimits::default()).map_err(|error| error.to_string())?;
    let mut found = Found::default();
    for signature in &container.signatures {
        let Some(file) = container.file(&signature.name) else { continue };
        let name = clean(&file.name);
        match signature.form {
            SignatureForm::Xades => found.signatures.extend(xml::read(&file.bytes, &container.externals())?),
            SignatureForm::Cades | SignatureForm::TimeStamp => {
                envelope(&container, signature, &file.bytes, &mut found).map_err(|why| format!("{name}: {why}"))?;
            }
            SignatureForm::EvidenceRecord => {
                found.warnings.push(format!("la prova di conservazione {name} non è stata controllata"));
            }
        }
    }
    for name in container.uncovered().into_iter().take(8).map(clean) {
        found.warnings.push(format!("nel contenitore c'è un file che nessuno ha firmato: {name}"));
    }
    Ok(found)
}

/// A CMS signature or a time stamp: over the one document, or over a manifest of several.
fn envelope(container: &Container, signature: &SignatureFile, bytes: &[u8], found: &mut Found) -> Result<(), String> {
    let signs = signature.signs.as_deref().and_then(|name| container.file(name));
    let given = signs.map(|file| Given::content(&file.bytes)).unwrap_or_default();
    let manifest = signs.and_then(|file| container.manifests.iter().find(|manifest| manifest.name == file.name));
    let broken = manifest.and_then(|manifest| manifest.entries.iter().find(|entry| entry.check != Check::Matches));
    let broken = broken.map(|entry| Finding::Fails(format!("il file {} non è quello firmato", clean(&entry.file))));
    let (_, der) = firma_cms::unwrap(bytes).map_err(|error| error.to_string())?;
    if signature.form == SignatureForm::TimeStamp {
        let token = firma_cms::token(&der).map_err(|error| error.to_string())?;
        if let Some(mut facts) = cms::stamp(&token.check(&given)) {
            facts.content = broken.unwrap_or(facts.content);
            found.stamps.push(facts);
        }
        return Ok(());
    }
    let Ok(Cms::Signed(data)) = firma_cms::read(&der) else { return Err("la firma non si legge".into()) };
    let covered: Vec<String> = container.covered_by(signature).into_iter().take(8).map(clean).collect();
    let scope =
        Scope { what: format!("i file {}", covered.join(", ")), whole: !covered.is_empty(), ..Scope::default() };
    let around = Around::of(&data);
    for (place, signer) in data.check(&given).iter().enumerate() {
        let id = format!("{}.{}", clean(&signature.name), place + 1);
        let mut facts = cms::signature(signer, &around, Format::Cades, id, scope.clone());
        facts.content = broken.clone().unwrap_or(facts.content);
        found.signatures.push(facts);
    }
    Ok(())
}
