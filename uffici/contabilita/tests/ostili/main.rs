//! Files of chapters made to do harm, by the thousand.

mod regge;

use std::time::Duration;

use hostile::{Dice, Watch, mutate, peak_kib};
use regge::regge;

const CARTE: [&[u8]; 2] = [
    b"capitolo;descrizione;missione;programma;piano;stanziamento;fpv;vincolo;responsabile\r\n\
      2613.1;\"Manutenzione; \"\"scuole\"\"\";4;02;U.2.02.01.09;120.000,00;10.000,00;;Marco Gallo\r\n\
      300;Attivit\xe0;01;02;U.1.03.01.02;5000;;;\r\n",
    b"piano,capitolo,descrizione,missione,programma,stanziamento\n1.03.01.02,300,Carta,01,02,\"5.000,50\"\n",
];

#[test]
fn no_file_of_chapters_breaks_the_reader_nor_its_bounds() {
    let watch = Watch::new(Duration::from_secs(20));
    assert!(CARTE.iter().all(|carta| regge(carta)), "the honest ones are read");
    let mut read = 0;
    for seed in 0..3_000 {
        let dice = &mut Dice::new(seed);
        let carta = dice.one(&CARTE);
        let bytes = mutate(dice, carta);
        read += usize::from(watch.one(|| format!("file of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 50, "only {read} of 3,000 are read at all: that is noise, not hostility");
    let head = "capitolo;descrizione;missione;programma;piano;stanziamento\n";
    for large in [
        format!("{head}1;\"{}", "\n".repeat(4 << 20)),
        format!("{head}{}", "\n".repeat(4 << 20)),
        format!("{head}{}", "1;n;01;02;U.1.03.01.02;1\n".repeat(150_000)),
        format!("{head}1{}\n", ";".repeat(4 << 20)),
        format!("{head}1;{}x{}\n", " ".repeat(2 << 20), "\"".repeat(2 << 20)),
        format!("{}\n", "colore;".repeat(400_000)),
    ] {
        watch.one(|| format!("a large one of {} bytes", large.len()), || regge(large.as_bytes()));
    }
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 200_000, "{peak} KiB for files of at most a few megabytes");
}
