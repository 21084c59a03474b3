//! An office proposes entries of a record of its own: they wait for a person, who publishes them or says why not.
//!
//! The law: D.Lgs. 33/2013, art. 23, c. 1, 26, 27 and 37. The text of art. 23 is the one in force: its c. 2, which asked
//! for the expected spending and for the main documents of each act, is repealed (D.Lgs. 97/2016, art. 22).

use documents::document;
use kernel::{Date, Id, Refusal};
use ledger::Tx;
use porte::trasparenza::{Dichiarazione, Proposta};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    albero::{Genere, Sezione},
    cura::una_riga,
    error::Error,
    fatti::{CONTRATTI, contenuto},
    guarda,
    rules::{BENEFICIARIO, Contenuto, TITOLO_MAX, controlla},
    scrivi::{Nuova, motivo, scrivi},
    tables::{proposta, proposta_documento, regola},
};

/// What the journal calls it.
const AZIONE: &str = "trasparenza.proponi";
/// How a proposal stands.
pub(crate) const ATTENDE: &str = "attende";
pub(crate) const PUBBLICATA: &str = "pubblicata";
pub(crate) const RIFIUTATA: &str = "rifiutata";

/// What art. 27, c. 1, asks to be told of a grant, by the names that everybody reads.
const DI_CONCESSIONE: [&str; 4] = [BENEFICIARIO, "Importo", "Norma o titolo", "Modalità di individuazione"];

/// Proposes them; what was proposed before stays as it is.
///
/// # Errors
/// Those of the database.
pub(crate) async fn proponi(tx: &mut Tx, proposte: &[Proposta]) -> Result<(), Error> {
    if proposte.is_empty() {
        return Ok(());
    }
    let da_sola = si_pubblica_da_sola(&*tx).await?;
    for one in proposte {
        una(tx, one, da_sola).await?;
    }
    Ok(())
}

async fn una(tx: &mut Tx, detta: &Proposta, da_sola: bool) -> Result<(), Error> {
    let Dichiarazione { ufficio, origine, documenti, persona, .. } = &detta.dichiarazione;
    db::alone(&*tx, &format!("trasparenza {ufficio} {origine} {}", detta.parte)).await?;
    let known = proposta::Entity::find()
        .filter(proposta::Column::Ufficio.eq(ufficio.as_str()))
        .filter(proposta::Column::OrigineId.eq(*origine))
        .filter(proposta::Column::Parte.eq(detta.parte.as_str()));
    if known.one(&*tx).await?.is_some() {
        return Ok(());
    }
    let contenuto = prepara(detta).ok_or(Error::NotFound)?;
    tx.action(AZIONE);
    let row = riga(tx, detta, &contenuto)?;
    let row = tx.insert(row).await?;
    for (posizione, one) in (1..).zip(documenti) {
        let file = proposta_documento::Model { id: tx.id(), proposta_id: row.id, posizione, documento_id: one.id };
        tx.insert(file).await?;
    }
    let files: &[document::Model] = if con_documenti(contenuto.sezione) { documenti } else { &[] };
    if !da_sola || detta.avviso.is_some() || !completa(&contenuto, files, tx.now().date()) {
        return Ok(());
    }
    let nuova = Nuova {
        contenuto: &contenuto,
        documenti: files,
        scelte: &[],
        origine: (ufficio, Some(row.id.uuid())),
        capo: None,
        persona: *persona,
    };
    let capo = scrivi(tx, &nuova).await?;
    let after =
        proposta::Model { stato: PUBBLICATA.into(), capo_id: Some(capo), decisa_at: Some(tx.now()), ..row.clone() };
    tx.update(&row, after).await?;
    Ok(())
}

fn riga(tx: &Tx, detta: &Proposta, contenuto: &Contenuto) -> Result<proposta::Model, Error> {
    let protetto = contenuto.protetto.as_ref();
    let id: Id<proposta::Entity> = tx.id();
    Ok(proposta::Model {
        id,
        ufficio: detta.dichiarazione.ufficio.clone(),
        origine_id: detta.dichiarazione.origine,
        parte: detta.parte.clone(),
        pagina: detta.pagina.clone(),
        proposta_at: tx.now(),
        sezione: contenuto.sezione.codice.into(),
        titolo: contenuto.titolo.clone(),
        campi: serde_json::to_string(&contenuto.campi)?,
        riferita_al: contenuto.riferita_al,
        effetti_fino: contenuto.effetti_fino,
        responsabile: contenuto.responsabile.clone(),
        beneficiario: protetto.map(|one| one.nome.clone()),
        beneficiario_codice: protetto.and_then(|one| one.codice_fiscale.clone()),
        beneficiario_motivo: protetto.map(|one| motivo(one.motivo).to_owned()),
        avviso: detta.avviso.clone(),
        proponente_id: detta.dichiarazione.persona,
        stato: ATTENDE.into(),
        capo_id: None,
        decisa_at: None,
        decisa_da: None,
        motivo: None,
    })
}

/// Whether the acts themselves are read in a section: those of a procedure are (art. 37); of the list of art. 23, c. 1,
/// they are no part.
pub(crate) fn con_documenti(sezione: &Sezione) -> bool {
    sezione.codice == CONTRATTI
}

