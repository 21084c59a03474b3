//! The text reader alone, as the tests call it: `estrai-testo estrai-testo NAME MEMORY CPU < FILE`. The
//! program `municipio` has the same behind its hidden subcommand.

use std::process::ExitCode;

fn main() -> ExitCode {
    documents::text::child_main(std::env::args_os().skip(2))
}
