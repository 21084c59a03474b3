//! A town hall with an office whose work is confidential, and someone of another office who may do everything but see it.

use std::sync::Arc;

use authz::{PersonId, UnitId, Who};
use kernel::{FixedClock, Instant, SystemRandom, Uuid};
use municipio::OFFICES;
use protocollo::{
    A, Assegnatario, Nuova, NuovoFascicolo, NuovoTermine, Parte, RepertorioId, Richiesta, Tipo, TipoFascicolo, Verso,
    annulla, apri_fascicolo, apri_repertorio, metti_nel_fascicolo, poni_termine, registra, registra_a_repertorio,
    spedisci,
};
use reqwest::{Client, multipart};
use testkit::{Browser, Engine, MailServer, TownHall, usual_settings};

use super::{
    attrezzi::{dropped, mailbox, numero, tutti, uno},
    confronto::Risposta,
};

/// Words that stand in confidential things alone.
pub(super) const PAROLE: [&str; 14] = [
    "zmarcaoggetto",
    "zmarcamittente",
    "zmarcaindirizzo",
    "zmarcatesto",
    "zmarcafile",
    "zmarcanota",
    "zmarcaloro",
    "zmarcamotivo",
    "zmarcafascicolo",
    "zmarcaintestatario",
    "zmarcaspedito",
    "zmarcabozza",
    "zmarcaposta",
    CODICE,
];
/// The tax code of a confidential sender.
pub(super) const CODICE: &str = "RSSMRA80A01H501U";
/// The first confidential number, and one that nobody has.
pub(super) const UNO: &str = "7385619";
pub(super) const NIENTE_NUMERO: i64 = 7_385_999;
/// An id of nothing.
pub(super) const NIENTE_ID: &str = "018f3f1e-0000-7000-8000-000000000001";

/// What a word becomes that nobody ever wrote.
pub(super) fn niente(word: &str) -> String {
    match word {
        CODICE => "VRDLGU75B02F205K".into(),
        UNO => NIENTE_NUMERO.to_string(),
        word => word.replace("zmarca", "yqwxkj"),
    }
}

pub(super) struct Mondo {
    pub hall: TownHall,
    pub curiosa: Browser,
    /// The unit with secrets.
    pub soc: String,
    pub persona: String,
    pub numero: i64,
    pub documento: String,
    pub fascicolo: String,
    pub emergenza: String,
    pub repertorio: String,
    pub soggetto: String,
    pub ruolo: String,
    pub incarico: String,
    aperto: protocollo::ChiaveFascicolo,
    repertorio_id: RepertorioId,
    token: String,
    key: String,
    segreta: PersonId,
    unit: UnitId,
    real: Option<(MailServer, String)>,
}

/// Where the secrets are.
pub(super) struct Segreti {
    pub numeri: Vec<i64>,
    /// An open entry that answers a secret one.
    pub risposta: i64,
    pub documento: String,
    pub documento_bytes: Vec<u8>,
    pub assegnazione: String,
    pub termine: String,
    pub spedizione: String,
    pub messaggio: String,
    pub fascicoli: Vec<String>,
    pub voci: Vec<String>,
    pub bozza: String,
    /// A certified copy of a secret paper.
    pub copia: String,
    /// A link between two secrets.
    pub collegamento: String,
}

