//! The page of one entry: what it is, its documents, who has it, what happened.

use std::collections::HashMap;

use authz::PersonId;
use axum::extract::RawQuery;
use documents::format::Preview;
use kernel::Uuid;
use serde::Serialize;
use ui::{Attachment, Choice, Flash, FlashKind, Kind, Link, Page, Row, TimelineEntry};
use web::{Ctx, Error, Path, Response};

use super::{
    documenti::indirizzo, fascicolo, firme, href, leggi::leggi as leggi_documento, repertori, richiamo::Richiamo,
    riscontri, scelte::classi_del, spedizione, sportello, storia::storia,
};
use crate::{
    carta::timbro::si_timbra,
    emergenza::{detto, elenca::numero_di},
    nome::nome_di,
    permissions::{ANNULLA, ASSEGNA, REGISTRA},
    registrazione::{
        note::note,
        rispondi::tocca_a,
        scheda::{Scheda, leggi},
    },
    rules::{ACCETTATA, IN_ATTESA, INOLTRATA, RIFIUTATA, Verso, mezzo_label, segnatura, stato_label},
};

#[derive(Debug, Serialize)]
pub(crate) struct Vista {
    href: String,
    annullata: Option<String>,
    /// Its number on the emergency register.
    emergenza: Option<String>,
    riservata: bool,
    da_assegnare: bool,
    /// Just registered from what came by mail: the next message waits.
    dalla_posta: bool,
    dati: Vec<Row>,
    parti: Vec<Row>,
    documenti: Vec<Attachment>,
    anteprima: Option<Anteprima>,
    in_breve: Option<InBreve>,
    /// What was found of the signatures of its documents.
    firme: Vec<firme::InBreve>,
    tecnici: Vec<Row>,
    ricevuta: bool,
    /// Whether a document gets a stamped copy.
    timbri: bool,
    assegnazioni: Vec<AssegnazioneVista>,
    storia: Vec<TimelineEntry>,
    classe: Option<String>,
    /// What the class was called when the entry was registered.
    classe_nome: Option<String>,
    classi: Vec<Choice>,
    puo_assegnare: bool,
    puo_annullare: bool,
    richiamo: Option<Richiamo>,
    spedizione: Option<spedizione::Vista>,
    fascicoli: fascicolo::Fascicolazione,
    sp: sportello::Sportello,
    riscontri: riscontri::Vista,
}

#[derive(Debug, Serialize)]
struct Anteprima {
    tipo: &'static str,
    href: String,
    nome: String,
}

/// What the main document is, in a few lines.
#[derive(Debug, Serialize)]
struct InBreve {
    titolo: String,
    righe: Vec<Row>,
    href: String,
}

#[derive(Debug, Serialize)]
struct AssegnazioneVista {
    a: String,
    tipo: &'static str,
    stato: &'static str,
    tono: &'static str,
    nota: Option<String>,
    motivo: Option<String>,
    rispondi: Option<String>,
}

