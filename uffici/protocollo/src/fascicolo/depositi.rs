//! What other offices lay into fascicoli, through `porte::fascicoli`: a record that has a register of its own, such as an act, lies
//! beside the entries of the matter (art. 64 and 65 DPR 445/2000; art. 41 CAD) and is not registered here again (art. 53, c. 5). Which
//! papers it has, and who may see it, its office tells; here stands only that it lies there.

use authz::Who;
use db::Read;
use ente::Ente;
use kernel::{Refusal, Uuid};
use ledger::Tx;
use porte::{
    conservazione::{Classe, DentroFascicolo, Silenzio},
    fascicoli::{Annuale, Depositano, Depositata, Deposito, Dove, Fascicolo as Detto, Giace, Posto},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    Chiave, Fascicolo, FascicoloId, apri, blocca, chiave_di, chiave_se_visibile,
    continua::continuato,
    indice, intero,
    metti::richiedi_lavoro,
    persone,
    regole::{Nuovo, Tipo, check_deposit},
    tables::{deposito, fascicolo},
    trova, visibilita,
};
use crate::{
    conservabili::domicilio,
    error::Error,
    pagine::href_fascicolo,
    permissions::{CONSULTA, FASCICOLA},
    titolario,
};

/// What stands beside a record that was laid elsewhere. Where it is now may be confidential.
const SPOSTATO: &str = "Spostato in un altro fascicolo.";

/// The fascicoli, for other offices.
#[derive(Debug)]
pub struct Fascicoli;

#[async_trait::async_trait]
impl porte::fascicoli::Fascicoli for Fascicoli {
    fn suggerisce(&self, who: &Who) -> Option<&'static str> {
        who.may(&FASCICOLA).then_some("/protocollo/fascicoli/suggerisci")
    }

    async fn scelto(&self, tx: &Tx, who: &Who, numero: &str) -> Result<Detto, web::Error> {
        Ok(detto(&in_cui_lavora(tx, who, &letto(numero)?).await?))
    }

    async fn deposita(&self, tx: &mut Tx, cosa: &Deposito, dove: &Dove) -> Result<(), web::Error> {
        Ok(deposita(tx, cosa, dove).await?)
    }

    async fn sposta(&self, tx: &mut Tx, who: &Who, cosa: &Deposito, numero: &str) -> Result<Detto, web::Error> {
        Ok(sposta(tx, who, cosa, &letto(numero)?).await?)
    }

    async fn dove(&self, ente: &Ente, who: &Who, ufficio: &str, cosa: Uuid) -> Result<Giace, web::Error> {
        let read = ente.db().read().await?;
        let Some(row) = presente(&read, ufficio, cosa).await? else { return Ok(Giace::Nessuno) };
        let seen = visibile(&read, who, row.fascicolo_id).await?;
        Ok(seen.map_or(Giace::Altrove, Giace::Qui))
    }

    async fn uno(&self, ente: &Ente, who: &Who, id: Uuid) -> Result<Option<Detto>, web::Error> {
        let read = ente.db().read().await?;
        Ok(visibile(&read, who, id.into()).await?)
    }

    async fn posto(&self, ente: &Ente, ufficio: &str, cosa: Uuid) -> Result<Option<Posto>, Silenzio> {
        posto(ente, ufficio, cosa).await.map_err(|error| Silenzio(error.into()))
    }
}

fn detto(fascicolo: &Fascicolo) -> Detto {
    let chiave = fascicolo.chiave();
    Detto {
        id: fascicolo.riga.id.uuid(),
        numero: chiave.to_string(),
        oggetto: fascicolo.stato.oggetto.clone(),
        chiuso: fascicolo.stato.chiuso,
        href: href_fascicolo(&chiave),
    }
}

/// A reason beside the field of the form in which the fascicolo is written.
fn nel_campo(sentence: String) -> Refusal {
    Refusal::beside("fascicolo", sentence)
}

/// The number; a title behind it, as suggestions write it, is no part of it.
fn letto(numero: &str) -> Result<Chiave, Error> {
    let first = numero.split_whitespace().next().unwrap_or_default();
    first.parse().map_err(|error: super::chiave::NonChiave| nel_campo(error.to_string()).into())
}

/// A fascicolo that `who` may see.
async fn visibile(read: &Read, who: &Who, id: FascicoloId) -> Result<Option<Detto>, Error> {
    if !who.may(&CONSULTA) {
        return Ok(None);
    }
    let (condition, values) = visibilita::condition(who, 2);
    let sql = format!(
        "SELECT f.id, f.anno, f.classe, f.numero, f.sotto, fs.oggetto, fs.chiuso FROM protocollo_fascicolo f \
         JOIN protocollo_fascicolo_stato fs ON fs.fascicolo_id = f.id WHERE f.id = $1 AND {condition}"
    );
    let row = db::one(read, &sql, std::iter::once(id.into()).chain(values)).await?;
    row.as_ref().map(letta).transpose()
}

