use crate::{Dice, mutate};

/// A CMS envelope (`.p7m`) that somebody made to do harm; `papers` are honest ones, of which some is made.
pub fn envelope(dice: &mut Dice, papers: &[&[u8]]) -> Vec<u8> {
    if !papers.is_empty() && !dice.once_in(3) {
        let paper = dice.one(papers);
        return mutate(dice, paper);
    }
    // id-signedData, as every envelope begins.
    const SIGNED: [u8; 11] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
    match dice.below(5) {
        0 => [&[0x30, 0x80][..], &SIGNED, &[0xa0, 0x80].repeat(1 + dice.below(100_000))].concat(),
        1 => {
            let length = dice.one(&[
                &[0x84, 0xff, 0xff, 0xff, 0xff][..],
                &[0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
                &[0x84, 0x00, 0x00, 0x00, 0x01],
                &[0xff],
                &[0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1],
            ]);
            let noise = dice.bytes(60);
            [&[0x30][..], length, &SIGNED, &noise].concat()
        }
        2 => {
            // Strings in pieces in pieces: what is inside may come so.
            let pieces = [0x24, 0x80].repeat(1 + dice.below(50_000));
            [&[0x30, 0x80][..], &SIGNED, &[0xa0, 0x80, 0x30, 0x80, 0x02, 0x01, 0x01], &pieces].concat()
        }
        3 => tree(dice, 0),
        _ => {
            let length = dice.below(2_000);
            [&[0x30, 0x82][..], &dice.bytes(length)].concat()
        }
    }
}

/// Any tree of tags and lengths, some of which lie.
fn tree(dice: &mut Dice, depth: usize) -> Vec<u8> {
    let tag = dice.one(&[&0x30_u8, &0x31, &0xa0, &0x04, &0x24, &0x06, &0x02, &0x17, &0x0c, &0x1f, &0x3f]);
    let inside: Vec<u8> = if depth < 8 && tag & 0x20 != 0 {
        (0..dice.below(4)).flat_map(|_| tree(dice, depth + 1)).collect()
    } else {
        let length = dice.below(20);
        dice.bytes(length)
    };
    let told = if dice.once_in(6) { dice.below(1 << 20) } else { inside.len() };
    let told = u32::try_from(told).unwrap_or(u32::MAX).to_be_bytes();
    [&[*tag, 0x84][..], &told, &inside].concat()
}