impl Page for Vista {
    const TEMPLATE: &'static str = "protocollo/scheda.html";
    fn samples() -> Vec<Self> {
        let assegnazione = |rispondi: Option<&str>| AssegnazioneVista {
            a: "Ufficio tecnico".into(),
            tipo: "per competenza",
            stato: "in attesa",
            tono: "warning",
            nota: Some("Urgente".into()),
            motivo: Some("Non è nostra".into()),
            rispondi: rispondi.map(str::to_owned),
        };
        let full = Self {
            href: "/protocollo/2026/1".into(),
            annullata: Some("Annullata il 25/11/2026: doppia.".into()),
            emergenza: Some("Registrata in emergenza: numero 7/2026 del 25/11/2026, ore 10:30.".into()),
            riservata: true,
            da_assegnare: true,
            dalla_posta: true,
            dati: vec![Row { label: "Oggetto".into(), value: "Richiesta".into(), href: None, code: false }],
            parti: vec![Row { label: "Mittente".into(), value: "Rossi Mario".into(), href: None, code: false }],
            documenti: vec![Attachment {
                name: "a.pdf".into(),
                href: "/a".into(),
                icon: "it-file".into(),
                ..Attachment::default()
            }],
            anteprima: Some(Anteprima { tipo: "pdf", href: "/a".into(), nome: "a.pdf".into() }),
            in_breve: Some(InBreve { titolo: "Messaggio".into(), righe: vec![], href: "/a/leggi".into() }),
            firme: vec![firme::InBreve::sample()],
            tecnici: vec![],
            ricevuta: true,
            timbri: true,
            assegnazioni: vec![assegnazione(Some("/x")), assegnazione(None)],
            storia: vec![TimelineEntry { what: "ha registrato".into(), ..TimelineEntry::default() }],
            classe: Some("VI.5".into()),
            classe_nome: Some("Opere pubbliche".into()),
            classi: vec![],
            puo_assegnare: true,
            puo_annullare: true,
            richiamo: Some(Richiamo::sample()),
            spedizione: Some(spedizione::Vista::sample()),
            fascicoli: fascicolo::Fascicolazione::sample(true),
            sp: sportello::Sportello::sample(true),
            riscontri: riscontri::Vista::sample(true),
        };
        let image = Self {
            anteprima: Some(Anteprima { tipo: "immagine", href: "/a".into(), nome: "a.png".into() }),
            annullata: None,
            emergenza: None,
            in_breve: None,
            firme: vec![],
            tecnici: vec![],
            ricevuta: false,
            timbri: false,
            documenti: vec![],
            assegnazioni: vec![],
            classe: None,
            classe_nome: None,
            puo_annullare: false,
            puo_assegnare: false,
            href: "/x".into(),
            riservata: false,
            da_assegnare: false,
            dalla_posta: false,
            dati: vec![],
            parti: vec![],
            storia: vec![],
            classi: vec![],
            richiamo: None,
            spedizione: None,
            fascicoli: fascicolo::Fascicolazione::sample(false),
            sp: sportello::Sportello::sample(false),
            riscontri: riscontri::Vista::sample(false),
        };
        vec![full, image]
    }
}

/// The page.
pub(super) async fn pagina(
    ctx: Ctx,
    Path((anno, numero)): Path<(i64, i64)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let who = ctx.who()?;
    let scheda = leggi(&ctx.ente, who, anno, numero).await?;
    let names = nomi(&ctx, &scheda).await?;
    let verso = Verso::from_code(&scheda.riga.verso).unwrap_or(Verso::Arrivo);
    let title = format!("Protocollo {} {}", segnatura(&scheda.riga), verso.label());
    let done = match query.as_deref() {
        Some("registrata") => Some(format!("Registrata con il numero {}.", segnatura(&scheda.riga))),
        Some("corretta") => Some("Corretta: il valore di prima resta leggibile accanto al nuovo.".to_owned()),
        Some("spedita") => Some("La spedizione è in coda: qui sotto vedi com'è andata.".to_owned()),
        _ => None,
    };
    let flash = done.map(|text| Flash { kind: FlashKind::Success, text }).into_iter().collect();
    let firme = firme::InBreve::della(&ctx, &scheda).await?;
    let riscontri = riscontri::leggi(&ctx, scheda.riga.id).await?;
    let page = Vista {
        href: href(anno, numero),
        annullata: annullata(&scheda, &names),
        emergenza: numero_di(&ctx.ente, scheda.riga.id)
            .await?
            .map(|voce| format!("Registrata in emergenza: {}.", detto(&voce))),
        riservata: scheda.riga.riservata,
        da_assegnare: scheda.stato.da_assegnare,
        dalla_posta: query.as_deref() == Some("registrata")
            && verso == Verso::Arrivo
            && matches!(scheda.riga.mezzo.as_str(), "pec" | "email"),
        dati: dati(&scheda, verso, &names)
            .into_iter()
            .chain(fascicolo::richiami(&ctx, &scheda).await?)
            .chain(repertori::righe(&ctx, &scheda).await?)
            .collect(),
        parti: parti(&scheda, verso),
        documenti: documenti(&scheda, &note(&ctx.ente, &scheda).await?),
        anteprima: anteprima(&scheda),
        in_breve: in_breve(&ctx, &scheda, &firme).await?,
        firme,
        tecnici: tecnici(&scheda),
        ricevuta: verso == Verso::Arrivo && !scheda.stato.annullata,
        timbri: scheda.documenti.iter().any(|(_, document)| si_timbra(document)),
        assegnazioni: assegnazioni(&ctx, &scheda, &names)?,
        storia: riscontri::nella_storia(storia(&scheda, &names, who), &riscontri, who),
        classe: scheda.stato.classe.clone(),
        classe_nome: classe_nome(&ctx, &scheda).await?,
        classi: if who.may(&ASSEGNA) { classi_del(&ctx, scheda.riga.registrata_at.date()).await? } else { Vec::new() },
        puo_assegnare: who.may(&ASSEGNA) && !scheda.stato.annullata,
        puo_annullare: who.may(&ANNULLA) && !scheda.stato.annullata,
        spedizione: spedizione::vista(&ctx, &scheda, &names).await?,
        richiamo: (who.may(&REGISTRA) && !scheda.stato.annullata).then(|| Richiamo::of(&scheda)),
        fascicoli: fascicolo::Fascicolazione::of(&ctx, &scheda).await?,
        sp: sportello::Sportello::of(&ctx, &scheda, &names).await?,
        riscontri: riscontri::Vista::of(&ctx, &scheda, riscontri).await?,
    };
    ctx.page_with(title, &[("Protocollo", "/protocollo")], flash, &page).await
}

