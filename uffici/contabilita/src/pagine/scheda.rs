//! One chapter with all that happened on it.

use authz::PersonId;
use kernel::{Cents, Id};
use porte::ragioneria::Genere;
use serde::Serialize;
use ui::{Chart, Column, Kind, Page, Point, Row, TimelineEntry, columns};
use web::{Ctx, Error, Path, Response};

use super::{CRUMBS, libera};
use crate::{
    elenca::{Mosso, Scheda, scheda},
    permissions::IMPEGNA,
    rules::{Tipo, nome_missione},
    tables::capitolo,
};

/// The page of a chapter.
pub(super) fn href(id: &str) -> String {
    format!("/contabilita/capitoli/{id}")
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    dati: Vec<Row>,
    conto: Vec<Row>,
    limite: bool,
    grafico: Chart,
    colonne: Vec<Column>,
    movimenti: Vec<Riga>,
    storia: Vec<TimelineEntry>,
}

#[derive(Debug, Default, Serialize)]
struct Riga {
    numero: String,
    descrizione: String,
    atto: String,
    creditore: String,
    codici: String,
    scadenza: String,
    importo: String,
    residuo: String,
    liquidato: String,
    prenotazione: bool,
    chiuso: bool,
    /// Where it is given back, for who may.
    svincola: Option<String>,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "contabilita/scheda.html";
    fn samples() -> Vec<Self> {
        let riga = |prenotazione| Riga {
            numero: "impegno n. 1/2026".into(),
            descrizione: "Tinteggiatura".into(),
            atto: "Determinazione n. 12/2026".into(),
            creditore: "Edilnova S.r.l.".into(),
            codici: "CIG A003DEB979".into(),
            scadenza: "15/12/2026".into(),
            importo: Cents(366_000).to_string(),
            residuo: Cents(366_000).to_string(),
            liquidato: Cents(0).to_string(),
            prenotazione,
            chiuso: prenotazione,
            svincola: (!prenotazione).then(|| "/x".into()),
        };
        let full = Self {
            dati: vec![Row { label: "Missione".into(), value: "04".into(), ..Row::default() }],
            conto: vec![Row { label: "Stanziato".into(), value: "1,00 €".into(), ..Row::default() }],
            limite: true,
            grafico: Chart { points: vec![Point { label: "04".into(), value: 3, href: None }], ..Chart::default() },
            colonne: colonne(),
            movimenti: vec![riga(true), riga(false), Riga::default()],
            storia: vec![TimelineEntry { what: "ha stanziato".into(), ..TimelineEntry::default() }],
        };
        vec![full, Self::default()]
    }
}

fn colonne() -> Vec<Column> {
    let mut all = columns(&["Numero", "Che cosa", "Per quale atto", "Scade", "Importo", "Residuo", "Liquidato"]);
    for column in all.iter_mut().skip(4) {
        column.number = true;
    }
    all
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(id): Path<Id<capitolo::Entity>>) -> Result<Response, Error> {
    let found = scheda(&ctx.ente, ctx.who()?, id).await?;
    let svincola = ctx.who()?.may(&IMPEGNA);
    let page = Pagina {
        dati: dati(&found),
        conto: conto(&found),
        limite: found.capitolo.limite,
        grafico: grafico(&found),
        colonne: colonne(),
        movimenti: found.movimenti.iter().map(|mosso| riga(mosso, svincola)).collect(),
        storia: storia(&found),
    };
    let title = format!("Capitolo {} del {}", found.capitolo.codice, found.capitolo.anno);
    ctx.page(title, CRUMBS, &page).await
}

/// A line of a summary.
pub(super) fn row(label: &str, value: impl Into<String>) -> Row {
    Row { label: label.into(), value: value.into(), ..Row::default() }
}

fn dati(found: &Scheda) -> Vec<Row> {
    let one = &found.capitolo;
    let mission = nome_missione(&one.missione).unwrap_or_default();
    let mut rows = vec![
        row("Descrizione", one.descrizione.clone()),
        row("Missione e programma", format!("{}.{}, {mission}", one.missione, one.programma)),
        Row { code: true, ..row("Piano dei conti", one.piano.clone()) },
    ];
    rows.extend(found.riga.vincolo.clone().map(|text| row("Vincolo", text)));
    rows.extend(found.riga.responsabile.clone().map(|text| row("Responsabile", text)));
    rows
}

