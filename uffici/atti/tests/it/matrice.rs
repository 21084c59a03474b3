//! Who is answered what about an act in each of its states: its pages, its papers, its calls, the list. One house for
//! each engine walks acts of five kinds; what is answered is held against `matrice.golden.tsv`, on the second engine for
//! some of those who ask. Acts of the other definitions are held against these in `matrice_altre.rs`, on the first engine. The
//! preview is not asked for here, since it sets a PDF each time: `riservatezza.rs` asks for it.

use std::sync::Arc;

use atti::{AttoId, Scheda, Voto};
use authz::PersonId;
use documents::document;
use kernel::Id;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use testkit::{Browser, Engine, golden};
use tokio::task::JoinSet;

use crate::casa::{ATTI, Casa, giorno, mezzogiorno, riga};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/matrice.golden.tsv");
/// The list, with all the acts that are made here.
pub const ELENCO: &str = "/api/v1/atti?limite=100";
/// What is asked of each act, after its kind, its states and who asks.
pub const COLONNE: [&str; 15] = [
    "iter",
    "stati",
    "chi",
    "scheda",
    "testo",
    "dati",
    "allegati",
    "confronta",
    "prova",
    "documento",
    "api",
    "passo",
    "api passi",
    "api testo",
    "in elenco",
];
const PAGINE: [&str; 6] = ["", "/testo", "/dati", "/allegati", "/confronta?da=0&a=0", "/prova"];
/// As the golden list calls them, and by which name they sign in. The roles are those that the shipped definitions
/// name, each held by somebody; beside them who looks after what is confidential, who has no permission here, and who
/// has no account.
const CHI: [(&str, Option<&str>); 13] = [
    ("autore (istruttore)", Some("lucia")),
    ("istruttore dello stesso ufficio", Some("ivo")),
    ("responsabile di settore", Some("marco")),
    ("responsabile di un altro settore", Some("dora")),
    ("responsabile finanziario", Some("paolo")),
    ("segretario comunale", Some("elena")),
    ("sindaco", Some("giulia")),
    ("presidente del consiglio", Some("piero")),
    ("revisore dei conti", Some("rita")),
    ("comandante della polizia locale", Some("carlo")),
    ("esamina, anche i riservati", Some("vera")),
    ("estraneo", Some("sara")),
    ("cittadino", None),
];

/// Those who ask on the second engine too: one for each way in which the rule may be answered. It is the same query on
/// both, and all of them there would take as long again.
const OVUNQUE: [&str; 4] =
    ["autore (istruttore)", "responsabile finanziario", "esamina, anche i riservati", "estraneo"];

/// Somebody at their browser.
pub struct Chi {
    pub nome: &'static str,
    browser: Browser,
    token: String,
}

impl Chi {
    /// What is answered to them about an act, in the order of [`COLONNE`] after the third.
    async fn risposte(&self, id: AttoId, carta: Option<Id<document::Entity>>) -> Vec<String> {
        let mut told = Vec::new();
        for page in PAGINE {
            told.push(self.chiede(&format!("/atti/{id}{page}")).await.0);
        }
        told.push(match carta {
            Some(carta) => self.chiede(&format!("/atti/{id}/documenti/{carta}")).await.0,
            None => "-".to_owned(),
        });
        told.push(self.chiede(&format!("/api/v1/atti/{id}")).await.0);
        // A step that is none: nothing happens, whoever asks.
        let step = [("passo", "niente"), ("chiave", "matrice")];
        let answer = self.browser.post_with(&self.token, &format!("/atti/{id}/passo"), &step).await;
        told.push(codice(answer.status().as_u16()));
        let step = json!({ "passo": "niente", "chiave": "matrice" });
        told.push(self.manda(&format!("/api/v1/atti/{id}/passi"), &step).await);
        told.push(self.manda(&format!("/api/v1/atti/{id}/testo"), &json!({ "cambiamenti": [] })).await);
        told.push(in_elenco(&self.chiede(ELENCO).await, id));
        if ["estraneo", "cittadino"].contains(&self.nome) {
            let open = told.iter().any(|code| code.starts_with('2') || code == "sì");
            assert!(!open, "{} is answered {told:?}", self.nome);
        }
        told
    }

    /// The code and the text of an answer.
    pub async fn chiede(&self, path: &str) -> (String, String) {
        let answer = self.browser.get(path).await;
        let code = codice(answer.status().as_u16());
        // Documents are bytes; what is looked at is told as text.
        (code, String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned())
    }

