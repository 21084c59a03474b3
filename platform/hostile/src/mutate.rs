use crate::Dice;

/// Numbers at which programs break.
pub(crate) const NUMBERS: [&str; 12] = [
    "0",
    "-1",
    "1",
    "127",
    "255",
    "65536",
    "2147483648",
    "4294967295",
    "9223372036854775808",
    "99999999999999999999999999",
    "1e999",
    "NaN",
];
/// Bytes at which programs break.
const PIECES: [&[u8]; 14] = [
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\r",
    b"\n\n",
    b"\r\n.\r\n",
    b"%n%s",
    b"<![CDATA[",
    b"]]>",
    b"&#0;",
    b"\xe2\x80\xae",
    b"=?",
    b"\x80\x80\x00\x00",
];

/// What becomes of bytes when somebody plays with them: a few changes, each of another kind.
pub fn mutate(dice: &mut Dice, bytes: &[u8]) -> Vec<u8> {
    let mut made = bytes.to_vec();
    for _ in 0..1 + dice.below(6) {
        once(dice, &mut made);
        // A few changes that double it would make more of it than anybody sends.
        made.truncate(4 << 20);
    }
    made
}

fn once(dice: &mut Dice, made: &mut Vec<u8>) {
    let at = dice.below(made.len() + 1);
    let until = at + dice.below((made.len() - at).min(2_000) + 1);
    match dice.below(9) {
        0 => {
            if let Some(byte) = made.get_mut(at) {
                *byte ^= 1 << (at % 8);
            }
        }
        1 => {
            if let Some(byte) = made.get_mut(at) {
                *byte = dice.byte();
            }
        }
        2 => made.truncate(at),
        3 => {
            made.drain(at..until);
        }
        4 => {
            let piece = made.get(at..until).unwrap_or_default().repeat(1 + dice.below(20));
            made.splice(at..at, piece);
        }
        5 => {
            let piece = dice.one(&PIECES).to_vec();
            made.splice(at..at, piece);
        }
        6 => number(dice, made, at),
        7 => {
            let (length, to) = (until - at, dice.below(made.len() + 1));
            let piece = made.get(at..at + length).unwrap_or_default().to_vec();
            made.splice(to..to, piece);
        }
        _ => {
            let noise = 1 + dice.below(64);
            let noise = dice.bytes(noise);
            made.splice(at..at, noise);
        }
    }
}

/// The first number after a place becomes another.
fn number(dice: &mut Dice, made: &mut Vec<u8>, at: usize) {
    let Some(start) = made.iter().skip(at).position(u8::is_ascii_digit).map(|after| at + after) else { return };
    let length = made.iter().skip(start).take_while(|byte| byte.is_ascii_digit()).count();
    made.splice(start..start + length, dice.one(&NUMBERS.map(str::as_bytes)).to_vec());
}

#[test]
fn the_same_seed_gives_the_same_harm() {
    let made = |seed| mutate(&mut Dice::new(seed), b"Subject: 12 parole\r\n\r\nTesto");
    assert_eq!(made(7), made(7));
    let different = (0..100).filter(|seed| made(*seed) != made(seed + 1)).count();
    assert!(different > 90, "{different}");
}
