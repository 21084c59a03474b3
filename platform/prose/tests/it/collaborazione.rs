//! Several authors at once: nobody's words are lost in silence.

use std::collections::HashSet;

use proptest::prelude::*;
use prose::{Clash, Content, Fault, Mark, Met, Op, Prose, Role, apply, merge, plain};

use crate::caso::{Nastro, block, determina, id, nastri, paragraph, point, section, testo};

fn replace(text: &Prose, n: u128, content: Content) -> Op {
    Op::Replace { id: id(n), seen: text.block(id(n)).unwrap().content.fingerprint(), content }
}

fn remove(text: &Prose, n: u128) -> Op {
    Op::Remove { id: id(n), seen: text.block(id(n)).unwrap().content.fingerprint() }
}

#[test]
fn two_authors_write_in_two_points_of_one_list_and_both_are_there() {
    let seen = determina();
    let anna = replace(&seen, 6, point(1, Mark::Number, "di affidare i lavori;"));
    let bruno = replace(&seen, 8, point(2, Mark::Letter, "tetto e camini;"));
    let there = apply(&apply(&seen, std::slice::from_ref(&anna)).unwrap(), std::slice::from_ref(&bruno)).unwrap();
    let other = apply(&apply(&seen, &[bruno]).unwrap(), &[anna]).unwrap();
    assert_eq!(there, other);
    assert!(plain(&there).contains("1. di affidare i lavori;") && plain(&there).contains("a) tetto e camini;"));
}

#[test]
fn who_writes_where_another_wrote_meanwhile_is_told_what_stands_there() {
    let seen = determina();
    let anna = apply(&seen, &[replace(&seen, 6, point(1, Mark::Number, "di affidare i lavori;"))]).unwrap();
    let bruno =
        [replace(&seen, 6, point(1, Mark::Number, "di non affidare nulla;")), replace(&seen, 4, paragraph("Altro"))];
    let clashes = apply(&anna, &bruno).unwrap_err();
    assert!(matches!(&clashes[..], [Clash::Changed { id: one, .. }] if *one == id(6)), "{clashes:?}");
    assert!(clashes[0].to_string().contains("«di affidare i lavori;»"), "{}", clashes[0]);
    assert!(!plain(&anna).contains("Altro"), "all steps or none");
}

#[test]
fn what_another_removed_moved_or_used_is_told() {
    let seen = determina();
    let gone = apply(&seen, &[remove(&seen, 7)]).unwrap();
    let told = |text: &Prose, op: Op| apply(text, &[op]).unwrap_err().remove(0);
    let write = replace(&seen, 7, paragraph("x"));
    assert_eq!(told(&gone, write), Clash::Gone { id: id(7) });
    let after = Op::Insert { after: Some(id(7)), block: block(50, paragraph("x")) };
    assert_eq!(told(&gone, after), Clash::NoPlace { after: id(7) });
    let changed = apply(&seen, &[replace(&seen, 7, paragraph("x"))]).unwrap();
    assert!(matches!(told(&changed, remove(&seen, 7)), Clash::Changed { .. }));
    let moves = |after| Op::Move { id: id(12), from: Some(id(11)), after: Some(id(after)) };
    let moved = apply(&seen, &[moves(4)]).unwrap();
    assert_eq!(told(&moved, moves(6)), Clash::Moved { id: id(12) });
    let taken = Op::Insert { after: Some(id(4)), block: block(6, paragraph("x")) };
    assert!(matches!(told(&seen, taken), Clash::Taken { .. }));
    let many = vec![remove(&seen, 7); prose::bounds::STEPS + 1];
    assert!(matches!(&apply(&seen, &many).unwrap_err()[..], [Clash::Faults { .. }]));
    let early = Op::Insert { after: None, block: block(50, paragraph("x")) };
    assert_eq!(told(&seen, early), Clash::Faults { faults: vec![Fault::NoSection] });
}

#[test]
fn a_step_sent_twice_is_taken_once() {
    let seen = determina();
    let steps = [
        Op::Insert { after: Some(id(4)), block: block(50, paragraph("nuovo")) },
        replace(&seen, 6, point(1, Mark::Number, "di affidare i lavori;")),
        remove(&seen, 8),
        Op::Move { id: id(12), from: Some(id(11)), after: Some(id(6)) },
    ];
    let once = apply(&seen, &steps).unwrap();
    assert_ne!(once, seen);
    assert_eq!(apply(&once, &steps).unwrap(), once);
    let json = serde_json::to_string(&steps).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Op>>(&json).unwrap(), steps);
    assert!(serde_json::from_str::<Vec<Op>>(&json.replace("\"seen\"", "\"force\":true,\"seen\"")).is_err());
}

