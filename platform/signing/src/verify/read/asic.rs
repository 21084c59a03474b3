//! Containers of documents with their signatures (ASiC-S and ASiC-E, ETSI EN 319 162-1), as `firma-xml` takes them
//! apart.

use std::collections::BTreeSet;

use firma_cms::{Cms, Given};
use firma_xml::asic::{self, AsicLimits, Container, SignatureFile, SignatureForm};
use firma_xml::{Check, Limits};

use super::cms::{self, Around};
use super::xml;
use crate::verify::facts::{Finding, SignatureFacts, TimeStampFacts};
use crate::verify::limits::SIGNATURES_MAX;
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

/// Most bytes of work for all the XAdES files of a container together.
const WORK_MAX: usize = 4 << 30;
/// Most files that are named.
const SHOWN_MAX: usize = 8;

/// Reads a container.
pub(super) fn read(bytes: &[u8]) -> Result<Found, String> {
    let container = asic::read(bytes, AsicLimits::default()).map_err(|error| error.to_string())?;
    let mut found = Found::default();
    // What somebody signed of it, and what only passes for a part of the container.
    let mut covered: BTreeSet<String> = BTreeSet::new();
    let mut idle: Vec<&str> = container.idle_manifests().map(|file| file.name.as_str()).collect();
    let xades = container.signatures.iter().filter(|signature| signature.form == SignatureForm::Xades).count();
    let limits = Limits::default();
    let limits = Limits { work: limits.work.min(WORK_MAX / xades.max(1)), ..limits };
    for signature in &container.signatures {
        let Some(file) = container.file(&signature.name) else { continue };
        // Who judges them says that there are more than are looked at: of those nobody knows what they sign.
        if found.signatures.len() > SIGNATURES_MAX {
            return Ok(found);
        }
        let name = clean(&file.name);
        match signature.form {
            SignatureForm::Xades => {
                let signatures = xml::read(&file.bytes, &container.externals(), limits);
                let signatures = signatures.map_err(|why| format!("{name}: {why}"))?;
                if signatures.is_empty() {
                    idle.push(&file.name);
                }
                for one in signatures {
                    let mut facts = one.facts;
                    let files: Vec<&str> = one.files.iter().map(String::as_str).collect();
                    facts.scope.whole &= covers_all(&container, &files, &mut facts.warnings);
                    found.signatures.push(facts);
                    covered.extend(one.files);
                }
            }
            SignatureForm::Cades | SignatureForm::TimeStamp => {
                envelope(&container, signature, &file.bytes, &mut found).map_err(|why| format!("{name}: {why}"))?;
                if signature.form == SignatureForm::Cades {
                    covered.extend(container.covered_by(signature).into_iter().map(str::to_owned));
                }
            }
            SignatureForm::EvidenceRecord => {
                found.warnings.push(format!("la prova di conservazione {name} non è stata controllata"));
            }
        }
    }
    let documents = container.documents().map(|file| file.name.as_str());
    let left: Vec<&str> = documents.chain(idle).filter(|it| !covered.contains(*it)).collect();
    if !left.is_empty() {
        found.warnings.push(format!("nel contenitore ci sono file che nessuno ha firmato: {}", named(&left)));
    }
    Ok(found)
}

/// Names of files, the first of them.
fn named(files: &[&str]) -> String {
    let mut names: Vec<String> = files.iter().take(SHOWN_MAX).map(|name| clean(name)).collect();
    if files.len() > SHOWN_MAX {
        names.push(format!("altri {}", files.len() - SHOWN_MAX));
    }
    names.join(", ")
}

/// Whether these are all the documents of the container; if not, that is told.
fn covers_all(container: &Container, files: &[&str], warnings: &mut Vec<String>) -> bool {
    let documents = container.documents().map(|file| file.name.as_str());
    let left: Vec<&str> = documents.filter(|name| !files.contains(name)).collect();
    if !left.is_empty() {
        warnings.push(format!("la firma non riguarda questi file del contenitore: {}", named(&left)));
    }
    left.is_empty() && !files.is_empty()
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
    let covered = container.covered_by(signature);
    let mut warnings = Vec::new();
    let whole = covers_all(container, &covered, &mut warnings);
    let what = if covered.is_empty() { "nessun file".to_owned() } else { format!("i file {}", named(&covered)) };
    let scope = Scope { what, whole, ..Scope::default() };
    let around = Around::of(&data);
    for (place, signer) in data.check(&given).iter().enumerate() {
        let id = format!("{}.{}", clean(&signature.name), place + 1);
        let mut facts = cms::signature(signer, &around, Format::Cades, id, scope.clone());
        facts.content = broken.clone().unwrap_or(facts.content);
        facts.warnings.extend(warnings.iter().cloned());
        found.signatures.push(facts);
    }
    Ok(())
}
