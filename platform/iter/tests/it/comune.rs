//! A small comune with its people, its vocabulary and its definitions, for the tests and the example.
#![allow(dead_code, reason = "each of those who use it needs a part")]

use calendar::{Calendario, Patrono, Ricorrenza};
use iter::{
    Agente, Avvio, Condizione, Controllo, Definizione, Designazione, Fatto, Mondo, Organigramma, Parametri, Parametro,
    Persona, Pratica, Registro, Richiesta, TipoParametro, Valida, Voce, valida,
};
use kernel::{Instant, Refusal, Uuid};

/// What the office `atti` would know of its act.
#[derive(Clone, Debug)]
pub struct Atto {
    pub testo: bool,
    pub quadrano: bool,
    pub copertura: bool,
    pub con_spesa: bool,
    pub articolo_54: bool,
    pub rup: Option<Uuid>,
}

impl Default for Atto {
    fn default() -> Self {
        Self { testo: true, quadrano: true, copertura: true, con_spesa: true, articolo_54: true, rup: None }
    }
}

struct Se(&'static str, &'static str, fn(&Atto) -> bool);

impl Condizione<Atto> for Se {
    fn voce(&self) -> Voce {
        Voce::nuova(self.0, self.1)
    }
    fn vale(&self, atto: &Atto, _: &Parametri) -> bool {
        (self.2)(atto)
    }
}

