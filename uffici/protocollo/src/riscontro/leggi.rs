//! The answers of an entry and of a message, and those to which someone must see.

use std::collections::HashMap;

use authz::{UnitId, Who};
use ente::Ente;
use kernel::Instant;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect, Value};

use super::{
    ArrivatoId, RiscontroId,
    rules::detto,
    scrivi::{Arrivo, arrivo, arrivo_di},
    sigillo::{Sigillo, Su, delle_risposte},
    tabelle::{arrivato, fatto, riscontro, stato, visto},
};
use crate::{
    correzione::OGGETTO,
    error::Error,
    permissions::REGISTRA,
    posta::MessaggioId,
    rules::RegistrazioneId,
    spedizione::stato::Stato,
    tables::{casella, messaggio, registrazione},
    visibilita,
};

/// Answers shown beside one entry.
const MOST: u64 = 200;

/// An answer that came.
#[derive(Clone, Debug)]
pub struct Arrivato {
    pub riga: arrivato::Model,
    pub visto: Option<visto::Model>,
    /// The unit that receives the mailbox: who registers there may open the message.
    pub ufficio: UnitId,
    /// Whether it came by certified mail, whose signature may be checked again.
    certificato: bool,
    /// What came of verifying its seal; none where it came before that was done, or without mail.
    pub sigillo: Option<Sigillo>,
}

impl Arrivato {
    /// Whether a person is asked to see to it.
    pub fn da_vedere(&self) -> bool {
        self.visto.is_none() && chiede(&self.riga.tipo)
    }

    /// What is known of its seal, in words, and its tone.
    pub fn sigillo_in_parole(&self) -> Option<(String, &'static str)> {
        self.sigillo.as_ref().map(|sigillo| (sigillo.in_parole(Su::Risposta), sigillo.tono()))
    }

    /// Whether verifying its seal again may tell more.
    pub fn da_riverificare(&self) -> bool {
        self.certificato && self.sigillo.as_ref().is_some_and(Sigillo::aperto)
    }

    /// Who answers, with the number that they gave.
    pub fn chi(&self) -> String {
        let riga = &self.riga;
        let name = riga.denominazione.as_deref();
        detto(riga.numero.as_deref(), riga.data, name, riga.amministrazione.as_deref())
    }
}

/// Whether an answer of this kind asks a person.
pub fn chiede(tipo: &str) -> bool {
    matches!(tipo, "eccezione" | "annullamento")
}

/// An answer of ours.
#[derive(Clone, Debug)]
pub struct Mandato {
    pub riga: riscontro::Model,
    pub stato: stato::Model,
    /// What became of it, oldest first.
    pub fatti: Vec<fatto::Model>,
    pub simulata: bool,
}

impl Mandato {
    /// Where it stands.
    pub fn sta(&self) -> Stato {
        Stato::from_code(&self.stato.stato)
    }

    /// Whether someone must see to it.
    pub fn da_vedere(&self, now: Instant) -> bool {
        self.stato.aperta && (self.sta().fallito() || self.stato.attesa_fino_at.is_some_and(|fino| fino < now))
    }

    /// What there is to say of where it stands.
    pub fn spiegazione(&self) -> Option<&str> {
        let sta = self.sta();
        let told = |code: &str| self.fatti.iter().rev().find(|fatto| fatto.tipo == code);
        let found = match sta {
            Stato::InCoda => told(crate::spedizione::avanza::TENTATIVO),
            Stato::Affidato | Stato::Accettato | Stato::Consegnato => None,
            other => told(other.code()),
        };
        found.and_then(|fatto| fatto.testo.as_deref())
    }
}

/// What is known of an entry.
#[derive(Clone, Debug, Default)]
pub struct Riscontri {
    pub arrivati: Vec<Arrivato>,
    pub mandati: Vec<Mandato>,
    /// The message with a "segnatura" from which it was made.
    pub arrivo: Option<Arrivo>,
}

/// The answers of an entry that the caller may see, oldest first.
///
/// # Errors
/// Those of the database.
pub(crate) async fn della_registrazione<C: ConnectionTrait>(
    connection: &C,
    id: RegistrazioneId,
) -> Result<Riscontri, Error> {
    let select = arrivato::Entity::find().filter(arrivato::Column::RegistrazioneId.eq(id)).limit(MOST);
    let righe = select.order_by_asc(arrivato::Column::Id).all(connection).await?;
    let select = riscontro::Entity::find().filter(riscontro::Column::RegistrazioneId.eq(id)).limit(MOST);
    let mandati = select.order_by_asc(riscontro::Column::Id).all(connection).await?;
    Ok(Riscontri {
        arrivati: arrivati(connection, righe).await?,
        mandati: interi(connection, mandati).await?,
        arrivo: arrivo_di(connection, id).await?,
    })
}

/// What is known of a message.
#[derive(Clone, Debug, Default)]
pub struct DelMessaggio {
    pub arrivato: Option<Arrivato>,
    /// Year and number of the entry that it answers.
    pub registrazione: Option<(i64, i64)>,
    pub mandati: Vec<Mandato>,
    pub arrivo: Option<Arrivo>,
}

