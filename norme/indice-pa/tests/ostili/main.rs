//! Files of the index made to do harm, by the thousand.

mod regge;

use std::time::Duration;

use hostile::{Dice, Watch, mutate, peak_kib};
use regge::regge;

const PAPERS: [&[u8]; 2] = [
    b"Codice_IPA,Denominazione_ente,Codice_fiscale_ente,Indirizzo,CAP,Mail1,Tipo_Mail1,Mail2,Tipo_Mail2,Data_aggiornamento\r\n\
      c_m999,\"Comune di \"\"Montefiorito\"\"\",00000000000,\"Piazza, 1\",00000,info@example.it,Altro,A@PEC.example.it,Pec,2026-11-20\r\n\
      c_m998,Comune di Monteverde,,Via\xe0,,,,b@pec.example.it,Pec,\r\n",
    b"cod_amm\tdes_amm\tcod_aoo\tdes_aoo\tmail1\ttipo_mail1\nc_m999\tComune\tA1\tProtocollo\ta@pec.it\tpec\n",
];

#[test]
fn no_file_of_the_index_breaks_the_reader_nor_its_bounds() {
    let watch = Watch::new(Duration::from_secs(180));
    assert!(PAPERS.iter().all(|paper| regge(paper)), "the honest ones are read");
    let mut read = 0;
    for seed in 0..3_000 {
        let dice = &mut Dice::new(seed);
        let paper = dice.one(&PAPERS);
        let bytes = mutate(dice, paper);
        read += usize::from(watch.one(|| format!("file of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 200, "only {read} of 3,000 are read at all: that is noise, not hostility");
    let head = "Codice_IPA,Denominazione_ente\n";
    for large in [
        format!("{head}c,\"{}", "\n".repeat(4 << 20)),
        format!("{head}{}", "c,n\n".repeat(100_000)),
        format!("{head}c,n{}\n", ",".repeat(200_000)),
        format!("{head}c,{}\n", "\"".repeat(200_000)),
        format!("{}\n", "Codice_IPA,".repeat(20_000)),
    ] {
        watch.one(|| format!("a large one of {} bytes", large.len()), || regge(large.as_bytes()));
    }
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 200_000, "{peak} KiB for files of at most a few megabytes");
}
