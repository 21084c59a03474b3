//! The pages of the office, one a file; each calls one action of [`crate::registrazione`].

mod assegna;
mod attese;
mod caselle;
mod conferma;
mod cooperazione;
mod correggi;
mod differita;
mod documenti;
mod elenco;
mod elenco_altro;
mod elenco_scelte;
mod emergenza;
mod esporta;
mod etichetta;
mod fascicolo;
mod firme;
mod giornalieri;
mod guida;
mod indice_pa;
mod inoltra;
mod insieme;
mod leggi;
mod modulo;
mod nuova;
mod posta;
mod preferenze;
mod proposte;
mod raccomandate;
mod rapporti;
mod repertori;
pub(crate) mod ricerche;
mod ricevuta;
mod richiamo;
mod riscontri;
mod risposta;
mod scelte;
mod scheda;
pub(crate) mod scrivania;
mod simili;
mod soggetti;
mod spedizione;
mod sportello;
mod stampa;
mod statistiche;
mod storia;
mod suggerite;
mod termine;
mod timbro;
mod titolario;
mod versione;

pub(crate) use fascicolo::href_di as href_fascicolo;
pub(crate) use guida::GUIDA;
pub(crate) use modulo::Modulo;
pub(crate) use ricerche as ricerca_salvata;
pub(crate) use versione::indirizzo as versione_pdf;

use porte::fascicoli::Depositano;
use ui::{TemplateFile, Templates};
use web::{Access, Routes};

use crate::permissions::{
    ANNULLA, ASSEGNA, CONSULTA, CONSULTA_TUTTO, DIFFERISCI, EMERGENZA, FASCICOLA, GIORNALIERO, PRENDI, REGISTRA,
};

