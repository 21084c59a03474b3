//! A town hall where Lucia writes, Marco answers for the service, Paolo for the accounts, Elena is the secretary,
//! Giulia the mayor; Sara has nothing to do with acts.

use std::{io::Cursor, sync::Arc};

use atti::{Atti, AttoId, Dati, Error, Nuovo, Passo, Scheda, rules::righe::Riga};
use authz::{PersonId, UnitId, Who, incarico, role};
use contabilita::{Bilancio, importa};
use documents::document;
use ente::{Ente, Place};
use kernel::{Actor, Cents, Clock, Date, FixedClock, Id, Instant};
use ledger::Tx;
use office::Office;
use porte::{
    ragioneria::Ragioneria,
    sottoscrizione::{Carta, Sottoscritta, Sottoscrive},
};
use prose::{Block, BlockId, Content, Paragraph, Point, Prose, Role, Section};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use testkit::{Engine, TownHall};

/// SIMULATOR of the office that signs: nothing is signed, the paper comes back with a line more. For stories that are
/// not about signatures.
#[derive(Debug)]
pub struct Finta;

#[async_trait::async_trait]
impl Sottoscrive for Finta {
    fn subito(&self, _: &Ente) -> Option<&'static str> {
        Some("Simulatore: nessuno firma niente.")
    }

    async fn sottoscrivi(&self, ente: &Ente, who: &Who, carta: Carta) -> Result<Sottoscritta, web::Error> {
        let mut byte = carta.byte;
        byte.extend_from_slice(format!("\n% simulatore: {} {}\n", who.name, carta.campo).as_bytes());
        Ok(Sottoscritta {
            byte,
            porta: "prova",
            at: ente.ledger.now(),
            titolare: who.name.clone(),
            codice_fiscale: None,
            certificato: vec![0; 32],
            marcata: false,
            esito: "amber",
            frase: "Simulatore di firma.".into(),
        })
    }

    async fn riprendi(&self, ente: &Ente, who: &Who, carta: Carta, _: Vec<u8>) -> Result<Sottoscritta, web::Error> {
        self.sottoscrivi(ente, who, carta).await
    }

    async fn controlla(&self, _: &Tx, _: Id<document::Entity>) -> Result<(), web::Error> {
        Ok(())
    }
}

/// The doors of this house: a story that wants another says which.
pub const USUALI: Atti = Atti {
    albo: &albo::Porta,
    ragioneria: &contabilita::Libro,
    firma: &Finta,
    trasparenza: &trasparenza::Porta,
    fascicoli: None,
    comunica: None,
};
pub static ATTI: Atti = USUALI;
pub static OFFICES: &[&dyn Office] = &[
    &librofirma::LibroFirma { firmabili: &[], sottoscrivibili: &[] },
    &contabilita::Contabilita,
    &albo::AlboPretorio { originali: &[], testi: &[&atti::Testi] },
    &trasparenza::AmministrazioneTrasparente,
    &ATTI,
];

const CAPITOLI: &str = "capitolo;descrizione;missione;programma;piano;stanziamento;fpv\n\
    2613.1;Manutenzione straordinaria delle scuole;04;02;U.2.02.01.09;50.000,00;\n";

pub struct Casa {
    pub hall: TownHall,
    pub clock: Arc<FixedClock>,
    pub llp: UnitId,
    pub lucia: PersonId,
    pub marco: PersonId,
    pub paolo: PersonId,
    pub rosa: PersonId,
    pub elena: PersonId,
    pub giulia: PersonId,
    pub sara: PersonId,
}

