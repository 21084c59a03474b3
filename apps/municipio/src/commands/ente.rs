use std::process::ExitCode;

use ::ente::{Ente, EnteInfo};
use authz::{role, unit};
use clap::{Args, Subcommand};
use kernel::Actor;
use office::Office;

use municipio::OFFICES;

use crate::settings::At;

/// The enti of this installation.
#[derive(Debug, Subcommand)]
pub(crate) enum EnteCommand {
    /// Crea un ente: il suo database, il titolario, il primo ufficio e i ruoli con cui cominciare.
    Add(Add),
    /// Elenca gli enti.
    List(List),
}

impl EnteCommand {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Add(command) => command.run().await,
            Self::List(command) => command.run().await,
        }
    }
}

/// A new ente.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// Il codice dell'ente qui dentro, per esempio montefiorito.
    slug: String,
    /// Il nome per esteso, per esempio "Comune di Montefiorito".
    #[arg(long)]
    name: String,
    /// Il nome con cui lo si cerca nel browser; si può ripetere.
    #[arg(long = "host", required = true)]
    hosts: Vec<String>,
    /// Il codice nell'indice delle pubbliche amministrazioni (IPA), per esempio c_m999.
    #[arg(long)]
    ipa: String,
    #[command(flatten)]
    at: At,
}

/// The list.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// Scrive il risultato in JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: At,
}

/// The code of the unit that every ente has from its first day.
const FIRST_UNIT: &str = "ENTE";

impl Add {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let hosts: Vec<String> = self.hosts.iter().map(|host| host.trim().to_lowercase()).collect();
        for host in &hosts {
            let plain = !host.is_empty() && !host.contains(['/', ' ', '@']);
            anyhow::ensure!(
                plain,
                "\"{host}\" non è un nome di macchina: scrivilo senza https:// e senza barre, come comune.example.it."
            );
        }
        let info = EnteInfo { slug: self.slug, name: self.name, hosts, ipa: self.ipa.to_lowercase(), demo: false };
        let enti = super::open(&self.at).await?;
        let new_key = enti.make_key().await?;
        let ente = enti.add(info).await?;
        for office in OFFICES {
            office.install(&ente).await?;
        }
        let roles = first_unit_and_roles(&ente).await?;
        println!("{} è stato creato con il codice {}.", ente.info.name, ente.info.slug);
        println!("C'è un primo ufficio, {FIRST_UNIT}, e questi ruoli: {}.", roles.join(", "));
        println!("Ora crea la prima persona, per esempio:");
        println!(
            "  municipio user add mario.rossi --name Mario --surname Rossi --unit {FIRST_UNIT} --role \"{ADMINISTRATOR}\""
        );
        if new_key {
            println!(
                "La chiave che apre i segreti del database è in {}; nelle copie non entra.",
                enti.place().key.place()
            );
            println!("Scrivi su carta le sue 24 parole: municipio key words");
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The role that manages people.
const ADMINISTRATOR: &str = "Amministratore del sistema";

/// What an ente needs before anybody can be given something to do.
async fn first_unit_and_roles(ente: &Ente) -> anyhow::Result<Vec<String>> {
    let mut tx = ente.ledger.begin(Actor::System("console"), "ente.primo_organico").await?;
    let valid_from = tx.now().date();
    let name = ente.info.name.clone();
    let row = unit::Model { id: tx.id(), code: FIRST_UNIT.into(), name, parent_id: None, valid_from, valid_to: None };
    tx.insert(row).await?;
    let mut made = Vec::new();
    for (name, permissions) in first_roles(OFFICES) {
        let row = role::Model { id: tx.id(), name: name.clone(), permissions: permissions.join("\n") };
        tx.insert(row).await?;
        made.push(name);
    }
    tx.commit().await?;
    Ok(made)
}

/// The administrator holds what belongs to no office and concerns access; whoever answers for an office holds all of it,
/// with the directory.
fn first_roles(offices: &[&dyn Office]) -> Vec<(String, Vec<&'static str>)> {
    let of = |prefix: &str| {
        let codes = office::permissions(offices).into_iter().map(|permission| permission.code);
        codes.filter(|code| code.split('.').next() == Some(prefix)).collect::<Vec<_>>()
    };
    let mut administrator = of("accounts");
    administrator.extend(of("comando"));
    administrator.extend(of("webhooks"));
    administrator.extend(of("validation"));
    administrator.extend(of("wording"));
    let mut roles = vec![(ADMINISTRATOR.to_owned(), administrator)];
    // Comando is the administrator's own.
    for office in offices.iter().filter(|office| office.id() != "comando") {
        roles.push((format!("Responsabile: {}", office.id()), [of(office.id()), of("directory")].concat()));
    }
    roles
}

impl List {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let list = super::open(&self.at).await?.list();
        if self.json {
            super::tell_json(&list)?;
        } else if list.is_empty() {
            println!("Non c'è ancora nessun ente: crealo con \"municipio ente add\".");
        } else {
            for info in list {
                println!("{:<20} {:<40} {:<12} {}", info.slug, info.name, info.ipa, info.hosts.join(", "));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
