//! What the page of an act says of it, line by line.

use std::collections::HashMap;

use authz::Who;
use documents::format::Preview;
use kernel::Uuid;
use ui::{Attachment, Kind, Link, Row, TimelineEntry};

use crate::{
    atto::collega::TIPI,
    leggi::Scheda,
    pagine::{firme::indirizzo, href},
    rules::{efficacia, pareri::Esito},
    tables::firma,
    verifica::registro,
};

pub(in crate::pagine) fn riga(label: impl Into<String>, value: impl Into<String>) -> Row {
    Row { label: label.into(), value: value.into(), href: None, code: false }
}

pub(super) fn dati(scheda: &Scheda, oggi: kernel::Date) -> Vec<Row> {
    let stato = &scheda.stato;
    let day = |day: kernel::Date| day.format("%d/%m/%Y").to_string();
    let mut rows = vec![
        riga("Oggetto", stato.oggetto.as_str()),
        riga("Tipo", stato.nome()),
        riga("Proposta", format!("n. {}/{}", scheda.atto.proposta_numero, scheda.atto.proposta_anno)),
        riga("Ufficio", scheda.unita.as_str()),
        riga("Redatto da", scheda.nomi.get(&stato.autore_id).cloned().unwrap_or_default()),
    ];
    if stato.numero.is_some() {
        rows.push(riga("Registro", registro(stato)));
        rows.push(riga("Efficacia", efficacia::detta(stato.tipo().effetto, stato.efficace_dal, oggi)));
    }
    rows.extend(stato.efficace_perche.as_deref().map(|why| riga("Perché", why)));
    rows.extend(stato.pubblicato_fino_al.map(|to| riga("All'albo fino al", day(to))));
    rows.extend(stato.durata_al.map(|to| riga("Vale fino al", day(to))));
    rows.extend(stato.destinatari.as_deref().map(|to| riga("Destinatari", to)));
    rows.extend(stato.rup_id.and_then(|id| scheda.nomi.get(&id)).map(|name| riga("RUP", name.as_str())));
    rows.extend(stato.scelta_dati.as_deref().map(|choice| riga("Dati personali", choice)));
    rows
}

pub(super) fn documenti(scheda: &Scheda, who: &Who, told: &HashMap<Uuid, String>) -> Vec<Attachment> {
    let base = href(scheda.atto.id);
    // As the door of originals has it: of an adopted act that was not annulled, not of what was made of it for the
    // albo, nor of an opinion on a version of before.
    let stands = scheda.stato.numero.is_some() && scheda.stato.superato.as_deref() != Some("annullato");
    let conforme = |document: &documents::document::Model| {
        let past = |one: &firma::Model| one.documento_id == document.id && one.versione != scheda.stato.versione;
        let lasting = scheda.durate.iter().any(|one| one.documento_id == document.id);
        let own = stands && !lasting && Some(document.id) != scheda.stato.pubblico_id && !scheda.firme.iter().any(past);
        if own { porte::copia_conforme(who, "atti", &scheda.atto.id.to_string(), document) } else { None }
    };
    let file = |id: kernel::Id<documents::document::Entity>, note: String, kind: Kind| {
        let document = scheda.documenti.get(&id.uuid())?;
        let (href, format) = (format!("{base}/documenti/{id}"), document.format());
        Some(Attachment {
            name: document.name.clone(),
            download_href: href.clone(),
            href,
            bytes: document.size.unsigned_abs(),
            format: format.label(),
            icon: if format.preview() == Preview::Pdf { "it-file-pdf" } else { "it-file" }.into(),
            other: Some(Link { label: "Le firme".into(), href: indirizzo(scheda.atto.id, id) }),
            told: told.get(&id.uuid()).cloned(),
            further: conforme(document).map(|href| Link { label: "Copia conforme".into(), href }),
            note: Some(note),
            kind,
            ..Attachment::default()
        })
    };
    let stato = &scheda.stato;
    let act = stato.documento_id.and_then(|id| file(id, "Atto firmato".into(), Kind::Success));
    let public = stato.pubblico_id.and_then(|id| file(id, "Versione per la pubblicazione".into(), Kind::Neutral));
    let opinions = scheda.firme.iter().filter(|one| one.esito.is_some());
    let opinions = opinions.filter_map(|one| file(one.documento_id, vale(scheda, one), Kind::Neutral));
    let beside = scheda.allegati.iter().filter_map(|one| file(one.documento_id, one.titolo.clone(), Kind::Neutral));
    let lasting = "Firmato, con le prove per verificarne le firme negli anni";
    let lasting = scheda.durate.iter().filter_map(|one| file(one.documento_id, lasting.into(), Kind::Neutral));
    act.into_iter().chain(public).chain(opinions).chain(lasting).chain(beside).collect()
}

/// Whether a signature counts for the text that stands.
fn vale(scheda: &Scheda, firma: &firma::Model) -> String {
    let esito = firma.esito.as_deref().and_then(Esito::from_code).map(Esito::nome).unwrap_or("Firma");
    if firma.versione == scheda.stato.versione {
        esito.to_owned()
    } else {
        format!("{esito}, su una versione superata")
    }
}

pub(super) fn firmata(scheda: &Scheda, firma: &firma::Model) -> Row {
    let name = scheda.nomi.get(&firma.persona_id).cloned().unwrap_or_default();
    let stamp = if firma.marcata { "con marca temporale" } else { "senza marca temporale" };
    let value = format!(
        "{}: {name}, {}, {stamp}. {} {}",
        vale(scheda, firma),
        firma.at.told(),
        firma.frase,
        firma.testo.as_deref().unwrap_or_default()
    );
    let href = format!("{}/documenti/{}", href(scheda.atto.id), firma.documento_id);
    Row { href: Some(href), ..riga(firma.nome(), value.trim()) }
}

pub(super) fn movimenti(scheda: &Scheda) -> Vec<Row> {
    let row = |one: &crate::tables::movimento::Model| {
        riga(format!("{} n. {}/{}", one.genere, one.numero, one.anno), one.importo.to_string())
    };
    scheda.movimenti.iter().map(row).collect()
}

pub(super) fn fatto(fatto: &crate::tables::fatto::Model) -> TimelineEntry {
    let day = fatto.giorno.map(|day| format!(" ({})", day.format("%d/%m/%Y"))).unwrap_or_default();
    TimelineEntry {
        at: fatto.at.micros(),
        what: format!("{}{day}: {}", fatto.tipo.replace('_', " "), fatto.testo),
        ..TimelineEntry::default()
    }
}

pub(super) fn relazioni(scheda: &Scheda) -> Vec<Row> {
    let words = |code: &str, own: bool| {
        TIPI.iter().find(|(known, ..)| *known == code).map_or("", |(_, does, done)| if own { *does } else { *done })
    };
    let row = |(link, other): &(crate::tables::relazione::Model, crate::tables::stato::Model)| {
        let value = format!("{}. {}", other.estremi().unwrap_or_else(|| other.nome()), link.motivo);
        Row { href: Some(href(other.atto_id)), ..riga(words(&link.tipo, link.da_id == scheda.atto.id), value) }
    };
    scheda.relazioni.iter().map(row).collect()
}
