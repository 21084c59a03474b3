//! What the definitions of acts may name: checks, conditions, designations, effects.

use std::sync::LazyLock;

use iter::{Condizione, Controllo, Designazione, Parametri, Parametro, Registro, TipoParametro, Valore, Voce};
use kernel::{Instant, Refusal, Uuid};
use prose::{Prose, Role};

use crate::{
    error::Error,
    rules::{
        clausole::{Ricorso, dice_sessanta},
        efficacia::maggioranza_dei_componenti,
        pareri::Quale,
        righe::{self, Riga, Verso},
        tipi::{CODICI_REGISTRI, Effetto},
    },
    tables::{allegato, stato},
    testo,
    valori::Valori,
    voto::Voto,
};

/// An act as checks look at it: its row, its text as it stands, what lies beside it.
#[derive(Clone, Debug)]
pub(crate) struct Soggetto {
    pub stato: stato::Model,
    pub testo: Prose,
    /// The values of what the text names.
    pub valori: Valori,
    pub righe: Vec<Riga>,
    pub allegati: Vec<allegato::Model>,
    pub voto: Option<Voto>,
    /// How many comments are still open.
    pub commenti: u64,
}

impl Soggetto {
    /// Out of what was read of it; the text with the values of what it names.
    ///
    /// # Errors
    /// When the lines or the vote that were kept cannot be read.
    pub fn nuovo(
        stato: stato::Model,
        (testo, valori): (Prose, Valori),
        allegati: Vec<allegato::Model>,
        commenti: u64,
    ) -> Result<Self, Error> {
        let voto = stato.voto.as_deref().map(serde_json::from_str).transpose()?;
        Ok(Self { righe: stato.righe()?, stato, testo, valori, allegati, voto, commenti })
    }

    /// The text with the data that it names, as they are at that instant.
    fn pieno(&self, quando: Instant) -> Prose {
        self.valori.riempi(&self.testo, quando.date())
    }
}

type Verifica = fn(&Soggetto, &Parametri, Instant, &mut Refusal);

/// A check: code, what it says when it holds, article, parameters.
struct Parola(&'static str, &'static str, Option<&'static str>, &'static [Parametro], Verifica);

impl Controllo<Soggetto> for Parola {
    fn voce(&self) -> Voce {
        Voce { codice: self.0, nome: self.1, legge: self.2, parametri: self.3 }
    }

    fn verifica(&self, soggetto: &Soggetto, parametri: &Parametri, quando: Instant, motivi: &mut Refusal) {
        (self.4)(soggetto, parametri, quando, motivi);
    }
}

struct Se(&'static str, &'static str, fn(&Soggetto) -> bool);

impl Condizione<Soggetto> for Se {
    fn voce(&self) -> Voce {
        Voce::nuova(self.0, self.1)
    }

    fn vale(&self, soggetto: &Soggetto, _: &Parametri) -> bool {
        (self.2)(soggetto)
    }
}

struct Rup;

impl Designazione<Soggetto> for Rup {
    fn voce(&self) -> Voce {
        Voce::nuova("atti.rup", "il responsabile unico del progetto")
    }

    fn persone(&self, soggetto: &Soggetto) -> Vec<Uuid> {
        soggetto.stato.rup_id.map(|id| id.uuid()).into_iter().collect()
    }
}