pub(crate) const TEMPLATES: &[TemplateFile] = &[
    TemplateFile { name: "protocollo/assegna.html", source: include_str!("../../templates/assegna.html") },
    TemplateFile { name: "protocollo/correggi.html", source: include_str!("../../templates/correggi.html") },
    TemplateFile { name: "protocollo/differita.html", source: include_str!("../../templates/differita.html") },
    TemplateFile { name: "protocollo/etichetta.html", source: include_str!("../../templates/etichetta.html") },
    TemplateFile { name: "protocollo/inoltra.html", source: include_str!("../../templates/inoltra.html") },
    TemplateFile { name: "protocollo/raccomandate.html", source: include_str!("../../templates/raccomandate.html") },
    TemplateFile {
        name: "protocollo/scheda_corretta.html",
        source: include_str!("../../templates/scheda_corretta.html"),
    },
    TemplateFile {
        name: "protocollo/scheda_sportello.html",
        source: include_str!("../../templates/scheda_sportello.html"),
    },
    TemplateFile { name: "protocollo/termine.html", source: include_str!("../../templates/termine.html") },
    TemplateFile { name: "protocollo/conferma.html", source: include_str!("../../templates/conferma.html") },
    TemplateFile { name: "protocollo/elenco.html", source: include_str!("../../templates/elenco.html") },
    TemplateFile { name: "protocollo/emergenza.html", source: include_str!("../../templates/emergenza.html") },
    TemplateFile {
        name: "protocollo/emergenza_passata.html",
        source: include_str!("../../templates/emergenza_passata.html"),
    },
    TemplateFile { name: "protocollo/interruzioni.html", source: include_str!("../../templates/interruzioni.html") },
    TemplateFile { name: "protocollo/giornalieri.html", source: include_str!("../../templates/giornalieri.html") },
    caselle::ELENCO,
    caselle::SCHEDA,
    fascicolo::ELENCO,
    fascicolo::SCHEDA,
    fascicolo::APRI,
    fascicolo::AZIONE,
    fascicolo::CONDIVIDI,
    fascicolo::CORREGGI,
    fascicolo::METTI,
    fascicolo::NELLA_SCHEDA,
    repertori::ELENCO,
    repertori::UNO,
    titolario::ELENCO,
    titolario::VERSIONE,
    titolario::BOZZA_PAGINA,
    titolario::CONFRONTO,
    titolario::VOCI,
    titolario::SIGNIFICATI,
    TemplateFile { name: "protocollo/insieme.html", source: include_str!("../../templates/insieme.html") },
    TemplateFile { name: "protocollo/lettera.html", source: include_str!("../../templates/lettera.html") },
    TemplateFile { name: "protocollo/leggi.html", source: include_str!("../../templates/leggi.html") },
    TemplateFile { name: "protocollo/messaggio.html", source: include_str!("../../templates/messaggio.html") },
    TemplateFile { name: "protocollo/nuova.html", source: include_str!("../../templates/nuova.html") },
    TemplateFile { name: "protocollo/posta.html", source: include_str!("../../templates/posta.html") },
    proposte::TEMPLATE,
    nuova::scansioni::TEMPLATE,
    simili::TEMPLATE,
    suggerite::TEMPLATE,
    TemplateFile { name: "protocollo/ricerche.html", source: include_str!("../../templates/ricerche.html") },
    TemplateFile { name: "protocollo/attese.html", source: include_str!("../../templates/attese.html") },
    TemplateFile { name: "protocollo/stampe.html", source: include_str!("../../templates/stampe.html") },
    TemplateFile { name: "protocollo/stampa.html", source: include_str!("../../templates/stampa.html") },
    riscontri::NELLA_SCHEDA,
    scheda::ALLA_FIRMA,
    scheda::annotazioni::NELLA_SCHEDA,
    scheda::collegamenti::NELLA_SCHEDA,
    TemplateFile { name: "protocollo/mandato.html", source: include_str!("../../templates/mandato.html") },
    posta::RISCONTRI,
    TemplateFile { name: "protocollo/ricevuta.html", source: include_str!("../../templates/ricevuta.html") },
    TemplateFile { name: "protocollo/risposta.html", source: include_str!("../../templates/risposta.html") },
    TemplateFile { name: "protocollo/versione.html", source: include_str!("../../templates/versione.html") },
    TemplateFile {
        name: "protocollo/scheda_versioni.html",
        source: include_str!("../../templates/scheda_versioni.html"),
    },
    TemplateFile { name: "protocollo/scheda.html", source: include_str!("../../templates/scheda.html") },
    TemplateFile { name: "protocollo/spedisci.html", source: include_str!("../../templates/spedisci.html") },
    TemplateFile { name: "protocollo/spedizione.html", source: include_str!("../../templates/spedizione.html") },
    TemplateFile {
        name: "protocollo/spedizione_avvisi.html",
        source: include_str!("../../templates/spedizione_avvisi.html"),
    },
    TemplateFile { name: "protocollo/spedizioni.html", source: include_str!("../../templates/spedizioni.html") },
    TemplateFile { name: "protocollo/statistiche.html", source: include_str!("../../templates/statistiche.html") },
];

