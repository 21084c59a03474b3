//! Files as they come: read with their password, refused with a sentence.

use hostile::{Dice, mutate};
use seal::read_file;

use crate::house::{ENTE, PASSWORD, SEALS, good, installed, issue, openssl, p12, read};

fn why(bytes: &[u8], password: &str) -> String {
    read_file(bytes, password).unwrap_err().to_string()
}

#[test]
fn a_file_of_every_usual_kind_gives_the_key_and_its_certificate_first() {
    if !installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for key in ["rsa", "ec_paramgen_curve:P-256", "ec_paramgen_curve:P-384"] {
        issue(folder.path(), key, ENTE, SEALS, "20");
        for more in [
            &[][..],
            &["-keypbe", "AES-128-CBC", "-certpbe", "AES-192-CBC", "-macalg", "sha512"],
            &["-certpbe", "NONE", "-macalg", "sha1", "-maciter"],
        ] {
            let candidate = read_file(&p12(folder.path(), more), PASSWORD).unwrap();
            assert_eq!(candidate.chain().len(), 1, "{key} {more:?}: the root stays out");
        }
        openssl(folder.path(), &["pkcs8", "-topk8", "-in", "key.pem", "-out", "closed.pem", "-passout", "env:PW"]);
        for key in ["key.pem", "closed.pem"] {
            let parts = [key, "ca.pem", "cert.pem"].map(|name| read(&folder.path().join(name)));
            let candidate = read_file(&parts.concat(), PASSWORD).unwrap();
            let own = signing::verify::certificate::Certificate::read(candidate.chain()[0].der()).unwrap();
            assert_eq!(own.subject().shown().as_deref(), Some("Comune di Prova"), "whatever stands first in the file");
        }
    }
}

#[test]
fn what_cannot_be_used_is_told_with_what_to_do() {
    if !installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = good(folder.path());
    for password in ["", "altra", "perché no? "] {
        assert!(why(&file, password).contains("password"), "{password:?}");
    }
    assert!(why(b"ciao", "").contains("PKCS #12"), "not a file of this kind");
    assert!(why(&[0x30; 2_000_000], "").contains("troppo grande"));
    let only = read(&folder.path().join("cert.pem"));
    assert!(why(&only, "").contains("non c'è una chiave privata"));
    openssl(
        folder.path(),
        &["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "other.pem"],
    );
    let other = [read(&folder.path().join("other.pem")), only].concat();
    assert!(why(&other, "").contains("certificato della chiave"));
    openssl(folder.path(), &["rsa", "-in", "ca.key", "-traditional", "-out", "old.pem"]);
    assert!(why(&read(&folder.path().join("old.pem")), "").contains("openssl pkcs8"));
    let old = p12(folder.path(), &["-legacy"]);
    assert!(why(&old, PASSWORD).contains("algoritmo vecchio"), "{}", why(&old, PASSWORD));
}

#[test]
fn no_damaged_file_panics_or_gives_a_key() {
    if !installed() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = good(folder.path());
    let plain = read_file(&file, PASSWORD).unwrap().chain().to_vec();
    for seed in 0..200 {
        let damaged = mutate(&mut Dice::new(seed), &file);
        if let Ok(candidate) = read_file(&damaged, PASSWORD) {
            assert_eq!(candidate.chain(), plain, "seed {seed}: what is under the integrity check is as it was");
        }
    }
}
