//! The marks that word processors print before the points of a list.

use crate::Mark;

/// How a point is counted and its number, from what stands before it: "1.", "b)", "iv)", "·".
///
/// "i)" is the ninth letter or the first Roman number: `expected`, the number that would follow, decides.
pub(crate) fn read(label: &str, expected: u32) -> (Mark, Option<u32>) {
    let label = label.trim().trim_start_matches(['(', '[', '§']);
    // "1.2.3" is counted by its last number.
    let core = label.trim_end_matches(['.', ')', ']', '-', ':', '°', ' ']);
    let closed = core.len() < label.len();
    let core = core.rsplit(['.', ' ']).next().unwrap_or_default().to_lowercase();
    if core.is_empty() {
        return (Mark::Dash, None);
    }
    if core.bytes().all(|byte| byte.is_ascii_digit()) {
        return (Mark::Number, core.parse::<u32>().ok().filter(|number| (1..100_000).contains(number)));
    }
    if !closed {
        // Word prints an "o" of another font where others print a circle.
        return (Mark::Dash, None);
    }
    let letter = match core.as_bytes() {
        [one @ b'a'..=b'z'] => Some(u32::from(one - b'a') + 1),
        [one @ b'a'..=b'z', two] if one == two => Some(u32::from(one - b'a') + 27),
        _ => None,
    };
    let roman = (1..60).find(|number| Mark::Roman.label(*number).trim_end_matches(')') == core);
    match (letter, roman) {
        (Some(letter), Some(roman)) if roman == expected && letter != expected => (Mark::Roman, Some(roman)),
        (Some(letter), _) => (Mark::Letter, Some(letter)),
        (None, Some(roman)) => (Mark::Roman, Some(roman)),
        // "o" in another font, "§", a box: a mark that does not count.
        (None, None) => (Mark::Dash, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_say_how_points_are_counted() {
        let cases = [
            ("1.", 1, Mark::Number, Some(1)),
            ("12)", 1, Mark::Number, Some(12)),
            ("2.3.", 1, Mark::Number, Some(3)),
            ("b)", 2, Mark::Letter, Some(2)),
            ("(C)", 1, Mark::Letter, Some(3)),
            ("i)", 1, Mark::Roman, Some(1)),
            ("i)", 9, Mark::Letter, Some(9)),
            ("iv.", 4, Mark::Roman, Some(4)),
            ("o", 1, Mark::Dash, None),
            ("·", 1, Mark::Dash, None),
            ("-", 1, Mark::Dash, None),
            ("\u{f0b7}", 1, Mark::Dash, None),
            ("", 1, Mark::Dash, None),
        ];
        for (label, expected, mark, number) in cases {
            assert_eq!(read(label, expected), (mark, number), "{label}");
        }
    }
}
