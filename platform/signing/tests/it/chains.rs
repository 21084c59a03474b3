//! Paths: the long, the looping, the many.

use signing::verify::chain::{self, Pool};
use signing::verify::limits::{PATH_CHECKS_MAX, PATH_MAX};
use signing::verify::policy::Policy;
use signing::verify::report::SubIndication;
use signing::verify::trust::{Added, Purpose, Trust};

use crate::pki::setup::Setup;
use crate::pki::*;

fn trusting(anchor: &[u8]) -> Trust {
    let mut trust = Trust::new(Policy::default());
    let certificate = signing::verify::certificate::Certificate::read(anchor).expect("anchor");
    let added = Added {
        reason: "prova".into(),
        by: "Luca".into(),
        on: at("2025-01-01T00:00:00Z"),
        purposes: vec![Purpose::Documents],
    };
    trust.add_anchor(certificate, added);
    trust
}

/// A chain of so many authorities below a root, the first of them issuing the leaf.
fn tower(height: usize) -> (Vec<u8>, Vec<Vec<u8>>, Vec<u8>) {
    let root = Paper::new("Radice", 1, 1).authority(None);
    let mut above = root.clone();
    let mut between = Vec::new();
    for level in 0..height {
        let next = Paper::new(&format!("Autorità {level}"), 10 + level as u8, 10 + level as u64).authority(None);
        between.push(next.issued_by(&above));
        above = next;
    }
    let leaf = Paper::new("Firmatario", 9, 9).issued_by(&above);
    (leaf, between, root.issued_by(&root))
}

#[test]
fn a_path_is_found_up_to_its_longest_and_no_further() {
    for (height, found) in [(0, 1), (1, 1), (PATH_MAX - 2, 1), (PATH_MAX - 1, 0), (PATH_MAX + 3, 0)] {
        let (leaf, between, root) = tower(height);
        let mut pool = Pool::default();
        for authority in &between {
            pool.add_der(authority).expect("authority");
        }
        let leaf = pool.add_der(&leaf).expect("leaf");
        let paths = chain::find(&leaf, &pool, &trusting(&root), Purpose::Documents).paths;
        assert_eq!(paths.len(), found, "{height}");
        assert!(paths.iter().all(|path| path.certificates.len() == height + 2));
    }
}

#[test]
fn authorities_that_certify_each_other_end_somewhere() {
    let one = Paper::new("Una", 1, 1).authority(None);
    let other = Paper::new("Altra", 2, 2).authority(None);
    let mut pool = Pool::default();
    for (subject, issuer) in [(&one, &other), (&other, &one), (&one, &one), (&other, &other)] {
        pool.add_der(&subject.issued_by(issuer)).expect("certificate");
    }
    let leaf = pool.add_der(&Paper::new("Firmatario", 9, 9).issued_by(&one)).expect("leaf");
    let stranger = Paper::new("Radice", 3, 3).authority(None);
    let found = chain::find(&leaf, &pool, &trusting(&stranger.issued_by(&stranger)), Purpose::Documents);
    assert!(found.paths.is_empty() && !found.given_up);
    let found = chain::find(&leaf, &pool, &trusting(&other.issued_by(&other)), Purpose::Documents);
    assert!(!found.paths.is_empty());
}

/// A hundred authorities of one name, none of which signed: only so many are tried.
#[test]
fn a_crowd_of_namesakes_is_given_up() {
    let mut pool = Pool::default();
    let ca = Paper::new("Omonima", 1, 1).authority(None);
    for serial in 0..200 {
        let mut namesake = ca.clone();
        (namesake.serial, namesake.key) = (serial, Key::new(2));
        pool.add_der(&namesake.issued_by(&namesake)).expect("namesake");
    }
    let leaf = pool.add_der(&Paper::new("Firmatario", 9, 9).issued_by(&ca)).expect("leaf");
    let stranger = Paper::new("Radice", 3, 3).authority(None);
    let found = chain::find(&leaf, &pool, &trusting(&stranger.issued_by(&stranger)), Purpose::Documents);
    assert!(found.paths.is_empty() && found.given_up);
    assert!(pool.all().len() > PATH_CHECKS_MAX);
}

#[test]
fn without_an_anchor_the_certificate_is_whoevers() {
    let mut setup = Setup::good();
    setup.service = Vec::new();
    let report = setup.judge();
    assert_eq!(report.signatures[0].sub_indication, Some(SubIndication::NoCertificateChainFound));
    assert!(report.sentence.contains("non risale a un'autorità di cui ci fidiamo"), "{}", report.sentence);
    assert!(report.sentence.contains("Il documento è comunque quello firmato"), "{}", report.sentence);
}