/// What the declaration says, with an empty place for what the law asks for and it does not say; none where the tree has
/// lost its section.
fn prepara(detta: &Proposta) -> Option<Contenuto> {
    let mut made = contenuto(&detta.dichiarazione)?;
    made.titolo = una_riga(&made.titolo);
    if made.titolo.chars().count() > TITOLO_MAX {
        let short = breve(&made.titolo);
        made.campi.insert(0, ("Oggetto".to_owned(), std::mem::replace(&mut made.titolo, short)));
    }
    for name in &detta.da_completare {
        if made.campi.iter().all(|(known, _)| known.as_str() != *name) {
            made.campi.push(((*name).to_owned(), String::new()));
        }
    }
    Some(made)
}

/// The first words of a subject that is longer than a title may be.
fn breve(testo: &str) -> String {
    let mut short = String::new();
    let mut letters = 0;
    for word in testo.split(' ') {
        let more = word.chars().count() + 1;
        if letters + more + 1 > TITOLO_MAX {
            break;
        }
        letters += more;
        short.push_str(word);
        short.push(' ');
    }
    format!("{}…", short.trim_end())
}

/// Whether nothing is left to a person: no place is empty, nobody is behind it who may not be named, no rule says no, and
/// nothing in its words looks like personal data.
fn completa(contenuto: &Contenuto, files: &[document::Model], oggi: Date) -> bool {
    let names: Vec<&str> = files.iter().map(|one| one.name.as_str()).collect();
    let whole = mancano(contenuto).reasons.is_empty() && controlla(contenuto, &names, oggi).is_ok();
    let words = (contenuto.titolo.as_str(), contenuto.testo.as_str(), contenuto.responsabile.as_str());
    let (found, more) = guarda::nelle_parole(&guarda::parole(words, &contenuto.campi), "");
    whole && contenuto.protetto.is_none() && found.is_empty() && !more
}

/// What is still missing in what an office proposed.
pub(crate) fn mancano(contenuto: &Contenuto) -> Refusal {
    let mut refusal = Refusal::default();
    for (name, _) in contenuto.campi.iter().filter(|(_, value)| value.trim().is_empty()) {
        refusal.add(Some("campi"), format!("Manca «{name}»: scrivilo, o togli la riga se qui non serve."));
    }
    if contenuto.sezione.genere == Genere::Concessione {
        for name in DI_CONCESSIONE {
            if contenuto.campi.iter().all(|(known, _)| known != name) {
                refusal.add_law(
                    Some("campi"),
                    format!("Manca la riga «{name}»: di un contributo la legge la chiede."),
                    "art. 27, c. 1, d.lgs. 33/2013",
                );
            }
        }
    }
    refusal
}

/// Whether the ente decided that what is complete publishes itself. Where it decided nothing, a person looks first.
///
/// # Errors
/// Those of the database.
pub(crate) async fn si_pubblica_da_sola<C: ConnectionTrait>(connection: &C) -> Result<bool, Error> {
    let select = regola::Entity::find().order_by_desc(regola::Column::DecisaAt).order_by_desc(regola::Column::Id);
    Ok(select.one(connection).await?.is_some_and(|row| row.da_sola))
}

#[cfg(test)]
mod tests {
    use kernel::{Cents, Uuid};
    use porte::trasparenza::{Beneficiario, Fatto};

    use super::*;

    fn detta(oggetto: &str, modalita: &str) -> Proposta {
        let fatto = Fatto::Concessione {
            beneficiario: Beneficiario::Ente { nome: "Pro loco".into(), codice_fiscale: None },
            importo: Cents(150_000),
            oggetto: oggetto.into(),
            norma: String::new(),
            modalita: modalita.into(),
            atto: "Determinazione n. 1 del 27/11/2026".into(),
        };
        Proposta {
            dichiarazione: Dichiarazione {
                ufficio: "prova".into(),
                origine: Uuid::nil(),
                responsabile: "Cultura".into(),
                riferita_al: "2026-11-27".parse().unwrap(),
                fatto,
                documenti: Vec::new(),
                persona: Uuid::nil().into(),
            },
            parte: "concessione-1".into(),
            pagina: "/atti/1".into(),
            da_completare: vec!["Norma o titolo", "Modalità di individuazione"],
            avviso: None,
        }
    }

    #[test]
    fn what_the_law_asks_for_and_the_record_does_not_say_is_left_for_a_person() {
        let made = prepara(&detta("Sagra", "Bando")).unwrap();
        let told = mancano(&made).to_string();
        assert!(told.contains("Manca «Norma o titolo»") && !told.contains("individuazione"), "{told}");
        assert!(!completa(&made, &[], made.riferita_al));
        let mut whole = made.clone();
        whole.campi.iter_mut().filter(|(_, value)| value.is_empty()).for_each(|(_, value)| value.push_str("Art. 4"));
        assert!(completa(&whole, &[], whole.riferita_al));
        let shows = Contenuto { testo: "Telefono 011 5551234".into(), ..whole.clone() };
        assert!(!completa(&shows, &[], shows.riferita_al), "a person says why it may be read");
        whole.campi.retain(|(name, _)| name != "Importo");
        let told = mancano(&whole).to_string();
        assert!(told.contains("Manca la riga «Importo»") && told.contains("art. 27, c. 1"), "{told}");
    }

    #[test]
    fn a_subject_longer_than_a_title_is_told_whole_below_it() {
        let long = "Contributo ".repeat(40);
        let made = prepara(&detta(&long, "Bando")).unwrap();
        assert!(made.titolo.chars().count() <= TITOLO_MAX && made.titolo.ends_with("Contributo…"), "{}", made.titolo);
        assert_eq!(made.campi[0], ("Oggetto".to_owned(), una_riga(&long)));
        assert_eq!(prepara(&detta("Sagra", "Bando")).unwrap().titolo, "Sagra");
    }
}