    async fn manda(&self, path: &str, what: &Value) -> String {
        let request = self.browser.client().post(self.browser.address(path));
        let answer = request.header("x-csrf-token", &self.token).json(what).send().await.unwrap();
        codice(answer.status().as_u16())
    }
}

/// Whether an act stands in what was answered to [`ELENCO`], or the code of the answer.
pub fn in_elenco((code, list): &(String, String), id: AttoId) -> String {
    match code.as_str() {
        "200" if list.contains(&id.to_string()) => "sì".to_owned(),
        "200" => "no".to_owned(),
        _ => code.clone(),
    }
}

/// The paper of an act: the signed one, else the first that somebody signed about it.
pub fn carta(scheda: &Scheda) -> Option<Id<document::Entity>> {
    scheda.stato.documento_id.or_else(|| scheda.firme.first().map(|one| one.documento_id))
}

fn codice(status: u16) -> String {
    assert!(status < 500, "{status}");
    status.to_string()
}

/// The house with somebody in each role.
async fn casa(engine: Engine) -> Casa {
    let casa = Casa::apri(engine).await;
    let (amb, con, pol) = (
        casa.hall.unit("AMB", "Ambiente").await,
        casa.hall.unit("CON", "Consiglio").await,
        casa.hall.unit("POL", "Polizia locale").await,
    );
    let ivo = casa.hall.person("ivo", casa.llp, &[]).await;
    let dora = casa.hall.person("dora", amb, &[]).await;
    casa.anche((ivo, casa.llp), "Istruttore").await;
    casa.anche((dora, amb), "Responsabile di settore").await;
    let esamina = &["atti.consulta", "atti.esamina", "librofirma.firma"];
    for (username, unit, ruolo) in [
        ("piero", con, "Presidente del Consiglio"),
        ("rita", con, "Revisore dei conti"),
        ("carlo", pol, "Comandante della polizia locale"),
    ] {
        let person = casa.hall.person(username, unit, &[]).await;
        casa.incarico(&[(person, unit)], ruolo, esamina).await;
    }
    casa.hall.person("vera", con, &["atti.consulta", "atti.esamina", "atti.riservati"]).await;
    casa.vedono_i_riservati().await;
    casa
}

/// A walk through the states of acts.
pub struct Giro {
    pub casa: Casa,
    tutti: bool,
    pub chi: Vec<Arc<Chi>>,
    pub righe: Vec<String>,
}

impl Giro {
    /// Everybody signs in: also after days have passed, when nobody's session holds any more.
    async fn entrano(&mut self) {
        self.chi.clear();
        for (nome, username) in CHI.into_iter().filter(|(nome, _)| self.tutti || OVUNQUE.contains(nome)) {
            let browser = match username {
                Some(username) => self.casa.hall.signed_in(username).await,
                None => self.casa.hall.browser(),
            };
            let token = browser.token().await;
            self.chi.push(Arc::new(Chi { nome, browser, token }));
        }
    }

    /// What each is answered about an act as it stands.
    async fn guardano(&mut self, iter: &str, id: AttoId) {
        let stati = self.casa.stati(id).await.join("+");
        let scheda = self.casa.scheda(self.casa.lucia, id).await;
        let carta = carta(&scheda);
        let mut asked = JoinSet::new();
        for (n, chi) in self.chi.iter().enumerate() {
            let chi = Arc::clone(chi);
            asked.spawn(async move { (n, chi.nome, chi.risposte(id, carta).await) });
        }
        let mut told = asked.join_all().await;
        told.sort_by_key(|(n, ..)| *n);
        let line =
            |(_, nome, answers): (usize, &str, Vec<String>)| format!("{iter}\t{stati}\t{nome}\t{}", answers.join("\t"));
        self.righe.extend(told.into_iter().map(line));
    }

    /// Steps are taken, and after each it is looked at.
    async fn passano(&mut self, iter: &str, id: AttoId, passi: &[(PersonId, &str)]) {
        for (person, passo) in passi {
            self.casa.compie(*person, id, passo).await.unwrap();
            self.guardano(iter, id).await;
        }
    }

