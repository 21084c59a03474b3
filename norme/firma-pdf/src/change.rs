use crate::Ref;

/// What a change after a signature means for it. Ordered: the worst is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The standard and the signature let it be done.
    Permitted,
    /// It may be honest, but a person should look.
    ToReview,
    /// What the signer saw is not what is shown now, or nothing can be said.
    NotPermitted,
}

/// What kind of change it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChangeKind {
    /// Long-term evidence: DSS, VRI, extensions.
    Evidence,
    /// A document time stamp.
    TimeStamp,
    /// A further signature, with its field and its mark.
    Signature,
    /// The document's descriptive data.
    Metadata,
    /// A field was filled in.
    FormFilling {
        /// Its full name.
        field: String,
    },
    /// An annotation was added, changed or removed.
    Annotation,
    /// Objects that nothing shows.
    Unused,
    /// Anything else: pages, their content, fonts, layers, the catalog, the form itself.
    Content,
    /// It cannot be established.
    Unknown,
}

/// One change made after a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Revision that made it, from 0.
    pub revision: usize,
    /// What it is.
    pub kind: ChangeKind,
    /// What it means for the signature that it came after.
    pub verdict: Verdict,
    /// The object that changed.
    pub object: Option<Ref>,
    /// The page where it shows, from 0.
    pub page: Option<usize>,
    /// What happened, in Italian, for a person.
    pub text: String,
}
