//! What several pages show: histories, incarichi, choices.

use std::collections::HashMap;

use authz::{PersonId, UnitId, unit};
use kernel::Date;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use ui::{Choice, Flash, FlashKind, Kind, TimelineEntry};
use web::{Ctx, Error};

use crate::{
    fatti::Passo,
    incarichi::elenca::{Stato, Voce},
    permissions::GESTISCI,
    rules::{Periodo, albero},
    ruoli::elenca::parole,
};

/// A history as a time line.
pub(super) async fn storia(ctx: &Ctx, passi: Vec<Passo>) -> Result<Vec<TimelineEntry>, Error> {
    let people: Vec<PersonId> = passi.iter().filter_map(|passo| passo.da).collect();
    let names = accounts::names(&ctx.ente.db().read().await?, &people).await?;
    let entry = |passo: Passo| TimelineEntry {
        at: passo.at.micros(),
        who: Some(chi(&passo, &names)),
        kind: tono(&passo),
        what: passo.testo,
        note: passo.motivo,
        href: None,
    };
    Ok(passi.into_iter().map(entry).collect())
}

fn chi(passo: &Passo, names: &HashMap<PersonId, String>) -> String {
    if let Some(name) = passo.da.and_then(|id| names.get(&id)) {
        return name.clone();
    }
    match passo.programma.as_deref() {
        Some("console") => "Chi cura il server, dalla console,".into(),
        Some("demo") => "Chi ha preparato il Comune dimostrativo".into(),
        _ => "Il programma".into(),
    }
}

/// What someone does to their own permissions stands out.
fn tono(passo: &Passo) -> Kind {
    if passo.testo.starts_with("si è dato") {
        Kind::Warning
    } else if passo.testo.starts_with("ha disattivato") || passo.testo.starts_with("ha chiuso") {
        Kind::Danger
    } else {
        Kind::Neutral
    }
}

/// An incarico in a list.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RigaIncarico {
    pub persona: String,
    pub persona_href: Option<String>,
    pub ruolo: String,
    pub ruolo_href: String,
    pub unita: String,
    pub unita_href: String,
    pub quando: String,
    pub al_posto_di: Option<String>,
    pub stato: &'static str,
    pub tono: &'static str,
    /// Where one ends it.
    pub fine: Option<String>,
}

impl RigaIncarico {
    pub(super) fn campione(stato: &'static str, fine: bool) -> Self {
        Self {
            persona: "Anna Neri".into(),
            persona_href: fine.then(|| "/comando/persone/1".into()),
            ruolo: "Istruttore".into(),
            ruolo_href: "/comando/ruoli/1".into(),
            unita: "Tributi".into(),
            unita_href: "/comando/organigramma/1".into(),
            quando: "dal 01/01/2026".into(),
            al_posto_di: fine.then(|| "Carla Bianchi".into()),
            stato,
            tono: "success",
            fine: fine.then(|| "/comando/incarichi/1/fine".into()),
        }
    }
}

/// Incarichi as rows.
pub(super) fn righe(ctx: &Ctx, voci: Vec<Voce>) -> Result<Vec<RigaIncarico>, Error> {
    let who = ctx.who()?;
    let (may_end, may_see) = (who.may(&GESTISCI), who.may(&accounts::GESTISCI_PERSONE));
    let oggi = ctx.now.date();
    let riga = |voce: Voce| {
        let stato = voce.stato(oggi);
        let (word, tono) = match (stato, &voce.al_posto_di) {
            (Stato::InCorso, None) => ("in corso", "success"),
            (Stato::InCorso, Some(_)) => ("mentre manca", "info"),
            (Stato::Futuro, _) => ("futuro", "info"),
            (Stato::Finito, _) => ("finito", "neutral"),
        };
        RigaIncarico {
            persona_href: may_see.then(|| format!("/comando/persone/{}", voce.persona)),
            ruolo_href: format!("/comando/ruoli/{}", voce.ruolo_id),
            unita_href: format!("/comando/organigramma/{}", voce.unita),
            quando: voce.quando(),
            stato: word,
            tono,
            fine: (may_end && stato != Stato::Finito).then(|| format!("/comando/incarichi/{}/fine", voce.id)),
            persona: voce.nome,
            ruolo: voce.ruolo,
            unita: voce.unita_nome,
            al_posto_di: voce.al_posto_di.map(|(_, name)| name),
        }
    };
    Ok(voci.into_iter().map(riga).collect())
}

