//! What is proposed to somebody who registers a document, and why.

use std::collections::{BTreeMap, HashMap};

use authz::{UnitId, Who};
use ente::Ente;
use kernel::{Date, Instant, Uuid};
use sea_orm::ConnectionTrait;

use super::{
    Bersaglio, Carta, chi,
    esempi::UFFICIO,
    indice::{Voce, nearer, pesi, spacca, vicini},
    quale,
    stato::{self, Stato},
    voto::{CANDIDATI, Voto, ascoltati, conta},
};
use crate::{
    error::Error,
    fascicolo::dei_simili::{Dove, dei_simili},
    permissions::{CONSULTA, REGISTRA},
    registrazione::elenca::Where,
    titolario::{self, traduci::Traduzione},
    visibilita,
};

/// Proposals of one thing.
const TRE: usize = 3;
/// The share of what was said from which a proposal stands in the field; below it is only told beside.
const SICURA: f32 = 0.5;
/// With fewer entries behind it a proposal is only told beside.
const ALMENO: usize = 2;

/// A value proposed, and the entries for which it was chosen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Proposta {
    /// A class's code, or a unit's id.
    pub valore: String,
    /// Its name.
    pub nome: String,
    /// Its share of what the nearest entries say, from nothing to one.
    pub parte: f32,
    /// The entries that say it, the nearest first: all of them seen by whoever is proposed it.
    pub simili: Vec<Simile>,
}

/// An entry near to the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Simile {
    /// Its id.
    pub id: Uuid,
    /// Its year and number.
    pub chiave: (i64, i64),
}

impl Proposta {
    /// Whether it may stand in the field.
    pub(crate) fn sicura(&self) -> bool {
        self.parte >= SICURA && self.simili.len() >= ALMENO
    }
}

/// All that is proposed, each the likeliest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Proposte {
    /// The class.
    pub classe: Vec<Proposta>,
    /// The office.
    pub ufficio: Vec<Proposta>,
    /// The fascicolo.
    pub fascicolo: Vec<Dove>,
}

impl Proposte {
    /// Those of one thing.
    pub(crate) fn di(&self, bersaglio: Bersaglio) -> &[Proposta] {
        match bersaglio {
            Bersaglio::Classe => &self.classe,
            Bersaglio::Ufficio => &self.ufficio,
        }
    }
}

/// What is proposed to `who` for a document: nothing where nothing was learned, or where the habit is right more often.
///
/// # Errors
/// A missing permission; those of the database.
pub(crate) async fn proponi(ente: &Ente, who: &Who, carta: &Carta<'_>) -> Result<Proposte, Error> {
    who.require(&REGISTRA)?;
    let read = ente.db().read().await?;
    let Some(stato) = stato::leggi(&read).await? else { return Ok(Proposte::default()) };
    let [per_classe, per_ufficio] = &stato.misura.bersagli;
    if !per_classe.attiva() && !per_ufficio.attiva() {
        return Ok(Proposte::default());
    }
    let near = viste(&read, who, &vicine(&read, &stato, carta).await?).await?;
    let mut found = Proposte::default();
    let today = ente.ledger.now().date();
    if per_classe.attiva() && who.may(&CONSULTA) {
        let classi = titolario::classi_del(&read, today).await?;
        let way = Traduzione::al(&read, today).await?;
        let names: BTreeMap<&str, &str> = classi.iter().map(|one| (&*one.codice, &*one.nome)).collect();
        let voti: Vec<(Voto<&str>, Simile)> = near.iter().filter_map(|vista| vista.per_classe(&way, &names)).collect();
        found.classe =
            proposte(&voti, |code| ((*code).to_owned(), format!("{code} {}", names.get(code).unwrap_or(&""))));
    }
    if per_ufficio.attiva() {
        let units = authz::unit_tree(&read, today).await?;
        let names: BTreeMap<UnitId, &str> = units.iter().map(|unit| (unit.id, &*unit.name)).collect();
        let voti: Vec<(Voto<UnitId>, Simile)> = near.iter().filter_map(|vista| vista.per_ufficio(&names)).collect();
        found.ufficio = proposte(&voti, |unit| (unit.to_string(), (*names.get(unit).unwrap_or(&"")).to_owned()));
    }
    let heard: Vec<Voto<Uuid>> =
        near.iter().map(|vista| Voto { valore: vista.id, quanto: vista.quanto, lasciata: false }).collect();
    let ids: Vec<Uuid> = ascoltati(&heard).map(|voto| voto.valore).collect();
    found.fascicolo = dei_simili(&read, who, &ids).await?;
    Ok(found)
}

/// The values that the votes say, with the entries behind each.
fn proposte<T: Ord + Copy + std::fmt::Debug>(
    voti: &[(Voto<T>, Simile)],
    told: impl Fn(&T) -> (String, String),
) -> Vec<Proposta> {
    let bare: Vec<Voto<T>> = voti.iter().map(|(voto, _)| *voto).collect();
    let made = |esito: super::Esito<T>| {
        let (valore, nome) = told(&esito.valore);
        // The votes that are heard are the first of those that are near enough, and keep their order.
        let say = voti.iter().filter(|(voto, _)| voto.valore == esito.valore).take(esito.quante);
        Proposta { valore, nome, parte: esito.parte, simili: say.map(|(_, simile)| *simile).collect() }
    };
    conta(&bare).into_iter().take(TRE).map(made).collect()
}

