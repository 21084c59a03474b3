//! The page of one subject: what is known, where it is reached, what it sent and received, what was done to it.

use directory::{Address, MODIFICA, SubjectId, UNISCI, subject};
use serde::{Deserialize, Serialize};
use ui::{Column, Flash, FlashKind, Kind as Tono, Page, Row, TimelineEntry, columns};
use web::{Ctx, Dealing, Error, IntoResponse, Path, Query, Redirect, Response};

use super::{CRUMBS, href};
use crate::scheda::{Scheda, Unione, leggi};

#[derive(Debug, Serialize)]
pub(crate) struct Pagina {
    href: String,
    dati: Vec<Row>,
    avviso_codice: Option<String>,
    colonne_indirizzi: Vec<Column>,
    indirizzi: Vec<Indirizzo>,
    colonne_rapporti: Vec<Column>,
    rapporti: Vec<Rapporto>,
    simili: Vec<Simile>,
    unioni: Vec<Unita>,
    storia: Vec<TimelineEntry>,
    modifica: bool,
    unisce: bool,
}

#[derive(Debug, Serialize)]
struct Indirizzo {
    tipo: &'static str,
    valore: String,
    stato: &'static str,
    tono: &'static str,
    quando: String,
    nota: Option<String>,
    /// Where one says that it is used no more.
    fine: Option<String>,
}

#[derive(Debug, Serialize)]
struct Rapporto {
    at: i64,
    verso: &'static str,
    titolo: String,
    oggetto: String,
    href: String,
}

#[derive(Debug, Serialize)]
struct Simile {
    href: String,
    nome: String,
    perche: String,
    unisci: String,
}

