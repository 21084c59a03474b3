//! Files carried inside an invoice (`Allegati`).

use crate::Anomalia;
use crate::reader::Notes;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bounded_xml::Element;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// An attached file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allegato {
    /// `NomeAttachment`, without folders.
    pub nome: String,
    /// `FormatoAttachment` (`PDF`, `XML` …): a claim.
    pub formato: Option<String>,
    /// `AlgoritmoCompressione` (`ZIP`, `RAR` …): the bytes are still compressed.
    pub compressione: Option<String>,
    /// `DescrizioneAttachment`.
    pub descrizione: Option<String>,
    /// The content, decoded; empty if it is damaged (see [`Anomalia::AllegatoDanneggiato`]).
    pub bytes: Vec<u8>,
}

pub(crate) fn allegati(body: &Element, notes: &mut Notes) -> Vec<Allegato> {
    let elements: Vec<&Element> = body.children_named("Allegati").collect();
    elements.into_iter().map(|element| allegato(element, notes)).collect()
}

fn allegato(element: &Element, notes: &mut Notes) -> Allegato {
    let name = notes.text(element, "NomeAttachment");
    let nome = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let encoded = element.child("Attachment").map(|content| content.text.as_str()).unwrap_or_default();
    let symbols: Vec<u8> = encoded.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let bytes = LENIENT.decode(symbols).unwrap_or_else(|_| {
        notes.add(Anomalia::AllegatoDanneggiato { nome: nome.clone() });
        Vec::new()
    });
    Allegato {
        nome,
        formato: element.string_at(&["FormatoAttachment"]),
        compressione: element.string_at(&["AlgoritmoCompressione"]),
        descrizione: element.string_at(&["DescrizioneAttachment"]),
        bytes,
    }
}