fn letta(row: &sea_orm::QueryResult) -> Result<Detto, Error> {
    let chiave = chiave_di(row)?;
    Ok(Detto {
        id: row.try_get("", "id")?,
        numero: chiave.to_string(),
        oggetto: row.try_get("", "oggetto")?,
        chiuso: row.try_get("", "chiuso")?,
        href: href_fascicolo(&chiave),
    })
}

/// An open fascicolo that `who` sees and in which they work, locked.
async fn in_cui_lavora(tx: &Tx, who: &Who, chiave: &Chiave) -> Result<Fascicolo, Error> {
    who.require(&FASCICOLA)?;
    let fascicolo = match trova(tx, who, chiave).await {
        Err(error @ Error::FascicoloAssente) => return Err(nel_campo(error.to_string()).into()),
        found => found?,
    };
    richiedi_lavoro(tx, who, &fascicolo).await?;
    aperto(tx, who, &fascicolo).await?;
    Ok(fascicolo)
}

async fn aperto(tx: &Tx, who: &Who, fascicolo: &Fascicolo) -> Result<(), Error> {
    let (_, standing) = blocca(tx, who, fascicolo).await?;
    Ok(check_deposit(&standing)?)
}

/// The row of a record where it lies now.
async fn presente<C: sea_orm::ConnectionTrait>(
    connection: &C,
    ufficio: &str,
    cosa: Uuid,
) -> Result<Option<deposito::Model>, Error> {
    let select = deposito::Entity::find().filter(deposito::Column::Ufficio.eq(ufficio));
    let select = select.filter(deposito::Column::CosaId.eq(cosa)).filter(deposito::Column::ToltoAt.is_null());
    Ok(select.one(connection).await?)
}

async fn deposita(tx: &mut Tx, cosa: &Deposito, dove: &Dove) -> Result<(), Error> {
    if presente(tx, cosa.ufficio, cosa.cosa).await?.is_some() {
        return Ok(());
    }
    // The program lays it there: what is closed above is told without the number that not everybody may know.
    let nobody = Who { person: cosa.persona, name: String::new(), grants: Vec::new() };
    let id = match dove {
        Dove::Scelto(id) => {
            let fascicolo = che_continua(tx, (*id).into()).await?;
            aperto(tx, &nobody, &fascicolo).await?;
            fascicolo.riga.id
        }
        Dove::Annuale(annuale) => dell_anno(tx, &nobody, annuale).await?,
    };
    scrivi(tx, cosa, id).await
}

/// The caller's own rows belong to another action: whoever goes on writing says so.
async fn scrivi(tx: &mut Tx, cosa: &Deposito, id: FascicoloId) -> Result<(), Error> {
    let row = deposito::Model {
        id: tx.id(),
        fascicolo_id: id,
        ufficio: cosa.ufficio.to_owned(),
        cosa_id: cosa.cosa,
        messo_da: cosa.persona,
        messo_at: tx.now(),
        tolto_da: None,
        tolto_at: None,
        motivo: None,
    };
    tx.action("protocollo.metti_in_fascicolo");
    tx.insert(row).await?;
    Ok(())
}

/// The fascicolo of the year: it opens with the first record, once, and is of the kind that holds the work of a year.
async fn dell_anno(tx: &mut Tx, nobody: &Who, annuale: &Annuale) -> Result<FascicoloId, Error> {
    let (today, anno) = (tx.now().date(), annuale.anno);
    let oggetto = format!("{} ({anno})", annuale.oggetto);
    let key = format!("annuale/{anno}/{}/{}/{}", annuale.classe, annuale.unita, annuale.oggetto);
    let known = fascicolo::Entity::find().filter(fascicolo::Column::Chiave.eq(key.as_str())).one(&*tx).await?;
    if let Some(row) = known {
        let fascicolo = che_continua(tx, row.id).await?;
        aperto(tx, nobody, &fascicolo).await?;
        return Ok(fascicolo.riga.id);
    }
    let nuovo = Nuovo::new(Tipo::Attivita, &annuale.classe, oggetto, annuale.unita);
    nuovo.check(today)?;
    let mut refusal = Refusal::default();
    titolario::check(tx, &nuovo.classe, today, &mut refusal).await?;
    persone::check(&*tx, (nuovo.ufficio, None), today, &mut refusal).await?;
    refusal.unless_empty(())?;
    tx.action("protocollo.apri_fascicolo");
    let numero = apri::numero(tx, &nuovo, None).await?;
    let aperto = apri::scrivi(tx, nobody, &nuovo, None, numero, None, Some(key.as_str())).await?;
    indice::aggiorna(tx, aperto.riga.id).await?;
    Ok(aperto.riga.id)
}

