//! The pages of the office; each calls one action.

mod assenza;
pub(crate) mod collegamenti;
mod fiducia;
mod guida;
mod incarichi;
mod incarico;
mod inizio;
mod lavori;
pub(crate) mod modelli;
mod modulo;
mod organigramma;
mod password;
mod persona;
mod persone;
mod ruoli;
mod ruolo;
mod stato;
mod unita;
mod vista;

pub(crate) use guida::GUIDA;

use accounts::GESTISCI_PERSONE;
use ui::{TemplateFile, Templates};
use web::{Access, Routes};

use crate::permissions::{CONSULTA, GESTISCI, SISTEMA};

pub(crate) const TEMPLATES: &[TemplateFile] = &[
    TemplateFile { name: "comando/collegamenti.html", source: include_str!("../../templates/collegamenti.html") },
    TemplateFile { name: "comando/collegamento.html", source: include_str!("../../templates/collegamento.html") },
    TemplateFile {
        name: "comando/collegamento_segreto.html",
        source: include_str!("../../templates/collegamento_segreto.html"),
    },
    TemplateFile { name: "comando/fiducia.html", source: include_str!("../../templates/fiducia.html") },
    TemplateFile { name: "comando/incarichi.html", source: include_str!("../../templates/incarichi.html") },
    TemplateFile { name: "comando/inizio.html", source: include_str!("../../templates/inizio.html") },
    TemplateFile { name: "comando/lavori.html", source: include_str!("../../templates/lavori.html") },
    TemplateFile { name: "comando/modelli.html", source: include_str!("../../templates/modelli.html") },
    TemplateFile { name: "comando/modello.html", source: include_str!("../../templates/modello.html") },
    TemplateFile { name: "comando/modulo.html", source: include_str!("../../templates/modulo.html") },
    TemplateFile { name: "comando/organigramma.html", source: include_str!("../../templates/organigramma.html") },
    TemplateFile { name: "comando/parti.html", source: include_str!("../../templates/parti.html") },
    TemplateFile { name: "comando/password.html", source: include_str!("../../templates/password.html") },
    TemplateFile { name: "comando/persona.html", source: include_str!("../../templates/persona.html") },
    TemplateFile { name: "comando/persone.html", source: include_str!("../../templates/persone.html") },
    TemplateFile { name: "comando/ruoli.html", source: include_str!("../../templates/ruoli.html") },
    TemplateFile { name: "comando/ruolo.html", source: include_str!("../../templates/ruolo.html") },
    TemplateFile { name: "comando/stato.html", source: include_str!("../../templates/stato.html") },
    TemplateFile { name: "comando/unita.html", source: include_str!("../../templates/unita.html") },
];

/// The way to these pages.
const CRUMBS: &[(&str, &str)] = &[("Comando", "/comando")];
const PERSONE: &[(&str, &str)] = &[("Comando", "/comando"), ("Persone", "/comando/persone")];
const ORGANIGRAMMA: &[(&str, &str)] = &[("Comando", "/comando"), ("Organigramma", "/comando/organigramma")];
const RUOLI: &[(&str, &str)] = &[("Comando", "/comando"), ("Ruoli", "/comando/ruoli")];

const CONSULTANO: Access = Access::With(&CONSULTA);
const GESTISCONO: Access = Access::With(&GESTISCI);
const CURANO: Access = Access::With(&SISTEMA);
const PERSONALE: Access = Access::With(&GESTISCI_PERSONE);

