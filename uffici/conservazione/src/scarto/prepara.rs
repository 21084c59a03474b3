//! To prepare a list: what has passed its years, with what speaks against discarding it.

use std::collections::HashSet;

use authz::Who;
use ente::Ente;
use kernel::{Date, Id, Refusal, Uuid};
use ledger::Tx;
use porte::scarto::Chiusa;

use super::{
    REGISTRO,
    regole::{Passo, Posto},
    sola,
    valuta::{Pesato, pesa, scartati},
};
use crate::{
    Porte,
    error::Error,
    permissions::SCARTA,
    piano::{
        Piano, in_vigore,
        regole::{non_prima_di, scade_il},
    },
    tables::{scarto, scarto_voce},
};

/// Fascicoli to be discarded in one list, and as many that are left out; the rest in another.
const MOST_VOCI: usize = 300;
/// Fascicoli looked at for one list, while everybody who writes waits.
const MOST_PESATE: usize = 5_000;
/// Fascicoli asked for at once.
const AT_ONCE: u64 = 500;
/// Askings of one preparation.
const MOST_TIMES: usize = 400;

/// A fascicolo whose years are over.
struct Passata {
    fonte: &'static str,
    chiusa: Chiusa,
    anni: i64,
    scade_il: Date,
}

/// Prepares a list. Its fascicoli are in no other list that is not over.
///
/// # Errors
/// A missing permission; no confirmed plan; nothing whose years are over; those of the doors, the ledger and the database.
pub async fn prepara(ente: &Ente, who: &Who, porte: Porte) -> Result<Id<scarto::Entity>, Error> {
    who.require(&SCARTA)?;
    let today = ente.ledger.now().date();
    let piano = in_vigore(&ente.db().read().await?, today).await?;
    let Some(piano) = piano else {
        let mut refusal = Refusal::default();
        let sentence =
            "Non c'è un piano di conservazione confermato: prima preparalo e confermalo, poi si può scartare.";
        refusal.add_law(None, sentence, "art. 68 DPR 445/2000; art. 21 D.Lgs. 42/2004");
        return Err(refusal.into());
    };
    let passed = passate(ente, porte, &piano, today).await?;
    let mut tx = ente.ledger.begin(who.actor(), "conservazione.prepara_scarto").await?;
    sola(&tx).await?;
    let chosen = scegli(ente, porte, &tx, &piano, passed).await?;
    if chosen.is_empty() {
        let sentence = "Nessun fascicolo chiuso ha passato gli anni del piano, o quelli che li hanno passati sono già in un altro elenco.";
        return Err(Refusal::because(sentence).into());
    }
    let id = scrivi(&mut tx, who, &piano, chosen).await?;
    tx.commit().await?;
    Ok(id)
}

/// Which of them stand in the list: those to be discarded, and, with the reason, those that are not. Many that stay keep no other out.
async fn scegli(
    ente: &Ente,
    porte: Porte,
    tx: &Tx,
    piano: &Piano,
    passed: Vec<Passata>,
) -> Result<Vec<(Passata, Pesato)>, Error> {
    let (mut chosen, mut proposte, mut escluse) = (Vec::new(), 0, 0);
    for one in passed.into_iter().take(MOST_PESATE) {
        if proposte >= MOST_VOCI {
            break;
        }
        if impegnata(tx, one.fonte, one.chiusa.id).await? {
            continue;
        }
        let pesato = pesa(ente, porte, tx, Some(piano), (one.fonte, one.chiusa.id)).await?;
        let count = if pesato.motivi.is_empty() { &mut proposte } else { &mut escluse };
        if *count < MOST_VOCI {
            *count += 1;
            chosen.push((one, pesato));
        }
    }
    Ok(chosen)
}

