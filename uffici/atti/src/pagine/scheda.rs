//! The page of an act: where it is and who moves it, what one may do, its text, its papers, its history, what it does
//! to others.

use std::collections::HashMap;

use authz::Who;
use documents::format::Preview;
use kernel::{Refusal, Uuid};
use pratiche::{Bottone, Grafo, Quadro, Vista};
use serde::{Deserialize, Serialize};
use ui::{Attachment, Choice, FieldError, Flash, FlashKind, Kind, Link, Page, Row, TimelineEntry};
use web::{Ctx, Error, Path, Query, Response, form_page, reasons};

use super::{
    CRUMBS, Quale,
    campi::{chiave, quando, scelta},
    comunicazioni::InBreve,
    confronta::versioni,
    emendamenti,
    fascicolo::Posto,
    firme::{detti, indirizzo},
    href,
    passo::nel_suo_modulo,
    sposta::Modulo as Versione,
};
use crate::{
    Atti,
    atto::{
        collega::TIPI,
        passo::{DaFirmare, Passo as Chiesto, da_firmare},
    },
    leggi::{Scheda, leggi},
    nominati::stampato,
    permissions::MODELLI,
    rules::{efficacia, pareri::Esito},
    tables::{AttoId, firma},
    verifica::registro,
    visibilita::scrive,
};

#[derive(Debug, Default, Serialize)]
pub(crate) struct Pagina {
    href: String,
    chiave: String,
    banda: Option<String>,
    riservato: bool,
    scrive: bool,
    /// Whether the reader may keep its text as a model.
    cura: bool,
    dati: Vec<Row>,
    testo: String,
    quadro: Option<Quadro>,
    grafo: Option<Grafo>,
    /// What changes with the version in force, for who may move it there.
    versione: Option<Versione>,
    passi: Vec<Passo>,
    esiti: Vec<Choice>,
    documenti: Vec<Attachment>,
    firme: Vec<Row>,
    righe: Vec<Row>,
    fatti: Vec<TimelineEntry>,
    relazioni: Vec<Row>,
    /// Where it lies; none where no office has fascicoli.
    fascicolo: Option<Posto>,
    /// To whom it was communicated, and how that stands; none of what is not adopted.
    comunicazioni: Option<InBreve>,
    versioni: Vec<Row>,
    /// What councillors propose to change; none of an iter without amendments.
    emendamenti: Option<emendamenti::InBreve>,
    vota: bool,
    astiene: bool,
    prova: bool,
    /// Whether a copy of what everybody reads can be made, beside that of the whole.
    omissis: bool,
    errors: Vec<FieldError>,
    rifiuti: Vec<String>,
}

/// A step that the reader may take.
#[derive(Debug, Serialize)]
struct Passo {
    bottone: Bottone,
    /// What it signs, in words.
    firma: Option<&'static str>,
    /// Whether what it signs is an opinion, whose outcome is asked.
    parere: bool,
    /// What is told where one signs at once; none where the paper is taken away.
    subito: Option<&'static str>,
    /// Whether it can be signed by a service of remote signatures.
    remota: bool,
    scritto: Scritto,
}

/// What was written in the form of a step that was refused: nobody writes it again.
#[derive(Debug, Default, Serialize)]
struct Scritto {
    motivo: String,
    nessun_conflitto: bool,
    esito: String,
    testo: String,
}

