use std::process::ExitCode;

use ::ente::Ente;
use accounts::{Added, NewPerson, Passwords};
use anyhow::Context;
use authz::{PersonId, incarico};
use clap::{Args, Subcommand};
use kernel::{Actor, Id};

use super::{open, the_ente};
use crate::settings::At;

/// The people with an account.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Crea una persona e ne scrive la password provvisoria, da cambiare al primo accesso.
    Add(Add),
    /// Dà una password provvisoria al posto di quella persa, e chiude le sessioni aperte.
    Reset(Reset),
}

impl User {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Add(command) => command.run().await,
            Self::Reset(command) => command.run().await,
        }
    }
}

/// A new person.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// Il nome con cui entra, per esempio mario.rossi.
    username: String,
    /// Il nome.
    #[arg(long)]
    name: String,
    /// Il cognome.
    #[arg(long)]
    surname: String,
    /// L'indirizzo di posta nell'ente.
    #[arg(long)]
    email: Option<String>,
    /// Il codice dell'ente; non serve se ce n'è uno solo.
    #[arg(long)]
    ente: Option<String>,
    /// Il codice dell'ufficio in cui lavora.
    #[arg(long, requires = "role")]
    unit: Option<String>,
    /// Il nome del ruolo che ha in quell'ufficio.
    #[arg(long, requires = "unit")]
    role: Option<String>,
    #[command(flatten)]
    at: At,
}

/// A new password.
#[derive(Debug, Args)]
pub(crate) struct Reset {
    /// Il nome con cui entra.
    username: String,
    /// Il codice dell'ente; non serve se ce n'è uno solo.
    #[arg(long)]
    ente: Option<String>,
    #[command(flatten)]
    at: At,
}

impl Add {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let enti = open(&self.at).await?;
        let ente = the_ente(&enti, self.ente.as_deref()).await?;
        // What could be refused is looked at before the person is made.
        let post = match (&self.unit, &self.role) {
            (Some(unit), Some(role)) => Some((unit_id(&ente, unit).await?, role_id(&ente, role).await?)),
            _ => None,
        };
        let Self { username, name, surname, email, .. } = self;
        let new = NewPerson { username: username.clone(), name, surname, email };
        let added =
            accounts::add_person_from_console(&ente.ledger, &Passwords::new(1), new, None, &ente.info.name).await?;
        match post {
            Some((unit, role)) => give(&ente, added.person, unit, role).await?,
            None => println!("{username} non ha ancora un incarico: finché non ce l'ha, entra ma non può fare niente."),
        }
        tell(&username, &added);
        Ok(ExitCode::SUCCESS)
    }
}

impl Reset {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let enti = open(&self.at).await?;
        let ente = the_ente(&enti, self.ente.as_deref()).await?;
        let added = accounts::reset_password_from_console(&ente.ledger, &Passwords::new(1), &self.username).await?;
        tell(&self.username, &added);
        Ok(ExitCode::SUCCESS)
    }
}

/// The password alone on the last line, where a script finds it.
fn tell(username: &str, added: &Added) {
    println!("Consegna a {username} questa password provvisoria: vale una settimana e va cambiata al primo accesso.");
    println!("{}", added.password.reveal());
}

pub(super) async fn unit_id(ente: &Ente, code: &str) -> anyhow::Result<authz::UnitId> {
    let read = ente.db().read().await?;
    let units = authz::unit_tree(&read, ente.ledger.now().date()).await?;
    let found = units.iter().find(|unit| unit.code.eq_ignore_ascii_case(code)).map(|unit| unit.id);
    let known = || units.iter().map(|unit| unit.code.as_str()).collect::<Vec<_>>().join(", ");
    found.with_context(|| format!("Non c'è un ufficio con il codice \"{code}\". I codici sono: {}.", known()))
}

async fn role_id(ente: &Ente, name: &str) -> anyhow::Result<Id<authz::role::Entity>> {
    let read = ente.db().read().await?;
    let mut known = Vec::new();
    for row in db::rows(&read, "SELECT id, name FROM authz_role ORDER BY name", []).await? {
        let role: String = row.try_get("", "name")?;
        if role.to_lowercase() == name.trim().to_lowercase() {
            return Ok(row.try_get("", "id")?);
        }
        known.push(role);
    }
    anyhow::bail!("Non c'è un ruolo che si chiama \"{name}\". I ruoli sono: {}.", known.join(", "))
}

async fn give(
    ente: &Ente,
    person_id: PersonId,
    unit_id: authz::UnitId,
    role_id: Id<authz::role::Entity>,
) -> anyhow::Result<()> {
    let mut tx = ente.ledger.begin(Actor::System("console"), "authz.dai_incarico").await?;
    let valid_from = tx.now().date();
    let row = incarico::Model { id: tx.id(), person_id, unit_id, role_id, deputy_of: None, valid_from, valid_to: None };
    tx.insert(row).await?;
    tx.commit().await?;
    Ok(())
}
