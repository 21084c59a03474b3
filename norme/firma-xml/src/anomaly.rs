//! What makes a signature say less than it seems.

use crate::extent::{self, Extent};
use crate::facts::{Covered, Place, Reference, ReferenceType, Signature};
use crate::signature::signs_properties;
use crate::transform::Context;
use crate::uri::{self, Target, shown};
use crate::{DSIG, xades};

/// Most parts of a signature whose identifiers are looked at.
const OWN_MAX: usize = 1_000;

/// Something about a signature that whoever relies on it must know, even if all digests match. The text is Italian.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Anomaly {
    /// Several elements of the document have the same identifier: a reader may take another than was signed.
    #[error(
        "{count} elementi del documento hanno lo stesso identificativo «{id}»: non è certo quale sia stato firmato"
    )]
    RepeatedId {
        /// The identifier.
        id: String,
        /// How many elements have it.
        count: usize,
    },
    /// The signature lies in the document and signs something, but not the whole of it nor what is around the
    /// signature.
    #[error("la firma riguarda «{path}» e non l'intero documento, che contiene anche altro non firmato")]
    PartOfDocument {
        /// The way to what is signed.
        path: String,
    },
    /// A part of the signature says something that nobody signed, and may be taken for what was signed.
    #[error("nella firma c'è anche «{path}», che non è firmato: non va scambiato per ciò che è stato firmato")]
    UnsignedPart {
        /// The way to it.
        path: String,
    },
    /// An instruction to programs stands outside the root element, and the signature does not sign it.
    #[error("nel documento c'è anche «<?{target}?>», che non è firmato: può cambiare quello che i programmi mostrano")]
    UnsignedInstruction {
        /// To which programs.
        target: String,
    },
    /// What is signed lies in another place than the one of this kind of signature: it may have been moved there.
    #[error(
        "ciò che è firmato, «{path}», non è dove dovrebbe: potrebbe essere stato spostato per sostituirlo con altro"
    )]
    Moved {
        /// The way to what is signed.
        path: String,
    },
    /// There are signed properties, but no reference signs those of this signature.
    #[error("le proprietà della firma (data, certificato…) ci sono ma non sono firmate")]
    PropertiesNotSigned,
    /// A reference says by its type that it signs properties, but points at something else.
    #[error("la firma dice di coprire le proprie proprietà ma copre «{path}»")]
    NotTheProperties {
        /// The way to what it points at.
        path: String,
    },
    /// The signed properties are signed by a reference without the type that EN 319 132-1 (4.4.2) wants.
    #[error("il riferimento alle proprietà della firma non ha il tipo previsto (EN 319 132-1, 4.4.2)")]
    PropertiesWithoutType,
    /// There is more than one `QualifyingProperties` (EN 319 132-1, 4.4.2 allows one).
    #[error("la firma ha {0} gruppi di proprietà invece di uno")]
    ManyProperties(usize),
    /// `Target` of the properties names another signature.
    #[error("le proprietà dicono di riguardare «{0}», che non è questa firma")]
    OtherTarget(String),
    /// Nothing but the signature's own parts is signed.
    #[error("la firma non copre alcun documento")]
    SignsNothing,
    /// A reference is there, but the `SignedInfo` has none, or too many.
    #[error("la firma ha {found} riferimenti: ne sono ammessi da 1 a {limit}")]
    References {
        /// How many.
        found: usize,
        /// How many are looked at.
        limit: usize,
    },
    /// A mandatory part is missing, or stands twice: a reader may take another than was checked.
    #[error("nella firma «{0}» manca o è scritto più di una volta")]
    Structure(&'static str),
    /// An HMAC-like truncation, or another parameter of the method that is not supported.
    #[error("il metodo di firma ha un parametro non ammesso: «{0}»")]
    MethodParameter(String),
    /// A counter-signature that does not sign the value of the signature it stands in (EN 319 132-1, 5.2.7.3).
    #[error("la controfirma non riguarda la firma in cui si trova")]
    CountersignsNothing,
    /// A data object format names a reference that is not there.
    #[error("le proprietà descrivono il riferimento «{0}», che non c'è")]
    FormatOfNothing(String),
}

