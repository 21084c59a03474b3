use axum::{
    BoxError,
    body::{Body, Bytes},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use documents::{document, format::Preview};
use ente::Ente;
use futures::{Stream, StreamExt};

use crate::Error;

/// A document to be kept by the browser as a file, under its own name.
///
/// # Errors
/// Those of the store.
pub async fn attachment(ente: &Ente, document: &document::Model, request: &HeaderMap) -> Result<Response, Error> {
    send(ente, document, request, "attachment").await
}

/// A document to be shown in a page. What a browser could run (HTML, SVG, XML) is never shown: it is downloaded.
///
/// # Errors
/// Those of the store.
pub async fn inline(ente: &Ente, document: &document::Model, request: &HeaderMap) -> Result<Response, Error> {
    let how = if document.format().safe_inline() { "inline" } else { "attachment" };
    send(ente, document, request, how).await
}

/// A document followed by an update to it, to be kept as a file under another name: a copy that begins with the original's
/// own bytes.
///
/// # Errors
/// Those of the store.
pub async fn attachment_with_update(
    ente: &Ente,
    document: &document::Model,
    name: &str,
    update: Vec<u8>,
) -> Result<Response, Error> {
    still_kept(ente, document).await?;
    let original = ente.archive.store().open(&document.hash()).await?;
    let length = document.size.unsigned_abs() + update.len() as u64;
    let whole = original.chain(futures::stream::iter([Ok(update.into())]));
    Response::builder()
        .header(header::CONTENT_TYPE, document.format().media_type())
        .header(header::CONTENT_LENGTH, length)
        .header(header::CONTENT_DISPOSITION, disposition("attachment", name))
        .header(header::CACHE_CONTROL, "private, no-cache")
        .header(header::CONTENT_SECURITY_POLICY, policy(document))
        .body(streamed(whole))
        .map_err(Error::internal)
}

/// An answer that is written while it is read. What compresses it on the way asks once more after its end, which not every stream
/// bears.
#[expect(clippy::disallowed_methods, reason = "the one place that makes the stream bear it")]
pub fn streamed<T, E>(pieces: impl Stream<Item = Result<T, E>> + Send + 'static) -> Body
where
    T: Into<Bytes> + 'static,
    E: Into<BoxError> + 'static,
{
    Body::from_stream(pieces.fuse())
}

/// A PDF that we have just made, to be kept as a file.
///
/// # Errors
/// When the answer cannot be built.
pub fn made_pdf(name: &str, bytes: Vec<u8>) -> Result<Response, Error> {
    Response::builder()
        .header(header::CONTENT_TYPE, "application/pdf")
        .header(header::CONTENT_LENGTH, bytes.len())
        .header(header::CONTENT_DISPOSITION, disposition("attachment", name))
        .header(header::CACHE_CONTROL, "private, no-cache")
        .body(Body::from(bytes))
        .map_err(Error::internal)
}

async fn send(ente: &Ente, document: &document::Model, request: &HeaderMap, how: &str) -> Result<Response, Error> {
    still_kept(ente, document).await?;
    let size = document.size.unsigned_abs();
    let hash = document.hash();
    let etag = format!("\"{hash}\"");
    let same = request.get(header::IF_NONE_MATCH).is_some_and(|sent| sent.as_bytes() == etag.as_bytes());
    let mut response = Response::builder()
        .header(header::ETAG, &etag)
        .header(header::CONTENT_TYPE, document.format().media_type())
        .header(header::CONTENT_DISPOSITION, disposition(how, &document.name))
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::CACHE_CONTROL, "private, no-cache")
        .header(header::CONTENT_SECURITY_POLICY, policy(document));
    if same {
        return response.status(StatusCode::NOT_MODIFIED).body(Body::empty()).map_err(Error::internal);
    }
    let asked = request.get(header::RANGE).and_then(|range| range.to_str().ok()).and_then(|text| range_of(text, size));
    let range = match asked {
        Some(Some(range)) => {
            let last = range.end.saturating_sub(1);
            response = response
                .status(StatusCode::PARTIAL_CONTENT)
                .header(header::CONTENT_RANGE, format!("bytes {}-{last}/{size}", range.start));
            range
        }
        Some(None) => {
            let answer = response.status(StatusCode::RANGE_NOT_SATISFIABLE);
            return answer
                .header(header::CONTENT_RANGE, format!("bytes */{size}"))
                .body(Body::empty())
                .map_err(Error::internal);
        }
        None => 0..size,
    };
    response = response.header(header::CONTENT_LENGTH, range.end - range.start);
    let stream = ente.archive.store().open_range(&hash, range).await?;
    response.body(streamed(stream)).map_err(Error::internal)
}

/// Refuses a document that was discarded: it is given to nobody, even where its bytes stay for another. For whoever reads a document in
/// another way than [`attachment`] and [`inline`].
///
/// # Errors
/// [`Error::Discarded`], with who authorised it; those of the database.
pub async fn still_kept(ente: &Ente, document: &document::Model) -> Result<(), Error> {
    let read = ente.db().read().await?;
    let Some(row) = ente.archive.disposal(&read, document.id).await? else { return Ok(()) };
    Err(Error::Discarded(format!(
        "Questo documento è stato scartato il {} ({}): il contenuto non c'è più, e restano il nome e l'impronta.",
        row.decided_at.date().format("%d/%m/%Y"),
        row.authority
    )))
}

/// Nothing in an outsider's file may run or reach out, even when it is opened by itself. The browser's own viewer of PDFs,
/// which runs apart from the page, does not work inside a sandbox.
fn policy(document: &document::Model) -> &'static str {
    if document.format().preview() == Preview::Pdf {
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    } else {
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
    }
}

/// One range of RFC 9110 §14: `None` when the header is to be passed over, `Some(None)` when it cannot be satisfied.
fn range_of(text: &str, size: u64) -> Option<Option<std::ops::Range<u64>>> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    if last.contains(',') {
        return None;
    }
    let range = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Ok(first), Err(_)) if last.trim().is_empty() => first..size,
        (Err(_), Ok(tail)) if first.trim().is_empty() => size.saturating_sub(tail)..size,
        _ => return None,
    };
    Some((range.start < range.end).then_some(range))
}

/// `Content-Disposition` with the name in both forms of RFC 6266.
fn disposition(how: &str, name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || ".-_ ".contains(c) { c } else { '_' }).collect();
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b".-_".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_follow_the_rfc() {
        assert_eq!(range_of("bytes=0-9", 100), Some(Some(0..10)));
        assert_eq!(range_of("bytes=90-200", 100), Some(Some(90..100)));
        assert_eq!(range_of("bytes=-5", 100), Some(Some(95..100)));
        assert_eq!(range_of("bytes=50-", 100), Some(Some(50..100)));
        assert_eq!(range_of("bytes=100-", 100), Some(None));
        assert_eq!(range_of("bytes=0-1,5-6", 100), None);
        assert_eq!(range_of("righe=1-2", 100), None);
    }

    #[test]
    fn a_name_cannot_break_the_header() {
        let header = disposition("inline", "à\"\r\n.pdf");
        assert_eq!(header, "inline; filename=\"____.pdf\"; filename*=UTF-8''%C3%A0%22%0D%0A.pdf");
    }
}