/// The answers around a message that the caller may see.
///
/// # Errors
/// Those of the database.
pub(crate) async fn del_messaggio<C: ConnectionTrait>(connection: &C, id: MessaggioId) -> Result<DelMessaggio, Error> {
    let select = arrivato::Entity::find().filter(arrivato::Column::MessaggioId.eq(id));
    let found = arrivati(connection, select.all(connection).await?).await?.pop();
    let riga = match found.as_ref().and_then(|found| found.riga.registrazione_id) {
        Some(id) => registrazione::Entity::find_by_id(id).one(connection).await?,
        None => None,
    };
    let select = riscontro::Entity::find().filter(riscontro::Column::MessaggioId.eq(id));
    let mandati = select.order_by_asc(riscontro::Column::Id).all(connection).await?;
    Ok(DelMessaggio {
        arrivato: found,
        registrazione: riga.map(|riga| (riga.anno, riga.numero)),
        mandati: interi(connection, mandati).await?,
        arrivo: arrivo(connection, id).await?,
    })
}

async fn arrivati<C: ConnectionTrait>(connection: &C, righe: Vec<arrivato::Model>) -> Result<Vec<Arrivato>, Error> {
    if righe.is_empty() {
        return Ok(Vec::new());
    }
    let select = visto::Entity::find().filter(visto::Column::ArrivatoId.is_in(righe.iter().map(|riga| riga.id)));
    let mut visti: HashMap<_, _> =
        select.all(connection).await?.into_iter().map(|visto| (visto.arrivato_id, visto)).collect();
    let select =
        messaggio::Entity::find().filter(messaggio::Column::Id.is_in(righe.iter().map(|riga| riga.messaggio_id)));
    let messaggi = select.all(connection).await?;
    let caselle = casella::Entity::find().all(connection).await?;
    let ids: Vec<ArrivatoId> = righe.iter().map(|riga| riga.id).collect();
    let sigilli = delle_risposte(connection, &ids).await?;
    let mut sigilli: HashMap<ArrivatoId, Sigillo> =
        sigilli.iter().filter_map(|riga| Some((riga.arrivato_id?, Sigillo::di(riga)))).collect();
    let posto = |riga: &arrivato::Model| {
        let messaggio = messaggi.iter().find(|messaggio| messaggio.id == riga.messaggio_id)?;
        let casella = caselle.iter().find(|casella| casella.id == messaggio.casella_id)?;
        Some((casella.ufficio_id, casella.certificata && messaggio.tipo == super::PEC))
    };
    let intero = |riga: arrivato::Model| {
        let (ufficio, certificato) = posto(&riga)?;
        let (visto, sigillo) = (visti.remove(&riga.id), sigilli.remove(&riga.id));
        Some(Arrivato { riga, visto, ufficio, certificato, sigillo })
    };
    Ok(righe.into_iter().filter_map(intero).collect())
}

async fn interi<C: ConnectionTrait>(connection: &C, righe: Vec<riscontro::Model>) -> Result<Vec<Mandato>, Error> {
    if righe.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<RiscontroId> = righe.iter().map(|riga| riga.id).collect();
    let mut fatti: HashMap<RiscontroId, Vec<fatto::Model>> = HashMap::new();
    let select = fatto::Entity::find().filter(fatto::Column::RiscontroId.is_in(ids.iter().copied()));
    for fatto in select.order_by_asc(fatto::Column::ScrittoAt).order_by_asc(fatto::Column::Id).all(connection).await? {
        fatti.entry(fatto.riscontro_id).or_default().push(fatto);
    }
    let select = stato::Entity::find().filter(stato::Column::RiscontroId.is_in(ids.iter().copied()));
    let mut stati: HashMap<RiscontroId, stato::Model> =
        select.all(connection).await?.into_iter().map(|stato| (stato.riscontro_id, stato)).collect();
    let caselle = casella::Entity::find().all(connection).await?;
    let whole = |riga: riscontro::Model| {
        Some(Mandato {
            stato: stati.remove(&riga.id)?,
            fatti: fatti.remove(&riga.id).unwrap_or_default(),
            simulata: caselle.iter().any(|casella| casella.id == riga.casella_id && casella.simulata),
            riga,
        })
    };
    Ok(righe.into_iter().filter_map(whole).collect())
}

/// What someone must see to, for the desk.
#[derive(Clone, Debug)]
pub struct DaVedere {
    /// The entry; none for an exception of ours about a message.
    pub registrazione: Option<(i64, i64, String)>,
    /// The message of ours that did not arrive, or the answer that came.
    pub messaggio: MessaggioId,
    /// Whether it is one of ours.
    pub nostro: bool,
    pub tipo: String,
    pub chi: String,
    pub motivo: Option<String>,
    pub dal: Instant,
}

