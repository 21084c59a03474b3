//! What the page of an entry says of it in rows.

use ui::Row;

use super::Nomi;
use crate::{
    registrazione::scheda::Scheda,
    rules::{Verso, mezzo_label},
};

pub(super) fn annullata(scheda: &Scheda, names: &Nomi) -> Option<String> {
    let fact = scheda.fatti.iter().find(|fatto| fatto.tipo == "annullamento")?;
    let day = fact.at.told();
    Some(format!("Annullata il {day} da {}. Motivo: {}", names.persona(fact.persona_id.uuid()), fact.testo))
}

pub(super) fn dati(scheda: &Scheda, verso: Verso, names: &Nomi) -> Vec<Row> {
    let riga = &scheda.riga;
    let row = |label: &str, value: String| Row { label: label.into(), value, href: None, code: false };
    let mut rows = vec![
        row("Oggetto", riga.oggetto.clone()),
        row(
            "Registrata",
            format!("{} da {}", riga.registrata_at.told_to_the_second(), names.persona(riga.registrata_da.uuid())),
        ),
        row(if verso == Verso::Partenza { "Parte per" } else { "Arrivata per" }, mezzo_label(&riga.mezzo).into()),
    ];
    rows.extend(riga.arrivata_il.map(|day| row("Arrivata il", day.format("%d/%m/%Y").to_string())));
    if let Some(number) = &riga.protocollo_mittente {
        rows.push(row("Protocollo del mittente", number.clone()));
    }
    rows.extend(riga.data_mittente.map(|day| row("Data del documento", day.format("%d/%m/%Y").to_string())));
    if let Some(note) = &riga.note {
        rows.push(row("Note", note.clone()));
    }
    rows
}

/// What only a check of the documents needs.
pub(super) fn tecnici(scheda: &Scheda) -> Vec<Row> {
    let row = |label: String, value: String| Row { label, value, href: None, code: true };
    let mut rows = vec![row("Identificativo".into(), scheda.riga.id.to_string())];
    rows.extend(
        scheda
            .documenti
            .iter()
            .map(|(allegato, document)| row(format!("SHA-256 di {}", document.name), allegato.impronta.clone())),
    );
    rows
}

pub(super) fn parti(scheda: &Scheda, verso: Verso) -> Vec<Row> {
    let label = if verso == Verso::Arrivo { "Mittente" } else { "Destinatario" };
    let text = |parte: &crate::tables::parte::Model| {
        [Some(&parte.nome), parte.codice_fiscale.as_ref(), parte.indirizzo.as_ref()]
            .into_iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>()
            .join(" · ")
    };
    scheda.parti.iter().map(|parte| Row { label: label.into(), value: text(parte), href: None, code: false }).collect()
}
