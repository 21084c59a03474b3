//! The office's stories, told to each engine.

mod api;
mod decadenza;
mod insieme;
mod mondo;
mod pagine;
mod porta;
mod riservato;
mod sequenze;
mod variazioni;

#[test]
fn every_page_renders_every_sample_whole_and_in_part() {
    contabilita::render_samples().unwrap();
}
