//! Evidence for later: DSS and VRI (ETSI EN 319 142-1 §5.4).

use super::{string, update::Update};
use crate::{
    Dss, Error, dss,
    file::Pdf,
    object::{Dict, Object, Ref},
};

/// Adds certificates, CRLs and OCSP answers to those that the file keeps, in one more revision. What is there already is not added
/// twice; a VRI of the same key is replaced by the union of both.
///
/// # Errors
/// As [`crate::read`]; [`Error::CannotAdd`] where the index is damaged.
pub fn append_evidence(bytes: &[u8], evidence: &Dss) -> Result<Vec<u8>, Error> {
    let pdf = Pdf::open(bytes)?;
    let mut update = Update::new(&pdf)?;
    let (known, refs) = dss::with_refs(&update.view)?.unwrap_or_default();
    let mut lists = Vec::new();
    let kinds = [
        (&evidence.certificates, &known.certificates, &refs[0]),
        (&evidence.crls, &known.crls, &refs[1]),
        (&evidence.ocsps, &known.ocsps, &refs[2]),
    ];
    for (wanted, there, refs) in kinds {
        lists.push(places(&mut update, wanted, there, refs));
    }
    let root = update.view.root().ok_or(Error::CannotAdd("manca il catalogo"))?;
    let held = update.dict(root)?.get(b"DSS").clone();
    let mut store = update.view.resolve(&held)?.as_dict().cloned().unwrap_or_default();
    store.set(b"Type", Object::Name(b"DSS".to_vec()));
    for ((key, list), there) in [&b"Certs"[..], b"CRLs", b"OCSPs"].into_iter().zip(&lists).zip(&refs) {
        if let Some(all) = union(there, list) {
            store.set(key, all);
        }
    }
    let mut all = update.view.value(&store, b"VRI")?.as_dict().cloned().unwrap_or_default();
    for one in &evidence.vri {
        let mut entry = update.view.value(&all, one.key.as_bytes())?.as_dict().cloned().unwrap_or_default();
        let kinds = [(&b"Cert"[..], &one.certificates), (b"CRL", &one.crls), (b"OCSP", &one.ocsps)];
        for ((key, places), list) in kinds.into_iter().zip(&lists) {
            let there: Vec<Ref> = update
                .view
                .value(&entry, key)?
                .as_array()
                .unwrap_or_default()
                .iter()
                .filter_map(Object::as_ref)
                .collect();
            let added: Vec<Ref> = places.iter().filter_map(|place| list.get(*place).copied()).collect();
            if let Some(all) = union(&there, &added) {
                entry.set(key, all);
            }
        }
        if let Some(at) = &one.collected {
            entry.set(b"TU", string(at));
        }
        all.set(one.key.as_bytes(), Object::Dict(entry));
    }
    if !all.entries.is_empty() {
        store.set(b"VRI", Object::Dict(all));
    }
    match held {
        Object::Ref(at) => update.put(at, super::Body::Object(Object::Dict(store))),
        _ => {
            let at = update.add(Object::Dict(store));
            update.edit(root, |_, catalog| {
                catalog.set(b"DSS", Object::Ref(at));
                Ok(())
            })?;
        }
    }
    Ok(update.finish()?.bytes)
}

fn places(update: &mut Update<'_, '_>, wanted: &[Vec<u8>], there: &[Vec<u8>], refs: &[Ref]) -> Vec<Ref> {
    let known = |bytes: &Vec<u8>| there.iter().position(|known| known == bytes).and_then(|at| refs.get(at)).copied();
    wanted.iter().map(|bytes| known(bytes).unwrap_or_else(|| update.add_stream(Dict::default(), bytes))).collect()
}

/// What is there, then what is new; `None` if there is nothing.
fn union(there: &[Ref], added: &[Ref]) -> Option<Object> {
    let mut all = there.to_vec();
    for at in added {
        if !all.contains(at) {
            all.push(*at);
        }
    }
    let list: Vec<Object> = all.into_iter().map(Object::Ref).collect();
    (!list.is_empty()).then_some(Object::Array(list))
}