/// A fascicolo, or the one that goes on for it: what a new titolario closed is continued under another class.
async fn che_continua(tx: &Tx, id: FascicoloId) -> Result<Fascicolo, Error> {
    let mut fascicolo = intero(tx, id).await?;
    // Each is continued once, and never by one before it.
    while fascicolo.stato.chiuso
        && let Some(next) = continuato(tx, fascicolo.riga.id).await?
    {
        fascicolo = intero(tx, next).await?;
    }
    Ok(fascicolo)
}

async fn sposta(tx: &mut Tx, who: &Who, cosa: &Deposito, chiave: &Chiave) -> Result<Detto, Error> {
    let Some(before) = presente(tx, cosa.ufficio, cosa.cosa).await? else {
        let nuovo = in_cui_lavora(tx, who, chiave).await?;
        scrivi(tx, &Deposito { persona: who.person, ..*cosa }, nuovo.riga.id).await?;
        return Ok(detto(&nuovo));
    };
    let Some(vecchia) = chiave_se_visibile(&*tx, who, before.fascicolo_id).await? else {
        let sentence =
            "Sta già nel fascicolo di un altro ufficio, che non è per te: chiedi a chi lo cura di spostarlo.";
        return Err(nel_campo(sentence.to_owned()).into());
    };
    // Always in the same order: of two who move something each the other way, one waits for the other.
    let nuovo = if posto_in_fila(&vecchia) < posto_in_fila(chiave) {
        in_cui_lavora(tx, who, &vecchia).await?;
        in_cui_lavora(tx, who, chiave).await?
    } else {
        let nuovo = in_cui_lavora(tx, who, chiave).await?;
        in_cui_lavora(tx, who, &vecchia).await?;
        nuovo
    };
    if before.fascicolo_id == nuovo.riga.id {
        return Ok(detto(&nuovo));
    }
    togli(tx, who, &before).await?;
    scrivi(tx, &Deposito { persona: who.person, ..*cosa }, nuovo.riga.id).await?;
    Ok(detto(&nuovo))
}

/// Where a fascicolo stands among those that are locked: whoever locks one under another has locked the one above, which stands with it.
fn posto_in_fila(chiave: &Chiave) -> (i64, &str, i64) {
    (chiave.anno, chiave.classe.as_str(), chiave.numero)
}

/// Takes it out of where it lies: both are locked, and whoever does works in both.
async fn togli(tx: &mut Tx, who: &Who, before: &deposito::Model) -> Result<(), Error> {
    let after = deposito::Model {
        tolto_da: Some(who.person),
        tolto_at: Some(tx.now()),
        motivo: Some(SPOSTATO.to_owned()),
        ..before.clone()
    };
    tx.action("protocollo.togli_da_fascicolo");
    tx.update(before, after).await?;
    Ok(())
}

async fn posto(ente: &Ente, ufficio: &str, cosa: Uuid) -> Result<Option<Posto>, Error> {
    let read = ente.db().read().await?;
    let Some(row) = presente(&read, ufficio, cosa).await? else { return Ok(None) };
    let fascicolo = intero(&read, row.fascicolo_id).await?;
    let codice = fascicolo.riga.classe.clone();
    let nome = titolario::nome_al(&read, &codice, fascicolo.riga.aperto_at.date()).await?.unwrap_or_default();
    let identificativo = fascicolo.chiave().in_address();
    Ok(Some(Posto {
        classe: Classe { codice, nome },
        fascicolo: DentroFascicolo { identificativo, oggetto: fascicolo.stato.oggetto },
        domicilio: domicilio(ente, &read).await?,
    }))
}

/// What other offices have laid into a fascicolo, of what `who` may see, as they came into their registers: the `most` that were laid
/// there last are looked at; and whether there were more to look at. The caller has found the fascicolo where `who` sees it.
///
/// # Errors
/// Those of the database and of the other offices.
pub(crate) async fn depositati(
    ente: &Ente,
    who: &Who,
    porte: Depositano,
    fascicolo: &Fascicolo,
    most: u64,
) -> Result<(Vec<Depositata>, bool), web::Error> {
    let read = ente.db().read().await?;
    let select = deposito::Entity::find().filter(deposito::Column::FascicoloId.eq(fascicolo.riga.id));
    let select = select.filter(deposito::Column::ToltoAt.is_null()).order_by_desc(deposito::Column::Id);
    let mut rows = select.limit(most.saturating_add(1)).all(&read).await.map_err(Error::from)?;
    drop(read);
    let more = rows.len() as u64 > most;
    rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    let mut found = Vec::new();
    for porta in porte {
        let of_this = rows.iter().filter(|row| row.ufficio == porta.ufficio());
        let ids: Vec<Uuid> = of_this.map(|row| row.cosa_id).collect();
        if !ids.is_empty() {
            found.extend(porta.leggi(ente, who, &ids).await?);
        }
    }
    found.sort_by_key(|one| one.at);
    Ok((found, more))
}