#[test]
fn what_two_wrote_in_one_block_is_told_and_neither_is_lost() {
    let base = determina();
    let with = |n, content| apply(&base, &[replace(&base, n, content)]).unwrap();
    let (anna, bruno) = (with(4, paragraph("Anna")), with(4, paragraph("Bruno")));
    let merged = merge(&base, &anna, &bruno).unwrap();
    let [conflict] = &merged.conflicts[..] else { panic!("{:?}", merged.conflicts) };
    assert_eq!(conflict.id, id(4));
    let Met::Words { base: was, first, second } = &conflict.what else { panic!("words") };
    assert_eq!(was.as_ref(), base.block(id(4)).map(|block| &block.content));
    assert_eq!((first, second), (&Some(paragraph("Anna")), &Some(paragraph("Bruno"))));
    assert!(plain(merged.undecided()).contains("Anna"));
    assert!(merged.clean().is_err(), "nobody decided");
    // One removes what the other writes.
    let removed = apply(&base, &[remove(&base, 4)]).unwrap();
    for (first, second) in [(&removed, &bruno), (&bruno, &removed)] {
        let merged = merge(&base, first, second).unwrap();
        assert_eq!(merged.conflicts.len(), 1);
        assert!(plain(merged.undecided()).contains("Bruno"), "words are kept until somebody decides");
        let decided = |merged: prose::Merged, by: &[u128]| {
            merged.decided(&by.iter().map(|n| id(*n)).collect()).unwrap_or_else(|faults| panic!("{faults:?}"))
        };
        assert_eq!(&decided(merged.clone(), &[]), first);
        assert_eq!(&decided(merged, &[4]), second);
    }
}

#[test]
fn what_two_brought_to_one_place_is_all_there() {
    let base = testo(vec![section(Role::Corpo, ""), paragraph("a"), paragraph("z")]);
    let with =
        |n, text: &str| apply(&base, &[Op::Insert { after: Some(id(2)), block: block(n, paragraph(text)) }]).unwrap();
    let merged = merge(&base, &with(10, "anna"), &with(20, "bruno")).unwrap().clean().unwrap();
    assert_eq!(plain(&merged), "a\nanna\nbruno\nz\n");
}

proptest! {
    #[test]
    fn who_did_nothing_changes_nothing(bytes in nastri()) {
        let mut tape = Nastro(&bytes, 0);
        let base = tape.prose();
        let edited = tape.edited(&base, 1);
        for (first, second) in [(&base, &edited), (&edited, &base), (&edited, &edited)] {
            prop_assert_eq!(&merge(&base, first, second).unwrap().clean().unwrap(), &edited);
        }
    }

    #[test]
    fn nothing_of_two_authors_is_lost_untold(bytes in nastri()) {
        let mut tape = Nastro(&bytes, 0);
        let base = tape.prose();
        let (first, second) = (tape.edited(&base, 1), tape.edited(&base, 2));
        let merged = merge(&base, &first, &second).unwrap();
        let told: HashSet<_> = merged.conflicts.iter().map(|conflict| conflict.id).collect();
        for (one, other) in [(&first, &second), (&second, &first)] {
            for block in one.blocks().iter().filter(|block| base.block(block.id) != Some(block)) {
                let there = merged.undecided().block(block.id) == Some(block);
                prop_assert!(there || told.contains(&block.id), "{:?}", block);
            }
            for block in base.blocks().iter().filter(|block| one.block(block.id).is_none()) {
                let gone = merged.undecided().block(block.id).is_none();
                prop_assert!(gone || told.contains(&block.id), "{:?}", block);
            }
            for block in base.blocks().iter().filter(|block| one.block(block.id) == Some(block)) {
                prop_assert_eq!(merged.undecided().block(block.id), other.block(block.id), "only the other touched it");
            }
        }
        // Who is first decides only what is shown where they met.
        let turned = merge(&base, &second, &first).unwrap();
        let of = |conflicts: &[prose::Conflict]| conflicts.iter().map(|one| one.id).collect::<HashSet<_>>();
        prop_assert_eq!(of(&turned.conflicts), told);
    }

    #[test]
    fn steps_on_different_blocks_go_in_any_order(bytes in nastri()) {
        let mut tape = Nastro(&bytes, 0);
        let base = tape.prose();
        let blocks = base.blocks();
        let at = |n: u8| 1 + usize::from(n) % blocks.len().max(2);
        let (one, two) = (at(tape.byte()), at(tape.byte()));
        prop_assume!(one != two && one < blocks.len() && two < blocks.len());
        let op = |at: usize, content| Op::Replace { id: blocks[at].id, seen: blocks[at].content.fingerprint(), content };
        let ops = [op(one, paragraph("uno")), op(two, paragraph("due"))];
        let turned = [ops[1].clone(), ops[0].clone()];
        prop_assert_eq!(apply(&base, &ops).unwrap(), apply(&base, &turned).unwrap());
    }
}