pub(crate) fn routes(depositi: Depositano) -> Routes {
    const CONSULTANO: Access = Access::With(&CONSULTA);
    const REGISTRANO: Access = Access::With(&REGISTRA);
    const ASSEGNANO: Access = Access::With(&ASSEGNA);
    emergenza_routes()
        .and(ricerche_routes())
        .and(repertori::routes())
        .and(titolario::routes())
        .and(sportello_routes())
        .and(cooperazione::routes())
        .and(riscontri::routes())
        .and(posta::riscontri_routes())
        .and(versione::routes())
        .get("/protocollo", CONSULTANO, elenco::pagina)
        .get("/protocollo/esporta.csv", CONSULTANO, esporta::come_csv)
        .get("/protocollo/esporta.xlsx", CONSULTANO, esporta::come_xlsx)
        .get("/protocollo/esporta.ods", CONSULTANO, esporta::come_ods)
        .post("/protocollo/elenco/colonne", CONSULTANO, preferenze::colonne)
        .post("/protocollo/elenco/salva", CONSULTANO, ricerche::salva)
        .post("/protocollo/elenco/togli", CONSULTANO, ricerche::togli_per_nome)
        .post("/protocollo/elenco/insieme", ASSEGNANO, insieme::esegui)
        .post("/protocollo/elenco/fascicolo", Access::With(&FASCICOLA), insieme::nel_fascicolo)
        .get("/protocollo/statistiche", CONSULTANO, statistiche::pagina)
        .get("/protocollo/proposte", Access::With(&CONSULTA_TUTTO), proposte::pagina)
        .post("/protocollo/proposte/impara", Access::With(&CONSULTA_TUTTO), proposte::impara)
        .get("/protocollo/bozze/{bozza}/simili", REGISTRANO, simili::pagina)
        .get("/protocollo/nuova", REGISTRANO, nuova::pagina)
        .upload("/protocollo/nuova/carica", REGISTRANO, nuova::carica)
        .post("/protocollo/nuova", REGISTRANO, nuova::registra)
        .get("/protocollo/soggetti", REGISTRANO, soggetti::soggetti)
        .get("/protocollo/bozze/{bozza}/{posto}", REGISTRANO, documenti::di_bozza)
        .get("/protocollo/posta", REGISTRANO, posta::elenco)
        .post("/protocollo/posta/leggi", REGISTRANO, posta::leggi_adesso)
        .get("/protocollo/posta/separatore.pdf", REGISTRANO, posta::separatore)
        .get("/protocollo/posta/{id}", REGISTRANO, posta::messaggio)
        .get("/protocollo/posta/{id}/originale", REGISTRANO, posta::originale)
        .get("/protocollo/posta/{id}/allegati/{posto}", REGISTRANO, posta::allegato)
        .post("/protocollo/posta/{id}/registra", REGISTRANO, posta::registra)
        .post("/protocollo/posta/{id}/decidi", REGISTRANO, posta::decidi)
        .post("/protocollo/posta/{id}/firma", REGISTRANO, posta::verifica_firma)
        .get("/protocollo/giornalieri", Access::With(&GIORNALIERO), giornalieri::pagina)
        .get("/protocollo/giornalieri/{giorno}/registro.pdf", Access::With(&GIORNALIERO), giornalieri::registro)
        .get("/protocollo/giornalieri/{giorno}/metadati.xml", Access::With(&GIORNALIERO), giornalieri::metadati)
        .get("/protocollo/spedizioni", REGISTRANO, spedizione::elenco)
        .get("/protocollo/{anno}/{numero}", CONSULTANO, scheda::pagina)
        .get("/protocollo/{anno}/{numero}/documenti/{documento}", CONSULTANO, documenti::mostra)
        .get("/protocollo/{anno}/{numero}/documenti/{documento}/scarica", CONSULTANO, documenti::scarica)
        .get("/protocollo/{anno}/{numero}/documenti/{documento}/leggi", CONSULTANO, leggi::pagina)
        .get("/protocollo/{anno}/{numero}/documenti/{documento}/contenuto", CONSULTANO, leggi::contenuto)
        .get("/protocollo/{anno}/{numero}/documenti/{documento}/firme", CONSULTANO, firme::pagina)
        .post("/protocollo/{anno}/{numero}/documenti/{documento}/firme", CONSULTANO, firme::di_nuovo)
        .get("/protocollo/{anno}/{numero}/documenti/{documento}/timbrato", CONSULTANO, timbro::copia)
        .get("/protocollo/{anno}/{numero}/ricevuta", CONSULTANO, ricevuta::pagina)
        .get("/protocollo/{anno}/{numero}/ricevuta.pdf", CONSULTANO, ricevuta::pdf)
        .get("/protocollo/{anno}/{numero}/prova", CONSULTANO, documenti::prova)
        .get("/protocollo/{anno}/{numero}/spedisci", REGISTRANO, spedizione::pagina)
        .post("/protocollo/{anno}/{numero}/spedisci", REGISTRANO, spedizione::invia)
        .post("/protocollo/{anno}/{numero}/consegna", REGISTRANO, spedizione::consegna)
        .get("/protocollo/{anno}/{numero}/spedizioni/{id}/di-nuovo", REGISTRANO, spedizione::da_rifare)
        .post("/protocollo/{anno}/{numero}/spedizioni/{id}/di-nuovo", REGISTRANO, spedizione::di_nuovo)
        .get("/protocollo/{anno}/{numero}/segnatura", CONSULTANO, spedizione::segnatura)
        .get("/protocollo/{anno}/{numero}/assegna", ASSEGNANO, assegna::pagina)
        .post("/protocollo/{anno}/{numero}/assegna", ASSEGNANO, assegna::invia)
        .post("/protocollo/{anno}/{numero}/classifica", ASSEGNANO, assegna::classifica)
        .post("/protocollo/{anno}/{numero}/assegnazioni/{id}/accetta", Access::With(&PRENDI), risposta::accetta)
        .get("/protocollo/{anno}/{numero}/assegnazioni/{id}/rifiuta", Access::With(&PRENDI), risposta::pagina)
        .post("/protocollo/{anno}/{numero}/assegnazioni/{id}/rifiuta", Access::With(&PRENDI), risposta::rifiuta)
        .get("/protocollo/{anno}/{numero}/annulla", Access::With(&ANNULLA), conferma::pagina)
        .post("/protocollo/{anno}/{numero}/annulla", Access::With(&ANNULLA), conferma::annulla)
        .and(fascicolo::routes(depositi))
        .and(caselle::routes())
}

