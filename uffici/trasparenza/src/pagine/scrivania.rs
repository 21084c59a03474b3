//! What the office puts on the desk: of whoever answers for a section, what is missing or stale in it; of whoever
//! publishes, what offices propose.

use authz::Who;
use ente::Ente;
use web::{Desk, Error};

use super::quadro::detta;
use crate::{
    decidi::{elenca_proposte, quante_attendono},
    permissions::{CONSULTA, PUBBLICA},
    quadro::{Situazione, responsabili, situazioni},
    rules::Salute,
    tables::proposta,
};

/// Proposals that a desk shows, at most.
const PROPOSTE: u64 = 200;

/// The office's side of the desk.
#[derive(Debug)]
pub(crate) struct Scrivania;

/// The sections of this person in which something is to be done.
async fn mie(ente: &Ente, who: &Who) -> Result<Vec<Situazione>, Error> {
    if !who.may(&PUBBLICA) || !who.may(&CONSULTA) {
        return Ok(Vec::new());
    }
    // On every page: whoever answers for nothing costs one small query.
    let read = ente.db().read().await?;
    let some = responsabili(&read).await?.values().any(|person| *person == who.person);
    drop(read);
    if !some {
        return Ok(Vec::new());
    }
    let mut all = situazioni(ente).await?;
    all.retain(|one| one.responsabile == Some(who.person) && one.chiede());
    Ok(all)
}

/// How many proposals wait for whoever publishes.
async fn proposte(ente: &Ente, who: &Who) -> Result<u64, Error> {
    if !who.may(&PUBBLICA) {
        return Ok(0);
    }
    let read = ente.db().read().await?;
    Ok(quante_attendono(&read).await?)
}

fn da_decidere(row: proposta::Model) -> ui::Waiting {
    ui::Waiting {
        action: "Guarda la proposta: pubblicala, correggila o rifiutala".into(),
        subject: format!("Trasparenza {} · {}", row.sezione, row.titolo),
        href: super::proposta::href(row.id.uuid()),
        why: "La propone un ufficio, e puoi pubblicare".into(),
        since: row.proposta_at.micros(),
        ..ui::Waiting::default()
    }
}

#[async_trait::async_trait]
impl Desk for Scrivania {
    fn href(&self) -> &'static str {
        "/trasparenza/ufficio"
    }

    async fn count(&self, ente: &Ente, who: &Who) -> Result<u64, Error> {
        Ok(mie(ente, who).await?.len() as u64 + proposte(ente, who).await?)
    }

    async fn waiting(&self, ente: &Ente, who: &Who, limit: u64) -> Result<Vec<ui::Waiting>, Error> {
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let now = ente.ledger.now();
        let waiting = |one: Situazione| ui::Waiting {
            action: match one.salute {
                Salute::Mancante => "Pubblica, o scrivi perché non c'è niente".into(),
                _ => "Aggiorna o verifica la sezione".into(),
            },
            subject: format!("Trasparenza {} · {}", one.sezione.codice, one.sezione.nome),
            href: super::sezione::href(one.sezione),
            why: format!("Ne rispondi tu: {}", detta(one.salute).0),
            since: match one.salute {
                Salute::Scaduta(day) => kernel::Instant::start_of(day).micros(),
                _ => now.micros(),
            },
            ..ui::Waiting::default()
        };
        let mut all: Vec<ui::Waiting> = mie(ente, who).await?.into_iter().take(most).map(waiting).collect();
        let room = (most.saturating_sub(all.len()) as u64).min(PROPOSTE);
        if who.may(&PUBBLICA) && room > 0 {
            all.extend(elenca_proposte(ente, who, true, None, room).await?.into_iter().map(da_decidere));
        }
        Ok(all)
    }

    async fn search(&self, _ente: &Ente, who: &Who, words: &str, limit: u64) -> Result<Vec<ui::SearchHit>, Error> {
        let wanted = directory::fold(words);
        if !who.may(&CONSULTA) || wanted.is_empty() {
            return Ok(Vec::new());
        }
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let found = crate::albero::SEZIONI.iter().filter(|one| {
            let text = directory::fold(&format!("{} {}", one.gruppo, one.nome));
            wanted.split(' ').all(|word| text.contains(word))
        });
        let hit = |one: &crate::Sezione| ui::SearchHit {
            value: super::sezione::href(one),
            label: format!("{} {}", one.codice, one.nome),
            hint: Some(one.gruppo.to_owned()),
            group: Some("Amministrazione trasparente".into()),
        };
        Ok(found.take(most).map(hit).collect())
    }
}