fn conto(found: &Scheda) -> Vec<Row> {
    let one = &found.capitolo;
    let mut rows = vec![row("Stanziato", one.assestato.to_string())];
    if one.fpv != Cents(0) {
        rows.push(row("di cui per gli anni dopo (fondo pluriennale)", one.fpv.to_string()));
    }
    rows.push(row("Prenotato", one.prenotato.to_string()));
    rows.push(row("Impegnato", one.impegnato.to_string()));
    let left = if one.limite { one.disponibile.to_string() } else { "senza limite (art. 164, c. 2)".into() };
    rows.push(row("Disponibile", left));
    rows
}

fn grafico(found: &Scheda) -> Chart {
    let one = &found.capitolo;
    let point = |label: &str, cents: Cents| Point { label: label.into(), value: cents.0.max(0) / 100, href: None };
    Chart {
        title: "A che punto è".into(),
        description: format!(
            "In euro: {} prenotati, {} impegnati, {} disponibili.",
            one.prenotato, one.impegnato, one.disponibile
        ),
        label_head: "Che cosa".into(),
        value_head: "Euro".into(),
        points: vec![
            point("prenotato", one.prenotato),
            point("impegnato", one.impegnato),
            point("disponibile", one.disponibile),
        ],
        download_href: None,
    }
}

fn riga(mosso: &Mosso, svincola: bool) -> Riga {
    let row = &mosso.riga;
    let codes = [
        ("CIG", row.cig.as_deref()),
        ("CUP", row.cup.as_deref()),
        ("CF", row.creditore_cf.as_deref()),
        ("P. IVA", row.creditore_piva.as_deref()),
    ];
    let codes = codes.into_iter().filter_map(|(label, code)| code.map(|code| format!("{label} {code}")));
    Riga {
        numero: row.nome(),
        descrizione: row.descrizione.clone(),
        atto: row.atto.clone(),
        creditore: row.creditore.clone().unwrap_or_default(),
        codici: codes.collect::<Vec<_>>().join(", "),
        scadenza: row.scadenza.map(|day| day.format("%d/%m/%Y").to_string()).unwrap_or_default(),
        importo: row.cents.to_string(),
        residuo: mosso.residuo.to_string(),
        liquidato: mosso.liquidato.to_string(),
        prenotazione: row.genere() == Genere::Prenotazione,
        chiuso: mosso.residuo == Cents(0),
        svincola: (svincola && mosso.residuo > mosso.liquidato).then(|| libera::href(&row.id.to_string())),
    }
}

/// All that happened, the newest first.
fn storia(found: &Scheda) -> Vec<TimelineEntry> {
    let name = |person: PersonId| found.nomi.get(&person).cloned();
    let entry = |at: kernel::Instant, who: Option<String>, what: String, note: Option<String>, kind: Kind| {
        TimelineEntry { at: at.micros(), who, what, note, kind, href: None }
    };
    let mut all = Vec::new();
    for (given, act) in &found.stanziamenti {
        let how = Tipo::from_code(&act.tipo).map_or("bilancio", Tipo::label);
        let what = match act.numero.zip(act.numero_anno) {
            None => format!("ha caricato lo stanziamento iniziale di {}", given.cents),
            Some((number, year)) => format!("ha registrato la variazione n. {number}/{year}: {} ({how})", given.cents),
        };
        all.push(entry(act.at, name(act.persona_id), what, Some(act.atto.clone()), Kind::Info));
    }
    for mosso in &found.movimenti {
        let row = &mosso.riga;
        let verb = match row.genere() {
            Genere::Prenotazione => "ha prenotato",
            Genere::Impegno => "ha impegnato",
        };
        let what = format!("{verb} {} ({})", row.cents, row.nome());
        all.push(entry(row.at, name(row.persona_id), what, Some(row.atto.clone()), Kind::Neutral));
        for gone in &mosso.riduzioni {
            let what = match gone.tipo.as_str() {
                "impegno" => format!("ha usato {} della {}", gone.cents, row.nome()),
                "decadenza" => format!("Sono decaduti {} della {}", gone.cents, row.nome()),
                _ => format!("ha svincolato {} ({})", gone.cents, row.nome()),
            };
            let who = gone.persona_id.and_then(name);
            all.push(entry(gone.at, who, what, Some(gone.motivo.clone()), Kind::Warning));
        }
        for paid in &mosso.liquidazioni {
            let what = format!(
                "ha liquidato {} ({}, liquidazione n. {}/{})",
                paid.cents,
                row.nome(),
                paid.numero,
                paid.numero_anno
            );
            all.push(entry(paid.at, name(paid.persona_id), what, Some(paid.documento.clone()), Kind::Success));
        }
        if let Some(tender) = &mosso.gara {
            let what = format!("ha segnato la gara del {} ({})", tender.giorno.format("%d/%m/%Y"), row.nome());
            all.push(entry(tender.at, name(tender.persona_id), what, None, Kind::Info));
        }
    }
    all.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    all
}
