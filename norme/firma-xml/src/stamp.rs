//! What a time stamp must be on (EN 319 132-1, 5.2.8, 5.3, 5.5.2, annex A.1.5; ETSI TS 101 903 1.4.2, 7.2, 7.3, 7.5,
//! 8.2): always the case where the properties are all in one place ("not distributed").

use crate::c14n::{Method, NodeSet, canonicalize};
use crate::facts::{ReferenceType, Signature};
use crate::transform::{self, Context};
use crate::tree::NodeId;
use crate::xades::{self, facts::StampKind};
use crate::{DSIG, External, Problem, Stamp, reference};

pub(crate) fn covered(
    context: Context<'_>,
    files: &[External<'_>],
    signature: &Signature,
    stamp: &Stamp,
) -> Result<Vec<u8>, Problem> {
    let tree = context.tree;
    let method = match tree.child(stamp.node, DSIG, "CanonicalizationMethod") {
        Some(element) => transform::method(tree, element)?,
        None => Method::DEFAULT,
    };
    let mut builder = Builder { context, files, signature, method, out: Vec::new() };
    match stamp.kind {
        StampKind::Signature => builder.part("SignatureValue", true)?,
        StampKind::AllDataObjects => builder.references(|kind| kind != ReferenceType::SignedProperties)?,
        StampKind::IndividualDataObjects => builder.included(stamp.node)?,
        StampKind::SigAndRefs => {
            builder.part("SignatureValue", true)?;
            builder.properties_before(stamp.node, |name| name == "SignatureTimeStamp" || is_refs(name))?;
        }
        StampKind::RefsOnly => {
            builder.properties_before(stamp.node, is_refs)?;
            // Over nothing, any stamp of the empty string would hold.
            if builder.out.is_empty() {
                return Err(Problem::Missing("CompleteCertificateRefs".to_owned()));
            }
        }
        StampKind::Archive | StampKind::ArchiveOld => {
            builder.references(|_| true)?;
            builder.part("SignedInfo", true)?;
            builder.part("SignatureValue", true)?;
            builder.part("KeyInfo", false)?;
            builder.properties_before(stamp.node, |_| true)?;
            builder.objects(stamp.kind == StampKind::ArchiveOld)?;
        }
    }
    Ok(builder.out)
}

/// The properties that refer to validation data.
fn is_refs(name: &str) -> bool {
    matches!(
        name,
        "CompleteCertificateRefs"
            | "CompleteCertificateRefsV2"
            | "CompleteRevocationRefs"
            | "AttributeCertificateRefs"
            | "AttributeCertificateRefsV2"
            | "AttributeRevocationRefs"
    )
}

struct Builder<'d> {
    context: Context<'d>,
    files: &'d [External<'d>],
    signature: &'d Signature,
    method: Method,
    out: Vec<u8>,
}

impl Builder<'_> {
    fn element(&mut self, id: NodeId) -> Result<(), Problem> {
        let set = NodeSet { comments: true, ..NodeSet::of(id) };
        let bytes = canonicalize(self.context.tree, &set, &self.method, self.context.budget)?;
        self.out.extend(bytes);
        Ok(())
    }

    /// A part of the signature itself.
    fn part(&mut self, name: &str, needed: bool) -> Result<(), Problem> {
        match self.context.tree.child(self.signature.node, DSIG, name) {
            Some(part) => self.element(part),
            None if needed => Err(Problem::Missing(name.to_owned())),
            None => Ok(()),
        }
    }

    fn reference(&mut self, node: NodeId) -> Result<(), Problem> {
        let octets = reference::octets(self.context, self.files, self.signature.node, node, &self.method)?;
        self.context.budget.spend(octets.len())?;
        self.out.extend(octets);
        Ok(())
    }

    fn references(&mut self, wanted: impl Fn(ReferenceType) -> bool) -> Result<(), Problem> {
        for found in self.signature.references.iter().filter(|found| wanted(found.kind)) {
            self.reference(found.node)?;
        }
        Ok(())
    }

    /// The references that the stamp's `Include`s name, in their order. Each must say that it means the data.
    fn included(&mut self, stamp: NodeId) -> Result<(), Problem> {
        let tree = self.context.tree;
        for include in tree.elements(stamp).filter(|at| tree.local(*at) == "Include").take(xades::ITEMS_MAX) {
            let uri = tree.attribute(include, "URI").unwrap_or_default();
            if !matches!(tree.attribute(include, "referencedData"), Some("true" | "1")) {
                return Err(Problem::NotSupported(format!("marca temporale su «{}»", crate::uri::shown(uri))));
            }
            let id = uri.strip_prefix('#').unwrap_or(uri);
            let found = self.signature.references.iter().find(|found| found.id.as_deref() == Some(id));
            let found = found.ok_or_else(|| Problem::Missing(crate::uri::shown(uri)))?;
            self.reference(found.node)?;
        }
        Ok(())
    }

    /// The unsigned properties before the stamp, in order.
    fn properties_before(&mut self, stamp: NodeId, wanted: impl Fn(&str) -> bool) -> Result<(), Problem> {
        let tree = self.context.tree;
        let group = tree.parent(stamp).ok_or_else(|| Problem::Missing("UnsignedSignatureProperties".to_owned()))?;
        for property in tree.elements(group).take_while(|at| *at != stamp) {
            if wanted(tree.local(property)) {
                self.element(property)?;
            }
        }
        Ok(())
    }

    /// The `Object`s, that of the properties aside; in the older form only those that no reference points at.
    fn objects(&mut self, only_unreferenced: bool) -> Result<(), Problem> {
        let tree = self.context.tree;
        let own = |at: NodeId| tree.elements(at).any(|inner| tree.local(inner) == "QualifyingProperties");
        let referenced = |at: NodeId| {
            let id = tree.attribute(at, "Id");
            let uri = |found: &crate::Reference| {
                found.uri.as_deref().and_then(|uri| uri.strip_prefix('#')).map(str::to_owned)
            };
            id.is_some() && self.signature.references.iter().any(|found| uri(found).as_deref() == id)
        };
        let objects: Vec<NodeId> = tree
            .elements(self.signature.node)
            .filter(|at| tree.is(*at, DSIG, "Object") && !own(*at))
            .filter(|at| !only_unreferenced || !referenced(*at))
            .collect();
        objects.into_iter().try_for_each(|at| self.element(at))
    }
}
