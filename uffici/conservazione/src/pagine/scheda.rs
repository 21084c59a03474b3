//! The page of one thing: how it stands, what to do, its package, deposits and receipts.

use formati::{Domanda, assess};
use kernel::{Id, Instant};
use porte::conservazione::Tipo;
use serde::{Deserialize, Serialize};
use ui::{Choice, Column, FieldError, Flash, FlashKind, Kind, Page, Row, TimelineEntry, columns};
use web::{Ctx, Error, Path, Query, Response};

use super::{
    CRUMBS, detto, href, tono,
    vincoli::{Vincolata, tipi},
};
use crate::{
    esibizione::Richiesta,
    permissions::{VERSA, VINCOLA},
    rules::Stato,
    scheda::{Scheda, leggi},
    tables::{cosa, esibizione, file, pacchetto},
    via::{Via, via},
};

/// Where the page tells how the thing stands: what concerns no field leads there.
pub(super) const STATO: &str = "stato";

#[derive(Debug, Serialize)]
pub(crate) struct Pagina {
    href: String,
    stato: &'static str,
    tono: &'static str,
    cause: Vec<String>,
    dati: Vec<Row>,
    /// What the button says; none where there is nothing to do.
    versa: Option<&'static str>,
    scarica: bool,
    aspetta: bool,
    /// Whether a person may write that the conservatore refused it.
    rifiuta: bool,
    /// How a package gets to the conservatore, where nobody sends it.
    a_mano: bool,
    pacchetto: Vec<Row>,
    colonne: Vec<Column>,
    file: Vec<File>,
    /// What the time stamps of the archive prove.
    evidenza: Option<Evidenza>,
    storia: Vec<TimelineEntry>,
    /// That it was discarded, when and by whose authority.
    scartata: Option<String>,
    /// Whether a hold may be set, which there are, and what kinds there are to choose from.
    vincola: bool,
    vincoli: Vec<Vincolata>,
    tipi: Vec<Choice>,
    /// Whether the package may be shown to somebody, and what was written for it.
    esibisce: bool,
    richiesta: Scritta,
    esibizioni: Vec<Esibita>,
    errors: Vec<FieldError>,
}

/// What was written of somebody who asks, kept beside its errors.
#[derive(Debug, Default, Serialize)]
struct Scritta {
    richiedente: String,
    motivo: String,
}

#[derive(Debug, Serialize)]
struct Esibita {
    href: String,
    at: i64,
    richiedente: String,
    motivo: String,
    da: Option<String>,
}

#[derive(Debug, Serialize)]
struct Evidenza {
    buona: bool,
    frase: String,
    marche: Vec<String>,
}

#[derive(Debug, Serialize)]
struct File {
    nome: String,
    formato: String,
    byte: u64,
    impronta: String,
    avviso: Option<String>,
}

impl Page for Pagina {
    const TEMPLATE: &'static str = "conservazione/scheda.html";
    fn samples() -> Vec<Self> {
        let page = |full: bool| Self {
            href: "/x".into(),
            stato: "rifiutata",
            tono: "danger",
            cause: if full { vec!["Il conservatore l'ha rifiutata.".into()] } else { vec![] },
            dati: vec![Row { label: "Tipo".into(), value: "Fascicolo".into(), ..Row::default() }],
            versa: full.then_some("Versa adesso"),
            scarica: full,
            aspetta: full,
            rifiuta: full,
            a_mano: full,
            pacchetto: if full { vec![Row::default()] } else { vec![] },
            colonne: columns(&["File"]),
            file: if full {
                let avviso = Some("Chiedi un PDF/A.".into());
                vec![File { nome: "a.doc".into(), formato: "DOC".into(), byte: 3, impronta: "00".into(), avviso }]
            } else {
                vec![]
            },
            evidenza: full.then(|| Evidenza {
                buona: true,
                frase: "Che il pacchetto c'era è provato.".into(),
                marche: vec!["Marca del 26/11/2026 di un'autorità.".into()],
            }),
            storia: if full { vec![TimelineEntry::default()] } else { vec![] },
            scartata: (!full).then(|| "È stata scartata.".into()),
            vincola: full,
            vincoli: if full { vec![Vincolata::esempio(false), Vincolata::esempio(true)] } else { vec![] },
            tipi: tipi(),
            esibisce: full,
            richiesta: Scritta::default(),
            esibizioni: if full { vec![Esibita::esempio()] } else { vec![] },
            errors: vec![],
        };
        vec![page(true), page(false)]
    }
}

