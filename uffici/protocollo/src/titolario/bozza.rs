//! The version that is being prepared: one at a time, a working thing without force, that several people may go on writing.

use std::collections::{BTreeMap, HashSet};

use authz::{PersonId, Who};
use documents::store::Stored;
use ente::Ente;
use kernel::{Id, Instant, Refusal};
use sea_orm::ConnectionTrait;

use super::{
    csv,
    destina::visti,
    piani::{Piani, divisi},
    regole::{Classe, Confronto, DaDestinare, MOST_CLASSES, check_nome, guasti, ordina, proponi, stesso_nome},
};
use crate::{bozza::bytes_of, error::Error, fascicolo::FascicoloId, permissions::TITOLARIO};

/// The largest file, in bytes.
pub const MOST_BYTES: u64 = 1 << 20;

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bozza {
    /// Its id.
    pub id: Id<Bozza>,
    /// What the version will be called.
    pub nome: String,
    /// Its classes, in order of code.
    pub classi: Vec<Classe>,
    /// Where the open fascicoli of a class go.
    pub passaggi: BTreeMap<String, String>,
    /// Where single fascicoli go, whatever their class does.
    pub eccezioni: BTreeMap<FascicoloId, (String, String)>,
    /// Who wrote it last.
    pub persona: PersonId,
    /// When.
    pub at: Instant,
}

/// What of the draft is kept beside its classes.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
struct Passaggi {
    classi: BTreeMap<String, String>,
    /// The id, the number, the class.
    fascicoli: Vec<(String, String, String)>,
}

/// The draft, if there is one.
///
/// # Errors
/// Those of the database.
pub(super) async fn leggi<C: ConnectionTrait>(connection: &C) -> Result<Option<Bozza>, Error> {
    let sql =
        "SELECT id, nome, classi, passaggi, persona_id, at FROM protocollo_titolario_bozza ORDER BY at DESC LIMIT 1";
    let Some(row) = db::one(connection, sql, []).await? else { return Ok(None) };
    let (classi, passaggi): (String, String) = (row.try_get("", "classi")?, row.try_get("", "passaggi")?);
    let kept: Passaggi = serde_json::from_str(&passaggi).unwrap_or_default();
    let exception = |(id, numero, classe): (String, String, String)| Some((id.parse().ok()?, (numero, classe)));
    Ok(Some(Bozza {
        id: row.try_get("", "id")?,
        nome: row.try_get("", "nome")?,
        classi: serde_json::from_str(&classi).unwrap_or_default(),
        passaggi: kept.classi,
        eccezioni: kept.fascicoli.into_iter().filter_map(exception).collect(),
        persona: row.try_get("", "persona_id")?,
        at: row.try_get("", "at")?,
    }))
}

/// What a draft is, held against what is in force.
#[derive(Clone, Debug)]
pub struct Vista {
    /// The draft.
    pub bozza: Bozza,
    /// The name of the version in force.
    pub vigente: String,
    /// Its classes.
    pub prima: Vec<Classe>,
    /// What changes.
    pub confronto: Confronto,
    /// The classes in force that have open fascicoli, and where those go.
    pub da_destinare: Vec<DaDestinare>,
    /// Open fascicoli that the change before left without a destination.
    pub rimasti: i64,
    /// How many fascicoli have a destination of their own that whoever asks does not see; they are not in `bozza`.
    pub taciuti: usize,
    /// What is wrong in the draft.
    pub guasti: Vec<String>,
}

/// What the draft is called, if there is one.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn nome(ente: &Ente, who: &Who) -> Result<Option<String>, Error> {
    who.require(&TITOLARIO)?;
    Ok(leggi(&ente.db().read().await?).await?.map(|bozza| bozza.nome))
}

/// The draft, if there is one, held against what is in force. Of single fascicoli it has only those that `who` sees.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn vedi(ente: &Ente, who: &Who) -> Result<Option<Vista>, Error> {
    who.require(&TITOLARIO)?;
    let Some(mut bozza) = leggi(&ente.db().read().await?).await? else { return Ok(None) };
    let all = bozza.eccezioni.len();
    let seen = visti(ente, who, &bozza).await?;
    bozza.eccezioni.retain(|id, _| seen.contains(id));
    let taciuti = all - bozza.eccezioni.len();
    let vista = guarda(&ente.db().read().await?, bozza, ente.ledger.now()).await?;
    Ok(Some(Vista { taciuti, ..vista }))
}

