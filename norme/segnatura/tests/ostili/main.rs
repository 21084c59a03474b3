//! Protocol data made to do harm, by the thousand.

mod regge;

use std::time::Duration;

use hostile::{Dice, Watch, peak_kib, xml};
use regge::regge;
use segnatura::cooperazione::read_richiesta;

const PAPERS: [&[u8]; 3] = [
    include_bytes!("../instances/2021.xml"),
    include_bytes!("../instances/2013.xml"),
    include_bytes!("../instances/2001.xml"),
];

#[test]
fn no_protocol_data_break_the_reader() {
    let watch = Watch::new(Duration::from_secs(20));
    let mut read = 0;
    for seed in 0..1_500 {
        let bytes = xml(&mut Dice::new(seed), &PAPERS);
        read += usize::from(watch.one(|| format!("segnatura of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 100, "only {read} of 1,500 can be read: that is noise, not hostility");
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 400_000, "{peak} KiB for files of at most a few megabytes");
}

/// A message between bodies: the data of 2021 and a file.
fn message() -> String {
    let data = include_str!("../instances/2021.xml");
    let (_, data) = data.split_once("<prot:SegnaturaInformatica").unwrap();
    let (data, _) = data.split_once("</prot:SegnaturaInformatica>").unwrap();
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><d:RequestMessageInoltro \
         xmlns:d=\"http://ws.protocollo.comunicazione.aoo.destinatario/\" xmlns:m=\"http://www.agid.gov.it/protocollo/messaggi/\">\
         <m:Segnatura{data}</m:Segnatura><m:File m:nomeFile=\"a.pdf\" m:mimeType=\"application/pdf\">JVBERi0xLjQK</m:File>\
         </d:RequestMessageInoltro></s:Body></s:Envelope>"
    )
}

#[test]
fn no_message_between_bodies_breaks_the_reader() {
    let watch = Watch::new(Duration::from_secs(20));
    let honest = message();
    assert!(read_richiesta(honest.as_bytes()).is_ok(), "the honest one is read");
    let mut read = 0;
    for seed in 0..600 {
        let bytes = xml(&mut Dice::new(seed), &[honest.as_bytes()]);
        watch.one(|| format!("message of seed {seed}"), || regge(&bytes));
        read += usize::from(read_richiesta(&bytes).is_ok());
    }
    assert!(read > 20, "only {read} of 600 can be read: that is noise, not hostility");
}
