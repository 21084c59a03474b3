//! What an exhibition holds, gathered.

use authz::Who;
use documents::{document, store::Sha256Hash};
use ente::Ente;
use kernel::Id;
use ledger::Table;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::spiega::{self, Dati};
use crate::{
    error::Error,
    evidenza::{NOME, di_uno, racconta},
    pacchetto::nome_semplice,
    permissions::VERSA,
    tables::{cosa, esibizione, esito, file, pacchetto, versamento},
    trova,
};

/// Deposits of a package that are looked through for receipts, the last ones.
const MOST: u64 = 100;

/// What an exhibition holds.
#[derive(Clone, Debug)]
pub(crate) struct Esibito {
    /// What its ZIP is called.
    pub nome: String,
    /// The package, whose files are copied one by one.
    pub pacchetto: document::Model,
    /// The receipts, with the place of each.
    pub ricevute: Vec<(String, document::Model)>,
    /// What was written for it, with the place of each.
    pub testi: Vec<(&'static str, Vec<u8>)>,
}

/// Gathers what was written down to be shown.
///
/// # Errors
/// A missing permission; [`Error::NotFound`]; those of the ledger and the database.
pub(crate) async fn raduna(
    ente: &Ente,
    who: &Who,
    id: Id<cosa::Entity>,
    esibizione: Id<esibizione::Entity>,
) -> Result<Esibito, Error> {
    who.require(&VERSA)?;
    let read = ente.db().read().await?;
    let row = esibizione::Entity::find_by_id(esibizione).one(&read).await?.ok_or(Error::NotFound)?;
    let select = pacchetto::Entity::find_by_id(row.pacchetto_id).filter(pacchetto::Column::CosaId.eq(id));
    let pack = select.one(&read).await?.ok_or(Error::NotFound)?;
    let thing = cosa::Entity::find_by_id(id).one(&read).await?.ok_or(Error::NotFound)?;
    let files = file::Entity::find().filter(file::Column::PacchettoId.eq(pack.id)).order_by_asc(file::Column::Ordine);
    let files = files.all(&read).await?;
    let ricevute = ricevute(ente, &read, &pack).await?;
    let zip = trova::documento(ente, &read, pack.documento_id).await?;
    let metadati = trova::documento(ente, &read, pack.metadati_id).await?;
    let evidenza = di_uno(&read, pack.id).await?;
    drop(read);
    let detta = evidenza.as_ref().map(|found| racconta(found, ente.ledger.now()));
    // One whose rows were changed is told, and not given.
    let evidenza = evidenza.and_then(Result::ok).map(|record| record.to_der()).transpose()?;
    let prova = ente.ledger.prove(&Table::<pacchetto::Entity>::NEW, pack.id.uuid()).await?;
    let json = serde_json::to_vec_pretty(&prova).map_err(std::io::Error::other)?;
    let mut impronte: Vec<(String, String)> =
        files.iter().map(|file| (format!("pacchetto/{}", file.percorso), file.impronta.clone())).collect();
    impronte.push(("pacchetto/metadati/metadati.xml".into(), metadati.hash().to_string()));
    impronte.push(("pacchetto/indice.xml".into(), pack.impronta_indice.clone()));
    impronte.extend(ricevute.iter().map(|(name, document)| (name.clone(), document.hash().to_string())));
    impronte.push(("prova.json".into(), Sha256Hash::of(&json).to_string()));
    impronte.extend(evidenza.iter().map(|der| (NOME.to_owned(), Sha256Hash::of(der).to_string())));
    let nomi: Vec<&str> = ricevute.iter().map(|(name, _)| name.as_str()).collect();
    let dati = Dati {
        ente: &ente.info.name,
        cosa: &thing.nome,
        numero: &format!("{}/{}", pack.numero, pack.anno),
        fatto: &pack.fatto_at.told(),
        marcato: pack.marcato,
        richiesta: (&row.richiedente, &row.motivo, &row.at.told()),
        impronte: &impronte,
        ricevute: &nomi,
        chiave: &prova.chiave,
        evidenza: detta.as_ref().map(|detta| detta.frase.as_str()),
    };
    let mut testi = vec![
        ("LEGGIMI.txt", spiega::testo(&dati).into_bytes()),
        ("leggimi.html", spiega::pagina(&dati).into_bytes()),
        ("impronte.txt", spiega::impronte(&dati).into_bytes()),
        ("prova.json", json),
    ];
    testi.extend(evidenza.map(|der| (NOME, der)));
    Ok(Esibito { nome: format!("esibizione-{}-{}.zip", pack.numero, pack.anno), pacchetto: zip, ricevute, testi })
}

/// The receipts of a package, oldest first, with the place of each.
///
/// # Errors
/// Those of the database.
pub(crate) async fn ricevute(
    ente: &Ente,
    read: &db::Read,
    pack: &pacchetto::Model,
) -> Result<Vec<(String, document::Model)>, Error> {
    let sent = versamento::Entity::find().filter(versamento::Column::PacchettoId.eq(pack.id));
    let sent = sent.order_by_desc(versamento::Column::Id).limit(MOST).all(read).await?;
    let ends = esito::Entity::find()
        .filter(esito::Column::VersamentoId.is_in(sent.iter().map(|row| row.id)))
        .filter(esito::Column::Esito.eq("accettato"))
        .order_by_asc(esito::Column::Id);
    let ids: Vec<_> = ends.all(read).await?.into_iter().filter_map(|end| end.ricevuta_id).map(|id| id.uuid()).collect();
    let mut found = ente.archive.find(read, &ids).await?;
    found.sort_by_key(|document| document.id.uuid());
    let place = |(place, document): (usize, document::Model)| {
        (format!("ricevute/{:02}-{}", place + 1, nome_semplice(&document.name)), document)
    };
    Ok(found.into_iter().enumerate().map(place).collect())
}
