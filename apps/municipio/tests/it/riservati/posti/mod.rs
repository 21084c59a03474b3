//! The place of each route that reads: what a confidential entry may change of it, which is nearly always nothing.

mod protocollo;

/// What is asked of a route.
pub(super) enum Posto {
    /// Without parameters: the same page, byte by byte, as before there was anything confidential; also with each of `filtri`. Each of
    /// `domande`, with a secret word in the place of `{}`, finds what a word finds that nobody ever wrote.
    Uguale { filtri: &'static [&'static str], domande: &'static [&'static str] },
    /// The same, but the page changes for a reason; never by a secret word, nor by a number unless `numeri`.
    Diverso { perche: &'static str, numeri: bool },
    /// The address of a secret answers as one of nothing; the addresses that one may open say no secret word.
    Segreto,
    /// It has no address of a secret; those that one may open say no secret word.
    Aperto(&'static str),
    /// Not asked.
    Escluso(&'static str),
}

use Posto::{Aperto, Diverso, Escluso, Segreto, Uguale};

impl Posto {
    pub const fn filtri(&self) -> &'static [&'static str] {
        if let Uguale { filtri, .. } = self { filtri } else { &[] }
    }

    pub const fn domande(&self) -> &'static [&'static str] {
        if let Uguale { domande, .. } = self { domande } else { &[] }
    }

    /// Whether the page says numbers, for a reason.
    pub const fn dice_numeri(&self) -> bool {
        matches!(self, Diverso { numeri: true, .. })
    }

    /// Whether the page may have nothing to show.
    pub const fn puo_mancare(&self) -> bool {
        matches!(self, Diverso { .. })
    }
}

/// How files go, and how long they wait: the files of an office are told by its own pages alone.
const ITER: Posto = Aperto("definitions and counts: no file and no word of one");
const SEMPLICE: Posto = Uguale { filtri: &[], domande: &[] };
const CERCA: Posto = Uguale { filtri: &[], domande: &["q={}"] };
const ENTRANDO: Posto = Escluso("before one enters: nothing but the name of the comune is read");
const CONSERVA: Posto = Escluso(
    "who looks after preservation sees by number what is to be kept, confidential or not, as the label of the permission says; for \
     anybody else it is shut (access.rs)",
);
const COMANDO: Posto = Aperto("the organisation: people, units and roles, not what they work on");
const AUTORITA: Posto = Aperto("the authorities that the ente trusts: certificates, not what was signed");
const MODELLI: Posto = Aperto("the words of the ente's papers, shown on invented data");
const AVVISI: Posto =
    Aperto("a program is told what the person behind its key may see (uffici/comando and uffici/protocollo try it)");
/// Acts: no entry is read.
const ATTI: Posto =
    Aperto("acts of the office and of who examines them: no entry is read (uffici/atti tries who sees what)");
/// Acts with what was communicated of them.
const COMUNICATI: Posto = Aperto(
    "acts, and of the entries that communicate them those that one may see (uffici/atti and uffici/protocollo try what leaks)",
);
const CAPITOLI: Posto = Aperto(
    "chapters of the budget and what acts asked of them: no entry is read, and the names of acts are never confidential",
);
const LIBRO: Posto = Aperto("who asked and who signs: no entry is read (uffici/librofirma tries who sees what)");
const COPIA: Posto =
    Escluso("whoever has the code holds the paper: what its page tells of a confidential one is tried in uffici/copie");
const ALBO: Posto =
    Aperto("what a person chose to publish: nothing of an entry that they did not see (uffici/albo tries what leaks)");
const PUBBLICO: Posto = Escluso(
    "what everybody may read while it is published: uffici/albo tries what is over, annulled, suspended or whole",
);
const TRASPARENZA: Posto = Escluso(
    "what an office declared or a person chose to publish, nothing of an entry of the protocollo: uffici/trasparenza tries what is over, \
     withdrawn, replaced or not to be named",
);
const FIRMA_REMOTA: Posto = Diverso { perche: "one must have begun a remote signature", numeri: false };
const RUBRICA: Posto = Aperto("who is in the directory: nobody who is in a confidential entry alone");
const DIGESTI: Posto = Escluso(
    "the public log: its leaves hold ids and salted digests (platform/ledger tests/it/proofs.rs), and that it grows is what it is for",
);

/// Every route.
pub(super) fn posti() -> impl Iterator<Item = &'static (&'static str, Posto)> {
    protocollo::POSTI.iter().chain(ALTRI)
}

