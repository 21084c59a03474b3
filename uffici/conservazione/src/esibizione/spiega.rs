//! How whoever receives an exhibition checks it without us: the same steps as a text and as a page. Pure.

use std::fmt::Write;

use crate::evidenza::NOME;

/// What stands in everything that is written for an exhibition: none of it is a receipt, though it names every hash.
pub(crate) const SEGNO: &str = "Fatto da Municipio per una esibizione";

/// What is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dati<'a> {
    /// The comune.
    pub ente: &'a str,
    /// What is shown: "Protocollo 12/2026".
    pub cosa: &'a str,
    /// The package's number and year.
    pub numero: &'a str,
    /// When the package was made.
    pub fatto: &'a str,
    /// Whether a time stamp stands in its seal.
    pub marcato: bool,
    /// Who asked, why, and when it was given.
    pub richiesta: (&'a str, &'a str, &'a str),
    /// Files with their SHA-256, by place.
    pub impronte: &'a [(String, String)],
    /// The places of the receipts.
    pub ricevute: &'a [&'a str],
    /// The key of the ente's journal.
    pub chiave: &'a str,
    /// What the time stamps of the archive prove, where the package is under one.
    pub evidenza: Option<&'a str>,
}

struct Passo {
    titolo: &'static str,
    testo: Vec<String>,
    comando: Option<String>,
}

fn passi(dati: &Dati<'_>) -> Vec<Passo> {
    let passo = |titolo, testo: &[&str], comando: Option<&str>| Passo {
        titolo,
        testo: testo.iter().map(|line| (*line).to_owned()).collect(),
        comando: comando.map(str::to_owned),
    };
    let mut all = vec![
        passo(
            "1. I file sono interi",
            &[
                "Ogni riga deve finire con OK. Su Windows, senza sha256sum, si calcola l'impronta di un file con «certutil -hashfile NOME \
                 SHA256» e la si confronta con quella scritta in impronte.txt.",
            ],
            Some("sha256sum -c impronte.txt"),
        ),
        sigillo(dati),
        passo(
            "3. I file sono quelli dell'indice",
            &[
                "L'indice (UNI 11386:2020, SInCRO) dice l'impronta SHA-256 di ogni documento e dei metadati: sono le stesse di impronte.txt. \
                 Il comando non deve dire niente.",
            ],
            Some(
                "grep -E 'pacchetto/(documenti|metadati)/' impronte.txt | while read -r impronta nome; do grep -q \"$impronta\" \
                 pacchetto/indice.xml || echo \"$nome non è nell'indice\"; done",
            ),
        ),
    ];
    all.push(ricevute(dati));
    all.push(Passo {
        titolo: "5. Il Comune lo aveva scritto nel suo registro",
        testo: vec![
            "La prova dice che il pacchetto sta nel giornale del Comune, che nessuno può riscrivere senza che si veda. La riga \
             «impronta_indice» che il comando mostra deve essere l'impronta di pacchetto/indice.xml."
                .into(),
            "La chiave è quella del giornale del Comune: confrontala con quella che il Comune pubblica. Il formato è pubblico (C2SP \
             tlog-tiles, RFC 6962): anche altri programmi lo controllano."
                .into(),
        ],
        comando: Some(format!("municipio verify-proof --key '{}' prova.json", dati.chiave)),
    });
    all.extend(dati.evidenza.map(evidenza));
    all
}

fn evidenza(frase: &str) -> Passo {
    let come = format!(
        "{NOME} è l'evidenza del pacchetto (RFC 4998): le sue marche temporali, ciascuna rinnovata prima che scadesse, e quello che porta \
         da ogni file della cartella pacchetto a ciascuna di esse. La controlla un programma che conosce la RFC 4998 (per esempio il \
         servizio DSS della Commissione europea), a cui si danno il file e i documenti."
    );
    let testo = vec![frase.to_owned(), come];
    Passo { titolo: "6. Che il pacchetto c'era è provato anche quando il sigillo non vale più", testo, comando: None }
}

fn sigillo(dati: &Dati<'_>) -> Passo {
    let stamp = if dati.marcato {
        "Nel sigillo c'è anche una marca temporale, che dice prima di quando fu messo."
    } else {
        "Nel sigillo non c'è una marca temporale."
    };
    let lines = [
        "Il primo comando deve dire che la verifica è riuscita, il secondo non deve dire niente, il terzo dice di chi è il sigillo e fino a \
         quando vale.",
        "openssl controlla la matematica del sigillo. Se il certificato è qualificato, e se valeva quel giorno, lo dice un programma che \
         conosce le liste di fiducia europee (per esempio il servizio DSS della Commissione europea).",
        stamp,
    ];
    let commands = [
        "openssl cms -verify -noverify -binary -inform DER -in pacchetto/indice.xml.p7m -signer sigillo.pem -out indice-sigillato.xml",
        "cmp indice-sigillato.xml pacchetto/indice.xml",
        "openssl x509 -in sigillo.pem -noout -subject -issuer -dates",
    ];
    Passo {
        titolo: "2. L'indice è quello sigillato dal Comune",
        testo: lines.map(str::to_owned).into(),
        comando: Some(commands.join("\n")),
    }
}

