//! What the office puts on people's desks.

use authz::Who;
use ente::Ente;
use web::{Desk, Error};

use super::{fascicolo::href_di, href};
use crate::{
    fascicolo::{
        self,
        elenca::conta_aperti,
        sfoglia::{Richiesta, sfoglia as sfoglia_fascicoli},
    },
    permissions::{CONSULTA, REGISTRA},
    posta::attesa::{Attesa, MOST, attesa, conta},
    registrazione::{
        cerca::cerca,
        elenca::{Filtro, conta_in_attesa, conta_per_me, elenca},
    },
    riscontro,
    spedizione::elenca::{Vista, conta_da_vedere, conta_di, elenca as elenca_spedizioni},
    termine,
};

/// The office's side of the desk.
pub(crate) struct Scrivania;

#[async_trait::async_trait]
impl Desk for Scrivania {
    fn href(&self) -> &'static str {
        "/protocollo"
    }

    async fn count(&self, ente: &Ente, who: &Who) -> Result<u64, Error> {
        if !who.may(&CONSULTA) {
            return Ok(0);
        }
        let terms = termine::elenca::conta_per_me(ente, who).await?;
        let answers = riscontro::leggi::conta_da_vedere(ente, who).await?;
        Ok(conta_per_me(ente, who).await? + conta_da_vedere(ente, who).await? + terms + answers)
    }

    async fn count_apart(&self, ente: &Ente, who: &Who) -> Result<Option<(&'static str, u64)>, Error> {
        Ok(conta(ente, who).await?.map(|count| ("/protocollo/posta", count)))
    }

    async fn waiting(&self, ente: &Ente, who: &Who, limit: u64) -> Result<Vec<ui::Waiting>, Error> {
        let mut all = posta(attesa(ente, who).await?);
        if !who.may(&CONSULTA) {
            return Ok(all);
        }
        let filtro = Filtro { per_me: true, ..Filtro::default() };
        all.extend(spedizioni(ente, who, limit).await?);
        all.extend(super::riscontri::in_attesa(ente, who, limit).await?);
        all.extend(termini(ente, who, limit).await?);
        let voci = elenca(ente, who, &filtro, None, limit).await?;
        all.extend(voci.into_iter().map(|voce| ui::Waiting {
            action: "Prendi in carico o rifiuta".into(),
            subject: format!("Protocollo {}/{} {} · {}", voce.numero, voce.anno, voce.verso.label(), voce.oggetto),
            href: href(voce.anno, voce.numero),
            why: format!("Assegnata a {}", voce.ufficio.as_deref().unwrap_or("te")),
            since: voce.registrata_at.micros(),
            ..ui::Waiting::default()
        }));
        Ok(all)
    }

    async fn open_in(&self, ente: &Ente, unit: authz::UnitId) -> Result<Vec<String>, Error> {
        let sentence = |count: u64| match count {
            1 => "Un documento assegnato a questo ufficio aspetta che qualcuno lo prenda in carico.".to_owned(),
            _ => format!("{count} documenti assegnati a questo ufficio aspettano che qualcuno li prenda in carico."),
        };
        let count = conta_in_attesa(ente, unit).await?;
        let open = conta_aperti(ente, unit).await?;
        let fascicoli = match open {
            0 => None,
            1 => Some("Questo ufficio cura un fascicolo aperto: va passato a un altro ufficio.".to_owned()),
            _ => Some(format!("Questo ufficio cura {open} fascicoli aperti: vanno passati a un altro ufficio.")),
        };
        let assigned = (count > 0).then(|| sentence(count));
        let sent = match conta_di(ente, unit).await? {
            0 => None,
            1 => Some("Una spedizione di questo ufficio non è riuscita e aspetta che qualcuno la rifaccia.".to_owned()),
            many => Some(format!(
                "{many} spedizioni di questo ufficio non sono riuscite e aspettano che qualcuno le rifaccia."
            )),
        };
        Ok(assigned.into_iter().chain(sent).chain(fascicoli).collect())
    }

    async fn dealings(
        &self,
        ente: &Ente,
        who: &Who,
        subjects: &[kernel::Uuid],
        limit: u64,
    ) -> Result<Vec<web::Dealing>, Error> {
        Ok(super::rapporti::leggi(ente, who, subjects, limit).await?)
    }

    async fn search(&self, ente: &Ente, who: &Who, words: &str, limit: u64) -> Result<Vec<ui::SearchHit>, Error> {
        if !who.may(&CONSULTA) {
            return Ok(Vec::new());
        }
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let found = cerca(ente, who, &search::Words::unfinished(words), &Filtro::default(), None, limit).await?;
        let asked = Richiesta::of(words, fascicolo::elenca::Filtro::default());
        let fascicoli = sfoglia_fascicoli(ente, who, &asked, "", limit).await?;
        let fascicoli = fascicoli.voci.into_iter().map(|voce| ui::SearchHit {
            value: href_di(&voce.chiave),
            label: format!("Fascicolo {}", voce.chiave),
            hint: Some(voce.oggetto),
            group: Some("Fascicoli".into()),
        });
        let hits = found.voci.into_iter().map(|voce| ui::SearchHit {
            value: href(voce.anno, voce.numero),
            label: format!("Protocollo {}/{}", voce.numero, voce.anno),
            hint: Some(voce.oggetto),
            group: Some("Protocollo".into()),
        });
        // As many as were asked for; the fascicoli first among them only as far as they leave room to the entries.
        let entries: Vec<_> = hits.collect();
        let room = limit.saturating_sub(entries.len()).max(limit / 2);
        let first: Vec<_> = fascicoli.take(room).collect();
        let left = limit.saturating_sub(first.len());
        Ok(first.into_iter().chain(entries.into_iter().take(left)).collect())
    }
}

