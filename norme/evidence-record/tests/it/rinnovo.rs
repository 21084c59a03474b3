//! One stamp for many, renewed before it ends.

use evidence_record::{ArchiveTimeStamp, CHAINS_MAX, Cover, Error, EvidenceRecord, Objects, Reduced, Tree, Wrong};
use firma_algoritmi::Digest;

use crate::comune::{Autorita, impronte, oggetti, year};

const PACCHETTI: [&[&[u8]]; 3] = [&[b"indice 1", b"domanda", b"allegato"], &[b"indice 2"], &[b"indice 3", b"registro"]];

fn prime() -> (Autorita, Vec<EvidenceRecord>) {
    let authority = Autorita::new(2020, 2030);
    let groups: Vec<_> = PACCHETTI.iter().map(|pack| impronte(Digest::Sha256, pack)).collect();
    let records = authority.evidenze(Digest::Sha256, &groups, year(2026));
    (authority, records)
}

/// Puts one stamp upon many records, in the same chains.
fn rinnova(records: &mut [EvidenceRecord], authority: &Autorita, at: i32) {
    let mut hashes: Vec<Vec<u8>> = records.iter().map(EvidenceRecord::last_hash).collect();
    hashes.sort();
    hashes.dedup();
    let tree = Tree::new(Digest::Sha256, hashes.iter().map(|hash| vec![hash.clone()]).collect()).unwrap();
    let token = authority.marca(Digest::Sha256, tree.root(), year(at));
    for record in records {
        let place = hashes.iter().position(|hash| *hash == record.last_hash()).unwrap();
        let next = ArchiveTimeStamp::new(Digest::Sha256, tree.reduced(place), &token).unwrap();
        record.renew_stamp(next).unwrap();
    }
}

#[test]
fn one_stamp_proves_each_package_by_itself() {
    let (_, records) = prime();
    for (record, pack) in records.iter().zip(PACCHETTI) {
        let read = EvidenceRecord::read(&record.to_der().unwrap()).unwrap();
        assert_eq!(read, *record, "what is written is read");
        let checked = read.check(&oggetti(pack));
        let verdict = checked.verdict(year(2027));
        assert_eq!((verdict.wrong, verdict.whole, verdict.since), (vec![], true, Some(year(2026))));
        assert_eq!(verdict.until, Some(year(2030)));
        assert!(checked.stamps[0].authority.as_deref().unwrap().contains("Marche temporali"));
    }
}

#[test]
fn stamps_that_were_kept_apart_make_the_same_record() {
    let (_, mut records) = prime();
    rinnova(&mut records, &Autorita::new(2028, 2040), 2029);
    for record in &records {
        let again = |stamp: &ArchiveTimeStamp| {
            let tree = stamp.tree().map(|tree| Reduced::read(&tree.to_der()).unwrap());
            ArchiveTimeStamp::new(stamp.digest(), tree, stamp.token()).unwrap()
        };
        let chains = record.chains().iter().map(|chain| chain.stamps().iter().map(again).collect()).collect();
        assert_eq!(EvidenceRecord::of(chains).as_ref(), Ok(record));
    }
    assert_eq!(EvidenceRecord::of(vec![vec![]]), Err(Error::BadHashes));
    let stamp = records[0].last().unwrap().clone();
    let many = EvidenceRecord::of(vec![vec![stamp]; CHAINS_MAX + 1]);
    assert!(matches!(many, Err(Error::TooMany { limit: CHAINS_MAX, .. })), "{many:?}");
    assert!(Reduced::read(b"ciao").is_err() && Reduced::read(b"").is_err());
}

#[test]
fn an_object_that_is_altered_added_or_gone_is_told() {
    let (_, records) = prime();
    let told = |pack: &[&[u8]]| match records[0].check(&oggetti(pack)).stamps[0].cover {
        Cover::Fails(why) => why,
        other => panic!("{other:?}"),
    };
    assert!(told(&[b"indice 1", b"Domanda", b"allegato"]).contains("alterato"));
    assert!(told(&[b"indice 1", b"domanda", b"allegato", b"altro"]).contains("aggiunto"));
    assert!(told(&[b"indice 1", b"domanda"]).contains("non c'è più"));
    assert!(told(&[]).contains("nessun documento"));
    assert!(told(PACCHETTI[1]).contains("non copre"), "nor is it another's");
    let unknown = records[0].check(&Objects::new()).verdict(year(2027));
    assert_eq!((unknown.wrong, unknown.whole), (vec![], false), "what is not at hand is not called good");
}

#[test]
fn a_stamp_that_ends_is_good_only_if_another_came_before() {
    let (_, mut records) = prime();
    let ended = records[0].check(&oggetti(PACCHETTI[0])).verdict(year(2035));
    assert_eq!(ended.wrong, [Wrong::Ended(0, year(2030))]);
    assert!(ended.wrong[0].to_string().contains("fino al 01/01/2030"), "{}", ended.wrong[0]);

    let later = Autorita::new(2028, 2040);
    rinnova(&mut records, &later, 2029);
    for (record, pack) in records.iter().zip(PACCHETTI) {
        let read = EvidenceRecord::read(&record.to_der().unwrap()).unwrap();
        let verdict = read.check(&oggetti(pack)).verdict(year(2035));
        assert_eq!((verdict.wrong, verdict.since, verdict.until), (vec![], Some(year(2026)), Some(year(2040))));
    }
    // Once more, of records that were renewed together and of one that was not.
    let (_, others) = prime();
    let mut both = vec![records[0].clone(), others[1].clone()];
    rinnova(&mut both, &later, 2030);
    assert_eq!(both[0].chains()[0].stamps().len(), 3);
    assert_eq!(both[0].check(&oggetti(PACCHETTI[0])).verdict(year(2035)).wrong, []);
    assert_eq!(both[1].check(&oggetti(PACCHETTI[1])).verdict(year(2035)).wrong, []);
}

