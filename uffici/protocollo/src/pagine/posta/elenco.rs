//! What came to the mailboxes: what waits, and how each mailbox is doing.

use serde::Serialize;
use ui::{Choice, Column, Flash, FlashKind, Page, Pager, Tab};
use web::{Ctx, Error, Query, Response};

use super::{
    href_di,
    scelte::{FUORI_POSTO, Scelte, VISTE},
};
use crate::{
    pagine::href,
    posta::{
        Stato,
        busta::{chi_scrive, dettaglio, tipo_in_parole},
        casella::{Vista, elenca as caselle_di},
        elenca::{Voce, conta, elenca},
        firma::Esito,
    },
    scansione::{PREFISSO, TIPO},
};

const ROWS: usize = 50;

#[derive(Debug, Serialize)]
pub(crate) struct Arrivi {
    scelte: Scelte,
    tabs: Vec<Tab>,
    caselle: Vec<Casella>,
    scelta_casella: Vec<Choice>,
    colonne: Vec<Column>,
    voci: Vec<Riga>,
    pager: Pager,
    attesa: bool,
    con_motivo: bool,
    /// Whether any of the mailboxes is a folder of scans.
    scansioni: bool,
}

#[derive(Debug, Serialize)]
struct Casella {
    nome: String,
    indirizzo: String,
    tipo: &'static str,
    simulata: bool,
    in_uso: bool,
    letta_at: Option<i64>,
    riuscita_at: Option<i64>,
    presi: i64,
    errore: Option<String>,
    avvisi: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Riga {
    href: String,
    oggetto: String,
    tipo: &'static str,
    dettaglio: Option<String>,
    tono: &'static str,
    da: String,
    casella: String,
    quando: i64,
    certificato: bool,
    allegati: i64,
    avvisi: bool,
    firma: Option<&'static str>,
    motivo: Option<String>,
    numero: Option<String>,
    numero_href: Option<String>,
}

impl Page for Arrivi {
    const TEMPLATE: &'static str = "protocollo/posta.html";
    fn samples() -> Vec<Self> {
        let riga = |certificato| Riga {
            href: "/protocollo/posta/x".into(),
            oggetto: "Richiesta".into(),
            tipo: "PEC",
            dettaglio: Some("in una casella PEC".into()),
            tono: "info",
            da: "Rossi <rossi@example.it>".into(),
            casella: "pec".into(),
            quando: 1,
            certificato,
            allegati: 2,
            avvisi: !certificato,
            firma: (!certificato).then_some("firma del gestore non valida"),
            motivo: (!certificato).then(|| "Pubblicità".into()),
            numero: certificato.then(|| "12/2026".into()),
            numero_href: certificato.then(|| "/protocollo/2026/12".into()),
        };
        let casella = |errore: Option<&str>, in_uso, simulata| Casella {
            nome: "pec".into(),
            indirizzo: "comune@pec.example.it".into(),
            tipo: "PEC",
            simulata,
            in_uso,
            letta_at: (!simulata).then_some(1),
            riuscita_at: errore.is_none().then_some(1),
            presi: 3,
            errore: errore.map(str::to_owned),
            avvisi: vec!["Un messaggio è troppo grande.".into()],
        };
        let full = Self {
            scelte: Scelte::default(),
            tabs: vec![],
            caselle: vec![
                casella(None, true, false),
                casella(Some("Non va."), true, false),
                casella(None, false, true),
                casella(None, false, false),
            ],
            scelta_casella: vec![Choice { value: "x".into(), label: "pec".into(), hint: None }],
            colonne: colonne(true),
            voci: vec![riga(true), riga(false)],
            pager: Pager::default(),
            attesa: true,
            con_motivo: true,
            scansioni: true,
        };
        let empty = Self { voci: vec![], caselle: vec![], ..full_empty() };
        vec![
            full,
            empty,
            Self { caselle: vec![casella(None, true, false)], ..full_empty() },
            Self { attesa: false, caselle: vec![casella(None, true, false)], ..full_empty() },
        ]
    }
}

fn full_empty() -> Arrivi {
    Arrivi {
        scelte: Scelte::default(),
        tabs: vec![],
        caselle: vec![],
        scelta_casella: vec![],
        colonne: colonne(false),
        voci: vec![],
        pager: Pager::default(),
        attesa: true,
        con_motivo: false,
        scansioni: false,
    }
}

fn colonne(con_motivo: bool) -> Vec<Column> {
    let mut labels = vec!["Oggetto", "Da", "Tipo", "Arrivato", "Casella"];
    if con_motivo {
        labels.push("Perché");
    }
    labels.into_iter().map(|label| Column { label: label.into(), ..Column::default() }).collect()
}

/// The list.
pub(in crate::pagine) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let stato = scelte.stato();
    let mut voci = elenca(&ctx.ente, who, &scelte.filtro(), scelte.dopo.parse().ok(), ROWS as u64 + 1).await?;
    let more = voci.len() > ROWS;
    voci.truncate(ROWS);
    let next = voci.last().filter(|_| more).map(|last| Scelte { dopo: last.id.to_string(), ..scelte.clone() });
    let caselle = caselle_di(&ctx.ente, who).await?;
    let counts = conta(&ctx.ente, who).await?;
    let con_motivo = matches!(stato, Stato::DaParte | Stato::Escluso);
    let flash = scelte.detto("").map(|text| Flash { kind: FlashKind::Success, text });
    let page = Arrivi {
        tabs: tabs(&scelte, &counts, caselle.iter().any(|vista| vista.casella.certificata)),
        scelta_casella: caselle
            .iter()
            .map(|vista| Choice {
                value: vista.casella.id.to_string(),
                // The name first: a narrow field cuts the end, and addresses end and begin alike.
                label: format!("{} ({})", vista.casella.nome, vista.casella.indirizzo),
                hint: None,
            })
            .collect(),
        scansioni: caselle.iter().any(|vista| vista.casella.nome.starts_with(PREFISSO)),
        caselle: caselle.into_iter().map(casella).collect(),
        colonne: colonne(con_motivo),
        pager: Pager {
            previous: None,
            next: next.as_ref().map(Scelte::indirizzo),
            shown: voci.len() as u64,
            total: None,
        },
        voci: voci.into_iter().map(|voce| riga(voce, &scelte.coda())).collect(),
        attesa: stato == Stato::Attesa,
        con_motivo,
        scelte,
    };
    let crumbs = [("Protocollo", "/protocollo")];
    ctx.page_with("Posta in arrivo", &crumbs, flash.into_iter().collect(), &page).await
}