/// The nearest entries, whoever may see them: as many of the open as of the confidential ones, so that neither crowds out the other.
async fn vicine<C: ConnectionTrait>(connection: &C, stato: &Stato, carta: &Carta<'_>) -> Result<Vec<Voce>, Error> {
    let tratti = carta.tratti();
    if tratti.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Where { parts: Vec::new(), values: Vec::new() };
    let giro = sql.place(stato.giro);
    let words: Vec<String> = tratti.iter().map(|tratto| sql.place(i64::from(tratto.parola))).collect();
    let text = format!(
        "SELECT parola, quanti, aperte, riservate FROM protocollo_appreso WHERE giro = {giro} AND parola IN ({})",
        words.join(", ")
    );
    let mut liste: HashMap<u32, (u32, [Vec<Voce>; 2])> = HashMap::new();
    for row in db::rows(connection, &text, sql.values).await? {
        let (parola, quanti): (i64, i64) = (row.try_get("", "parola")?, row.try_get("", "quanti")?);
        let (aperte, riservate): (Vec<u8>, Vec<u8>) = (row.try_get("", "aperte")?, row.try_get("", "riservate")?);
        let lists = [spacca(&aperte), spacca(&riservate)];
        liste.insert(u32::try_from(parola).unwrap_or_default(), (u32::try_from(quanti).unwrap_or_default(), lists));
    }
    let pesi = pesi(&tratti, stato.quanti, |parola| liste.get(&parola).map_or(0, |(quanti, _)| *quanti));
    let mut found = Vec::new();
    for side in [0, 1] {
        let of = |(tratto, peso): (&super::indice::Tratto, &f32)| {
            liste.get(&tratto.parola).map(|(_, lists)| (*peso, &lists[side][..]))
        };
        found.extend(vicini(tratti.iter().zip(&pesi).filter_map(of), CANDIDATI));
    }
    found.sort_unstable_by(nearer);
    Ok(found)
}

/// An entry near to the document, which whoever asks sees, as it stands now.
struct Vista {
    id: Uuid,
    chi: u64,
    quanto: f32,
    giorno: Date,
    classe: Option<String>,
    ufficio: Option<UnitId>,
    proposta: Option<String>,
    proposto: Option<UnitId>,
}

impl Vista {
    fn simile(&self) -> Simile {
        Simile { id: self.id, chiave: quale(self.chi) }
    }

    /// Its class in the plan of today, whichever version it was classified under.
    fn per_classe<'a>(&self, way: &Traduzione, names: &BTreeMap<&'a str, &str>) -> Option<(Voto<&'a str>, Simile)> {
        let today = way.di(self.giorno, self.classe.as_deref()?)?;
        let (code, _) = names.get_key_value(today.as_str())?;
        let lasciata = self.proposta == self.classe;
        Some((Voto { valore: *code, quanto: self.quanto, lasciata }, self.simile()))
    }

    fn per_ufficio(&self, names: &BTreeMap<UnitId, &str>) -> Option<(Voto<UnitId>, Simile)> {
        let valore = self.ufficio.filter(|unit| names.contains_key(unit))?;
        let lasciata = self.proposto == self.ufficio;
        Some((Voto { valore, quanto: self.quanto, lasciata }, self.simile()))
    }
}

/// Those of the entries that `who` sees and that are not annulled, in the same order.
async fn viste<C: ConnectionTrait>(connection: &C, who: &Who, near: &[Voce]) -> Result<Vec<Vista>, Error> {
    if near.is_empty() {
        return Ok(Vec::new());
    }
    let (visible, values) = visibilita::condition(who, 1);
    let mut sql = Where { parts: Vec::new(), values };
    let no = sql.place(false);
    let mut years: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for voce in near {
        let (anno, numero) = quale(voce.chi);
        years.entry(anno).or_default().push(numero);
    }
    for (anno, numeri) in years {
        let anno = sql.place(anno);
        let numeri: Vec<String> = numeri.into_iter().map(|numero| sql.place(numero)).collect();
        sql.parts.push(format!("r.anno = {anno} AND r.numero IN ({})", numeri.join(", ")));
    }
    let text = format!(
        "SELECT r.id, r.anno, r.numero, r.registrata_at, s.classe, {UFFICIO} AS ufficio, q.classe AS proposta, q.ufficio_id AS proposto \
         FROM protocollo_registrazione r JOIN protocollo_stato s ON s.registrazione_id = r.id \
         LEFT JOIN protocollo_proposta q ON q.registrazione_id = r.id WHERE ({}) AND s.annullata = {no} AND {visible}",
        sql.parts.join(" OR ")
    );
    let quanto: HashMap<u64, f32> = near.iter().map(|voce| (voce.chi, voce.peso)).collect();
    let mut found = Vec::new();
    for row in db::rows(connection, &text, sql.values).await? {
        let chi = chi((row.try_get("", "anno")?, row.try_get("", "numero")?));
        found.push(Vista {
            id: row.try_get("", "id")?,
            chi,
            quanto: quanto.get(&chi).copied().unwrap_or_default(),
            giorno: row.try_get::<Instant>("", "registrata_at")?.date(),
            classe: row.try_get("", "classe")?,
            ufficio: row.try_get("", "ufficio")?,
            proposta: row.try_get("", "proposta")?,
            proposto: row.try_get("", "proposto")?,
        });
    }
    found.sort_by(|one, other| other.quanto.total_cmp(&one.quanto).then(other.chi.cmp(&one.chi)));
    Ok(found)
}