#[test]
fn a_renewal_that_comes_too_late_proves_nothing_of_before() {
    let (_, mut records) = prime();
    rinnova(&mut records, &Autorita::new(2028, 2040), 2031);
    let late = records[0].check(&oggetti(PACCHETTI[0])).verdict(year(2035));
    assert_eq!(late.wrong, [Wrong::Late(1, year(2030))]);
    let told = late.wrong[0].to_string();
    assert!(told.contains("la marca 1 valeva fino al 01/01/2030") && told.contains("la 2"), "{told}");
    // And one older than what it covers, which nobody makes.
    let (_, mut records) = prime();
    rinnova(&mut records, &Autorita::new(2020, 2040), 2025);
    assert_eq!(records[0].check(&oggetti(PACCHETTI[0])).verdict(year(2028)).wrong, [Wrong::Order(1)]);
    let early = records[0].check(&oggetti(PACCHETTI[0])).verdict(year(2024));
    assert!(early.wrong.contains(&Wrong::Future(0)), "{:?}", early.wrong);
}

#[test]
fn another_hash_algorithm_covers_the_objects_again_and_all_that_was_there() {
    let (authority, records) = prime();
    let later = Autorita::new(2028, 2045);
    let again = |record: &EvidenceRecord, pack| record.again(Digest::Sha512, &impronte(Digest::Sha512, pack));
    let groups = records.iter().zip(PACCHETTI).map(|(record, pack)| again(record, pack)).collect();
    let tree = Tree::new(Digest::Sha512, groups).unwrap();
    let token = later.marca(Digest::Sha512, tree.root(), year(2029));
    for (place, (record, pack)) in records.iter().zip(PACCHETTI).enumerate() {
        let mut record = record.clone();
        let first = ArchiveTimeStamp::new(Digest::Sha512, tree.reduced(place), &token).unwrap();
        let other = impronte(Digest::Sha512, &[b"un altro"]);
        assert_eq!(record.clone().renew_tree(first.clone(), &other), Err(Error::OtherRoot));
        assert_eq!(record.clone().renew_stamp(first.clone()), Err(Error::OtherRoot), "of another algorithm");
        record.renew_tree(first, &impronte(Digest::Sha512, pack)).unwrap();
        let read = EvidenceRecord::read(&record.to_der().unwrap()).unwrap();
        assert_eq!(read, record);
        let verdict = read.check(&oggetti(pack)).verdict(year(2040));
        assert_eq!((verdict.wrong, verdict.whole, read.chains().len()), (vec![], true, 2));
        let half: Objects = [(Digest::Sha512, impronte(Digest::Sha512, pack))].into();
        assert!(!read.check(&half).verdict(year(2040)).whole, "the first chain was held against nothing");
    }
    // The first chain is under the second: another in its place is seen.
    let groups: Vec<_> = PACCHETTI.iter().map(|pack| impronte(Digest::Sha256, pack)).collect();
    let mut swapped = authority.evidenze(Digest::Sha256, &groups, year(2027)).remove(1);
    let first = ArchiveTimeStamp::new(Digest::Sha512, tree.reduced(1), &token).unwrap();
    assert_eq!(swapped.renew_tree(first, &impronte(Digest::Sha512, PACCHETTI[1])), Err(Error::OtherRoot));
}

#[test]
fn a_stamp_of_something_else_is_never_taken() {
    let (authority, mut records) = prime();
    let tree = Tree::new(Digest::Sha256, vec![impronte(Digest::Sha256, &[b"uno", b"due"])]).unwrap();
    let wrong = authority.marca(Digest::Sha256, &Digest::Sha256.of(b"altro"), year(2026));
    assert_eq!(ArchiveTimeStamp::new(Digest::Sha256, tree.reduced(0), &wrong), Err(Error::OtherRoot));
    let right = authority.marca(Digest::Sha256, tree.root(), year(2026));
    let stamp = ArchiveTimeStamp::new(Digest::Sha256, tree.reduced(0), &right).unwrap();
    assert_eq!(records[0].renew_stamp(stamp), Err(Error::OtherRoot), "it does not cover the last");
    let longer = [right.as_slice(), &[0]].concat();
    assert!(matches!(ArchiveTimeStamp::new(Digest::Sha256, None, &longer), Err(Error::Damaged(_))));
}

/// One bit changed in any byte: it cannot be read, or does not prove the same.
#[test]
fn no_bit_of_a_record_can_change_unseen() {
    let (_, records) = prime();
    let der = records[0].to_der().unwrap();
    let good = records[0].check(&oggetti(PACCHETTI[0]));
    let mut unseen = Vec::new();
    for at in 0..der.len() {
        let mut changed = der.clone();
        changed[at] ^= 1 << (at % 8);
        let Ok(read) = EvidenceRecord::read(&changed) else { continue };
        let checked = read.check(&oggetti(PACCHETTI[0]));
        if checked.verdict(year(2027)).wrong.is_empty() && checked.stamps == good.stamps {
            unseen.push(at);
        }
    }
    // What RFC 5652 leaves unsigned, and the list of algorithms at the head, which nobody believes: never a hash or a time.
    let hashes: Vec<usize> = records[0]
        .last()
        .unwrap()
        .tree()
        .unwrap()
        .lists()
        .iter()
        .flatten()
        .map(|hash| der.windows(hash.len()).position(|window| window == hash).unwrap())
        .collect();
    for at in unseen {
        assert!(!hashes.iter().any(|hash| (*hash..hash + 32).contains(&at)), "byte {at}");
    }
}
