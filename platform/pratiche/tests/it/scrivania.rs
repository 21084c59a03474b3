//! What waits for whom: by incarico, as a deputy, as a substitute, and not for who is kept out.

use std::collections::HashMap;

use authz::Who;
use iter::{Chi, Definizione, Dove, Mondo, Uso, Vocabolario};
use kernel::Uuid;
use ledger::Tx;
use pratiche::{Caso, Cerca, Cursore, Error, Intestazione, Materia, Vista};
use testkit::Engine;

use crate::{
    casa::{Casa, mezzogiorno},
    permessi::{PERMESSI, PERMESSO},
};

/// The same words under another name: another office.
pub static ALTRA: Altra = Altra;

pub struct Altra;

#[async_trait::async_trait]
impl Materia for Altra {
    fn codice(&self) -> &'static str {
        "altra"
    }
    fn nome(&self) -> &'static str {
        "Un'altra"
    }
    fn vocabolario(&self) -> &Vocabolario {
        PERMESSI.vocabolario()
    }
    async fn mondo(&self, vista: &Vista<'_>, oggetto: Uuid) -> Result<Box<dyn Mondo + Send + Sync>, Error> {
        PERMESSI.mondo(vista, oggetto).await
    }
    async fn compi(&self, tx: &mut Tx, caso: &Caso<'_>, effetto: &Uso) -> Result<(), Error> {
        PERMESSI.compi(tx, caso, effetto).await
    }
    async fn intestazioni(
        &self,
        vista: &Vista<'_>,
        who: &Who,
        oggetti: &[Uuid],
    ) -> Result<HashMap<Uuid, Intestazione>, Error> {
        PERMESSI.intestazioni(vista, who, oggetti).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_waits_for_who_may_take_its_steps_and_for_nobody_else() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.avvia("Tettoia", "a").await.unwrap().pratica;
        assert_eq!(casa.aspetta(casa.lucia).await, [("Tettoia".to_owned(), vec!["Proponi".to_owned()])]);
        assert!(casa.aspetta(casa.marco).await.is_empty());
        casa.compi(casa.passo(id, "proponi", casa.lucia, "b")).await.unwrap();
        assert!(casa.aspetta(casa.lucia).await.is_empty());
        let steps = vec!["Rimanda in bozza".to_owned(), "Firma".to_owned()];
        assert_eq!(casa.aspetta(casa.marco).await, [("Tettoia".to_owned(), steps)]);
        let row = &casa.scrivania(casa.marco).await.righe[0];
        assert_eq!((row.dove.as_str(), row.href.starts_with("/permessi/")), ("Alla firma", true));
        assert_eq!(row.entro, Some(crate::casa::giorno("2026-11-09")), "five working days after Monday the 2nd");
        assert!(casa.aspetta(casa.paolo).await.is_empty(), "his deputy, while Marco is there");
        assert!(casa.aspetta(casa.sara).await.is_empty(), "his substitute, while the term runs");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_sees_what_waits_while_the_holder_is_away_or_keeps_out_of_it() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let one = casa.alla_firma("Tettoia").await.pratica;
        casa.alla_firma("Cancello").await;
        casa.astieni(one, casa.marco).await;
        let names = |rows: Vec<(String, Vec<String>)>| rows.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(casa.aspetta(casa.marco).await), ["Cancello"], "he keeps out of the other");
        assert_eq!(names(casa.aspetta(casa.paolo).await), ["Tettoia"], "the holder is here and keeps out of this one");
        let esito = casa.compi(casa.passo(one, "firma", casa.paolo, "firma")).await.unwrap();
        assert!(esito.fatti.iter().any(|fatto| format!("{fatto:?}").contains(&casa.marco.to_string())));
        casa.assente(casa.marco, "2026-11-03", "2026-11-03").await;
        casa.clock.set(mezzogiorno("2026-11-03"));
        assert_eq!(names(casa.aspetta(casa.paolo).await), ["Cancello"]);
        casa.clock.set(mezzogiorno("2026-11-04"));
        assert!(casa.aspetta(casa.paolo).await.is_empty(), "and not a day longer");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn four_eyes_and_actors_who_must_be_two_things_at_once_are_asked_of_the_file() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let mut definizione = Definizione::leggi(PERMESSO).unwrap();
        let marco = Chi::Incarico { ruolo: "Ruolo di marco".into(), dove: Dove::Proponente, vice: true };
        let firma = definizione.passi.iter_mut().find(|passo| passo.codice == "firma").unwrap();
        // Any of the unit, who also has Marco's role.
        firma.chi = Chi::Insieme(vec![Chi::Ufficio(Dove::Proponente), marco]);
        casa.in_vigore(&definizione, Some(1)).await.unwrap();
        casa.alla_firma("Tettoia").await;
        casa.alla_firma("Cancello").await;
        assert!(casa.aspetta(casa.lucia).await.is_empty(), "she is of the unit, and not the other");
        assert_eq!(casa.aspetta(casa.marco).await[0].1, ["Rimanda in bozza", "Firma"]);
        let (read, marco) = (casa.read().await, casa.who(casa.marco).await);
        let (vista, now) = (Vista::Letta(&read), casa.hall.ente.ledger.now());
        let together = pratiche::scrivania(&vista, &[&Insieme], &marco, now, None, 50).await.unwrap();
        assert_eq!(together.righe, casa.scrivania(casa.marco).await.righe, "all files are asked together");
        assert_eq!(together.righe.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_may_not_see_is_in_no_number_that_they_read() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        casa.alla_firma("Tettoia").await;
        casa.alla_firma(&format!("Capannone, non per {}", casa.marco)).await;
        let read = casa.read().await;
        let (vista, now) = (Vista::Letta(&read), casa.hall.ente.ledger.now());
        let row = pratiche::in_vigore(&read, "permesso").await.unwrap().unwrap().riga;
        let (_, valida) = pratiche::definizione_di(&read, row.id).await.unwrap();
        for (person, sees) in [(casa.marco, 1), (casa.lucia, 2)] {
            let who = casa.who(person).await;
            let counted = pratiche::conta_per_versione(&vista, (&PERMESSI, &who), "permesso").await.unwrap();
            assert_eq!(counted, [(row.id, sees)], "{engine:?}");
            let asked = pratiche::misura(&vista, (&PERMESSI, &who), &valida, kernel::Instant::default(), None, now);
            let (misure, _) = asked.await.unwrap();
            assert_eq!(misure.pratiche as u64, sees);
        }
        let marco = casa.who(casa.marco).await;
        assert_eq!(pratiche::conta(&vista, &[&PERMESSI], &marco, now, 100).await.unwrap(), 1, "it is his to sign");
        assert_eq!(casa.scrivania(casa.marco).await.righe.len(), 1, "the desk says the same");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_goes_on_where_it_stopped_and_lists_tell_where_files_are() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        for n in 0..7 {
            casa.alla_firma(&format!("Permesso {n}")).await;
        }
        let (read, who) = (casa.read().await, casa.who(casa.marco).await);
        let (vista, now) = (Vista::Letta(&read), casa.hall.ente.ledger.now());
        let mut seen = Vec::new();
        let mut after: Option<Cursore> = None;
        loop {
            let page = pratiche::scrivania(&vista, &[&PERMESSI], &who, now, after, 3).await.unwrap();
            seen.extend(page.righe.into_iter().map(|riga| riga.pratica));
            after = page.altre;
            if after.is_none() {
                break;
            }
        }
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!((all, seen.len()), (7, 7), "each once");
        assert_eq!(pratiche::conta(&vista, &[&PERMESSI], &who, now, 100).await.unwrap(), 7);
        assert_eq!(pratiche::conta(&vista, &[&PERMESSI], &who, now, 5).await.unwrap(), 5, "counting stops");
        assert_eq!(pratiche::conta(&vista, &[&ALTRA], &who, now, 100).await.unwrap(), 0, "of other offices none");
        let cerca = Cerca { codice: "permesso".into(), stato: Some("alla-firma".into()), ..Cerca::default() };
        let (list, next) = pratiche::elenca(&vista, &PERMESSI, &who, &cerca, None, 50).await.unwrap();
        assert_eq!((list.len(), next), (7, None));
        let elsewhere = Cerca { stato: Some("bozza".into()), ..cerca };
        assert!(pratiche::elenca(&vista, &PERMESSI, &who, &elsewhere, None, 50).await.unwrap().0.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_working_rows_can_be_made_again_and_are_the_same() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.alla_firma("Tettoia").await.pratica;
        casa.astieni(id, casa.marco).await;
        let before = righe(&casa).await;
        assert!(before.iter().all(|rows| !rows.is_empty()), "{before:?}");
        let tx = casa.tx(casa.sara).await;
        pratiche::rinfresca(&tx, &PERMESSI, id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(righe(&casa).await, before);
    }
}

async fn righe(casa: &Casa) -> Vec<Vec<String>> {
    let read = casa.read().await;
    let mut all = Vec::new();
    for (table, what) in [
        ("iter_stato", "stato || nome"),
        ("iter_attesa", "tipo || codice || nome || dove || ufficio || ruolo"),
        ("iter_escluso", "CAST(n AS TEXT)"),
        ("iter_scadenza", "termine || nome"),
    ] {
        let sql = format!("SELECT {what} AS t FROM {table} ORDER BY t");
        let rows = db::rows(&read, &sql, []).await.unwrap();
        all.push(rows.iter().map(|row| row.try_get::<String>("", "t").unwrap()).collect());
    }
    all
}

/// The same office, asked of its things together and never one by one.
struct Insieme;

#[async_trait::async_trait]
impl Materia for Insieme {
    fn codice(&self) -> &'static str {
        PERMESSI.codice()
    }
    fn nome(&self) -> &'static str {
        PERMESSI.nome()
    }
    fn vocabolario(&self) -> &Vocabolario {
        PERMESSI.vocabolario()
    }
    async fn mondo(&self, _: &Vista<'_>, oggetto: Uuid) -> Result<Box<dyn Mondo + Send + Sync>, Error> {
        panic!("{oggetto} was asked about by itself")
    }
    async fn mondi(
        &self,
        vista: &Vista<'_>,
        oggetti: &[Uuid],
    ) -> Result<HashMap<Uuid, Box<dyn Mondo + Send + Sync>>, Error> {
        PERMESSI.mondi(vista, oggetti).await
    }
    async fn compi(&self, tx: &mut Tx, caso: &Caso<'_>, effetto: &Uso) -> Result<(), Error> {
        PERMESSI.compi(tx, caso, effetto).await
    }
    async fn intestazioni(
        &self,
        vista: &Vista<'_>,
        who: &Who,
        oggetti: &[Uuid],
    ) -> Result<HashMap<Uuid, Intestazione>, Error> {
        PERMESSI.intestazioni(vista, who, oggetti).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_files_are_read_together_as_each_is_by_itself_and_what_is_not_for_somebody_is_left_out() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let one = casa.alla_firma("Tettoia").await.pratica;
        let hidden = casa.alla_firma(&format!("Capannone, non per {}", casa.marco)).await.pratica;
        let draft = casa.avvia("Cancello", "c").await.unwrap().pratica;
        let (read, marco) = (casa.read().await, casa.who(casa.marco).await);
        let (vista, now) = (Vista::Letta(&read), mezzogiorno("2026-11-02"));
        let asked = [draft, hidden, one];
        let found = pratiche::leggi_tutte(&vista, &Insieme, &marco, &asked, now).await.unwrap();
        let ids: Vec<_> = found.iter().map(|one| one.presa.riga.id).collect();
        assert_eq!(ids, [draft, one], "{engine:?}: in the order in which they were asked for");
        for lettura in &found {
            let id = lettura.presa.riga.id;
            let alone = pratiche::leggi(&vista, &PERMESSI, &marco, id, now).await.unwrap();
            let steps =
                |of: &pratiche::Lettura| of.passi().iter().map(|step| step.passo.codice.clone()).collect::<Vec<_>>();
            assert_eq!(steps(lettura), steps(&alone));
            assert_eq!((&lettura.presa.fatti, &lettura.attese), (&alone.presa.fatti, &alone.attese));
        }
        assert!(!found[1].passi().is_empty(), "he signs it, or sends it back");
        let none = pratiche::leggi_tutte(&vista, &ALTRA, &marco, &asked, now).await.unwrap();
        assert!(none.is_empty(), "they are of another office");
    }
}