const fn scelta(nome: &'static str, fra: &'static [&'static str]) -> Parametro {
    Parametro { nome, tipo: TipoParametro::Scelta(fra), obbligatorio: true }
}

const GENERE: &[Parametro] = &[scelta("genere", &["impegno", "prenotazione", "liquidazione"])];
const COME: &[Parametro] = &[scelta("come", &["atto", "presidente", "segretario"])];
const QUALE: &[Parametro] = &[scelta("quale", Quale::CODICI)];
const NUMERA: &[Parametro] = &[
    scelta("registro", CODICI_REGISTRI),
    Parametro { nome: "settore", tipo: TipoParametro::SiNo, obbligatorio: false },
    // Of the titolario: that of the fascicolo which opens by itself, where nobody chose one.
    Parametro { nome: "classe", tipo: TipoParametro::Testo(20), obbligatorio: false },
];
const COSA: &[Parametro] = &[Parametro { nome: "cosa", tipo: TipoParametro::Testo(40), obbligatorio: true }];
const PERCHE: &[Parametro] =
    &[scelta("perche", &["firma", "visto", "controlli", "voto", "termine", "notifica", "segnali", "accettazione"])];
const GIORNI: &[Parametro] = &[Parametro { nome: "giorni", tipo: TipoParametro::Intero(1, 365), obbligatorio: false }];

/// A parameter that is a text.
pub(crate) fn parola<'a>(parametri: &'a Parametri, nome: &str) -> Option<&'a str> {
    match parametri.get(nome) {
        Some(Valore::Testo(text)) => Some(text),
        _ => None,
    }
}

fn testo_completo(soggetto: &Soggetto, _: &Parametri, quando: Instant, no: &mut Refusal) {
    if soggetto.stato.oggetto.trim().is_empty() {
        no.add(Some("oggetto"), "Manca l'oggetto: scrivi in una riga di che cosa tratta l'atto.");
    }
    testo::completo(soggetto.stato.tipo(), &soggetto.pieno(quando), no);
    let appeal = Ricorso::dell_atto(&soggetto.stato.iter, &soggetto.righe);
    if appeal == Ricorso::Appalti && dice_sessanta(&soggetto.testo) {
        let told = "L'atto affida un contratto pubblico: davanti al Tribunale amministrativo regionale si ricorre entro 30 \
         giorni, non 60. Cambia la clausola sul ricorso.";
        no.add_law(Some("testo"), told, "art. 120 del codice del processo amministrativo");
    }
    if soggetto.commenti > 0 {
        let open = soggetto.commenti;
        no.add(Some("testo"), format!("Commenti ancora aperti: {open}. Chiudili, o rispondi cambiando il testo."));
    }
}

fn allegati_in_ordine(soggetto: &Soggetto, _: &Parametri, _: Instant, no: &mut Refusal) {
    for one in soggetto.allegati.iter().filter(|one| !one.tolto) {
        if soggetto.stato.da_pubblicare && one.pubblica.is_none() {
            let told = format!("Allegato «{}»: decidi se si pubblica intero, con omissis o no.", one.titolo);
            no.add_law(Some("allegati"), told, "art. 4 D.Lgs. 33/2013");
        }
        if one.pubblica.as_deref() == Some("omissis") && one.omissis_id.is_none() {
            no.add(Some("allegati"), format!("Allegato «{}»: manca la versione con omissis.", one.titolo));
        }
    }
}

fn pubblicabile(soggetto: &Soggetto, _: &Parametri, _: Instant, no: &mut Refusal) {
    let stato = &soggetto.stato;
    if stato.tipo().effetto == Effetto::Delibera && (!stato.da_pubblicare || stato.riservato) {
        let told = "Le deliberazioni si pubblicano tutte: segna nei dati che si pubblica, togli la riservatezza e \
         segna come omissis ciò che non può leggere chiunque.";
        no.add_law(Some("da_pubblicare"), told, "art. 124 TUEL");
    } else if stato.da_pubblicare && stato.riservato {
        let told = "L'atto è riservato e insieme da pubblicare: togli la pubblicazione, o la riservatezza.";
        no.add(Some("da_pubblicare"), told);
    }
    if stato.da_pubblicare && stato.scelta_dati.as_deref().is_none_or(|text| text.trim().is_empty()) {
        let told = "Prima di pubblicare dichiara di aver guardato se nel testo e nell'oggetto ci sono dati di \
         persone, e che cosa hai deciso.";
        no.add_law(Some("scelta_dati"), told, "art. 4 D.Lgs. 33/2013 e art. 5 GDPR");
    }
}