pub(crate) fn routes() -> Routes {
    persone_routes()
        .and(collegamenti::routes())
        .and(fiducia::routes())
        .and(modelli::routes())
        .get("/comando", CONSULTANO, inizio::pagina)
        .get("/comando/incarichi", CONSULTANO, incarichi::pagina)
        .get("/comando/incarichi/nuovo", GESTISCONO, incarico::nuovo)
        .post("/comando/incarichi/nuovo", GESTISCONO, incarico::dai)
        .get("/comando/incarichi/{id}/fine", GESTISCONO, incarico::fine)
        .post("/comando/incarichi/{id}/fine", GESTISCONO, incarico::termina)
        .get("/comando/assenze/{id}/fine", GESTISCONO, assenza::fine)
        .post("/comando/assenze/{id}/fine", GESTISCONO, assenza::termina)
        .get("/comando/organigramma", CONSULTANO, organigramma::pagina)
        .get("/comando/organigramma/nuovo", GESTISCONO, organigramma::nuovo)
        .post("/comando/organigramma/nuovo", GESTISCONO, organigramma::apri)
        .get("/comando/organigramma/{id}", CONSULTANO, unita::pagina)
        .get("/comando/organigramma/{id}/modifica", GESTISCONO, unita::modifica)
        .post("/comando/organigramma/{id}/modifica", GESTISCONO, unita::cambia)
        .get("/comando/organigramma/{id}/chiudi", GESTISCONO, unita::chiusura)
        .post("/comando/organigramma/{id}/chiudi", GESTISCONO, unita::chiudi)
        .get("/comando/ruoli", CONSULTANO, ruoli::pagina)
        .get("/comando/ruoli/nuovo", GESTISCONO, ruolo::nuovo)
        .post("/comando/ruoli/nuovo", GESTISCONO, ruolo::crea)
        .get("/comando/ruoli/{id}", CONSULTANO, ruoli::uno)
        .get("/comando/ruoli/{id}/modifica", GESTISCONO, ruolo::modifica)
        .post("/comando/ruoli/{id}/modifica", GESTISCONO, ruolo::cambia)
        .get("/comando/lavori", CURANO, lavori::pagina)
        .post("/comando/lavori/{id}/riprendi", CURANO, lavori::riprendi)
        .get("/comando/lavori/{id}/rinuncia", CURANO, lavori::rinuncia)
        .post("/comando/lavori/{id}/rinuncia", CURANO, lavori::scarta)
        .get("/comando/stato", CURANO, stato::pagina)
}

fn persone_routes() -> Routes {
    Routes::new()
        .get("/comando/persone", PERSONALE, persone::pagina)
        .get("/comando/persone/nuova", PERSONALE, persone::nuova)
        .post("/comando/persone/nuova", PERSONALE, persone::aggiungi)
        .get("/comando/persone/{id}", PERSONALE, persona::pagina)
        .get("/comando/persone/{id}/dati", PERSONALE, persona::dati)
        .post("/comando/persone/{id}/dati", PERSONALE, persona::correggi)
        .get("/comando/persone/{id}/password", PERSONALE, password::pagina)
        .post("/comando/persone/{id}/password", PERSONALE, password::azzera)
        .get("/comando/persone/{id}/secondo-fattore", PERSONALE, password::fattore)
        .post("/comando/persone/{id}/secondo-fattore", PERSONALE, password::togli)
        .get("/comando/persone/{id}/accesso", PERSONALE, persona::accesso)
        .post("/comando/persone/{id}/accesso", PERSONALE, persona::cambia_accesso)
        .post("/comando/persone/{id}/sessioni", PERSONALE, persona::sessioni)
        .get("/comando/persone/{id}/assenza", GESTISCONO, assenza::nuova)
        .post("/comando/persone/{id}/assenza", GESTISCONO, assenza::registra)
}

/// Renders every page with every sample; for the test.
///
/// # Errors
/// The first template that does not fit.
pub fn render_samples() -> Result<(), ui::Error> {
    let templates = Templates::new(TEMPLATES)?;
    templates.samples::<collegamenti::Collegamenti>()?;
    templates.samples::<collegamenti::Collegamento>()?;
    templates.samples::<collegamenti::Segreto>()?;
    templates.samples::<fiducia::Fiducia>()?;
    templates.samples::<incarichi::Incarichi>()?;
    templates.samples::<inizio::Inizio>()?;
    templates.samples::<lavori::Lavori>()?;
    templates.samples::<modelli::Modelli>()?;
    templates.samples::<modelli::Modello>()?;
    templates.samples::<modulo::Modulo>()?;
    templates.samples::<organigramma::Organigramma>()?;
    templates.samples::<password::Consegna>()?;
    templates.samples::<persona::Persona>()?;
    templates.samples::<persone::Persone>()?;
    templates.samples::<ruoli::Ruoli>()?;
    templates.samples::<ruoli::Ruolo>()?;
    templates.samples::<stato::Stato>()?;
    templates.samples::<unita::Unita>()
}
