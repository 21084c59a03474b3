//! Every address that reads something of one entry or of one fascicolo, with what it asks for.

use authz::Permission;
use protocollo::{ANNULLA, ASSEGNA, CONSULTA, FASCICOLA, PRENDI, REGISTRA};

/// What whoever sees the thing finds there, with the permission that is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Esito {
    /// It opens.
    Apre,
    /// That depends on more: the golden list tells.
    Dipende,
    /// They are not asked: nothing of these things is there, or it is drawn anew each time. Who does not see the thing is.
    Taciuto,
}

use Esito::{Apre, Dipende, Taciuto};

/// A place.
pub struct Posto {
    /// As the golden list calls it; nothing where it does not tell of it.
    pub nome: &'static str,
    /// As the office declares it.
    pub percorso: &'static str,
    pub permesso: &'static Permission,
    pub esito: Esito,
}

const fn posto(nome: &'static str, percorso: &'static str, permesso: &'static Permission, esito: Esito) -> Posto {
    Posto { nome, percorso, permesso, esito }
}

const fn taciuto(percorso: &'static str, permesso: &'static Permission) -> Posto {
    posto("", percorso, permesso, Taciuto)
}

/// Of an entry, its documents among them.
pub static REGISTRAZIONE: &[Posto] = &[
    posto("scheda", "/protocollo/{anno}/{numero}", &CONSULTA, Apre),
    posto("etichetta", "/protocollo/{anno}/{numero}/etichetta", &CONSULTA, Apre),
    posto("prova", "/protocollo/{anno}/{numero}/prova", &CONSULTA, Apre),
    posto("ricevuta", "/protocollo/{anno}/{numero}/ricevuta", &CONSULTA, Apre),
    posto("segnatura", "/protocollo/{anno}/{numero}/segnatura", &CONSULTA, Dipende),
    posto("assegna", "/protocollo/{anno}/{numero}/assegna", &ASSEGNA, Dipende),
    posto("annulla", "/protocollo/{anno}/{numero}/annulla", &ANNULLA, Dipende),
    posto("correggi", "/protocollo/{anno}/{numero}/correggi", &REGISTRA, Dipende),
    posto("spedisci", "/protocollo/{anno}/{numero}/spedisci", &REGISTRA, Dipende),
    posto("fascicolo", "/protocollo/{anno}/{numero}/fascicolo", &FASCICOLA, Dipende),
    posto("inoltra", "/protocollo/{anno}/{numero}/assegnazioni/{id}/inoltra", &PRENDI, Dipende),
    posto("rifiuta", "/protocollo/{anno}/{numero}/assegnazioni/{id}/rifiuta", &PRENDI, Dipende),
    posto("documento", "/protocollo/{anno}/{numero}/documenti/{documento}", &CONSULTA, Apre),
    posto("scarica", "/protocollo/{anno}/{numero}/documenti/{documento}/scarica", &CONSULTA, Apre),
    posto("leggi", "/protocollo/{anno}/{numero}/documenti/{documento}/leggi", &CONSULTA, Apre),
    posto("firme", "/protocollo/{anno}/{numero}/documenti/{documento}/firme", &CONSULTA, Apre),
    posto("api", "/api/v1/protocollo/registrazioni/{anno}/{numero}", &CONSULTA, Apre),
    posto("api documento", "/api/v1/protocollo/registrazioni/{anno}/{numero}/documenti/{documento}", &CONSULTA, Apre),
    posto("api firme", "/api/v1/protocollo/registrazioni/{anno}/{numero}/documenti/{documento}/firme", &CONSULTA, Apre),
    posto("api fascicoli", "/api/v1/protocollo/registrazioni/{anno}/{numero}/fascicoli", &CONSULTA, Apre),
    posto("api riscontri", "/api/v1/protocollo/registrazioni/{anno}/{numero}/riscontri", &CONSULTA, Apre),
    posto("api spedizioni", "/api/v1/protocollo/registrazioni/{anno}/{numero}/spedizioni", &CONSULTA, Apre),
    posto("api proposta", "/api/v1/protocollo/registrazioni/{anno}/{numero}/spedizioni/proposta", &REGISTRA, Dipende),
    taciuto("/protocollo/{anno}/{numero}/ricevuta.pdf", &CONSULTA),
    taciuto("/protocollo/{anno}/{numero}/documenti/{documento}/contenuto", &CONSULTA),
    taciuto("/protocollo/{anno}/{numero}/documenti/{documento}/timbrato", &CONSULTA),
    taciuto("/protocollo/{anno}/{numero}/documenti/{documento}/versione-pdf", &CONSULTA),
    taciuto("/protocollo/{anno}/{numero}/spedizioni/{id}/di-nuovo", &REGISTRA),
    taciuto("/protocollo/{anno}/{numero}/spedizioni/{id}/ritorno/scansione", &CONSULTA),
    taciuto("/protocollo/{anno}/{numero}/termini/{id}", &CONSULTA),
    taciuto("/api/v1/protocollo/registrazioni/{anno}/{numero}/documenti/{documento}/versione-pdf", &CONSULTA),
    taciuto("/api/v1/protocollo/registrazioni/{anno}/{numero}/documenti/{documento}/versione-pdf/file", &CONSULTA),
];

