/// Words too common in Italian to help find anything, folded and sorted. They are neither indexed nor asked for.
const STOP: &[&str] = &[
    "a", "ad", "agli", "ai", "al", "alla", "alle", "allo", "anche", "avere", "c", "che", "chi", "ci", "ciascun", "coi",
    "col", "come", "con", "cui", "d", "da", "dagli", "dai", "dal", "dalla", "dalle", "dallo", "de", "degli", "dei",
    "del", "della", "delle", "dello", "di", "dove", "e", "ed", "egli", "era", "erano", "essa", "esse", "essere",
    "essi", "fra", "gli", "ha", "hanno", "ho", "i", "il", "in", "io", "l", "la", "le", "lei", "li", "lo", "loro",
    "lui", "ma", "mi", "mia", "mie", "miei", "mio", "n", "ne", "negli", "nei", "nel", "nella", "nelle", "nello", "nn",
    "noi", "non", "nr", "num", "o", "od", "oppure", "per", "perche", "pero", "piu", "quale", "quali", "quella",
    "quelle", "quelli", "quello", "questa", "queste", "questi", "questo", "se", "si", "sia", "sono", "su", "sua",
    "sue", "sugli", "sui", "sul", "sulla", "sulle", "sullo", "suo", "suoi", "ti", "tra", "tu", "un", "una", "uno",
    "vi", "voi",
];

/// What stands before an apostrophe only because a vowel follows: `dell'acqua`, `un'altra`. Folded and sorted.
const ELIDED: &[&str] = &[
    "agl", "all", "anch", "c", "coll", "com", "d", "dagl", "dall", "degl", "dell", "dov", "gl", "l", "m", "n", "negl",
    "nell", "quell", "quest", "s", "sugl", "sull", "t", "un", "v",
];

pub(crate) fn is_stop_word(folded: &str) -> bool {
    STOP.binary_search(&folded).is_ok()
}

pub(crate) fn is_elided(folded: &str) -> bool {
    ELIDED.binary_search(&folded).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_since_they_are_searched_by_halves() {
        assert!(STOP.is_sorted() && ELIDED.is_sorted());
    }
}
