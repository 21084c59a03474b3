//! A town hall with a register and an office of preservation.

use std::{fs, sync::Arc};

use authz::{UnitId, Who};
use conservazione::{Conservazione, Filtro, Fonti, Porte, Stato, Voce, elenca, lavora};
use documents::store::Sha256Hash;
use ente::{Aoo, Database, Place, Sftp, TimeStamps};
use kernel::{Actor, Clock, Date, FixedClock, Instant};
use mail::{Login, Mailbox, Password, Security, Server};
use office::Office;
use protocollo::{
    DaConservare, Nuova, NuovoFascicolo, Parte, Protocollo, Scartabili, TipoFascicolo, Verso, apri_fascicolo,
    fai_giornalieri, registra,
};
use testkit::{Engine, TownHall, new_database, seal_file};

use crate::marcatore::Marcatore;

pub static FONTI: Fonti = &[&DaConservare];
/// Those of what is discarded. No other office needs a document here.
pub const PORTE: Porte = Porte { scartabili: &[&Scartabili], usano: &[] };
static CONSERVAZIONE: Conservazione = Conservazione::con_scarto(FONTI, PORTE);
static OFFICES: &[&dyn Office] = &[&Protocollo { depositi: &[] }, &CONSERVAZIONE];

/// What the person of these tests may do.
pub const MAY: [&str; 12] = [
    "protocollo.registra",
    "protocollo.consulta",
    "protocollo.consulta_tutto",
    "protocollo.fascicola",
    "conservazione.consulta",
    "conservazione.versa",
    "conservazione.configura",
    "conservazione.piano",
    "conservazione.vincola",
    "conservazione.scarta",
    "protocollo.assegna",
    "protocollo.annulla",
];

/// A hall, its clock and a person who may do everything.
pub struct Casa {
    pub hall: TownHall,
    pub clock: Arc<FixedClock>,
    pub who: Who,
    pub unit: UnitId,
    _folder: tempfile::TempDir,
}

/// On Wednesday 25 November 2026, ten in the evening, with a seal.
pub async fn casa(engine: Engine, aoo: bool) -> Casa {
    let casa = senza_sigillo(engine, aoo).await;
    casa.sigillo().await;
    casa
}

/// As [`casa`], of an ente that has no seal.
pub async fn senza_sigillo(engine: Engine, aoo: bool) -> Casa {
    nuova(engine, aoo, None, None).await
}

/// As [`casa`], of an ente with an authority for time stamps, which lives by the same clock.
pub async fn con_marche(engine: Engine) -> (Casa, Arc<Marcatore>) {
    let (authority, url) = Marcatore::start().await;
    let casa = nuova(engine, true, Some(url), None).await;
    authority.segue(Arc::clone(&casa.clock));
    casa.sigillo().await;
    (casa, authority)
}

/// As [`casa`], of an ente whose packages go to this server.
pub async fn con_sftp(engine: Engine, posto: Sftp) -> Casa {
    let casa = nuova(engine, true, None, Some(posto)).await;
    casa.sigillo().await;
    casa
}

async fn nuova(engine: Engine, aoo: bool, stamps: Option<String>, sftp: Option<Sftp>) -> Casa {
    let clock = Arc::new(FixedClock::new(Instant::start_of("2026-11-25".parse().unwrap()).plus_seconds(22 * 3_600)));
    let folder = tempfile::tempdir().unwrap();
    let database = match engine {
        Engine::Sqlite => Database::Sqlite,
        Engine::Postgres => Database::Postgres { url: new_database().await, connections: 8 },
    };
    let mut place = Place::in_folder(folder.path(), database, "municipio".into());
    place.key.given = Some("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff".to_owned().into());
    if aoo {
        let one = Aoo { code: "AM99901".into(), name: Some("Protocollo generale".into()), register: "PG".into() };
        place.aoo = [("prova".to_owned(), one)].into();
    }
    if let Some(url) = stamps {
        place.time_stamps.insert("prova".into(), TimeStamps { url, login: None, policy: None });
    }
    place.sftp.extend(sftp.map(|posto| ("prova".to_owned(), posto)));
    place.mailboxes = [("prova".to_owned(), vec![pec()])].into();
    let hall = TownHall::open(place, OFFICES, clock.clone()).await;
    let unit = hall.unit("PRO", "Protocollo").await;
    let anna = hall.person("anna", unit, &MAY).await;
    let who = hall.who(anna).await;
    Casa { hall, clock, who, unit, _folder: folder }
}

/// A mailbox that nobody answers: only its address is asked for.
fn pec() -> Mailbox {
    Mailbox {
        name: "pec".into(),
        address: "comune.prova@pec.example".into(),
        certified: true,
        unit: "PRO".into(),
        server: Server {
            host: "127.0.0.1".into(),
            port: 1,
            security: Security::Tls,
            ca: None,
            patience: std::time::Duration::from_secs(1),
        },
        login: Login { user: "x".into(), password: Password::new(String::new()) },
        folder: "INBOX".into(),
        done: "Presi".into(),
        outgoing: None,
    }
}

