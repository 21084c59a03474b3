//! What was given by hand, or to the post: a fact with its day, so that nobody looks for a receipt that will not come.

use authz::Who;
use ente::Ente;
use kernel::{Date, Id, Refusal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    SpedizioneId,
    avanza::{Fatto, chiudi, comincia},
    leggi::spedizioni_di,
    spedisci::{check_entry, impedimento, viva},
    stato::Stato,
    tabelle::spedizione,
};
use crate::{
    error::Error,
    permissions::REGISTRA,
    registrazione::{stato_di, trova},
    rules::mezzo_label,
    tables::{parte, registrazione},
};

/// The ways, of those of an entry, in which something leaves without a mailbox.
pub const MEZZI: [&str; 5] = ["mano", "raccomandata", "posta", "portale", "altro"];
/// Characters of the longest words about it.
const LONGEST: usize = 300;

/// What was given, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consegna {
    pub parte: Id<parte::Entity>,
    pub mezzo: String,
    pub il: Option<Date>,
    /// To whom, or the number of the registered letter.
    pub estremi: String,
}

/// Notes it.
///
/// # Errors
/// All the reasons why not; [`Error::NotFound`] where `who` does not see the entry; those of the database.
pub async fn a_mano(
    ente: &Ente,
    who: &Who,
    (anno, numero): (i64, i64),
    consegna: &Consegna,
) -> Result<SpedizioneId, Error> {
    who.require(&REGISTRA)?;
    let ufficio_id = *who.units_with(&REGISTRA).first().ok_or_else(|| REGISTRA.denied())?;
    let mut tx = ente.ledger.begin(who.actor(), "protocollo.consegna").await?;
    let riga = trova(&tx, who, anno, numero).await?;
    let stato = stato_di(&tx, riga.id).await?;
    let prima = spedizioni_di(&tx, riga.id).await?;
    let parti = parte::Entity::find().filter(parte::Column::RegistrazioneId.eq(riga.id)).all(&tx).await?;
    let mut refusal = Refusal::default();
    check_entry(&riga, &stato, &mut refusal);
    check(consegna, &riga, tx.now().date(), &mut refusal);
    let viva = viva(&prima, consegna.parte);
    let before = viva.map(|one| one.riga.id);
    match parti.iter().find(|parte| parte.id == consegna.parte) {
        None => refusal.add(Some("parte"), "Scegli il destinatario."),
        Some(parte) => {
            if let Some(why) = impedimento(&parte.nome, viva, before, tx.now()) {
                refusal.add(Some("parte"), why);
            }
        }
    }
    refusal.unless_empty(())?;
    let row = spedizione::Model {
        id: tx.id(),
        registrazione_id: riga.id,
        parte_id: consegna.parte,
        ufficio_id,
        persona_id: who.person,
        at: tx.now(),
        mezzo: consegna.mezzo.clone(),
        casella_id: None,
        indirizzo: None,
        message_id: None,
        oggetto: None,
        testo: None,
        estremi: Some(consegna.estremi.trim().to_owned()).filter(|text| !text.is_empty()),
        consegnata_il: consegna.il,
        in_luogo_di: before,
        chiave: None,
        segnatura_id: None,
        segnatura_nota: None,
    };
    let id = row.id;
    let told = in_parole(&row);
    tx.insert(row).await?;
    let first = Fatto::nostro(Stato::AMano, tx.now(), told);
    comincia(&mut tx, id, false, first).await?;
    if let Some(before) = before {
        chiudi(&mut tx, before).await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// "Raccomandata del 25/11/2026, n. 1234".
pub fn in_parole(riga: &spedizione::Model) -> String {
    let day = riga.consegnata_il.map(|day| format!(" del {}", day.format("%d/%m/%Y"))).unwrap_or_default();
    let more = riga.estremi.as_deref().map(|text| format!(", {text}")).unwrap_or_default();
    format!("{}{day}{more}", mezzo_label(&riga.mezzo))
}

fn check(consegna: &Consegna, riga: &registrazione::Model, today: Date, refusal: &mut Refusal) {
    if !MEZZI.contains(&consegna.mezzo.as_str()) {
        refusal.add(Some("mezzo"), "Scegli dall'elenco come è stato consegnato.");
    }
    let estremi = consegna.estremi.trim().chars().count();
    if consegna.mezzo == "raccomandata" && estremi == 0 {
        refusal.add(Some("estremi"), "Scrivi il numero della raccomandata: serve a ritrovarla.");
    } else if estremi > LONGEST {
        refusal.add(Some("estremi"), format!("È troppo lungo: al massimo {LONGEST} caratteri."));
    }
    let written = |day: Date| day.format("%d/%m/%Y");
    match consegna.il {
        None => refusal.add(Some("il"), "Scrivi il giorno in cui è stato consegnato."),
        Some(day) if day > today => {
            refusal
                .add(Some("il"), format!("Il giorno {} è nel futuro: scrivi quando è stato consegnato.", written(day)));
        }
        Some(day) if day < riga.registrata_at.date() => {
            let sentence = format!(
                "Il giorno {} viene prima della registrazione, che è del {}.",
                written(day),
                written(riga.registrata_at.date())
            );
            refusal.add(Some("il"), sentence);
        }
        Some(_) => {}
    }
}