pub(super) async fn guarda<C: ConnectionTrait>(connection: &C, bozza: Bozza, now: Instant) -> Result<Vista, Error> {
    let piani = Piani::leggi(connection).await?;
    let at = piani.del(now.date());
    let open = piani.aperti(connection, at).await?;
    let (noti, rimasti) = divisi(&piani, at, &open);
    let (vigente, prima) = match piani.tutti.get(at) {
        Some(piano) => (piano.versione.nome.clone(), piano.classi.clone()),
        None => (String::new(), Vec::new()),
    };
    let mut da_destinare: Vec<DaDestinare> = noti
        .into_iter()
        .map(|(codice, fascicoli)| {
            let classe = piani.classe(at, &codice).cloned().unwrap_or_else(|| Classe::new(&codice, &codice, ""));
            da_destinare(&bozza, classe, fascicoli)
        })
        .collect();
    ordina(&mut da_destinare, |each| &each.classe.codice);
    let told = |(place, sentence): (usize, String)| {
        let code = bozza.classi.get(place).map_or("", |classe| classe.codice.as_str());
        format!("Voce {code}: {sentence}")
    };
    Ok(Vista {
        vigente,
        confronto: Confronto::of(&prima, &bozza.classi),
        guasti: guasti(&bozza.classi).into_iter().map(told).collect(),
        prima,
        da_destinare,
        rimasti: rimasti.values().sum(),
        taciuti: 0,
        bozza,
    })
}

fn da_destinare(bozza: &Bozza, classe: Classe, fascicoli: i64) -> DaDestinare {
    let same = bozza.classi.iter().find(|new| new.codice == classe.codice);
    DaDestinare {
        fascicoli,
        serve: same.is_none_or(|new| !stesso_nome(&new.nome, &classe.nome)),
        scelta: bozza.passaggi.get(&classe.codice).cloned(),
        proposta: proponi(&classe, &bozza.classi),
        classe,
    }
}

/// From which classes a draft begins.
#[derive(Clone, Debug)]
pub enum Da {
    /// From those in force.
    Copia,
    /// From a CSV file in the store.
    File(Stored),
    /// From these.
    Classi(Vec<Classe>),
}

/// Begins a draft, or writes all the classes of the one there is anew; what was said of where open fascicoli go stays, where that
/// class still is.
///
/// # Errors
/// A missing permission; no name; all that is wrong in the file, by line; a draft that somebody began meanwhile; those of the database
/// and the store.
pub async fn prepara(ente: &Ente, who: &Who, nome: &str, da: Da) -> Result<(), Error> {
    who.require(&TITOLARIO)?;
    let mut refusal = Refusal::default();
    check_nome(nome, &mut refusal);
    let classi = classi(ente, da, &mut refusal).await?;
    refusal.unless_empty(())?;
    let before = leggi(&ente.db().read().await?).await?;
    let is_new = before.is_none();
    let mut bozza = before.unwrap_or_else(|| vuota(ente, who));
    bozza.nome = nome.trim().into();
    bozza.classi = classi;
    scorda_le_tolte(&mut bozza);
    if is_new { comincia(ente, who, bozza).await } else { salva(ente, who, bozza).await }
}

/// Forgets what would go where the draft has no class any more: nothing may be filed under a code that no plan has.
fn scorda_le_tolte(bozza: &mut Bozza) {
    let codes: HashSet<&str> = bozza.classi.iter().map(|classe| classe.codice.as_str()).collect();
    bozza.passaggi.retain(|_, to| codes.contains(to.as_str()));
    bozza.eccezioni.retain(|_, (_, to)| codes.contains(to.as_str()));
}

fn vuota(ente: &Ente, who: &Who) -> Bozza {
    Bozza {
        id: Id::new(ente.ledger.now(), &**ente.ledger.random()),
        nome: String::new(),
        classi: Vec::new(),
        passaggi: BTreeMap::new(),
        eccezioni: BTreeMap::new(),
        persona: who.person,
        at: ente.ledger.now(),
    }
}

async fn classi(ente: &Ente, da: Da, refusal: &mut Refusal) -> Result<Vec<Classe>, Error> {
    let mut classi = match da {
        Da::Copia => {
            let read = ente.db().read().await?;
            let piani = Piani::leggi(&read).await?;
            let at = piani.del(ente.ledger.now().date());
            piani.tutti.get(at).map(|piano| piano.classi.clone()).unwrap_or_default()
        }
        Da::File(stored) => dal_file(ente, &stored, refusal).await?,
        Da::Classi(classi) => {
            check_classi(&classi, refusal);
            classi
        }
    };
    ordina(&mut classi, |classe| &classe.codice);
    Ok(classi)
}

fn check_classi(classi: &[Classe], refusal: &mut Refusal) {
    if classi.is_empty() || classi.len() > MOST_CLASSES {
        refusal.add(Some("classi"), format!("Un titolario ha da 1 a {MOST_CLASSES} voci."));
        return;
    }
    for (place, sentence) in guasti(classi) {
        refusal.add(Some("classi"), format!("Voce {}: {sentence}", place + 1));
    }
}

async fn dal_file(ente: &Ente, stored: &Stored, refusal: &mut Refusal) -> Result<Vec<Classe>, Error> {
    if stored.size > MOST_BYTES {
        refusal.add(Some("file"), format!("Il file è troppo grande: al massimo {} MB.", MOST_BYTES >> 20));
        return Ok(Vec::new());
    }
    let Ok(text) = String::from_utf8(bytes_of(ente, stored.sha256).await?) else {
        let sentence = "Il file non è in UTF-8. Nel foglio di calcolo salvalo di nuovo come \"CSV UTF-8\".";
        refusal.add(Some("file"), sentence);
        return Ok(Vec::new());
    };
    match csv::leggi(&text) {
        Ok(classi) => Ok(classi),
        Err(wrong) => {
            for (line, sentence) in wrong {
                refusal.add(Some("file"), format!("Riga {line}: {sentence}"));
            }
            Ok(Vec::new())
        }
    }
}