impl Casa {
    /// Gives the ente a seal that its own file calls good: of an authority of OpenSSL's, and so not one for trials.
    pub async fn sigillo(&self) {
        let candidate = seal::read_file(&seal_file(), "prova").unwrap();
        seal::set(&self.hall.ente, Actor::System("prova"), candidate).await.unwrap();
    }

    pub fn later(&self, seconds: i64) {
        self.clock.set(self.clock.now().plus_seconds(seconds));
    }

    /// Registers a document of Mario Rossi's.
    pub async fn registra(&self, oggetto: &str) -> protocollo::riga::Model {
        self.registra_con(oggetto, b"%PDF-1.7\n% una domanda\n%%EOF\n").await
    }

    /// Registers a document of Mario Rossi's with this content.
    pub async fn registra_con(&self, oggetto: &str, bytes: &[u8]) -> protocollo::riga::Model {
        let stored = self.hall.ente.archive.receive(&mut &bytes[..], 1_000).await.unwrap();
        let parti = vec![Parte { nome: "Rossi Mario".into(), ..Parte::default() }];
        let nuova = Nuova { parti, classe: Some("VI.3".into()), ..Nuova::new(Verso::Arrivo, oggetto, "mano") };
        registra(&self.hall.ente, &self.who, &nuova, &[("domanda n° 1.pdf".into(), stored)], None).await.unwrap()
    }

    /// Registers a document and puts it into a fascicolo: all that its deposit asks for. Year and number.
    pub async fn nel_fascicolo(&self) -> (i64, i64) {
        let riga = self.registra("Domanda di contributo").await;
        let nuovo = NuovoFascicolo::new(TipoFascicolo::Affare, "VI.3", "Contributo a Mario Rossi", self.unit);
        let nuovo = NuovoFascicolo { termine: Date::from_ymd_opt(2999, 12, 31), ..nuovo };
        let place = (riga.anno, riga.numero);
        apri_fascicolo(&self.hall.ente, &self.who, &nuovo, Some(place), None).await.unwrap();
        place
    }

    /// Lets a day end, makes its register, and does the office's hour.
    pub async fn un_giorno(&self) {
        self.later(24 * 3_600);
        fai_giornalieri(&self.hall.ente).await.unwrap();
        self.lavora().await;
    }

    pub async fn lavora(&self) {
        lavora(&self.hall.ente, FONTI).await.unwrap();
    }

    /// The only thing whose name begins so.
    pub async fn voce(&self, nome: &str) -> Voce {
        let all = elenca(&self.hall.ente, &self.who, Filtro::default(), None, 100).await.unwrap();
        let mut found: Vec<Voce> = all.into_iter().filter(|voce| voce.nome.starts_with(nome)).collect();
        assert_eq!(found.len(), 1, "{nome}");
        found.pop().unwrap()
    }

    pub async fn stato(&self, nome: &str) -> Stato {
        self.voce(nome).await.stato
    }

    /// The bytes of the last package of a thing.
    pub async fn pacchetto(&self, nome: &str) -> Vec<u8> {
        let id = self.voce(nome).await.id;
        let document = conservazione::apri_pacchetto(&self.hall.ente, &self.who, id).await.unwrap();
        self.hall.ente.archive.bytes(&document, 1 << 20).await.unwrap().unwrap()
    }

    /// Brings the receipt of the last package of a thing, which is kept from then on. The hash of the receipt.
    pub async fn riceve(&self, nome: &str) -> Sha256Hash {
        let text = format!("Preso in carico: {}", Sha256Hash::of(&self.pacchetto(nome).await));
        let hash = Sha256Hash::of(text.as_bytes());
        let path = format!("/conservazione/{}/ricevuta", self.voce(nome).await.id);
        let browser = self.hall.signed_in("anna").await;
        let answer = browser.upload(&path, &[], "ricevuta.txt", text.into_bytes()).await;
        assert!(answer.status().is_redirection(), "{nome}: {}", answer.status());
        assert_eq!(self.stato(nome).await, Stato::Conservata);
        hash
    }

    /// Puts other bytes in the place of these, where they lie in the archive.
    pub fn sovrascrivi(&self, bytes: &[u8], other: &[u8]) {
        let path = self.hall.ente.archive.store().local_path(&Sha256Hash::of(bytes)).expect("a folder");
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        #[expect(clippy::permissions_set_readonly_false, reason = "a file of this test alone")]
        permissions.set_readonly(false);
        fs::set_permissions(&path, permissions).unwrap();
        fs::write(&path, other).unwrap();
    }
}
