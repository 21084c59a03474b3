//! The commands, one a file.

mod demo;
mod verify;
mod verify_proof;

use std::process::ExitCode;

use clap::Subcommand;

/// What can be asked of the program.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Apre il Comune dimostrativo di Montefiorito, con persone e carte inventate.
    Demo(demo::Demo),
    /// Ricontrolla tutto: giornale, registri, righe, sigilli e file. Nomina la prima cosa che non torna.
    Verify(verify::Verify),
    /// Controlla un file di prova, anche senza rete.
    VerifyProof(verify_proof::VerifyProof),
}

impl Command {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Demo(command) => command.run().await,
            Self::Verify(command) => command.run().await,
            Self::VerifyProof(command) => command.run(),
        }
    }
}
