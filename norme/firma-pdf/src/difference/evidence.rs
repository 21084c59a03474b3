//! Evidence for later: it may always be added (ISO 32000-2 §12.8.4.3, ETSI EN 319 142-1 §5.4).

use super::step::Step;
use crate::{
    ChangeKind, Error,
    object::{Dict, Object, Ref},
};

/// How deep the store goes: store, VRI, one VRI, list, stream.
const LEVELS: usize = 5;

/// Compares the stores.
pub(super) fn store(step: &mut Step<'_, '_>, root: Ref, before: &Dict, after: &Dict) -> Result<(), Error> {
    let (old, new) = (before.get(b"DSS"), after.get(b"DSS"));
    let may = step.below(old, LEVELS)?;
    let (was, is) = (step.old.resolve(old)?, step.new.resolve(new)?);
    let object = new.as_ref().or(Some(root));
    if is.is_null() {
        if !was.is_null() {
            let text = "sono state tolte le prove conservate per il controllo futuro".to_owned();
            step.doubt(ChangeKind::Evidence, object, None, text);
        }
        return Ok(());
    }
    let Some(dict) = is.as_dict() else { return Ok(()) };
    let known = |key: &[u8]| matches!(key, b"Type" | b"VRI" | b"Certs" | b"CRLs" | b"OCSPs");
    let strange = dict.entries.keys().any(|key| !known(key));
    let hung = step.adopt(new, root.number, b"DSS", &may)?;
    if !hung && old == new && *was == *is {
        return Ok(());
    }
    if strange {
        let text = "fra le prove conservate per il controllo futuro c'è una voce sconosciuta".to_owned();
        step.doubt(ChangeKind::Evidence, object, None, text);
    } else if lost(step, &was, dict)? {
        // Programs that extend a signature write the store anew with what they need; it says nothing of what the signer saw.
        let text = "le prove per il controllo futuro sono state riscritte, e alcune non ci sono più".to_owned();
        step.tell(ChangeKind::Evidence, object, None, text);
    } else {
        let text = "sono state aggiunte prove per il controllo futuro (certificati, revoche)".to_owned();
        step.tell(ChangeKind::Evidence, object, None, text);
    }
    Ok(())
}

/// Whether a list is shorter than it was.
fn lost(step: &Step<'_, '_>, was: &Object, dict: &Dict) -> Result<bool, Error> {
    let Some(was) = was.as_dict() else { return Ok(false) };
    for key in [&b"Certs"[..], b"CRLs", b"OCSPs"] {
        let (old, new) = (step.old.value(was, key)?, step.new.value(dict, key)?);
        let count = |list: &Object| list.as_array().map_or(0, <[Object]>::len);
        if count(&new) < count(&old) {
            return Ok(true);
        }
    }
    Ok(false)
}
