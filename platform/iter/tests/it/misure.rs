//! Where files wait.

use iter::misura;
use kernel::Instant;

use crate::comune::{
    Atto, Corsa, DETERMINA, FINANZIARIO, ISTRUTTORE, RAGIONIERE, RESPONSABILE, SEGRETARIO, alle_dieci, in_ordine, leggi,
};

const DAY_US: u64 = 86_400_000_000;

fn carried(visto_on: &str) -> Corsa {
    let mut corsa = Corsa::avvia(DETERMINA, ISTRUTTORE, "LLPP", "2026-03-02", Atto::default());
    corsa.compie("proponi", ISTRUTTORE).il("2026-03-03").compie("verifica-conti", RAGIONIERE);
    corsa.il("2026-03-04").compie("attesta", RESPONSABILE).compie("firma", RESPONSABILE);
    corsa.il(visto_on).compie("visto", FINANZIARIO).compie("trasmetti", ISTRUTTORE);
    corsa
}

#[test]
fn stays_are_measured_by_state_and_by_who_is_waited_for() {
    let mut files = vec![carried("2026-03-06"), carried("2026-03-10"), carried("2026-03-14")];
    let mut waiting = Corsa::avvia(DETERMINA, ISTRUTTORE, "LLPP", "2026-03-02", Atto::default());
    waiting.compie("proponi", ISTRUTTORE).compie("verifica-conti", RAGIONIERE).compie("attesta", RESPONSABILE);
    waiting.compie("firma", RESPONSABILE);
    files.push(waiting);
    let definizione = in_ordine(leggi(DETERMINA));
    let all = |now: Instant| misura(&definizione, files.iter().map(|file| file.fatti.as_slice()), now);
    let now = all(alle_dieci("2026-03-22"));
    let visto = &now.per_stato["al-visto"];
    assert_eq!((visto.ora, visto.soste, visto.dal), (1, 4, Some(alle_dieci("2026-03-02"))));
    assert_eq!([visto.mediana_us, visto.massima_us, visto.totale_us], [6, 20, 38].map(|days| days * DAY_US));
    assert_eq!(now.collo().unwrap().0, "al-visto", "38 days all together, against 36 at the albo");
    assert_eq!((now.pratiche, now.concluse), (4, 0));
    let finance = now.per_chi.iter().find(|(chi, _)| chi.contains("Responsabile finanziario")).unwrap().1;
    assert_eq!((finance.ora, finance.totale_us), (1, 38 * DAY_US));
    let before = all(alle_dieci("2026-03-05"));
    assert_eq!(before.per_stato["al-visto"].ora, 4, "what happened later is left out");
}

#[test]
fn an_ended_file_waits_for_nobody() {
    let mut file = carried("2026-03-06");
    file.il("2026-03-23").scatta("fine-pubblicazione").compie("referta", SEGRETARIO);
    let definizione = in_ordine(leggi(DETERMINA));
    let now = misura(&definizione, [file.fatti.as_slice()], alle_dieci("2026-04-22"));
    assert_eq!((now.concluse, now.durata.massima_us), (1, 21 * DAY_US));
    assert!(now.per_stato.values().all(|attese| attese.ora == 0) && !now.per_stato.contains_key("archiviata"));
}