#[derive(Debug, Serialize)]
struct Unita {
    nome: String,
    in_altra: Option<String>,
    at: i64,
    da: Option<String>,
    motivo: Option<String>,
    separa: Option<String>,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "rubrica/scheda.html";
    fn samples() -> Vec<Self> {
        let row = || vec![Row { label: "Nome".into(), value: "Edilnova".into(), ..Row::default() }];
        let indirizzo = |fine: bool| Indirizzo {
            tipo: "PEC",
            valore: "edilnova@pec.example.it".into(),
            stato: "domicilio digitale",
            tono: "success",
            quando: "dal 01/01/2026".into(),
            nota: fine.then(|| "Casella chiusa".into()),
            fine: fine.then(|| "/x".into()),
        };
        let rapporto = || Rapporto {
            at: 0,
            verso: "Ci ha scritto",
            titolo: "Protocollo 1/2026".into(),
            oggetto: "Richiesta".into(),
            href: "/x".into(),
        };
        let unita = |separa: bool| Unita {
            nome: "Edil Nova".into(),
            in_altra: (!separa).then(|| "Edil".into()),
            at: 0,
            da: separa.then(|| "Anna Neri".into()),
            motivo: separa.then(|| "stessa ditta".into()),
            separa: separa.then(|| "/x".into()),
        };
        let simile =
            Simile { href: "/x".into(), nome: "Edil".into(), perche: "la stessa PEC".into(), unisci: "/x".into() };
        let full = Self {
            href: "/rubrica/1".into(),
            dati: row(),
            avviso_codice: Some("Così sul documento".into()),
            colonne_indirizzi: columns(&["Indirizzo"]),
            indirizzi: vec![indirizzo(true), indirizzo(false)],
            colonne_rapporti: columns(&["Quando"]),
            rapporti: vec![rapporto()],
            simili: vec![simile],
            unioni: vec![unita(true), unita(false)],
            storia: vec![TimelineEntry { what: "ha aggiunto la scheda".into(), ..TimelineEntry::default() }],
            modifica: true,
            unisce: true,
        };
        let bare = Self {
            href: "/rubrica/1".into(),
            dati: row(),
            avviso_codice: None,
            colonne_indirizzi: vec![],
            indirizzi: vec![],
            colonne_rapporti: vec![],
            rapporti: vec![],
            simili: vec![],
            unioni: vec![],
            storia: vec![],
            modifica: false,
            unisce: false,
        };
        vec![full, bare]
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Da {
    #[serde(default)]
    fatto: String,
}

/// The page. One that was merged leads to its survivor.
pub(super) async fn pagina(ctx: Ctx, Path(id): Path<SubjectId>, Query(da): Query<Da>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, &ctx.house.desks, id).await?;
    if scheda.riga.id != id {
        return Ok(Redirect::to(&format!("{}?fatto=unita-prima", href(scheda.riga.id))).into_response());
    }
    let (modifica, unisce) = (who.may(&MODIFICA), who.may(&UNISCI));
    let page = vista(scheda, modifica, unisce);
    let title = page.dati.first().map(|row| row.value.clone()).unwrap_or_default();
    ctx.page_with(title, CRUMBS, detto(&da.fatto), &page).await
}

fn vista(scheda: Scheda, modifica: bool, unisce: bool) -> Pagina {
    let here = href(scheda.riga.id);
    let indirizzo = |address: Address| {
        let (stato, tono) = match (address.to.is_some(), address.main, address.kind) {
            (true, ..) => ("non più in uso", "neutral"),
            (false, true, directory::AddressKind::Pec) => ("domicilio digitale", "success"),
            (false, true, _) => ("principale", "success"),
            _ => ("in uso", "info"),
        };
        let fine = (modifica && address.to.is_none()).then(|| {
            format!("{here}/indirizzi/ritira?tipo={}&valore={}", address.kind.code(), web::encode(&address.value))
        });
        Indirizzo {
            tipo: address.kind.label(),
            stato,
            tono,
            quando: quando(&address),
            nota: address.note.or_else(|| address.merged.then(|| "Viene da una scheda unita a questa.".into())),
            valore: address.value,
            fine,
        }
    };
    let simile = |(other, why): (subject::Model, Vec<&'static str>)| Simile {
        href: href(other.id),
        unisci: format!("{here}/unisci?con={}", other.id),
        nome: other.name,
        perche: why.join(", "),
    };
    let unita = |unione: Unione| Unita {
        separa: (unisce && unione.in_altra.is_none()).then(|| format!("/rubrica/unioni/{}/separa", unione.riga.id)),
        nome: unione.nome,
        in_altra: unione.in_altra,
        at: unione.riga.merged_at.micros(),
        da: unione.da,
        motivo: unione.riga.note,
    };
    Pagina {
        dati: righe(&scheda.riga),
        avviso_codice: scheda.riga.code_note.clone(),
        colonne_indirizzi: columns(&["Indirizzo", "Che cos'è", "Stato", "Quando", "Azioni"]),
        indirizzi: scheda.indirizzi.into_iter().map(indirizzo).collect(),
        colonne_rapporti: columns(&["Quando", "Verso", "Registrazione", "Oggetto"]),
        rapporti: scheda.rapporti.into_iter().map(rapporto).collect(),
        simili: scheda.simili.into_iter().map(simile).collect(),
        unioni: scheda.unioni.into_iter().map(unita).collect(),
        storia: scheda.storia.into_iter().map(passo).collect(),
        href: here,
        modifica,
        unisce,
    }
}

fn quando(address: &Address) -> String {
    let day = |date: kernel::Date| date.format("%d/%m/%Y").to_string();
    match (address.from, address.to) {
        (Some(from), Some(to)) => format!("dal {} al {}", day(from), day(to)),
        (Some(from), None) => format!("dal {}", day(from)),
        (None, Some(to)) => format!("fino al {}", day(to)),
        (None, None) => "non si sa da quando".into(),
    }
}

fn rapporto(dealing: Dealing) -> Rapporto {
    Rapporto {
        at: dealing.at.micros(),
        verso: if dealing.from_them { "Ci ha scritto" } else { "Gli abbiamo scritto" },
        titolo: dealing.title,
        oggetto: dealing.about,
        href: dealing.href,
    }
}

fn passo(passo: crate::storia::Passo) -> TimelineEntry {
    let kind = if passo.testo.contains("unito") { Tono::Warning } else { Tono::Neutral };
    TimelineEntry { at: passo.at.micros(), who: passo.da, what: passo.testo, note: passo.motivo, href: None, kind }
}

/// What is known of a subject, in rows.
pub(super) fn righe(row: &subject::Model) -> Vec<Row> {
    let text = |label: &str, value: &str| Row { label: label.into(), value: value.into(), ..Row::default() };
    let code = |label: &str, value: &Option<String>| {
        value.clone().map(|value| Row { label: label.into(), value, code: true, ..Row::default() })
    };
    let mut rows = vec![text("Nome", &row.name), text("Che cos'è", row.kind.label())];
    rows.extend(code("Codice fiscale", &row.tax_code));
    rows.extend(code("Partita IVA", &row.vat_number));
    rows.extend(code("Codice IPA", &row.ipa));
    rows.push(text("In rubrica dal", &row.created_at.rome().format("%d/%m/%Y").to_string()));
    rows
}

/// The message of what was just done, by its word in the address.
fn detto(word: &str) -> Vec<Flash> {
    let text = match word {
        "aggiunta" => "La scheda è in rubrica.",
        "corretta" => "La scheda è corretta.",
        "indirizzo" => "L'indirizzo è scritto.",
        "ritirato" => "L'indirizzo non viene più proposto; resta qui, con le sue date.",
        "unita" => "Le due schede sono una sola. Se ti accorgi di un errore, puoi separarle di nuovo da questa pagina.",
        "separate" => "Le due schede sono di nuovo due, come erano prima.",
        "separate-in-parte" => {
            "Le due schede sono di nuovo due. Alcuni dati di questa scheda sono stati cambiati dopo l'unione e restano come sono: \
             controllali."
        }
        "unita-prima" => "La scheda che cercavi è stata unita a questa.",
        _ => return Vec::new(),
    };
    vec![Flash { kind: FlashKind::Success, text: text.into() }]
}
