//! The organisation chart of Montefiorito and who works in it.

use accounts::{NewPerson, Passwords, insert_person};
use authz::{PersonId, UnitId, Who, incarico, role, unit};
use ente::Ente;
use kernel::{Actor, Date};
use ledger::Tx;

/// The password of every demo account.
pub const PASSWORD: &str = "montefiorito";

/// Code, name, code of the unit above.
const UNITS: [(&str, &str, &str); 12] = [
    ("SIN", "Sindaco e Giunta", ""),
    ("SEG", "Segreteria generale", ""),
    ("PRO", "Protocollo e archivio", "SEG"),
    ("AGG", "Affari generali", "SEG"),
    ("RAG", "Ragioneria", ""),
    ("TRI", "Tributi", "RAG"),
    ("DEM", "Servizi demografici", ""),
    ("TEC", "Ufficio tecnico", ""),
    ("LLP", "Lavori pubblici", "TEC"),
    ("EDI", "Edilizia privata", "TEC"),
    ("POL", "Polizia locale", ""),
    ("SOC", "Servizi sociali", ""),
];

/// Roles and what they let one do.
const ROLES: [(&str, &[&str]); 10] = [
    (
        "Responsabile del protocollo",
        &[
            "protocollo.consulta",
            "protocollo.consulta_tutto",
            "protocollo.riservati",
            "protocollo.registra",
            "protocollo.assegna",
            "protocollo.prendi",
            "protocollo.annulla",
            "protocollo.giornaliero",
            "protocollo.emergenza",
            "protocollo.titolario",
            "protocollo.differisci",
            "protocollo.fascicola",
            "protocollo.fascicola_tutto",
            "directory.consulta",
            "directory.modifica",
            "directory.unisci",
            "librofirma.chiedi",
            "librofirma.firma",
            "conservazione.consulta",
            "conservazione.versa",
            "conservazione.configura",
            "conservazione.piano",
            "conservazione.vincola",
            "conservazione.scarta",
            "flussi.consulta",
            "flussi.gestisci",
            "flussi.sposta",
            "copie.consulta",
            "copie.rilascia",
            "copie.ritira",
            "albo.consulta",
            "albo.pubblica",
            "albo.annulla",
            "albo.configura",
            "trasparenza.consulta",
            "trasparenza.pubblica",
            "trasparenza.ritira",
            "trasparenza.configura",
            "trasparenza.beneficiari",
        ],
    ),
    (
        "Addetto al protocollo",
        &[
            "protocollo.consulta",
            "protocollo.consulta_tutto",
            "protocollo.registra",
            "protocollo.assegna",
            "protocollo.prendi",
            "protocollo.fascicola",
            "protocollo.fascicola_tutto",
            "directory.consulta",
            "directory.modifica",
            "copie.consulta",
            "copie.rilascia",
            "albo.consulta",
            "albo.pubblica",
        ],
    ),
    (
        "Responsabile di settore",
        &[
            "protocollo.consulta",
            "protocollo.riservati",
            "protocollo.registra",
            "protocollo.assegna",
            "protocollo.prendi",
            "protocollo.fascicola",
            "librofirma.chiedi",
            "librofirma.firma",
            "albo.consulta",
            "albo.pubblica",
            "atti.consulta",
            "atti.redigi",
            "trasparenza.consulta",
            "trasparenza.pubblica",
        ],
    ),
    (
        "Istruttore",
        &[
            "protocollo.consulta",
            "protocollo.registra",
            "protocollo.prendi",
            "protocollo.fascicola",
            "librofirma.chiedi",
            "atti.consulta",
            "atti.redigi",
        ],
    ),
    (
        "Sindaco",
        &["atti.consulta", "atti.redigi", "atti.esamina", "atti.riservati", "librofirma.firma", "albo.consulta"],
    ),
    (
        "Segretario comunale",
        &[
            "atti.consulta",
            "atti.redigi",
            "atti.esamina",
            "atti.riservati",
            "atti.modelli",
            "atti.passati",
            "librofirma.firma",
            "contabilita.consulta",
            "contabilita.impegna",
            "contabilita.liquida",
        ],
    ),
    ("Responsabile finanziario", &["atti.consulta", "atti.esamina", "librofirma.firma"]),
    (
        "Responsabile della ragioneria",
        &[
            "contabilita.consulta",
            "contabilita.prenota",
            "contabilita.impegna",
            "contabilita.liquida",
            "contabilita.varia",
        ],
    ),
    ("Comandante della polizia locale", &["atti.consulta", "atti.esamina", "librofirma.firma"]),
    (
        "Amministratore del sistema",
        &[
            "accounts.gestisci_persone",
            "comando.consulta",
            "comando.gestisci",
            "comando.sistema",
            "librofirma.gestisci",
            "protocollo.caselle",
            "validation.autorita",
            "webhooks.collega",
            "webhooks.gestisci",
            "wording.testi",
        ],
    ),
];

