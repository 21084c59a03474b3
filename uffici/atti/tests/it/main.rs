//! The office's stories, told to each engine.

mod akn;
mod cade;
mod cade_ovunque;
mod casa;
mod cerca;
mod chiavi;
mod comunicazioni;
mod conservabili;
mod copia;
mod definizioni;
mod delibera;
mod determina;
mod dovute;
mod durata;
mod emendamenti;
mod eventi;
mod fascicolo;
mod firme;
mod giri;
mod giri_tabella;
mod insieme;
mod matrice;
mod matrice_altre;
mod pagine;
mod passati;
mod per_dati;
mod personali;
mod programmi;
mod pubblico;
mod remota;
mod rettifica;
mod ricorso;
mod riservatezza;
mod scarto;
mod sostituti;
mod stesura;
mod testo;
mod versione;

#[test]
fn every_page_renders_every_sample_whole_and_in_part() {
    atti::render_samples().unwrap();
}