/// The mail that waits, on one line, and the mailboxes that cannot be read, one each.
fn posta(attesa: Attesa) -> Vec<ui::Waiting> {
    let messaggi = match attesa.messaggi {
        0 => None,
        1 => Some("Un messaggio aspetta".to_owned()),
        many if many >= MOST => Some(format!("{MOST} messaggi o più aspettano")),
        many => Some(format!("{many} messaggi aspettano")),
    };
    let first = messaggi.zip(attesa.dal).map(|(subject, since)| ui::Waiting {
        action: "Registra la posta in arrivo".into(),
        subject,
        href: "/protocollo/posta".into(),
        why: "Arrivati nelle caselle del tuo ufficio".into(),
        since: since.micros(),
        ..ui::Waiting::default()
    });
    let broken = attesa.guaste.into_iter().map(|(indirizzo, errore, since)| ui::Waiting {
        action: "Fai sistemare la casella che non si legge".into(),
        subject: format!("{indirizzo} · {errore}"),
        href: "/protocollo/posta".into(),
        why: "Arriva posta per il tuo ufficio, e Municipio non la vede".into(),
        since: since.micros(),
        urgency: Some("non si legge".into()),
        kind: ui::Kind::Danger,
        ..ui::Waiting::default()
    });
    broken.chain(first).collect()
}

/// The terms of what one has in charge that are over or near.
async fn termini(ente: &Ente, who: &Who, limit: u64) -> Result<Vec<ui::Waiting>, Error> {
    let today = ente.ledger.now().date();
    let one = |voce: termine::elenca::Voce| {
        let (anno, numero) = voce.protocollo;
        let over = voce.scadenza < today;
        let day = voce.scadenza.format("%d/%m/%Y");
        ui::Waiting {
            action: "Concludi il procedimento".into(),
            subject: format!("Protocollo {numero}/{anno} · {}", voce.oggetto),
            href: href(anno, numero),
            why: format!("Il termine {} il {day}", if over { "è scaduto" } else { "scade" }),
            since: voce.registrata_at.micros(),
            due: Some(voce.scadenza.to_string()),
            urgency: Some(if over { "termine scaduto" } else { "in scadenza" }.into()),
            kind: if over { ui::Kind::Danger } else { ui::Kind::Warning },
        }
    };
    Ok(termine::elenca::per_me(ente, who, limit).await?.into_iter().map(one).collect())
}

/// The sendings of one's units that failed, or of which nothing is heard.
async fn spedizioni(ente: &Ente, who: &Who, limit: u64) -> Result<Vec<ui::Waiting>, Error> {
    if !who.may(&REGISTRA) {
        return Ok(Vec::new());
    }
    let found = elenca_spedizioni(ente, who, Vista::DaVedere, None, limit).await?;
    let one = |voce: crate::spedizione::elenca::Voce| {
        let failed = voce.stato.fallito();
        let why = if failed {
            format!("Spedizione non riuscita: {}", voce.stato.parole(voce.certificata))
        } else {
            "Nessuna notizia da più di 24 ore".to_owned()
        };
        ui::Waiting {
            action: format!("{} a {}", if failed { "Spedisci di nuovo" } else { "Controlla la spedizione" }, voce.nome),
            subject: format!("Protocollo {}/{} in partenza · {}", voce.numero, voce.anno, voce.oggetto),
            href: href(voce.anno, voce.numero),
            why,
            since: voce.at.micros(),
            urgency: failed.then(|| "non riuscita".into()),
            kind: if failed { ui::Kind::Danger } else { ui::Kind::Warning },
            ..ui::Waiting::default()
        }
    };
    Ok(found.into_iter().map(one).collect())
}
