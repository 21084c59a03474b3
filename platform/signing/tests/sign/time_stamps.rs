//! Time stamps over HTTP, from OpenSSL's own authority behind a small server.

use std::path::PathBuf;
use std::process::Command;
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

const CONFIGURATION: &str = "
[tsa]
default_tsa = prova
[prova]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
";

fn openssl(folder: &std::path::Path, arguments: &[&str]) {
    let output = Command::new("openssl").current_dir(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn installed() -> bool {
    let there = Command::new("openssl").arg("version").output().is_ok();
    if !there {
        assert!(std::env::var_os("CI").is_none(), "openssl is not installed");
        eprintln!("SKIPPED: openssl is not installed, so no outside authority has stamped anything");
    }
    there
}

struct Authority {
    folder: tempfile::TempDir,
    answer_instead: Option<(StatusCode, &'static str, Vec<u8>)>,
}

/// A key, a certificate for time stamps, and a server that asks OpenSSL.
async fn start(answer_instead: Option<(StatusCode, &'static str, Vec<u8>)>) -> (TimeStamper, Arc<Authority>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tsa.cnf"), CONFIGURATION).unwrap();
    std::fs::write(folder.path().join("serial"), "01\n").unwrap();
    openssl(
        folder.path(),
        &[
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "key.pem",
            "-out",
            "cert.pem",
            "-days",
            "2",
            "-subj",
            "/CN=Autorita di prova",
            "-addext",
            "extendedKeyUsage=critical,timeStamping",
            "-addext",
            "basicConstraints=CA:false",
            "-addext",
            "keyUsage=digitalSignature",
        ],
    );
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
    let folder = authority.folder.path();
    std::fs::write(folder.join("query.tsq"), &body).unwrap();
    openssl(
        folder,
        &[
            "ts",
            "-reply",
            "-config",
            "tsa.cnf",
            "-section",
            "prova",
            "-queryfile",
            "query.tsq",
            "-signer",
            "cert.pem",
            "-inkey",
            "key.pem",
            "-out",
            "reply.tsr",
        ],
    );
    let reply = std::fs::read(folder.join("reply.tsr")).unwrap();
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
