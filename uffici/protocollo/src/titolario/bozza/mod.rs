//! The version that is being prepared: one at a time, a working thing without force, that several people may go on writing.

mod scrivi;
mod storia;
mod visto;

pub(super) use scrivi::salva;
pub use scrivi::{Da, prepara, prepara_da, scarta, scrivi_classe, togli_classe};
pub(super) use visto::Tocca;
pub use visto::Visto;

use std::collections::BTreeMap;

use authz::{PersonId, Who};
use ente::Ente;
use kernel::{Id, Instant};
use sea_orm::ConnectionTrait;

use super::{
    destina::visti,
    piani::{Piani, divisi},
    regole::{Classe, Confronto, DaDestinare, guasti, ordina, proponi, stesso_nome},
};
use crate::{error::Error, fascicolo::FascicoloId, permissions::TITOLARIO};

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
    /// When; no two writings have the same instant, so that it says which writing one has seen.
    pub at: Instant,
    /// What was last done to it.
    storia: storia::Storia,
}

/// What of the draft is kept beside its classes.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
struct Passaggi {
    classi: BTreeMap<String, String>,
    /// The id, the number, the class.
    fascicoli: Vec<(String, String, String)>,
    #[serde(default)]
    storia: storia::Storia,
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
        storia: kept.storia,
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

/// The draft as it stands, of which whoever asks has seen this much.
pub(super) async fn presente<C: ConnectionTrait>(
    connection: &C,
    visto: Visto,
    tocca: Tocca<'_>,
) -> Result<Bozza, Error> {
    let bozza = leggi(connection).await?.ok_or(Error::TitolarioAssente)?;
    visto.controlla(connection, &bozza, tocca).await?;
    Ok(bozza)
}
