//! What holds of every hash tree.

use evidence_record::{Reduced, Tree};
use firma_algoritmi::Digest;
use proptest::prelude::*;

fn gruppi() -> impl Strategy<Value = Vec<Vec<Vec<u8>>>> {
    let hash = any::<u32>().prop_map(|seed| Digest::Sha256.of(&seed.to_be_bytes()));
    prop::collection::vec(prop::collection::vec(hash, 1..5), 1..40)
}

/// Where a group's way leads, whether it has one or is the root itself.
fn radice(tree: &Tree, place: usize, group: &[Vec<u8>]) -> Vec<u8> {
    tree.reduced(place).map_or_else(|| group[0].clone(), |reduced| reduced.root(Digest::Sha256))
}

proptest! {
    #[test]
    fn every_group_leads_to_the_root(groups in gruppi()) {
        let tree = Tree::new(Digest::Sha256, groups.clone()).unwrap();
        for (place, group) in groups.iter().enumerate() {
            prop_assert_eq!(radice(&tree, place, group), tree.root());
            if let Some(reduced) = tree.reduced(place) {
                prop_assert!(group.iter().all(|hash| reduced.group().contains(hash)));
                prop_assert!(reduced.group().iter().all(|hash| group.contains(hash)));
                let most = groups.len().next_power_of_two().trailing_zeros() as usize + 1;
                prop_assert!(reduced.lists().len() <= most, "{} lists", reduced.lists().len());
            }
        }
        prop_assert_eq!(tree.reduced(groups.len()), None);
    }

    #[test]
    fn the_order_of_a_groups_objects_changes_nothing(groups in gruppi()) {
        let turned = groups.iter().map(|group| group.iter().rev().cloned().collect()).collect();
        let (one, other) = (Tree::new(Digest::Sha256, groups).unwrap(), Tree::new(Digest::Sha256, turned).unwrap());
        prop_assert_eq!(one.root(), other.root());
    }

    #[test]
    fn a_hash_that_changes_leads_elsewhere(groups in gruppi(), pick in any::<prop::sample::Index>(), bit in 0_usize..256) {
        let tree = Tree::new(Digest::Sha256, groups.clone()).unwrap();
        let place = pick.index(groups.len());
        if let Some(reduced) = tree.reduced(place) {
            let mut lists = reduced.lists().to_vec();
            let list = pick.index(lists.len());
            let at = pick.index(lists[list].len());
            lists[list][at][bit / 8] ^= 1 << (bit % 8);
            prop_assert_ne!(Reduced::new(lists).unwrap().root(Digest::Sha256), tree.root());
        }
    }

    #[test]
    fn a_way_that_is_cut_short_leads_elsewhere(groups in gruppi()) {
        let tree = Tree::new(Digest::Sha256, groups.clone()).unwrap();
        for place in 0..groups.len() {
            let Some(reduced) = tree.reduced(place) else { continue };
            for keep in 1..reduced.lists().len() {
                let cut = Reduced::new(reduced.lists()[..keep].to_vec()).unwrap();
                prop_assert_ne!(cut.root(Digest::Sha256), tree.root());
            }
        }
    }
}
