//! Numbers written in letters, in one word: "milleduecento", "duemilaventuno".

/// Longest word that is looked at, in bytes.
const LUNGA: usize = 90;

/// Pieces that stand for a value, the longer ones before those that begin alike.
const PEZZI: [(&str, i64); 47] = [
    ("diciassette", 17),
    ("diciannove", 19),
    ("quattordici", 14),
    ("cinquanta", 50),
    ("quaranta", 40),
    ("quindici", 15),
    ("sessanta", 60),
    ("settanta", 70),
    ("diciotto", 18),
    ("cinquant", 50),
    ("quarant", 40),
    ("quattro", 4),
    ("ottanta", 80),
    ("novanta", 90),
    ("sessant", 60),
    ("settant", 70),
    ("tredici", 13),
    ("undici", 11),
    ("dodici", 12),
    ("sedici", 16),
    ("trenta", 30),
    ("ottant", 80),
    ("novant", 90),
    ("cinque", 5),
    ("dieci", 10),
    ("venti", 20),
    ("trent", 30),
    ("sette", 7),
    ("vent", 20),
    ("otto", 8),
    ("nove", 9),
    ("due", 2),
    ("tre", 3),
    ("sei", 6),
    ("uno", 1),
    ("una", 1),
    ("un", 1),
    ("milioni", MILIONE),
    ("milione", MILIONE),
    ("miliardi", MILIARDO),
    ("miliardo", MILIARDO),
    ("mille", MILLE),
    ("mila", MILA),
    ("cento", CENTO),
    ("cent", CENTO),
    ("zero", ZERO),
    ("e", NIENTE),
];

const MILIONE: i64 = 1_000_000;
const MILIARDO: i64 = 1_000_000_000;
const CENTO: i64 = 100;
// Marks of what is not simply added.
const MILLE: i64 = -1;
const MILA: i64 = -2;
const ZERO: i64 = -3;
const NIENTE: i64 = -4;

/// The number that a word in small letters without accents says.
pub(super) fn numero(word: &str) -> Option<i64> {
    if word.is_empty() || word.len() > LUNGA {
        return None;
    }
    if word == "zero" {
        return Some(0);
    }
    let (mut rest, mut total, mut group) = (word, 0_i64, 0_i64);
    while !rest.is_empty() {
        // "Centotto" is "cent" and "otto".
        let elided = rest.starts_with("centott");
        let fits = |piece: &str| rest.starts_with(piece) && !(elided && piece == "cento");
        let (piece, value) = PEZZI.iter().find(|(piece, _)| fits(piece))?;
        rest = &rest[piece.len()..];
        match *value {
            // An "e" joins two parts, and neither begins nor ends a number.
            NIENTE if total + group > 0 && !rest.is_empty() => {}
            ZERO | NIENTE => return None,
            MILLE if group == 0 && total % MILIONE == 0 => total = total.checked_add(1_000)?,
            MILA if group > 1 && total % MILIONE == 0 => {
                total = total.checked_add(group.checked_mul(1_000)?)?;
                group = 0;
            }
            MILLE | MILA => return None,
            MILIONE | MILIARDO if group > 0 && total % value == 0 && (total == 0 || total > *value) => {
                total = total.checked_add(group.checked_mul(*value)?)?;
                group = 0;
            }
            MILIONE | MILIARDO => return None,
            CENTO if group < 10 => group = group.max(1) * CENTO,
            CENTO => return None,
            value if group == 0 || group % 100 == 0 || (group % 10 == 0 && group % 100 != 10 && value < 10) => {
                group += value;
            }
            _ => return None,
        }
    }
    total.checked_add(group).filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_letters_are_read_as_they_are_said() {
        for (word, wanted) in [
            ("zero", 0),
            ("uno", 1),
            ("diciassette", 17),
            ("ventuno", 21),
            ("ventotto", 28),
            ("trentatre", 33),
            ("cento", 100),
            ("centotto", 108),
            ("centottanta", 180),
            ("duecentotrentacinque", 235),
            ("mille", 1_000),
            ("milleduecento", 1_200),
            ("duemilaventuno", 2_021),
            ("millenovecentonovantanove", 1_999),
            ("ventitremilasettecentonovanta", 23_790),
            ("unmilioneduecentomila", 1_200_000),
        ] {
            assert_eq!(numero(word), Some(wanted), "{word}");
        }
        for wrong in
            ["", "casa", "mila", "unmila", "dueuno", "ventidieci", "centomille", "esente", "cinquecase", "e", "duee"]
        {
            assert_eq!(numero(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn no_word_makes_it_panic_nor_overflow() {
        for piece in ["cento", "mila", "miliardi", "nove", "e", "milleun"] {
            for times in 1..40 {
                let _ = numero(&piece.repeat(times));
            }
        }
        assert_eq!(numero("novecentonovantanovemiliardinovecentomilioni"), Some(999_900_000_000));
    }
}
