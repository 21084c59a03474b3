//! To tell another body what became of its message, by the service that it keeps for that: the same that is told by mail to whoever
//! has written by mail.

use ente::Ente;
use segnatura::{
    Identificatore, TipoNotifica,
    cooperazione::{Annullamento, Conferma, Servizio, write_annullamento, write_conferma},
};

use super::{
    chiama::{Chiamata, chiama},
    di_nome, rules,
};
use crate::{
    riscontro::{registrazione_di, scrivi::Arrivo, tabelle::riscontro, tipo_di},
    rules::Verso,
    spedizione::segnatura::identificatore,
    tables::registrazione,
};

/// Tells it.
pub(crate) async fn rispondi(
    ente: &Ente,
    riga: &riscontro::Model,
    arrivo: &Arrivo,
    registrata: Option<&registrazione::Model>,
) -> Chiamata {
    let Some(peer) = di_nome(ente, &arrivo.casella.nome) else {
        let why = "L'altra amministrazione non è più nelle impostazioni. Chiedi a chi gestisce il sistema.";
        return Chiamata::Impossibile(why.into());
    };
    let own = registrata.zip(ente.aoo.as_ref()).map(|(registrata, aoo)| identificatore(ente, aoo, registrata));
    let theirs = registrazione_di(&arrivo.segnatura);
    let leaving = registrata.is_some_and(|registrata| registrata.verso == Verso::Partenza.code());
    if let (true, Some(own)) = (leaving, &own) {
        // What we have sent and annul: told to the other of their services.
        let told = annullamento(riga, own.clone(), theirs);
        let xml = distinta(&write_annullamento(Servizio::Destinatario, &told), riga);
        return chiama(ente, peer, Servizio::Destinatario, own, xml).await;
    }
    let mittente = theirs;
    let xml = match (tipo_di(&riga.tipo), own) {
        (TipoNotifica::ConfermaRicezione, Some(own)) => {
            write_conferma(&Conferma { mittente: mittente.clone(), esito: Ok(own) })
        }
        (TipoNotifica::AnnullamentoProtocollazione, Some(own)) => {
            write_annullamento(Servizio::Mittente, &annullamento(riga, mittente.clone(), own))
        }
        (TipoNotifica::NotificaEccezione, _) => {
            let (code, words) = rules::eccezione_nostra(riga.motivo.as_deref().unwrap_or_default());
            let esito = Err((code.to_owned(), Some(words)));
            write_conferma(&Conferma { mittente: mittente.clone(), esito })
        }
        _ => {
            let why = "Nelle impostazioni mancano i codici dell'AOO e del registro (IPA), oppure la registrazione.";
            return Chiamata::Impossibile(why.into());
        }
    };
    chiama(ente, peer, Servizio::Mittente, &mittente, distinta(&xml, riga)).await
}

/// With our name of the answer in a comment: every try sends the same bytes, and two answers in the same words differ, for whoever knows
/// a message by its bytes, as we do.
fn distinta(xml: &str, riga: &riscontro::Model) -> String {
    xml.replacen("<soap:Body>", &format!("<!-- {} --><soap:Body>", riga.id), 1)
}

fn annullamento(riga: &riscontro::Model, mittente: Identificatore, destinatario: Identificatore) -> Annullamento {
    Annullamento { mittente, destinatario, provvedimento: riga.provvedimento.clone(), note: riga.motivo.clone() }
}