/// What its class was called on the day on which it was registered.
async fn classe_nome(ctx: &Ctx, scheda: &Scheda) -> Result<Option<String>, Error> {
    let Some(classe) = &scheda.stato.classe else { return Ok(None) };
    let read = ctx.ente.db().read().await?;
    Ok(crate::titolario::nome_al(&read, classe, scheda.riga.registrata_at.date()).await?)
}

/// Names of people and offices by id.
pub(super) type Nomi = HashMap<Uuid, String>;

async fn nomi(ctx: &Ctx, scheda: &Scheda) -> Result<Nomi, Error> {
    let people: Vec<PersonId> = scheda.people().into_iter().map(PersonId::from).collect();
    let read = ctx.ente.db().read().await?;
    let mut names: Nomi =
        accounts::names(&read, &people).await?.into_iter().map(|(id, name)| (id.uuid(), name)).collect();
    for unit in authz::all_units(&read).await? {
        names.insert(unit.id.uuid(), unit.name);
    }
    Ok(names)
}

pub(super) fn nome(names: &Nomi, id: Uuid) -> String {
    nome_di(names, &id)
}

fn annullata(scheda: &Scheda, names: &Nomi) -> Option<String> {
    let fact = scheda.fatti.iter().find(|fatto| fatto.tipo == "annullamento")?;
    let day = fact.at.rome().format("%d/%m/%Y alle %H:%M");
    Some(format!("Annullata il {day} da {}. Motivo: {}", nome(names, fact.persona_id.uuid()), fact.testo))
}

