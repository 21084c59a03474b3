//! Two people at the same instant.

use std::sync::Mutex;

use atti::{Atti, AttoId, Dati};
use authz::Who;
use documents::document;
use ente::Ente;
use kernel::Id;
use ledger::Tx;
use porte::sottoscrizione::{Carta, Sottoscritta, Sottoscrive};
use prose::{Block, BlockId, Content, Paragraph, Prose, Role, Section};
use testkit::Engine;

use crate::casa::{ATTI, Casa, Finta, USUALI, dice, motivi, riga};

/// What somebody else does meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cosa {
    Oggetto,
    Allegato,
}

/// SIMULATOR of the office that signs, during which somebody else changes the act.
#[derive(Debug)]
struct Intanto(Mutex<Option<(Who, AttoId, Cosa)>>);

#[async_trait::async_trait]
impl Sottoscrive for Intanto {
    fn subito(&self, ente: &Ente) -> Option<&'static str> {
        Finta.subito(ente)
    }

    async fn sottoscrivi(&self, ente: &Ente, who: &Who, carta: Carta) -> Result<Sottoscritta, web::Error> {
        let other = self.0.lock().unwrap().take();
        if let Some((other, id, Cosa::Allegato)) = &other {
            let stored = ente.archive.receive(&mut std::io::Cursor::new(b"pianta".to_vec()), 1 << 20).await.unwrap();
            let file = ("pianta.txt".to_owned(), stored);
            atti::allega(ente, other, *id, ("Pianta", true), Some(&file)).await.unwrap();
        }
        if let Some((other, id, Cosa::Oggetto)) = other {
            let before = Dati::di(&atti::leggi(ente, &other, id).await.unwrap().stato).unwrap();
            let after = Dati { oggetto: "Un altro oggetto".into(), ..before.clone() };
            atti::dati(&ATTI, ente, &other, id, (&after, &before.impronta().unwrap())).await.unwrap();
        }
        Finta.sottoscrivi(ente, who, carta).await
    }

    async fn riprendi(&self, ente: &Ente, who: &Who, carta: Carta, back: Vec<u8>) -> Result<Sottoscritta, web::Error> {
        Finta.riprendi(ente, who, carta, back).await
    }

    async fn controlla(&self, tx: &Tx, id: Id<document::Entity>) -> Result<(), web::Error> {
        Finta.controlla(tx, id).await
    }
}

