//! How many verifications a second on one core: `cargo run --release -p firma-cms --example speed -- FILE…`

use firma_cms::{Given, SignerFacts};
use std::time::{Duration, Instant};

fn main() {
    for name in std::env::args().skip(1) {
        let bytes = std::fs::read(&name).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (_, der) = firma_cms::unwrap(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let verify = || {
            let data = firma_cms::signed_data(&der).expect("read");
            data.check(&Given::default()).iter().all(SignerFacts::intact)
        };
        let per_second = |run: &dyn Fn()| {
            let (begun, mut times) = (Instant::now(), 0_u32);
            while begun.elapsed() < Duration::from_secs(2) {
                (0..20).for_each(|_| run());
                times += 20;
            }
            f64::from(times) / begun.elapsed().as_secs_f64()
        };
        let verified = per_second(&|| {
            std::hint::black_box(verify());
        });
        let read = per_second(&|| {
            std::hint::black_box(firma_cms::signed_data(&der).expect("read"));
        });
        println!("{name}: {verified:.0} verifications and {read:.0} readings per second, intact: {}", verify());
    }
}