fn con_righe(soggetto: &Soggetto, _: &Parametri, _: Instant, no: &mut Refusal) {
    if soggetto.righe.is_empty() {
        no.add_law(Some("righe"), "Mancano le righe contabili: aggiungi almeno una riga.", "art. 183 TUEL");
    }
}

fn senza_righe(soggetto: &Soggetto, _: &Parametri, _: Instant, no: &mut Refusal) {
    if !soggetto.righe.is_empty() {
        let told =
            "Questa determina è senza spesa, ma ha delle righe contabili: toglile, o fanne una con impegno di spesa.";
        no.add_law(Some("righe"), told, "art. 183, c. 7, TUEL");
    }
}

fn righe_in_ordine(soggetto: &Soggetto, parametri: &Parametri, _: Instant, no: &mut Refusal) {
    let genere = parola(parametri, "genere").unwrap_or("impegno");
    let wanted = if genere == "liquidazione" { Verso::Liquidazione } else { Verso::Impegno };
    if soggetto.righe.iter().any(|riga| riga.verso != wanted) {
        let what = if wanted == Verso::Impegno { "capitoli da impegnare" } else { "impegni da liquidare" };
        no.add(Some("righe"), format!("Le righe di questo atto riguardano {what}: ce n'è una di un altro genere."));
    }
    if genere == "prenotazione" {
        righe::controlla_prenotazione(&soggetto.righe, no);
    } else {
        righe::controlla(&soggetto.righe, no);
    }
}

fn importi_quadrano(soggetto: &Soggetto, _: &Parametri, quando: Instant, no: &mut Refusal) {
    righe::quadra(&soggetto.righe, &testo::sezione(&soggetto.pieno(quando), Role::Dispositivo), no);
}

fn durata_indicata(soggetto: &Soggetto, _: &Parametri, quando: Instant, no: &mut Refusal) {
    let law = "art. 54, c. 4, TUEL";
    match soggetto.stato.durata_al {
        None => no.add_law(
            Some("durata_al"),
            "Un'ordinanza contingibile e urgente ha una durata: scrivi fino a quando.",
            law,
        ),
        Some(day) if day < quando.date() => {
            no.add_law(Some("durata_al"), "La durata dell'ordinanza è già finita: controlla il giorno.", law);
        }
        Some(_) => {}
    }
}

fn destinatari_indicati(soggetto: &Soggetto, _: &Parametri, _: Instant, no: &mut Refusal) {
    if soggetto.stato.destinatari.as_deref().is_none_or(|text| text.trim().is_empty()) {
        no.add_law(Some("destinatari"), "Scrivi a chi va notificato o comunicato l'atto.", "art. 21-bis L. 241/1990");
    }
}

fn voto_registrato(soggetto: &Soggetto, _: &Parametri, _: Instant, no: &mut Refusal) {
    if soggetto.voto.is_none() {
        no.add(Some("voto"), "Manca il voto: registra presenti, favorevoli, contrari e astenuti.");
    }
}

fn voto_favorevole(soggetto: &Soggetto, _: &Parametri, _: Instant, no: &mut Refusal) {
    let Some(voto) = &soggetto.voto else { return };
    if !voto.favorevole() {
        let (yes, against) = (voto.favorevoli, voto.contrari);
        no.add(Some("voto"), format!("I favorevoli sono {yes} e i contrari {against}: la proposta non è approvata."));
    }
    let votes = voto.favorevoli_immediata.unwrap_or_default();
    if soggetto.stato.immediata && !maggioranza_dei_componenti(votes, voto.componenti) {
        let told = format!(
            "Per l'immediata eseguibilità servono più della metà dei {} componenti: i favorevoli sono {votes}.",
            voto.componenti
        );
        no.add_law(Some("voto"), told, "art. 134, c. 4, TUEL");
    }
}

