//! The town hall of the matrix: the shipped roles, each held wherever an entry may be looked at from; entries and fascicoli of each
//! kind; and who sees them, said once more.

use std::{collections::BTreeSet, sync::Arc};

use authz::{Permission, PersonId, UnitId, Who};
use kernel::Date;
use office::Office;
use protocollo::{
    Assegnatario, CONSULTA, CONSULTA_TUTTO, Nuova, NuovoFascicolo, Protocollo, RISERVATI, Tipo, TipoFascicolo,
    apri_fascicolo, leggi, metti_nel_fascicolo, registra, rispondi,
};
use testkit::{Browser, Engine, TownHall};

use super::posti::{FASCICOLO, Posto, REGISTRAZIONE};
use crate::{numeri::nuova, ostili::unpacked};

static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }];

/// Who registers all entries and opens all fascicoli.
const ANNA: &str = "anna";
/// To whom an entry is given by name.
const NINA: &str = "nina";
/// An id of nothing.
const NIENTE: &str = "018f3f1e-0000-7000-8000-000000000001";

/// Those who ask on the second engine too: one for each way in which the rule may be answered. It is the same query on both, and all
/// of them there would take as long again.
const OVUNQUE: [&str; 8] = [
    "chi ha registrato",
    "persona nominata",
    "Responsabile del protocollo, ufficio che registra",
    "Responsabile di settore, stesso ufficio",
    "Istruttore, stesso ufficio",
    "Istruttore, ufficio sopra",
    "Amministratore del sistema, stesso ufficio",
    "cittadino",
];

/// To whom an entry was given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Data {
    Ufficio,
    /// To one person of that office.
    Nome,
    /// The office has refused it.
    Rifiutata,
    Nessuno,
}

/// The entries: as the golden list calls them, a word that stands in no other, whether they are confidential, to whom they were given.
const VOCI: [(&str, &str, bool, Data); 5] = [
    ("aperta, all'ufficio", "Abete", false, Data::Ufficio),
    ("aperta, rifiutata dall'ufficio", "Betulla", false, Data::Rifiutata),
    ("riservata, all'ufficio", "Cipresso", true, Data::Ufficio),
    ("riservata, a una persona", "Larice", true, Data::Nome),
    ("riservata, a nessuno", "Quercia", true, Data::Nessuno),
];

/// An entry or a fascicolo.
pub struct Cosa {
    pub nome: &'static str,
    /// It stands in this thing alone.
    pub parola: &'static str,
    riservata: bool,
    /// The offices that it concerns.
    uffici: Vec<UnitId>,
    /// The person to whom it was given by name.
    persona: Option<&'static str>,
    /// What stands for the parameters of its addresses.
    luogo: Vec<(&'static str, String)>,
    pub posti: &'static [Posto],
}

impl Cosa {
    /// An address with what stands for its parameters.
    pub fn indirizzo(&self, percorso: &str) -> String {
        self.luogo.iter().fold(percorso.to_owned(), |path, (part, value)| path.replace(part, value))
    }
}

/// What there is to be looked at: all entries lie in the first fascicolo, and the first one in the second too.
pub struct Cose {
    pub voci: Vec<Cosa>,
    pub fascicoli: Vec<Cosa>,
}

/// What was answered.
pub struct Risposta {
    pub codice: u16,
    pub testo: String,
}

impl Risposta {
    /// Whether a thing is told of, or the code of the answer.
    pub fn dice(&self, cosa: &Cosa) -> String {
        match self.codice {
            200 if self.testo.contains(cosa.parola) => "sì".to_owned(),
            200 => "no".to_owned(),
            codice => codice.to_string(),
        }
    }
}

/// Somebody who works here, or will.
struct Persona {
    nome: String,
    username: String,
    permessi: &'static [&'static str],
    ufficio: UnitId,
}

/// Somebody at their browser; a citizen has no office.
pub struct Chi {
    pub nome: String,
    username: String,
    permessi: &'static [&'static str],
    ufficio: Option<UnitId>,
    browser: Browser,
    /// Words that nothing ever answers to them.
    taciute: Vec<&'static str>,
}

impl Chi {
    pub fn puo(&self, permesso: &Permission) -> bool {
        self.permessi.contains(&permesso.code)
    }

    /// Who sees what (art. 58 DPR 445/2000), in plain words: who may read at all sees what they made themselves or was given to them
    /// by name; what is open, if it concerns their office or they read everything; what is confidential, if it concerns their office
    /// and they look after what is confidential there. Offices above and below theirs give nothing.
    pub fn vede(&self, cosa: &Cosa) -> bool {
        let Some(ufficio) = self.ufficio.filter(|_| self.puo(&CONSULTA)) else { return false };
        let suo = cosa.uffici.contains(&ufficio);
        let per_nome = self.username == ANNA || cosa.persona == Some(&*self.username);
        let aperta = !cosa.riservata && (suo || self.puo(&CONSULTA_TUTTO));
        per_nome || aperta || (suo && self.puo(&RISERVATI))
    }

