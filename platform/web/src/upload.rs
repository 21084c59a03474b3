use std::collections::HashMap;

use axum::extract::{FromRequest, Multipart, Request};
use documents::store::{Sha256Hash, Stored};
use ente::Ente;
use futures::TryStreamExt;
use sha2::{Digest, Sha256};
use tokio_util::io::StreamReader;

use crate::{Error, extract::no_nul};

/// The largest file that is taken in, in bytes: 1 GiB.
pub const MAX_UPLOAD: u64 = 1 << 30;
/// The most files in one form.
pub(crate) const MAX_FILES: usize = 100;
/// The most bytes in a field that is no file.
const MAX_FIELD: usize = 256 * 1024;
/// The most fields.
const MAX_FIELDS: usize = 200;

/// A form with files: the fields, and the files already durable in the store but not yet named by any row.
#[derive(Debug, Default)]
pub struct Uploaded {
    /// Fields by name; a name that comes several times keeps all its values.
    pub fields: HashMap<String, Vec<String>>,
    /// Files in the order in which they came: the field, the name given, what is stored.
    pub files: Vec<(String, String, Stored)>,
}

impl Uploaded {
    /// The only, or first, value of a field; empty when there is none.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// All the values of a field.
    pub fn values(&self, name: &str) -> &[String] {
        self.fields.get(name).map_or(&[], Vec::as_slice)
    }
}

/// The body of a request as it streams in. Whoever reads it bounds it.
pub fn streaming(request: Request) -> impl tokio::io::AsyncRead + Send + Unpin {
    StreamReader::new(request.into_body().into_data_stream().map_err(std::io::Error::other))
}

/// Reads a form with files, streaming each file to the ente's store.
///
/// # Errors
/// When the request cannot be read, is too large, or the store refuses.
pub async fn receive(ente: &Ente, request: Request) -> Result<Uploaded, Error> {
    let mut multipart =
        Multipart::from_request(request, &()).await.map_err(|error| Error::BadRequest(error.body_text()))?;
    let mut uploaded = Uploaded::default();
    let unreadable = |error: axum::extract::multipart::MultipartError| {
        Error::BadRequest(format!("Il modulo con i file non si legge ({}).", error.body_text()))
    };
    while let Some(mut field) = multipart.next_field().await.map_err(unreadable)? {
        let name = field.name().unwrap_or_default().to_owned();
        let Some(file_name) = field.file_name().map(str::to_owned) else {
            let mut value = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
                if value.len() + chunk.len() > MAX_FIELD {
                    return Err(Error::TooLarge(format!("Il campo \"{name}\" è troppo lungo.")));
                }
                value.extend_from_slice(&chunk);
            }
            if uploaded.fields.len() >= MAX_FIELDS {
                return Err(Error::BadRequest("Il modulo ha troppi campi.".into()));
            }
            let value = String::from_utf8_lossy(&value).into_owned();
            no_nul(&value)?;
            uploaded.fields.entry(name).or_default().push(value);
            continue;
        };
        if file_name.is_empty() {
            // A file field that was left empty.
            continue;
        }
        if uploaded.files.len() >= MAX_FILES {
            return Err(Error::BadRequest(format!("Si caricano al massimo {MAX_FILES} file alla volta.")));
        }
        let stream = field.map_err(|error| std::io::Error::other(error.body_text()));
        let mut reader = StreamReader::new(stream);
        let stored = ente.archive.receive(&mut reader, MAX_UPLOAD).await?;
        uploaded.files.push((name, file_name, stored));
    }
    Ok(uploaded)
}

/// The SHA-256 of the first file of a form with files, counted as it streams in: nothing of it is kept, so that a page for
/// everybody may take files. `None` where no file was chosen.
///
/// # Errors
/// When the request cannot be read, or has more than `most` bytes.
pub async fn fingerprint(request: Request, most: u64) -> Result<Option<Sha256Hash>, Error> {
    let mut hash = Sha256::new();
    let chosen = first_file(request, most, |chunk| hash.update(chunk)).await?;
    Ok(chosen.then(|| Sha256Hash(hash.finalize().into())))
}