/// A role and the code of the unit in which it is held.
type Incarico = (&'static str, &'static str);

/// User name, name, surname, what they are for (told on the login page), incarichi.
const PEOPLE: [(&str, &str, &str, &str, &[Incarico]); 11] = [
    ("anna.neri", "Anna", "Neri", "registra, assegna e cerca ogni giorno", &[("Addetto al protocollo", "PRO")]),
    (
        "carla.bianchi",
        "Carla",
        "Bianchi",
        "risponde del protocollo: può anche annullare",
        &[("Responsabile del protocollo", "PRO")],
    ),
    (
        "elena.conti",
        "Elena",
        "Conti",
        "segretaria comunale",
        &[("Responsabile di settore", "SEG"), ("Responsabile di settore", "AGG"), ("Segretario comunale", "SEG")],
    ),
    (
        "marco.gallo",
        "Marco",
        "Gallo",
        "responsabile dell'ufficio tecnico",
        &[("Responsabile di settore", "TEC"), ("Responsabile di settore", "LLP"), ("Responsabile di settore", "EDI")],
    ),
    ("lucia.ferri", "Lucia", "Ferri", "istruttrice dei lavori pubblici", &[("Istruttore", "LLP")]),
    (
        "paolo.riva",
        "Paolo",
        "Riva",
        "responsabile della ragioneria",
        &[
            ("Responsabile di settore", "RAG"),
            ("Responsabile di settore", "TRI"),
            ("Responsabile finanziario", "RAG"),
            ("Responsabile della ragioneria", "RAG"),
        ],
    ),
    ("sara.longo", "Sara", "Longo", "anagrafe e stato civile", &[("Istruttore", "DEM")]),
    (
        "davide.sala",
        "Davide",
        "Sala",
        "comandante della polizia locale",
        &[("Responsabile di settore", "POL"), ("Comandante della polizia locale", "POL")],
    ),
    ("giulia.sarti", "Giulia", "Sarti", "sindaca: firma ordinanze, decreti e delibere", &[("Sindaco", "SIN")]),
    ("bruno.costa", "Bruno", "Costa", "responsabile dei servizi demografici", &[("Responsabile di settore", "DEM")]),
    (
        "ivo.tecchi",
        "Ivo",
        "Tecchi",
        "cura il sistema: persone, incarichi, copie",
        &[("Amministratore del sistema", "SEG")],
    ),
];

/// The roles that are shipped and what they let one do, for who asks what each is answered.
pub const fn roles() -> &'static [(&'static str, &'static [&'static str])] {
    &ROLES
}

/// User names and what they are for.
pub fn logins() -> Vec<(String, String)> {
    PEOPLE
        .iter()
        .map(|(username, name, surname, what, _)| ((*username).into(), format!("{name} {surname}, {what}")))
        .collect()
}