const CONTROLLI: [Parola; 11] = [
    Parola("atti.testo_completo", "il testo è completo", Some("art. 3 L. 241/1990"), &[], testo_completo),
    Parola("atti.allegati_in_ordine", "di ogni allegato è deciso se si pubblica", None, &[], allegati_in_ordine),
    Parola("atti.pubblicabile", "è deciso che cosa leggono tutti", Some("art. 4 D.Lgs. 33/2013"), &[], pubblicabile),
    Parola("atti.con_righe", "ci sono righe contabili", Some("art. 183 TUEL"), &[], con_righe),
    Parola("atti.senza_righe", "non ci sono righe contabili", None, &[], senza_righe),
    Parola("atti.righe_in_ordine", "le righe contabili sono complete", Some("art. 183 TUEL"), GENERE, righe_in_ordine),
    Parola(
        "atti.importi_quadrano",
        "gli importi quadrano con il dispositivo",
        Some("art. 183 TUEL"),
        &[],
        importi_quadrano,
    ),
    Parola("atti.durata_indicata", "è scritta la durata", Some("art. 54, c. 4, TUEL"), &[], durata_indicata),
    Parola(
        "atti.destinatari_indicati",
        "ci sono i destinatari",
        Some("art. 21-bis L. 241/1990"),
        &[],
        destinatari_indicati,
    ),
    Parola("atti.voto_registrato", "il voto è registrato", None, &[], voto_registrato),
    Parola("atti.voto_favorevole", "il voto è favorevole", Some("art. 134, c. 4, TUEL"), &[], voto_favorevole),
];

const CONDIZIONI: [Se; 6] = [
    Se("atti.con_spesa", "ci sono righe contabili", |soggetto| !soggetto.righe.is_empty()),
    Se("atti.riflessi_contabili", "ha riflessi sui conti o sul patrimonio", |soggetto| {
        soggetto.stato.riflessi_contabili || !soggetto.righe.is_empty()
    }),
    Se("atti.revisori", "serve il parere dei revisori", |soggetto| soggetto.stato.revisori),
    Se("atti.immediata", "è immediatamente eseguibile", |soggetto| soggetto.stato.immediata),
    Se("atti.articolo_54", "il sindaco la fa come ufficiale del Governo", |soggetto| soggetto.stato.del_governo),
    Se("atti.da_pubblicare", "si pubblica all'albo", |soggetto| soggetto.stato.da_pubblicare),
];

/// Effects: code, what it does, parameters.
const EFFETTI: [(&str, &str, &[Parametro]); 14] = [
    ("atti.fissa_testo", "chiude il testo e ne fissa una versione", &[]),
    ("atti.riapri_testo", "riapre il testo: le firme sulla versione di prima non valgono più", &[]),
    ("atti.firma", "firma l'atto", COME),
    ("atti.firma_parere", "firma un parere o un visto, documento a sé", QUALE),
    ("atti.tieni", "blocca i capitoli fino alla fine del passo", &[]),
    ("atti.prenota", "prenota la spesa in ragioneria", &[]),
    ("atti.impegna", "impegna la spesa in ragioneria", &[]),
    ("atti.liquida", "registra la liquidazione in ragioneria", &[]),
    ("atti.svincola", "restituisce ciò che era prenotato o impegnato", &[]),
    ("atti.numera", "prende il numero del registro", NUMERA),
    ("atti.rendi_efficace", "scrive da quando l'atto ha effetto", PERCHE),
    ("atti.pubblica", "pubblica all'albo pretorio", GIORNI),
    ("atti.segna", "annota un fatto nella storia dell'atto", COSA),
    ("atti.archivia", "archivia l'atto", &[]),
];

/// All the words of the office.
pub(crate) static PAROLE: LazyLock<Registro<Soggetto>> = LazyLock::new(|| {
    let mut all = Registro::default().designazione(Rup).expect("one word, once");
    for one in CONTROLLI {
        all = all.controllo(one).expect("every check has a code of its own");
    }
    for one in CONDIZIONI {
        all = all.condizione(one).expect("every condition has a code of its own");
    }
    for (codice, nome, parametri) in EFFETTI {
        all = all.effetto(Voce { codice, nome, legge: None, parametri }).expect("every effect has a code of its own");
    }
    all
});
