//! What came to the mailboxes: what waits, and how each mailbox is doing.

use serde::{Deserialize, Serialize};
use ui::{Choice, Column, Page, Pager, Tab};
use web::{Ctx, Error, Query, Response};

use super::{BASE, href_di};
use crate::{
    pagine::href,
    posta::{
        Stato,
        busta::{dettaglio, tipo_in_parole},
        casella::{Vista, elenca as caselle_di},
        elenca::{Filtro, Voce, conta, elenca},
        firma::Esito,
    },
    scansione::{PREFISSO, TIPO},
};

const ROWS: usize = 50;

/// The tabs: what the address says, what one reads, which messages.
const VISTE: [(&str, &str, Stato); 5] = [
    ("", "Da registrare", Stato::Attesa),
    ("ricevute", "Ricevute", Stato::Ricevuta),
    ("da-parte", "Messi da parte", Stato::DaParte),
    ("esclusi", "Da non registrare", Stato::Escluso),
    ("registrati", "Registrati", Stato::Registrato),
];
/// Ordinary mail in a certified mailbox: a part of what waits.
const FUORI_POSTO: &str = "ordinaria";

/// What the list's address asks for.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(in crate::pagine) struct Scelte {
    #[serde(default)]
    vista: String,
    #[serde(default)]
    casella: String,
    #[serde(default)]
    dopo: String,
}

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
    dettaglio: Option<&'static str>,
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
            dettaglio: Some("in una casella PEC"),
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
    let found = VISTE.iter().find(|(code, _, _)| *code == scelte.vista);
    let stato = found.map_or(Stato::Attesa, |(_, _, stato)| *stato);
    let filtro = Filtro { stato, casella: scelte.casella.parse().ok(), fuori_posto: scelte.vista == FUORI_POSTO };
    let mut voci = elenca(&ctx.ente, who, &filtro, scelte.dopo.parse().ok(), ROWS as u64 + 1).await?;
    let more = voci.len() > ROWS;
    voci.truncate(ROWS);
    let next = voci.last().filter(|_| more).map(|last| Scelte { dopo: last.id.to_string(), ..scelte.clone() });
    let caselle = caselle_di(&ctx.ente, who).await?;
    let counts = conta(&ctx.ente, who).await?;
    let con_motivo = matches!(stato, Stato::DaParte | Stato::Escluso);
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
        pager: Pager { previous: None, next: next.as_ref().map(indirizzo), shown: voci.len() as u64, total: None },
        voci: voci.into_iter().map(riga).collect(),
        attesa: stato == Stato::Attesa,
        con_motivo,
        scelte,
    };
    ctx.page("Posta in arrivo", &[("Protocollo", "/protocollo")], &page).await
}

fn indirizzo(scelte: &Scelte) -> String {
    let pairs = [("vista", &scelte.vista), ("casella", &scelte.casella), ("dopo", &scelte.dopo)];
    let mut address = BASE.to_owned();
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        address.push(if address.contains('?') { '&' } else { '?' });
        address.push_str(&format!("{name}={}", web::encode(value)));
    }
    address
}

fn tabs(scelte: &Scelte, counts: &std::collections::BTreeMap<String, u64>, certificata: bool) -> Vec<Tab> {
    let tab = |vista: &str, label: &str, count| Tab {
        label: label.into(),
        href: indirizzo(&Scelte { vista: vista.into(), dopo: String::new(), ..scelte.clone() }),
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
        "posta-certificata" | "avvenuta-consegna" => "info",
        "ordinaria" | "accettazione" | "presa-in-carico" | TIPO => "neutral",
        "errore" => "warning",
        _ => "danger",
    }
}

fn riga(voce: Voce) -> Riga {
    Riga {
        href: href_di(voce.id),
        tipo: tipo_in_parole(&voce.tipo),
        dettaglio: dettaglio(&voce.tipo, voce.certificata),
        tono: tono(&voce.tipo),
        quando: voce.quando().micros(),
        certificato: voce.certificato_at.is_some(),
        da: if voce.tipo == TIPO {
            "dallo scanner".into()
        } else {
            da(voce.mittente.as_deref(), voce.indirizzo.as_deref())
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

/// Who writes, as one reads it.
pub(super) fn da(nome: Option<&str>, indirizzo: Option<&str>) -> String {
    match (nome, indirizzo) {
        (Some(nome), Some(indirizzo)) if nome != indirizzo => format!("{nome} <{indirizzo}>"),
        (Some(one), _) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Mittente sconosciuto".into(),
    }
}