fn tabs(scelte: &Scelte, counts: &std::collections::BTreeMap<String, u64>, certificata: bool) -> Vec<Tab> {
    let tab = |vista: &str, label: &str, count| Tab {
        label: label.into(),
        href: Scelte { vista: vista.into(), dopo: String::new(), ..scelte.clone() }.indirizzo(),
        count,
        current: scelte.vista == vista,
    };
    let count = |stato: Stato| match stato {
        Stato::Attesa | Stato::DaParte => Some(counts.get(stato.code()).copied().unwrap_or_default()),
        _ => None,
    };
    let mut tabs: Vec<Tab> = VISTE.iter().map(|(vista, label, stato)| tab(vista, label, count(*stato))).collect();
    if certificata {
        tabs.insert(1, tab(FUORI_POSTO, "Posta ordinaria", None));
    }
    tabs
}

fn casella(vista: Vista) -> Casella {
    Casella {
        tipo: match (vista.casella.certificata, vista.casella.nome.starts_with(PREFISSO)) {
            (true, _) => "PEC",
            (false, true) => "scanner",
            (false, false) => "posta ordinaria",
        },
        nome: vista.casella.nome,
        indirizzo: vista.casella.indirizzo,
        simulata: vista.casella.simulata,
        in_uso: vista.in_uso,
        letta_at: vista.letta_at.map(|at| at.micros()),
        riuscita_at: vista.riuscita_at.map(|at| at.micros()),
        presi: vista.presi,
        errore: vista.errore,
        avvisi: vista.avviso.iter().flat_map(|text| text.lines()).map(str::to_owned).collect(),
    }
}

/// What a row says of the provider's signature: only what whoever reads it should know.
fn firma(code: &str) -> Option<&'static str> {
    match Esito::from_code(code) {
        Esito::NonValida => Some("firma del gestore non valida"),
        Esito::Sconosciuta => Some("firma del gestore non garantita"),
        Esito::Valida | Esito::Assente | Esito::NonVerificata => None,
    }
}

/// How a kind looks.
pub(super) fn tono(tipo: &str) -> &'static str {
    match tipo {
        "posta-certificata" | "avvenuta-consegna" | crate::cooperazione::TIPO => "info",
        "ordinaria" | "accettazione" | "presa-in-carico" | TIPO => "neutral",
        "errore" => "warning",
        _ => "danger",
    }
}

fn riga(voce: Voce, coda: &str) -> Riga {
    Riga {
        href: format!("{}{coda}", href_di(voce.id)),
        tipo: tipo_in_parole(&voce.tipo),
        dettaglio: dettaglio(&voce.tipo, voce.certificata, voce.consegna.as_deref()),
        tono: tono(&voce.tipo),
        quando: voce.quando().micros(),
        certificato: voce.certificato_at.is_some(),
        da: if voce.tipo == TIPO {
            "dallo scanner".into()
        } else {
            chi_scrive(&voce.tipo, voce.gestore.as_deref(), voce.mittente.as_deref(), voce.indirizzo.as_deref())
        },
        oggetto: voce.oggetto.unwrap_or_else(|| "Senza oggetto".into()),
        casella: voce.casella,
        allegati: voce.allegati,
        avvisi: voce.avvisi,
        firma: voce.firma.as_deref().and_then(firma),
        motivo: voce.motivo,
        numero: voce.registrazione.map(|(anno, numero)| format!("{numero}/{anno}")),
        numero_href: voce.registrazione.map(|(anno, numero)| href(anno, numero)),
    }
}
