//! The office's stories, told to each engine.

mod akn;
mod cade;
mod casa;
mod cerca;
mod chiavi;
mod conservabili;
mod copia;
mod delibera;
mod determina;
mod dovute;
mod eventi;
mod fascicolo;
mod firme;
mod insieme;
mod matrice;
mod oro;
mod pagine;
mod pubblico;
mod rettifica;
mod ricorso;
mod riservatezza;
mod scarto;
mod stesura;
mod testo;

#[test]
fn every_page_renders_every_sample_whole_and_in_part() {
    atti::render_samples().unwrap();
}
