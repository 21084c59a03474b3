//! The manual page `municipio(1)`, made from the commands themselves.

use std::process::ExitCode;

use clap::{Arg, Command, CommandFactory};
use roff::{Roff, bold, italic, roman};

/// Writes it where the package's builder reads it.
pub(super) fn print() -> anyhow::Result<ExitCode> {
    let mut command = crate::Cli::command();
    command.build();
    print!("{}", page(&command));
    Ok(ExitCode::SUCCESS)
}

/// The page in the language of roff(7).
fn page(command: &Command) -> String {
    let version = format!("municipio {}", command.get_version().unwrap_or_default());
    let mut page = Roff::new();
    page.control("TH", ["MUNICIPIO", "1", "", &version, "Municipio"]);
    // Words are not broken: the reader's system may know only where English ones may be.
    page.control("nh", []);
    page.control("ad", ["l"]);
    page.control("SH", ["NOME"]);
    page.text([roman("municipio - un programma solo per tutto il Comune")]);
    page.control("SH", ["USO"]);
    page.text([bold("municipio"), roman(" "), italic("COMANDO"), roman(" [opzioni]")]);
    page.control("SH", ["DESCRIZIONE"]);
    page.text([roman(
        "Municipio tiene il protocollo e gli altri uffici di un Comune, ne serve le pagine e controlla che niente sia stato alterato. \
         Ogni comando spiega le sue opzioni anche con --help.",
    )]);
    page.control("SH", ["COMANDI"]);
    for own in shown(command) {
        describe(&mut page, "municipio", own);
    }
    page.control("SH", ["STATO D'USCITA"]);
    for (code, meaning) in [
        ("0", "Tutto bene."),
        ("1", "Qualcosa non torna o non è riuscito."),
        ("2", "Il comando o le impostazioni sono sbagliati."),
    ] {
        tagged(&mut page, code, meaning);
    }
    page.control("SH", ["FILE"]);
    tagged(
        &mut page,
        "/etc/municipio/municipio.toml",
        "Le impostazioni. Ogni chiave si può dare anche con una variabile d'ambiente: MUNICIPIO_, la sezione e la chiave in maiuscolo.",
    );
    tagged(&mut page, "/var/lib/municipio", "I dati: gli atti del Comune. Fanne copie con \"municipio backup\".");
    page.control("SH", ["VEDI ANCHE"]);
    page.text([bold("systemctl"), roman("(1), /usr/share/doc/municipio/README")]);
    page.to_roff()
}

fn shown(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|own| !own.is_hide_set())
}

fn tagged(page: &mut Roff, tag: &str, text: &str) {
    page.control("TP", []);
    page.text([bold(tag)]);
    page.text([roman(text)]);
}

/// A command with what it takes; one that only gathers others, by those.
fn describe(page: &mut Roff, above: &str, command: &Command) {
    let name = format!("{above} {}", command.get_name());
    if shown(command).next().is_some() {
        shown(command).for_each(|own| describe(page, &name, own));
        return;
    }
    let arguments: Vec<&Arg> =
        command.get_arguments().filter(|arg| !arg.is_hide_set() && arg.get_id() != "help").collect();
    let places: Vec<String> =
        arguments.iter().filter(|arg| arg.is_positional()).map(|arg| format!(" {}", value(arg))).collect();
    page.control("SS", [format!("{name}{}", places.concat()).as_str()]);
    page.text([roman(sentence(command.get_about()))]);
    for arg in arguments {
        let tag = match arg.get_long() {
            Some(long) if arg.get_action().takes_values() => format!("--{long} {}", value(arg)),
            Some(long) => format!("--{long}"),
            None => value(arg),
        };
        let help = sentence(arg.get_help());
        let must = if arg.get_long().is_some() && arg.is_required_set() { " Serve sempre." } else { "" };
        tagged(page, &tag, &format!("{help}{must}"));
    }
}

/// A help text with its full stop, which clap takes away.
fn sentence(text: Option<&clap::builder::StyledStr>) -> String {
    let text = text.map(ToString::to_string).unwrap_or_default();
    if text.is_empty() || text.ends_with(['.', ']']) { text } else { format!("{text}.") }
}

fn value(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default();
    let names: Vec<String> = names.iter().map(|name| format!("<{name}>")).collect();
    if names.is_empty() { format!("<{}>", arg.get_id().as_str().to_uppercase()) } else { names.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_every_command_with_its_options_and_no_hidden_one() {
        let mut command = crate::Cli::command();
        command.build();
        let page = page(&command).replace("\\-", "-");
        for name in [
            "serve",
            "demo",
            "doctor",
            "ente add",
            "ente list",
            "user reset",
            "verify-proof",
            "verify-signature",
            "fiducia status",
            "fiducia importa",
            "fiducia aggiorna",
            "fiducia autorita aggiungi",
            "backup",
            "import",
        ] {
            assert!(page.contains(&format!("municipio {name}")), "{name} is not there:\n{page}");
        }
        assert!(page.contains("--host <HOSTS>") || page.contains("--host <HOST>"), "{page}");
        assert!(!page.contains("judge-samples"));
    }
}
