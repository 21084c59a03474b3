//! Every template with every sample; what is missing in a context is an error.

#[test]
fn every_page_renders_every_sample_whole_and_in_part() {
    librofirma::render_samples().unwrap();
}
