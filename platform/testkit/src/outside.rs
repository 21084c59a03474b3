//! Programs that are not ours, which judge or make what a test needs.

use std::{
    io::Write,
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

/// How OpenSSL's authority writes a seal's certificate: the clock of a test is its own, from long before to long after.
const SEAL: &str = "
[ca]
default_ca = prova
[prova]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = nomi
x509_extensions = sigillo
default_startdate = 20200101000000Z
default_enddate = 20400101000000Z
[nomi]
countryName = optional
organizationName = optional
organizationIdentifier = optional
commonName = optional
[sigillo]
keyUsage = critical,nonRepudiation
basicConstraints = critical,CA:false
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

/// Puts a script of this name into a folder, which stands in for a converter: **a simulator**, that says so of itself
/// and converts nothing. Asked for its version it tells one; otherwise it does what `body` (shell) says.
///
/// # Panics
/// Where the folder takes no file.
pub fn simulated_converter(folder: &Path, name: &str, body: &str) {
    let script = format!(
        "#!/bin/sh\n# SIMULATORE delle prove: non converte niente.\n\
         case \"$*\" in *--version*) echo 'LibreOffice SIMULATORE 1.0'; exit 0;; esac\n{body}\n"
    );
    runnable(&folder.join(name), &script);
}

/// Writes a script that can be run, by the hand of another process. Where this one held the file open for writing, a child that
/// another test starts in that moment would hold it open too, and Linux runs no file that somebody may still write (ETXTBSY).
///
/// # Panics
/// Where the folder takes no file.
pub fn runnable(file: &Path, script: &str) {
    let mut command = Command::new("sh");
    command.args(["-c", "cat > \"$0\" && chmod 755 \"$0\""]).arg(file).stdin(Stdio::piped());
    let mut writer = command.spawn().expect("sh runs");
    // Dropped at once: that was all.
    writer.stdin.take().expect("a pipe").write_all(script.as_bytes()).expect("the script is written");
    assert!(writer.wait().expect("sh ends").success(), "the folder takes a file");
}

/// Whether a process is there (`pid` as a shell tells it), and not only waited for.
#[must_use]
pub fn lives(pid: &str) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    state.rsplit(')').next().is_some_and(|rest| !rest.is_empty() && !rest.trim_start().starts_with('Z'))
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

/// The file of a seal of the "Comune di Prova" (PKCS #12, password `prova`), good from 2020 to 2040. An authority of OpenSSL's made
/// it, invented, which nobody trusts; but it is none of those that are for trials.
///
/// # Panics
/// Where OpenSSL does not go well.
#[must_use]
pub fn seal_file() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("ca.cnf", SEAL), ("index", ""), ("serial", "01\n")] {
        std::fs::write(folder.path().join(name), text).expect("the folder takes a file");
    }
    let subject = "/C=IT/O=Comune di Prova/organizationIdentifier=GOVIT-c_m999/CN=Comune di Prova";
    let request =
        ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem"];
    openssl(folder.path(), &[&request[..], &["-out", "request.pem", "-subj", subject]].concat());
    let sign = ["ca", "-batch", "-selfsign", "-notext", "-config", "ca.cnf", "-in", "request.pem"];
    openssl(folder.path(), &[&sign[..], &["-keyfile", "key.pem", "-out", "cert.pem"]].concat());
    let file = ["pkcs12", "-export", "-in", "cert.pem", "-inkey", "key.pem", "-out", "seal.p12", "-passout"];
    openssl(folder.path(), &[&file[..], &["pass:prova"]].concat());
    std::fs::read(folder.path().join("seal.p12")).expect("openssl has written it")
}
