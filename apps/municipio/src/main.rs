//! Municipio: a whole Italian municipality in one program.

mod commands;
mod copy;
mod lists;
mod logging;
mod node;
mod settings;

use std::process::ExitCode;

use clap::Parser;

use commands::Command;

/// Un programma solo per tutto il Comune.
#[derive(Debug, Parser)]
#[command(name = "municipio", version, about, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    // Whoever works on outsiders' documents binds itself to its limits before anything else is set up.
    if let Some(code) = documents::child_main(std::env::args_os().skip(1)) {
        return code;
    }
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("Il programma non riesce a partire: {error}.");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(cli.command.run()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            // 2, as for a command that is not understood: trying again changes nothing until somebody mends the settings.
            if error.is::<settings::Wrong>() { ExitCode::from(2) } else { ExitCode::FAILURE }
        }
    }
}
