//! How it stands with each addressee of what was communicated.

use std::collections::HashMap;

use authz::Who;
use ente::Ente;
use kernel::{Date, Id, Instant, Uuid};
use porte::comunicazioni::{Comunicata, Consegna, Fatto};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult};

use crate::{
    correzione::{NOME, OGGETTO},
    error::Error,
    pagine::href,
    permissions::CONSULTA,
    rules::RegistrazioneId,
    spedizione::{
        SpedizioneId,
        avanza::TENTATIVO,
        leggi::{Spedizione, intere},
        ritorno::{self, RACCOMANDATA},
        spedisci::viva,
        stato::Stato,
        tabelle::{fatto, spedizione},
    },
    tables::{parte, ricevuta_ritorno},
    visibilita::{self, Places},
};

/// Entries that are told of one record.
const MOST: usize = 100;

/// An entry as the first query gives it.
struct Riga {
    id: RegistrazioneId,
    anno: i64,
    numero: i64,
    at: Instant,
    oggetto: String,
    annullata: bool,
}

/// An addressee of one.
struct Parte {
    id: Id<parte::Entity>,
    di: RegistrazioneId,
    nome: String,
}

/// The entries that communicate a record, of those that `who` may see: seven queries, however many there are.
pub(super) async fn stanno(ente: &Ente, who: &Who, ufficio: &str, cosa: Uuid) -> Result<Vec<Comunicata>, Error> {
    if !who.may(&CONSULTA) {
        return Ok(Vec::new());
    }
    let read = ente.db().read().await?;
    let (condition, values) = visibilita::condition(who, 3);
    let sql = format!(
        "SELECT r.id, r.anno, r.numero, r.registrata_at, {OGGETTO} AS oggetto, t.annullata FROM protocollo_comunicazione k \
         JOIN protocollo_registrazione r ON r.id = k.registrazione_id \
         JOIN protocollo_stato t ON t.registrazione_id = r.id \
         WHERE k.ufficio = $1 AND k.cosa_id = $2 AND {condition} ORDER BY r.anno, r.numero LIMIT {MOST}"
    );
    let places = [ufficio.into(), cosa.into()].into_iter().chain(values);
    let rows = db::rows(&read, &sql, places).await?;
    let righe = rows.iter().map(riga).collect::<Result<Vec<Riga>, Error>>()?;
    if righe.is_empty() {
        return Ok(Vec::new());
    }
    let parti = parti(&read, &righe).await?;
    let select = spedizione::Entity::find();
    let select = select.filter(spedizione::Column::RegistrazioneId.is_in(righe.iter().map(|riga| riga.id)));
    let sent = select.order_by_asc(spedizione::Column::At).order_by_asc(spedizione::Column::Id).all(&read).await?;
    let nomi: HashMap<Id<parte::Entity>, String> = parti.iter().map(|parte| (parte.id, parte.nome.clone())).collect();
    let sent = intere(&read, sent, &nomi).await?;
    let ids: Vec<SpedizioneId> = sent.iter().map(|one| one.riga.id).collect();
    let back = ritorno::di(&read, &ids).await?;
    let tell = |riga: Riga| {
        let of_this = parti.iter().filter(|parte| parte.di == riga.id);
        let a = of_this.map(|parte| consegna(parte, &sent, &back, ente.ledger.now())).collect();
        Comunicata {
            numero: format!("{}/{}", riga.numero, riga.anno),
            at: riga.at,
            oggetto: riga.oggetto,
            href: href(riga.anno, riga.numero),
            annullata: riga.annullata,
            a,
        }
    };
    Ok(righe.into_iter().map(tell).collect())
}

fn riga(row: &QueryResult) -> Result<Riga, Error> {
    Ok(Riga {
        id: row.try_get("", "id")?,
        anno: row.try_get("", "anno")?,
        numero: row.try_get("", "numero")?,
        at: row.try_get("", "registrata_at")?,
        oggetto: row.try_get("", "oggetto")?,
        annullata: row.try_get("", "annullata")?,
    })
}

/// The addressees of these entries, in their order.
async fn parti(read: &db::Read, righe: &[Riga]) -> Result<Vec<Parte>, Error> {
    let mut places = Places { next: 1, values: Vec::new() };
    let ids = places.list(righe.iter().map(|riga| riga.id.uuid()));
    let sql = format!(
        "SELECT p.id, p.registrazione_id, {NOME} AS nome FROM protocollo_parte p WHERE p.registrazione_id IN ({ids}) \
         ORDER BY p.registrazione_id, p.ordine"
    );
    let rows = db::rows(read, &sql, places.values).await?;
    let parte = |row: &QueryResult| -> Result<Parte, Error> {
        Ok(Parte {
            id: row.try_get("", "id")?,
            di: row.try_get("", "registrazione_id")?,
            nome: row.try_get("", "nome")?,
        })
    };
    rows.iter().map(parte).collect()
}

