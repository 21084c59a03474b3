//! The pages of the office, one a file; each calls one action.

mod allegati;
mod anteprima;
mod blocco;
mod campi;
mod comunicazioni;
mod confronta;
mod copia;
mod da_firmare;
mod dati;
mod documento;
mod elenco;
mod emenda;
mod emendamenti;
mod emendamento;
mod esporta;
mod fascicolo;
mod firme;
mod innesta;
mod insieme;
mod modelli;
mod nuovo;
mod passati;
mod passato;
mod passo;
mod personali;
mod recapiti;
mod registri;
mod rup;
mod scheda;
mod scrivania;
mod sposta;
mod testo;
mod verifica;

use axum::extract::Request;
use kernel::Refusal;
use ui::{TemplateFile, Templates};
use web::{Access, Ctx, Error, Form, Path, Query, Routes};

use crate::{
    Atti,
    passati::{PassatoId, PropostaId},
    permissions::{CONSULTA, MODELLI, PASSATI, REDIGI},
    tables::AttoId,
};

pub(crate) use firme::intorno as intorno_a;
pub(crate) use scrivania::Scrivania;

pub(crate) const TEMPLATES: &[TemplateFile] = &[
    TemplateFile { name: "atti/allegati.html", source: include_str!("../../templates/allegati.html") },
    TemplateFile { name: "atti/anteprima.html", source: include_str!("../../templates/anteprima.html") },
    TemplateFile { name: "atti/comunicazioni.html", source: include_str!("../../templates/comunicazioni.html") },
    TemplateFile { name: "atti/confronta.html", source: include_str!("../../templates/confronta.html") },
    TemplateFile { name: "atti/da_firmare.html", source: include_str!("../../templates/da_firmare.html") },
    TemplateFile { name: "atti/dati.html", source: include_str!("../../templates/dati.html") },
    TemplateFile { name: "atti/elenco.html", source: include_str!("../../templates/elenco.html") },
    TemplateFile { name: "atti/emendamenti.html", source: include_str!("../../templates/emendamenti.html") },
    TemplateFile { name: "atti/esiti.html", source: include_str!("../../templates/esiti.html") },
    TemplateFile { name: "atti/foglio.html", source: include_str!("../../templates/foglio.html") },
    TemplateFile { name: "atti/modelli.html", source: include_str!("../../templates/modelli.html") },
    TemplateFile { name: "atti/nuovo.html", source: include_str!("../../templates/nuovo.html") },
    TemplateFile { name: "atti/passati.html", source: include_str!("../../templates/passati.html") },
    TemplateFile { name: "atti/passato.html", source: include_str!("../../templates/passato.html") },
    TemplateFile { name: "atti/recapiti.html", source: include_str!("../../templates/recapiti.html") },
    TemplateFile { name: "atti/registri.html", source: include_str!("../../templates/registri.html") },
    TemplateFile { name: "atti/scheda.html", source: include_str!("../../templates/scheda.html") },
    TemplateFile { name: "atti/testo.html", source: include_str!("../../templates/testo.html") },
    TemplateFile { name: "atti/verifica.html", source: include_str!("../../templates/verifica.html") },
];

/// The way to these pages.
const CRUMBS: &[(&str, &str)] = &[("Atti", "/atti")];
/// Whoever has an account: the query decides on which acts, and the definition on which steps.
const CHI_C_ENTRA: Access = Access::SignedIn;
pub(crate) const CONSULTANO: Access = Access::With(&CONSULTA);
pub(crate) const REDIGONO: Access = Access::With(&REDIGI);
pub(crate) const CURANO: Access = Access::With(&MODELLI);
/// Whoever moves running files to another version of their iter: of which acts, the query decides.
pub(crate) const SPOSTANO: Access = Access::With(&pratiche::SPOSTA);
pub(crate) const RIPORTANO: Access = Access::With(&PASSATI);

/// The page of an act.
pub(crate) fn href(id: AttoId) -> String {
    format!("/atti/{id}")
}

/// Which act.
type Quale = Path<AttoId>;
/// Which past act, and which that is not confirmed yet.
type QualePassato = Path<PassatoId>;
type QualeProposta = Path<PropostaId>;

