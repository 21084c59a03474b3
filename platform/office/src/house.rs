use std::sync::Arc;

use db::Migrations;
use ente::{Ente, Enti, Place};
use jobs::{BadJobs, Job, Runner, Site};
use kernel::{Clock, Random};
use ledger::RecordTable;
use ui::Templates;
use web::{House, Routes, Settings};

use crate::{Office, recheck, sweep};

/// The migrations of every ente's database: the platform's, then the offices'.
pub fn migrations(offices: &[&dyn Office]) -> Vec<Migrations> {
    let platform = [
        ledger::MIGRATIONS,
        vault::MIGRATIONS,
        documents::MIGRATIONS,
        authz::MIGRATIONS,
        accounts::MIGRATIONS,
        directory::MIGRATIONS,
        jobs::MIGRATIONS,
        search::MIGRATIONS,
        webhooks::MIGRATIONS,
        validation::MIGRATIONS,
        conversion::MIGRATIONS,
        seal::MIGRATIONS,
        wording::MIGRATIONS,
        pratiche::MIGRATIONS,
    ];
    platform.into_iter().chain(offices.iter().filter_map(|office| office.migrations())).collect()
}

/// Every table of record, for `verify`.
pub fn record_tables(offices: &[&dyn Office]) -> Vec<&'static dyn RecordTable> {
    let platform = [
        documents::RECORD_TABLES,
        authz::RECORD_TABLES,
        accounts::RECORD_TABLES,
        directory::RECORD_TABLES,
        webhooks::RECORD_TABLES,
        validation::RECORD_TABLES,
        conversion::RECORD_TABLES,
        seal::RECORD_TABLES,
        wording::RECORD_TABLES,
        pratiche::RECORD_TABLES,
    ];
    platform
        .into_iter()
        .flatten()
        .copied()
        .chain(offices.iter().flat_map(|office| office.record_tables()).copied())
        .collect()
}

/// The lines that classify every column of every table.
pub fn classes(offices: &[&dyn Office]) -> String {
    let platform = [
        ledger::CLASSES,
        vault::CLASSES,
        documents::CLASSES,
        authz::CLASSES,
        accounts::CLASSES,
        directory::CLASSES,
        jobs::CLASSES,
        search::CLASSES,
        webhooks::CLASSES,
        validation::CLASSES,
        conversion::CLASSES,
        seal::CLASSES,
        wording::CLASSES,
        pratiche::CLASSES,
    ];
    platform.into_iter().chain(offices.iter().map(|office| office.classes())).collect()
}

/// Every permission that there is, in the order of the offices.
pub fn permissions(offices: &[&dyn Office]) -> Vec<&'static authz::Permission> {
    let platform = [accounts::PERMISSIONS, directory::PERMISSIONS];
    let more = [webhooks::PERMISSIONS, validation::PERMISSIONS, wording::PERMISSIONS];
    let platform = platform.into_iter().flatten().chain(more.into_iter().flatten().copied());
    platform.chain(offices.iter().flat_map(|office| office.permissions()).copied()).collect()
}

/// Every paper with words that an ente may write: the letterhead first, then those of the offices.
pub fn papers(offices: &[&dyn Office]) -> Vec<&'static wording::Paper> {
    std::iter::once(&wording::LETTERHEAD).chain(offices.iter().flat_map(|office| office.papers()).copied()).collect()
}

/// The routes of the shell and of every office.
pub fn routes(offices: &[&dyn Office]) -> Routes {
    offices.iter().fold(Routes::shell(), |routes, office| routes.and(office.routes()))
}

/// The background workers of every office.
///
/// # Errors
/// When two jobs cannot live together.
pub fn runner(offices: &[&dyn Office]) -> Result<Runner<Arc<Ente>>, BadJobs> {
    let periodic = offices.iter().flat_map(|office| office.periodic());
    let own = [sweep::HOURLY, recheck::HOURLY, seal::DAILY];
    Runner::new(jobs(offices), own.into_iter().chain(periodic).collect())
}

/// Every kind of background work: the platform's, then the offices'.
fn jobs(offices: &[&dyn Office]) -> Vec<Arc<dyn Job<Arc<Ente>>>> {
    let sources = offices.iter().filter_map(|office| office.events()).collect();
    let own: [Arc<dyn Job<Arc<Ente>>>; 7] = [
        Arc::new(sweep::Sweep),
        Arc::new(recheck::Recheck),
        Arc::new(webhooks::Distribute),
        Arc::new(webhooks::Deliver::new(sources)),
        Arc::new(validation::Retry),
        Arc::new(conversion::Prepare),
        Arc::new(seal::Attest),
    ];
    own.into_iter().chain(offices.iter().flat_map(|office| office.jobs())).collect()
}

/// An open ente as a place where jobs run, on the node of this name.
pub fn site(ente: &Arc<Ente>, house: &House, node: &str) -> Site<Arc<Ente>> {
    Site {
        db: ente.db().clone(),
        context: Arc::clone(ente),
        clock: Arc::clone(house.enti.clock()),
        random: Arc::clone(house.enti.random()),
        node: node.into(),
        crowd: Arc::clone(&house.crowd),
    }
}

/// Opens the installation at `place` with these offices in it.
///
/// # Errors
/// When the place cannot be used, or a template is wrong.
pub async fn open(
    offices: &[&dyn Office],
    place: Place,
    settings: Settings,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
) -> Result<House, OpenError> {
    let metrics = web::Metrics::new(clock.now())?;
    let enti = Enti::open(place, migrations(offices), clock, random).await?;
    let files: Vec<_> = web::PAGES
        .iter()
        .chain(pratiche::TEMPLATES)
        .chain(verifiche::TEMPLATES)
        .chain(offices.iter().flat_map(|office| office.templates()))
        .copied()
        .collect();
    let routes = routes(offices);
    Ok(House {
        enti,
        templates: Templates::new(&files)?,
        menu: offices.iter().flat_map(|office| office.menu()).copied().collect(),
        public: offices.iter().flat_map(|office| office.public()).copied().collect(),
        help: offices.iter().flat_map(|office| office.help()).copied().collect(),
        desks: offices.iter().filter_map(|office| office.desk()).collect(),
        api: routes.document(),
        routes: routes.listed().to_vec(),
        permissions: permissions(offices),
        papers: papers(offices),
        jobs: jobs(offices).iter().map(|job| (job.kind(), job.title())).collect(),
        events: offices.iter().filter_map(|office| office.events()).flat_map(|events| events.kinds()).collect(),
        metrics,
        crowd: Arc::default(),
        settings,
        passwords: accounts::Passwords::new(2),
        session_rules: accounts::SessionRules::default(),
        demo_accounts: Vec::new(),
    })
}

/// Why the house could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The place.
    #[error(transparent)]
    Ente(#[from] ente::Error),
    /// What is counted has two names alike: a mistake of ours.
    #[error("Le misure del programma non si possono preparare: {0}")]
    Metrics(#[from] web::MetricsError),
    /// A template.
    #[error(transparent)]
    Ui(#[from] ui::Error),
}