fn consegna(parte: &Parte, sent: &[Spedizione], back: &[ricevuta_ritorno::Model], now: Instant) -> Consegna {
    let counts = viva(sent, parte.id);
    let id = parte.id;
    let mine = || sent.iter().filter(move |one| one.riga.parte_id == id);
    // What reached them once reached them, also where somebody sent it again afterwards.
    let days = mine().filter_map(|one| giorno(one, back.iter().find(|row| row.spedizione_id == one.riga.id)));
    let stato = counts.map_or("da spedire", |one| one.stato.parole(one.certificata()));
    let waits = counts.is_some_and(|one| one.stato == Stato::AMano && one.riga.mezzo == RACCOMANDATA);
    let consegnata = days.min();
    let waits = waits && consegnata.is_none();
    let stato = if waits { "raccomandata spedita, si aspetta la ricevuta di ritorno" } else { stato };
    Consegna {
        a: parte.nome.clone(),
        stato: stato.to_owned(),
        da_vedere: counts.and_then(|one| one.da_vedere(now)),
        consegnata,
        fatti: mine().flat_map(|one| one.fatti.iter().map(move |row| detto(one, row))).collect(),
    }
}

/// The day on which a sending reached its addressee, where something proves it. That it was given to the post, or put on a portal, proves
/// nothing; an ordinary mailbox gives no receipt.
fn giorno(one: &Spedizione, back: Option<&ricevuta_ritorno::Model>) -> Option<Date> {
    match one.stato {
        Stato::Consegnato => {
            let told = one.fatti.iter().filter(|row| row.tipo == Stato::Consegnato.code());
            told.map(|row| row.at.date()).min()
        }
        Stato::AMano if one.riga.mezzo == "mano" => one.riga.consegnata_il,
        Stato::AMano if one.riga.mezzo == RACCOMANDATA => back.map(|row| row.consegnata_il),
        _ => None,
    }
}

fn detto(one: &Spedizione, row: &fatto::Model) -> Fatto {
    let what = if row.tipo == TENTATIVO {
        "tentativo non riuscito"
    } else {
        Stato::from_code(&row.tipo).parole(one.certificata())
    };
    let more = row.testo.as_deref().map(|text| format!(": {text}")).unwrap_or_default();
    Fatto { at: row.at, testo: format!("{what}{more}"), ricevuta: row.messaggio_id.is_some() }
}

#[cfg(test)]
mod tests {
    use authz::{PersonId, UnitId};

    use super::*;

    fn nessuno<T>() -> Id<T> {
        Uuid::nil().into()
    }

    fn spedita(stato: Stato, mezzo: &str, fatti: &[(Stato, i64)]) -> Spedizione {
        let row = |(what, day): &(Stato, i64)| fatto::Model {
            id: nessuno(),
            spedizione_id: nessuno(),
            tipo: what.code().into(),
            at: Instant::from_micros(0).plus_seconds(day * 86_400 + 43_200),
            scritto_at: Instant::from_micros(0),
            testo: None,
            messaggio_id: None,
        };
        Spedizione {
            riga: spedizione::Model {
                id: nessuno(),
                registrazione_id: nessuno(),
                parte_id: nessuno(),
                ufficio_id: UnitId::from(Uuid::nil()),
                persona_id: PersonId::from(Uuid::nil()),
                at: Instant::from_micros(0),
                mezzo: mezzo.into(),
                casella_id: None,
                indirizzo: None,
                message_id: None,
                oggetto: None,
                testo: None,
                estremi: None,
                consegnata_il: Date::from_ymd_opt(1970, 1, 9),
                in_luogo_di: None,
                chiave: None,
                segnatura_id: None,
                segnatura_nota: None,
            },
            nome: "Rossi".into(),
            stato,
            attesa_fino_at: None,
            casella: None,
            fatti: fatti.iter().map(row).collect(),
            rispedita: false,
        }
    }

    #[test]
    fn only_what_is_proved_reached_its_addressee() {
        use Stato::{AMano, Accettato, Affidato, Consegnato};
        let day = |n: u32| Date::from_ymd_opt(1970, 1, n);
        let back = ricevuta_ritorno::Model {
            id: nessuno(),
            spedizione_id: nessuno(),
            consegnata_il: day(20).unwrap(),
            firmata_da: None,
            documento_id: None,
            persona_id: PersonId::from(Uuid::nil()),
            at: Instant::from_micros(0),
        };
        let told = [(Affidato, 1), (Accettato, 2), (Consegnato, 3), (Consegnato, 5)];
        for (sent, back, wanted) in [
            (spedita(Consegnato, "pec", &told), None, day(4)),
            (spedita(Accettato, "pec", &told[..2]), None, None),
            (spedita(AMano, "mano", &[(AMano, 7)]), None, day(9)),
            (spedita(AMano, "raccomandata", &[(AMano, 7)]), None, None),
            (spedita(AMano, "raccomandata", &[(AMano, 7)]), Some(&back), day(20)),
            (spedita(AMano, "posta", &[(AMano, 7)]), None, None),
        ] {
            assert_eq!(giorno(&sent, back), wanted, "{:?} {}", sent.stato, sent.riga.mezzo);
        }
    }

    #[test]
    fn a_registered_letter_waits_for_its_receipt_and_says_so() {
        let parte = Parte { id: nessuno(), di: nessuno(), nome: "Rossi".into() };
        let sent = [spedita(Stato::AMano, "raccomandata", &[])];
        let told = consegna(&parte, &sent, &[], Instant::from_micros(0));
        assert!(told.stato.contains("ricevuta di ritorno") && told.consegnata.is_none(), "{told:?}");
        assert_eq!(consegna(&parte, &[], &[], Instant::from_micros(0)).stato, "da spedire");
    }
}