pub(crate) fn routes(atti: Atti) -> Routes {
    Routes::new()
        .get("/atti", CHI_C_ENTRA, elenco::pagina)
        .get("/atti/registri", CONSULTANO, registri::pagina)
        .get("/atti/registri.csv", CONSULTANO, esporta::come_csv)
        .get("/atti/nuovo", REDIGONO, nuovo::pagina)
        .post("/atti/nuovo", REDIGONO, move |ctx: Ctx, form: Form<nuovo::Modulo>| nuovo::comincia(ctx, form, atti))
        .get("/atti/firma", CHI_C_ENTRA, move |ctx: Ctx| da_firmare::pagina(ctx, atti))
        .post("/atti/firma", CHI_C_ENTRA, move |ctx: Ctx, form: Form<campi::Coppie>| insieme::firma(ctx, form, atti))
        .get("/atti/modelli", CURANO, modelli::pagina)
        .get("/atti/{id}", CHI_C_ENTRA, move |ctx: Ctx, id: Quale, fatto: Query<scheda::Fatto>| {
            scheda::pagina(ctx, id, fatto, atti)
        })
        .post("/atti/{id}/passo", CHI_C_ENTRA, move |ctx: Ctx, id: Quale, form: Form<passo::Modulo>| {
            passo::compie(ctx, id, form, atti)
        })
        .upload("/atti/{id}/riporta", CHI_C_ENTRA, move |ctx: Ctx, id: Quale, request: Request| {
            passo::riporta(ctx, id, request, atti)
        })
        .post("/atti/{id}/foglio", CHI_C_ENTRA, move |ctx: Ctx, id: Quale, form: Form<passo::Modulo>| {
            passo::foglio_da_firmare(ctx, id, form, atti)
        })
        .post("/atti/{id}/astieni", CHI_C_ENTRA, move |ctx: Ctx, id: Quale, form: Form<passo::Modulo>| {
            passo::si_astiene(ctx, id, form, atti)
        })
        .post("/atti/{id}/voto", CHI_C_ENTRA, move |ctx: Ctx, id: Quale, form: Form<passo::Votazione>| {
            passo::annota_voto(ctx, id, form, atti)
        })
        .post("/atti/{id}/fascicolo", CHI_C_ENTRA, move |ctx: Ctx, id: Quale, form: Form<fascicolo::Modulo>| {
            fascicolo::sceglie(ctx, id, form, atti)
        })
        .post("/atti/{id}/modello", CURANO, move |ctx: Ctx, id: Quale, form: Form<modelli::Modulo>| {
            modelli::tiene(ctx, id, form, atti)
        })
        .post("/atti/{id}/sposta", SPOSTANO, move |ctx: Ctx, id: Quale, form: Form<campi::Coppie>| {
            sposta::muove(ctx, id, form, atti)
        })
        .and(del_testo(atti))
        .and(a_chi_va(atti))
        .and(degli_emendamenti(atti))
        .and(intorno())
        .and(di_prima())
        .and(per_tutti(atti))
}

/// Acts of before this program.
fn di_prima() -> Routes {
    Routes::new()
        .get("/atti/passati", CHI_C_ENTRA, passati::pagina)
        .upload("/atti/passati", RIPORTANO, passati::porta)
        .get("/atti/passati/proposte/{id}", RIPORTANO, passato::da_confermare)
        .post("/atti/passati/proposte/{id}", RIPORTANO, passato::conferma)
        .post("/atti/passati/proposte/{id}/scarta", RIPORTANO, passato::scarta)
        .get("/atti/passati/{id}", CHI_C_ENTRA, passato::pagina)
        .post("/atti/passati/{id}", RIPORTANO, passato::corregge)
        .get("/atti/passati/{id}/documento", CHI_C_ENTRA, passato::documento)
}

/// What everybody may ask, without identifying themselves.
fn per_tutti(atti: Atti) -> Routes {
    Routes::new()
        .get("/atti/verifica", Access::Public, move |ctx: Ctx, scelte: Query<verifica::Scelte>| {
            verifica::pagina(ctx, scelte, atti)
        })
        .upload("/atti/verifica", Access::Public, move |ctx: Ctx, request: Request| verifica::porta(ctx, request, atti))
}

/// To whom an act is communicated.
fn a_chi_va(atti: Atti) -> Routes {
    Routes::new()
        .get("/atti/destinatari", CURANO, recapiti::pagina)
        .post("/atti/destinatari", CURANO, recapiti::aggiunge)
        .post("/atti/destinatari/{id}/fine", CURANO, recapiti::finisce)
        .get("/atti/{id}/comunicazioni", CHI_C_ENTRA, move |ctx: Ctx, id: Quale, fatto: Query<scheda::Fatto>| {
            comunicazioni::pagina(ctx, id, fatto, atti)
        })
        .post("/atti/{id}/comunicazioni", CHI_C_ENTRA, move |ctx: Ctx, id: Quale, form: Form<campi::Coppie>| {
            comunicazioni::prepara_bozza(ctx, id, form, atti)
        })
        .upload("/atti/{id}/notifiche", CHI_C_ENTRA, move |ctx: Ctx, id: Quale, request: Request| {
            comunicazioni::annota_consegna(ctx, id, request, atti)
        })
}