fn ricevute(dati: &Dati<'_>) -> Passo {
    let testo = if dati.ricevute.is_empty() {
        vec!["Il conservatore non ha ancora dato la ricevuta di questo pacchetto.".to_owned()]
    } else {
        let first = "Ogni ricevuta è come il conservatore l'ha data, e dice le impronte di quello che ha preso: quelle dei documenti, del \
                     pacchetto o del suo indice."
            .to_owned();
        [first].into_iter().chain(dati.ricevute.iter().map(|name| format!("Ricevuta: {name}"))).collect()
    };
    Passo { titolo: "4. Le ricevute del conservatore", testo, comando: None }
}

fn testa(dati: &Dati<'_>) -> [String; 4] {
    let (who, why, when) = dati.richiesta;
    // On one line: what somebody wrote is never taken for one of the commands.
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (who, why) = (plain(who), plain(why));
    [
        format!("{}: pacchetto di conservazione {} del {}.", dati.ente, dati.numero, dati.fatto),
        format!("Contiene: {}.", dati.cosa),
        format!("Esibito il {when} a: {who}. Motivo: {}.", why.trim_end_matches('.')),
        "Quello che segue si controlla senza rete e senza il Comune, con programmi comuni, dalla cartella in cui hai aperto questo archivio."
            .into(),
    ]
}

/// The text.
pub(super) fn testo(dati: &Dati<'_>) -> String {
    let mut out = format!("{SEGNO}\n\n");
    for line in testa(dati) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{line}");
    }
    for passo in passi(dati) {
        let _ = writeln!(out, "\n{}", passo.titolo);
        for line in passo.testo {
            let _ = writeln!(out, "{line}");
        }
        for line in passo.comando.iter().flat_map(|command| command.lines()) {
            let _ = writeln!(out, "    {line}");
        }
    }
    out
}

/// The page: no script, nothing from outside.
pub(super) fn pagina(dati: &Dati<'_>) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"it\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\">\n<title>Pacchetto {numero}: come controllarlo</title>\n<style>body{{max-width:48rem;margin:2rem \
         auto;padding:0 1rem;font:1rem/1.5 sans-serif}}pre{{white-space:pre-wrap;overflow-wrap:anywhere;background:#eee;color:#111;\
         padding:.5rem}}td,th{{text-align:left;padding:.25rem .5rem;overflow-wrap:anywhere}}</style>\n</head>\n<body>\n<main>\n\
         <h1>Pacchetto {numero}: come controllarlo</h1>\n",
        numero = html(dati.numero)
    );
    for line in testa(dati) {
        let _ = writeln!(out, "<p>{}</p>", html(&line));
    }
    for passo in passi(dati) {
        let _ = writeln!(out, "<h2>{}</h2>", html(passo.titolo));
        for line in passo.testo {
            let _ = writeln!(out, "<p>{}</p>", html(&line));
        }
        if let Some(command) = passo.comando {
            let _ = writeln!(out, "<pre>{}</pre>", html(&command));
        }
    }
    let _ = writeln!(
        out,
        "<h2>I file e le loro impronte SHA-256</h2>\n<table>\n<tr><th scope=\"col\">File</th><th scope=\"col\">Impronta</th></tr>"
    );
    for (name, hash) in dati.impronte {
        let _ = writeln!(out, "<tr><td>{}</td><td><code>{hash}</code></td></tr>", html(name));
    }
    let _ = writeln!(out, "</table>\n<p>{SEGNO}.</p>\n</main>\n</body>\n</html>");
    out
}

/// The hashes, as `sha256sum -c` reads them.
pub(super) fn impronte(dati: &Dati<'_>) -> String {
    let mut out = format!("# {SEGNO}\n");
    for (name, hash) in dati.impronte {
        let _ = writeln!(out, "{hash}  {name}");
    }
    out
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_tell_the_same_and_nothing_written_by_others_runs() {
        let impronte = [("pacchetto/indice.xml".to_owned(), "ab".repeat(32))];
        let dati = Dati {
            ente: "Comune di Prova",
            cosa: "Protocollo 1/2026",
            numero: "7/2026",
            fatto: "26/11/2026 alle 09:00",
            marcato: false,
            richiesta: ("<script>alert(1)</script>", "Accesso\n    rm -r /\nagli atti.", "27/11/2026 alle 10:00"),
            impronte: &impronte,
            ricevute: &[],
            chiave: "prova+abc",
            evidenza: Some("Che il pacchetto c'era è provato dal 26/11/2026."),
        };
        let (text, page) = (testo(&dati), pagina(&dati));
        for form in [&text, &page] {
            for words in [
                "sha256sum -c impronte.txt",
                "openssl cms -verify",
                "verify-proof",
                "non ha ancora dato la ricevuta",
                "provato dal 26/11/2026",
                NOME,
                SEGNO,
            ] {
                assert!(form.contains(words), "{words}: {form}");
            }
        }
        assert!(!page.contains("<script"), "{page}");
        assert!(!text.contains("\n    rm"), "what somebody wrote is no command: {text}");
        let line = format!("{}  pacchetto/indice.xml\n", "ab".repeat(32));
        assert!(self::impronte(&dati).ends_with(&line));
    }
}
