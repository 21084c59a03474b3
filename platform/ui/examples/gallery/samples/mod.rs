//! Believable matter for the gallery: an invented comune, invented people.

mod desk;
mod lists;
mod things;

pub use desk::{confirms, dashboards, desks, logins, pieces};
pub use lists::{forms, lists};
pub use things::things;

use ui::{Choice, Column, Crumb, EnteBadge, Flash, FlashKind, Frame, MenuItem, PersonBadge, Sorted, Tab};

/// 25 November 2026, 14:05 in Rome.
pub const NOW: i64 = 1_795_611_900_000_000;
const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The frame of a clerk at the protocol desk.
pub fn frame(title: &str, path: &str) -> Frame {
    let item = |label: &str, icon: &str, count: Option<u64>, current: bool| MenuItem {
        label: label.to_owned(),
        href: format!("/{}", label.to_lowercase().replace(' ', "-")),
        icon: icon.to_owned(),
        count,
        current,
        ..MenuItem::default()
    };
    let crumb = |label: &str, href: Option<&str>| Crumb { label: label.to_owned(), href: href.map(str::to_owned) };
    let mut breadcrumb = vec![crumb("Protocollo", Some("/protocollo"))];
    if path != "/protocollo" {
        breadcrumb.push(crumb(title, None));
    }
    if matches!(path, "/accedi" | "/errore" | "/scrivania" | "/protocollo") {
        breadcrumb.clear();
    }
    Frame {
        title: title.to_owned(),
        breadcrumb,
        ente: EnteBadge {
            name: "Comune di Montefiorito".to_owned(),
            coat_of_arms_href: ui::asset_url("img/montefiorito.svg").unwrap_or_default(),
        },
        person: Some(PersonBadge {
            name: "Carla Bianchi".to_owned(),
            initials: "CB".to_owned(),
            role: "Protocollo e archivio, istruttrice".to_owned(),
        }),
        menu: vec![
            item("Protocollo", "it-inbox", Some(12), path.starts_with("/protocollo")),
            item("Atti", "it-files", Some(3), false),
            item("Albo", "it-horn", None, false),
            item("Sedute", "it-presentation", None, false),
            item("Contabilità", "it-chart-line", Some(1), false),
            item("Tributi", "it-card", None, false),
            item("Demografici", "it-user", None, false),
            item("Territorio", "it-map-marker", None, false),
            item("Personale", "it-calendar", None, false),
        ],
        waiting: 7,
        csrf: "gettone-di-prova".to_owned(),
        flash: if path == "/protocollo/1234" {
            vec![Flash {
                kind: FlashKind::Success,
                text: "Il documento è registrato con il numero 1234 del 25 novembre 2026.".to_owned(),
            }]
        } else {
            Vec::new()
        },
        demo_notice: true,
        help_href: Some("/manuale/protocollo".to_owned()),
        path: path.to_owned(),
        now: NOW,
        ..Frame::default()
    }
}

fn choice(value: &str, label: &str, hint: Option<&str>) -> Choice {
    Choice { value: value.to_owned(), label: label.to_owned(), hint: hint.map(str::to_owned) }
}

fn offices() -> Vec<Choice> {
    ["Lavori pubblici", "Edilizia privata", "Polizia locale", "Tributi", "Servizi sociali"]
        .iter()
        .map(|name| choice(&name.to_lowercase(), name, None))
        .collect()
}

fn tab(label: &str, count: Option<u64>, current: bool) -> Tab {
    Tab { label: label.to_owned(), href: format!("/protocollo?filtro={label}"), count, current }
}

fn columns() -> Vec<Column> {
    let column = |label: &str, sorts: bool, sorted: Option<Sorted>, number: bool| Column {
        label: label.to_owned(),
        number,
        sort_href: sorts.then(|| format!("/protocollo?ordina={label}")),
        sorted,
    };
    vec![
        column("Numero", true, Some(Sorted::Descending), false),
        column("Data", true, None, false),
        column("Oggetto", false, None, false),
        column("Mittente o destinatario", true, None, false),
        column("Assegnato a", true, None, false),
        column("File", false, None, true),
        column("Stato", true, None, false),
    ]
}
