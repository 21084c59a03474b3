//! Programs that are not ours, which judge or make what a test needs.

use std::{
    path::Path,
    process::{Command, Stdio},
};

/// What an authority for time stamps of OpenSSL's follows.
const TSA: &str = "
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

/// Whether a program is here. If it is not, one loud line says what it has not done (`undone`, a sentence without a full
/// stop); on a CI machine that is an error.
///
/// # Panics
/// Where `CI` is set and the program is missing.
#[must_use]
pub fn installed(program: &str, undone: &str) -> bool {
    // What it answers to a question that it may not know is no matter: it has begun.
    let there = Command::new(program).arg("-v").stdin(Stdio::null()).output().is_ok();
    assert!(there || std::env::var_os("CI").is_none(), "{program} must be installed here");
    if !there {
        eprintln!("SKIPPED: {program} is not installed, so {undone}");
    }
    there
}

/// Runs OpenSSL in a folder.
///
/// # Panics
/// Where it does not go well.
pub fn openssl(folder: &Path, arguments: &[&str]) {
    let run = Command::new("openssl")
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("openssl runs");
    assert!(run.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
}

/// An authority for time stamps of OpenSSL's in this folder, which is empty: its certificate is `cert.pem`.
///
/// # Panics
/// Where OpenSSL does not go well.
pub fn time_stamps(folder: &Path) {
    std::fs::write(folder.join("tsa.cnf"), TSA).expect("the folder takes a file");
    std::fs::write(folder.join("serial"), "01\n").expect("the folder takes a file");
    let own = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "9"];
    let more = ["-subj", "/CN=Autorita di marcatura", "-addext", "extendedKeyUsage=critical,timeStamping"];
    let last = ["-addext", "basicConstraints=CA:false", "-addext", "keyUsage=digitalSignature"];
    openssl(folder, &[&own[..], &more, &last].concat());
}

/// What that authority answers to a request (RFC 3161); both stay in the folder, as `query.tsq` and `reply.tsr`.
///
/// # Panics
/// Where OpenSSL does not go well.
#[must_use]
pub fn time_stamp(folder: &Path, query: &[u8]) -> Vec<u8> {
    std::fs::write(folder.join("query.tsq"), query).expect("the folder takes a file");
    let ask = ["ts", "-reply", "-config", "tsa.cnf", "-section", "prova", "-queryfile", "query.tsq"];
    let by = ["-signer", "cert.pem", "-inkey", "key.pem", "-out", "reply.tsr"];
    openssl(folder, &[&ask[..], &by].concat());
    std::fs::read(folder.join("reply.tsr")).expect("openssl has answered")
}
