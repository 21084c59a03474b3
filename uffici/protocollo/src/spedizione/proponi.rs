//! What the form of a sending proposes: to whom and at which address, the subject and the text.

use std::collections::HashSet;

use authz::Who;
use directory::{SubjectId, subject};
use ente::Ente;
use kernel::Id;

use super::caselle::{Uscita, caselle};
use crate::{
    error::Error,
    permissions::REGISTRA,
    registrazione::scheda::Scheda,
    tables::{parte, registrazione},
};

/// An addressee, with the address that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destinatario {
    pub parte: Id<parte::Entity>,
    pub nome: String,
    /// The address, and where it stands: "dalla registrazione", "dall'anagrafica".
    pub indirizzo: Option<(String, &'static str)>,
    /// Another that is known, for when the first does not work.
    pub altro: Option<String>,
}

/// What the form proposes.
#[derive(Clone, Debug)]
pub struct Proposta {
    pub caselle: Vec<Uscita>,
    pub destinatari: Vec<Destinatario>,
    pub oggetto: String,
    pub testo: String,
}

/// What may be proposed for an entry that `who` sees.
///
/// # Errors
/// A missing permission; those of the database.
pub async fn proponi(ente: &Ente, who: &Who, scheda: &Scheda) -> Result<Proposta, Error> {
    who.require(&REGISTRA)?;
    let read = ente.db().read().await?;
    let known: Vec<SubjectId> = scheda.parti.iter().filter_map(|parte| parte.soggetto_id).collect();
    let subjects = directory::find(&read, &known).await?;
    let caselle = caselle(&read, ente, who).await?;
    let gone = directory::out_of_use(&read, &subjects.values().collect::<Vec<_>>()).await?;
    let none = HashSet::new();
    let uno = |parte: &parte::Model| {
        let subject = parte.soggetto_id.and_then(|id| subjects.get(&id));
        destinatario(parte, subject, subject.and_then(|subject| gone.get(&subject.id)).unwrap_or(&none))
    };
    Ok(Proposta {
        caselle,
        destinatari: scheda.parti.iter().map(uno).collect(),
        oggetto: oggetto(&scheda.riga),
        testo: testo(ente, scheda),
    })
}

/// An addressee; the addresses that are used no more (`gone`, in small letters) are not proposed, wherever they are written.
fn destinatario(parte: &parte::Model, subject: Option<&subject::Model>, gone: &HashSet<String>) -> Destinatario {
    let written = parte.indirizzo.clone().map(|address| address.trim().to_owned());
    let written = written.filter(|text| !text.is_empty() && !gone.contains(&text.to_lowercase()));
    let known: Vec<String> =
        subject.iter().flat_map(|subject| [subject.pec.clone(), subject.email.clone()]).flatten().collect();
    let all = written.map(|address| (address, "dalla registrazione"));
    let mut all: Vec<(String, &'static str)> = all.into_iter().collect();
    for address in known {
        if !all.iter().any(|(before, _)| before.eq_ignore_ascii_case(&address)) {
            all.push((address, "dall'anagrafica"));
        }
    }
    let mut all = all.into_iter();
    Destinatario {
        parte: parte.id,
        nome: parte.nome.clone(),
        indirizzo: all.next(),
        altro: all.next().map(|(address, _)| address),
    }
}

/// The subject: number, day and what it is about. Providers keep subjects in their logs for thirty months: what is confidential
/// is not told there.
fn oggetto(riga: &registrazione::Model) -> String {
    let about = if riga.riservata { "documento riservato" } else { riga.oggetto.as_str() };
    let whole = format!("Prot. {} del {} - {about}", riga.numero, riga.registrata_at.rome().format("%d/%m/%Y"));
    whole.chars().take(super::spedisci::LONGEST_SUBJECT).collect()
}

fn testo(ente: &Ente, scheda: &Scheda) -> String {
    let riga = &scheda.riga;
    let day = riga.registrata_at.rome().format("%d/%m/%Y");
    let files: Vec<String> = scheda.documenti.iter().map(|(_, document)| format!("- {}", document.name)).collect();
    let list = if files.is_empty() { String::new() } else { format!("\n\nIn allegato:\n{}", files.join("\n")) };
    format!(
        "Buongiorno,\n\ninviamo il documento che abbiamo registrato al protocollo con il numero {} del {day}.\n\nOggetto: {}{list}\n\n{}",
        riga.numero, riga.oggetto, ente.info.name
    )
}

#[cfg(test)]
mod tests {
    use authz::{PersonId, UnitId};
    use kernel::{Instant, Uuid};

    use super::*;

    fn riga(oggetto: &str, riservata: bool) -> registrazione::Model {
        registrazione::Model {
            id: Uuid::nil().into(),
            anno: 2026,
            numero: 12,
            verso: "partenza".into(),
            registrata_at: Instant::from_micros(1_795_000_000_000_000),
            registrata_da: PersonId::from(Uuid::nil()),
            ufficio_id: UnitId::from(Uuid::nil()),
            oggetto: oggetto.into(),
            mezzo: "pec".into(),
            arrivata_il: None,
            protocollo_mittente: None,
            data_mittente: None,
            riservata,
            impronta: None,
            note: None,
            chiave: None,
        }
    }

    #[test]
    fn the_subject_of_what_is_confidential_does_not_tell_it() {
        assert_eq!(oggetto(&riga("Nulla osta", false)), "Prot. 12 del 18/11/2026 - Nulla osta");
        assert_eq!(oggetto(&riga("Minore affidato", true)), "Prot. 12 del 18/11/2026 - documento riservato");
    }

    #[test]
    fn the_address_of_the_entry_comes_before_that_of_the_directory() {
        let parte = |indirizzo: Option<&str>| parte::Model {
            id: Uuid::nil().into(),
            registrazione_id: Uuid::nil().into(),
            ruolo: "destinatario".into(),
            ordine: 0,
            soggetto_id: None,
            nome: "Rossi".into(),
            codice_fiscale: None,
            indirizzo: indirizzo.map(str::to_owned),
        };
        let subject = subject::Model {
            id: Uuid::nil().into(),
            kind: directory::Kind::Persona,
            name: "Rossi".into(),
            name_folded: "rossi".into(),
            tax_code: None,
            vat_number: None,
            pec: Some("rossi@pec.example.it".into()),
            email: Some("rossi@example.it".into()),
            address: None,
            ipa: None,
            merged_into: None,
            created_at: Instant::from_micros(0),
            code_note: None,
        };
        let seen = |written: Option<&str>, subject| {
            let gone = HashSet::from(["chiusa@pec.example.it".to_owned()]);
            let found = destinatario(&parte(written), subject, &gone);
            (found.indirizzo.map(|(address, _)| address), found.altro)
        };
        let (pec, email) = (Some("rossi@pec.example.it".to_owned()), Some("rossi@example.it".to_owned()));
        assert_eq!(seen(None, Some(&subject)), (pec.clone(), email.clone()));
        assert_eq!(seen(Some("ROSSI@pec.example.it"), Some(&subject)), (Some("ROSSI@pec.example.it".into()), email));
        assert_eq!(seen(Some("altra@pec.example.it"), Some(&subject)), (Some("altra@pec.example.it".into()), pec));
        assert_eq!(seen(Some(" "), None), (None, None));
        // One that is used no more is not proposed, although the entry bears it.
        assert_eq!(seen(Some("Chiusa@pec.example.it"), None), (None, None));
    }
}
