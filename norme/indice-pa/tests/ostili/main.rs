//! Tables of the index made to do harm, by the thousand.

mod regge;

use std::time::Duration;

use hostile::{Dice, Watch, mutate, peak_kib};
use regge::regge;

const PAPERS: [&str; 2] = [
    "\u{feff}Codice_IPA,Denominazione_ente,Codice_fiscale_ente,Codice_uni_aoo,Denominazione_aoo,Codice_uni_uo,Descrizione_uo,Indirizzo,CAP,Mail1,Tipo_Mail1,Mail2,Tipo_Mail2,Data_aggiornamento\r\n\
     c_m999,Comune di Montefiorito,00000000000,AM99901,Protocollo,UM9991,\"Ufficio \"\"Uno\"\"\",\"Piazza Dante, 1\",00100,info@example.it,Altro,protocollo@pec.comune.example.it,Pec,2026-01-31\r\n\
     c_m998,Comune di Roccabruna,00000000001,AM99801,Segreteria,UM9981,Anagrafe,\"Via Roma\n2\",00101,comune@pec.roccabruna.example,Pec,,,31/01/2026\r\n\
     p_xx,Provincia di Collinare,00000000002,AXX01,Affari generali,UXX1,Viabilità,Corso Italia 3,00102,protocollo@pec.provincia.example,Pec,,,2026-02-28\r\n",
    "cod_amm\tdes_amm\tcf\tcod_aoo\tdes_aoo\tcod_ou\tdes_ou\tmail1\ttipo_mail1\nc_m999\tComune di Montefiorito\t00000000000\tA\tProtocollo\tU\tUfficio\ta@pec.it\tpec\n",
];

#[test]
fn no_table_breaks_the_reader() {
    let watch = Watch::new(Duration::from_secs(20));
    assert!(PAPERS.iter().all(|paper| regge(paper.as_bytes())), "the honest ones are read");
    let mut read = 0;
    for seed in 0..2_000 {
        let dice = &mut Dice::new(seed);
        let paper = dice.one(&PAPERS);
        let bytes = mutate(dice, paper.as_bytes());
        read += usize::from(watch.one(|| format!("table of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 200, "only {read} of 2,000 can be read: that is noise, not hostility");
    let cells = format!("{}{}\n", PAPERS[1], "a\t".repeat(100_000));
    watch.one(|| "many cells".into(), || regge(cells.as_bytes()));
    let rows = format!("{}{}", PAPERS[1], "c_m999\tComune\t\tA\t\tU\n".repeat(20_000));
    watch.one(|| "many rows".into(), || regge(rows.as_bytes()));
    let lines = format!("{}\"{}", PAPERS[1], "\n".repeat(300_000));
    watch.one(|| "a quote that never closes".into(), || regge(lines.as_bytes()));
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 200_000, "{peak} KiB for files of at most a few megabytes");
}
