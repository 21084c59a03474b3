//! What the client's words mean: pure. They are OpenSSH's, in English, since it is given no other language.

use ente::Sftp;

use super::programma::Detto;

/// With what `sftp` ends when the connection was not made, or broke; where it had no time to say so, it has no code.
const ROTTO: i32 = 255;
/// How each command is told before it is done.
const COMANDO: &str = "sftp> ";
/// What `ssh` says of a server that it does not reach.
const NON_RAGGIUNTO: [&str; 6] = [
    "Could not resolve hostname",
    "Connection refused",
    "Connection timed out",
    "Operation timed out",
    "No route to host",
    "Network is unreachable",
];

/// Why a run did not go well, in a sentence for whoever has to do with the package.
pub(super) fn perche(posto: &Sftp, detto: &Detto) -> String {
    let chi = format!("Il conservatore ({})", posto.host);
    let dice = |words: &str| detto.errori.contains(words);
    if detto.codice.is_none_or(|code| code == ROTTO) {
        return if dice("Host key verification failed") {
            format!(
                "{chi} si è presentato con una chiave che non è quella delle impostazioni: niente è partito. Chi gestisce il sistema chieda \
                 al conservatore se l'ha cambiata, prima di cambiarla in host_key."
            )
        } else if dice("Load key ") {
            format!("La chiave privata {} non si legge come una chiave: niente è partito.", posto.key_file.display())
        } else if dice("Permission denied (") {
            format!(
                "{chi} non ha accettato la nostra chiave per l'utente {}: chi gestisce il sistema controlli che gli sia stata data quella \
                 di key_file, e che sia senza frase segreta.",
                posto.user
            )
        } else if NON_RAGGIUNTO.iter().any(|words| dice(words)) {
            format!("{chi} non si raggiunge sulla porta {}.", posto.port)
        } else {
            format!("{chi} ha interrotto il collegamento prima della fine.")
        };
    }
    let negato = dice("Permission denied");
    match ultimo(&detto.fuori) {
        "cd" if negato => format!("{chi} non ci lascia entrare nella cartella {}.", posto.folder),
        "cd" => format!("{chi} non ha la cartella {}.", posto.folder),
        "put" if negato => format!("{chi} non ci lascia scrivere nella cartella {}.", posto.folder),
        "put" => format!("{chi} non ha scritto il pacchetto fino alla fine: forse non ha più posto."),
        "rename" => format!("{chi} ha il pacchetto con un nome provvisorio, e non gli ha dato il suo."),
        _ => format!("{chi} non ha fatto quello che gli si chiedeva."),
    }
}

/// The command at which it stopped.
fn ultimo(fuori: &str) -> &str {
    let last = fuori.lines().rev().find_map(|line| line.strip_prefix(COMANDO));
    last.and_then(|command| command.split_whitespace().next()).unwrap_or_default()
}

/// How many bytes a file has that a long list names; none where it names none of this name.
pub(super) fn misura(fuori: &str, nome: &str) -> Option<u64> {
    let words = |line: &str| -> Option<u64> {
        // Name, time (or year), day, month, size, counted from the end: owners may have spaces in their names.
        let mut from_the_end = line.split_whitespace().rev();
        let found = from_the_end.next()?.rsplit('/').next() == Some(nome);
        let size = from_the_end.nth(3)?;
        // A file, and neither a folder nor a link.
        (found && line.starts_with('-')).then(|| size.parse().ok())?
    };
    fuori.lines().filter(|line| !line.starts_with(COMANDO)).find_map(words)
}

/// How many bytes are free, where the server tells.
pub(super) fn liberi(fuori: &str) -> Option<u64> {
    let mut lines = fuori.lines().skip_while(|line| !line.trim_start().starts_with("Size "));
    // Kilobytes: all, used, available.
    let kilobytes: u64 = lines.nth(1)?.split_whitespace().nth(2)?.parse().ok()?;
    kilobytes.checked_mul(1_024)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sftp::esempio;

    fn posto() -> Sftp {
        Sftp { folder: "/arrivi".into(), ..esempio() }
    }

    fn told(codice: i32, fuori: &str, errori: &str) -> String {
        perche(&posto(), &Detto { codice: Some(codice), fuori: fuori.into(), errori: errori.into() })
    }

    // The words are those of OpenSSH 9.2.
    #[test]
    fn each_failure_is_one_sentence_that_says_what_failed() {
        for (codice, fuori, errori, words) in [
            (
                255,
                "",
                "ssh: connect to host sftp.example port 2222: Connection refused\nConnection closed\n",
                "non si raggiunge",
            ),
            (255, "", "ssh: Could not resolve hostname sftp.example: Name or service not known\n", "non si raggiunge"),
            (
                255,
                "",
                "Host key for conservatore has changed and you have requested strict checking.\nHost key verification failed.\n",
                "una chiave che non è quella",
            ),
            (
                255,
                "",
                "comune@sftp.example: Permission denied (publickey).\nConnection closed\n",
                "non ha accettato la nostra chiave",
            ),
            (
                255,
                "",
                "Load key \"/etc/municipio/c.key\": error in libcrypto\ncomune@sftp.example: Permission denied (publickey).\n",
                "non si legge come una chiave",
            ),
            (
                255,
                "sftp> cd \"/arrivi\"\nsftp> put x\n",
                "Connection to sftp.example closed by remote host.\n",
                "interrotto il collegamento",
            ),
            (1, "sftp> cd \"/arrivi\"\n", "stat remote: No such file or directory\n", "non ha la cartella /arrivi"),
            (
                1,
                "sftp> cd \"/arrivi\"\nsftp> put -f x\n",
                "dest open \"/arrivi/a\": Permission denied\n",
                "non ci lascia scrivere",
            ),
            (
                1,
                "sftp> cd \"/arrivi\"\nsftp> put -f x\n",
                "write remote \"/arrivi/a\": Failure\n",
                "forse non ha più posto",
            ),
            (
                1,
                "sftp> cd \"/arrivi\"\nsftp> rename -l \"a\" \"b\"\n",
                "remote rename \"/arrivi/a\" to \"/arrivi/b\": Failure\n",
                "un nome provvisorio",
            ),
        ] {
            let told = told(codice, fuori, errori);
            assert!(told.contains(words) && told.ends_with('.'), "{errori}: {told}");
        }
    }

    #[test]
    fn a_size_is_that_of_the_file_with_this_name() {
        let list = "sftp> cd \"/arrivi\"\nsftp> -ls -n \"a.zip\"\n\
                    -rw-r--r--    ? nobody   domain users   3000000 Nov 27 20:43 /arrivi/a.zip\n\
                    -rw-r--r--    ? 1000     1000          17 Jan  3  2025 b.zip\n\
                    drwxr-xr-x    ? 1000     1000        4096 Nov 27 20:43 c.zip\n";
        assert_eq!([misura(list, "a.zip"), misura(list, "b.zip")], [Some(3_000_000), Some(17)]);
        assert_eq!([misura(list, "c.zip"), misura(list, "zip"), misura("", "a.zip")], [None, None, None]);
    }

    #[test]
    fn room_is_what_the_server_says_is_available_to_us() {
        let told = "sftp> -df \".\"\n        Size         Used        Avail       (root)    %Capacity\n   \
                    264212084     16796268     78704996    247415816           6%\nsftp> -ls -n \"x\"\n";
        assert_eq!(liberi(told), Some(78_704_996 * 1_024));
        assert_eq!(liberi("sftp> -df \".\"\n"), None, "a server that does not tell is tried");
    }
}
