//! An amendment is presented: by councillors through whoever receives it, or by a councillor who has an account.

use authz::{PersonId, Who};
use ente::Ente;
use kernel::{Date, Reason, Refusal};
use ledger::Tx;
use prose::{BlockId, apply};

use super::{
    AZIONE, Banco, PASSO, banco, consiglieri,
    leggi::{Emendamento, Presentatore, nomi, tutti},
    racconta, scritto, siede_chi_legge,
    tabelle::emendamento,
    termine,
    testo::{emendabile, passo, riscrivibile},
};
use crate::{
    Atti,
    atto::scrivi::incontri,
    error::Error,
    leggi::testo_di,
    rules::emendamenti::{EMENDAMENTI_MAX, Fase, Modo, Presentato},
    tables::AttoId,
    testo::parole,
};

/// What is proposed.
#[derive(Clone, Debug, Default)]
pub struct Proposto {
    /// The part of the text that it changes, or after which it puts another.
    pub blocco: Option<BlockId>,
    /// A code of [`Modo`].
    pub modo: String,
    /// What is to stand there.
    pub dopo: String,
    /// Why.
    pub motivazione: String,
    /// The councillors with an account who present it.
    pub consiglieri: Vec<PersonId>,
    /// The names of those who have none.
    pub nomi: Vec<String>,
    /// When it came.
    pub giorno: Option<Date>,
}

/// Presents it: its number among those of the act.
///
/// # Errors
/// All the reasons why not; when it is not theirs to present; [`Error::NotFound`] where the act is not for `who`; those of the database.
pub async fn presenta(atti: &Atti, ente: &Ente, who: &Who, id: AttoId, proposto: &Proposto) -> Result<i64, Error> {
    let mut tx = ente.ledger.begin(who.actor(), AZIONE).await?;
    let banco = banco(&tx, atti, who, id).await?;
    spetta(&banco, who, proposto)?;
    let all = tutti(&tx, id).await?;
    let row = controllato(&tx, who, (&banco, &all), proposto).await?;
    let n = row.n;
    let told = format!("presentato da {}", nomi(&serde_json::from_str::<Vec<Presentatore>>(&row.presentatori)?));
    tx.insert(row).await?;
    racconta(&mut tx, who, (id, n), told).await?;
    tx.commit().await?;
    Ok(n)
}

/// Whoever receives amendments, or one of those who present this one.
fn spetta(banco: &Banco, who: &Who, proposto: &Proposto) -> Result<(), Refusal> {
    let own = siede_chi_legge(&banco.lettura) && proposto.consiglieri.contains(&who.person);
    let mut no = Refusal::default();
    if !own && !banco.lettura.spetta(PASSO) {
        let told = "Gli emendamenti li presentano i consiglieri, ciascuno i suoi, o li annota chi cura le proposte del \
                    Consiglio.";
        no.add_law(None, told, "art. 43, c. 1, TUEL");
    }
    if !banco.stato.chiuso {
        no.add(None, "Il testo è ancora aperto: gli emendamenti si presentano sulla proposta, quando è chiusa.");
    }
    if banco.stato.voto.is_some() {
        no.add(None, "La proposta è già stata votata: non si emenda più.");
    }
    no.unless_empty(())
}

/// The row, where all is in order.
async fn controllato(
    tx: &Tx,
    who: &Who,
    (banco, all): (&Banco, &[Emendamento]),
    proposto: &Proposto,
) -> Result<emendamento::Model, Error> {
    let stato = &banco.stato;
    let mut no = Refusal::default();
    if u64::try_from(all.len()).unwrap_or(u64::MAX) >= EMENDAMENTI_MAX {
        no.add(None, format!("Gli emendamenti di una proposta sono al massimo {EMENDAMENTI_MAX}."));
    }
    let presentatori = presentatori(tx, proposto, &mut no).await?;
    let text = testo_di(tx, stato).await?;
    let block = proposto.blocco.and_then(|block| text.block(block)).filter(|block| emendabile(block));
    if block.is_none() {
        no.add(Some("blocco"), "Scegli la parte del testo che cambia, o dopo la quale se ne aggiunge una.");
    }
    let modo = Modo::from_code(&proposto.modo);
    if modo == Some(Modo::Sostituisce) && block.is_some_and(|block| !riscrivibile(block)) {
        no.add(Some("modo"), "Una tabella non si riscrive con un emendamento: sopprimila, o aggiungi una parte dopo.");
    }
    let dopo = if modo == Some(Modo::Sopprime) { "" } else { proposto.dopo.trim() };
    let prima = block.map(parole).unwrap_or_default();
    let names: Vec<String> = presentatori.iter().map(|one| one.nome.clone()).collect();
    let asked = Presentato {
        modo,
        prima: &prima,
        dopo,
        motivazione: &proposto.motivazione,
        presentatori: &names,
        giorno: proposto.giorno,
    };
    let found = asked.controlla(stato.creato_at.date(), tx.now().date());
    let found = found.map_err(|mut why| no.reasons.append(&mut why.reasons)).ok();
    if let (Some(block), Some((modo, _))) = (block, found) {
        // What would come out is a text too.
        let step = passo((&text, block), modo, dopo, BlockId::new(tx.now(), tx.random()));
        if let Err(clashes) = apply(&text, &[step]) {
            no.reasons.extend(incontri(&clashes).reasons.into_iter().map(|why| Reason { field: Some("dopo"), ..why }));
        }
        let same = |one: &&Emendamento| {
            let standing = !matches!(one.fase, Fase::Ritirato | Fase::NonAmmesso);
            let words = (one.riga.versione, one.riga.blocco_id, one.modo, one.dopo());
            standing && words == (stato.versione, block.id, modo, dopo) && one.presentatori == presentatori
        };
        if let Some(one) = all.iter().find(same) {
            no.add(None, format!("Questo emendamento c'è già: è il n. {}.", one.riga.n));
        }
    }
    let (Some(block), Some((modo, giorno))) = (block, found) else { return Err(no.into()) };
    no.unless_empty(())?;
    Ok(emendamento::Model {
        id: tx.id(),
        atto_id: stato.atto_id,
        n: all.last().map_or(1, |one| one.riga.n + 1),
        versione: stato.versione,
        blocco_id: block.id,
        modo: modo.code().to_owned(),
        prima,
        dopo: scritto(dopo),
        motivazione: proposto.motivazione.trim().to_owned(),
        presentatori: serde_json::to_string(&presentatori)?,
        giorno,
        termine: termine(&banco.lettura),
        persona_id: who.person,
        at: tx.now(),
    })
}

/// Who presents it, each once: those with an account must sit in the council today.
async fn presentatori(tx: &Tx, proposto: &Proposto, no: &mut Refusal) -> Result<Vec<Presentatore>, Error> {
    let mut all: Vec<Presentatore> = Vec::new();
    let seated = if proposto.consiglieri.is_empty() { Vec::new() } else { consiglieri(tx, tx.now().date()).await? };
    for id in &proposto.consiglieri {
        match seated.iter().find(|(known, _)| known == id) {
            Some((_, nome)) => {
                let one = Presentatore { nome: nome.clone(), persona: Some(*id) };
                if !all.contains(&one) {
                    all.push(one);
                }
            }
            None => no.add(Some("nomi"), "Chi hai scelto oggi non siede in Consiglio: scegli dall'elenco."),
        }
    }
    for name in &proposto.nomi {
        let nome = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if !nome.is_empty() && !all.iter().any(|one| one.nome == nome) {
            all.push(Presentatore { nome, persona: None });
        }
    }
    Ok(all)
}