fn dati(scheda: &Scheda, verso: Verso, names: &Nomi) -> Vec<Row> {
    let riga = &scheda.riga;
    let row = |label: &str, value: String| Row { label: label.into(), value, href: None, code: false };
    let mut rows = vec![
        row("Oggetto", riga.oggetto.clone()),
        row(
            "Registrata",
            format!(
                "{} da {}",
                riga.registrata_at.rome().format("%d/%m/%Y alle %H:%M:%S"),
                nome(names, riga.registrata_da.uuid())
            ),
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
fn tecnici(scheda: &Scheda) -> Vec<Row> {
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

/// The main document in a few lines, where it is one that we can lay out.
async fn in_breve(ctx: &Ctx, scheda: &Scheda, firme: &[firme::InBreve]) -> Result<Option<InBreve>, Error> {
    let Some((_, document)) = scheda.documenti.first() else { return Ok(None) };
    if matches!(document.format().preview(), Preview::Pdf | Preview::Image | Preview::None) {
        return Ok(None);
    }
    let read = match leggi_documento(ctx, document, false).await {
        Ok(read) => read,
        // Where the documents are away the entry is read without: whoever opens one is told.
        Err(Error::Unavailable(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let href = indirizzo(&scheda.riga, document);
    let parola = firme.iter().find(|firme| firme.e_di(document)).map(firme::InBreve::parola);
    if let Some((titolo, righe)) = crate::lettura::in_breve(&read, parola) {
        return Ok(Some(InBreve { titolo, righe, href }));
    }
    let words = read.testo.unwrap_or_default();
    let start: String = words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(280).collect();
    if start.is_empty() {
        return Ok(None);
    }
    let righe = vec![Row { label: "Comincia così".into(), value: format!("{start}…"), href: None, code: false }];
    Ok(Some(InBreve { titolo: document.format().label(), righe, href }))
}

fn parti(scheda: &Scheda, verso: Verso) -> Vec<Row> {
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

fn documenti(scheda: &Scheda, note: &HashMap<Vec<u8>, String>) -> Vec<Attachment> {
    let base = href(scheda.riga.anno, scheda.riga.numero);
    let seen = |(allegato, document): &(crate::tables::allegato::Model, documents::document::Model)| {
        let format = document.format();
        let lies = format.mismatch.then(|| "Il nome dice un formato, il contenuto un altro".to_owned());
        let main = allegato.principale.then(|| "documento principale".to_owned());
        Attachment {
            name: document.name.clone(),
            href: indirizzo(&scheda.riga, document),
            download_href: format!("{base}/documenti/{}/scarica", document.id),
            bytes: document.size.unsigned_abs(),
            format: format.label(),
            icon: icona(format.preview()).into(),
            other: si_timbra(document).then(|| Link {
                label: "Copia con timbro".into(),
                href: format!("{base}/documenti/{}/timbrato", document.id),
            }),
            kind: if lies.is_some() { Kind::Warning } else { Kind::Neutral },
            note: lies.or(main),
            told: note.get(&document.sha256).cloned(),
        }
    };
    scheda.documenti.iter().map(seen).collect()
}

fn icona(preview: Preview) -> &'static str {
    match preview {
        Preview::Pdf => "it-file-pdf",
        Preview::Image => "it-image",
        Preview::Mail => "it-mail",
        Preview::Signed => "it-file-signed",
        _ => "it-file",
    }
}

fn anteprima(scheda: &Scheda) -> Option<Anteprima> {
    let base = href(scheda.riga.anno, scheda.riga.numero);
    scheda.documenti.iter().find_map(|(_, document)| {
        let tipo = match document.format().preview() {
            Preview::Pdf => "pdf",
            Preview::Image => "immagine",
            _ => return None,
        };
        Some(Anteprima { tipo, href: format!("{base}/documenti/{}", document.id), nome: document.name.clone() })
    })
}

fn assegnazioni(ctx: &Ctx, scheda: &Scheda, names: &Nomi) -> Result<Vec<AssegnazioneVista>, Error> {
    let who = ctx.who()?;
    let base = href(scheda.riga.anno, scheda.riga.numero);
    let seen = |a: &crate::tables::assegnazione::Model| {
        let open = a.stato == IN_ATTESA && tocca_a(who, a) && !scheda.stato.annullata;
        AssegnazioneVista {
            a: sportello::a_chi(a, names),
            tipo: if a.tipo == "conoscenza" { "per conoscenza" } else { "per competenza" },
            stato: stato_label(&a.stato),
            tono: match a.stato.as_str() {
                ACCETTATA => "success",
                RIFIUTATA => "danger",
                INOLTRATA => "neutral",
                _ => "warning",
            },
            nota: a.nota.clone(),
            motivo: a.motivo.clone(),
            rispondi: open.then(|| format!("{base}/assegnazioni/{}", a.id)),
        }
    };
    Ok(scheda.assegnazioni.iter().map(seen).collect())
}
