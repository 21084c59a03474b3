//! The office's stories, told to each engine.

mod bozza;
mod fughe;
mod mondo;
mod pagine;
mod porta;
mod referta;
mod ricerca;
mod scarto;
mod termini;

#[test]
fn every_page_renders_every_sample_whole_and_in_part() {
    albo::render_samples().unwrap();
}
