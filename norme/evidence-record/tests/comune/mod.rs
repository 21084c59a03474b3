//! An authority for time stamps, and groups of objects.

use chrono::{DateTime, TimeZone, Utc};
use evidence_record::{ArchiveTimeStamp, EvidenceRecord, Objects, Tree};
use firma_algoritmi::Digest;
use firma_scrivi::prova::{self, Addresses, By, Issuer, Name, Role, Validity};
use firma_scrivi::tsp::Request;
use firma_scrivi::{Certificate, HashSigner, LocalKey};

/// The first of January.
pub fn year(year: i32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap()
}

/// The authority, whose certificate holds for these years.
pub struct Autorita {
    root: Certificate,
    stamper: (LocalKey, Certificate),
}

impl Autorita {
    pub fn new(from: i32, to: i32) -> Self {
        let (root_key, key) = (LocalKey::p256(&[1; 32]).unwrap(), LocalKey::p256(&[9; 32]).unwrap());
        let validity = Validity { from: year(from), to: year(to) };
        let name = Name::Authority("Radice");
        let itself = By::Itself(&root_key);
        let root = prova::issue(Role::Root, name, root_key.spki(), &[1; 16], validity, Addresses::default(), itself);
        let root = root.unwrap();
        let by = By::Issuer(Issuer { certificate: &root, key: &root_key });
        let name = Name::Authority("Marche temporali");
        let places = Addresses::default();
        let stamper = prova::issue(Role::TimeStamping, name, key.spki(), &[4; 16], validity, places, by).unwrap();
        Self { root, stamper: (key, stamper) }
    }

    /// The token of a hash, at an instant.
    pub fn marca(&self, digest: Digest, hash: &[u8], at: DateTime<Utc>) -> Vec<u8> {
        let request = Request::new(digest, hash, [7; 16], None).unwrap();
        let by = Issuer { certificate: &self.stamper.1, key: &self.stamper.0 };
        let others = std::slice::from_ref(&self.root);
        let answer = prova::stamp(&request.to_der().unwrap(), by, others, &[5; 16], at).unwrap();
        request.read(&answer).unwrap().der().to_vec()
    }

    /// The record of each group, under one stamp.
    pub fn evidenze(&self, digest: Digest, groups: &[Vec<Vec<u8>>], at: DateTime<Utc>) -> Vec<EvidenceRecord> {
        let tree = Tree::new(digest, groups.to_vec()).unwrap();
        let token = self.marca(digest, tree.root(), at);
        let one = |place| EvidenceRecord::begin(ArchiveTimeStamp::new(digest, tree.reduced(place), &token).unwrap());
        (0..groups.len()).map(one).collect()
    }
}

/// The hashes of a group's objects.
pub fn impronte(digest: Digest, objects: &[&[u8]]) -> Vec<Vec<u8>> {
    objects.iter().map(|object| digest.of(object)).collect()
}

/// By both algorithms that the tests use.
pub fn oggetti(objects: &[&[u8]]) -> Objects {
    [Digest::Sha256, Digest::Sha512].into_iter().map(|digest| (digest, impronte(digest, objects))).collect()
}
