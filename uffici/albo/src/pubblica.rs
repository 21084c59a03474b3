//! To publish: in whoever's transaction, with the number of the register and the real instant of posting.

use kernel::Id;
use ledger::Tx;
use porte::albo::{Domanda, Durata, Pubblicata};

use crate::{
    error::Error,
    jobs::referta,
    regole::{regole, termini, usuali},
    rules::{Posto, Regole, controlla, esecutiva_dal, fine, termina},
    tables::{documento, integrale, pubblicazione, scelta, stato},
};

/// The register that gives the numbers.
const REGISTRO: &str = "albo";
/// What is said of days that whoever publishes asked for.
pub(crate) const CHIESTI: &str = "come ha chiesto chi pubblica";
/// What the journal calls it.
pub(crate) const AZIONE: &str = "albo.pubblica";

/// Publishes, in the caller's transaction; `ripubblica` is the annulled publication in whose place it stands.
///
/// # Errors
/// All the reasons; those of the database.
pub(crate) async fn pubblica(
    tx: &mut Tx,
    domanda: &Domanda,
    ripubblica: Option<Id<pubblicazione::Entity>>,
) -> Result<Pubblicata, Error> {
    let oggi = tx.now().date();
    let (regole, termini) = (regole(tx).await?, termini(tx, oggi).await?);
    let giorni = controlla(domanda, oggi, usuali(&termini, domanda.tipo), &regole)?;
    let fonte = match domanda.durata {
        Durata::Usuale => termini.get(domanda.tipo.codice).map(|row| row.fonte.clone()).unwrap_or_default(),
        Durata::Giorni(_) | Durata::FinoAl(_) => CHIESTI.to_owned(),
    };
    tx.action(AZIONE);
    let (ledger::Numbered(_, anno, numero), at) = tx.number(REGISTRO).await?;
    // The day of the number is the day that counts: the midnight that may have passed while one waited for it is in it.
    let fine_il = fine(at.date(), giorni, regole.conta_primo, &[]);
    let riga = pubblicazione::Model {
        id: tx.id(),
        anno: i64::from(anno),
        numero,
        pubblicata_at: at,
        tipo: domanda.tipo.codice.into(),
        oggetto: riga_sola(&domanda.oggetto),
        ufficio: domanda.origine.ufficio.clone(),
        origine_id: domanda.origine.id,
        origine: testo(domanda.origine.detta.as_deref()),
        richiedente: riga_sola(&domanda.richiedente),
        esterno: domanda.esterno,
        protocollo: testo(domanda.protocollo.as_deref()),
        adottato_il: domanda.adottato_il,
        immediata: domanda.immediata,
        giorni: i64::from(giorni),
        fino_al: matches!(domanda.durata, Durata::FinoAl(_)),
        conta_primo: regole.conta_primo,
        lettura: regole.lettura.code().into(),
        soglia_ore: i64::from(regole.soglia_ore),
        fine_il,
        fonte,
        impronte: impronte(domanda),
        ripubblica_id: ripubblica,
        persona_id: domanda.persona,
    };
    let esecutiva_dal = esecutiva(&riga, fine_il, &[]);
    let riga = tx.insert(riga).await?;
    scrivi_intorno(tx, domanda, &riga).await?;
    referta::accoda(tx, riga.id).await?;
    Ok(Pubblicata { id: riga.id.uuid(), numero: (riga.anno, numero), at, fine: fine_il, esecutiva_dal })
}

/// All that stands around the row.
async fn scrivi_intorno(tx: &mut Tx, domanda: &Domanda, riga: &pubblicazione::Model) -> Result<(), Error> {
    for (posizione, one) in (1..).zip(&domanda.documenti) {
        let versione = if one.integrale.is_some() { "omissis" } else { "integrale" };
        let row = documento::Model {
            id: tx.id(),
            pubblicazione_id: riga.id,
            posizione,
            documento_id: one.documento.id,
            versione: versione.into(),
        };
        let row = tx.insert(row).await?;
        if let Some(whole) = &one.integrale {
            let id = tx.id();
            tx.insert(integrale::Model { id, albo_documento_id: row.id, documento_id: whole.id }).await?;
        }
    }
    for one in &domanda.scelte {
        let row = scelta::Model {
            id: tx.id(),
            pubblicazione_id: riga.id,
            genere: one.genere.clone(),
            quante: i64::from(one.quante),
            motivo: riga_sola(&one.motivo),
            persona_id: domanda.persona,
        };
        tx.insert(row).await?;
    }
    let row = stato::Model {
        id: tx.id(),
        pubblicazione_id: riga.id,
        anno: riga.anno,
        numero: riga.numero,
        tipo: riga.tipo.clone(),
        cerca: cerca(riga),
        stato: "attiva".into(),
        fine_il: riga.fine_il,
        termina_at: termina(riga.fine_il),
        referta: false,
        da_restituire: false,
    };
    tx.insert(row).await?;
    Ok(())
}

/// From which day the act is enforceable, with the reading of the day on which it was posted.
pub(crate) fn esecutiva(
    riga: &pubblicazione::Model,
    fine: kernel::Date,
    persi: &[kernel::Date],
) -> Option<kernel::Date> {
    let tipo = porte::albo::Tipo::di(&riga.tipo)?;
    let regole = Regole {
        conta_primo: riga.conta_primo,
        lettura: crate::rules::Lettura::from_code(&riga.lettura).unwrap_or_default(),
        ..Regole::default()
    };
    let posto = Posto {
        efficacia: tipo.efficacia,
        immediata: riga.immediata,
        adottato: riga.adottato_il,
        pubblicata: riga.pubblicata_at.date(),
        fine,
        persi,
    };
    esecutiva_dal(&posto, &regole)
}

fn impronte(domanda: &Domanda) -> String {
    domanda.documenti.iter().map(|one| one.documento.hash().to_string()).collect::<Vec<_>>().join("\n")
}

/// What the search looks into.
fn cerca(riga: &pubblicazione::Model) -> String {
    let all = [Some(riga.oggetto.as_str()), Some(riga.richiedente.as_str()), riga.origine.as_deref()];
    // Word by word: a name of so many letters is folded no further.
    all.into_iter().flatten().flat_map(str::split_whitespace).map(directory::fold).collect::<Vec<_>>().join(" ")
}

/// In one line.
pub(crate) fn riga_sola(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn testo(text: Option<&str>) -> Option<String> {
    text.map(riga_sola).filter(|text| !text.is_empty())
}
