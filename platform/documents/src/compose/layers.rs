//! Layers (optional content, ISO 32000-1, 8.11): of those that the copied pages draw in, whether they are shown. Their names, who made
//! them, and what else a program notes of them stay behind; so do the rules that show one thing on a screen and print another.

use std::collections::HashSet;

use hayro_interpret::hayro_syntax::{
    Pdf,
    object::{Array, Dict, Name, ObjRef},
};

/// Most layers of one PDF.
const MOST: usize = 10_000;
/// All that is told of a layer.
pub(super) const LAYER: &[u8] = b"<</Type/OCG/Name(Livello)>>";

/// The layers of a PDF.
#[derive(Default)]
pub(super) struct Layers {
    all: Vec<ObjRef>,
    hidden: HashSet<ObjRef>,
}

impl Layers {
    pub fn of(pdf: &Pdf) -> Self {
        let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
        let told = catalog.and_then(|catalog| catalog.get::<Dict<'_>>(b"OCProperties".as_slice()));
        let Some(told) = told else { return Self::default() };
        let shown = told.get::<Dict<'_>>(b"D".as_slice()).unwrap_or_default();
        let (on, off) = (refs(&shown, b"ON"), refs(&shown, b"OFF"));
        let mut seen = HashSet::new();
        let mut all = refs(&told, b"OCGs");
        all.extend(&off);
        all.retain(|layer| seen.insert(*layer));
        let none = shown.get::<Name<'_>>(b"BaseState".as_slice()).is_some_and(|state| state.as_ref() == b"OFF");
        let mut hidden: HashSet<ObjRef> = if none { seen } else { HashSet::new() };
        hidden.retain(|layer| !on.contains(layer));
        hidden.extend(off);
        Self { all, hidden }
    }

    /// Whether one of those that came along is not shown.
    pub fn hides(&self, known: impl Fn(ObjRef) -> Option<u32>) -> bool {
        self.hidden.iter().any(|layer| known(*layer).is_some())
    }

    /// What the new catalogue says of those that came along.
    pub fn write(&self, out: &mut Vec<u8>, known: impl Fn(ObjRef) -> Option<u32>) {
        let all = list(self.all.iter(), &known);
        if all.is_empty() {
            return;
        }
        let hidden = list(self.all.iter().filter(|layer| self.hidden.contains(layer)), &known);
        out.extend_from_slice(format!("/OCProperties<</OCGs[{all}]/D<</OFF[{hidden}]>>>>").as_bytes());
    }
}

fn list<'l>(layers: impl Iterator<Item = &'l ObjRef>, known: &impl Fn(ObjRef) -> Option<u32>) -> String {
    layers.filter_map(|layer| known(*layer)).map(|number| format!(" {number} 0 R")).collect()
}

/// Whether a dictionary is a layer, and no rule made of several.
pub(super) fn is_layer(dict: &Dict<'_>) -> bool {
    kind(dict).is_some_and(|kind| kind.as_ref() == b"OCG")
}

/// Whether it is a layer or a rule: of the properties that a content stream names, only these change what is seen.
pub(super) fn is_layer_or_rule(dict: &Dict<'_>) -> bool {
    kind(dict).is_some_and(|kind| kind.as_ref() == b"OCG" || kind.as_ref() == b"OCMD")
}

fn kind<'a>(dict: &Dict<'a>) -> Option<Name<'a>> {
    dict.get::<Name<'_>>(b"Type".as_slice())
}

fn refs(dict: &Dict<'_>, key: &[u8]) -> Vec<ObjRef> {
    let array = dict.get::<Array<'_>>(key).unwrap_or_default();
    array.raw_iter().filter_map(|item| item.as_obj_ref()).take(MOST).collect()
}
