//! Texts made to do harm, by the thousand.

mod regge;

use std::time::Duration;

use hostile::{Dice, Watch, mutate};
use regge::{PART, regge};

const PIECES: [&str; 14] = [
    "{numero}",
    "{ giorno }",
    "{ora}",
    "{altro}",
    "\\{numero\\}",
    "{",
    "}",
    "*",
    "\\",
    "\n\n",
    "#panic(1) $x$ @a <b> ",
    "\u{202e}",
    "王",
    "parola ",
];

#[test]
fn no_text_breaks_who_reads_it_or_hides_what_the_law_wants() {
    assert!(regge(PART.shipped.as_bytes()), "the honest one will do");
    let watch = Watch::new(Duration::from_secs(20));
    let mut good = 0;
    for seed in 0..5_000 {
        let mut dice = Dice::new(seed);
        let bytes = if dice.once_in(2) {
            let many = dice.below(40);
            (0..many).map(|_| dice.one(&PIECES)).collect::<String>().into_bytes()
        } else {
            mutate(&mut dice, PART.shipped.as_bytes())
        };
        good += usize::from(watch.one(|| format!("text of seed {seed}"), || regge(&bytes)));
    }
    assert!(good > 20, "only {good} of 5,000 will do: that is noise, not hostility");
}
