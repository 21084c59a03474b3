//! The office's stories, told to each engine.

mod api;
mod materia;
mod pagine;

#[test]
fn every_page_renders_every_sample_whole_and_in_part() {
    flussi::render_samples().unwrap();
}
