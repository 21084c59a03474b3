//! To bring in a whole file of the emergency register: nothing is written unless every line is good; sent again it doubles
//! nothing.

use std::collections::HashMap;

use authz::Who;
use documents::store::Stored;
use ente::Ente;
use kernel::{Date, Refusal};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    EmergenzaId, ancora_aperta, fine_di,
    recupera::recupera,
    rules::Quadro,
    tracciato::{Elenchi, Letta, Lettura, leggi},
};
use crate::{
    bozza::bytes_of,
    csv,
    error::Error,
    permissions::{ANNULLA, EMERGENZA, REGISTRA},
    tables::{emergenza, emergenza_voce, registrazione},
    titolario::codici_del,
};

/// The largest file, in bytes.
pub(crate) const MOST_BYTES: u64 = 5 << 20;
/// Numbers asked for at once.
const AT_ONCE: usize = 400;

/// What came of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Importate {
    /// Entries brought in now.
    pub nuove: u64,
    /// Entries that were there already.
    pub gia_riportate: u64,
}

/// Brings in the entries of a stored file, in the order of their numbers, each in a transaction of its own. Where one fails for
/// a fault of the machine's, those before it stay and the same file can be sent again.
///
/// # Errors
/// A missing permission; [`Error::EmergenzaAssente`]; all that is wrong in the file, by line; those of the database and the store.
pub async fn importa(ente: &Ente, who: &Who, id: EmergenzaId, stored: &Stored) -> Result<Importate, Error> {
    who.require(&EMERGENZA)?;
    who.require(&REGISTRA)?;
    let lettura = esamina(ente, id, stored).await?;
    let mut voci = lettura.voci;
    if voci.iter().any(|letta| letta.voce.annullata) {
        who.require(&ANNULLA)?;
    }
    if !lettura.guasti.is_empty() {
        return Err(rifiuto(lettura.guasti).into());
    }
    voci.sort_by_key(|letta| (letta.voce.anno(), letta.voce.numero));
    let mut importate = Importate::default();
    for letta in &voci {
        let esito = recupera(ente, who, id, &letta.voce, &[]).await?;
        if esito.nuova {
            importate.nuove += 1;
        } else {
            importate.gia_riportate += 1;
        }
    }
    Ok(importate)
}

/// Reads the file and holds it against what there is.
async fn esamina(ente: &Ente, id: EmergenzaId, stored: &Stored) -> Result<Lettura, Error> {
    let now = ente.ledger.now();
    let read = ente.db().read().await?;
    let emergenza = emergenza::Entity::find_by_id(id).one(&read).await?.ok_or(Error::EmergenzaAssente)?;
    ancora_aperta(&emergenza)?;
    let quadro = Quadro { dal: emergenza.dal_at, fine: fine_di(&read, &emergenza).await?, now };
    let elenchi = elenchi(&read, now.date()).await?;
    drop(read);
    let text = testo(ente, stored).await?;
    let mut lettura = leggi(&text, &elenchi, &quadro);
    let read = ente.db().read().await?;
    lettura.guasti.extend(gia_di_altre(&read, &lettura.voci).await?);
    lettura.guasti.sort_by_key(|(line, _)| *line);
    Ok(lettura)
}

async fn testo(ente: &Ente, stored: &Stored) -> Result<String, Error> {
    let mut refusal = Refusal::default();
    if stored.size > MOST_BYTES {
        let sentence = format!(
            "Il file è troppo grande: al massimo {} MB. Dividilo e carica le parti una dopo l'altra.",
            MOST_BYTES >> 20
        );
        refusal.add(Some("file"), sentence);
        return Err(refusal.into());
    }
    String::from_utf8(bytes_of(ente, stored.sha256).await?).map_err(|_| {
        let sentence = "Il file non è in UTF-8. Nel foglio di calcolo salvalo di nuovo come \"CSV UTF-8\".";
        refusal.add(Some("file"), sentence);
        refusal.into()
    })
}

async fn elenchi<C: ConnectionTrait>(connection: &C, today: Date) -> Result<Elenchi, Error> {
    let mut uffici = HashMap::new();
    for unit in authz::unit_tree(connection, today).await? {
        uffici.insert(unit.code.to_lowercase(), unit.id);
        uffici.insert(unit.name.to_lowercase(), unit.id);
    }
    Ok(Elenchi { uffici, classi: codici_del(connection, today).await? })
}

/// The lines whose number belongs to another entry.
async fn gia_di_altre<C: ConnectionTrait>(connection: &C, voci: &[Letta]) -> Result<Vec<csv::Guasto>, Error> {
    let mut guasti = Vec::new();
    for some in voci.chunks(AT_ONCE) {
        let numbers: Vec<i64> = some.iter().map(|letta| letta.voce.numero).collect();
        let known = emergenza_voce::Entity::find()
            .filter(emergenza_voce::Column::Numero.is_in(numbers))
            .all(connection)
            .await?;
        let ids = known.iter().map(|voce| voce.registrazione_id);
        let righe = registrazione::Entity::find().filter(registrazione::Column::Id.is_in(ids)).all(connection).await?;
        for Letta { linea, voce } in some {
            let same = known.iter().find(|known| (known.anno, known.numero) == (voce.anno(), voce.numero));
            let Some(same) = same else { continue };
            let Some(riga) = righe.iter().find(|riga| riga.id == same.registrazione_id) else { continue };
            if !voce.same_as(same.registrata_at, riga) {
                guasti.push((*linea, voce.taken(riga)));
            }
        }
    }
    Ok(guasti)
}

/// One reason for each line, with all that is wrong in it.
fn rifiuto(guasti: Vec<csv::Guasto>) -> Refusal {
    let mut refusal = Refusal::default();
    let mut lines: Vec<(usize, Vec<String>)> = Vec::new();
    for (line, sentence) in guasti {
        match lines.last_mut() {
            Some((last, sentences)) if *last == line => sentences.push(sentence),
            _ => lines.push((line, vec![sentence])),
        }
    }
    for (line, sentences) in lines {
        refusal.add(Some("file"), format!("Riga {line}: {}", sentences.join(" ")));
    }
    refusal
}