/// What councillors propose to change.
fn degli_emendamenti(atti: Atti) -> Routes {
    Routes::new()
        .get("/atti/{id}/emendamenti", CHI_C_ENTRA, move |ctx: Ctx, id: Quale, da: Query<emendamenti::Da>| {
            emendamenti::pagina(ctx, id, da, atti)
        })
        .post("/atti/{id}/emendamenti", CHI_C_ENTRA, move |ctx: Ctx, id: Quale, form: Form<campi::Coppie>| {
            emenda::presenta_uno(ctx, id, form, atti)
        })
        .post(
            "/atti/{id}/emendamenti/{n}/esame",
            CHI_C_ENTRA,
            move |ctx: Ctx, uno: emenda::Uno, form: Form<campi::Coppie>| emenda::esamina_uno(ctx, uno, form, atti),
        )
        .post(
            "/atti/{id}/emendamenti/{n}/parere",
            CHI_C_ENTRA,
            move |ctx: Ctx, uno: emenda::Uno, form: Form<campi::Coppie>| emenda::rende(ctx, uno, form, atti),
        )
        .post(
            "/atti/{id}/emendamenti/{n}/voto",
            CHI_C_ENTRA,
            move |ctx: Ctx, uno: emenda::Uno, form: Form<passo::Votazione>| emenda::vota_uno(ctx, uno, form, atti),
        )
        .post(
            "/atti/{id}/emendamenti/{n}/ritiro",
            CHI_C_ENTRA,
            move |ctx: Ctx, uno: emenda::Uno, form: Form<campi::Coppie>| emenda::ritira_uno(ctx, uno, form, atti),
        )
        .post(
            "/atti/{id}/emendamenti/{n}/applica",
            CHI_C_ENTRA,
            move |ctx: Ctx, uno: emenda::Uno, form: Form<campi::Coppie>| emenda::applica_uno(ctx, uno, form, atti),
        )
}

/// What is written.
fn del_testo(atti: Atti) -> Routes {
    Routes::new()
        .get("/atti/{id}/testo", CHI_C_ENTRA, testo::pagina)
        .post("/atti/{id}/testo", CHI_C_ENTRA, testo::cambia)
        .post("/atti/{id}/testo/omissis", CHI_C_ENTRA, testo::omette)
        .post("/atti/{id}/testo/commento", CHI_C_ENTRA, testo::dice)
        .post("/atti/{id}/testo/clausola", CHI_C_ENTRA, testo::mette_clausola)
        .post("/atti/{id}/testo/incolla", CHI_C_ENTRA, innesta::incolla)
        .upload("/atti/{id}/testo/importa", CHI_C_ENTRA, innesta::importa)
        .get("/atti/{id}/testo/anteprima", CHI_C_ENTRA, anteprima::pagina)
        .post("/atti/{id}/testo/anteprima", CHI_C_ENTRA, anteprima::segue)
        .get("/atti/{id}/anteprima.pdf", CHI_C_ENTRA, documento::anteprima)
        .get("/atti/{id}/confronta", CHI_C_ENTRA, confronta::pagina)
        .get("/atti/{id}/dati", CHI_C_ENTRA, move |ctx: Ctx, id: Quale| dati::pagina(ctx, id, atti))
        .post("/atti/{id}/dati", CHI_C_ENTRA, move |ctx: Ctx, id: Quale, form: Form<campi::Coppie>| {
            dati::salva(ctx, id, form, atti)
        })
}

/// What lies beside the text.
fn intorno() -> Routes {
    Routes::new()
        .get("/atti/{id}/allegati", CHI_C_ENTRA, allegati::pagina)
        .upload("/atti/{id}/allegati", CHI_C_ENTRA, allegati::mette)
        .upload("/atti/{id}/allegati/{allegato}", CHI_C_ENTRA, allegati::decide)
        .post("/atti/{id}/collega", CHI_C_ENTRA, allegati::lega)
        .get("/atti/{id}/documenti/{documento}", CHI_C_ENTRA, documento::scarica)
        .get("/atti/{id}/documenti/{documento}/firme", CHI_C_ENTRA, firme::pagina)
        .post("/atti/{id}/documenti/{documento}/firme", CHI_C_ENTRA, firme::di_nuovo)
        .get("/atti/{id}/prova", CHI_C_ENTRA, documento::prova)
        .get("/atti/{id}/copia.pdf", CHI_C_ENTRA, copia::scarica)
}

/// A refusal of an action; other errors go on.
fn rifiuto(error: crate::Error) -> Result<Refusal, Error> {
    match error {
        crate::Error::Refused(refusal) => Ok(refusal),
        other => Err(other.into()),
    }
}

/// Renders every page with every sample; for the test.
///
/// # Errors
/// The first template that does not fit.
pub fn render_samples() -> Result<(), ui::Error> {
    let all: Vec<TemplateFile> = pratiche::TEMPLATES.iter().chain(TEMPLATES).copied().collect();
    let templates = Templates::new(&all)?;
    templates.samples::<allegati::Allegati>()?;
    templates.samples::<anteprima::Anteprima>()?;
    templates.samples::<comunicazioni::Pagina>()?;
    templates.samples::<confronta::Confronta>()?;
    templates.samples::<da_firmare::DaFirmare>()?;
    templates.samples::<dati::Pagina>()?;
    templates.samples::<elenco::Elenco>()?;
    templates.samples::<emendamenti::Pagina>()?;
    templates.samples::<insieme::Esiti>()?;
    templates.samples::<modelli::Modelli>()?;
    templates.samples::<nuovo::Pagina>()?;
    templates.samples::<passati::Passati>()?;
    templates.samples::<passato::Pagina>()?;
    templates.samples::<recapiti::Recapiti>()?;
    templates.samples::<registri::Registri>()?;
    templates.samples::<scheda::Pagina>()?;
    templates.samples::<testo::Pagina>()?;
    templates.samples::<verifica::Verifica>()
}