/// Makes the units, the roles and the people; gives the people by user name, with what they may do.
pub(crate) async fn hire(ente: &Ente, passwords: &Passwords) -> anyhow::Result<Vec<(String, Who)>> {
    // Hashing takes its time on purpose: once for all the demo accounts.
    let hash = passwords.hash(PASSWORD, &**ente.ledger.random()).await?;
    let from = Date::from_ymd_opt(2020, 1, 1).unwrap_or_default();
    let mut tx = ente.ledger.begin(Actor::System("demo"), "demo.organico").await?;
    let units = make_units(&mut tx, from).await?;
    let (mut roles, mut hired) = (Vec::new(), Vec::new());
    for (name, permissions) in ROLES {
        let row = role::Model { id: tx.id(), name: name.into(), permissions: permissions.join("\n") };
        roles.push((name, tx.insert(row).await?.id));
    }
    for (username, name, surname, _, incarichi) in PEOPLE {
        let new = NewPerson {
            username: username.into(),
            name: name.into(),
            surname: surname.into(),
            email: Some(format!("{username}@comune.montefiorito.example")),
        };
        let person = insert_person(&mut tx, new, Some(hash.clone()), false).await?;
        hired.push((username, format!("{name} {surname}"), person));
        for (role, unit) in incarichi {
            let role = roles.iter().find(|(name, _)| name == role).map(|(_, id)| *id);
            let unit = units.iter().find(|(code, _)| code == unit).map(|(_, id)| *id);
            if let (Some(role_id), Some(unit_id)) = (role, unit) {
                give(&mut tx, person, unit_id, role_id, from).await?;
            }
        }
    }
    finito(&mut tx, &hired, &roles, &units).await?;
    tx.commit().await?;
    let read = ente.db().read().await?;
    let today = ente.ledger.now().date();
    let mut people = Vec::new();
    for (username, name, person) in hired {
        let grants = authz::load(&read, person, today).await?;
        people.push((username.to_owned(), Who { person, name, grants }));
    }
    Ok(people)
}

/// Whoever works at the registry office helped another for some years: that incarico ended three weeks ago.
async fn finito(
    tx: &mut Tx,
    hired: &[(&str, String, PersonId)],
    roles: &[(&str, kernel::Id<role::Entity>)],
    units: &[(&str, UnitId)],
) -> anyhow::Result<()> {
    let person = hired.iter().find(|(username, ..)| *username == "sara.longo").map(|(_, _, id)| *id);
    let role = roles.iter().find(|(name, _)| *name == "Istruttore").map(|(_, id)| *id);
    let unit = units.iter().find(|(code, _)| *code == "AGG").map(|(_, id)| *id);
    if let (Some(person_id), Some(role_id), Some(unit_id)) = (person, role, unit) {
        let valid_from = Date::from_ymd_opt(2023, 3, 1).unwrap_or_default();
        let valid_to = Some(tx.now().plus_seconds(21 * 24 * 3_600).date());
        let row = incarico::Model { id: tx.id(), person_id, unit_id, role_id, deputy_of: None, valid_from, valid_to };
        tx.insert(row).await?;
    }
    Ok(())
}

/// Units by code.
pub(crate) async fn units(ente: &Ente) -> anyhow::Result<Vec<(String, UnitId)>> {
    let read = ente.db().read().await?;
    Ok(authz::all_units(&read).await?.into_iter().map(|unit| (unit.code, unit.id)).collect())
}

async fn make_units(tx: &mut Tx, valid_from: Date) -> anyhow::Result<Vec<(&'static str, UnitId)>> {
    let mut made: Vec<(&'static str, UnitId)> = Vec::new();
    for (code, name, above) in UNITS {
        let parent_id = made.iter().find(|(known, _)| *known == above).map(|(_, id)| *id);
        let row =
            unit::Model { id: tx.id(), code: code.into(), name: name.into(), parent_id, valid_from, valid_to: None };
        made.push((code, tx.insert(row).await?.id));
    }
    Ok(made)
}

async fn give(
    tx: &mut Tx,
    person_id: PersonId,
    unit_id: UnitId,
    role_id: kernel::Id<role::Entity>,
    valid_from: Date,
) -> anyhow::Result<()> {
    let row = incarico::Model { id: tx.id(), person_id, unit_id, role_id, deputy_of: None, valid_from, valid_to: None };
    tx.insert(row).await?;
    Ok(())
}