impl Scritto {
    fn di(chiesto: &Chiesto, passo: &str) -> Self {
        if chiesto.passo != passo {
            return Self::default();
        }
        Self {
            motivo: chiesto.motivo.clone(),
            nessun_conflitto: chiesto.nessun_conflitto,
            esito: chiesto.esito.clone(),
            testo: chiesto.testo.clone(),
        }
    }
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "atti/scheda.html";
    fn samples() -> Vec<Self> {
        let row =
            |label: &str| Row { label: label.into(), value: "valore".into(), href: Some("/x".into()), code: false };
        let quadro = Quadro::esempio();
        let wrong = quadro.passi.first().map(|one| format!("nessun_conflitto-{}", one.codice)).unwrap_or_default();
        let passi = quadro.passi.iter().enumerate().map(|(n, bottone)| Passo {
            bottone: Bottone { mancano: Vec::new(), ..bottone.clone() },
            firma: (n == 0).then_some("Visto di regolarità contabile"),
            parere: n == 0,
            subito: (n == 0).then_some("Firma di prova."),
            remota: n == 0,
            scritto: Scritto { esito: "contrario".into(), nessun_conflitto: true, ..Scritto::default() },
        });
        let full = Self {
            href: "/x".into(),
            chiave: "k".into(),
            banda: Some("Revocato".into()),
            riservato: true,
            scrive: true,
            cura: true,
            dati: vec![row("Oggetto")],
            testo: "<section><p>Testo</p></section>".into(),
            grafo: Some(quadro.grafo.clone()),
            versione: Some(Versione::esempio()),
            passi: passi.collect(),
            quadro: Some(quadro),
            esiti: esiti(),
            documenti: vec![Attachment { name: "atto.pdf".into(), href: "/x".into(), ..Attachment::default() }],
            firme: vec![row("Firma")],
            righe: vec![row("Impegno")],
            fatti: vec![TimelineEntry { what: "Numerata.".into(), ..TimelineEntry::default() }],
            relazioni: vec![row("Revoca")],
            fascicolo: Some(Posto::esempio()),
            comunicazioni: Some(InBreve::esempio()),
            versioni: vec![row("Versione 1")],
            emendamenti: Some(emendamenti::InBreve::esempio()),
            vota: true,
            astiene: true,
            prova: true,
            omissis: true,
            errors: vec![FieldError { field: wrong, message: "Dichiara.".into() }],
            rifiuti: vec!["Non si può.".into()],
        };
        vec![full, Self::default()]
    }
}

fn esiti() -> Vec<Choice> {
    Esito::TUTTI.iter().map(|(_, code, name)| scelta(*code, *name)).collect()
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fatto {
    pub(super) fatto: String,
}

/// The page.
pub(super) async fn pagina(
    ctx: Ctx,
    Path(id): Quale,
    Query(fatto): Query<Fatto>,
    atti: Atti,
) -> Result<Response, Error> {
    let done = match fatto.fatto.as_str() {
        "passo" => Some("Fatto: la pratica è andata avanti."),
        "voto" => Some("Voto annotato."),
        "astensione" => Some("Ti sei astenuto: da ora l'atto lo segue chi ti sostituisce."),
        "collegato" => Some("Collegato all'altro atto."),
        "modello" => Some("Tenuto tra i modelli."),
        "fascicolo" => Some("Fascicolo scelto."),
        "sposta" => Some("L'atto segue ora la versione in vigore del suo iter."),
        _ => None,
    };
    mostra(&ctx, &atti, id, done, Refusal::default()).await
}

pub(super) async fn mostra(
    ctx: &Ctx,
    atti: &Atti,
    id: AttoId,
    done: Option<&str>,
    refusal: Refusal,
) -> Result<Response, Error> {
    rimostra(ctx, atti, id, (done, &Chiesto::default()), refusal).await
}

/// The page, with what was sent to take a step that was refused.
pub(super) async fn rimostra(
    ctx: &Ctx,
    atti: &Atti,
    id: AttoId,
    (done, chiesto): (Option<&str>, &Chiesto),
    refusal: Refusal,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, id).await?;
    let failed = !refusal.reasons.is_empty();
    let (mut errors, rifiuti) = reasons(refusal);
    let read = ctx.ente.db().read().await?;
    let lettura =
        pratiche::leggi(&Vista::Letta(&read), atti, who, scheda.pratica, ctx.now).await.map_err(crate::Error::from)?;
    let quadro = Quadro::di(&read, &lettura).await.map_err(crate::Error::from)?;
    let (emendamenti, applicati) = emendamenti::InBreve::di(&read, &scheda, &lettura).await?;
    drop(read);
    nel_suo_modulo(&mut errors, &chiesto.passo, da_firmare(&lettura, &chiesto.passo));
    let fascicolo = Posto::di(ctx, atti, &scheda).await?;
    let versione = Versione::di(ctx, &lettura.presa).await?;
    let comunicazioni = InBreve::di(ctx, atti, &scheda).await?;
    let detti = detti(ctx, &scheda).await?;
    let (subito, remota) = (atti.firma.subito(&ctx.ente), atti.firma.remota(&ctx.ente));
    let passo = |bottone: &Bottone| {
        let what = da_firmare(&lettura, &bottone.codice);
        Passo {
            firma: what.map(DaFirmare::nome),
            parere: matches!(what, Some(DaFirmare::Parere(_))),
            subito: subito.filter(|_| what.is_some()),
            remota: remota && what.is_some(),
            scritto: Scritto::di(chiesto, &bottone.codice),
            bottone: bottone.clone(),
        }
    };
    let stato = &scheda.stato;
    let page = Pagina {
        href: href(id),
        chiave: chiave(ctx.now, &**ctx.house.enti.random()),
        banda: stato
            .superato
            .as_ref()
            .map(|state| format!("Questo atto è stato {state}: resta qui con la sua storia, e non ha più effetto.")),
        riservato: stato.riservato,
        scrive: scrive(who, stato) && !stato.chiuso,
        cura: who.may(&MODELLI) && !stato.riservato,
        dati: [dati(&scheda, ctx.now.date()), super::personali::righe(who, &scheda)].concat(),
        testo: prose::html(
            &stampato(&scheda.pieno, &ctx.ente.info.name, &stato.oggetto),
            &prose::Page {
                heading: 3,
                act: &|act: kernel::Id<prose::Act>| Some(href(AttoId::from(act.uuid()))),
                ..prose::Page::default()
            },
        ),
        grafo: Some(quadro.grafo.clone()),
        versione,
        passi: quadro.passi.iter().map(passo).collect(),
        vota: quadro.passi.iter().any(|one| one.codice == "approva"),
        astiene: !quadro.passi.is_empty(),
        esiti: esiti(),
        documenti: documenti(&scheda, who, &detti),
        firme: scheda.firme.iter().map(|one| firmata(&scheda, one)).collect(),
        righe: movimenti(&scheda),
        fatti: scheda.fatti.iter().rev().map(fatto).collect(),
        relazioni: relazioni(&scheda),
        fascicolo,
        comunicazioni,
        versioni: versioni(&scheda, &applicati),
        emendamenti,
        prova: stato.numero.is_some(),
        omissis: stato.pubblico_id.is_some(),
        quadro: Some(quadro),
        errors,
        rifiuti,
    };
    let title = stato.estremi().unwrap_or_else(|| stato.nome());
    let flash = done.map(|text| Flash { kind: FlashKind::Success, text: text.into() }).into_iter().collect();
    Ok(form_page(ctx.page_with(title, CRUMBS, flash, &page).await?, failed))
}

