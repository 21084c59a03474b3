//! To which addresses a sending goes, and how it travels. Pure rules.

use kernel::Refusal;
use mail::is_address;

use super::spedisci::Richiesta;
use crate::{
    cooperazione,
    tables::{casella, parte},
};

/// How what leaves from here travels.
pub(super) fn mezzo(casella: &casella::Model) -> &'static str {
    match casella.certificata {
        _ if cooperazione::canale(casella) => cooperazione::MEZZO,
        true => "pec",
        false => "email",
    }
}

/// Whether who takes what leaves from here says what became of it: a provider of certified mail by its receipts, another body by its
/// confirmation (annex 6, 3.1.1).
pub(super) fn risponde(casella: &casella::Model) -> bool {
    casella.certificata || cooperazione::canale(casella)
}

/// Each addressee has an address of mail.
pub(super) fn check_addresses(richiesta: &Richiesta, parti: &[parte::Model], refusal: &mut Refusal) {
    for a in &richiesta.a {
        let Some(parte) = parti.iter().find(|parte| parte.id == a.parte) else { continue };
        let address = a.indirizzo.trim();
        if address.is_empty() {
            let sentence = format!("Manca l'indirizzo di {}: scrivilo, oppure togli la spunta.", parte.nome);
            refusal.add(Some("indirizzo"), sentence);
        } else if !is_address(address) {
            let sentence =
                format!("\"{address}\" non è scritto come un indirizzo di posta: correggi quello di {}.", parte.nome);
            refusal.add(Some("indirizzo"), sentence);
        }
    }
}
