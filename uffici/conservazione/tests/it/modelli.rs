//! Every page renders with every sample.

#[test]
fn every_page_renders() {
    conservazione::render_samples().unwrap();
}