pub(super) fn riga(label: impl Into<String>, value: impl Into<String>) -> Row {
    Row { label: label.into(), value: value.into(), href: None, code: false }
}

fn dati(scheda: &Scheda, oggi: kernel::Date) -> Vec<Row> {
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

fn documenti(scheda: &Scheda, who: &Who, told: &HashMap<Uuid, String>) -> Vec<Attachment> {
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

fn firmata(scheda: &Scheda, firma: &firma::Model) -> Row {
    let name = scheda.nomi.get(&firma.persona_id).cloned().unwrap_or_default();
    let stamp = if firma.marcata { "con marca temporale" } else { "senza marca temporale" };
    let value = format!(
        "{}: {name}, {}, {stamp}. {} {}",
        vale(scheda, firma),
        quando(firma.at),
        firma.frase,
        firma.testo.as_deref().unwrap_or_default()
    );
    let href = format!("{}/documenti/{}", href(scheda.atto.id), firma.documento_id);
    Row { href: Some(href), ..riga(firma.nome(), value.trim()) }
}

fn movimenti(scheda: &Scheda) -> Vec<Row> {
    let row = |one: &crate::tables::movimento::Model| {
        riga(format!("{} n. {}/{}", one.genere, one.numero, one.anno), one.importo.to_string())
    };
    scheda.movimenti.iter().map(row).collect()
}

fn fatto(fatto: &crate::tables::fatto::Model) -> TimelineEntry {
    let day = fatto.giorno.map(|day| format!(" ({})", day.format("%d/%m/%Y"))).unwrap_or_default();
    TimelineEntry {
        at: fatto.at.micros(),
        what: format!("{}{day}: {}", fatto.tipo.replace('_', " "), fatto.testo),
        ..TimelineEntry::default()
    }
}

fn relazioni(scheda: &Scheda) -> Vec<Row> {
    let words = |code: &str, own: bool| {
        TIPI.iter().find(|(known, ..)| *known == code).map_or("", |(_, does, done)| if own { *does } else { *done })
    };
    let row = |(link, other): &(crate::tables::relazione::Model, crate::tables::stato::Model)| {
        let value = format!("{}. {}", other.estremi().unwrap_or_else(|| other.nome()), link.motivo);
        Row { href: Some(href(other.atto_id)), ..riga(words(&link.tipo, link.da_id == scheda.atto.id), value) }
    };
    scheda.relazioni.iter().map(row).collect()
}
