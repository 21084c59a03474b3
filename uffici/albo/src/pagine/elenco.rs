//! The register, for the office.

use serde::Serialize;
use ui::{Choice, Column, Page, Pager, Tab, columns};
use web::{Ctx, Error, Query, Response};

use super::{
    dopo,
    filtri::{Campi, Scelte, richiedenti},
    indirizzo, tipi,
};
use crate::{
    elenca::{self, Filtro, Vista, Voce, elenca},
    permissions::{CONFIGURA, PUBBLICA},
    referta::{giorno, impedimento, nome_tipo},
};

const RIGHE: usize = 50;
const BASE: &str = "/albo/registro";

#[derive(Debug, Default, Serialize)]
pub(crate) struct Elenco {
    schede: Vec<Tab>,
    colonne: Vec<Column>,
    voci: Vec<Riga>,
    pager: Pager,
    tipi: Vec<Choice>,
    richiedenti: Vec<Choice>,
    campi: Campi,
    vista: &'static str,
    pubblica: bool,
    configura: bool,
    /// Why no certificate is made now.
    impedimento: Option<String>,
}

#[derive(Debug, Default, Serialize)]
struct Riga {
    href: String,
    numero: String,
    oggetto: String,
    tipo: String,
    richiedente: String,
    pubblicata: String,
    fine: String,
    stato: &'static str,
    tono: &'static str,
}

impl Page for Elenco {
    const TEMPLATE: &'static str = "albo/elenco.html";
    fn samples() -> Vec<Self> {
        let riga = Riga {
            href: "/x".into(),
            numero: "1/2026".into(),
            oggetto: "Lavori alla scuola".into(),
            tipo: "Determinazione".into(),
            richiedente: "Ufficio tecnico".into(),
            pubblicata: "17/03/2026 alle 10:00".into(),
            fine: "01/04/2026".into(),
            stato: "in pubblicazione",
            tono: "info",
        };
        let full = Self {
            schede: schede(&Filtro::default()),
            colonne: colonne(),
            voci: vec![riga],
            pager: Pager { next: Some("/x".into()), shown: 1, ..Pager::default() },
            tipi: tipi(),
            richiedenti: richiedenti(vec!["Ufficio tecnico".into()]),
            campi: Campi { quanti: 1, ..Campi::default() },
            pubblica: true,
            configura: true,
            impedimento: Some("L'ente non ha ancora un sigillo elettronico.".into()),
            ..Self::default()
        };
        vec![full, Self::default()]
    }
}

fn colonne() -> Vec<Column> {
    columns(&["Numero", "Oggetto", "Tipo", "Pubblicata", "Fino al", "Stato"])
}

/// How a publication stands, in words, with the tone of its badge.
pub(super) fn detto(voce: &Voce, now: kernel::Instant) -> (&'static str, &'static str) {
    match voce.stato.stato.as_str() {
        "annullata" => ("annullata", "danger"),
        "sospesa" => ("sospesa", "warning"),
        _ if voce.stato.termina_at > now => ("in pubblicazione", "info"),
        _ if voce.stato.referta => ("conclusa con referta", "success"),
        _ => ("conclusa, manca la referta", "warning"),
    }
}

fn schede(filtro: &Filtro) -> Vec<Tab> {
    let tab = |vista: Option<Vista>, label: &str| Tab {
        label: label.into(),
        href: indirizzo(BASE, &Filtro { vista, ..filtro.clone() }, None),
        count: None,
        current: filtro.vista == vista,
    };
    let each = Vista::TUTTE.iter().map(|(vista, _, label)| tab(Some(*vista), label));
    std::iter::once(tab(None, "Tutte")).chain(each).collect()
}

/// The list.
pub(super) async fn pagina(ctx: Ctx, Query(scelte): Query<Scelte>) -> Result<Response, Error> {
    let who = ctx.who()?;
    let vista = Vista::from_code(&scelte.vista);
    let filtro = Filtro { vista, ..scelte.filtro()? };
    let mut voci = elenca(&ctx.ente, who, &filtro, dopo(scelte.dopo.as_deref()), RIGHE as u64 + 1).await?;
    let more = voci.len() > RIGHE;
    voci.truncate(RIGHE);
    let last = voci.last().filter(|_| more).map(|voce| (voce.riga.anno, voce.riga.numero));
    let pager = Pager {
        next: last.map(|last| indirizzo(BASE, &filtro, Some(last))),
        shown: voci.len() as u64,
        ..Pager::default()
    };
    let riga = |voce: Voce| {
        let (stato, tono) = detto(&voce, ctx.now);
        Riga {
            href: super::scheda::href(voce.riga.id),
            numero: format!("{}/{}", voce.riga.numero, voce.riga.anno),
            tipo: nome_tipo(&voce.riga.tipo).to_owned(),
            pubblicata: voce.riga.pubblicata_at.told(),
            fine: giorno(voce.stato.fine_il),
            oggetto: voce.riga.oggetto,
            richiedente: voce.riga.richiedente,
            stato,
            tono,
        }
    };
    let vista = Vista::TUTTE.iter().find(|(one, ..)| Some(*one) == filtro.vista).map_or("", |(_, code, _)| *code);
    let page = Elenco {
        schede: schede(&filtro),
        colonne: colonne(),
        voci: voci.into_iter().map(riga).collect(),
        pager,
        tipi: tipi(),
        richiedenti: richiedenti(elenca::richiedenti(&ctx.ente, Some(who)).await?),
        campi: Campi::di(&filtro),
        vista,
        pubblica: who.may(&PUBBLICA),
        configura: who.may(&CONFIGURA),
        impedimento: impedimento(&ctx.ente).await?,
    };
    ctx.page("Registro dell'albo pretorio", &[], &page).await
}
