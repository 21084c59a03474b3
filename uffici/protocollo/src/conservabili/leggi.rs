//! One thing whole, as it stands with its corrections.

use authz::PersonId;
use documents::document;
use ente::Ente;
use kernel::{Date, Instant, Uuid};
use porte::conservazione::{
    Chiuso, Classe, Contenuta, Cosa, DentroFascicolo, FileDaTenere, Flusso, Parte, Segni, Tipo,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::cambiati;
use crate::{
    alla_firma,
    correzione::{self, applica},
    error::Error,
    fascicolo::{self, FascicoloId, chiave_di},
    rules::Verso,
    tables::{allegato, giornaliero, parte, registrazione, stato},
    titolario::nome_al,
};

/// The code of the register where the settings tell none.
const REGISTRO_CODICE: &str = "PROTOCOLLO";

/// The class of the registers themselves in the plan that is shipped ("Archivio generale").
const ARCHIVIO: &str = "I.6";

/// The register of a day: its PDF; its metadata are written anew, complete.
pub(super) async fn giornaliero(ente: &Ente, id: Uuid) -> Result<Option<Cosa>, Error> {
    let read = ente.db().read().await?;
    let Some(row) = giornaliero::Entity::find_by_id(id).one(&read).await? else { return Ok(None) };
    let file = ente.archive.find(&read, &[row.documento_id.uuid()]).await?;
    let seals: Vec<_> = row.sigillo_id.into_iter().collect();
    let sigillato = seal::of_ids(&read, &seals).await?.iter().any(|seal| !seal.trial);
    let segni = Segni { firmato: false, sigillato, marcato: sigillato && row.marcato == Some(true) };
    Ok(Some(Cosa {
        tipo: Tipo::Giornaliero,
        registro: "GIORNALIERO".into(),
        numero: row.numero.to_string(),
        anno: row.anno,
        at: row.fatto_at,
        oggetto: format!("Registro giornaliero di protocollo del {}", row.giorno.format("%d/%m/%Y")),
        // It tells of confidential entries too.
        riservata: true,
        flusso: Flusso::Interno,
        classe: Some(dei_registri(&read, row.giorno).await?),
        parti: Vec::new(),
        file: file.into_iter().map(|documento| FileDaTenere { documento, principale: true, segni }).collect(),
        fascicoli: Vec::new(),
        domicilio: domicilio(ente, &read).await?,
        repertorio: None,
        chiuso: None,
        cambio: None,
    }))
}

/// An entry with its documents.
pub(super) async fn documento(ente: &Ente, id: Uuid) -> Result<Option<Cosa>, Error> {
    let read = ente.db().read().await?;
    let Some(mut riga) = registrazione::Entity::find_by_id(id).one(&read).await? else { return Ok(None) };
    let stato = stato::Entity::find().filter(stato::Column::RegistrazioneId.eq(riga.id)).one(&read).await?;
    let mut parti = parte::Entity::find()
        .filter(parte::Column::RegistrazioneId.eq(riga.id))
        .order_by_asc(parte::Column::Ordine)
        .all(&read)
        .await?;
    let righe = allegato::Entity::find()
        .filter(allegato::Column::RegistrazioneId.eq(riga.id))
        .order_by_asc(allegato::Column::Ordine)
        .all(&read)
        .await?;
    let ids: Vec<Uuid> = righe.iter().map(|row| row.documento_id.uuid()).collect();
    let found = ente.archive.find(&read, &ids).await?;
    let firme = validation::latest_of(ente, &ids).await?;
    let mut documenti: Vec<_> = righe
        .into_iter()
        .filter_map(|row| found.iter().find(|one| one.id == row.documento_id).cloned().map(|one| (row, one)))
        .collect();
    let correzioni = correzione::di(&read, riga.id).await?;
    applica::alla_riga(&mut riga, &correzioni);
    applica::alle_parti(&mut parti, &correzioni);
    applica::ai_documenti(&mut documenti, &correzioni);
    let annullata = stato.as_ref().is_some_and(|stato| stato.annullata);
    let (firmati, tornati) = accanto(ente, &read, &riga, &documenti).await?;
    let cambio = cambiati::ultimo(&read, riga.id, annullata, &correzioni, &tornati).await?;
    let classe = match stato.and_then(|stato| stato.classe) {
        Some(codice) => Some(classe(&read, codice, riga.registrata_at.date()).await?),
        None => None,
    };
    let fascicoli = in_quali(&read, id).await?;
    Ok(Some(Cosa {
        tipo: Tipo::Documento,
        registro: ente.aoo.as_ref().map_or_else(|| REGISTRO_CODICE.into(), |aoo| aoo.register.clone()),
        numero: riga.numero.to_string(),
        anno: riga.anno,
        at: riga.registrata_at,
        oggetto: riga.oggetto,
        riservata: riga.riservata,
        flusso: match Verso::from_code(&riga.verso) {
            Some(Verso::Arrivo) => Flusso::Entrata,
            Some(Verso::Partenza) => Flusso::Uscita,
            _ => Flusso::Interno,
        },
        classe,
        parti: parti.into_iter().map(della_parte).collect(),
        file: documenti
            .into_iter()
            .map(|(row, documento)| {
                // A check is kept only of what bears a signature: of a PDF its name and kind do not tell.
                let firmato =
                    firme.contains_key(&documento.id.uuid()) || documento.format().media_type().contains("pkcs7");
                da_tenere(documento, row.principale, firmato)
            })
            .chain(firmati.into_iter().map(|documento| da_tenere(documento, false, true)))
            .collect(),
        fascicoli,
        domicilio: domicilio(ente, &read).await?,
        repertorio: None,
        chiuso: None,
        cambio,
    }))
}

fn da_tenere(documento: document::Model, principale: bool, firmato: bool) -> FileDaTenere {
    FileDaTenere { documento, principale, segni: Segni { firmato, ..Segni::default() } }
}

/// When a signed version came, and who had asked for it.
type Tornato = (Instant, PersonId);

/// The signed versions that stand beside an entry, of each request the last one; and when each came after the entry was made. What was
/// signed as a draft is what was registered, and stands beside nothing.
async fn accanto(
    ente: &Ente,
    read: &db::Read,
    riga: &registrazione::Model,
    documenti: &[(allegato::Model, document::Model)],
) -> Result<(Vec<document::Model>, Vec<Tornato>), Error> {
    let all = alla_firma::della_registrazione(ente, read, riga).await?;
    let registered = |one: &document::Model| documenti.iter().any(|(_, own)| own.sha256 == one.sha256);
    let firmati = all.iter().filter_map(|one| one.firmati().next()).filter(|one| !registered(one)).cloned().collect();
    let mut tornati = Vec::new();
    for one in &all {
        let back = one.fine.iter().filter(|(fine, document)| document.is_some() && fine.registrazione_id.is_some());
        tornati.extend(back.filter_map(|(fine, _)| Some((fine.notato_at?, one.riga.persona_id))));
    }
    Ok((firmati, tornati))
}

/// Where the ente is written to: its first certified mailbox that is real; in a demo comune, where all is invented, any.
pub(crate) async fn domicilio(ente: &Ente, read: &db::Read) -> Result<Option<String>, Error> {
    if let Some(mailbox) = ente.mailboxes.iter().find(|mailbox| mailbox.certified) {
        return Ok(Some(mailbox.address.clone()));
    }
    let sql = "SELECT indirizzo FROM protocollo_casella WHERE certificata = $1 AND simulata IN ($2, $3) \
               ORDER BY simulata, id LIMIT 1";
    let row = db::one(read, sql, [true.into(), false.into(), ente.info.demo.into()]).await?;
    Ok(row.map(|row| row.try_get("", "indirizzo")).transpose()?)
}

fn della_parte(row: parte::Model) -> Parte {
    Parte { nome: row.nome, codice_fiscale: row.codice_fiscale, indirizzo: row.indirizzo.filter(|at| at.contains('@')) }
}

/// The class of the registers themselves in the titolario of a day.
pub(crate) async fn dei_registri(read: &db::Read, day: Date) -> Result<Classe, Error> {
    classe(read, ARCHIVIO.into(), day).await
}

async fn classe(read: &db::Read, codice: String, day: Date) -> Result<Classe, Error> {
    let nome = nome_al(read, &codice, day).await?.unwrap_or_default();
    Ok(Classe { codice, nome })
}

async fn in_quali(read: &db::Read, id: Uuid) -> Result<Vec<DentroFascicolo>, Error> {
    let sql = "SELECT f.anno, f.classe, f.numero, f.sotto, s.oggetto FROM protocollo_fascicolo_voce v \
               JOIN protocollo_fascicolo f ON f.id = v.fascicolo_id JOIN protocollo_fascicolo_stato s ON s.fascicolo_id = f.id \
               WHERE v.registrazione_id = $1 AND v.tolta_at IS NULL ORDER BY v.id";
    let rows = db::rows(read, sql, [id.into()]).await?;
    rows.iter()
        .map(|row| {
            Ok(DentroFascicolo { identificativo: chiave_di(row)?.in_address(), oggetto: row.try_get("", "oggetto")? })
        })
        .collect()
}

/// What other offices have laid into a fascicolo.
async fn depositi(read: &db::Read, id: FascicoloId) -> Result<Vec<(String, Uuid)>, Error> {
    let sql = "SELECT ufficio, cosa_id FROM protocollo_fascicolo_deposito WHERE fascicolo_id = $1 AND tolto_at IS NULL \
               ORDER BY id";
    let rows = db::rows(read, sql, [id.into()]).await?;
    rows.iter().map(|row| Ok((row.try_get("", "ufficio")?, row.try_get("", "cosa_id")?))).collect()
}

/// A closed fascicolo. None while it is open again.
pub(super) async fn fascicolo(ente: &Ente, id: Uuid) -> Result<Option<Cosa>, Error> {
    let read = ente.db().read().await?;
    let id: FascicoloId = id.into();
    let row = match fascicolo::intero(&read, id).await {
        Ok(row) => row,
        Err(Error::FascicoloAssente) => return Ok(None),
        Err(error) => return Err(error),
    };
    let Some(chiuso_at) = row.stato.chiuso_at.filter(|_| row.stato.chiuso) else { return Ok(None) };
    let sql = "SELECT r.id, r.anno, r.numero, \
               EXISTS (SELECT 1 FROM protocollo_allegato a WHERE a.registrazione_id = r.id) AS documenti \
               FROM protocollo_fascicolo_voce v JOIN protocollo_registrazione r ON r.id = v.registrazione_id \
               WHERE v.fascicolo_id = $1 AND v.tolta_at IS NULL ORDER BY v.ordine";
    let voci = db::rows(&read, sql, [id.into()]).await?;
    let registrazioni = voci
        .iter()
        .map(|one| {
            let numero = (one.try_get("", "anno")?, one.try_get("", "numero")?);
            Ok(Contenuta { id: one.try_get("", "id")?, numero, documenti: one.try_get("", "documenti")? })
        })
        .collect::<Result<_, Error>>()?;
    let sql = "SELECT code, name FROM authz_unit WHERE id = $1";
    let ufficio = db::one(&read, sql, [row.stato.ufficio_id.into()]).await?;
    let ufficio = ufficio.map(|unit| Ok::<_, Error>((unit.try_get("", "code")?, unit.try_get("", "name")?)));
    let ufficio = ufficio.transpose()?.unwrap_or_default();
    let parte = row.riga.intestatario.clone().map(|nome| Parte {
        nome,
        codice_fiscale: row.riga.codice_fiscale.clone(),
        indirizzo: None,
    });
    Ok(Some(Cosa {
        tipo: Tipo::Fascicolo,
        registro: "FASCICOLI".into(),
        numero: row.chiave().in_address(),
        anno: row.riga.anno,
        at: chiuso_at,
        oggetto: row.stato.oggetto.clone(),
        riservata: row.riga.riservato,
        flusso: Flusso::Interno,
        classe: Some(classe(&read, row.riga.classe.clone(), row.riga.aperto_at.date()).await?),
        parti: parte.into_iter().collect(),
        file: Vec::new(),
        fascicoli: Vec::new(),
        domicilio: domicilio(ente, &read).await?,
        repertorio: None,
        chiuso: Some(Chiuso {
            tipo: row.riga.tipo.clone(),
            progressivo: row.riga.numero,
            aperto_il: row.riga.aperto_at.date(),
            chiuso_il: chiuso_at.date(),
            ufficio,
            registrazioni,
            altrui: depositi(&read, id).await?,
        }),
        cambio: None,
    }))
}
