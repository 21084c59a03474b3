//! Criteria by the three ways of counting, with one that is not understood.

use super::{Assert, Criteria, Criterion};
use crate::Signer;

fn met(assert: Assert, items: &[Criterion]) -> Option<bool> {
    let signer = Signer { key_usage: Some(0b10), policies: vec!["1.2.3".to_owned()], ..Signer::default() };
    Criteria { assert, items: items.to_vec() }.met_by(&signer)
}

#[test]
fn what_is_not_understood_decides_only_where_it_may() {
    let yes = || Criterion::KeyUsage(vec![(1, true), (0, false)]);
    let no = || Criterion::Policies(vec!["1.2.3".to_owned(), "1.2.4".to_owned()]);
    let (all, one, none) = (Assert::All, Assert::AtLeastOne, Assert::None);
    assert_eq!(met(all, &[yes()]), Some(true));
    assert_eq!(met(all, &[yes(), no()]), Some(false));
    assert_eq!(met(all, &[yes(), Criterion::Unknown]), None);
    assert_eq!(met(all, &[no(), Criterion::Unknown]), Some(false));
    assert_eq!(met(one, &[no(), yes()]), Some(true));
    assert_eq!(met(one, &[no()]), Some(false));
    assert_eq!(met(one, &[no(), Criterion::Unknown]), None);
    assert_eq!(met(none, &[no()]), Some(true));
    assert_eq!(met(none, &[yes(), Criterion::Unknown]), Some(false));
    assert_eq!(met(none, &[no(), Criterion::Unknown]), None);
    let inner = Criteria { assert: one, items: vec![no(), yes()] };
    assert_eq!(met(all, &[Criterion::Inner(inner)]), Some(true));
}
