//! The page of one entry: what it is, its documents, who has it, what happened.

mod alla_firma;
pub(super) mod annotazioni;
pub(super) mod collegamenti;
mod dati;
mod documenti;
mod nomi;

use axum::extract::RawQuery;
use serde::Serialize;
use ui::{Attachment, Choice, Flash, FlashKind, Page, Row, TimelineEntry};
use web::{Ctx, Error, Path, Response};

pub(super) use self::{alla_firma::NELLA_SCHEDA as ALLA_FIRMA, nomi::Nomi};
use self::{
    dati::{annullata, dati, parti, tecnici},
    documenti::{Anteprima, InBreve, anteprima, da_conservare, documenti, in_breve},
};
use super::{
    fascicolo, firme, href, repertori, richiamo::Richiamo, riscontri, scelte::classi_del, spedizione, sportello,
    storia::storia, versione,
};
use crate::{
    carta::timbro::si_timbra,
    emergenza::{detto, elenca::numero_di},
    permissions::{ANNULLA, ASSEGNA, REGISTRA},
    registrazione::{
        da_assegnare::aspetta,
        note::note,
        rispondi::tocca_a,
        scheda::{Scheda, leggi},
    },
    rules::{ACCETTATA, IN_ATTESA, INOLTRATA, RIFIUTATA, Verso, segnatura, stato_label},
};

#[derive(Debug, Serialize)]
pub(crate) struct Vista {
    href: String,
    annullata: Option<String>,
    /// Its number on the emergency register.
    emergenza: Option<String>,
    riservata: bool,
    da_assegnare: bool,
    /// What is said where nobody was given it.
    non_assegnata: &'static str,
    /// Just registered from what came by mail: the next message waits.
    dalla_posta: bool,
    dati: Vec<Row>,
    parti: Vec<Row>,
    documenti: Vec<Attachment>,
    anteprima: Option<Anteprima>,
    in_breve: Option<InBreve>,
    /// How the PDFs made of its documents stand.
    versioni: Vec<versione::Versione>,
    /// What is to be done about the files that cannot be kept as they are: name and sentence.
    da_conservare: Vec<(String, String)>,
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
    alla_firma: alla_firma::Vista,
    annotazioni: annotazioni::Vista,
    collegamenti: collegamenti::Vista,
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
            non_assegnata: "Non è ancora assegnata.",
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
            versioni: versione::Versione::samples(),
            da_conservare: vec![("a.docm".into(), "Il file contiene macro.".into())],
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
            alla_firma: alla_firma::Vista::sample(true),
            annotazioni: annotazioni::Vista::sample(true),
            collegamenti: collegamenti::Vista::sample(true),
        };
        let image = Self {
            anteprima: Some(Anteprima { tipo: "immagine", href: "/a".into(), nome: "a.png".into() }),
            annullata: None,
            emergenza: None,
            in_breve: None,
            versioni: vec![],
            da_conservare: vec![],
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
            non_assegnata: "Se ne occupa chi l'ha registrata.",
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
            alla_firma: alla_firma::Vista::sample(false),
            annotazioni: annotazioni::Vista::sample(false),
            collegamenti: collegamenti::Vista::sample(false),
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
    let names = Nomi::leggi(&ctx, &scheda).await?;
    let verso = Verso::from_code(&scheda.riga.verso).unwrap_or(Verso::Arrivo);
    let title = format!("Protocollo {} {}", segnatura(&scheda.riga), verso.label());
    let done = match query.as_deref() {
        Some("registrata") => Some(format!("Registrata con il numero {}.", segnatura(&scheda.riga))),
        Some("corretta") => Some("Corretta: il valore di prima resta leggibile accanto al nuovo.".to_owned()),
        Some("annotata") => Some("Annotazione aggiunta.".to_owned()),
        Some("collegata") => Some("Collegata: dall'una si passa all'altra.".to_owned()),
        Some("sciolta") => Some("Collegamento sciolto: resta leggibile, con il motivo.".to_owned()),
        Some("versione") => Some("La versione PDF è in coda: di solito è pronta in meno di un minuto.".to_owned()),
        Some("spedita") => Some("La spedizione è in coda: qui sotto vedi com'è andata.".to_owned()),
        _ => None,
    };
    let flash = done.map(|text| Flash { kind: FlashKind::Success, text }).into_iter().collect();
    let firme = firme::InBreve::della(&ctx, &scheda).await?;
    let riscontri = riscontri::leggi(&ctx, scheda.riga.id).await?;
    let stati = versione::stati(&ctx, &scheda).await?;
    let page = Vista {
        href: href(anno, numero),
        annullata: annullata(&scheda, &names),
        emergenza: numero_di(&ctx.ente, scheda.riga.id)
            .await?
            .map(|voce| format!("Registrata in emergenza: {}.", detto(&voce))),
        riservata: scheda.riga.riservata,
        da_assegnare: aspetta(&scheda.riga, &scheda.stato, !scheda.assegnazioni.is_empty()),
        non_assegnata: non_assegnata(verso, scheda.stato.annullata),
        dalla_posta: query.as_deref() == Some("registrata")
            && verso == Verso::Arrivo
            && matches!(scheda.riga.mezzo.as_str(), "pec" | "email"),
        dati: dati(&scheda, verso, &names)
            .into_iter()
            .chain(fascicolo::richiami(&ctx, &scheda).await?)
            .chain(repertori::righe(&ctx, &scheda).await?)
            .collect(),
        parti: parti(&scheda, verso),
        documenti: documenti(&scheda, who, &note(&ctx.ente, &scheda).await?),
        anteprima: anteprima(&scheda, &stati),
        versioni: versione::versioni(&scheda, &stati),
        da_conservare: da_conservare(&scheda),
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
        alla_firma: alla_firma::Vista::of(&ctx, &scheda, &names)?,
        annotazioni: annotazioni::Vista::of(&scheda, &names, who),
        collegamenti: collegamenti::Vista::of(&scheda, &names, who),
    };
    ctx.page_with(title, &[("Protocollo", "/protocollo")], flash, &page).await
}

/// What is said of an entry that nobody was given.
const fn non_assegnata(verso: Verso, annullata: bool) -> &'static str {
    match verso {
        Verso::Partenza => "Se ne occupa chi l'ha registrata.",
        _ if annullata => "Non è stata assegnata a nessuno.",
        _ => "Non è ancora assegnata.",
    }
}

/// What its class was called on the day on which it was registered.
async fn classe_nome(ctx: &Ctx, scheda: &Scheda) -> Result<Option<String>, Error> {
    let Some(classe) = &scheda.stato.classe else { return Ok(None) };
    let read = ctx.ente.db().read().await?;
    Ok(crate::titolario::nome_al(&read, classe, scheda.riga.registrata_at.date()).await?)
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