pub fn giorno(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn mezzogiorno(day: &str) -> Instant {
    Instant::start_of(giorno(day)).plus_seconds(12 * 3_600)
}

impl Casa {
    /// On Friday 27 November 2026, with the budget approved.
    pub async fn apri(engine: Engine) -> Self {
        Self::con(engine, OFFICES).await
    }

    pub async fn con(engine: Engine, offices: &'static [&'static dyn Office]) -> Self {
        Self::in_posto(engine, offices, |_| ()).await
    }

    /// Whose place is arranged further.
    pub async fn in_posto(
        engine: Engine,
        offices: &'static [&'static dyn Office],
        arrange: impl FnOnce(&mut Place),
    ) -> Self {
        let clock = Arc::new(FixedClock::new(mezzogiorno("2026-11-27")));
        let hall = TownHall::start_placed_at(engine, offices, Arc::clone(&clock) as Arc<dyn Clock>, arrange).await;
        let llp = hall.unit("LLP", "Lavori pubblici").await;
        let rag = hall.unit("RAG", "Ragioneria").await;
        let seg = hall.unit("SEG", "Segreteria").await;
        let sin = hall.unit("SIN", "Sindaco").await;
        let dem = hall.unit("DEM", "Demografici").await;
        let lucia = hall.person("lucia", llp, &[]).await;
        let marco = hall.person("marco", llp, &[]).await;
        let paolo = hall.person("paolo", rag, &["contabilita.varia"]).await;
        let rosa = hall.person("rosa", rag, &[]).await;
        let elena = hall.person("elena", seg, &[]).await;
        let giulia = hall.person("giulia", sin, &[]).await;
        let sara = hall.person("sara", dem, &[]).await;
        let casa = Self { hall, clock, llp, lucia, marco, paolo, rosa, elena, giulia, sara };
        let scrive = &["atti.consulta", "atti.redigi", "librofirma.firma"];
        casa.incarico(&[(lucia, llp)], "Istruttore", scrive).await;
        casa.incarico(&[(marco, llp), (elena, seg)], "Responsabile di settore", scrive).await;
        let conti = &[
            "atti.consulta",
            "atti.esamina",
            "contabilita.consulta",
            "contabilita.prenota",
            "contabilita.impegna",
            "contabilita.liquida",
            "librofirma.firma",
        ];
        casa.incarico(&[(paolo, rag), (rosa, rag)], "Responsabile finanziario", conti).await;
        let vede = &["atti.consulta", "atti.redigi", "atti.esamina", "librofirma.firma"];
        casa.incarico(&[(elena, seg)], "Segretario comunale", vede).await;
        casa.incarico(&[(giulia, sin)], "Sindaco", vede).await;
        casa.bilancio().await;
        casa
    }

    pub async fn incarico(&self, who: &[(PersonId, UnitId)], name: &str, permissions: &[&str]) {
        let mut tx = self.hall.ente.ledger.begin(Actor::System("prova"), "prova.incarico").await.unwrap();
        let row = role::Model { id: tx.id(), name: name.into(), permissions: permissions.join("\n") };
        let role_id = tx.insert(row).await.unwrap().id;
        for (person_id, unit_id) in who {
            let row = incarico::Model {
                id: tx.id(),
                person_id: *person_id,
                unit_id: *unit_id,
                role_id,
                deputy_of: None,
                valid_from: giorno("2020-01-01"),
                valid_to: None,
            };
            tx.insert(row).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// Somebody more holds a role that is there.
    pub async fn anche(&self, (person_id, unit_id): (PersonId, UnitId), ruolo: &str) {
        let mut tx = self.hall.ente.ledger.begin(Actor::System("prova"), "prova.incarico").await.unwrap();
        let role = role::Entity::find().filter(role::Column::Name.eq(ruolo)).one(&tx).await.unwrap().unwrap();
        let (id, valid_from) = (tx.id(), giorno("2020-01-01"));
        let row =
            incarico::Model { id, person_id, unit_id, role_id: role.id, deputy_of: None, valid_from, valid_to: None };
        tx.insert(row).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Lucia and Marco may see what is confidential in their office.
    pub async fn vedono_i_riservati(&self) {
        let people = [(self.lucia, self.llp), (self.marco, self.llp)];
        self.incarico(&people, "Riservati", &["atti.riservati"]).await;
    }

    async fn bilancio(&self) {
        let ente = &self.hall.ente;
        let stored = ente.archive.receive(&mut Cursor::new(CAPITOLI.as_bytes().to_vec()), 1 << 20).await.unwrap();
        let bilancio = Bilancio {
            anno: 2026,
            atto: "Delibera di Consiglio n. 58 del 22/12/2025".into(),
            atto_il: Some(giorno("2025-12-22")),
            approva: true,
        };
        importa(ente, &self.who(self.paolo).await, &bilancio, ("capitoli.csv", &stored)).await.unwrap();
    }

    pub async fn who(&self, person: PersonId) -> Who {
        let read = self.hall.ente.db().read().await.unwrap();
        let name = accounts::names(&read, &[person]).await.unwrap().remove(&person).unwrap();
        drop(read);
        Who { name, ..self.hall.who(person).await }
    }

    /// Lucia begins an act; its text and data are in order for its kind.
    pub async fn atto(&self, iter: &str, oggetto: &str, righe: &[Riga]) -> AttoId {
        let id = self.bozza(iter, oggetto, false).await;
        let total: Cents = righe.iter().map(|riga| riga.importo).sum();
        let text = self.testo(&format!("di impegnare {total} sul capitolo indicato;"));
        let lucia = self.who(self.lucia).await;
        atti::sostituisci(&self.hall.ente, &lucia, id, &text, 1).await.unwrap();
        self.scrive(id, |dati| dati.righe = righe.to_vec()).await.unwrap();
        id
    }

    pub async fn bozza(&self, iter: &str, oggetto: &str, riservato: bool) -> AttoId {
        let asked = Nuovo {
            iter: iter.into(),
            unita: self.llp,
            oggetto: oggetto.into(),
            riservato,
            chiave: format!("{iter} {oggetto}"),
        };
        atti::nuovo(&ATTI, &self.hall.ente, &self.who(self.lucia).await, &asked).await.unwrap()
    }

    /// Lucia begins a confidential act without spending, which is in order and is not to be posted.
    pub async fn riservata(&self, oggetto: &str, decide: &str) -> AttoId {
        let id = self.bozza("determina-senza-spesa", oggetto, true).await;
        let lucia = self.who(self.lucia).await;
        atti::sostituisci(&self.hall.ente, &lucia, id, &self.testo(decide), 1).await.unwrap();
        self.scrive(id, |dati| dati.da_pubblicare = false).await.unwrap();
        id
    }

    pub fn testo(&self, decide: &str) -> Prose {
        let id = || BlockId::new(self.hall.ente.ledger.now(), &**self.hall.ente.ledger.random());
        let block = |content| Block { id: id(), content };
        let section = |role| block(Content::Section(Section { role, title: prose::Line::default() }));
        let paragraph = |text: &str| block(Content::Paragraph(Paragraph { inside: 0, text: text.into() }));
        let point = Point { level: 1, mark: prose::Mark::Number, start: None, text: decide.into() };
        Prose::new(vec![
            section(Role::Considerato),
            paragraph("Il tetto della scuola perde e va riparato prima dell'inverno."),
            section(Role::Dispositivo),
            block(Content::Point(point)),
        ])
        .unwrap()
    }

    /// Lucia changes the data of a draft.
    pub async fn scrive(&self, id: AttoId, change: impl FnOnce(&mut Dati)) -> Result<(), Error> {
        let before = Dati::di(&self.scheda(self.lucia, id).await.stato).unwrap();
        let mut after = Dati {
            scelta_dati: Some("Nessun dato di persone.".into()),
            destinatari: Some("Uffici".into()),
            ..before.clone()
        };
        change(&mut after);
        let seen = before.impronta().unwrap();
        atti::dati(&ATTI, &self.hall.ente, &self.who(self.lucia).await, id, (&after, &seen)).await
    }

    pub async fn scheda(&self, person: PersonId, id: AttoId) -> Scheda {
        atti::leggi(&self.hall.ente, &self.who(person).await, id).await.unwrap()
    }

    pub fn passo(passo: &str, chiave: &str) -> Passo {
        Passo {
            passo: passo.into(),
            chiave: chiave.into(),
            motivo: "Per la prova".into(),
            nessun_conflitto: true,
            esito: "favorevole".into(),
            ..Passo::default()
        }
    }

    pub async fn compie(&self, person: PersonId, id: AttoId, passo: &str) -> Result<(), Error> {
        self.compie_con(&ATTI, person, id, passo).await
    }

    /// Lucia proposes it and Marco signs it: without spending it is adopted, with spending it waits for its visto.
    pub async fn firma(&self, id: AttoId) {
        self.compie(self.lucia, id, "proponi").await.unwrap();
        self.compie(self.marco, id, "firma").await.unwrap();
    }

    /// In an office that has other doors.
    pub async fn compie_con(&self, atti: &Atti, person: PersonId, id: AttoId, passo: &str) -> Result<(), Error> {
        let key = format!("{passo}-{}", self.fatti(id).await);
        atti::compi(atti, &self.hall.ente, &self.who(person).await, id, &Self::passo(passo, &key)).await
    }

    /// How many facts the file of an act has.
    pub async fn fatti(&self, id: AttoId) -> u64 {
        let read = self.hall.ente.db().read().await.unwrap();
        let pratica = self.pratica(id).await;
        let all =
            pratiche::fatto::Entity::find().filter(pratiche::fatto::Column::PraticaId.eq(pratica)).all(&read).await;
        all.unwrap().len() as u64
    }

    pub async fn pratica(&self, id: AttoId) -> pratiche::PraticaId {
        let read = self.hall.ente.db().read().await.unwrap();
        let select = pratiche::pratica::Entity::find().filter(pratiche::pratica::Column::OggettoId.eq(id.uuid()));
        select.one(&read).await.unwrap().unwrap().id
    }

    /// The states in which the file of an act is.
    pub async fn stati(&self, id: AttoId) -> Vec<String> {
        let pratica = self.pratica(id).await;
        let read = self.hall.ente.db().read().await.unwrap();
        let presa = pratiche::prendi(&pratiche::Vista::Letta(&read), &ATTI, pratica).await.unwrap();
        presa.pratica.stati().into_iter().map(str::to_owned).collect()
    }

    /// What is left on the chapter of schools.
    pub async fn disponibile(&self) -> Cents {
        let read = self.hall.ente.db().read().await.unwrap();
        let who = self.who(self.paolo).await;
        contabilita::Libro.capitolo(&read, &who, 2026, "2613.1").await.unwrap().unwrap().disponibile
    }

    /// What the accounting office has of an act.
    pub async fn impegni(&self, id: AttoId) -> usize {
        let read = self.hall.ente.db().read().await.unwrap();
        contabilita::Libro.di_atto(&read, "atti", id.uuid()).await.unwrap().len()
    }

    /// How many publications there are at the albo.
    pub async fn pubblicazioni(&self) -> usize {
        let read = self.hall.ente.db().read().await.unwrap();
        albo::pubblicazione::Entity::find().all(&read).await.unwrap().len()
    }

    /// How many rows a table has.
    pub async fn righe_di(&self, table: &str) -> i64 {
        let read = self.hall.ente.db().read().await.unwrap();
        let row = db::one(&read, &format!("SELECT COUNT(*) AS n FROM {table}"), []).await.unwrap().unwrap();
        row.try_get("", "n").unwrap()
    }

    /// A page as one reads it.
    pub async fn pagina(&self, username: &str, path: &str) -> String {
        let page = self.hall.signed_in(username).await.read(path).await;
        page.replace("&#x27;", "'").replace("&#x2f;", "/").replace("&amp;", "&")
    }

    pub async fn numerati(&self, registro: &str) -> u64 {
        let read = self.hall.ente.db().read().await.unwrap();
        let all = atti::stato::Entity::find().filter(atti::stato::Column::Registro.eq(registro));
        all.filter(atti::stato::Column::Anno.eq(2026_i64)).all(&read).await.unwrap().len() as u64
    }
}

/// A line on the chapter of schools.
pub fn riga(cents: i64) -> Riga {
    Riga {
        anno: 2026,
        capitolo: "2613.1".into(),
        missione: "04".into(),
        programma: "02".into(),
        piano: "U.2.02.01.09.003".into(),
        importo: Cents(cents),
        descrizione: "Riparazione del tetto".into(),
        creditore: "Edilnova S.r.l.".into(),
        cig: "A003DEB979".into(),
        scadenza: Some(giorno("2026-12-31")),
        ..Riga::default()
    }
}

/// The reasons of a refusal.
pub fn motivi<T: std::fmt::Debug>(result: Result<T, Error>) -> Vec<String> {
    match result {
        Err(Error::Refused(no)) => no.reasons.into_iter().map(|reason| reason.sentence).collect(),
        other => panic!("not a refusal: {other:?}"),
    }
}

pub fn dice(told: &[String], wanted: &str) {
    assert!(told.iter().any(|one| one.contains(wanted)), "{wanted:?} is not in {told:?}");
}

/// The words of a PDF, as our own reader finds them.
pub fn parole(pdf: &[u8]) -> String {
    let format = documents::format::recognise(pdf, "a.pdf", Some(pdf));
    documents::text::extract(pdf, &format).text.split_whitespace().collect::<Vec<_>>().join(" ")
}