/// Writes one class of the draft: a new one, or another name for one that is there.
///
/// # Errors
/// A missing permission; [`Error::TitolarioAssente`] without a draft; what is wrong with it; those of the database.
pub async fn scrivi_classe(ente: &Ente, who: &Who, classe: Classe) -> Result<(), Error> {
    who.require(&TITOLARIO)?;
    let mut bozza = presente(ente).await?;
    match bozza.classi.iter_mut().find(|known| known.codice == classe.codice) {
        Some(known) => *known = classe.clone(),
        None => bozza.classi.push(classe.clone()),
    }
    ordina(&mut bozza.classi, |classe| &classe.codice);
    let mut refusal = Refusal::default();
    for (place, sentence) in guasti(&bozza.classi) {
        if bozza.classi.get(place).is_some_and(|each| each.codice == classe.codice) {
            refusal.add(Some("codice"), format!("Voce {}: {sentence}", classe.codice));
        }
    }
    if bozza.classi.len() > MOST_CLASSES {
        refusal.add(Some("codice"), format!("Un titolario ha al massimo {MOST_CLASSES} voci."));
    }
    refusal.unless_empty(())?;
    salva(ente, who, bozza).await
}

/// Takes a class out of the draft, with those under it and what would have gone there.
///
/// # Errors
/// A missing permission; [`Error::TitolarioAssente`] without a draft; a code that is not there; those of the database.
pub async fn togli_classe(ente: &Ente, who: &Who, codice: &str) -> Result<(), Error> {
    who.require(&TITOLARIO)?;
    let mut bozza = presente(ente).await?;
    let codice = codice.trim().to_ascii_uppercase();
    let under = format!("{codice}.");
    let before = bozza.classi.len();
    bozza.classi.retain(|classe| classe.codice != codice && !classe.codice.starts_with(&under));
    if bozza.classi.len() == before {
        let shown: String = codice.chars().take(40).collect();
        let mut refusal = Refusal::default();
        refusal.add(Some("codice"), format!("Nella bozza non c'è la voce \"{shown}\"."));
        return Err(refusal.into());
    }
    scorda_le_tolte(&mut bozza);
    salva(ente, who, bozza).await
}

/// Throws the draft away.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn scarta(ente: &Ente, who: &Who) -> Result<(), Error> {
    who.require(&TITOLARIO)?;
    let write = ente.db().write().await?;
    db::execute(&write, "DELETE FROM protocollo_titolario_bozza", []).await?;
    write.commit().await?;
    Ok(())
}

pub(super) async fn presente(ente: &Ente) -> Result<Bozza, Error> {
    leggi(&ente.db().read().await?).await?.ok_or(Error::TitolarioAssente)
}

/// Writes a draft that is there. One that somebody decided or threw away meanwhile does not come back.
pub(super) async fn salva(ente: &Ente, who: &Who, bozza: Bozza) -> Result<(), Error> {
    let sql = "UPDATE protocollo_titolario_bozza SET nome = $2, classi = $3, passaggi = $4, persona_id = $5, at = $6 WHERE id = $1";
    let write = ente.db().write().await?;
    if db::execute(&write, sql, valori(ente, who, bozza)).await?.rows_affected() == 0 {
        return Err(Error::TitolarioAssente);
    }
    write.commit().await?;
    Ok(())
}

/// Writes a new draft, where there is none: of two who begin at once the second is told, and writes over nothing.
async fn comincia(ente: &Ente, who: &Who, bozza: Bozza) -> Result<(), Error> {
    let write = ente.db().write().await?;
    db::alone(&write, "protocollo_titolario_bozza").await?;
    if let Some(other) = leggi(&write).await? {
        let sentence = format!(
            "Un collega ha appena cominciato la bozza «{}». Guardala prima: se prepari di nuovo la tua, le sue voci si perdono.",
            other.nome
        );
        return Err(Refusal::because(sentence).into());
    }
    let sql = "INSERT INTO protocollo_titolario_bozza (id, nome, classi, passaggi, persona_id, at) VALUES ($1, $2, $3, $4, $5, $6)";
    db::execute(&write, sql, valori(ente, who, bozza)).await?;
    write.commit().await?;
    Ok(())
}

fn valori(ente: &Ente, who: &Who, bozza: Bozza) -> [sea_orm::Value; 6] {
    let fascicoli = bozza.eccezioni.into_iter().map(|(id, (numero, classe))| (id.to_string(), numero, classe));
    let kept = Passaggi { classi: bozza.passaggi, fascicoli: fascicoli.collect() };
    let json = |value: serde_json::Result<String>| value.unwrap_or_default();
    [
        bozza.id.into(),
        bozza.nome.into(),
        json(serde_json::to_string(&bozza.classi)).into(),
        json(serde_json::to_string(&kept)).into(),
        who.person.into(),
        ente.ledger.now().into(),
    ]
}