impl Mondo {
    pub async fn start(engine: Engine, user: &str) -> Self {
        let clock = Arc::new(FixedClock::new(Instant::start_of("2026-11-25".parse().unwrap()).plus_seconds(43_200)));
        let real = MailServer::find().map(|real| (real, user.to_owned()));
        let mailboxes = vec![mailbox(real.as_ref())];
        let hall = TownHall::start_with_mail(engine, OFFICES, clock, usual_settings(), mailboxes).await;
        let (cur, unit) = (hall.unit("CUR", "Ragioneria").await, hall.unit("SOC", "Servizi sociali").await);
        let all: Vec<&str> = office::permissions(OFFICES).iter().map(|permission| permission.code).collect();
        let but = ["protocollo.riservati", "protocollo.giornaliero"];
        let most: Vec<&str> = all.iter().copied().filter(|code| !but.contains(code)).collect();
        let persona = hall.person("curiosa", cur, &most).await;
        let segreta = hall.person("segreta", unit, &all).await;
        let who = hall.who(persona).await;
        let stored = hall.ente.archive.receive(&mut &b"Testo di tutti"[..], 1 << 20).await.unwrap();
        let parti = vec![Parte { nome: "Verdi Luigi".into(), ..Parte::default() }];
        let nuova = Nuova { parti, ..Nuova::new(Verso::Arrivo, "Domanda di contributo per la festa", "mano") };
        let riga = registra(&hall.ente, &who, &nuova, &[("domanda.txt".into(), stored)], None).await.unwrap();
        let scheda = protocollo::leggi(&hall.ente, &who, riga.anno, riga.numero).await.unwrap();
        let segretissima = hall.who(segreta).await;
        let nuovo = NuovoFascicolo::new(TipoFascicolo::Affare, "VI.3", "Festa del patrono", unit);
        let aperto =
            apri_fascicolo(&hall.ente, &segretissima, &senza_termine(nuovo), None, None).await.unwrap().chiave();
        let repertorio_id = apri_repertorio(&hall.ente, &segretissima, "VERBALI", "Verbali", 2026).await.unwrap();
        let curiosa = hall.signed_in("curiosa").await;
        let key = hall.api_key("curiosa", persona, &most).await;
        let browser = hall.signed_in("segreta").await;
        let apertura = [
            ("causa", "Guasto al server del protocollo"),
            ("provvedimento", "Decreto n. 4 del 25/11/2026"),
            ("dal_at", "2026-11-24T08:00"),
        ];
        assert_eq!(browser.post("/protocollo/emergenza", &apertura).await.status(), 303);
        let asked = browser.post("/protocollo/posta/leggi", &[]).await;
        assert!(asked.status().is_redirection(), "{}", asked.status());
        while hall.work().await > 0 {}
        let emergenza = uno(&hall, "SELECT id FROM protocollo_emergenza").await;
        // From here on numbers are such as stand nowhere by chance.
        let write = hall.ente.db().write().await.unwrap();
        let last: i64 = UNO.parse::<i64>().unwrap() - 1;
        let sql = "UPDATE ledger_register SET last_number = $1 WHERE register = 'protocollo'";
        db::execute(&write, sql, [last.into()]).await.unwrap();
        write.commit().await.unwrap();
        Self {
            token: curiosa.token().await,
            curiosa,
            soc: unit.to_string(),
            persona: persona.to_string(),
            numero: riga.numero,
            documento: scheda.documenti[0].1.id.to_string(),
            fascicolo: aperto.in_address(),
            emergenza,
            repertorio: repertorio_id.to_string(),
            repertorio_id,
            soggetto: uno(&hall, "SELECT id FROM directory_subject ORDER BY id").await,
            ruolo: uno(&hall, "SELECT id FROM authz_role ORDER BY id").await,
            incarico: uno(&hall, "SELECT id FROM authz_incarico ORDER BY id").await,
            aperto,
            key,
            segreta,
            unit,
            real,
            hall,
        }
    }

    /// Asks, as whoever is curious does: in the browser, or with their key.
    pub async fn chiedi(&self, path: &str) -> Risposta {
        if !path.starts_with("/api/v1/") {
            return Risposta::of(self.curiosa.get(path).await).await;
        }
        let asked = Client::new().get(self.curiosa.address(path)).bearer_auth(&self.key).send().await;
        Risposta::of(asked.unwrap()).await
    }

    /// Sends an empty form.
    pub async fn manda(&self, path: &str) -> Risposta {
        if !path.starts_with("/api/v1/") {
            return Risposta::of(self.curiosa.post_with(&self.token, path, &[]).await).await;
        }
        let address = self.curiosa.address(path);
        let asked = Client::new().post(address).bearer_auth(&self.key).json(&serde_json::json!({})).send().await;
        Risposta::of(asked.unwrap()).await
    }

