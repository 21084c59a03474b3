//! The children that work on outsiders' documents, as the tests call them: `estrai-testo SUBCOMMAND MEMORY CPU BACKGROUND NAME`. The
//! program `municipio` has the same behind its hidden subcommand.

use std::process::ExitCode;

fn main() -> ExitCode {
    documents::child_main(std::env::args_os().skip(1)).unwrap_or(ExitCode::from(2))
}
