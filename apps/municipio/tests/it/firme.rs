//! Signatures from the console: what a script may rely upon, with and without trusted lists.

use std::{fs, path::Path, process::Output};

use chrono::{TimeZone, Utc};
use firma_algoritmi::{Digest, Scheme};
use firma_scrivi::{
    HashSigner, LocalKey, Measured,
    cades::{self, Envelope},
    prova::{self, Addresses, By, Name, Role, Validity},
};

use crate::program::{Town, program, said};

/// A document signed with a certificate that nobody trusts.
fn signed() -> Vec<u8> {
    let day = |year: i32| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap();
    let key = LocalKey::p256(&[7; 32]).unwrap();
    let validity = Validity { from: day(2020), to: day(2040) };
    let name = Name::Authority("Radice");
    let own = prova::issue(Role::Root, name, key.spki(), &[1; 16], validity, Addresses::default(), By::Itself(&key));
    let content = Measured::of(Digest::Sha256, b"La somma").unwrap();
    let prepared = cades::prepare(&own.unwrap(), Scheme::Ecdsa(Digest::Sha256), &content, day(2026)).unwrap();
    let signature = prepared.sign(&key).unwrap();
    Envelope::of(&signature, &[]).unwrap().frame(&signature).unwrap().around(b"La somma").unwrap()
}

fn verify(path: &Path, more: &[&str]) -> Output {
    program().arg("verify-signature").arg(path).args(more).output().unwrap()
}

#[test]
fn without_lists_nothing_is_green_and_what_cannot_be_read_is_told_apart_from_what_is_not_valid() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let good = write("atto.p7m", &signed());
    let none = folder.path().join("fiducia");
    let none = ["--fiducia", none.to_str().unwrap()];
    let told = verify(&good, &none);
    assert_eq!(told.status.code(), Some(1), "{}", said(&told));
    assert!(said(&told).contains("DA VERIFICARE") && said(&told).contains("Non ci sono liste"), "{}", said(&told));
    let json: serde_json::Value = serde_json::from_slice(&verify(&good, &["--json"]).stdout).unwrap();
    assert_eq!(json["signatures"][0]["indication"], "INDETERMINATE", "{json}");

    let mut altered = signed();
    let place = altered.windows(5).position(|window| window == b"somma").unwrap();
    altered[place] = b'S';
    let told = verify(&write("falso.p7m", &altered), &none);
    assert!(told.status.code() == Some(1) && said(&told).contains("NON VALIDA"), "{}", said(&told));

    for unreadable in [write("nota.txt", b"Buongiorno"), write("vuoto.p7m", b""), folder.path().join("manca.p7m")] {
        let told = verify(&unreadable, &none);
        assert_eq!(told.status.code(), Some(2), "{}: {}", unreadable.display(), said(&told));
    }
}

#[test]
fn only_a_list_whose_signature_holds_takes_its_place() {
    let town = Town::with_an_ente(None);
    let told = town.run(&["fiducia", "status"]);
    assert!(told.status.code() == Some(1) && said(&told).contains("Non c'è nessuna lista"), "{}", said(&told));
    assert!(said(&town.run(&["doctor"])).contains("Non ci sono liste di fiducia"));

    let list = town.folder.path().join("IT.xml");
    fs::write(&list, "<TrustServiceStatusList/>").unwrap();
    let told = town.run(&["fiducia", "importa", list.to_str().unwrap()]);
    assert!(told.status.code() == Some(1) && said(&told).contains("non importata"), "{}", said(&told));
    assert!(!town.data().join("fiducia/IT.xml").exists(), "what is refused is not left there");
    let told = town.run(&["fiducia", "importa", "--gazzetta", list.to_str().unwrap()]);
    assert!(!told.status.success() && said(&told).contains("deve finire con .pem"), "{}", said(&told));
    let empty = town.folder.path().join("gazzetta.pem");
    fs::write(&empty, "niente").unwrap();
    let told = town.run(&["fiducia", "importa", "--gazzetta", empty.to_str().unwrap()]);
    assert!(!told.status.success() && said(&told).contains("non ci sono certificati"), "{}", said(&told));
}