impl Anomaly {
    /// Whether it lets someone pass as signed what is not, so that the signature must not be taken as whole.
    #[must_use]
    pub fn is_grave(&self) -> bool {
        !matches!(
            self,
            Anomaly::PropertiesWithoutType
                | Anomaly::PartOfDocument { .. }
                | Anomaly::UnsignedPart { .. }
                | Anomaly::UnsignedInstruction { .. }
                | Anomaly::FormatOfNothing(_)
                | Anomaly::OtherTarget(_)
        )
    }

    pub(crate) fn repeated(id: &str, count: usize) -> Anomaly {
        Anomaly::RepeatedId { id: shown(id), count }
    }
}

/// Looks for anomalies of a signature, and tells how much it signs; `parent` is the one it stands in.
pub(crate) fn find(context: Context<'_>, signature: &Signature, parent: Option<&Signature>) -> (Vec<Anomaly>, Extent) {
    let mut found = Vec::new();
    structure(context, signature, &mut found);
    ids(context, signature, &mut found);
    properties(context, signature, &mut found);
    let counter = signature.countersignature.then_some(parent).flatten();
    let about = counter.is_some_and(|parent| countersigns(context, signature, parent));
    match counter {
        Some(_) if !about => found.push(Anomaly::CountersignsNothing),
        Some(_) => {}
        None => data(context, signature, &mut found),
    }
    let unsigned = extent::unsigned(context.tree, signature);
    found.extend(unsigned.map(|at| Anomaly::UnsignedPart { path: context.tree.path(at) }));
    let instruction = extent::unsigned_instruction(context.tree, signature).filter(|_| !about);
    found.extend(instruction.map(|target| Anomaly::UnsignedInstruction { target: shown(target) }));
    let extent = extent::of(context, signature, unsigned.is_some() || instruction.is_some(), about);
    (found, extent)
}

/// Each part of a signature stands once, where it must.
fn structure(context: Context<'_>, signature: &Signature, found: &mut Vec<Anomaly>) {
    let tree = context.tree;
    let count = |at, name| tree.elements(at).filter(|part| tree.is(*part, DSIG, name)).count();
    for name in ["SignedInfo", "SignatureValue"] {
        if count(signature.node, name) != 1 {
            found.push(Anomaly::Structure(name));
        }
    }
    if count(signature.node, "KeyInfo") > 1 {
        found.push(Anomaly::Structure("KeyInfo"));
    }
    let Some(signed_info) = tree.child(signature.node, DSIG, "SignedInfo") else { return };
    for name in ["CanonicalizationMethod", "SignatureMethod"] {
        if count(signed_info, name) != 1 {
            found.push(Anomaly::Structure(name));
        }
    }
    for reference in tree.elements(signed_info).filter(|at| tree.is(*at, DSIG, "Reference")) {
        for name in ["DigestMethod", "DigestValue"] {
            if count(reference, name) != 1 && !found.contains(&Anomaly::Structure(name)) {
                found.push(Anomaly::Structure(name));
            }
        }
    }
    let method = tree.child(signed_info, DSIG, "SignatureMethod");
    if let Some(parameter) = method.and_then(|at| tree.child(at, DSIG, "HMACOutputLength")) {
        found.push(Anomaly::MethodParameter(tree.local(parameter).to_owned()));
    }
}

