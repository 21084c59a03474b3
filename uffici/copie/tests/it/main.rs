//! The office's stories, told to each engine.

mod carta;
mod mondo;
mod pagine;
mod pubblica;

#[test]
fn every_page_renders_every_sample_whole_and_in_part() {
    copie::render_samples().unwrap();
}
