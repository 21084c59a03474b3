//! The parties of a new entry, recognised in the directory.

use kernel::Id;
use ledger::Tx;

use super::indice_pa;
use crate::{
    error::Error,
    rules::{Nuova, Parte, Verso, in_una_riga},
    tables::parte,
};

/// The parties, each tied to the person or body of the directory where it is there.
pub(super) async fn riconosci(
    tx: &mut Tx,
    nuova: &Nuova,
    motivo_codice: Option<&str>,
) -> Result<Vec<parte::Model>, Error> {
    let ruolo = match nuova.verso {
        Verso::Arrivo => "mittente",
        Verso::Partenza | Verso::Interno => "destinatario",
    };
    let mut parti = Vec::new();
    let named = nuova.parti.iter().filter(|parte| parte.ha_un_nome());
    for (parte, ordine) in named.zip(0_i64..) {
        let (parte, ente) = indice_pa::completa(tx, parte).await?;
        let clues = directory::Clues { code_note: motivo_codice.map(str::to_owned), ..indizi(nuova, &parte) };
        let clues = indice_pa::con_ente(clues, ente);
        let soggetto = soggetto_di(tx, nuova.riservata, &clues).await.map_err(a_voce_del_modulo)?;
        parti.push(parte::Model {
            id: tx.id(),
            registrazione_id: Id::from(kernel::Uuid::nil()),
            ruolo: ruolo.into(),
            ordine,
            soggetto_id: soggetto.map(|found| found.subject.id),
            nome: in_una_riga(&parte.nome),
            codice_fiscale: parte.codice_fiscale.clone(),
            indirizzo: parte.indirizzo.clone(),
        });
    }
    Ok(parti)
}

/// The subject of a party. A confidential entry adds nobody to the directory: every office looks there.
async fn soggetto_di(
    tx: &mut Tx,
    riservata: bool,
    clues: &directory::Clues,
) -> Result<Option<directory::Recognised>, directory::Error> {
    if riservata {
        return directory::recognise_known(tx, clues).await;
    }
    directory::recognise_or_add(tx, clues).await.map(Some)
}

/// What the form says of a party, in the directory's words. Eleven digits are a VAT number; an address is a PEC one only
/// where the document came or goes by PEC.
fn indizi(nuova: &Nuova, parte: &Parte) -> directory::Clues {
    let code = parte.codice_fiscale.clone();
    let digits = code.as_ref().is_some_and(|code| code.len() == 11 && code.bytes().all(|byte| byte.is_ascii_digit()));
    let by_pec = nuova.mezzo == "pec";
    directory::Clues {
        name: in_una_riga(&parte.nome),
        tax_code: code.clone().filter(|_| !digits),
        vat_number: code.filter(|_| digits),
        pec: parte.indirizzo.clone().filter(|_| by_pec),
        email: parte.indirizzo.clone().filter(|_| !by_pec),
        ..directory::Clues::default()
    }
}

/// The directory's reasons, each at the field of this form.
fn a_voce_del_modulo(error: directory::Error) -> Error {
    let directory::Error::Refused(mut refusal) = error else { return error.into() };
    for reason in &mut refusal.reasons {
        reason.field = Some(match reason.field {
            Some("tax_code" | "vat_number") => "codice_fiscale",
            Some("pec" | "email") => "indirizzo",
            Some("code_note") => "motivo_codice",
            _ => "parti",
        });
    }
    refusal.into()
}
