//! What the "segnatura" of an entry says (DPR 445/2000, art. 55; AgID guidelines, annex 6). Here it is written and
//! shown; without the ente's seal it is not sent, since whoever receives one without must answer that it does not hold:
//! see [`super::sigillata`].

use authz::Who;
use base64::{Engine, engine::general_purpose::STANDARD};
use directory::{Kind, SubjectId, subject};
use documents::format::Preview;
use ente::{Aoo, Ente};
use kernel::Refusal;
use segnatura::{
    Classifica, Destinatario, Documento, Form, Identificatore, Impronta, NonSigillata, Segnatura, Soggetto,
    TipoSoggetto,
};

use super::lettera::{Allegato, SEGNATURA, della_registrazione};
use crate::{
    error::Error,
    lettura::frase,
    registrazione::scheda::{Scheda, leggi},
    rules::Verso,
    tables::{parte, registrazione},
    titolario::nome_al,
};

/// The "segnatura" of an outgoing entry, without its seal.
///
/// # Errors
/// [`Error::NotFound`] where `who` does not see the entry; all that is missing to write it; those of the database.
pub async fn anteprima(ente: &Ente, who: &Who, anno: i64, numero: i64) -> Result<NonSigillata, Error> {
    scrivi(ente, &leggi(ente, who, anno, numero).await?).await
}

/// As [`anteprima`], of an entry that the caller may see.
///
/// # Errors
/// All that is missing to write it; those of the database.
pub(super) async fn scrivi(ente: &Ente, scheda: &Scheda) -> Result<NonSigillata, Error> {
    let documenti = della_registrazione(ente, scheda.riga.id, &[SEGNATURA]).await?;
    let mut refusal = Refusal::default();
    if scheda.riga.verso != Verso::Partenza.code() {
        refusal.add(None, "La segnatura si scrive per ciò che parte: questa registrazione non è in partenza.");
    }
    let Some(aoo) = &ente.aoo else {
        let sentence = format!(
            "Per scrivere la segnatura mancano il codice dell'AOO e quello del registro, come stanno nell'indice delle pubbliche \
             amministrazioni (IPA): chi gestisce il sistema li scrive nelle impostazioni, sotto [aoo.{}].",
            ente.info.slug
        );
        refusal.add(None, sentence);
        return Err(refusal.into());
    };
    let read = ente.db().read().await?;
    let known: Vec<SubjectId> = scheda.parti.iter().filter_map(|parte| parte.soggetto_id).collect();
    let subjects = directory::find(&read, &known).await?;
    let classe = match &scheda.stato.classe {
        Some(code) => {
            let nome = nome_al(&read, code, scheda.riga.registrata_at.date()).await?;
            Some(Classifica { denominazione: nome, livelli: code.split('.').map(str::to_owned).collect() })
        }
        None => None,
    };
    drop(read);
    let to = |parte: &parte::Model| Destinatario {
        soggetto: soggetto(parte, parte.soggetto_id.and_then(|id| subjects.get(&id))),
        conferma_ricezione: true,
        per_conoscenza: false,
    };
    let whole = Segnatura {
        form: Form::LineeGuida2021,
        identificatore: identificatore(ente, aoo, &scheda.riga),
        prima_registrazione: None,
        oggetto: scheda.riga.oggetto.clone(),
        classifiche: classe.into_iter().collect(),
        fascicolo: None,
        riservato: scheda.riga.riservata,
        riservato_note: None,
        mittente: Soggetto {
            denominazione: ente.info.name.clone(),
            codice_amministrazione: Some(ente.info.ipa.clone()),
            codice_aoo: Some(aoo.code.clone()),
            aoo: aoo.name.clone(),
            ..Soggetto::default()
        },
        destinatari: scheda.parti.iter().map(to).collect(),
        risposta: None,
        documento: documenti.first().map(documento),
        testo_del_messaggio: false,
        allegati: documenti.iter().skip(1).map(documento).collect(),
        riferimenti: Vec::new(),
        note: None,
        firmata: false,
        anomalie: Vec::new(),
    };
    match segnatura::write(&whole) {
        Ok(written) => Ok(refusal.unless_empty(written)?),
        Err(missing) => {
            missing.iter().for_each(|one| refusal.add(None, frase(one)));
            Err(refusal.into())
        }
    }
}

/// How other bodies are told of an entry of ours.
pub(crate) fn identificatore(ente: &Ente, aoo: &Aoo, riga: &registrazione::Model) -> Identificatore {
    let local = riga.registrata_at.rome();
    Identificatore {
        codice_amministrazione: ente.info.ipa.clone(),
        amministrazione: Some(ente.info.name.clone()),
        codice_aoo: aoo.code.clone(),
        codice_registro: Some(aoo.register.clone()),
        numero: riga.numero.to_string(),
        data: Some(local.date_naive()),
        ora: Some(local.time()),
    }
}

fn soggetto(parte: &parte::Model, subject: Option<&subject::Model>) -> Soggetto {
    let guess = || Kind::guess(&parte.nome, parte.codice_fiscale.as_deref(), None);
    let ipa = subject.and_then(|subject| subject.ipa.clone());
    let tipo = match subject.map_or_else(guess, |subject| subject.kind) {
        Kind::Persona => TipoSoggetto::PersonaFisica,
        Kind::Ente if ipa.is_some() => TipoSoggetto::Amministrazione,
        Kind::Ente | Kind::Impresa => TipoSoggetto::PersonaGiuridica,
    };
    // Everyone who receives it reads of the other addressees: of a private person the name is enough (regulation (EU)
    // 2016/679, art. 5, 1, c), and the schema asks for no more.
    if tipo == TipoSoggetto::PersonaFisica {
        return Soggetto { tipo, denominazione: nome_e_cognome(&parte.nome), ..Soggetto::default() };
    }
    Soggetto {
        tipo,
        denominazione: parte.nome.clone(),
        codice_amministrazione: ipa,
        codice_fiscale: parte.codice_fiscale.clone(),
        indirizzi_telematici: parte.indirizzo.iter().cloned().collect(),
        ..Soggetto::default()
    }
}

/// "Rossi Mario Luigi" → "Mario Luigi Rossi": the register writes surnames first.
fn nome_e_cognome(nome: &str) -> String {
    match nome.trim().split_once(' ') {
        Some((surname, name)) => format!("{} {surname}", name.trim()),
        None => nome.trim().to_owned(),
    }
}

fn documento((name, document): &Allegato) -> Documento {
    let format = document.format();
    Documento {
        nome: Some(name.clone()),
        tipo_mime: Some(format.media_type().to_owned()),
        impronta: Some(Impronta { algoritmo: "SHA-256".into(), valore: STANDARD.encode(document.hash().0) }),
        firmato: format.preview() == Preview::Signed,
        ..Documento::default()
    }
}
