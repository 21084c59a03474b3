//! Whether somebody else can sign the same document.

use super::MakeError;
use super::build::{declared, inserted};
use crate::tree::Tree;
use crate::{DSIG, Limits, read};

/// Whether the signatures of a document would still hold if somebody signed it once more, inside it. One that covers all but itself (the
/// transform `enveloped-signature` alone, XML-DSig 6.6.4) would not: the next signature is a change of what it covers.
///
/// # Errors
/// [`MakeError`] if the document cannot be read.
pub fn bears_another(document: &[u8]) -> Result<bool, MakeError> {
    let tree = Tree::read(document, Limits::default())?;
    let more = format!("<ds:Signature xmlns:ds=\"{DSIG}\"/>");
    let with = declared(&inserted(&tree, tree.root(), &more));
    let holding = |bytes: &[u8]| -> Result<Vec<bool>, MakeError> {
        let reading = read(bytes, &[], Limits::default())?;
        Ok(reading.signatures.iter().map(crate::Signature::references_hold).collect())
    };
    let (before, after) = (holding(document)?, holding(&with)?);
    // The empty one is the last: it stands at the end of the root.
    Ok(before.iter().zip(&after).all(|(before, after)| after == before))
}