fn ricerche_routes() -> Routes {
    const CONSULTANO: Access = Access::With(&CONSULTA);
    const REGISTRO: Access = Access::With(&GIORNALIERO);
    Routes::new()
        .get("/protocollo/elenco/risultati", CONSULTANO, elenco::risultati)
        .get("/protocollo/attese", CONSULTANO, attese::pagina)
        .get("/protocollo/ricerche", CONSULTANO, ricerche::pagina)
        .post("/protocollo/ricerche/inizio", CONSULTANO, ricerche::comincia)
        .post("/protocollo/ricerche/{id}/cambia", CONSULTANO, ricerche::cambia)
        .post("/protocollo/ricerche/{id}/togli", CONSULTANO, ricerche::togli)
        .get("/protocollo/stampe", REGISTRO, stampa::pagina)
        .post("/protocollo/stampe", REGISTRO, stampa::chiede)
        .get("/protocollo/stampe/{id}", REGISTRO, stampa::una)
        .get("/protocollo/stampe/{id}/avanzamento", REGISTRO, stampa::avanzamento)
        .get("/protocollo/stampe/{id}/volumi/{numero}", REGISTRO, stampa::file)
}

fn sportello_routes() -> Routes {
    const CONSULTANO: Access = Access::With(&CONSULTA);
    const REGISTRANO: Access = Access::With(&REGISTRA);
    const PRENDONO: Access = Access::With(&PRENDI);
    const DIFFERISCONO: Access = Access::With(&DIFFERISCI);
    Routes::new()
        .get("/protocollo/differita", DIFFERISCONO, differita::pagina)
        .post("/protocollo/differita", DIFFERISCONO, differita::invia)
        .post("/protocollo/differita/{id}/revoca", DIFFERISCONO, differita::revoca)
        .get("/protocollo/raccomandate", REGISTRANO, raccomandate::pagina)
        .get("/protocollo/raccomandate/distinta.pdf", REGISTRANO, raccomandate::distinta)
        .post("/protocollo/elenco/etichette", CONSULTANO, etichetta::insieme)
        .get("/protocollo/{anno}/{numero}/etichetta", CONSULTANO, etichetta::pagina)
        .post("/protocollo/{anno}/{numero}/etichetta", CONSULTANO, etichetta::una)
        .get("/protocollo/bozze/{bozza}/lettura", REGISTRANO, nuova::scansioni::pagina)
        .post("/protocollo/{anno}/{numero}/collegamenti", REGISTRANO, scheda::collegamenti::collega)
        .post("/protocollo/{anno}/{numero}/collegamenti/{id}/sciogli", REGISTRANO, scheda::collegamenti::sciogli)
        .post("/protocollo/{anno}/{numero}/annotazioni", CONSULTANO, scheda::annotazioni::invia)
        .get("/protocollo/{anno}/{numero}/correggi", REGISTRANO, correggi::pagina)
        .post("/protocollo/{anno}/{numero}/correggi", REGISTRANO, correggi::invia)
        .post("/protocollo/{anno}/{numero}/termini", Access::With(&ASSEGNA), termine::metti)
        .get("/protocollo/{anno}/{numero}/termini/{id}", CONSULTANO, termine::pagina)
        .post("/protocollo/{anno}/{numero}/termini/{id}", PRENDONO, termine::invia)
        .get("/protocollo/{anno}/{numero}/assegnazioni/{id}/inoltra", PRENDONO, inoltra::pagina)
        .post("/protocollo/{anno}/{numero}/assegnazioni/{id}/inoltra", PRENDONO, inoltra::invia)
        .upload("/protocollo/{anno}/{numero}/spedizioni/{id}/ritorno", REGISTRANO, raccomandate::ritornata)
        .get("/protocollo/{anno}/{numero}/spedizioni/{id}/ritorno/scansione", CONSULTANO, raccomandate::scansione)
}

