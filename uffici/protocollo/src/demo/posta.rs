//! The mailbox of the demo comune: a morning's mail, made here and taken as real mail is. No server is behind it, and its row
//! says so.

use kernel::{Actor, Instant};
use office::Furnish;

use super::{
    carte::{fattura, lettera_pdf, pec as busta_pec, posta},
    gestore::Gestore,
    parte,
};
use crate::{
    error::Error,
    posta::{
        Stato,
        decidi::decidi,
        firma::giudizio::autorita,
        prendi::{Preso, prendi},
        tabelle::ancora,
    },
    rules::Parte,
    tables::casella,
};

const INDIRIZZO: &str = "protocollo@pec.comune.montefiorito.example";
/// Minutes between one message and the next; the last is taken a moment before the demo opens.
const MINUTES: i64 = 9;

/// What comes in a message.
enum Cosa {
    /// A certified message with a letter.
    Lettera,
    /// A certified message with an invoice of this number.
    Fattura(u32),
    /// Ordinary mail.
    Ordinaria,
    /// Mail that the provider could not certify.
    Anomalia,
}

/// A message: from whom (name, code, address), about what, what is in it, and what became of it.
type Arrivo = ((&'static str, &'static str, &'static str), &'static str, Cosa, Option<(Stato, &'static str)>);

const ARRIVI: &[Arrivo] = &[
    (
        ("Acquedotto Valle Serena Spa", "04719382651", "acquedotto.valleserena@pec.example"),
        "Richiesta di autorizzazione allo scavo in via dei Mulini",
        Cosa::Lettera,
        None,
    ),
    (("Luce e Strade Spa", "05731904826", "lucestrade@pec.example"), "Invio fattura 418", Cosa::Fattura(418), None),
    (
        ("Offerte Toner Rapide", "", "offerte@toner.example"),
        "Toner scontati fino al 70%: solo questa settimana",
        Cosa::Ordinaria,
        Some((Stato::Escluso, "Pubblicità: non riguarda nessun procedimento.")),
    ),
    (
        ("Provincia di Colle Alto", "", "protocollo@pec.provincia.collealto.example"),
        "Convocazione della conferenza di servizi per il ponte sul torrente Sarca",
        Cosa::Lettera,
        None,
    ),
    (
        ("Vallini Teresa", "VLLTRS49C57H501F", "teresa.vallini@posta.example"),
        "Buca davanti alla scuola di via Roma",
        Cosa::Ordinaria,
        None,
    ),
    (
        ("Studio Legale Neri e Bruni", "", "neri.bruni@pec.example"),
        "Ricorso: trasmissione degli allegati mancanti",
        Cosa::Lettera,
        Some((Stato::DaParte, "Parla di un ricorso che non trovo: chiedo alla segreteria.")),
    ),
    (
        ("Guidi Stefano", "GDUSFN82T05H501Q", "stefano.guidi@posta.example"),
        "Domanda di iscrizione all'albo degli scrutatori",
        Cosa::Anomalia,
        None,
    ),
    (
        ("Verde Vivo Cooperativa Sociale", "03618209476", "verdevivo@pec.example"),
        "Programma delle potature invernali nei giardini comunali",
        Cosa::Lettera,
        None,
    ),
];

/// The mailbox and its provider.
#[derive(Debug)]
pub(super) struct Posta {
    pub casella: casella::Model,
    gestore: Option<Gestore>,
}

/// The mailbox, and the provider that signs what comes to it, whose authority the comune trusts.
pub(super) async fn casella(demo: &Furnish<'_>) -> Result<Option<Posta>, Error> {
    let Some(unit) = demo.unit("PRO") else { return Ok(None) };
    let gestore = Gestore::nuovo(&**demo.ente.ledger.random());
    let read = gestore.as_ref().and_then(|gestore| autorita(&gestore.autorita));
    let mut tx = demo.ente.ledger.begin(Actor::System("demo"), "protocollo.casella").await?;
    let row = casella::Model {
        id: tx.id(),
        nome: "pec".into(),
        indirizzo: INDIRIZZO.into(),
        certificata: true,
        ufficio_id: unit,
        simulata: true,
    };
    let casella = tx.insert(row).await?;
    if let (Some(gestore), Some(read)) = (&gestore, read) {
        tx.action("protocollo.aggiungi_autorita");
        let row = ancora::Model {
            id: tx.id(),
            nome: read.nome.unwrap_or_default(),
            pem: gestore.autorita.clone(),
            impronta: read.impronta.unwrap_or_default(),
            aggiunta_da: None,
            aggiunta_at: tx.now(),
            tolta_da: None,
            tolta_at: None,
        };
        tx.insert(row).await?;
    }
    tx.commit().await?;
    Ok(Some(Posta { casella, gestore }))
}

/// Fills the mailbox.
pub(super) async fn arreda(demo: &Furnish<'_>, posta: &Posta) -> Result<(), Error> {
    let Some(anna) = demo.who("anna.neri") else { return Ok(()) };
    let mut at = demo.until.plus_seconds(-60 * MINUTES * (ARRIVI.len() as i64 + 6));
    (demo.set_clock)(at);
    for (mittente, oggetto, cosa, fine) in ARRIVI {
        at = at.plus_seconds(60 * MINUTES);
        let bytes = messaggio(&parte(*mittente), oggetto, cosa, at);
        let id = arriva(demo, posta, &bytes, at.plus_seconds(40)).await?;
        if let Some((stato, motivo)) = fine {
            decidi(demo.ente, anna, id, *stato, motivo).await?;
        }
    }
    let broken = b"\x00\x01 questi byte non sono un messaggio di posta\r\n";
    arriva(demo, posta, broken, at.plus_seconds(60 * 8)).await?;
    Ok(())
}

/// A message that comes.
pub(super) async fn arriva(
    demo: &Furnish<'_>,
    posta: &Posta,
    bytes: &[u8],
    at: Instant,
) -> Result<crate::posta::MessaggioId, Error> {
    (demo.set_clock)(at);
    let certified = pec::read(bytes).is_ok_and(|message| message.kind != pec::Kind::Ordinaria);
    let bytes = match &posta.gestore {
        Some(gestore) if certified => gestore.firma(bytes, at),
        _ => bytes.to_vec(),
    };
    let stored = demo.ente.archive.receive(&mut &bytes[..], 10 << 20).await?;
    let (Preso::Nuovo(id) | Preso::Noto(id)) = prendi(demo.ente, &posta.casella, &stored, None, None).await?;
    Ok(id)
}

fn messaggio(parte: &Parte, oggetto: &str, cosa: &Cosa, at: Instant) -> Vec<u8> {
    let words = format!("Buongiorno,\r\n\r\n{oggetto}.\r\n\r\nCordiali saluti\r\n{}\r\n", parte.nome);
    let attached: Vec<(String, Vec<u8>)> = match cosa {
        Cosa::Ordinaria => vec![],
        Cosa::Lettera | Cosa::Anomalia => vec![("lettera.pdf".into(), lettera_pdf(parte, oggetto, at.date()))],
        Cosa::Fattura(number) => {
            let vat = parte.codice_fiscale.clone().unwrap_or_default();
            vec![(format!("IT{vat}_{number:05}.xml"), fattura(parte, &vat, at.date(), *number).into_bytes())]
        }
    };
    let files: Vec<(&str, Vec<u8>)> = attached.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    let mail = posta(parte, oggetto, &words, at, &files);
    match cosa {
        Cosa::Ordinaria => mail,
        Cosa::Anomalia => busta_di_anomalia(&mail, oggetto),
        Cosa::Lettera | Cosa::Fattura(_) => busta_pec(parte, &mail, Some(oggetto), at),
    }
}

/// The provider's envelope around mail that is not certified (RFC 6109, section 3.2).
fn busta_di_anomalia(mail: &[u8], oggetto: &str) -> Vec<u8> {
    let head = format!(
        "From: \"Per conto di: mittente\" <posta-certificata@gestore.example>\r\nTo: {INDIRIZZO}\r\nSubject: ANOMALIA MESSAGGIO: {oggetto}\r\n\
         X-Trasporto: errore\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"busta\"\r\n\r\n--busta\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nIl messaggio allegato non viene da una casella certificata.\r\n--busta\r\n\
         Content-Type: message/rfc822; name=\"postacert.eml\"\r\nContent-Disposition: attachment; filename=\"postacert.eml\"\r\n\r\n"
    );
    [head.as_bytes(), mail, b"\r\n--busta--\r\n"].concat()
}

/// A receipt about the message with this Message-ID to this address.
pub(super) fn ricevuta((id, to): (&str, &str), (tipo, errore): (&str, &str), at: Instant) -> Vec<u8> {
    let rome = at.rome();
    let (day, hour, zone) = (rome.format("%d/%m/%Y"), rome.format("%H:%M:%S"), rome.format("%z"));
    let word = if tipo == "errore-consegna" { "AVVISO DI MANCATA CONSEGNA" } else { "RICEVUTA" };
    let own = format!("ricevuta{}@gestore.example", at.micros());
    let delivered = if tipo == "accettazione" { String::new() } else { format!("<consegna>{to}</consegna>") };
    format!(
        "From: \"Posta Certificata\" <posta-certificata@gestore.example>\r\nTo: {INDIRIZZO}\r\nSubject: {word}: risposta del Comune\r\n\
         X-Ricevuta: {tipo}\r\nX-Riferimento-Message-ID: <{id}>\r\nMessage-ID: <{own}>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"busta\"\r\n\r\n--busta\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         Ricevuta dimostrativa per {to}.\r\n--busta\r\nContent-Type: application/xml; name=\"daticert.xml\"\r\n\
         Content-Disposition: attachment; filename=\"daticert.xml\"\r\n\r\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <postacert tipo=\"{tipo}\" errore=\"{errore}\"><intestazione><mittente>{INDIRIZZO}</mittente>\
         <destinatari tipo=\"certificato\">{to}</destinatari><risposte>{INDIRIZZO}</risposte><oggetto>Risposta del Comune</oggetto></intestazione>\
         <dati><gestore-emittente>Gestore dimostrativo</gestore-emittente><data zona=\"{zone}\"><giorno>{day}</giorno><ora>{hour}</ora></data>\
         <identificativo>{own}</identificativo><msgid>&lt;{id}&gt;</msgid>{delivered}</dati></postacert>\r\n--busta--\r\n"
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::posta::busta::leggi;

    #[test]
    fn every_message_of_the_demo_is_what_it_is_said_to_be() {
        let at = Instant::from_micros(1_794_000_000_000_000);
        for (mittente, oggetto, cosa, _) in ARRIVI {
            let busta = leggi(&messaggio(&parte(*mittente), oggetto, cosa, at), true);
            let tipo = match cosa {
                Cosa::Lettera | Cosa::Fattura(_) => "posta-certificata",
                Cosa::Ordinaria => "ordinaria",
                Cosa::Anomalia => "errore",
            };
            assert_eq!((busta.tipo.as_str(), busta.illeggibile.as_deref()), (tipo, None), "{oggetto}");
            assert_eq!(busta.allegati, i64::from(tipo != "ordinaria"), "{oggetto}");
        }
        for (tipo, errore) in
            [("accettazione", "nessuno"), ("avvenuta-consegna", "nessuno"), ("errore-consegna", "no-dest")]
        {
            let busta = leggi(&ricevuta(("uno@x", "a@pec.example"), (tipo, errore), at), true);
            assert_eq!((busta.tipo.as_str(), busta.riferimento.as_deref()), (tipo, Some("uno@x")));
            assert_eq!(busta.causa.is_some(), errore == "no-dest", "{tipo}");
        }
    }
}
