//! What another body sends to the demo comune with its "segnatura": once sealed, and once changed after it was sealed.
//! The body, its seal and its papers are invented; the certificate says that it has no legal value, and the mailbox
//! that nothing truly came.

use base64::{Engine, engine::general_purpose::STANDARD};
use firma_algoritmi::Digest;
use kernel::Instant;
use office::Furnish;
use segnatura::{
    Classifica, Destinatario, Documento, Form, Identificatore, Impronta, Segnatura, Soggetto, TipoSoggetto,
};

use super::{
    carte::{lettera_pdf, pec as busta_pec, posta as lettera},
    firmata::sigillo,
    parte,
    posta::{Posta, arriva},
};
use crate::error::Error;

/// The body: none that exists.
const ENTE: (&str, &str, &str) = ("Unione Valle Serena", "", "protocollo@pec.unione-valleserena.example");
const CODICE: &str = "demo_uvs";
const AOO: &str = "DEMOUVS";
/// Its number, what about, whether it was changed after it was sealed.
const ARRIVI: [(&str, &str, bool); 2] = [
    ("0001208", "Piano intercomunale di protezione civile: richiesta di parere (dimostrativo)", false),
    ("0001211", "Convenzione per la polizia locale associata: testo da approvare (dimostrativo)", true),
];
/// Minutes before the demo opens at which the first comes, and between one and the next: after the mail of the morning
/// (whose last comes 46 minutes before), and before what happens in Comando (30), since the clock goes forward only.
const FIRST: i64 = 42;
const APART: i64 = 4;

/// Brings them.
pub(super) async fn arreda(demo: &Furnish<'_>, posta: &Posta) -> Result<(), Error> {
    let mut at = demo.until.plus_seconds(-60 * FIRST);
    for arrivo in ARRIVI {
        if let Some(bytes) = messaggio(arrivo, at) {
            arriva(demo, posta, &bytes, at.plus_seconds(40)).await?;
        }
        at = at.plus_seconds(60 * APART);
    }
    Ok(())
}

/// A certified message with a letter, its "segnatura" and the seal beside it; `None` where that cannot be made.
fn messaggio((numero, oggetto, cambiata): (&str, &str, bool), at: Instant) -> Option<Vec<u8>> {
    let da = parte(ENTE);
    let pdf = lettera_pdf(&da, oggetto, at.date());
    let mut xml = segnatura::write(&scritta(numero, oggetto, &pdf, at)).ok()?.xml().to_owned();
    let sealed = sigillo(xml.as_bytes(), ENTE.0, at)?;
    if cambiata {
        xml = xml.replace(oggetto, &format!("{oggetto}, cambiata dopo il sigillo"));
    }
    let files = [("lettera.pdf", pdf), ("segnatura.xml", xml.into_bytes()), ("segnatura.xml.p7m", sealed)];
    let testo = "Messaggio dimostrativo del protocollo di un ente che non esiste.";
    Some(busta_pec(&da, &lettera(&da, oggetto, testo, at, &files), Some(oggetto), at))
}

/// The "segnatura", which asks for a confirmation.
fn scritta(numero: &str, oggetto: &str, pdf: &[u8], at: Instant) -> Segnatura {
    let rome = at.rome();
    let comune = Soggetto {
        tipo: TipoSoggetto::Amministrazione,
        denominazione: "Comune di Montefiorito".into(),
        ..Soggetto::default()
    };
    Segnatura {
        form: Form::LineeGuida2021,
        identificatore: Identificatore {
            codice_amministrazione: CODICE.into(),
            amministrazione: Some(ENTE.0.into()),
            codice_aoo: AOO.into(),
            codice_registro: Some("PG".into()),
            numero: numero.into(),
            data: Some(rome.date_naive()),
            ora: Some(rome.time()),
        },
        prima_registrazione: None,
        oggetto: oggetto.into(),
        classifiche: vec![Classifica { denominazione: None, livelli: vec!["VI".into(), "10".into()] }],
        fascicolo: None,
        riservato: false,
        riservato_note: None,
        mittente: Soggetto {
            tipo: TipoSoggetto::Amministrazione,
            denominazione: ENTE.0.into(),
            codice_amministrazione: Some(CODICE.into()),
            codice_aoo: Some(AOO.into()),
            aoo: Some("Area unica".into()),
            ..Soggetto::default()
        },
        destinatari: vec![Destinatario { soggetto: comune, conferma_ricezione: true, per_conoscenza: false }],
        risposta: None,
        documento: Some(Documento {
            nome: Some("lettera.pdf".into()),
            tipo_mime: Some("application/pdf".into()),
            impronta: Some(Impronta { algoritmo: "SHA-256".into(), valore: STANDARD.encode(Digest::Sha256.of(pdf)) }),
            ..Documento::default()
        }),
        testo_del_messaggio: false,
        allegati: Vec::new(),
        riferimenti: Vec::new(),
        note: None,
        firmata: false,
        anomalie: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::posta::busta::leggi;

    #[test]
    fn the_seal_is_around_what_was_sealed_and_not_around_what_was_changed_since() {
        let at = Instant::start_of("2026-11-03".parse().unwrap()).plus_seconds(36_000);
        for (numero, oggetto, cambiata) in ARRIVI {
            let busta = leggi(&messaggio((numero, oggetto, cambiata), at).unwrap(), true);
            assert_eq!((busta.tipo.as_str(), busta.indirizzo.as_deref()), ("posta-certificata", Some(ENTE.2)));
            assert!(busta.oggetto.unwrap().contains("dimostrativo"));
            let said = busta.protocollo.segnatura.expect("a segnatura");
            assert_eq!((said.identificatore.numero.as_str(), said.firmata), (numero, false));
            assert!(said.destinatari.iter().any(|to| to.conferma_ricezione), "a confirmation is asked");
            let carte = busta.protocollo.carte.expect("its bytes");
            let around = carte.accanto.expect("its seal");
            let holds = around.windows(carte.xml.len()).any(|piece| piece == carte.xml);
            assert_eq!(holds, !cambiata, "{oggetto}");
        }
    }
}
