//! Code 128 (ISO/IEC 15417), set B: a text of printable ASCII as bars, for labels that a scanner reads. Pure.

/// The widths of bars and spaces of each symbol, from value 0 to 105; then the stop.
const WIDTHS: [&str; 107] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312",
    "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212",
    "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321", "232121",
    "111323", "131123", "131321", "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331",
    "132131", "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131", "311123",
    "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111", "111224", "111422", "121124",
    "121421", "141122", "141221", "112214", "112412", "122114", "122411", "142112", "142211", "241211", "221114",
    "413111", "241112", "134111", "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112",
    "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
];
const START_B: usize = 104;
const STOP: usize = 106;
/// The values of set B begin at the space.
const FIRST: usize = 32;

/// The widths of the bars and the spaces between them, in modules, beginning with a bar. What is not printable ASCII becomes a hyphen.
pub(crate) fn code128(text: &str) -> Vec<u8> {
    let values: Vec<usize> = text
        .chars()
        .map(|letter| if letter.is_ascii_graphic() || letter == ' ' { letter as usize } else { '-' as usize })
        .map(|code| code - FIRST)
        .collect();
    let sum: usize = values.iter().zip(1..).map(|(value, place)| value * place).sum();
    let check = (START_B + sum) % 103;
    let symbols = std::iter::once(START_B).chain(values).chain([check, STOP]);
    let widths = symbols.filter_map(|value| WIDTHS.get(value));
    widths.flat_map(|pattern| pattern.bytes()).map(|digit| digit - b'0').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a scanner would read, or why not.
    fn scan(bars: &[u8]) -> Result<String, String> {
        let (symbols, stop) = bars.split_at(bars.len() - 7);
        let pattern = |part: &[u8]| part.iter().map(|width| char::from(width + b'0')).collect::<String>();
        if pattern(stop) != WIDTHS[STOP] {
            return Err("no stop".into());
        }
        let values: Vec<usize> = symbols
            .chunks(6)
            .map(|part| WIDTHS.iter().position(|known| *known == pattern(part)).ok_or("unknown symbol"))
            .collect::<Result<_, _>>()?;
        let (check, read) = values.split_last().ok_or("empty")?;
        let sum: usize = read.iter().enumerate().map(|(place, value)| value * place.max(1)).sum();
        if read.first() != Some(&START_B) || sum % 103 != *check {
            return Err("wrong check".into());
        }
        Ok(read[1..].iter().map(|value| char::from(u8::try_from(value + FIRST).unwrap())).collect())
    }

    #[test]
    fn what_is_printed_is_read_back() {
        for text in ["c_m999/2026/0000123", "A", " ~", "PJJ123C"] {
            assert_eq!(scan(&code128(text)).as_deref(), Ok(text));
        }
    }

    #[test]
    fn every_symbol_is_eleven_modules_wide_and_told_from_the_others() {
        for (value, pattern) in WIDTHS.iter().enumerate() {
            let wide: u32 = pattern.bytes().map(|digit| u32::from(digit - b'0')).sum();
            assert_eq!(wide, if value == STOP { 13 } else { 11 }, "{value}");
            // Bars are even: the rule by which scanners find a misprint.
            let bars: u32 = pattern.bytes().step_by(2).map(|digit| u32::from(digit - b'0')).sum();
            assert_eq!(bars % 2, 0, "{value}");
            assert_eq!(WIDTHS.iter().filter(|other| *other == pattern).count(), 1, "{value}");
        }
    }

    #[test]
    fn the_check_symbol_is_that_of_the_published_example() {
        // "PJJ123C" in set A has the check value 54 (the standard's worked example); in set B the start is one more.
        let bars = code128("PJJ123C");
        let check: String = bars[6 * 8..6 * 9].iter().map(|width| char::from(width + b'0')).collect();
        assert_eq!(check, WIDTHS[55]);
    }

    #[test]
    fn a_letter_that_it_cannot_carry_breaks_nothing() {
        assert_eq!(scan(&code128("è\u{0}x")).as_deref(), Ok("--x"));
    }
}
