//! A certification service of our own, which writes the files that real ones write: with OpenSSL.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The password of every file.
pub const PASSWORD: &str = "perché no?";

/// Whether OpenSSL is there to write files; if not, a loud line, and in CI a failure.
pub fn installed() -> bool {
    testkit::installed("openssl", "no outside program has written a file with a seal")
}

/// Runs OpenSSL; the password comes by `env:PW`.
pub fn openssl(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("openssl");
    command.current_dir(folder).env("PW", PASSWORD).args(arguments).stdin(Stdio::null());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// An authority (`ca.pem`), and a key and certificate (`key.pem`, `cert.pem`) that it issued to this subject.
pub fn issue(folder: &Path, key: &str, subject: &str, extensions: &str, days: &str) {
    openssl(
        folder,
        &[
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
            "-days",
            "30",
            "-subj",
            "/C=IT/O=Prestatore di prova/CN=Autorita",
        ],
    );
    let how: &[&str] = match key {
        "rsa" => &["-newkey", "rsa:2048"],
        curve => &["-newkey", "ec", "-pkeyopt", curve],
    };
    let request = ["-nodes", "-keyout", "key.pem", "-out", "request.pem", "-utf8", "-subj", subject];
    openssl(folder, &[&["req"], how, &request].concat());
    std::fs::write(folder.join("extensions"), extensions).unwrap();
    openssl(
        folder,
        &[
            "x509",
            "-req",
            "-in",
            "request.pem",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-set_serial",
            "7",
            "-out",
            "cert.pem",
            "-days",
            days,
            "-extfile",
            "extensions",
        ],
    );
}

/// The subject of an ente's seal.
pub const ENTE: &str = "/C=IT/O=Comune di Prova/organizationIdentifier=GOVIT-c_m999/CN=Comune di Prova";
/// What a seal's certificate is for.
pub const SEALS: &str = "keyUsage=critical,nonRepudiation\nbasicConstraints=critical,CA:false\n";

/// A file with a good seal, P-256.
pub fn good(folder: &Path) -> Vec<u8> {
    issue(folder, "ec_paramgen_curve:P-256", ENTE, SEALS, "20");
    p12(folder, &[])
}

/// The PKCS #12 of what [`issue`] made, closed as `more` says.
pub fn p12(folder: &Path, more: &[&str]) -> Vec<u8> {
    let file = [
        "pkcs12",
        "-export",
        "-in",
        "cert.pem",
        "-inkey",
        "key.pem",
        "-certfile",
        "ca.pem",
        "-out",
        "seal.p12",
        "-passout",
        "env:PW",
    ];
    openssl(folder, &[&file[..], more].concat());
    read(&folder.join("seal.p12"))
}

/// A file.
pub fn read(path: &PathBuf) -> Vec<u8> {
    std::fs::read(path).unwrap()
}