/// Of a fascicolo.
pub static FASCICOLO: &[Posto] = &[
    posto("scheda", "/protocollo/fascicoli/{fascicolo}", &CONSULTA, Apre),
    posto("chiudi", "/protocollo/fascicoli/{fascicolo}/chiudi", &FASCICOLA, Dipende),
    posto("riapri", "/protocollo/fascicoli/{fascicolo}/riapri", &FASCICOLA, Dipende),
    posto("correggi", "/protocollo/fascicoli/{fascicolo}/correggi", &FASCICOLA, Dipende),
    posto("condividi", "/protocollo/fascicoli/{fascicolo}/condividi", &FASCICOLA, Dipende),
    posto("trasferisci", "/protocollo/fascicoli/{fascicolo}/trasferisci", &FASCICOLA, Dipende),
    posto("api", "/api/v1/protocollo/fascicoli/{fascicolo}", &CONSULTA, Apre),
    posto("api contenuto", "/api/v1/protocollo/fascicoli/{fascicolo}/contenuto", &CONSULTA, Apre),
    taciuto("/protocollo/fascicoli/{fascicolo}/indice.pdf", &CONSULTA),
    taciuto("/protocollo/fascicoli/{fascicolo}/togli/{voce}", &FASCICOLA),
];

/// Where many entries are told of at once: as the golden list calls it, and the address.
pub const ELENCHI: [(&str, &str); 7] = [
    ("in elenco", "/protocollo?vista=tutte"),
    ("mentre si scrive", "/protocollo/elenco/risultati?q=primul"),
    ("in csv", "/protocollo/esporta.csv?vista=tutte"),
    ("in xlsx", "/protocollo/esporta.xlsx"),
    ("in ods, cercata", "/protocollo/esporta.ods?q=primula"),
    ("api elenco", "/api/v1/protocollo/registrazioni?limite=100&conta=true"),
    ("api ricerca", "/api/v1/protocollo/registrazioni?limite=100&q=primula"),
];
/// The same, of those that lie in a fascicolo.
pub const DENTRO: [(&str, &str); 2] = [
    ("nel fascicolo", "/protocollo/fascicoli/{fascicolo}"),
    ("api nel fascicolo", "/api/v1/protocollo/fascicoli/{fascicolo}/contenuto?limite=100"),
];
/// Where many fascicoli are told of at once.
pub const FASCICOLI: [(&str, &str); 4] = [
    ("in elenco", "/protocollo/fascicoli?vista=tutti"),
    ("in csv", "/protocollo/fascicoli/esporta.csv?vista=tutti"),
    ("api elenco", "/api/v1/protocollo/fascicoli?limite=100"),
    ("api ricerca", "/api/v1/protocollo/fascicoli?limite=100&q=dossier"),
];
