//! A message of the exchange system (SdI) about an invoice.

use fatturapa::{Istante, codici};

use super::{Lettura, forse, frase};

/// Reasons of a refusal that are shown.
const MOST: usize = 50;

/// Lays a message out.
pub(super) fn vedi(seen: &mut Lettura, bytes: &[u8]) {
    let message = match fatturapa::read_message(bytes) {
        Ok(message) => message,
        Err(error) => {
            seen.avvisi.push(frase(&format!("il messaggio del Sistema di Interscambio non si può leggere: {error}")));
            return;
        }
    };
    let when = |at: Istante| at.locale.format("%d/%m/%Y alle %H:%M").to_string();
    let mut rows = Vec::new();
    forse(&mut rows, "Numero SdI", Some(message.identificativo_sdi.as_str()));
    forse(&mut rows, "Fattura", message.nome_file.clone());
    if let Some(about) = &message.riferimento {
        let year = about.anno.map(|year| format!(" del {year}")).unwrap_or_default();
        forse(&mut rows, "Riguarda", Some(format!("fattura n. {}{year}", about.numero)));
    }
    let esito = message.esito.as_deref().map(|code| codici::esito_committente(code).unwrap_or(code));
    forse(&mut rows, "Esito", esito);
    let scarto = message.scarto.as_deref().map(|code| codici::scarto_esito(code).unwrap_or(code));
    forse(&mut rows, "Perché è scartato", scarto);
    forse(&mut rows, "Ricevuta da SdI il", message.ricezione.map(when));
    forse(&mut rows, "Consegnata il", message.consegna.map(when));
    let (code, name) = &message.destinatario;
    let to: Vec<&str> = [name.as_deref(), code.as_deref()].into_iter().flatten().collect();
    forse(&mut rows, "Ufficio destinatario", Some(to.join(", ")));
    forse(&mut rows, "Descrizione", message.descrizione.clone());
    forse(&mut rows, "Note", message.note.clone());
    for error in message.errori.iter().take(MOST) {
        let advice = error.suggerimento.as_deref().map(|advice| format!(" {advice}")).unwrap_or_default();
        forse(&mut rows, &format!("Errore {}", error.codice), Some(format!("{}{advice}", error.descrizione)));
    }
    seen.messaggio = Some((format!("{} ({})", message.tipo.in_parole(), message.tipo.sigla()), rows));
}
