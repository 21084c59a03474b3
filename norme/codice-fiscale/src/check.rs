//! The check character (DM 23 December 1976, art. 12, tables) and the check digit of the numeric codes.

/// Values of `0`–`9` in odd places; letters `A`–`J` have the same, the others follow.
const ODD_VALUES: [u32; 26] =
    [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/// Digit or letter to its rank: `0` and `A` are 0.
fn rank(character: u8) -> u32 {
    match character {
        b'0'..=b'9' => u32::from(character - b'0'),
        b'A'..=b'Z' => u32::from(character - b'A'),
        _ => 0,
    }
}

/// The check character of the first fifteen, which must be digits and capital letters.
pub(crate) fn character(first_fifteen: &[u8]) -> char {
    let value = |(index, byte): (usize, &u8)| {
        let rank = rank(*byte);
        // Places are counted from one: the first is odd.
        if index % 2 == 0 { ODD_VALUES.get(rank as usize).copied().unwrap_or_default() } else { rank }
    };
    let sum: u32 = first_fifteen.iter().take(15).enumerate().map(value).sum();
    char::from(b'A' + u8::try_from(sum % 26).unwrap_or_default())
}

/// The check digit of the first ten (Luhn): digits in even places count twice, less nine if over nine.
pub(crate) fn digit(first_ten: &[u8]) -> char {
    let value = |(index, byte): (usize, &u8)| {
        let digit = rank(*byte);
        match (index % 2, digit) {
            (0, digit) => digit,
            (_, 0..=4) => digit * 2,
            _ => digit * 2 - 9,
        }
    };
    let sum: u32 = first_ten.iter().take(10).enumerate().map(value).sum();
    char::from(b'0' + u8::try_from((10 - sum % 10) % 10).unwrap_or_default())
}
