//! Signatures from the console: what a script may rely upon, with and without trusted lists.

use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    path::Path,
    process::Output,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use chrono::{TimeZone, Utc};
use firma_algoritmi::{Digest, Scheme};
use firma_scrivi::{
    HashSigner, LocalKey, Measured,
    cades::{self, Envelope},
    prova::{self, Addresses, By, Issuer, Name, Role, Validity},
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

/// Signed by Mario, whose certificate says where that of his authority is; and that one.
fn signed_by_mario(place: &str) -> (Vec<u8>, Vec<u8>) {
    let day = |year: i32| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap();
    let validity = || Validity { from: day(2020), to: day(2040) };
    let (root_key, key) = (LocalKey::p256(&[1; 32]).unwrap(), LocalKey::p256(&[7; 32]).unwrap());
    let (name, itself) = (Name::Authority("Radice"), By::Itself(&root_key));
    let root = prova::issue(Role::Root, name, root_key.spki(), &[1; 16], validity(), Addresses::default(), itself);
    let root = root.unwrap();
    let mario = Name::Person { given: "Mario", surname: "Rossi", tax_code: "RSSMRA80A01M999X" };
    let by = By::Issuer(Issuer { certificate: &root, key: &root_key });
    let places = Addresses { issuer: Some(place), ..Addresses::default() };
    let own = prova::issue(Role::Signing, mario, key.spki(), &[3; 16], validity(), places, by).unwrap();
    let content = Measured::of(Digest::Sha256, b"La somma").unwrap();
    let prepared = cades::prepare(&own, Scheme::Ecdsa(Digest::Sha256), &content, day(2026)).unwrap();
    let signature = prepared.sign(&key).unwrap();
    let bytes = Envelope::of(&signature, &[]).unwrap().frame(&signature).unwrap().around(b"La somma").unwrap();
    (bytes, root.der().to_vec())
}

/// A server that gives these bytes, and counts; where it is.
fn gives(bytes: Vec<u8>) -> (Arc<AtomicUsize>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/radice.cer", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let read = stream.read(&mut head).unwrap();
            assert!(head[..read].starts_with(b"GET /radice.cer "));
            counted.fetch_add(1, Ordering::SeqCst);
            let start = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", bytes.len());
            stream.write_all(&[start.as_bytes(), &bytes].concat()).unwrap();
        }
    });
    (asked, address)
}

#[test]
fn outside_nobody_is_asked_but_where_it_is_wanted_and_then_it_is_told() {
    let (_, root) = signed_by_mario("http://127.0.0.1/");
    let (asked, place) = gives(root);
    let town = Town::with_settings_only(None, "[firme]\nallowed_hosts = [\"127.0.0.1\"]\n");
    let file = town.folder.path().join("atto.p7m");
    fs::write(&file, signed_by_mario(&place).0).unwrap();
    let file = file.to_str().unwrap();
    let count = || asked.load(Ordering::SeqCst);

    let quiet = said(&town.run(&["verify-signature", file]));
    assert!(!quiet.contains("Chiesto a") && count() == 0, "{quiet}");
    let told = town.run(&["verify-signature", file, "--revoche"]);
    let text = said(&told);
    assert!(text.contains("Chiesto a 127.0.0.1 chi ha emesso il certificato di") && count() == 1, "{text}");
    assert!(text.contains(": ha risposto.") && told.status.code() == Some(1), "nobody trusts the authority: {text}");

    let json = town.run(&["verify-signature", file, "--revoche", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["asked"]["queries"][0]["address"], place.as_str(), "{json}");
    assert_eq!((&json["asked"]["silence"], count()), (&serde_json::Value::Null, 2), "{json}");
    assert_eq!(json["signatures"][0]["indication"], "INDETERMINATE", "{json}");
    let json = town.run(&["verify-signature", file, "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert!(json.get("asked").is_none(), "{json}");

    let past = said(&town.run(&["verify-signature", file, "--revoche", "--istante", "2026-03-31T12:00:00Z"]));
    assert!(past.contains("Non si è chiesto niente a nessuno: di un istante passato") && count() == 2, "{past}");
    let off = Town::with_settings_only(None, "[firme]\nonline = false\n");
    let off = said(&off.run(&["verify-signature", file, "--revoche"]));
    assert!(off.contains("spento nelle impostazioni") && count() == 2, "{off}");
}

/// One that may not be called is told with why, and nothing is called.
#[test]
fn who_cannot_be_asked_is_told_with_why() {
    let (asked, place) = gives(Vec::new());
    let town = Town::with_settings_only(None, "");
    let file = town.folder.path().join("atto.p7m");
    fs::write(&file, signed_by_mario(&place).0).unwrap();
    let text = said(&town.run(&["verify-signature", file.to_str().unwrap(), "--revoche"]));
    assert!(text.contains("nessuna risposta che serva (") && asked.load(Ordering::SeqCst) == 0, "{text}");
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