struct InOrdine(&'static str, &'static str, &'static str, fn(&Atto) -> bool);

impl Controllo<Atto> for InOrdine {
    fn voce(&self) -> Voce {
        Voce { legge: Some(self.2), ..Voce::nuova(self.0, self.1) }
    }
    fn verifica(&self, atto: &Atto, _: &Parametri, _: Instant, motivi: &mut Refusal) {
        if !(self.3)(atto) {
            motivi.add_law(None, self.1, self.2);
        }
    }
}

struct Rup;

impl Designazione<Atto> for Rup {
    fn voce(&self) -> Voce {
        Voce::nuova("atti.rup", "il responsabile unico del progetto")
    }
    fn persone(&self, atto: &Atto) -> Vec<Uuid> {
        atto.rup.into_iter().collect()
    }
}

const REGISTRO: Parametro =
    Parametro { nome: "registro", tipo: TipoParametro::Scelta(&["determine", "ordinanze"]), obbligatorio: true };
const GIORNI: Parametro = Parametro { nome: "giorni", tipo: TipoParametro::Intero(1, 365), obbligatorio: true };
const DESTINATARIO: Parametro = Parametro { nome: "destinatario", tipo: TipoParametro::Testo(40), obbligatorio: true };

pub fn registro() -> Registro<Atto> {
    let mut registro = Registro::default()
        .controllo(InOrdine("atti.testo_completo", "Il testo non è completo.", "art. 3 L. 241/1990", |atto| {
            atto.testo
        }))
        .and_then(|it| {
            let law = "art. 183 TUEL";
            it.controllo(InOrdine("atti.importi_quadrano", "Gli importi non quadrano.", law, |atto| atto.quadrano))
        })
        .and_then(|it| {
            it.controllo(InOrdine("atti.copertura", "Manca la copertura.", "art. 151 TUEL", |atto| atto.copertura))
        })
        .and_then(|it| it.condizione(Se("atti.con_spesa", "c'è un impegno di spesa", |atto| atto.con_spesa)))
        .and_then(|it| it.condizione(Se("atti.articolo_54", "è dell'art. 54 TUEL", |atto| atto.articolo_54)))
        .and_then(|it| it.designazione(Rup))
        .unwrap();
    for (codice, nome, parametri) in [
        ("atti.firma", "firma l'atto", &[][..]),
        ("atti.firma_attestazione", "firma l'attestazione", &[]),
        ("atti.firma_visto", "firma il visto", &[]),
        ("atti.numera", "prende il numero", &[REGISTRO]),
        ("atti.trasmetti", "trasmette l'atto", &[]),
        ("atti.comunica", "comunica l'atto", &[DESTINATARIO]),
        ("atti.notifica", "notifica l'atto", &[]),
        ("atti.archivia", "archivia l'atto", &[]),
        ("atti.revoca", "revoca l'atto", &[]),
        ("contabilita.impegna", "impegna la spesa", &[]),
        ("albo.pubblica", "pubblica all'albo", &[GIORNI]),
        ("albo.referta", "firma la referta", &[]),
    ] {
        registro = registro.effetto(Voce { codice, nome, legge: None, parametri }).unwrap();
    }
    registro
}

pub const fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub const ISTRUTTORE: u128 = 1;
pub const RESPONSABILE: u128 = 2;
pub const RAGIONIERE: u128 = 3;
pub const FINANZIARIO: u128 = 4;
pub const SEGRETARIO: u128 = 5;
pub const SINDACO: u128 = 6;
pub const AGENTE: u128 = 7;
pub const COMANDANTE: u128 = 8;
pub const MESSO: u128 = 9;
pub const SECONDO_FINANZIARIO: u128 = 10;

pub fn organigramma() -> Organigramma {
    Organigramma::default()
        .con(id(ISTRUTTORE), &[("LLPP", "Istruttore")])
        .con(id(RESPONSABILE), &[("LLPP", "Responsabile")])
        .con(id(RAGIONIERE), &[("RAG", "Ragioniere")])
        .con(id(FINANZIARIO), &[("RAG", "Responsabile finanziario"), ("RAG", "Responsabile")])
        .con(id(SECONDO_FINANZIARIO), &[("RAG", "Responsabile finanziario")])
        .con(id(SEGRETARIO), &[("SEGR", "Segretario"), ("SEGR", "Responsabile delle pubblicazioni")])
        .con(id(SINDACO), &[("SINDACO", "Sindaco")])
        .con(id(AGENTE), &[("PL", "Agente")])
        .con(id(COMANDANTE), &[("PL", "Responsabile")])
        .con(id(MESSO), &[("SEGR", "Messo")])
}

pub fn persona(n: u128) -> Persona {
    organigramma().persone.into_iter().find(|one| one.id == id(n)).unwrap()
}

pub fn calendario() -> Calendario {
    let ricorre = Ricorrenza::Fissa { mese: 7, giorno: 22 };
    let patrono = Patrono { nome: "Santa Maria Maddalena".into(), ricorre, dal: None, al: None, proroga: false };
    Calendario { patroni: vec![patrono], ..Calendario::default() }
}

pub fn leggi(text: &str) -> Definizione {
    Definizione::leggi(text).unwrap_or_else(|no| panic!("{no}"))
}

pub fn in_ordine(definizione: Definizione) -> Valida {
    valida(definizione, registro().vocabolario(), &organigramma())
        .unwrap_or_else(|no| panic!("{}", motivi(&no).join("\n")))
}

pub const DETERMINA: &str = include_str!("../dati/determina-impegno.toml");
pub const ORDINANZA: &str = include_str!("../dati/ordinanza-contingibile.toml");
pub const AUTORIZZAZIONE: &str = include_str!("../dati/autorizzazione.toml");

pub fn motivi(no: &Refusal) -> Vec<String> {
    no.reasons.iter().map(|reason| reason.sentence.clone()).collect()
}

/// Ten in the morning, in Italy, of that day.
pub fn alle_dieci(day: &str) -> Instant {
    Instant::in_rome(format!("{day}T10:00:00").parse().unwrap()).unwrap()
}

/// A file that a test carries on step by step.
pub struct Corsa {
    pub definizione: Valida,
    pub registro: Registro<Atto>,
    pub atto: Atto,
    pub calendario: Calendario,
    pub fatti: Vec<Fatto>,
    pub giorno: String,
}

impl Corsa {
    pub fn avvia(text: &str, chi: u128, ufficio: &str, day: &str, atto: Atto) -> Self {
        let definizione = in_ordine(leggi(text));
        let registro = registro();
        let who = persona(chi);
        let avvio = Avvio { chi: Agente::Persona(&who), ufficio, quando: alle_dieci(day), chiave: "avvio" };
        let fatti = Pratica::nuova(&definizione, &registro.su(&atto), avvio).unwrap_or_else(|no| panic!("{no}"));
        Self { definizione, registro, atto, calendario: calendario(), fatti, giorno: day.into() }
    }

    pub fn pratica(&self) -> Pratica {
        Pratica::da(&self.fatti).unwrap()
    }

    pub fn stati(&self) -> Vec<String> {
        self.pratica().presente().keys().cloned().collect()
    }

    pub fn il(&mut self, day: &str) -> &mut Self {
        self.giorno = day.into();
        self
    }

    pub fn chiedi(&self, passo: &str, chi: Option<&Persona>, motivo: Option<&str>) -> Result<Vec<Fatto>, Refusal> {
        let chiave = format!("{passo}-{}", self.fatti.len());
        let chi = chi.map_or(Agente::Sistema, Agente::Persona);
        let richiesta = Richiesta { passo, chi, quando: alle_dieci(&self.giorno), motivo, chiave: &chiave };
        self.pratica().compi(&self.definizione, &self.calendario, &self.registro.su(&self.atto), richiesta)
    }

    pub fn compie(&mut self, passo: &str, chi: u128) -> &mut Self {
        let more =
            self.chiedi(passo, Some(&persona(chi)), Some("Per la prova")).unwrap_or_else(|no| panic!("{passo}: {no}"));
        self.fatti.extend(more);
        self
    }

    pub fn scatta(&mut self, passo: &str) -> &mut Self {
        let more = self.chiedi(passo, None, None).unwrap_or_else(|no| panic!("{passo}: {no}"));
        self.fatti.extend(more);
        self
    }

    pub fn rifiuta(&self, passo: &str, chi: u128, motivo: Option<&str>) -> Vec<String> {
        motivi(&self.chiedi(passo, Some(&persona(chi)), motivo).unwrap_err())
    }

    pub fn dovuti(&self) -> Vec<&str> {
        let mondo = self.registro.su(&self.atto);
        let mondo: &dyn Mondo = &mondo;
        self.pratica().dovuti(&self.definizione, &self.calendario, mondo, alle_dieci(&self.giorno))
    }
}
