//! The register of the demo comune: some sixty entries of the last weeks, made by its own people through the real actions.
//! Names, companies and papers are invented; the same seed makes the same register.

mod carte;
mod fascicoli;
mod firmata;
mod gestore;
mod posta;
mod ricerche;
mod riscontri;
mod sigilli;
mod spedizioni;
mod sportello;
mod titolario;
mod vicende;

use authz::Who;
use chrono::{Datelike, Weekday};
use documents::store::Stored;
use kernel::{Date, Instant, Random, SeededRandom};
use office::Furnish;

use crate::{
    error::Error,
    registrazione::{annulla::annulla, registra::registra, rispondi::rispondi, scheda::leggi},
    rules::{Assegnatario, Nuova, Parte, Tipo, Verso},
};
use spedizioni::Fine;
use vicende::{Carta, VICENDE, Vicenda};

const SEED: u64 = 2026;
/// Days over which the entries are spread.
const DAYS: i64 = 40;
const DAY: i64 = 24 * 3600;
/// Seconds after midnight at which the counter opens, and for which it works.
const OPENING: i64 = 8 * 3600 + 1800;
const OFFICE_DAY: i64 = 8 * 3600;
/// Days of which the registers are made.
const CLOSED_DAYS: i64 = 8;
/// Seconds after midnight at which that is done.
const NIGHT: i64 = 600;
/// Seconds after a registration at which it is sent: before anybody else answers to it.
const LEAVES: i64 = 240;
/// Assignments of the last days wait for an answer; older ones were accepted.
const WAITING_DAYS: i64 = 6;

/// Fills the register.
pub(crate) async fn arreda(demo: &Furnish<'_>) -> Result<(), Error> {
    let days = giorni(demo.until.plus_seconds(-DAYS * DAY).date(), demo.until.date());
    let random = SeededRandom::new(SEED);
    let all = VICENDE.len() as i64;
    let Some(posta) = posta::casella(demo).await? else { return Ok(()) };
    let mut sent = 0;
    let mut today = None;
    let mut fascicoli = fascicoli::Aperti::default();
    for (vicenda, place) in VICENDE.iter().zip(0_i64..) {
        // Entries follow each other at the same distance within office hours: the answers find room in between.
        let worked = days.len() as i64 * OFFICE_DAY * place / all;
        let Some(day) = usize::try_from(worked / OFFICE_DAY).ok().and_then(|day| days.get(day)) else { break };
        if today.replace(*day) != Some(*day) && *day >= demo.until.plus_seconds(-CLOSED_DAYS * DAY).date() {
            (demo.set_clock)(Instant::start_of(*day).plus_seconds(NIGHT));
            crate::giornaliero::fai(demo.ente).await?;
        }
        let at = Instant::start_of(*day).plus_seconds(OPENING + worked % OFFICE_DAY + i64::from(un(&random, 900)));
        (demo.set_clock)(at);
        let Some(numero) = una(demo, &random, vicenda, at, (&posta, &mut sent)).await? else { continue };
        fascicoli.dopo(demo, vicenda, numero, at).await?;
        sportello::dopo(demo, vicenda, numero, usize::try_from(place).unwrap_or_default()).await?;
    }
    riscontri::arreda(demo, &posta).await?;
    posta::arreda(demo, &posta).await?;
    sigilli::arreda(demo, &posta).await?;
    ricerche::arreda(demo).await?;
    titolario::arreda(demo).await?;
    crate::apprendi::impara(demo.ente).await.map(drop)
}

/// The working days from one day to the day before another.
fn giorni(from: Date, to: Date) -> Vec<Date> {
    let weekday = |day: &Date| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    from.iter_days().take_while(|day| *day < to).filter(weekday).collect()
}

/// A number below `most`.
fn un(random: &SeededRandom, most: u32) -> u32 {
    let mut bytes = [0_u8; 4];
    random.fill(&mut bytes);
    u32::from_le_bytes(bytes) % most.max(1)
}