    /// The work of the office of secrets.
    pub async fn segreti(&self) -> Segreti {
        let hall = &self.hall;
        let who = hall.who(self.segreta).await;
        let browser = hall.signed_in("segreta").await;
        let documento_bytes = b"La relazione zmarcatesto sul minore affidato".to_vec();
        let entrata = self.entra(&who, &documento_bytes).await;
        let (uscita, spedizione) = self.esce(&who).await;
        let doppia = registra(&hall.ente, &who, &self.nuova(Verso::Arrivo), &[], None).await.unwrap();
        let why = "zmarcamotivo: registrata due volte";
        annulla(&hall.ente, &who, doppia.anno, doppia.numero, why).await.unwrap();
        let verbale = self.nuova(Verso::Interno);
        let verbale = registra_a_repertorio(&hall.ente, &who, self.repertorio_id, &verbale, &[], None).await.unwrap();
        let verbale = verbale.riga.numero;
        let given = protocollo::leggi(&hall.ente, &who, 2026, entrata).await.unwrap().assegnazioni[0].id;
        let nuovo = NuovoTermine { giorni: 30, dal: None };
        let termine = poni_termine(&hall.ente, &who, (2026, entrata), given, nuovo).await.unwrap().id.to_string();
        let place = format!("/protocollo/2026/{entrata}/annotazioni");
        let noted = browser.post(&place, &[("testo", "Si richiama zmarcanota lunedì")]).await;
        assert_eq!(noted.status(), 303);
        let place = format!("/protocollo/2026/{uscita}/collegamenti");
        let linked = browser.post(&place, &[("tipo", "risponde"), ("numero", &format!("{entrata}/2026"))]).await;
        assert_eq!(linked.status(), 303);
        let in_emergenza = self.in_emergenza(&browser).await;
        let mut numeri = vec![entrata, uscita, doppia.numero, verbale, in_emergenza];
        let messaggio = match &self.real {
            Some((real, user)) => {
                let (id, numero) = self.per_posta(real, user, &browser).await;
                numeri.push(numero);
                id
            }
            None => NIENTE_ID.replace("0001", "0002"),
        };
        let (copiata, copia) = self.copia(&who).await;
        numeri.push(copiata);
        let fascicoli = self.fascicoli(&who, entrata).await;
        let bozza = dropped(&browser, &[("verso", "arrivo")], "zmarcabozza.txt", b"zmarcabozza".to_vec()).await;
        while hall.work().await > 0 {}
        let of = format!("(SELECT id FROM protocollo_registrazione WHERE numero = {entrata})");
        let voci = format!("SELECT id FROM protocollo_fascicolo_voce WHERE registrazione_id = {of} ORDER BY id");
        Segreti {
            numeri,
            risposta: self.numero,
            documento: uno(
                hall,
                &format!("SELECT documento_id AS id FROM protocollo_allegato WHERE registrazione_id = {of}"),
            )
            .await,
            documento_bytes,
            assegnazione: uno(hall, &format!("SELECT id FROM protocollo_assegnazione WHERE registrazione_id = {of}"))
                .await,
            termine,
            spedizione,
            messaggio,
            fascicoli,
            voci: tutti(hall, &voci).await,
            bozza,
            copia,
            collegamento: uno(hall, "SELECT id FROM protocollo_collegamento").await,
        }
    }

    fn nuova(&self, verso: Verso) -> Nuova {
        let parti = vec![Parte {
            nome: "Zmarcamittente Bianca".into(),
            codice_fiscale: Some(CODICE.into()),
            indirizzo: Some("zmarcaindirizzo@pec.example.it".into()),
        }];
        Nuova {
            parti,
            riservata: true,
            classe: Some("VI.3".into()),
            note: Some("Chiamare zmarcanota".into()),
            protocollo_mittente: Some("zmarcaloro".into()),
            assegnazioni: vec![Assegnatario { ufficio: self.unit, persona: None, tipo: Tipo::Competenza }],
            ..Nuova::new(verso, "Relazione zmarcaoggetto sul minore", "pec")
        }
    }

    async fn entra(&self, who: &Who, bytes: &[u8]) -> i64 {
        let ente = &self.hall.ente;
        let stored = ente.archive.receive(&mut &*bytes, 1 << 20).await.unwrap();
        let files = [("zmarcafile.txt".into(), stored)];
        registra(ente, who, &self.nuova(Verso::Arrivo), &files, None).await.unwrap().numero
    }