/// The first file of a form with files, in memory alone, as [`fingerprint`] takes it: for files of a few kilobytes.
///
/// # Errors
/// When the request cannot be read, or has more than `most` bytes.
pub async fn small_file(request: Request, most: u64) -> Result<Option<Vec<u8>>, Error> {
    let mut bytes = Vec::new();
    let chosen = first_file(request, most, |chunk| bytes.extend_from_slice(chunk)).await?;
    Ok(chosen.then_some(bytes))
}

/// Gives the first file of a form to `take`, piece by piece. Whether there was one.
async fn first_file(request: Request, most: u64, mut take: impl FnMut(&[u8]) + Send) -> Result<bool, Error> {
    let mut multipart =
        Multipart::from_request(request, &()).await.map_err(|error| Error::BadRequest(error.body_text()))?;
    let unreadable = |error: axum::extract::multipart::MultipartError| {
        Error::BadRequest(format!("Il modulo con il file non si legge ({}).", error.body_text()))
    };
    let (mut left, mut fields, mut found) = (most, 0, false);
    while let Some(mut field) = multipart.next_field().await.map_err(unreadable)? {
        // Empty ones are of no bytes: without this they would be read for as long as somebody sends them.
        fields += 1;
        if fields > MAX_FIELDS {
            return Err(Error::BadRequest("Il modulo ha troppi campi.".into()));
        }
        let first = !found && field.file_name().is_some_and(|name| !name.is_empty());
        while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
            let rest = left.checked_sub(chunk.len() as u64);
            left = rest.ok_or_else(|| {
                Error::TooLarge(format!(
                    "Il file è troppo grande: qui se ne prende uno fino a {} MB.",
                    most / 1_000_000
                ))
            })?;
            if first {
                take(&chunk);
            }
        }
        // To its end all the same: a connection of which something was not read is closed.
        found |= first;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    /// A form with a field of seven bytes and a file.
    fn form(file_name: &str, file: &str) -> Request {
        let part =
            |what: &str, value: &str| format!("--b\r\ncontent-disposition: form-data; {what}\r\n\r\n{value}\r\n");
        let file = part(&format!("name=\"file\"; filename=\"{file_name}\""), file);
        sent(format!("{}{file}--b--\r\n", part("name=\"csrf\"", "gettone")))
    }

    fn sent(body: String) -> Request {
        let request = axum::http::Request::builder().header("content-type", "multipart/form-data; boundary=b");
        request.body(Body::from(body)).unwrap()
    }

    #[tokio::test]
    async fn a_file_has_its_fingerprint_and_one_that_is_too_large_none() {
        assert_eq!(fingerprint(form("a.pdf", "abc"), 10).await.unwrap(), Some(Sha256Hash::of(b"abc")));
        assert!(matches!(fingerprint(form("a.pdf", "abc"), 9).await, Err(Error::TooLarge(_))));
        assert_eq!(fingerprint(form("", ""), 10).await.unwrap(), None, "no file was chosen");
        assert_eq!(small_file(form("a.json", "abc"), 10).await.unwrap(), Some(b"abc".to_vec()));
        assert_eq!(small_file(form("", ""), 10).await.unwrap(), None, "no file was chosen");
        let empty = "--b\r\ncontent-disposition: form-data; name=\"x\"\r\n\r\n\r\n";
        for (fields, taken) in [(MAX_FIELDS, true), (MAX_FIELDS + 1, false)] {
            let answer = fingerprint(sent(format!("{}--b--\r\n", empty.repeat(fields))), 10).await;
            assert_eq!(answer.is_ok(), taken, "{fields}: {answer:?}");
        }
    }
}
