//! Of what a copy is asked: a PDF, a picture, or one of them in a signed envelope.

use sha2::{Digest, Sha256};

use super::{Uncopied, picture};

/// It, as a PDF.
pub(super) struct Opened {
    pub pdf: Vec<u8>,
    /// Whether it is a picture, which stands on a page of ours.
    pub picture: bool,
    /// SHA-256 of what was in an envelope; nothing where there was none.
    pub inside: Option<[u8; 32]>,
}

/// Opens it. Signatures are not looked at here.
pub(super) fn open(bytes: Vec<u8>) -> Result<Opened, Uncopied> {
    let (bytes, inside) = if has_pages(&bytes) { (bytes, None) } else { taken_out(&bytes)? };
    let picture = picture::is_one(&bytes);
    let pdf = if picture { picture::on_a_page(&bytes)? } else { bytes };
    Ok(Opened { pdf, picture, inside })
}

/// The innermost document of a signed or time-stamped envelope.
fn taken_out(bytes: &[u8]) -> Result<(Vec<u8>, Option<[u8; 32]>), Uncopied> {
    let content = firma_cms::content(bytes).map_err(|_| Uncopied::Broken)?;
    if content.unopened.is_some() {
        return Err(Uncopied::Broken);
    }
    if !has_pages(&content.bytes) {
        return Err(Uncopied::NoPages);
    }
    let hash = Sha256::digest(&content.bytes).into();
    Ok((content.bytes, Some(hash)))
}

fn has_pages(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-") || picture::is_one(bytes)
}
