//! Tells what the PDFs given say of their signatures, one line each with the time: `cargo run -p firma-pdf --example look -- FILE…`

use std::{env, fs, time::Instant};

fn main() {
    for path in env::args().skip(1) {
        let Ok(bytes) = fs::read(&path) else {
            println!("{path}: cannot be read");
            continue;
        };
        let from = Instant::now();
        let read = firma_pdf::read(&bytes);
        println!("== {path} ({} bytes, {:?})", bytes.len(), from.elapsed());
        let reading = match read {
            Ok(reading) => reading,
            Err(error) => {
                println!("   {error}");
                continue;
            }
        };
        for anomaly in &reading.anomalies {
            println!("   ! {anomaly}");
        }
        for one in &reading.signatures {
            println!("   {} {:?} {:?} {:?} {:?}", one.field, one.purpose, one.sub_filter, one.coverage, one.verdict());
            for anomaly in &one.anomalies {
                println!("     ! {anomaly}");
            }
            for change in &one.changes {
                println!("     {} {:?} {:?}: {}", change.revision, change.verdict, change.kind, change.text);
            }
        }
    }
}
