//! Files of plans of preservation made to do harm, by the thousand.

mod regge;

use std::time::Duration;

use hostile::{Dice, Watch, mutate, peak_kib};
use regge::regge;

const PIANI: [&str; 2] = [
    "\u{feff}\"classe\";\"titolo\";\"anni\";\"nota\"\r\n\"IV.10\";\"Economato; \"\"cassa\"\"\";\"10\";\"'=1+1\"\r\n\
     \"VI.3\";\"Edilizia\nprivata\";\"illimitato\";\"\"\r\n",
    "Anni,Titolo,Classe\n10,Economato,IV.10\n\n,Attività,VI.4\n",
];

#[test]
fn no_file_of_a_plan_breaks_the_reader_nor_its_bounds() {
    let watch = Watch::new(Duration::from_secs(30));
    assert!(PIANI.iter().all(|piano| regge(piano)), "the honest ones are read");
    let mut read = 0;
    for seed in 0..4_000 {
        let dice = &mut Dice::new(seed);
        let piano = dice.one(&PIANI);
        let bytes = mutate(dice, piano.as_bytes());
        let text = String::from_utf8_lossy(&bytes);
        read += usize::from(watch.one(|| format!("plan of seed {seed}"), || regge(&text)));
    }
    assert!(read > 100, "only {read} of 4,000 are read at all: that is noise, not hostility");
    let head = "classe;titolo;anni\n";
    for large in [
        format!("{head}\"{}", "\n".repeat(4 << 20)),
        format!("{head}{}", "\n".repeat(4 << 20)),
        format!("{head}{}", "VI.3;Edilizia;1\n".repeat(200_000)),
        format!("{head}1{}\n", ";".repeat(4 << 20)),
        format!("{head}VI;{};1\n", "\"".repeat(4 << 20)),
    ] {
        watch.one(|| format!("a large one of {} bytes", large.len()), || regge(&large));
    }
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 300_000, "{peak} KiB for files of at most a few megabytes");
}
