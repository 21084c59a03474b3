//! The office's stories, told to each engine.

mod cade;
mod casa;
mod chiavi;
mod conservabili;
mod delibera;
mod determina;
mod fascicolo;
mod insieme;
mod pagine;
mod riservatezza;
mod scarto;
mod testo;

#[test]
fn every_page_renders_every_sample_whole_and_in_part() {
    atti::render_samples().unwrap();
}