/// The routes of the other offices, and of none.
const ALTRI: &[(&str, Posto)] = &[
    ("/", SEMPLICE),
    ("/accedi", ENTRANDO),
    ("/accedi/codice", ENTRANDO),
    ("/accedi/ente", ENTRANDO),
    ("/accedi/ente/ritorno", ENTRANDO),
    ("/accedi/passkey", ENTRANDO),
    ("/account", SEMPLICE),
    ("/account/chiavi", Diverso { perche: "a key says when it was used last", numeri: false }),
    ("/account/chiavi/nuova", SEMPLICE),
    ("/account/codice", Diverso { perche: "each look makes a new key for the second factor", numeri: false }),
    ("/account/conferma", Diverso { perche: "it leads on", numeri: false }),
    ("/account/passkey", SEMPLICE),
    ("/account/passkey/nuova", Diverso { perche: "each look makes a new challenge", numeri: false }),
    ("/account/password", SEMPLICE),
    ("/account/recupero", Diverso { perche: "one needs a second factor first", numeri: false }),
    ("/account/sessioni", SEMPLICE),
    ("/api", SEMPLICE),
    ("/api/v1/comando/autorita", SEMPLICE),
    ("/api/v1/comando/collegamenti", SEMPLICE),
    ("/api/v1/comando/collegamenti/eventi", SEMPLICE),
    ("/api/v1/comando/collegamenti/{id}", AVVISI),
    ("/api/v1/comando/collegamenti/{id}/avvisi", AVVISI),
    ("/api/v1/comando/modelli", SEMPLICE),
    ("/api/v1/comando/modelli/{nome}", MODELLI),
    ("/api/v1/comando/persone", SEMPLICE),
    ("/api/v1/comando/ruoli", SEMPLICE),
    ("/api/v1/comando/unita", SEMPLICE),
    ("/api/v1/atti", Uguale { filtri: &[], domande: &["testo={}"] }),
    ("/api/v1/atti/clausole", SEMPLICE),
    ("/api/v1/atti/destinatari", SEMPLICE),
    ("/api/v1/atti/passati", ATTI),
    ("/api/v1/atti/passati/proposte", ATTI),
    ("/api/v1/atti/passati/{id}", ATTI),
    ("/api/v1/atti/registri", SEMPLICE),
    ("/api/v1/atti/{id}", ATTI),
    ("/api/v1/atti/{id}/akn", ATTI),
    ("/api/v1/atti/{id}/allegati/{allegato}/dati-personali", ATTI),
    ("/api/v1/atti/{id}/comunicazioni", COMUNICATI),
    ("/api/v1/atti/{id}/copia", ATTI),
    ("/api/v1/atti/{id}/dati-personali", ATTI),
    ("/api/v1/atti/{id}/documenti/{documento}/firme", ATTI),
    ("/api/v1/atti/{id}/emendamenti", ATTI),
    ("/api/v1/atti/{id}/versione", ATTI),
    ("/api/v1/contabilita/capitoli", SEMPLICE),
    ("/api/v1/contabilita/capitoli/{id}", CAPITOLI),
    ("/api/v1/contabilita/esercizi", SEMPLICE),
    ("/api/v1/contabilita/variazioni", SEMPLICE),
    ("/api/v1/librofirma/da_firmare", SEMPLICE),
    ("/api/v1/librofirma/da_firmare/{id}", LIBRO),
    ("/api/v1/librofirma/da_firmare/{id}/documenti/{documento}/firme", LIBRO),
    ("/api/v1/librofirma/da_firmare/{id}/documento", LIBRO),
    ("/api/v1/librofirma/firmatari", SEMPLICE),
    ("/api/v1/librofirma/richieste", SEMPLICE),
    ("/api/v1/librofirma/richieste/{id}", LIBRO),
    ("/api/v1/librofirma/richieste/{id}/documenti/{documento}/firme", LIBRO),
    ("/api/v1/openapi.json", SEMPLICE),
    ("/api/v1/conservazione/cose", CONSERVA),
    ("/api/v1/conservazione/cose/{id}", CONSERVA),
    ("/api/v1/conservazione/cose/{id}/esibizioni/{esibizione}", CONSERVA),
    ("/api/v1/conservazione/cose/{id}/evidenza", CONSERVA),
    ("/api/v1/conservazione/piani", CONSERVA),
    ("/api/v1/conservazione/piani/{id}", CONSERVA),
    ("/api/v1/conservazione/scarti", CONSERVA),
    ("/api/v1/conservazione/scarti/{id}", CONSERVA),
    ("/api/v1/conservazione/scarti/{id}/elenco", CONSERVA),
    (
        "/api/v1/rubrica/doppioni",
        Diverso { perche: "pairs of the directory, in which nobody confidential is", numeri: false },
    ),
    ("/api/v1/rubrica/indice", Diverso { perche: "the copy of the public index, by words", numeri: false }),
    ("/api/v1/copie", SEMPLICE),
    ("/api/v1/flussi", SEMPLICE),
    ("/api/v1/flussi/calendario", SEMPLICE),
    ("/api/v1/flussi/da_fare", SEMPLICE),
    ("/api/v1/flussi/{codice}", ITER),
    ("/api/v1/flussi/{codice}/misure", ITER),
    ("/api/v1/flussi/{codice}/versioni", ITER),
    ("/api/v1/rubrica/schede", CERCA),
    ("/api/v1/rubrica/schede/{id}", RUBRICA),
    ("/cerca", Uguale { filtri: &["q=relazione", "q=affidamento"], domande: &["q={}"] }),
    ("/cerca/suggerimenti", Uguale { filtri: &["q=rel", "q=aff"], domande: &["q={}"] }),
    ("/comando", Diverso { perche: "how much work waits, as a number", numeri: false }),
    ("/comando/assenze/{id}/fine", COMANDO),
    ("/comando/collegamenti", SEMPLICE),
    ("/comando/collegamenti/nuovo", SEMPLICE),
    ("/comando/collegamenti/{id}", AVVISI),
    ("/comando/collegamenti/{id}/segreto", AVVISI),
    ("/comando/collegamenti/{id}/togli", AVVISI),
    ("/comando/fiducia", SEMPLICE),
    ("/comando/fiducia/nuova", SEMPLICE),
    ("/comando/fiducia/{id}/ritira", AUTORITA),
    ("/comando/incarichi", SEMPLICE),
    ("/comando/incarichi/nuovo", SEMPLICE),
    ("/comando/incarichi/{id}/fine", COMANDO),
    ("/comando/lavori", Diverso { perche: "work that waits or failed, without the things it is about", numeri: false }),
    ("/comando/lavori/{id}/rinuncia", COMANDO),
    ("/comando/modelli", SEMPLICE),
    ("/comando/modelli/{nome}", MODELLI),
    ("/comando/modelli/{nome}/anteprima", MODELLI),
    ("/comando/modelli/{nome}/modifica", MODELLI),
    ("/comando/modelli/{nome}/ripristina", MODELLI),
    ("/comando/organigramma", SEMPLICE),
    ("/comando/organigramma/nuovo", SEMPLICE),
    ("/comando/organigramma/{id}", COMANDO),
    (
        "/comando/organigramma/{id}/chiudi",
        Aperto("how many things wait for a unit, as a number, for whoever would close it"),
    ),
    ("/comando/organigramma/{id}/modifica", COMANDO),
    ("/comando/persone", SEMPLICE),
    ("/comando/persone/nuova", SEMPLICE),
    ("/comando/persone/{id}", COMANDO),
    ("/comando/persone/{id}/accesso", COMANDO),
    ("/comando/persone/{id}/assenza", COMANDO),
    ("/comando/persone/{id}/dati", COMANDO),
    ("/comando/persone/{id}/password", COMANDO),
    ("/comando/persone/{id}/secondo-fattore", COMANDO),
    ("/comando/ruoli", SEMPLICE),
    ("/comando/ruoli/nuovo", SEMPLICE),
    ("/comando/ruoli/{id}", COMANDO),
    ("/comando/ruoli/{id}/modifica", COMANDO),
    ("/comando/stato", Diverso { perche: "how much is stored and how much work waits, as numbers", numeri: false }),
    ("/atti", Uguale { filtri: &["anno=2026", "ufficio={soc}"], domande: &["testo={}"] }),
    ("/atti/destinatari", SEMPLICE),
    ("/atti/firma", ATTI),
    ("/atti/modelli", SEMPLICE),
    ("/atti/nuovo", ATTI),
    ("/atti/passati", ATTI),
    ("/atti/passati/proposte/{id}", ATTI),
    ("/atti/passati/{id}", ATTI),
    ("/atti/passati/{id}/documento", ATTI),
    ("/atti/registri", SEMPLICE),
    ("/atti/registri.csv", SEMPLICE),
    ("/atti/verifica", SEMPLICE),
    ("/atti/{id}", COMUNICATI),
    ("/atti/{id}/akn", ATTI),
    ("/atti/{id}/allegati", ATTI),
    ("/atti/{id}/anteprima.pdf", ATTI),
    ("/atti/{id}/comunicazioni", COMUNICATI),
    ("/atti/{id}/confronta", ATTI),
    ("/atti/{id}/copia.pdf", ATTI),
    ("/atti/{id}/dati", ATTI),
    ("/atti/{id}/documenti/{documento}", ATTI),
    ("/atti/{id}/documenti/{documento}/firme", ATTI),
    ("/atti/{id}/emendamenti", ATTI),
    ("/atti/{id}/prova", ATTI),
    ("/atti/{id}/testo", ATTI),
    ("/atti/{id}/testo/anteprima", ATTI),
    ("/librofirma", SEMPLICE),
    ("/librofirma/codici", SEMPLICE),
    ("/librofirma/firmati", SEMPLICE),
    ("/librofirma/messi", Uguale { filtri: &["quali=chiusi"], domande: &[] }),
    ("/librofirma/nuova", SEMPLICE),
    ("/librofirma/remota", FIRMA_REMOTA),
    ("/librofirma/ritorno", FIRMA_REMOTA),
    ("/librofirma/{id}", LIBRO),
    ("/librofirma/{id}/documenti/{documento}", LIBRO),
    ("/librofirma/{id}/documenti/{documento}/firme", LIBRO),
    ("/librofirma/{id}/documento", LIBRO),
    ("/guida", SEMPLICE),
    ("/guida/immagini/{nome}", Escluso("a picture of the manual, as it was when the program was made")),
    ("/guida/{nome}", Aperto("the manual, as it was when the program was made")),
    ("/metrics", Escluso("numbers of the node, for its operator's key only (metriche.rs)")),
    ("/conservazione", CONSERVA),
    ("/conservazione/conservatore", Aperto("to whom deposits go: nothing of what is kept")),
    ("/conservazione/elenco", CONSERVA),
    ("/conservazione/piani", CONSERVA),
    ("/conservazione/piani/{id}", CONSERVA),
    ("/conservazione/piani/{id}/piano.csv", CONSERVA),
    ("/conservazione/scarti", CONSERVA),
    ("/conservazione/scarti/{id}", CONSERVA),
    ("/conservazione/scarti/{id}/elenco.pdf", CONSERVA),
    ("/conservazione/{id}", CONSERVA),
    ("/conservazione/{id}/esibizioni/{esibizione}", CONSERVA),
    ("/conservazione/{id}/evidenza.ers", CONSERVA),
    ("/conservazione/{id}/pacchetto.zip", CONSERVA),
    ("/conservazione/{id}/ricevute/{ricevuta}", CONSERVA),
    ("/registro", DIGESTI),
    ("/registro/checkpoint", DIGESTI),
    ("/registro/chiave", SEMPLICE),
    ("/registro/tile/{*path}", DIGESTI),
    ("/flussi", SEMPLICE),
    ("/flussi/calendario", SEMPLICE),
    ("/flussi/nuovo", SEMPLICE),
    ("/flussi/{codice}", ITER),
    ("/flussi/{codice}/bozza", ITER),
    ("/flussi/{codice}/bozza/prova", ITER),
    ("/flussi/{codice}/bozza/{parte}/{quale}", ITER),
    ("/flussi/{codice}/misure", ITER),
    ("/albo", Uguale { filtri: &["q=lavori", "tipo=determina", "anno=2026"], domande: &["q={}"] }),
    ("/albo/dati.csv", SEMPLICE),
    ("/albo/dati.json", SEMPLICE),
    ("/albo/feed.xml", SEMPLICE),
    ("/albo/schema.json", SEMPLICE),
    ("/albo/manifesto", Diverso { perche: "before the first night there is none", numeri: false }),
    ("/albo/registro", Uguale { filtri: &["vista=in-corso", "tipo=determina"], domande: &["q={}"] }),
    ("/albo/registro/bozze/{id}", ALBO),
    ("/albo/registro/interruzioni", SEMPLICE),
    ("/albo/registro/nuova", SEMPLICE),
    ("/albo/registro/quadro", SEMPLICE),
    ("/albo/registro/regole", SEMPLICE),
    ("/albo/registro/{id}", ALBO),
    ("/albo/registro/{id}/documenti/{posizione}/{versione}", PUBBLICO),
    ("/albo/registro/{id}/referte/{tipo}", PUBBLICO),
    ("/albo/{anno}/{numero}", PUBBLICO),
    ("/albo/{anno}/{numero}/akn", PUBBLICO),
    ("/albo/{anno}/{numero}/documenti/{posizione}", PUBBLICO),
    ("/albo/{anno}/{numero}/prova", PUBBLICO),
    ("/api/v1/albo/pubblicazioni", CERCA),
    ("/api/v1/albo/pubblicazioni/{id}", ALBO),
    ("/contabilita", SEMPLICE),
    ("/contabilita/capitoli/{id}", CAPITOLI),
    ("/contabilita/esercizi", SEMPLICE),
    ("/contabilita/importa", SEMPLICE),
    ("/contabilita/movimenti/{id}/svincola", CAPITOLI),
    ("/contabilita/variazioni", SEMPLICE),
    ("/contabilita/variazioni/nuova", SEMPLICE),
    ("/trasparenza", SEMPLICE),
    ("/trasparenza/feed.xml", SEMPLICE),
    ("/trasparenza/schema.json", SEMPLICE),
    ("/trasparenza/anac/{anno}/dataset.xml", TRASPARENZA),
    ("/trasparenza/anac/{anno}/indice.xml", TRASPARENZA),
    ("/trasparenza/{sezione}", TRASPARENZA),
    ("/trasparenza/{sezione}/dati.csv", TRASPARENZA),
    ("/trasparenza/{sezione}/dati.json", TRASPARENZA),
    ("/trasparenza/{sezione}/feed.xml", TRASPARENZA),
    ("/trasparenza/{sezione}/voci/{id}", TRASPARENZA),
    ("/trasparenza/{sezione}/voci/{id}/documenti/{posizione}", TRASPARENZA),
    ("/trasparenza/ufficio", Uguale { filtri: &["vista=da-fare", "vista=mie"], domande: &[] }),
    ("/trasparenza/ufficio/nuova", SEMPLICE),
    ("/trasparenza/ufficio/gare", SEMPLICE),
    ("/trasparenza/ufficio/proposte", Uguale { filtri: &["vista=decise"], domande: &[] }),
    ("/trasparenza/ufficio/proposte/{id}", TRASPARENZA),
    ("/trasparenza/ufficio/proposte/{id}/documenti/{posizione}", TRASPARENZA),
    ("/trasparenza/ufficio/sezioni/{codice}", TRASPARENZA),
    ("/trasparenza/ufficio/schede/{id}", TRASPARENZA),
    ("/trasparenza/ufficio/schede/{id}/documenti/{posizione}", TRASPARENZA),
    ("/api/v1/trasparenza/sezioni", SEMPLICE),
    ("/api/v1/trasparenza/proposte", Uguale { filtri: &["decise=true"], domande: &[] }),
    ("/api/v1/trasparenza/sezioni/{codice}/contenuti", TRASPARENZA),
    ("/api/v1/trasparenza/contenuti/{id}", TRASPARENZA),
    ("/copie", SEMPLICE),
    ("/copie/registro", SEMPLICE),
    ("/copie/registro/nuova", Escluso("it asks for a document by its query: uffici/copie tests it")),
    ("/copie/registro/{id}", Segreto),
    ("/copie/registro/{id}/copia.pdf", Segreto),
    ("/copie/{codice}", COPIA),
    ("/copie/{codice}/prova", COPIA),
    ("/rubrica", CERCA),
    ("/rubrica/doppioni", SEMPLICE),
    ("/rubrica/indice", SEMPLICE),
    ("/rubrica/nuova", SEMPLICE),
    ("/rubrica/suggerisci", CERCA),
    ("/rubrica/unioni/{id}/separa", RUBRICA),
    ("/rubrica/{id}", RUBRICA),
    ("/rubrica/{id}/indirizzi", RUBRICA),
    ("/rubrica/{id}/indirizzi/ritira", RUBRICA),
    ("/rubrica/{id}/modifica", RUBRICA),
    ("/rubrica/{id}/unisci", RUBRICA),
    ("/salute", SEMPLICE),
    ("/scrivania", SEMPLICE),
    ("/static/{hash}/{*path}", Escluso("the files of the program itself")),
];

#[test]
fn the_reasons_are_told() {
    let reasons = posti().filter_map(|(_, posto)| match posto {
        Diverso { perche, .. } | Aperto(perche) | Escluso(perche) => Some(perche),
        Uguale { .. } | Segreto => None,
    });
    assert!(reasons.into_iter().all(|reason| reason.len() > 10));
}
