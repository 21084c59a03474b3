//! The office's stories, told to each engine.

mod cura;
mod fughe;
mod mondo;
mod personali;
mod proposte;
mod scarto;
mod termini;

#[test]
fn every_page_renders_every_sample_whole_and_in_part() {
    trasparenza::render_samples().unwrap();
}