/// The fascicoli whose years are over by the plan and that were not discarded, in order of their ids.
async fn passate(ente: &Ente, porte: Porte, piano: &Piano, today: Date) -> Result<Vec<Passata>, Error> {
    // Most were closed too late for any class of the plan: they are not even read.
    let fewest = piano.voci.iter().filter_map(|voce| voce.anni).min();
    let Some(first) = fewest.and_then(|fewest| non_prima_di(today, fewest)) else { return Ok(Vec::new()) };
    let read = ente.db().read().await?;
    let mut found = Vec::new();
    for porta in porte.scartabili {
        let gone = andate(&read, porta.fonte()).await?;
        let mut after: Option<Uuid> = None;
        for _ in 0..MOST_TIMES {
            let page = porta.chiuse(&read, first, after, AT_ONCE).await?;
            let short = (page.len() as u64) < AT_ONCE;
            after = page.last().map(|one| one.id).or(after);
            for chiusa in page {
                let Some(anni) = piano.voce(&chiusa.classe).and_then(|voce| voce.anni) else { continue };
                let over = scade_il(chiusa.chiuso_il, anni).filter(|day| *day <= today);
                if let Some(scade_il) = over.filter(|_| !gone.contains(&chiusa.id)) {
                    found.push(Passata { fonte: porta.fonte(), chiusa, anni, scade_il });
                }
            }
            if short {
                break;
            }
        }
    }
    Ok(found)
}

/// The fascicoli that were discarded: of each archive they become many, and none of them is looked at again.
async fn andate(read: &db::Read, fonte: &str) -> Result<HashSet<Uuid>, Error> {
    let sql = "SELECT fascicolo_id FROM conservazione_scarto_voce WHERE fonte = $1 AND stato = $2";
    let rows = db::rows(read, sql, [fonte.into(), Posto::Scartata.code().into()]).await?;
    rows.iter().map(|row| Ok(row.try_get("", "fascicolo_id")?)).collect()
}

/// Whether it was discarded, or another list has it.
pub(super) async fn impegnata(tx: &Tx, fonte: &str, fascicolo: Uuid) -> Result<bool, Error> {
    let gone: HashSet<Uuid> = scartati(tx, fonte, &[fascicolo]).await?;
    if !gone.is_empty() {
        return Ok(true);
    }
    let over: Vec<String> =
        Passo::ALL.into_iter().filter(|passo| !passo.tiene()).map(|passo| format!("'{}'", passo.code())).collect();
    let sql = format!(
        "SELECT 1 AS una FROM conservazione_scarto_voce v JOIN conservazione_scarto s ON s.id = v.scarto_id \
         WHERE v.fonte = $1 AND v.fascicolo_id = $2 AND v.stato = $3 AND s.stato NOT IN ({}) LIMIT 1",
        over.join(", ")
    );
    let values: [sea_orm::Value; 3] = [fonte.into(), fascicolo.into(), Posto::Proposta.code().into()];
    Ok(db::one(tx, &sql, values).await?.is_some())
}

async fn scrivi(
    tx: &mut Tx,
    who: &Who,
    piano: &Piano,
    chosen: Vec<(Passata, Pesato)>,
) -> Result<Id<scarto::Entity>, Error> {
    let id = tx.id();
    let now = tx.now();
    let rows: Vec<scarto_voce::Model> = chosen
        .into_iter()
        .zip(1..)
        .map(|((one, pesato), ordine)| {
            let motivo = pesato.motivo();
            let posto = if motivo.is_some() { Posto::Esclusa } else { Posto::Proposta };
            scarto_voce::Model {
                id: tx.id(),
                scarto_id: id,
                ordine,
                fonte: one.fonte.to_owned(),
                fascicolo_id: one.chiusa.id,
                nome: one.chiusa.nome,
                oggetto: one.chiusa.oggetto,
                classe: one.chiusa.classe.codice,
                titolo: one.chiusa.classe.nome,
                anni: one.anni,
                chiuso_il: one.chiusa.chiuso_il,
                scade_il: one.scade_il,
                documenti: i64::try_from(pesato.documenti.len()).unwrap_or(i64::MAX),
                byte: pesato.byte(),
                restano: i64::try_from(pesato.restano).unwrap_or(i64::MAX),
                stato: posto.code().into(),
                motivo,
                at: now,
            }
        })
        .collect();
    let (numbered, creato_at) = tx.number(REGISTRO).await?;
    let row = scarto::Model {
        id,
        anno: i64::from(numbered.1),
        numero: numbered.2,
        piano_id: piano.riga.id,
        stato: Passo::Preparazione.code().into(),
        dal: creato_at,
        creato_da: who.person,
        creato_at,
        elenco_id: None,
        proposto_da: None,
        proposto_at: None,
        autorita: None,
        autorizzazione: None,
        autorizzazione_del: None,
        protocollo: None,
        autorizzato_da: None,
        autorizzato_at: None,
        avviato_da: None,
        avviato_at: None,
        finito_at: None,
        motivo: None,
    };
    tx.insert(row).await?;
    tx.insert_many(rows).await?;
    Ok(id)
}
