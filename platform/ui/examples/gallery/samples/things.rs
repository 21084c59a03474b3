//! A registration.

use ui::{Attachment, Blocked, Kind, Link, Row, Step, TimelineEntry};

use super::{DAY, HOUR, MINUTE, NOW};
use crate::pages::Thing;

fn row(label: &str, value: &str, href: Option<&str>, code: bool) -> Row {
    Row { label: label.to_owned(), value: value.to_owned(), href: href.map(str::to_owned), code }
}

fn step(label: &str, done: bool, current: bool) -> Step {
    Step { label: label.to_owned(), done, current }
}

fn file(name: &str, bytes: u64, format: &str, icon: &str, note: Option<&str>, kind: Kind) -> Attachment {
    Attachment {
        name: name.to_owned(),
        href: "/file/1".to_owned(),
        download_href: "/file/1/scarica".to_owned(),
        bytes,
        format: format.to_owned(),
        icon: icon.to_owned(),
        other: (icon == "it-file-pdf")
            .then(|| Link { label: "Copia con timbro".into(), href: "/file/1/timbrato".into() }),
        note: note.map(str::to_owned),
        kind,
        further: None,
        told: (icon == "it-image").then(|| "Il testo di questa scansione non si può cercare.".to_owned()),
    }
}

fn entry(back: i64, who: Option<&str>, what: &str, note: Option<&str>, kind: Kind) -> TimelineEntry {
    TimelineEntry {
        at: NOW - back,
        who: who.map(str::to_owned),
        what: what.to_owned(),
        note: note.map(str::to_owned),
        href: None,
        kind,
    }
}

fn summary() -> Vec<Row> {
    vec![
        row("Mittente", "Studio tecnico Rinaldi e associati", Some("/anagrafica/88"), false),
        row("Indirizzo PEC", "studio.rinaldi@pec.example", None, true),
        row("Arrivato", "25 novembre 2026 alle 11:42, per PEC", None, false),
        row("Classificazione", "VI.3 Edilizia privata", Some("/titolario/VI.3"), false),
        row("Fascicolo", "2019-VI.3-45 Pratica edilizia 45/2019", Some("/fascicoli/45"), false),
        row("Assegnato a", "Edilizia privata", None, false),
        row("Impronta SHA-256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", None, true),
    ]
}

fn way() -> Vec<Step> {
    vec![
        step("Registrato", true, false),
        step("Assegnato", true, false),
        step("Accettato", false, true),
        step("Concluso", false, false),
    ]
}

fn files() -> Vec<Attachment> {
    vec![
        file(
            "richiesta-accesso.pdf.p7m",
            482_113,
            "PDF firmato",
            "it-file-signed",
            Some("Firma valida di Marco Rinaldi"),
            Kind::Success,
        ),
        file("delega.pdf", 88_412, "PDF", "it-file-pdf", None, Kind::Neutral),
        file(
            "planimetria.dwf",
            2_390_112,
            "formato non riconosciuto",
            "it-file",
            Some("Conservato così com'è"),
            Kind::Warning,
        ),
    ]
}

fn blocked() -> Vec<Blocked> {
    vec![
        Blocked {
            reason: "Non puoi concludere: il documento non è ancora stato accettato dall'ufficio Edilizia privata."
                .to_owned(),
            way_out: Some("Sollecita l'ufficio".to_owned()),
            href: Some("/protocollo/1234/sollecita".to_owned()),
        },
        Blocked {
            reason: "Non puoi annullare: serve l'incarico \"responsabile del protocollo\" (art. 61 DPR 445/2000)."
                .to_owned(),
            way_out: Some("Chiedi a Teresa Conti.".to_owned()),
            href: None,
        },
    ]
}

fn story() -> Vec<TimelineEntry> {
    vec![
        entry(
            5 * MINUTE,
            Some("Carla Bianchi"),
            "ha assegnato il documento a Edilizia privata",
            Some("Serve risposta entro trenta giorni."),
            Kind::Info,
        ),
        entry(8 * MINUTE, Some("Carla Bianchi"), "ha classificato il documento in VI.3", None, Kind::Neutral),
        entry(9 * MINUTE, None, "Registrato con il numero 1234/2026", None, Kind::Success),
        entry(
            2 * HOUR + 23 * MINUTE,
            None,
            "Arrivato alla casella protocollo@pec.montefiorito.example",
            None,
            Kind::Neutral,
        ),
        entry(3 * DAY, Some("Marco Rinaldi"), "ha firmato il documento", None, Kind::Neutral),
    ]
}

/// A registration with everything, and a bare one.
pub fn things() -> Vec<Thing> {
    vec![
        Thing {
            state: "Da accettare",
            kind: Kind::Warning,
            subject: "Richiesta di accesso agli atti: pratica edilizia 45/2019, via dei Tigli 12".to_owned(),
            rows: summary(),
            steps: way(),
            files: files(),
            blocked: blocked(),
            timeline: story(),
        },
        Thing {
            state: "Registrato",
            kind: Kind::Neutral,
            subject: "Senza oggetto".to_owned(),
            rows: Vec::new(),
            steps: Vec::new(),
            files: Vec::new(),
            blocked: Vec::new(),
            timeline: Vec::new(),
        },
    ]
}