/// The units that are open on a day or will be, as a tree for a select.
pub(super) async fn uffici(ctx: &Ctx, oggi: Date, but: Option<UnitId>) -> Result<Vec<Choice>, Error> {
    let units = authz::all_units(&ctx.ente.db().read().await?).await?;
    let open = |unit: &unit::Model| {
        let period = Periodo::new(unit.valid_from, unit.valid_to);
        !period.vuoto() && !period.finito(oggi) && Some(unit.id) != but
    };
    let units: Vec<unit::Model> = units.into_iter().filter(open).collect();
    let choice = |(depth, unit): (usize, &unit::Model)| Choice {
        value: unit.id.to_string(),
        label: format!("{}{} ({})", "\u{2003}".repeat(depth), unit.name, unit.code),
        hint: None,
    };
    Ok(albero(&units).into_iter().map(choice).collect())
}

/// The people who can enter, by surname.
pub(super) async fn persone(ctx: &Ctx) -> Result<Vec<Choice>, Error> {
    use accounts::person::{Column, Entity};
    let read = ctx.ente.db().read().await?;
    let select = Entity::find().filter(Column::Active.eq(true)).order_by_asc(Column::SortKey);
    let people = select.all(&read).await.map_err(db::Error::from)?;
    let choice = |person: accounts::person::Model| Choice {
        value: person.id.to_string(),
        label: format!("{} {}", person.surname, person.name),
        hint: None,
    };
    Ok(people.into_iter().map(choice).collect())
}

/// The roles, each with what it lets one do.
pub(super) async fn ruoli(ctx: &Ctx) -> Result<Vec<Choice>, Error> {
    use authz::role::{Column, Entity};
    let read = ctx.ente.db().read().await?;
    let roles = Entity::find().order_by_asc(Column::Name).all(&read).await.map_err(db::Error::from)?;
    let choice = |role: authz::role::Model| {
        let can: Vec<&str> = role.permissions.lines().map(|code| parole(&ctx.house.permissions, code)).collect();
        let hint = if can.is_empty() {
            "Non permette ancora niente.".into()
        } else {
            format!("Permette di: {}.", can.join("; "))
        };
        Choice { value: role.id.to_string(), label: role.name, hint: Some(hint) }
    };
    Ok(roles.into_iter().map(choice).collect())
}

/// Today as a form's date.
pub(super) fn oggi(ctx: &Ctx) -> String {
    ctx.now.date().format("%Y-%m-%d").to_string()
}

/// The message of what was just done, by its word in the address.
pub(super) fn fatto(query: Option<&str>) -> Vec<Flash> {
    let word = query.unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("fatto=")).unwrap_or_default();
    let text = match word {
        "incarico" => "L'incarico è dato: vale dal giorno scritto, alla prossima pagina che la persona apre.",
        "fine" => "La fine dell'incarico è scritta.",
        "assenza" => {
            "L'assenza è scritta. Chi sostituisce trova sulla sua scrivania quello che aspetta, nei giorni dell'assenza."
        }
        "rientro" => "Il rientro è scritto: da allora chi sostituiva non può più agire.",
        "dati" => "I dati sono corretti.",
        "disattivato" => "L'accesso è disattivato e le sue sessioni sono chiuse.",
        "riattivato" => "L'accesso è riattivato.",
        "fattore" => "Il secondo fattore è tolto: da ora basta la password, finché la persona non ne attiva un altro.",
        "sessioni" => "Fatto: chi la usava dovrà entrare di nuovo.",
        "unita" => "L'organigramma è aggiornato.",
        "chiusa" => "La chiusura dell'ufficio è scritta.",
        "ruolo" => "Il ruolo è salvato: vale subito per tutti quelli che lo hanno.",
        "ripreso" => "Il lavoro è di nuovo in coda.",
        "scartato" => "Il lavoro non sarà più tentato.",
        "acceso" => "Il collegamento è acceso. Gli avvisi non arrivati si rimandano uno per uno.",
        "spento" => "Il collegamento è spento: quello che succede da ora non viene detto al programma.",
        "tolto" => "Il collegamento è tolto.",
        "prova" => "L'avviso di prova sta partendo: fra poco ricarica la pagina per vedere l'esito.",
        "autorita" => "L'autorità è aggiunta: vale dai prossimi controlli. Quelli già fatti restano come sono.",
        "ritirata" => "L'autorità è ritirata: dai prossimi controlli l'ente non se ne fida più.",
        "testi" => "I testi sono salvati: valgono per i documenti che nascono da adesso.",
        "ripristinati" => "I documenti che nascono da adesso hanno i testi del programma.",
        "rimandato" => "L'avviso sta ripartendo: fra poco ricarica la pagina per vedere l'esito.",
        _ => return Vec::new(),
    };
    vec![Flash { kind: FlashKind::Success, text: text.into() }]
}
