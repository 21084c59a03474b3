//! Texts of past acts made to do harm, by the thousand: what comes out of a PDF that somebody wrote on purpose.

mod regge;

use std::time::Duration;

use atti::rules::passati;
use hostile::{Dice, Watch, mutate, peak_kib};
use regge::regge;

const TESTI: [&str; 3] = [
    "DETERMINAZIONE N. 45 DEL 12/03/2019\nReg. Gen. n. 123\nOGGETTO: lavori. CIG Z3A3BFC097 CUP F12H20000120006\n\
     impegna € 1.234,56 (Euro milleduecentotrentaquattro/56)\nIL RESPONSABILE\nF.to Marco Gallo\n",
    "VERBALE DI DELIBERAZIONE DELLA GIUNTA COMUNALE\nN. 12\nL'anno duemilaventuno, addì tre del mese di febbraio\nOggetto:\nPiano\n",
    "ORDINANZA N° 33/2020\nData: 1° aprile 2020\nDocumento firmato digitalmente da Anna Verdi in data 01/04/2020\n",
];

#[test]
fn no_text_breaks_the_rules_nor_their_bounds() {
    let watch = Watch::new(Duration::from_secs(60));
    assert!(TESTI.iter().all(|text| regge(text)), "the honest ones are read");
    let mut read = 0;
    for seed in 0..5_000 {
        let dice = &mut Dice::new(seed);
        let text = dice.one(&TESTI);
        let bytes = mutate(dice, text.as_bytes());
        let text = String::from_utf8_lossy(&bytes).into_owned();
        read += usize::from(watch.one(|| format!("text of seed {seed}"), || regge(&text)));
    }
    assert!(read > 500, "only {read} of 5,000 are read at all: that is noise, not hostility");
    for large in [
        "€ ".repeat(2 << 20),
        "CIG ".repeat(1 << 20),
        "CUP F12H20000120006 ".repeat(200_000),
        "l'anno ".repeat(500_000),
        "l'anno duemila il giorno ".repeat(100_000),
        "IL SINDACO\n".repeat(300_000),
        "firmato digitalmente da \n".repeat(200_000),
        format!("OGGETTO: {}", "parola ".repeat(500_000)),
        "\n".repeat(4 << 20),
        "n. ".repeat(1 << 20),
        "novecentonovantanovemiliardi".repeat(100_000),
        format!("Euro {}", "cento".repeat(500_000)),
        "È".repeat(2 << 20),
    ] {
        watch.one(|| format!("a large one of {} bytes", large.len()), || regge(&large));
    }
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 400_000, "{peak} KiB for texts of at most a few megabytes");
}
