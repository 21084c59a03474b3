//! Time stamps over HTTP, from OpenSSL's own authority behind a small server.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::post;
use firma_algoritmi::Digest;
use kernel::SeededRandom;
use signing::sign::{Address, Error, Secret, TimeStamper};
use testkit::openssl;

fn installed() -> bool {
    testkit::installed("openssl", "no outside authority has stamped anything")
}

struct Authority {
    folder: tempfile::TempDir,
    answer_instead: Option<(StatusCode, &'static str, Vec<u8>)>,
}

/// A key, a certificate for time stamps, and a server that asks OpenSSL.
async fn start(answer_instead: Option<(StatusCode, &'static str, Vec<u8>)>) -> (TimeStamper, Arc<Authority>) {
    let folder = tempfile::tempdir().unwrap();
    testkit::time_stamps(folder.path());
    let authority = Arc::new(Authority { folder, answer_instead });
    let app = Router::new().route("/", post(answer)).with_state(authority.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = Address::new(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (TimeStamper::new(address, Some(("comune".into(), Secret::new("parola"))), None).unwrap(), authority)
}

async fn answer(
    State(authority): State<Arc<Authority>>,
    headers: axum::http::HeaderMap,
    body: Bytes,
) -> axum::response::Response {
    if let Some((status, kind, bytes)) = &authority.answer_instead {
        return (*status, [(header::CONTENT_TYPE, *kind)], bytes.clone()).into_response();
    }
    assert_eq!(headers[header::CONTENT_TYPE], "application/timestamp-query");
    assert_eq!(headers[header::AUTHORIZATION], "Basic Y29tdW5lOnBhcm9sYQ==");
    let reply = testkit::time_stamp(authority.folder.path(), &body);
    ([(header::CONTENT_TYPE, "application/timestamp-reply")], reply).into_response()
}

#[tokio::test]
async fn an_outside_authority_stamps_our_request_and_accepts_its_own_stamp() {
    if !installed() {
        return;
    }
    let (stamper, authority) = start(None).await;
    let hash = Digest::Sha256.of(b"una firma");
    let stamp = stamper.stamp(Digest::Sha256, &hash, &SeededRandom::new(1)).await.unwrap();
    let token = firma_cms::token(stamp.der()).unwrap();
    assert_eq!((token.info.imprint.as_slice(), token.info.policy.as_str()), (hash.as_slice(), "1.2.3.4.1"));
    let folder = authority.folder.path();
    std::fs::write(folder.join("token.der"), stamp.der()).unwrap();
    openssl(
        folder,
        &["ts", "-verify", "-queryfile", "query.tsq", "-in", "token.der", "-token_in", "-CAfile", "cert.pem"],
    );
}

#[tokio::test]
async fn an_authority_that_answers_something_else_gives_no_stamp() {
    if !installed() {
        return;
    }
    let (first, authority) = start(None).await;
    first.stamp(Digest::Sha256, &[1; 32], &SeededRandom::new(1)).await.unwrap();
    let old = std::fs::read(PathBuf::from(authority.folder.path()).join("reply.tsr")).unwrap();
    let reply = "application/timestamp-reply";
    let cases = [
        (StatusCode::UNAUTHORIZED, "text/html", Vec::new(), "non sono accettati"),
        (StatusCode::OK, "text/html", b"<html>".to_vec(), "non è una risposta di marcatura temporale"),
        (StatusCode::OK, reply, b"<html>".to_vec(), "non si legge"),
        (StatusCode::OK, reply, vec![0; 2 << 20], "che non è stata letta"),
        // The answer to another request: same hash, another nonce.
        (StatusCode::OK, reply, old, "nonce diverso"),
    ];
    for (status, kind, bytes, expected) in cases {
        let (stamper, _) = start(Some((status, kind, bytes))).await;
        let error = stamper.stamp(Digest::Sha256, &[1; 32], &SeededRandom::new(2)).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!matches!(error, Error::Code));
    }
}