fn emergenza_routes() -> Routes {
    const PUO: Access = Access::With(&EMERGENZA);
    const GUARDA: Access = Access::With(&GIORNALIERO);
    Routes::new()
        .get("/protocollo/giornalieri/emergenze", GUARDA, emergenza::interruzioni)
        .get("/protocollo/giornalieri/emergenze/{id}", GUARDA, emergenza::interruzione)
        .get("/protocollo/emergenza", PUO, emergenza::pagina)
        .post("/protocollo/emergenza", PUO, emergenza::apri)
        .get("/protocollo/emergenza/modello.csv", PUO, emergenza::modello)
        .get("/protocollo/emergenza/{id}", PUO, emergenza::passata)
        .post("/protocollo/emergenza/{id}/prolunga", PUO, emergenza::prolunga)
        .upload("/protocollo/emergenza/{id}/registra", PUO, emergenza::registra)
        .upload("/protocollo/emergenza/{id}/importa", PUO, emergenza::importa)
        .post("/protocollo/emergenza/{id}/chiudi", PUO, emergenza::chiudi)
}

/// The address of an entry.
pub(crate) fn href(anno: i64, numero: i64) -> String {
    format!("/protocollo/{anno}/{numero}")
}

/// Renders every page of the office with every sample, whole and in part.
///
/// # Errors
/// The first that does not render.
pub fn render_samples() -> Result<(), ui::Error> {
    let templates = Templates::new(TEMPLATES)?;
    templates.samples::<assegna::Assegna>()?;
    templates.samples::<conferma::Conferma>()?;
    templates.samples::<correggi::Correggi>()?;
    templates.samples::<differita::Differita>()?;
    templates.samples::<etichetta::Etichetta>()?;
    templates.samples::<inoltra::Inoltra>()?;
    templates.samples::<raccomandate::Raccomandate>()?;
    templates.samples::<termine::TermineVisto>()?;
    caselle::render_samples(&templates)?;
    templates.samples::<elenco::Elenco>()?;
    templates.samples::<emergenza::Registro>()?;
    templates.samples::<emergenza::Passata>()?;
    templates.samples::<emergenza::Interruzioni>()?;
    templates.samples::<giornalieri::Giornalieri>()?;
    fascicolo::render_samples(&templates)?;
    titolario::render_samples(&templates)?;
    repertori::render_samples(&templates)?;
    templates.samples::<insieme::Insieme>()?;
    templates.samples::<leggi::Leggi>()?;
    templates.samples::<nuova::Nuova>()?;
    templates.samples::<nuova::scansioni::Scansioni>()?;
    templates.samples::<posta::Arrivi>()?;
    templates.samples::<posta::Messaggio>()?;
    templates.samples::<proposte::Apprendimento>()?;
    templates.samples::<simili::Simili>()?;
    templates.samples::<ricerche::Ricerche>()?;
    templates.samples::<attese::Attese>()?;
    templates.samples::<stampa::Stampe>()?;
    templates.samples::<stampa::Una>()?;
    templates.samples::<ricevuta::Pagina>()?;
    templates.samples::<risposta::Rifiuto>()?;
    templates.samples::<scheda::Vista>()?;
    templates.samples::<spedizione::Spedisci>()?;
    templates.samples::<spedizione::Spedizioni>()?;
    templates.samples::<statistiche::Statistiche>()
}