    /// The code with which they are refused, whatever is asked for there.
    pub fn rifiuto(&self, percorso: &str, permesso: &Permission) -> Option<u16> {
        match self.ufficio {
            None if percorso.starts_with("/api/") => Some(401),
            None => Some(303),
            Some(_) => (!self.puo(permesso)).then_some(403),
        }
    }

    /// Asks for an address; what comes back says no word of what they do not see.
    ///
    /// # Panics
    /// Where it does, or where the program failed.
    pub async fn chiede(&self, percorso: &str) -> Risposta {
        let answer = self.browser.get(percorso).await;
        let codice = answer.status().as_u16();
        assert!(codice < 500, "{}: {percorso}: {codice}", self.nome);
        let bytes = answer.bytes().await.unwrap();
        let testo =
            if bytes.starts_with(b"PK") { unpacked(&bytes) } else { String::from_utf8_lossy(&bytes).into_owned() };
        for parola in &self.taciute {
            assert!(!testo.contains(parola), "{}: {percorso} says {parola}", self.nome);
        }
        Risposta { codice, testo }
    }
}

/// A town hall with everybody in it.
pub struct Mondo {
    pub hall: TownHall,
    pub chi: Vec<Arc<Chi>>,
    pub cose: Arc<Cose>,
}

impl Mondo {
    /// With everybody, or with those of [`OVUNQUE`].
    pub async fn apri(engine: Engine, tutti: bool) -> Self {
        let hall = TownHall::start(engine, OFFICES).await;
        let (pro, tec) = (hall.unit("PRO", "Protocollo").await, hall.unit("TEC", "Ufficio tecnico").await);
        let llp = hall.unit_under(tec, "LLP", "Lavori pubblici").await;
        let can = hall.unit_under(llp, "CAN", "Cantieri").await;
        let dem = hall.unit("DEM", "Demografici").await;
        let dove = [
            ("stesso ufficio", llp),
            ("ufficio che registra", pro),
            ("ufficio sopra", tec),
            ("ufficio sotto", can),
            ("altro ufficio", dem),
        ];
        let anna = persona("chi ha registrato", ANNA, "Addetto al protocollo", pro);
        let nina = persona("persona nominata", NINA, "Istruttore", llp);
        let (anna_id, nina_id) = (assumi(&hall, &anna).await, assumi(&hall, &nina).await);
        let mut persone = per_ruolo(&dove);
        persone.retain(|one| tutti || OVUNQUE.contains(&one.nome.as_str()));
        for one in &persone {
            assumi(&hall, one).await;
        }
        let (registra, rifiuta) = (hall.who(anna_id).await, hall.who(nina_id).await);
        let cose = Arc::new(cose(&hall, &registra, &rifiuta, (pro, llp)).await);
        // The words of the documents are read now, and not each time that one is opened.
        while hall.work().await > 0 {}
        let mut chi = Vec::new();
        for one in [anna, nina].into_iter().chain(persone) {
            let browser = hall.signed_in(&one.username).await;
            chi.push(entra(one, browser, &cose));
        }
        chi.push(cittadino(&hall, &cose));
        assert!(tutti || chi.len() == OVUNQUE.len(), "each of those who ask everywhere is there");
        Self { hall, chi: chi.into_iter().map(Arc::new).collect(), cose }
    }
}

fn persona(nome: &str, username: &str, ruolo: &str, ufficio: UnitId) -> Persona {
    let (_, permessi) = *demo::roles().iter().find(|(known, _)| *known == ruolo).unwrap();
    Persona { nome: nome.into(), username: username.into(), permessi, ufficio }
}

/// Somebody for each shipped role in each of these offices. Roles with the same permissions of this office are one; those that may
/// not read entries are asked from the first office alone.
fn per_ruolo(dove: &[(&str, UnitId)]) -> Vec<Persona> {
    let mut ruoli: Vec<(String, BTreeSet<&str>, &[&str])> = Vec::new();
    for &(nome, permessi) in demo::roles() {
        let nostri: BTreeSet<&str> = permessi.iter().copied().filter(|code| code.starts_with("protocollo.")).collect();
        match ruoli.iter_mut().find(|(_, known, _)| *known == nostri) {
            Some((all, ..)) => all.push_str(&format!(" / {nome}")),
            None => ruoli.push((nome.to_owned(), nostri, permessi)),
        }
    }
    let mut persone = Vec::new();
    for (ruolo, nostri, permessi) in ruoli {
        let places = if nostri.contains(CONSULTA.code) { dove } else { &dove[..1] };
        for (dove, ufficio) in places {
            let username = format!("persona{}", persone.len());
            persone.push(Persona { nome: format!("{ruolo}, {dove}"), username, permessi, ufficio: *ufficio });
        }
    }
    persone
}

