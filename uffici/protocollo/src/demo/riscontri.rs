//! What left from the demo comune for another body of the demo, and what that one answers: a confirmation, its update,
//! an exception to which somebody has seen. Bodies, codes and papers are invented: no message left and none came, and
//! the mailbox says so.

use kernel::Instant;
use office::Furnish;
use segnatura::{Form, Identificatore, Notifica, TipoNotifica, write_notifica};

use super::{
    carte::{pec as busta_pec, posta as lettera, risposta_pdf},
    parte,
    posta::{Posta, arriva},
    risposte,
    spedizioni::{Fine, spedisci},
};
use crate::{
    error::Error,
    registrazione::registra::registra,
    riscontro::{leggi::della_registrazione, visto},
    rules::{Assegnatario, Nuova, Parte, Tipo, Verso},
};

/// The body that answers: none that exists.
const ENTE: (&str, &str, &str) = ("Provincia di Collinare", "", "protocollo@pec.provincia-collinare.example");
const CODICE: &str = "demo_pcl";
const AOO: &str = "DEMOPCL";
const OGGETTO: &str = "Programma dei lavori sulla strada provinciale 12: trasmissione per il parere";
/// Minutes before the demo opens at which it is registered: before the mail of that morning comes.
const MINUTES: i64 = 220;

/// Makes the entry and its answers.
pub(super) async fn arreda(demo: &Furnish<'_>, posta: &Posta) -> Result<(), Error> {
    let (Some(anna), Some(ufficio)) = (demo.who("anna.neri"), demo.unit("LLP")) else { return Ok(()) };
    let at = |minutes: i64| demo.until.plus_seconds(60 * (minutes - MINUTES));
    (demo.set_clock)(at(0));
    let a = parte(ENTE);
    let pdf = risposta_pdf(&a, OGGETTO, at(0).date());
    let file = ("programma.pdf".to_owned(), demo.ente.archive.receive(&mut &pdf[..], 1 << 20).await?);
    let nuova = Nuova {
        verso: Verso::Partenza,
        oggetto: OGGETTO.into(),
        parti: vec![a.clone()],
        mezzo: "pec".into(),
        arrivata_il: None,
        protocollo_mittente: None,
        data_mittente: None,
        riservata: false,
        classe: Some("VI.5".into()),
        note: None,
        assegnazioni: vec![Assegnatario { ufficio, persona: None, tipo: Tipo::Competenza }],
    };
    let riga = registra(demo.ente, anna, &nuova, &[file], None).await?;
    let numero = (riga.anno, riga.numero);
    spedisci(demo, posta, numero, at(4), Fine::Consegnata).await?;
    (demo.set_clock)(at(20));
    risposte(demo, anna, numero, false).await?;
    let Some(aoo) = &demo.ente.aoo else { return Ok(()) };
    let nostra = Identificatore {
        codice_amministrazione: demo.ente.info.ipa.clone(),
        codice_aoo: aoo.code.clone(),
        codice_registro: Some(aoo.register.clone()),
        numero: format!("{:07}", riga.numero),
        data: Some(riga.registrata_at.date()),
        ..Identificatore::default()
    };
    for (minutes, notifica) in notifiche(&nostra, at(30)) {
        let Ok(xml) = write_notifica(&notifica) else { continue };
        arriva(demo, posta, &messaggio(&a, &notifica, &xml, at(minutes)), at(minutes).plus_seconds(40)).await?;
    }
    (demo.set_clock)(at(70));
    let found = della_registrazione(&demo.ente.db().read().await?, riga.id).await?;
    for arrivato in found.arrivati.iter().filter(|one| one.da_vedere()) {
        let nota = "Esportata di nuovo la planimetria: parte con la prossima trasmissione.";
        visto::segna(demo.ente, anna, numero, arrivato.riga.id, nota).await?;
    }
    Ok(())
}

/// What the other body answers, and how many minutes after our entry.
fn notifiche(nostra: &Identificatore, at: Instant) -> [(i64, Notifica); 3] {
    let loro = Identificatore {
        codice_amministrazione: CODICE.into(),
        codice_aoo: AOO.into(),
        codice_registro: Some("PG".into()),
        numero: "0004417".into(),
        data: Some(at.date()),
        ..Identificatore::default()
    };
    // The form of 2013 has room for no more than the registrations.
    let conferma = Notifica::conferma(Form::Circolare2013, loro, nostra.clone());
    let aggiornamento = Notifica { tipo: TipoNotifica::AggiornamentoConferma, ..conferma.clone() };
    let motivo = "La planimetria allegata non si legge (messaggio dimostrativo)".to_owned();
    let eccezione = Notifica::eccezione(Form::Circolare2013, nostra.clone(), motivo);
    [(30, conferma), (40, aggiornamento), (55, eccezione)]
}

/// The certified message with an answer.
fn messaggio(da: &Parte, notifica: &Notifica, xml: &str, at: Instant) -> Vec<u8> {
    let oggetto = format!("{} (dimostrativo)", notifica.tipo.in_parole());
    let testo = "Messaggio dimostrativo del protocollo di un ente che non esiste.";
    let mail = lettera(da, &oggetto, testo, at, &[(notifica.tipo.nome_file(), xml.as_bytes().to_vec())]);
    busta_pec(da, &mail, Some(&oggetto), at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::posta::busta::leggi;

    #[test]
    fn every_answer_of_the_demo_is_read_as_what_it_is_and_says_that_it_is_of_the_demo() {
        let at = Instant::start_of("2026-11-03".parse().unwrap()).plus_seconds(36_000);
        let nostra = Identificatore {
            codice_amministrazione: "c_demo".into(),
            codice_aoo: "AM99901".into(),
            codice_registro: Some("PG".into()),
            numero: "0000061".into(),
            data: Some(at.date()),
            ..Identificatore::default()
        };
        for (_, notifica) in notifiche(&nostra, at) {
            let xml = write_notifica(&notifica).unwrap();
            let busta = leggi(&messaggio(&parte(ENTE), &notifica, &xml, at), true);
            assert_eq!((busta.tipo.as_str(), busta.indirizzo.as_deref()), ("posta-certificata", Some(ENTE.2)));
            let read = busta.protocollo.notifica.expect("an answer");
            let about = read.messaggio_ricevuto.as_ref().map(|id| id.numero.as_str());
            assert_eq!((read.tipo, about), (notifica.tipo, Some("0000061")));
            assert!(busta.protocollo.sola && busta.oggetto.unwrap().contains("dimostrativo"));
        }
    }
}