/// The answers of other bodies that ask a person, and ours that did not arrive: of the units for which `who` registers, of entries
/// that they see.
///
/// # Errors
/// Those of the database.
pub async fn da_vedere(ente: &Ente, who: &Who, limit: u64) -> Result<Vec<DaVedere>, Error> {
    if who.units_with(&REGISTRA).is_empty() {
        return Ok(Vec::new());
    }
    let read = ente.db().read().await?;
    let (sql, values) = arrivati_da_vedere(who, limit);
    let rows = db::rows(&read, &sql, values).await?;
    let mut all = rows.iter().map(|row| una(row, false)).collect::<Result<Vec<_>, _>>()?;
    let (sql, values) = mandati_da_vedere(who, ente.ledger.now(), limit);
    for row in &db::rows(&read, &sql, values).await? {
        all.push(una(row, true)?);
    }
    Ok(all)
}

/// How many there are, up to 100 of each sort.
///
/// # Errors
/// Those of the database.
pub async fn conta_da_vedere(ente: &Ente, who: &Who) -> Result<u64, Error> {
    if who.units_with(&REGISTRA).is_empty() {
        return Ok(0);
    }
    let read = ente.db().read().await?;
    let mut all = 0;
    for (sql, values) in [arrivati_da_vedere(who, 100), mandati_da_vedere(who, ente.ledger.now(), 100)] {
        let row = db::one(&read, &format!("SELECT COUNT(*) AS n FROM ({sql}) AS w"), values).await?;
        all += row.map_or(Ok(0_i64), |row| row.try_get("", "n"))?.unsigned_abs();
    }
    Ok(all)
}

/// A question and its values.
type Domanda = (String, Vec<Value>);

fn uffici(who: &Who, values: &mut Vec<Value>) -> String {
    let place = |unit: UnitId| {
        values.push(unit.uuid().into());
        format!("${}", values.len())
    };
    who.units_with(&REGISTRA).into_iter().map(place).collect::<Vec<_>>().join(", ")
}

fn arrivati_da_vedere(who: &Who, limit: u64) -> Domanda {
    let (visible, mut values) = visibilita::condition(who, 1);
    let units = uffici(who, &mut values);
    values.push(true.into());
    let yes = values.len();
    let sql = format!(
        "SELECT r.anno, r.numero, {OGGETTO} AS oggetto, x.messaggio_id, x.tipo, x.numero AS loro, x.data, x.denominazione, \
         x.amministrazione, x.motivo, x.at FROM protocollo_riscontro_arrivato x \
         JOIN protocollo_registrazione r ON r.id = x.registrazione_id \
         LEFT JOIN protocollo_riscontro_visto v ON v.arrivato_id = x.id \
         WHERE x.contato = ${yes} AND x.tipo IN ('eccezione', 'annullamento') AND v.id IS NULL AND r.ufficio_id IN ({units}) \
         AND {visible} ORDER BY x.id LIMIT {limit}"
    );
    (sql, values)
}

fn mandati_da_vedere(who: &Who, now: Instant, limit: u64) -> Domanda {
    let (visible, mut values) = visibilita::condition(who, 1);
    let units = uffici(who, &mut values);
    values.extend([true.into(), now.into()]);
    let (yes, now) = (values.len() - 1, values.len());
    let failed: Vec<String> =
        Stato::ALL.iter().filter(|stato| stato.fallito()).map(|stato| format!("'{}'", stato.code())).collect();
    let sql = format!(
        "SELECT r.anno, r.numero, {OGGETTO} AS oggetto, x.messaggio_id, x.tipo, x.indirizzo, t.stato, x.at \
         FROM protocollo_riscontro_stato t JOIN protocollo_riscontro x ON x.id = t.riscontro_id \
         LEFT JOIN protocollo_registrazione r ON r.id = x.registrazione_id \
         WHERE t.aperta = ${yes} AND (t.stato IN ({}) OR t.attesa_fino_at < ${now}) AND x.ufficio_id IN ({units}) \
         AND (x.registrazione_id IS NULL OR ({visible})) ORDER BY t.riscontro_id LIMIT {limit}",
        failed.join(", ")
    );
    (sql, values)
}

fn una(row: &QueryResult, nostro: bool) -> Result<DaVedere, Error> {
    let anno: Option<i64> = row.try_get("", "anno")?;
    let numero: Option<i64> = row.try_get("", "numero")?;
    let oggetto: Option<String> = row.try_get("", "oggetto")?;
    let text = |name: &str| row.try_get::<Option<String>>("", name);
    let (chi, motivo) = if nostro {
        let stato = Stato::from_code(&row.try_get::<String>("", "stato")?);
        (row.try_get("", "indirizzo")?, Some(stato.parole(true).to_owned()))
    } else {
        let (number, day) = (text("loro")?, row.try_get("", "data")?);
        let (name, code) = (text("denominazione")?, text("amministrazione")?);
        (detto(number.as_deref(), day, name.as_deref(), code.as_deref()), text("motivo")?)
    };
    Ok(DaVedere {
        registrazione: anno.zip(numero).zip(oggetto).map(|((anno, numero), oggetto)| (anno, numero, oggetto)),
        messaggio: row.try_get("", "messaggio_id")?,
        nostro,
        tipo: row.try_get("", "tipo")?,
        chi,
        motivo,
        dal: row.try_get("", "at")?,
    })
}