/// One entry, and its number. What leaves by certified mail leaves from the mailbox, and is counted.
async fn una(
    demo: &Furnish<'_>,
    random: &SeededRandom,
    vicenda: &Vicenda,
    at: Instant,
    (posta, sent): (&posta::Posta, &mut usize),
) -> Result<Option<(i64, i64)>, Error> {
    let Some(clerk) = demo.who(vicenda.chi) else { return Ok(None) };
    let carte = carte::fai(vicenda, at, un(random, 900) + 100);
    let mut files: Vec<(String, Stored)> = Vec::new();
    for (name, bytes) in &carte.files {
        files.push((name.clone(), demo.ente.archive.receive(&mut &bytes[..], 10 << 20).await?));
    }
    let assegnazioni: Vec<Assegnatario> = vicenda
        .uffici
        .iter()
        .zip([Tipo::Competenza, Tipo::Conoscenza])
        .filter_map(|(code, tipo)| demo.unit(code).map(|ufficio| Assegnatario { ufficio, persona: None, tipo }))
        .collect();
    let parti = if vicenda.verso == Verso::Interno { vec![] } else { vec![carte.parte.clone()] };
    let numbered = vicenda.carta == Carta::Pec && vicenda.verso == Verso::Arrivo;
    let nuova = Nuova {
        verso: vicenda.verso,
        oggetto: carte.oggetto.clone(),
        parti,
        mezzo: vicenda.mezzo.into(),
        arrivata_il: (vicenda.verso == Verso::Arrivo).then(|| at.date()),
        protocollo_mittente: numbered.then(|| (un(random, 20_000) + 500).to_string()),
        data_mittente: numbered.then(|| at.date()),
        riservata: vicenda.riservata,
        classe: Some(vicenda.classe.into()).filter(|classe: &String| !classe.is_empty()),
        note: None,
        assegnazioni,
    };
    let riga = registra(demo.ente, clerk, &nuova, &files, None).await?;
    let numero = (riga.anno, riga.numero);
    if vicenda.verso == Verso::Partenza {
        let leaves = at.plus_seconds(LEAVES);
        // What leaves by ordinary mail is still to be sent.
        match vicenda.mezzo {
            "pec" => {
                spedizioni::spedisci(demo, posta, numero, leaves, Fine::di(*sent)).await?;
                *sent += 1;
            }
            "raccomandata" => spedizioni::raccomandata(demo, numero, leaves).await?,
            _ => {}
        }
    }
    let old = demo.until.micros() - at.micros() > WAITING_DAYS * DAY * 1_000_000;
    if vicenda.annullata {
        (demo.set_clock)(at.plus_seconds(1500));
        if let Some(carla) = demo.who("carla.bianchi") {
            annulla(
                demo.ente,
                carla,
                riga.anno,
                riga.numero,
                "Registrata due volte: vale la registrazione precedente.",
            )
            .await?;
        }
    } else if vicenda.rifiutata || old && !vicenda.ferma {
        (demo.set_clock)(at.plus_seconds(1800 + i64::from(un(random, 7200))));
        risposte(demo, clerk, numero, vicenda.rifiutata).await?;
    }
    Ok(Some(numero))
}

/// The head of each office that received the entry answers for it.
async fn risposte(demo: &Furnish<'_>, clerk: &Who, numero: (i64, i64), rifiuta: bool) -> Result<(), Error> {
    let motivo = if rifiuta { "La strada è provinciale: la segnalazione va girata alla Provincia." } else { "" };
    let scheda = leggi(demo.ente, clerk, numero.0, numero.1).await?;
    for assegnazione in &scheda.assegnazioni {
        let units = |who: &Who| who.units_with(&crate::permissions::PRENDI).contains(&assegnazione.ufficio_id);
        if let Some((_, who)) = demo.people.iter().find(|(_, who)| units(who)) {
            rispondi(demo.ente, who, numero, assegnazione.id, !rifiuta, motivo).await?;
        }
    }
    Ok(())
}

/// A sender or addressee out of the table: name, code, address.
fn parte((nome, codice, indirizzo): (&str, &str, &str)) -> Parte {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Parte { nome: nome.into(), codice_fiscale: some(codice), indirizzo: some(indirizzo) }
}