async fn assumi(hall: &TownHall, persona: &Persona) -> PersonId {
    hall.person(&persona.username, persona.ufficio, persona.permessi).await
}

fn entra(persona: Persona, browser: Browser, cose: &Cose) -> Chi {
    let Persona { nome, username, permessi, ufficio } = persona;
    taci(Chi { nome, username, permessi, ufficio: Some(ufficio), browser, taciute: Vec::new() }, cose)
}

fn cittadino(hall: &TownHall, cose: &Cose) -> Chi {
    let (nome, username) = ("cittadino".to_owned(), String::new());
    taci(Chi { nome, username, permessi: &[], ufficio: None, browser: hall.browser(), taciute: Vec::new() }, cose)
}

fn taci(chi: Chi, cose: &Cose) -> Chi {
    let all = cose.voci.iter().chain(&cose.fascicoli);
    let taciute = all.filter(|cosa| !chi.vede(cosa)).map(|cosa| cosa.parola).collect();
    Chi { taciute, ..chi }
}

/// What Anna registers and opens. Nina refuses for her office.
async fn cose(hall: &TownHall, anna: &Who, nina: &Who, (pro, llp): (UnitId, UnitId)) -> Cose {
    let (mut voci, mut posti) = (Vec::new(), Vec::new());
    for (nome, parola, riservata, data) in VOCI {
        let persona = (data == Data::Nome).then_some(nina.person);
        let a_loro = Assegnatario { ufficio: llp, persona, tipo: Tipo::Competenza };
        let assegnazioni = if data == Data::Nessuno { Vec::new() } else { vec![a_loro] };
        let chiesta = Nuova { riservata, assegnazioni, ..nuova(&format!("Primula e {parola}")) };
        let testo = format!("Si chiede di {parola}");
        let stored = hall.ente.archive.receive(&mut testo.as_bytes(), 1 << 20).await.unwrap();
        let riga = registra(&hall.ente, anna, &chiesta, &[("lettera.txt".into(), stored)], None).await.unwrap();
        let posto = (riga.anno, riga.numero);
        let scheda = leggi(&hall.ente, anna, riga.anno, riga.numero).await.unwrap();
        let data_a = scheda.assegnazioni.first().map(|one| one.id);
        if data == Data::Rifiutata {
            let motivo = "Non è di questo ufficio";
            rispondi(&hall.ente, nina, posto, data_a.unwrap(), false, motivo).await.unwrap();
        }
        let luogo = vec![
            ("{anno}", riga.anno.to_string()),
            ("{numero}", riga.numero.to_string()),
            ("{documento}", scheda.documenti[0].1.id.to_string()),
            ("{id}", data_a.map_or_else(|| NIENTE.to_owned(), |id| id.to_string())),
        ];
        let loro = [Data::Ufficio, Data::Nome].contains(&data).then_some(llp);
        let uffici = [pro].into_iter().chain(loro).collect();
        let persona = persona.map(|_| NINA);
        voci.push(Cosa { nome, parola, riservata, uffici, persona, luogo, posti: REGISTRAZIONE });
        posti.push(posto);
    }
    let dentro = [("aperto", "Anemone", false, &posti[..]), ("riservato", "Zinnia", true, &posti[..1])];
    let mut fascicoli = Vec::new();
    for (nome, parola, riservata, dentro) in dentro {
        fascicoli.push(fascicolo(hall, anna, llp, (nome, parola, riservata), dentro).await);
    }
    Cose { voci, fascicoli }
}

async fn fascicolo(
    hall: &TownHall,
    anna: &Who,
    ufficio: UnitId,
    (nome, parola, riservata): (&'static str, &'static str, bool),
    dentro: &[(i64, i64)],
) -> Cosa {
    let nuovo = NuovoFascicolo::new(TipoFascicolo::Affare, "VI.3", format!("Dossier {parola}"), ufficio);
    let termine = Date::from_ymd_opt(2999, 12, 31);
    let nuovo = NuovoFascicolo { termine, riservato: riservata, ..nuovo };
    let chiave = apri_fascicolo(&hall.ente, anna, &nuovo, None, None).await.unwrap().chiave();
    for posto in dentro {
        metti_nel_fascicolo(&hall.ente, anna, &chiave, *posto, false).await.unwrap();
    }
    let luogo = vec![("{fascicolo}", chiave.in_address()), ("{voce}", NIENTE.to_owned())];
    Cosa { nome, parola, riservata, uffici: vec![ufficio], persona: None, luogo, posti: FASCICOLO }
}