impl Esibita {
    fn esempio() -> Self {
        Self {
            href: "/x.zip".into(),
            at: 0,
            richiedente: "Mario Rossi".into(),
            motivo: "Accesso agli atti".into(),
            da: Some("Anna Verdi".into()),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Da {
    #[serde(default)]
    fatto: String,
}

/// The page.
pub(super) async fn pagina(
    ctx: Ctx,
    Path(id): Path<Id<cosa::Entity>>,
    Query(da): Query<Da>,
) -> Result<Response, Error> {
    let said = match da.fatto.as_str() {
        "versa" => "Il programma ci pensa adesso: fra poco vedi qui com'è andata.",
        "esibizione" => {
            "L'esibizione è scritta. Scarica l'archivio qui sotto, in «Esibizioni», e consegnalo a chi l'ha chiesto."
        }
        "rifiuto" => "Il rifiuto è scritto: sistema quello che serve, poi rifai il pacchetto.",
        "ricevuta" => "La ricevuta parla di questo pacchetto: è conservata.",
        _ => "",
    };
    let flash = (!said.is_empty()).then(|| Flash { kind: FlashKind::Success, text: said.into() });
    mostra(&ctx, id, flash.into_iter().collect(), Vec::new(), Richiesta::default()).await
}

/// Shows it, with what is wrong with what was sent, and what was written of somebody who asks to see it.
pub(super) async fn mostra(
    ctx: &Ctx,
    id: Id<cosa::Entity>,
    flash: Vec<Flash>,
    errors: Vec<FieldError>,
    scritta: Richiesta,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, id).await?;
    let read = ctx.ente.db().read().await?;
    let shown = scheda.esibizioni.iter().map(|row| row.persona_id);
    let people: Vec<_> = scheda.versamenti.iter().filter_map(|(row, _)| row.persona_id).chain(shown).collect();
    let names = accounts::names(&read, &people).await?;
    let way = via(&ctx.ente, &read).await?;
    drop(read);
    let mut page = vista(&scheda, who.may(&VERSA), way.as_ref());
    page.storia = storia(&scheda, who.may(&VERSA), |person| names.get(&person).cloned());
    page.esibizioni = esibite(&scheda, |person| names.get(&person).cloned());
    page.richiesta = Scritta { richiedente: scritta.richiedente, motivo: scritta.motivo };
    page.vincola = who.may(&VINCOLA) && scheda.scartata.is_none() && scheda.cosa.tipo == Tipo::Fascicolo.code();
    let refused = !errors.is_empty();
    page.errors = errors;
    Ok(web::form_page(ctx.page_with(scheda.cosa.nome.clone(), CRUMBS, flash, &page).await?, refused))
}

fn row(label: &str, value: String) -> Row {
    Row { label: label.into(), value, ..Row::default() }
}

fn day(at: Instant) -> String {
    at.rome().format("%d/%m/%Y %H:%M").to_string()
}

/// What is told of a package.
fn del_pacchetto(pack: &pacchetto::Model) -> Vec<Row> {
    let seal = if pack.marcato { "con marca temporale" } else { "senza marca temporale" };
    let code = |label: &str, value: &str| Row { code: true, ..row(label, value.into()) };
    vec![
        row("Numero", format!("{}/{}", pack.numero, pack.anno)),
        row("Fatto il", day(pack.fatto_at)),
        row("Sigillo dell'ente", seal.into()),
        code("Impronta SHA-256 del pacchetto", &pack.impronta),
        code("Impronta SHA-256 dell'indice", &pack.impronta_indice),
    ]
}

fn vista(scheda: &Scheda, may: bool, way: Option<&Via>) -> Pagina {
    let state = scheda.state();
    let tipo = Tipo::from_code(&scheda.cosa.tipo).unwrap_or(Tipo::Documento);
    let sends = way.is_some_and(|way| way.prende(tipo));
    let versa = match state {
        Stato::Conservata => None,
        Stato::DaVersare => Some(if sends { "Versa adesso" } else { "Prepara il pacchetto adesso" }),
        Stato::Bloccata => Some("Riprova adesso"),
        Stato::Rifiutata => Some("Rifai il pacchetto e riprova"),
        Stato::Pronta if sends => Some("Manda adesso"),
        Stato::InInvio | Stato::DaChiarire if sends => Some("Manda di nuovo lo stesso pacchetto"),
        _ => None,
    };
    let mut dati = vec![
        row("Che cos'è", detto(tipo).0.into()),
        row("Nata il", day(scheda.cosa.nata_at)),
        row("Da conservare entro il", scheda.cosa.termine.format("%d/%m/%Y").to_string()),
        row("In questo stato dal", day(scheda.stato.dal)),
    ];
    if state == Stato::DaVersare {
        dati.push(row("Si versa da sola dal", scheda.stato.pronta_dal.format("%d/%m/%Y").to_string()));
    }
    let last = scheda.pacchetti.first();
    let told = scheda.stato.causa.as_deref().unwrap_or_default().lines();
    Pagina {
        href: href(scheda.cosa.id),
        stato: state.label(),
        tono: tono(state),
        cause: scheda.impedimento.iter().cloned().chain(told.map(str::to_owned)).collect(),
        dati,
        versa: versa.filter(|_| may),
        scarica: may && last.is_some() && scheda.scartata.is_none(),
        aspetta: may && last.is_some() && state.aspetta_ricevuta(),
        rifiuta: may && last.is_some() && state.aspetta_risposta(),
        a_mano: may && !sends && state == Stato::Pronta,
        pacchetto: last.map(del_pacchetto).unwrap_or_default(),
        colonne: columns(&["File", "Formato", "Dimensione", "Impronta SHA-256"]),
        // Names of files tell what a thing is about: for whoever may open it.
        file: if may { scheda.file.iter().map(del_file).collect() } else { Vec::new() },
        evidenza: scheda.evidenza.as_ref().map(|detta| Evidenza {
            buona: detta.buona,
            frase: detta.frase.clone(),
            marche: detta.marche.clone(),
        }),
        storia: Vec::new(),
        scartata: scheda.scartata.as_ref().map(|row| {
            format!(
                "Il contenuto è stato scartato il {} ({}).",
                row.decided_at.date().format("%d/%m/%Y"),
                row.authority
            )
        }),
        vincola: false,
        vincoli: scheda.vincoli.iter().map(|row| Vincolata::of(row, scheda.cosa.id)).collect(),
        tipi: tipi(),
        esibisce: may && last.is_some() && scheda.scartata.is_none(),
        richiesta: Scritta::default(),
        esibizioni: Vec::new(),
        errors: Vec::new(),
    }
}

/// To whom it was shown, with where to take the archive away.
fn esibite(scheda: &Scheda, name: impl Fn(authz::PersonId) -> Option<String>) -> Vec<Esibita> {
    let one = |row: &esibizione::Model| Esibita {
        href: format!("{}/esibizioni/{}", href(scheda.cosa.id), row.id),
        at: row.at.micros(),
        richiedente: row.richiedente.clone(),
        motivo: row.motivo.clone(),
        da: name(row.persona_id),
    };
    scheda.esibizioni.iter().map(one).collect()
}

/// A file, with what the policy of formats says of keeping it.
fn del_file(row: &file::Model) -> File {
    let end = row.nome.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default();
    let said = assess(&Domanda {
        media: &row.formato,
        estensione: &end,
        dettaglio: "",
        firmato: row.formato.contains("pkcs7"),
        formato_da_noi: false,
    });
    File {
        nome: row.nome.clone(),
        formato: said.formato.map_or_else(|| row.formato.clone(), |one| one.nome.to_owned()),
        byte: row.byte.unsigned_abs(),
        impronta: row.impronta.clone(),
        avviso: Some(said.frase).filter(|text| !text.is_empty()),
    }
}

/// What happened to it, the last first.
fn storia(scheda: &Scheda, may: bool, name: impl Fn(authz::PersonId) -> Option<String>) -> Vec<TimelineEntry> {
    let mut steps = Vec::new();
    for (row, end) in &scheda.versamenti {
        let refused = end.as_ref().is_some_and(|end| end.esito == "rifiutato");
        let how = match row.come.as_str() {
            "a_mano" if refused => "ha scritto la risposta del conservatore",
            "a_mano" => "ha portato la ricevuta",
            "sftp" => "Consegna al conservatore per SFTP",
            _ => "Invio al conservatore",
        };
        let what = if row.come == "a_mano" { how.to_owned() } else { format!("{how} ({})", row.verso) };
        let (kind, result) = match end.as_ref().map(|end| end.esito.as_str()) {
            Some("accettato") => (Kind::Success, "accettato"),
            Some("rifiutato") => (Kind::Danger, "rifiutato"),
            Some("consegnato") => (Kind::Info, "consegnato, si aspetta la ricevuta"),
            Some("da_chiarire") => (Kind::Warning, "da chiarire"),
            Some(_) => (Kind::Warning, "non riuscito"),
            None => (Kind::Info, "senza risposta finora"),
        };
        let urn = end.as_ref().and_then(|end| end.urn.clone()).map(|urn| format!("Ricevuta {urn}."));
        let cause = end.as_ref().and_then(|end| end.causa.clone());
        let note: Vec<String> = cause.into_iter().chain(urn).collect();
        let receipt = end.as_ref().and_then(|end| end.ricevuta_id).filter(|_| may);
        steps.push(TimelineEntry {
            at: row.iniziato_at.micros(),
            who: row.persona_id.and_then(&name),
            what: format!("{what}: {result}"),
            note: (!note.is_empty()).then(|| note.join(" ")),
            href: receipt.map(|id| format!("{}/ricevute/{id}", href(scheda.cosa.id))),
            kind,
        });
    }
    for pack in &scheda.pacchetti {
        steps.push(TimelineEntry {
            at: pack.fatto_at.micros(),
            what: format!("Fatto il pacchetto {}/{}", pack.numero, pack.anno),
            ..TimelineEntry::default()
        });
    }
    steps.push(TimelineEntry {
        at: scheda.cosa.presa_at.micros(),
        what: "Presa nota: è da conservare".into(),
        ..TimelineEntry::default()
    });
    steps.sort_by_key(|step| std::cmp::Reverse(step.at));
    steps
}