static INTANTO: Intanto = Intanto(Mutex::new(None));

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_while_somebody_signs_is_not_signed_unseen() {
    let slow = Atti { firma: &INTANTO, ..USUALI };
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let ente = &casa.hall.ente;
        let id = casa.bozza("verbale-polizia", "Sopralluogo", false).await;
        let (lucia, marco) = (casa.who(casa.lucia).await, casa.who(casa.marco).await);
        let block = |content| Block { id: BlockId::new(ente.ledger.now(), &**ente.ledger.random()), content };
        let text = Prose::new(vec![
            block(Content::Section(Section { role: Role::Corpo, title: prose::Line::default() })),
            block(Content::Paragraph(Paragraph { inside: 0, text: "Il ponteggio è fuori misura.".into() })),
        ]);
        atti::sostituisci(ente, &lucia, id, &text.unwrap(), 1).await.unwrap();
        for (cosa, key) in [(Cosa::Oggetto, "prima"), (Cosa::Allegato, "dopo")] {
            *INTANTO.0.lock().unwrap() = Some((marco.clone(), id, cosa));
            let fell = atti::compi(&slow, ente, &lucia, id, &Casa::passo("firma", key)).await;
            dice(&motivi(fell), "rileggilo e firma di nuovo");
        }
        let scheda = casa.scheda(casa.lucia, id).await;
        assert_eq!((scheda.stato.numero, scheda.firme.len(), scheda.stato.chiuso), (None, 0, false));
        atti::compi(&slow, ente, &lucia, id, &Casa::passo("firma", "seconda")).await.unwrap();
        let stato = casa.scheda(casa.lucia, id).await.stato;
        assert_eq!((stato.numero, stato.oggetto.as_str()), (Some(1), "Un altro oggetto"));
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_give_the_same_visto_one_does_and_the_other_is_told() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-impegno", "Tetto", &[riga(366_000)]).await;
        casa.firma(id).await;
        let (paolo, rosa) = (casa.who(casa.paolo).await, casa.who(casa.rosa).await);
        let (first, second) = (Casa::passo("visto", "di-paolo"), Casa::passo("visto", "di-rosa"));
        let ente = &casa.hall.ente;
        let (a, b) =
            tokio::join!(atti::compi(&ATTI, ente, &paolo, id, &first), atti::compi(&ATTI, ente, &rosa, id, &second));
        assert_eq!([a.is_ok(), b.is_ok()].into_iter().filter(|done| *done).count(), 1, "{a:?} {b:?}");
        let scheda = casa.scheda(casa.marco, id).await;
        assert_eq!((scheda.stato.numero, scheda.firme.len()), (Some(1), 2));
        assert_eq!((casa.impegni(id).await, casa.pubblicazioni().await), (1, 1));
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_visti_on_the_last_euro_of_a_chapter_one_commits_it_and_the_other_burns_no_number() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let mut ids = Vec::new();
        for oggetto in ["Tetto", "Cortile"] {
            // Each asks for all that the chapter has.
            let id = casa.atto("determina-impegno", oggetto, &[riga(5_000_000)]).await;
            casa.firma(id).await;
            ids.push(id);
        }
        let (paolo, rosa) = (casa.who(casa.paolo).await, casa.who(casa.rosa).await);
        let (first, second) = (Casa::passo("visto", "di-paolo"), Casa::passo("visto", "di-rosa"));
        let ente = &casa.hall.ente;
        let (a, b) = tokio::join!(
            atti::compi(&ATTI, ente, &paolo, ids[0], &first),
            atti::compi(&ATTI, ente, &rosa, ids[1], &second)
        );
        let (done, refused, late) = if a.is_ok() { (ids[0], b, ids[1]) } else { (ids[1], a, ids[0]) };
        dice(&motivi(refused), "2613.1");
        assert_eq!((casa.disponibile().await, casa.numerati("determine").await), (kernel::Cents(0), 1), "{engine:?}");
        assert_eq!(casa.scheda(casa.marco, done).await.stato.numero, Some(1));
        assert_eq!((casa.impegni(done).await, casa.impegni(late).await, casa.pubblicazioni().await), (1, 0, 1));
        let scheda = casa.scheda(casa.marco, late).await;
        assert_eq!((scheda.stato.numero, scheda.firme.len(), scheda.movimenti.len()), (None, 1, 0));
        assert_eq!(casa.stati(late).await, ["al-visto"], "it waits as it was");
        let next = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        casa.firma(next).await;
        assert_eq!(casa.scheda(casa.marco, next).await.stato.numero, Some(2), "no hole where the visto was refused");
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_acts_numbered_at_the_same_instant_have_two_numbers_in_a_row() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let mut ids = Vec::new();
        for oggetto in ["Prima", "Seconda"] {
            let id = casa.atto("determina-senza-spesa", oggetto, &[]).await;
            casa.compie(casa.lucia, id, "proponi").await.unwrap();
            ids.push(id);
        }
        let marco = casa.who(casa.marco).await;
        let (first, second) = (Casa::passo("firma", "a"), Casa::passo("firma", "b"));
        let ente = &casa.hall.ente;
        let (a, b) = tokio::join!(
            atti::compi(&ATTI, ente, &marco, ids[0], &first),
            atti::compi(&ATTI, ente, &marco, ids[1], &second)
        );
        a.unwrap();
        b.unwrap();
        let mut numbers = Vec::new();
        for id in ids {
            numbers.push(casa.scheda(casa.marco, id).await.stato.numero.unwrap());
        }
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 2]);
        casa.hall.verify_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_files_put_beside_an_act_at_the_same_instant_have_two_places() {
    for engine in Engine::all() {
        let casa = Casa::apri(engine).await;
        let id = casa.atto("determina-senza-spesa", "Nomina", &[]).await;
        let (ente, lucia, marco) = (&casa.hall.ente, casa.who(casa.lucia).await, casa.who(casa.marco).await);
        let stored = ente.archive.receive(&mut std::io::Cursor::new(b"pianta".to_vec()), 1 << 20).await.unwrap();
        let file = ("pianta.txt".to_owned(), stored);
        let (a, b) = tokio::join!(
            atti::allega(ente, &lucia, id, ("Pianta", true), Some(&file)),
            atti::allega(ente, &marco, id, ("Prospetto", true), Some(&file))
        );
        let mut places = [a.unwrap().posizione, b.unwrap().posizione];
        places.sort_unstable();
        assert_eq!(places, [1, 2], "{engine:?}");
    }
}
