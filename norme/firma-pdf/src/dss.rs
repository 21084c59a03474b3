//! The document security store: certificates and revocation data for later (ISO 32000-2 §12.8.4.3, ETSI EN 319 142-1 §5.4).

use std::collections::HashMap;

use crate::{
    Error,
    file::View,
    object::{Dict, Object, Ref},
};

/// Most certificates, CRLs or OCSP answers of each list.
pub const EVIDENCE_MAX: usize = 4_000;

/// What the file keeps for checking its signatures later. **Nothing is verified here.**
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dss {
    /// Certificates (DER), each once.
    pub certificates: Vec<Vec<u8>>,
    /// CRLs (DER), each once.
    pub crls: Vec<Vec<u8>>,
    /// OCSP responses (DER), each once.
    pub ocsps: Vec<Vec<u8>>,
    /// What is said to belong to which signature.
    pub vri: Vec<Vri>,
}

/// Validation related information of one signature; the numbers are places in the lists of [`Dss`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vri {
    /// Uppercase hexadecimal SHA-1 of the signature's `/Contents`.
    pub key: String,
    /// Places in [`Dss::certificates`].
    pub certificates: Vec<usize>,
    /// Places in [`Dss::crls`].
    pub crls: Vec<usize>,
    /// Places in [`Dss::ocsps`].
    pub ocsps: Vec<usize>,
    /// `/TU`, when it was collected, as written.
    pub collected: Option<String>,
}

#[derive(Default)]
struct List {
    items: Vec<Vec<u8>>,
    refs: Vec<Ref>,
    known: HashMap<u32, usize>,
}

impl List {
    fn add(&mut self, view: &View<'_, '_>, list: &Object) -> Result<Vec<usize>, Error> {
        let list = view.resolve(list)?;
        let mut places = Vec::new();
        for item in list.as_array().unwrap_or_default().iter().filter_map(Object::as_ref).take(EVIDENCE_MAX) {
            if let Some(known) = self.known.get(&item.number) {
                places.push(*known);
                continue;
            }
            let object = view.get(item)?;
            let Object::Stream(dict, data) = &*object else { continue };
            let Ok(bytes) = view.data(dict, *data) else { continue };
            if self.items.len() >= EVIDENCE_MAX {
                break;
            }
            let place = self.items.iter().position(|known| *known == bytes).unwrap_or(self.items.len());
            view.pdf.budget.spend(self.items.len())?;
            if place == self.items.len() {
                self.items.push(bytes);
                self.refs.push(item);
            }
            self.known.insert(item.number, place);
            places.push(place);
        }
        Ok(places)
    }
}

/// The store of a revision; `None` if it has none.
pub(crate) fn dss(view: &View<'_, '_>) -> Result<Option<Dss>, Error> {
    Ok(with_refs(view)?.map(|(dss, _)| dss))
}

/// The streams of certificates, CRLs and OCSP answers, in the order of the lists.
pub(crate) type Streams = [Vec<Ref>; 3];

/// The same, with the stream of each certificate, CRL and OCSP answer.
pub(crate) fn with_refs(view: &View<'_, '_>) -> Result<Option<(Dss, Streams)>, Error> {
    let Some(catalog) = view.catalog() else { return Ok(None) };
    let Some(catalog) = catalog.as_dict() else { return Ok(None) };
    let store = view.value(catalog, b"DSS")?;
    let Some(store) = store.as_dict() else { return Ok(None) };
    let (mut certificates, mut crls, mut ocsps) = (List::default(), List::default(), List::default());
    certificates.add(view, store.get(b"Certs"))?;
    crls.add(view, store.get(b"CRLs"))?;
    ocsps.add(view, store.get(b"OCSPs"))?;
    let mut vri = Vec::new();
    let all = view.value(store, b"VRI")?;
    for (key, one) in all.as_dict().map(|all| &all.entries).into_iter().flatten().take(EVIDENCE_MAX) {
        let one = view.resolve(one)?;
        let Some(one) = one.as_dict() else { continue };
        vri.push(Vri {
            key: String::from_utf8_lossy(key).to_uppercase(),
            certificates: certificates.add(view, one.get(b"Cert"))?,
            crls: crls.add(view, one.get(b"CRL"))?,
            ocsps: ocsps.add(view, one.get(b"OCSP"))?,
            collected: collected(view, one)?,
        });
    }
    let refs = [certificates.refs, crls.refs, ocsps.refs];
    Ok(Some((Dss { certificates: certificates.items, crls: crls.items, ocsps: ocsps.items, vri }, refs)))
}

fn collected(view: &View<'_, '_>, one: &Dict) -> Result<Option<String>, Error> {
    Ok(view.value(one, b"TU")?.as_str().map(|at| crate::text::text(&at.bytes)))
}
