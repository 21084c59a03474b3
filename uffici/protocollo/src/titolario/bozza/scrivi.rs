//! What is done to the draft: begun, written anew, class by class, thrown away. Each writing says upon which one it was made, so that
//! nobody's work is written over.

use std::collections::{BTreeMap, HashSet};

use authz::Who;
use documents::store::Stored;
use ente::Ente;
use kernel::{Id, Refusal};
use sea_orm::ConnectionTrait;

use super::{Bozza, Passaggi, Tocca, Visto, leggi, presente, storia::Storia};
use crate::{
    bozza::bytes_of,
    error::Error,
    permissions::TITOLARIO,
    titolario::{
        csv,
        piani::Piani,
        regole::{Classe, MOST_CLASSES, check_nome, guasti, ordina},
    },
};

/// The largest file, in bytes.
pub const MOST_BYTES: u64 = 1 << 20;

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
    prepara_da(ente, who, Visto::default(), nome, da).await
}

/// As [`prepara`], for whoever has seen a draft, or that there was none: what others have done to it since is not written over.
///
/// # Errors
/// As for [`prepara`]; what was done meanwhile, by whom.
pub async fn prepara_da(ente: &Ente, who: &Who, visto: Visto, nome: &str, da: Da) -> Result<(), Error> {
    who.require(&TITOLARIO)?;
    let mut refusal = Refusal::default();
    check_nome(nome, &mut refusal);
    let classi = classi(ente, da, &mut refusal).await?;
    refusal.unless_empty(())?;
    let read = ente.db().read().await?;
    let before = leggi(&read).await?;
    if let Some(before) = &before {
        visto.controlla(&read, before, Tocca::Tutto).await?;
    }
    drop(read);
    let is_new = before.is_none();
    let before = before.unwrap_or_else(|| vuota(ente, who));
    let mut bozza = Bozza { nome: nome.trim().into(), classi, ..before.clone() };
    scorda_le_tolte(&mut bozza);
    if is_new { comincia(ente, who, bozza).await } else { salva(ente, who, &before, bozza).await }
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
        storia: Storia::default(),
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
/// A missing permission; [`Error::TitolarioAssente`] without a draft; what is wrong with it; that somebody wrote the same class after
/// what was seen; those of the database.
pub async fn scrivi_classe(ente: &Ente, who: &Who, visto: Visto, classe: Classe) -> Result<(), Error> {
    who.require(&TITOLARIO)?;
    let before = presente(&ente.db().read().await?, visto, Tocca::Voce(&classe.codice)).await?;
    let mut bozza = before.clone();
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
    salva(ente, who, &before, bozza).await
}

/// Takes a class out of the draft, with those under it and what would have gone there.
///
/// # Errors
/// A missing permission; [`Error::TitolarioAssente`] without a draft; a code that is not there; that somebody wrote what would go after
/// what was seen; those of the database.
pub async fn togli_classe(ente: &Ente, who: &Who, visto: Visto, codice: &str) -> Result<(), Error> {
    who.require(&TITOLARIO)?;
    let codice = codice.trim().to_ascii_uppercase();
    let before = presente(&ente.db().read().await?, visto, Tocca::Sotto(&codice)).await?;
    let mut bozza = before.clone();
    let under = format!("{codice}.");
    bozza.classi.retain(|classe| classe.codice != codice && !classe.codice.starts_with(&under));
    if bozza.classi.len() == before.classi.len() {
        let shown: String = codice.chars().take(40).collect();
        return Err(Refusal::beside("codice", format!("Nella bozza non c'è la voce \"{shown}\".")).into());
    }
    scorda_le_tolte(&mut bozza);
    salva(ente, who, &before, bozza).await
}

/// Throws the draft away.
///
/// # Errors
/// A missing permission; that somebody wrote something after what was seen; those of the database.
pub async fn scarta(ente: &Ente, who: &Who, visto: Visto) -> Result<(), Error> {
    who.require(&TITOLARIO)?;
    let read = ente.db().read().await?;
    let Some(bozza) = leggi(&read).await? else { return Ok(()) };
    visto.controlla(&read, &bozza, Tocca::Tutto).await?;
    drop(read);
    let write = ente.db().write().await?;
    let sql = "DELETE FROM protocollo_titolario_bozza WHERE id = $1 AND at = $2";
    if db::execute(&write, sql, [bozza.id.into(), bozza.at.into()]).await?.rows_affected() == 0 {
        return coperta(&write, &bozza).await;
    }
    write.commit().await?;
    Ok(())
}

/// Writes what came of a draft. One that somebody decided, threw away or wrote meanwhile is not written over.
pub(in crate::titolario) async fn salva(ente: &Ente, who: &Who, before: &Bozza, bozza: Bozza) -> Result<(), Error> {
    let sql = "UPDATE protocollo_titolario_bozza SET nome = $2, classi = $3, passaggi = $4, persona_id = $5, at = $6 \
               WHERE id = $1 AND at = $7";
    // Later than the one before, however coarse the clock: it is by its instant that a writing is known.
    let at = ente.ledger.now().max(before.at.plus_micros(1));
    let storia = before.storia.con(before, &bozza, (who.person, at));
    let values = valori(who, Bozza { storia, at, ..bozza }).into_iter().chain([before.at.into()]);
    let write = ente.db().write().await?;
    if db::execute(&write, sql, values).await?.rows_affected() == 0 {
        return coperta(&write, before).await;
    }
    write.commit().await?;
    Ok(())
}

/// Why a draft that was there when it was read is no more as it was.
async fn coperta<C: ConnectionTrait>(connection: &C, before: &Bozza) -> Result<(), Error> {
    presente(connection, Visto::di(before), Tocca::Tutto).await?;
    Err(Refusal::because("Qualcun altro ha scritto la bozza nello stesso momento: mandala di nuovo.").into())
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
    db::execute(&write, sql, valori(who, bozza)).await?;
    write.commit().await?;
    Ok(())
}

fn valori(who: &Who, bozza: Bozza) -> [sea_orm::Value; 6] {
    let fascicoli = bozza.eccezioni.into_iter().map(|(id, (numero, classe))| (id.to_string(), numero, classe));
    let kept = Passaggi { classi: bozza.passaggi, fascicoli: fascicoli.collect(), storia: bozza.storia };
    let json = |value: serde_json::Result<String>| value.unwrap_or_default();
    [
        bozza.id.into(),
        bozza.nome.into(),
        json(serde_json::to_string(&bozza.classi)).into(),
        json(serde_json::to_string(&kept)).into(),
        who.person.into(),
        bozza.at.into(),
    ]
}
