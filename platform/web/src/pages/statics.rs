use axum::{
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};

use crate::{Error, Path};

/// A style sheet, font, icon or script. The hash in the path changes with the content: caches keep it for ever.
pub(super) async fn file(Path((_, path)): Path<(String, String)>, headers: HeaderMap) -> Result<Response, Error> {
    let asset = ui::asset(&path).ok_or(Error::NotFound("Questo file non c'è."))?;
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (bytes, encoding) = match (asset.br, asset.gz) {
        (Some(br), _) if accepted.contains("br") => (br, Some("br")),
        (_, Some(gz)) if accepted.contains("gzip") => (gz, Some("gzip")),
        _ => (asset.bytes, None),
    };
    let mut response = (
        [
            (header::CONTENT_TYPE, asset.content_type),
            (header::ETAG, asset.etag),
            (header::VARY, "accept-encoding"),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        ],
        bytes,
    )
        .into_response();
    if let Some(encoding) = encoding {
        response.headers_mut().insert(header::CONTENT_ENCODING, axum::http::HeaderValue::from_static(encoding));
    }
    Ok(response)
}