    /// An entry with a PDF, and a copy of that on paper.
    async fn copia(&self, who: &Who) -> (i64, String) {
        let ente = &self.hall.ente;
        let pdf = testkit::pdf(&["La relazione zmarcatesto sul minore"]);
        let stored = ente.archive.receive(&mut &pdf[..], 1 << 20).await.unwrap();
        let files = [("zmarcafile.pdf".into(), stored)];
        let riga = registra(ente, who, &self.nuova(Verso::Arrivo), &files, None).await.unwrap();
        let scheda = protocollo::leggi(ente, who, riga.anno, riga.numero).await.unwrap();
        let chiesta = copie::Richiesta {
            ufficio: "protocollo".into(),
            cosa: format!("{}/{}", riga.anno, riga.numero),
            documento: scheda.documenti[0].1.id,
            conversione: None,
            forma: copie::Forma::Carta,
            pagine: String::new(),
            omesso: None,
            richiedente: Some("Zmarcamittente Bianca".into()),
            motivo: Some("zmarcamotivo".into()),
            bollo: Some("zmarcabollo".into()),
            mostra_oggetto: false,
            scarico: copie::Scarico::Mai,
        };
        let made = copie::rilascia(ente, who, &[&protocollo::Originali], &SystemRandom, &chiesta).await.unwrap();
        (riga.numero, made.riga.id.to_string())
    }

    async fn esce(&self, who: &Who) -> (i64, String) {
        let ente = &self.hall.ente;
        let stored = ente.archive.receive(&mut &b"zmarcatesto in partenza"[..], 1 << 20).await.unwrap();
        let files = [("zmarcafile.txt".into(), stored)];
        let riga = registra(ente, who, &self.nuova(Verso::Partenza), &files, None).await.unwrap();
        let scheda = protocollo::leggi(ente, who, riga.anno, riga.numero).await.unwrap();
        let casella: Uuid = uno(&self.hall, "SELECT id FROM protocollo_casella").await.parse().unwrap();
        let a = A { parte: scheda.parti[0].id, indirizzo: "zmarcaindirizzo@pec.example.it".into(), in_luogo_di: None };
        let richiesta = Richiesta {
            casella: casella.into(),
            oggetto: "zmarcaspedito".into(),
            testo: "Buongiorno zmarcaspedito.".into(),
            a: vec![a],
        };
        let sent = spedisci(ente, who, (riga.anno, riga.numero), &richiesta, None).await.unwrap();
        (riga.numero, sent[0].to_string())
    }

    async fn in_emergenza(&self, browser: &Browser) -> i64 {
        let fields = [
            ("numero", "1"),
            ("registrata_at", "2026-11-24T10:00"),
            ("oggetto", "Segnalazione zmarcaoggetto al buio"),
            ("verso", "arrivo"),
            ("nome_testo", "Zmarcamittente Nera"),
            ("mezzo", "mano"),
            ("riservata", "si"),
            ("ufficio", &self.soc),
        ];
        let mut form = multipart::Form::new().text("csrf", browser.token().await);
        for (name, value) in fields {
            form = form.text(name, value.to_owned());
        }
        let place = browser.address(&format!("/protocollo/emergenza/{}/registra", self.emergenza));
        let done = browser.client().post(place).multipart(form).send().await.unwrap();
        let (status, told) = (done.status(), done.text().await.unwrap());
        assert_eq!(status, 303, "{told}");
        numero(&self.hall, "SELECT MAX(numero) AS n FROM protocollo_registrazione").await
    }

    /// Two messages of which one is registered; the other waits.
    async fn per_posta(&self, real: &MailServer, user: &str, browser: &Browser) -> (String, i64) {
        for n in 0..2 {
            let text = format!(
                "From: Zmarcamittente <zmarcaindirizzo@example.it>\r\nTo: sociale@pec.example.it\r\nSubject: zmarcaposta {n}\r\n\
                 Message-ID: <{n}.zmarcaposta@example.it>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"p\"\r\n\r\n\
                 --p\r\nContent-Type: text/plain\r\n\r\nTesto zmarcaposta\r\n--p\r\nContent-Type: text/plain; name=\"zmarcafile.txt\"\r\n\
                 Content-Disposition: attachment; filename=\"zmarcafile.txt\"\r\n\r\nIl modulo zmarcatesto\r\n--p--\r\n"
            );
            real.deliver(user, text.as_bytes());
        }
        let asked = browser.post("/protocollo/posta/leggi", &[]).await;
        assert!(asked.status().is_redirection(), "{}", asked.status());
        while self.hall.work().await > 0 {}
        let ids = tutti(&self.hall, "SELECT id FROM protocollo_messaggio ORDER BY id").await;
        let opened = browser.post(&format!("/protocollo/posta/{}/registra", ids[0]), &[]).await;
        let bozza = opened.headers()["location"].to_str().unwrap().rsplit('=').next().unwrap().to_owned();
        (ids[1].clone(), self.registra(browser, &bozza, "Segnalazione zmarcaposta", "si").await)
    }