    /// From the draft to the albo, with spending.
    async fn determina(&mut self) -> AttoId {
        let iter = "determina-impegno";
        let id = self.casa.atto(iter, "Tetto", &[riga(366_000)]).await;
        self.guardano(iter, id).await;
        let (lucia, marco, paolo) = (self.casa.lucia, self.casa.marco, self.casa.paolo);
        self.passano(iter, id, &[(lucia, "proponi"), (marco, "firma"), (paolo, "visto"), (lucia, "trasmetti")]).await;
        let dropped = self.casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        self.passano("determina-senza-spesa", dropped, &[(lucia, "ritira")]).await;
        id
    }

    /// With all its opinions, the committee and the vote.
    async fn delibera(&mut self) -> AttoId {
        let iter = "delibera-consiglio";
        let id = self.casa.atto(iter, "Regolamento", &[]).await;
        self.casa.scrive(id, |dati| (dati.riflessi_contabili, dati.revisori) = (true, true)).await.unwrap();
        let (lucia, marco, paolo, elena) = (self.casa.lucia, self.casa.marco, self.casa.paolo, self.casa.elena);
        let (piero, rita) = (self.di("piero").await, self.di("rita").await);
        self.passano(iter, id, &[(lucia, "proponi")]).await;
        self.casa.compie(marco, id, "parere-tecnico").await.unwrap();
        self.casa.compie(paolo, id, "parere-contabile").await.unwrap();
        self.passano(iter, id, &[(rita, "parere-revisori"), (elena, "commissione")]).await;
        self.casa.compie(elena, id, "parere-commissione").await.unwrap();
        self.passano(iter, id, &[(elena, "iscrivi-esaminata")]).await;
        let voto = Voto { componenti: 13, presenti: 11, favorevoli: 11, ..Voto::default() };
        atti::vota(&ATTI, &self.casa.hall.ente, &self.casa.who(elena).await, id, &voto).await.unwrap();
        self.passano(iter, id, &[(elena, "approva"), (piero, "firma-presidente"), (elena, "firma-segretario")]).await;
        id
    }

    async fn ordinanza(&mut self) -> AttoId {
        let iter = "ordinanza-contingibile";
        let id = self.casa.atto(iter, "Transenne", &[]).await;
        self.casa.scrive(id, |dati| dati.durata_al = Some(giorno("2026-12-31"))).await.unwrap();
        let (lucia, giulia) = (self.casa.lucia, self.casa.giulia);
        self.passano(iter, id, &[(lucia, "sottoponi"), (giulia, "firma"), (lucia, "notifica")]).await;
        id
    }

    /// What is confidential from its first draft.
    async fn riservata(&mut self) {
        let nome = "determina-senza-spesa, riservata";
        let id = self.casa.riservata("Provvedimento riservato", "di provvedere;").await;
        self.guardano(nome, id).await;
        self.passano(nome, id, &[(self.casa.lucia, "proponi"), (self.casa.marco, "firma")]).await;
    }

    async fn di(&self, username: &str) -> PersonId {
        let read = self.casa.hall.ente.db().read().await.unwrap();
        let select = accounts::person::Entity::find().filter(accounts::person::Column::Username.eq(username));
        select.one(&read).await.unwrap().unwrap().id
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_answered_about_an_act_in_each_of_its_states_to_each_role_is_the_golden_matrix() {
    for (n, engine) in Engine::all().into_iter().enumerate() {
        let (tutti, righe) = (n == 0, vec![COLONNE.join("\t")]);
        let mut giro = Giro { casa: casa(engine).await, tutti, chi: Vec::new(), righe };
        giro.entrano().await;
        let acts = [
            ("determina-impegno", giro.determina().await),
            ("delibera-consiglio", giro.delibera().await),
            ("ordinanza-contingibile", giro.ordinanza().await),
        ];
        giro.riservata().await;
        let altre = if tutti { giro.altre(acts[0].1).await } else { Vec::new() };
        // The terms of the albo and of art. 134 pass.
        giro.casa.clock.set(mezzogiorno("2026-12-14"));
        let notte = pratiche::lavora(&giro.casa.hall.ente.ledger, &[&ATTI]).await.unwrap();
        assert!(notte.non_riusciti.is_empty(), "{notte:?}");
        giro.entrano().await;
        for (iter, id) in acts {
            giro.guardano(iter, id).await;
        }
        giro.rispondono(&altre).await;
        giro.casa.hall.verify_clean().await;
        if tutti {
            golden::same(GOLDEN, &(giro.righe.join("\n") + "\n"), true);
        } else {
            golden::holds(GOLDEN, &giro.righe);
        }
    }
}
