//! The entries behind a proposal: those that the reader sees, as everywhere.

use kernel::Id;
use serde::{Deserialize, Serialize};
use ui::{Column, Page, TemplateFile};
use web::{Ctx, Error, Path, Query, Response};

use super::{href, suggerite::documenti};
use crate::{
    apprendi::{Bersaglio, proponi},
    bozza::{self, Bozza},
    registrazione::elenca::{Filtro, Voce, elenca},
};

pub(super) const TEMPLATE: TemplateFile =
    TemplateFile { name: "protocollo/simili.html", source: include_str!("../../templates/simili.html") };

/// Which proposal.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Quale {
    #[serde(default)]
    per: String,
    #[serde(default)]
    valore: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Simili {
    torna: String,
    spiegazione: String,
    colonne: Vec<Column>,
    voci: Vec<Riga>,
}

#[derive(Debug, Serialize)]
struct Riga {
    numero: String,
    href: String,
    giorno: String,
    oggetto: String,
    parte: String,
    classe: String,
    ufficio: String,
}

impl Page for Simili {
    const TEMPLATE: &'static str = "protocollo/simili.html";
    fn samples() -> Vec<Self> {
        let riga = Riga {
            numero: "12/2026".into(),
            href: "/protocollo/2026/12".into(),
            giorno: "2026-11-24".into(),
            oggetto: "Lampione spento".into(),
            parte: "Rossi Mario".into(),
            classe: "VI.8".into(),
            ufficio: "Lavori pubblici".into(),
        };
        let page = |voci| Self { torna: "/x".into(), spiegazione: "Per.".into(), colonne: colonne(), voci };
        vec![page(vec![riga]), page(vec![])]
    }
}

fn colonne() -> Vec<Column> {
    let named = |label: &str| Column { label: label.into(), ..Column::default() };
    ["Numero", "Registrata", "Oggetto", "Mittente o destinatario", "Classe", "Ufficio"].map(named).into()
}

/// The page.
pub(super) async fn pagina(ctx: Ctx, Path(id): Path<Id<Bozza>>, Query(quale): Query<Quale>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let bozza = bozza::leggi(&ctx.ente, who, id).await?;
    let bersaglio = Bersaglio::from_code(&quale.per).unwrap_or(Bersaglio::Classe);
    let modulo = bozza.modulo();
    let found = proponi(&ctx.ente, who, &bozza.carta(&modulo)).await?;
    let proposta = found.di(bersaglio).iter().find(|proposta| proposta.valore == quale.valore);
    let (mut spiegazione, mut voci) = (String::new(), Vec::new());
    if let Some(proposta) = proposta {
        let what = match (bersaglio, proposta.simili.len()) {
            (Bersaglio::Classe, 1) => "ha la classe",
            (Bersaglio::Classe, _) => "hanno la classe",
            (Bersaglio::Ufficio, 1) => "è assegnato all'ufficio",
            (Bersaglio::Ufficio, _) => "sono assegnati all'ufficio",
        };
        let quanti = documenti(proposta.simili.len());
        spiegazione =
            format!("Tra le registrazioni che puoi vedere, {quanti} a quello che registri {what} {}.", proposta.nome);
        let ids = proposta.simili.iter().map(|simile| simile.id).collect();
        let filtro = Filtro { ids: Some(ids), ..Filtro::default() };
        voci = elenca(&ctx.ente, who, &filtro, None, 100).await?.into_iter().map(riga).collect();
    }
    let page = Simili { torna: format!("/protocollo/nuova?bozza={id}"), spiegazione, colonne: colonne(), voci };
    ctx.page("Documenti simili", &[("Protocollo", "/protocollo")], &page).await
}

fn riga(voce: Voce) -> Riga {
    Riga {
        numero: format!("{}/{}", voce.numero, voce.anno),
        href: href(voce.anno, voce.numero),
        giorno: voce.registrata_at.date().to_string(),
        oggetto: voce.oggetto,
        parte: voce.parte.unwrap_or_default(),
        classe: voce.classe.unwrap_or_default(),
        ufficio: voce.ufficio.unwrap_or_default(),
    }
}