    /// Registers a draft and gives its number.
    async fn registra(&self, browser: &Browser, bozza: &str, oggetto: &str, riservata: &str) -> i64 {
        let nome = if riservata.is_empty() { "Verdi Luigi" } else { "Zmarcamittente Bianca" };
        let fields = [
            ("bozza", bozza),
            ("chiave", bozza),
            ("verso", if riservata.is_empty() { "partenza" } else { "arrivo" }),
            ("mezzo", "mano"),
            ("oggetto", oggetto),
            ("nome_testo", nome),
            ("riservata", riservata),
            ("ufficio", &self.soc),
        ];
        let done = browser.post("/protocollo/nuova", &fields).await;
        let place = done.headers().get("location").map(|place| place.to_str().unwrap().to_owned());
        let place = place.expect("it is registered");
        place.trim_end_matches("?registrata").rsplit('/').next().unwrap().parse().unwrap()
    }

    async fn fascicoli(&self, who: &Who, numero: i64) -> Vec<String> {
        let ente = &self.hall.ente;
        let nuovo = NuovoFascicolo::new(TipoFascicolo::Affare, "VI.3", "Affidamento zmarcafascicolo", self.unit);
        let nuovo = NuovoFascicolo { riservato: true, ..senza_termine(nuovo) };
        let affare = apri_fascicolo(ente, who, &nuovo, None, None).await.unwrap().chiave();
        let nuovo = NuovoFascicolo::new(TipoFascicolo::PersonaFisica, "VI.3", "Minore zmarcafascicolo", self.unit);
        let nuovo = NuovoFascicolo { riservato: true, intestatario: Some("Zmarcaintestatario Luca".into()), ..nuovo };
        let persona = apri_fascicolo(ente, who, &nuovo, None, None).await.unwrap().chiave();
        // In a confidential one, and in one that everybody sees.
        for chiave in [&affare, &self.aperto] {
            metti_nel_fascicolo(ente, who, chiave, (2026, numero), false).await.unwrap();
        }
        vec![affare.in_address(), persona.in_address()]
    }

    /// An open answer to a confidential question.
    pub async fn risponde(&self, numero: i64) -> i64 {
        let browser = &self.hall.signed_in("segreta").await;
        let question = format!("2026-{numero}");
        let fields = [("verso", "partenza"), ("risponde", question.as_str())];
        let bozza = dropped(browser, &fields, "risposta.txt", b"Si risponde".to_vec()).await;
        self.registra(browser, &bozza, "Invito a un incontro", "").await
    }
}

impl Segreti {
    /// Whoever may see them sees them: otherwise nothing would be proved.
    pub async fn assert_seen_by_their_office(&self, mondo: &Mondo) {
        let browser = mondo.hall.signed_in("segreta").await;
        let list = browser.read("/protocollo").await;
        assert!(self.numeri.iter().all(|numero| list.contains(&numero.to_string())), "{list}");
        let found = browser.read("/protocollo?q=zmarcatesto").await;
        assert!(found.contains(UNO), "{found}");
        let page = browser.read(&format!("/protocollo/2026/{UNO}")).await.to_lowercase();
        for word in ["zmarcaoggetto", "zmarcamittente", "zmarcafile", "zmarcanota", "zmarcaloro"] {
            assert!(page.contains(word), "{word} is not in {page}");
        }
        let found = browser.read("/protocollo/fascicoli?q=zmarcafascicolo").await;
        assert!(found.contains(&self.fascicoli[0]), "{found}");
        assert_eq!(browser.get(&format!("/protocollo/bozze/{}/0", self.bozza)).await.status(), 200);
        assert_eq!(self.voci.len(), 2);
    }
}

/// An affare needs a term.
fn senza_termine(nuovo: NuovoFascicolo) -> NuovoFascicolo {
    NuovoFascicolo { termine: "2999-12-31".parse().ok(), ..nuovo }
}
