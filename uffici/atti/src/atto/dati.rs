//! What an act carries beside its text: subject, what everybody reads, accounting lines, who it goes to.

use authz::{PersonId, Who};
use ente::Ente;
use kernel::{Date, Refusal};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    Atti,
    atto::{
        nuovo::{OGGETTO_MAX, cerca, oggetto},
        ricorso::adegua,
        scrivi::aperto,
    },
    error::Error,
    indice,
    leggi::pratica_di,
    rules::{
        clausole::Ricorso,
        righe::{RIGHE_MAX, Riga},
    },
    tables::{AttoId, stato},
};

/// Longest of the other texts, in letters.
const TESTO_MAX: usize = 4_000;

/// The data of an act.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dati {
    /// Subject.
    pub oggetto: String,
    /// For everybody, where the subject names who must not be named.
    pub oggetto_pubblico: Option<String>,
    /// Whether it is confidential.
    pub riservato: bool,
    /// Whether it is posted.
    pub da_pubblicare: bool,
    /// What was decided of the data of people in it.
    pub scelta_dati: Option<String>,
    /// Whether it touches accounts or assets.
    pub riflessi_contabili: bool,
    /// Whether the auditors are asked.
    pub revisori: bool,
    /// Whether the mayor makes it as an officer of the Government (art. 54 TUEL).
    pub del_governo: bool,
    /// Until when it holds.
    pub durata_al: Option<Date>,
    /// To whom it goes.
    pub destinatari: Option<String>,
    /// Who answers for the project.
    pub rup: Option<PersonId>,
    /// Whether it is proposed as enforceable at once.
    pub immediata: bool,
    /// The accounting lines.
    pub righe: Vec<Riga>,
}

impl Dati {
    /// Those of a row.
    ///
    /// # Errors
    /// When what was kept cannot be read.
    pub fn di(stato: &stato::Model) -> Result<Self, Error> {
        Ok(Self {
            oggetto: stato.oggetto.clone(),
            oggetto_pubblico: stato.oggetto_pubblico.clone(),
            riservato: stato.riservato,
            da_pubblicare: stato.da_pubblicare,
            scelta_dati: stato.scelta_dati.clone(),
            riflessi_contabili: stato.riflessi_contabili,
            revisori: stato.revisori,
            del_governo: stato.del_governo,
            durata_al: stato.durata_al,
            destinatari: stato.destinatari.clone(),
            rup: stato.rup_id,
            immediata: stato.immediata,
            righe: stato.righe()?,
        })
    }

    /// By what a form knows which data it showed: of two people who write them at the same time the second is told.
    ///
    /// # Errors
    /// Those of the format, which these data never meet.
    pub fn impronta(&self) -> Result<String, Error> {
        Ok(hex::encode(Sha256::digest(serde_json::to_vec(self)?)))
    }
}

fn testo(text: Option<&String>, (field, most): (&'static str, usize), no: &mut Refusal) -> Option<String> {
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())?;
    if text.chars().count() > most {
        no.add(Some(field), format!("Scrivi al massimo {most} caratteri."));
    }
    Some(text)
}

/// Writes them; `visti` is the [`Dati::impronta`] of those that the person saw.
///
/// # Errors
/// All the reasons why not; when somebody else changed them meanwhile; a text that is closed; those of the database.
pub async fn dati(atti: &Atti, ente: &Ente, who: &Who, id: AttoId, (nuovi, visti): (&Dati, &str)) -> Result<(), Error> {
    let mut tx = ente.ledger.begin(who.actor(), "atti.dati").await?;
    // The file first, then the act's row, as a step locks them; for writing at once, since a shared lock that two
    // people want to raise would make them wait for each other.
    let pratica = pratica_di(&tx, id).await?;
    tx.find::<pratiche::pratica::Entity>(pratica.uuid()).await?.ok_or(Error::NotFound)?;
    let before = tx.find::<stato::Entity>(id.uuid()).await?.ok_or(Error::NotFound)?;
    aperto(&tx, who, id).await?;
    let mut no = Refusal::default();
    if Dati::di(&before)?.impronta()? != visti {
        no.add(None, "Intanto un'altra persona ha cambiato questi dati: ricarica la pagina, guarda e scrivi di nuovo.");
    }
    let subject = oggetto(&nuovi.oggetto, &mut no);
    let public = testo(nuovi.oggetto_pubblico.as_ref(), ("oggetto_pubblico", OGGETTO_MAX), &mut no);
    let choice = testo(nuovi.scelta_dati.as_ref(), ("scelta_dati", TESTO_MAX), &mut no);
    let to = testo(nuovi.destinatari.as_ref(), ("destinatari", TESTO_MAX), &mut no);
    if nuovi.da_pubblicare && before.tipo().albo.is_none() {
        no.add(Some("da_pubblicare"), "Gli atti di questo tipo non si pubblicano all'albo.");
    }
    if nuovi.righe.len() > RIGHE_MAX {
        no.add(Some("righe"), format!("Le righe contabili sono al massimo {RIGHE_MAX}."));
    }
    if let Some(rup) = nuovi.rup.filter(|_| nuovi.rup != before.rup_id)
        && !accounts::names(&tx, &[rup]).await?.contains_key(&rup)
    {
        no.add(Some("rup"), "Scegli il RUP dall'elenco.");
    }
    no.unless_empty(())?;
    let ricorso = |righe: &[Riga]| Ricorso::dell_atto(&before.iter, righe);
    let clauses = (ricorso(&before.righe()?), ricorso(&nuovi.righe));
    let after = stato::Model {
        cerca: cerca(&subject, &[before.tipo().nome]),
        oggetto: subject,
        oggetto_pubblico: public,
        riservato: nuovi.riservato,
        da_pubblicare: nuovi.da_pubblicare,
        scelta_dati: choice,
        riflessi_contabili: nuovi.riflessi_contabili,
        revisori: nuovi.revisori,
        del_governo: nuovi.del_governo,
        durata_al: nuovi.durata_al,
        destinatari: to,
        rup_id: nuovi.rup,
        immediata: nuovi.immediata,
        righe: serde_json::to_string(&nuovi.righe)?,
        ..before.clone()
    };
    tx.update(&before, after).await?;
    adegua(&tx, who, id, clauses).await?;
    // Conditions and designations look at these data: who is waited for may be others now.
    pratiche::rinfresca(&tx, atti, pratica).await?;
    indice::aggiorna(&tx, id).await?;
    tx.commit().await?;
    Ok(())
}