/// The identifiers that this signature rests upon, and its own.
fn ids(context: Context<'_>, signature: &Signature, found: &mut Vec<Anomaly>) {
    let tree = context.tree;
    let parts = tree.elements(signature.node).take(OWN_MAX).filter_map(|at| tree.attribute(at, "Id"));
    let properties = xades::signed_properties(tree, signature.node).and_then(|at| tree.attribute(at, "Id"));
    let listed = signature.references.iter().flat_map(|reference| &reference.manifest);
    let pointed = signature.references.iter().chain(listed).filter_map(|it| match uri::target(it.uri.as_deref()) {
        Ok(Target::Element { id, .. }) => Some(id),
        _ => None,
    });
    let mut own: Vec<&str> = parts.chain(properties).chain(signature.id.as_deref()).chain(pointed).collect();
    own.sort_unstable();
    own.dedup();
    for id in own {
        let count = context.ids.count(id);
        if count > 1 {
            found.push(Anomaly::repeated(id, count));
        }
    }
}

fn properties(context: Context<'_>, signature: &Signature, found: &mut Vec<Anomaly>) {
    let tree = context.tree;
    let node = signature.node;
    let groups: Vec<_> = xades::qualifying(tree, node).collect();
    if groups.len() > 1 {
        found.push(Anomaly::ManyProperties(groups.len()));
    }
    if let Some(target) = groups.first().and_then(|at| tree.attribute(*at, "Target")) {
        let names_it = signature.id.as_deref() == Some(target.strip_prefix('#').unwrap_or(target));
        if !names_it {
            found.push(Anomaly::OtherTarget(shown(target)));
        }
    }
    let typed = |reference: &&Reference| reference.kind == ReferenceType::SignedProperties;
    for reference in signature.references.iter().filter(typed) {
        if !signs_properties(tree, node, reference) {
            let path = match &reference.covered {
                Covered::Element { path, .. } => path.clone(),
                _ => shown(reference.uri.as_deref().unwrap_or_default()),
            };
            found.push(Anomaly::NotTheProperties { path });
        }
    }
    if xades::signed_properties(tree, node).is_some() {
        let mut covering = signature.references.iter().filter(|reference| signs_properties(tree, node, reference));
        match covering.next() {
            None => found.push(Anomaly::PropertiesNotSigned),
            Some(first) if !typed(&first) && !covering.any(|reference| typed(&reference)) => {
                found.push(Anomaly::PropertiesWithoutType);
            }
            Some(_) => {}
        }
    }
    for format in signature.properties.iter().flat_map(|found| &found.formats) {
        let id = format.reference.strip_prefix('#').unwrap_or(&format.reference);
        if !signature.references.iter().any(|reference| reference.id.as_deref() == Some(id)) {
            found.push(Anomaly::FormatOfNothing(shown(&format.reference)));
        }
    }
}

fn countersigns(context: Context<'_>, signature: &Signature, parent: &Signature) -> bool {
    let tree = context.tree;
    let value = tree.child(parent.node, DSIG, "SignatureValue");
    let signs = |reference: &Reference| reference.apexes.iter().any(|at| Some(*at) == value || *at == parent.node);
    value.is_some() && signature.references.iter().any(signs)
}

/// What is signed lies where the form of the signature has it.
fn data(context: Context<'_>, signature: &Signature, found: &mut Vec<Anomaly>) {
    let mut data = extent::data(signature).peekable();
    if data.peek().is_none() {
        found.push(Anomaly::SignsNothing);
    }
    let is_root = signature.node == context.tree.root();
    for reference in data {
        let Covered::Element { path, place, root, .. } = &reference.covered else { continue };
        match place {
            // Beside the signature stands what an internally detached signature signs; and what was moved there.
            Place::OtherSignature | Place::Elsewhere => found.push(Anomaly::Moved { path: path.clone() }),
            Place::Around | Place::Beside if !root => found.push(Anomaly::PartOfDocument { path: path.clone() }),
            // What a signature encloses is the document only where the signature is: else who reads the document looks elsewhere.
            Place::Object if !is_root => found.push(Anomaly::PartOfDocument { path: path.clone() }),
            _ => {}
        }
    }
}
