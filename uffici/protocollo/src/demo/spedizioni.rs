//! What left from the demo comune: asked for by its people, answered by receipts made here. No message was sent, and each sending
//! says so.

use kernel::{Actor, Instant};
use office::Furnish;

use super::posta::{Posta, arriva, ricevuta};
use crate::{
    error::Error,
    registrazione::scheda::leggi,
    spedizione::{
        a_mano::{Consegna, a_mano},
        avanza::{Fatto, avanza},
        proponi::proponi,
        spedisci::{A, Richiesta, prepara},
        stato::Stato,
    },
};

/// What the demo says where a server would have answered.
const FINTO: &str =
    "Dimostrativo: dietro la casella di prova non c'è nessun server, e il messaggio non è partito davvero.";
/// Who sends.
const CHI: &str = "anna.neri";

/// How a sending ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fine {
    /// It was delivered.
    Consegnata,
    /// The mailbox does not exist.
    NonConsegnata,
    /// It was accepted, and then nothing.
    SenzaNotizie,
}

impl Fine {
    /// The one of the sending with this place.
    pub(super) const fn di(place: usize) -> Self {
        match place % 4 {
            2 => Self::NonConsegnata,
            3 => Self::SenzaNotizie,
            _ => Self::Consegnata,
        }
    }

    /// The receipts: kind, code of the error, seconds after the message left.
    const fn ricevute(self) -> &'static [(&'static str, &'static str, i64)] {
        match self {
            Self::Consegnata => &[("accettazione", "nessuno", 20), ("avvenuta-consegna", "nessuno", 50)],
            Self::NonConsegnata => &[("accettazione", "nessuno", 20), ("errore-consegna", "no-dest", 300)],
            Self::SenzaNotizie => &[("accettazione", "nessuno", 20)],
        }
    }
}

/// Sends an entry by certified mail, a few minutes after it was registered.
pub(super) async fn spedisci(
    demo: &Furnish<'_>,
    posta: &Posta,
    numero: (i64, i64),
    at: Instant,
    fine: Fine,
) -> Result<(), Error> {
    let Some(anna) = demo.who(CHI) else { return Ok(()) };
    let casella = &posta.casella;
    (demo.set_clock)(at);
    let scheda = leggi(demo.ente, anna, numero.0, numero.1).await?;
    let proposta = proponi(demo.ente, anna, &scheda).await?;
    let to = proposta.destinatari.into_iter().filter_map(|one| Some((one.parte, one.indirizzo?.0)));
    let to: Vec<_> = to.collect();
    let a = to.iter().map(|(parte, indirizzo)| A { parte: *parte, indirizzo: indirizzo.clone(), in_luogo_di: None });
    let richiesta = Richiesta { casella: casella.id, oggetto: proposta.oggetto, testo: proposta.testo, a: a.collect() };
    let ids = prepara(demo.ente, anna, numero, &richiesta, None, false).await?;
    let left = at.plus_seconds(8);
    (demo.set_clock)(left);
    for id in &ids {
        let mut tx = demo.ente.ledger.begin(Actor::System("demo"), "protocollo.affida").await?;
        let fatto = Fatto::nostro(Stato::Affidato, tx.now(), FINTO);
        avanza(&mut tx, *id, casella.certificata, fatto).await?;
        tx.commit().await?;
    }
    let scheda = leggi(demo.ente, anna, numero.0, numero.1).await?;
    for (tipo, errore, seconds) in fine.ricevute() {
        for spedizione in &scheda.spedizioni {
            let (Some(id), Some(to)) = (&spedizione.riga.message_id, &spedizione.riga.indirizzo) else { continue };
            let when = left.plus_seconds(*seconds);
            arriva(demo, posta, &ricevuta((id, to), (tipo, errore), when), when.plus_seconds(30)).await?;
        }
    }
    Ok(())
}

/// Notes that a letter was given to the post.
pub(super) async fn raccomandata(demo: &Furnish<'_>, numero: (i64, i64), at: Instant) -> Result<(), Error> {
    let Some(anna) = demo.who(CHI) else { return Ok(()) };
    (demo.set_clock)(at);
    let scheda = leggi(demo.ente, anna, numero.0, numero.1).await?;
    for parte in &scheda.parti {
        let estremi = format!("n. 61{:08}-{}", at.micros() / 1_000_000 % 100_000_000, parte.ordine + 1);
        let consegna = Consegna { parte: parte.id, mezzo: "raccomandata".into(), il: Some(at.date()), estremi };
        a_mano(demo.ente, anna, numero, &consegna).await?;
    }
    Ok(())
}
