use super::*;

fn parse(text: &str) -> Result<Settings, Wrong> {
    Settings::parse(text, &Env::new())
}

fn env(pairs: &[(&str, &str)]) -> Env {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn problems(text: &str) -> String {
    parse(text).err().map(|wrong| wrong.to_string()).unwrap_or_default()
}

fn shipped() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging/municipio.toml")).unwrap()
}

/// The shipped file with every line that is switched off switched on.
fn all_on() -> String {
    shipped()
        .lines()
        .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned() + "\n")
        .collect()
}

#[test]
fn the_shipped_file_is_read_and_every_line_in_it_shows_what_holds_without_it() {
    let (usual, shipped, on) = (parse("").unwrap(), parse(&shipped()).unwrap(), parse(&all_on()).unwrap());
    for read in [&shipped, &on] {
        assert_eq!(read.listen, usual.listen);
        assert_eq!(format!("{:?}", read.web), format!("{:?}", usual.web));
        assert_eq!(read.folder, usual.folder);
        assert_eq!(read.key.file, usual.key.file);
        assert_eq!(read.log, usual.log);
        assert!(matches!((&read.database, &read.files), (Database::Sqlite, Files::Folder)));
    }
}

#[test]
fn the_shipped_file_explains_every_setting_and_names_its_variable_rule() {
    let table: toml::Table = all_on().parse().unwrap();
    for (section, keys) in KNOWN {
        for key in *keys {
            let inside = table.get(*section).map(|inside| inside.get("montefiorito").unwrap_or(inside));
            let inside = inside.map(|inside| {
                ["pec", "banco", "provincia"].iter().find_map(|name| inside.get(*name)).unwrap_or(inside)
            });
            assert!(inside.and_then(|inside| inside.get(*key)).is_some(), "{section}.{key} is not in the shipped file");
        }
    }
    let text = shipped();
    let lines: Vec<&str> = text.lines().collect();
    for pair in lines.windows(2) {
        let setting = pair[1]
            .trim_start_matches('#')
            .split_once(" = ")
            .is_some_and(|(key, _)| !pair[1].starts_with("# ") && !key.contains(' '));
        assert!(!setting || pair[0].starts_with("# "), "{} has no explanation", pair[1]);
    }
}

#[test]
fn an_unknown_name_is_told_with_the_nearest_known_one() {
    assert!(problems("[server]\nlisten_adress = \"x\"").contains("Forse volevi scrivere \"listen\""));
    assert!(problems("[databse]\nurl = \"x\"").contains("Forse volevi scrivere [database]"));
    assert!(
        problems("[log]\nfolder = \"x\"").contains("È della sezione [data]"),
        "{}",
        problems("[log]\nfolder = \"x\"")
    );
    assert!(problems("https = true").contains("scrivila sotto [server]"));
}

#[test]
fn all_mistakes_are_told_at_once() {
    let text = "[server]\nsecond_factor = \"forse\"\nlisten = \"qui\"\nhttps = \"forse\"\ntrusted_proxies = [\"x\"]\n[database]\nconnections = 0\n[files]\nstore = \"s3\"";
    let told = parse(text).err().unwrap().0;
    assert_eq!(told.len(), 8, "{told:#?}");
}

#[test]
fn a_line_that_cannot_be_read_is_named_by_its_number() {
    assert!(
        problems("[server]\nhttps = true\nlisten = \"x\n").contains("La riga 3"),
        "{}",
        problems("[server]\nhttps = true\nlisten = \"x\n")
    );
}

#[test]
fn the_environment_overrides_the_file_and_a_password_is_not_repeated() {
    let env = env(&[
        ("MUNICIPIO_SERVER_TRUSTED_PROXIES", "127.0.0.1, ::1"),
        ("MUNICIPIO_DATABASE_URL", "postgres://a:segreto@b/c"),
        ("MUNICIPIO_SERVER_HTTPS", "false"),
    ]);
    let read = Settings::parse("[server]\nhttps = true\n", &env).unwrap();
    assert_eq!(read.web.trusted_proxies.len(), 2);
    assert!(!read.web.https);
    assert!(matches!(read.database, Database::Postgres { .. }));
    assert!(!problems("[database]\nurl = \"mysql://a:segreto@b/c\"").contains("segreto"));
}

#[test]
fn the_key_of_the_secrets_is_looked_for_outside_the_data() {
    let file = |text: &str| parse(text).unwrap().key.file;
    assert_eq!(file(""), Path::new("/etc/municipio/municipio.key"));
    assert_eq!(file("[data]\nfolder = \"/srv/dati\""), Path::new("/srv/dati.key"), "beside a folder of one's own");
    assert_eq!(file("[data]\nkey_file = \"/run/chiave\""), Path::new("/run/chiave"));
    let told = problems("[data]\nfolder = \"/srv/dati\"\nkey_file = \"/srv/dati/chiave\"");
    assert!(told.contains("copierebbe anche lei"), "{told}");
    let env = env(&[("MUNICIPIO_KEY", "00ff"), ("CREDENTIALS_DIRECTORY", "/run/credentials/municipio")]);
    let key = Settings::parse("", &env).unwrap().key;
    assert!(key.given.is_some() && key.credentials.is_some());
}

#[test]
fn a_token_for_the_metrics_is_long_and_never_repeated() {
    let told = problems("[metrics]\ntoken = \"segreto\"");
    assert!(told.contains("almeno 24") && !told.contains("segreto"), "{told}");
    assert!(problems("[metriche]\ntoken = \"x\"").contains("Forse volevi scrivere [metrics]"));
    let read = parse("[metrics]\ntoken = \"0123456789abcdef01234567\"").unwrap();
    assert!(read.web.metrics_token.is_some());
    assert!(!format!("{:?}", read.web).contains("0123456789"));
}

const PROVIDER: &str = "[oidc.prova]\nissuer = \"https://accesso.example.it\"\nclient_id = \"municipio\"\nclient_secret = \"segretissimo\"\n";

#[test]
fn each_ente_has_its_own_identity_provider_and_its_secret_is_never_printed() {
    let text = format!("{PROVIDER}{}name = \"Altrove ID\"\n", PROVIDER.replace("prova", "altro_ve"));
    let read = parse(&text).unwrap();
    let names: Vec<_> = read.web.providers.iter().map(|(ente, p)| (ente.as_str(), p.name.as_str())).collect();
    assert_eq!(names, [("altro_ve", "Altrove ID"), ("prova", "il servizio del Comune")]);
    assert!(!format!("{:?}", read.web).contains("segretissimo"));
}

#[test]
fn the_environment_can_give_a_whole_identity_provider_or_only_its_secret() {
    let env = env(&[
        ("MUNICIPIO_OIDC_ALTRO_VE_ISSUER", "https://a.example.it"),
        ("MUNICIPIO_OIDC_ALTRO_VE_CLIENT_ID", "municipio"),
        ("MUNICIPIO_OIDC_ALTRO_VE_CLIENT_SECRET", "x"),
        ("MUNICIPIO_OIDC_PROVA_CLIENT_SECRET", "y"),
    ]);
    let read = Settings::parse(&PROVIDER.replace("client_secret", "#client_secret"), &env).unwrap();
    assert_eq!(read.web.providers.keys().collect::<Vec<_>>(), ["altro_ve", "prova"]);
}

#[test]
fn what_is_wrong_with_an_identity_provider_is_told_with_its_section() {
    let told = problems("[oidc.prova]\nissuer = \"http://accesso.example.it\"\nclient = \"x\"\n");
    assert!(told.contains("Forse volevi scrivere \"client_id\""), "{told}");
    assert!(
        told.contains("client_secret nella sezione [oidc.prova] (o MUNICIPIO_OIDC_PROVA_CLIENT_SECRET): manca"),
        "{told}"
    );
    assert!(told.contains("deve cominciare con https://"), "{told}");
    assert!(problems("[oidc]\nissuer = \"https://a.example.it\"").contains("sotto [oidc.CODICE]"));
    assert!(problems("[oidc.Prova]\nissuer = \"https://a.example.it\"").contains("non è il codice di un ente"));
    assert!(problems("[oidcc.prova]\nissuer = \"x\"").contains("Forse volevi scrivere [oidc]"));
    assert!(
        parse("[oidc.prova]\nissuer = \"\"\n").unwrap().web.providers.is_empty(),
        "an empty section is switched off"
    );
}

const CASELLA: &str = "[caselle.prova.pec]\naddress = \"comune@pec.example.it\"\nunit = \"PRO\"\nimap = \"imap.example.it\"\npassword = \"segretissimo\"\n";

#[test]
fn each_ente_has_its_own_mailboxes_and_no_password_is_printed() {
    let text = format!(
        "{CASELLA}{}",
        CASELLA.replace("prova.pec", "altro_ve.posta") + "certified = false\nsecurity = \"starttls\"\n"
    );
    let read = parse(&text).unwrap();
    let pec = &read.mailboxes["prova"][0];
    assert_eq!((pec.name.as_str(), pec.certified, pec.server.port), ("pec", true, 993));
    assert_eq!(
        (pec.login.user.as_str(), pec.folder.as_str(), pec.done.as_str()),
        ("comune@pec.example.it", "INBOX", "Municipio")
    );
    let posta = &read.mailboxes["altro_ve"][0];
    assert_eq!((posta.certified, posta.server.port), (false, 143));
    assert!(!format!("{:?}", read.mailboxes).contains("segretissimo"));
}

#[test]
fn the_password_of_a_mailbox_may_stand_in_the_environment() {
    let env = env(&[("MUNICIPIO_CASELLE_PROVA_PEC_PASSWORD", "dall'ambiente")]);
    let read = Settings::parse(&CASELLA.replace("password", "#password"), &env).unwrap();
    assert_eq!(read.mailboxes["prova"][0].login.password, mail::Password::new("dall'ambiente".into()));
}

#[test]
fn what_is_wrong_with_a_mailbox_is_told_with_its_section() {
    let told = problems(&CASELLA.replace("password", "pasword"));
    assert!(
        told.contains("Forse volevi scrivere \"password\"")
            && told.contains("password nella sezione [caselle.prova.pec]"),
        "{told}"
    );
    assert!(!told.contains("segretissimo"), "{told}");
    assert!(problems("[caselle]\naddress = \"x\"").contains("sotto [caselle.CODICE.NOME]"));
    assert!(problems("[caselle.prova]\naddress = \"x\"").contains("sotto [caselle.prova.NOME]"));
    assert!(problems("[caselle.Prova.pec]\naddress = \"\"").contains("non è il codice di un ente"));
    assert!(problems("[caselle.prova.Pec]\naddress = \"\"").contains("nome di una casella"));
    assert!(problems(&format!("{CASELLA}done = \"inbox\"\n")).contains("è la cartella che si legge"));
    assert!(problems(&format!("{CASELLA}security = \"no\"\n")).contains("\"starttls\""));
    assert!(
        parse("[caselle.prova.pec]\naddress = \"\"\n").unwrap().mailboxes.is_empty(),
        "an empty section is switched off"
    );
}

#[test]
fn a_mailbox_sends_where_its_server_for_that_is_written() {
    let read = parse(&format!("{CASELLA}smtp = \"smtps.example.it\"\n")).unwrap();
    let outgoing = read.mailboxes["prova"][0].outgoing.clone().unwrap();
    assert_eq!((outgoing.server.port, outgoing.largest), (465, 30 << 20));
    let more = "smtp = \"smtp.example.it\"\nsmtp_security = \"starttls\"\nlargest_mb = 100\n";
    let outgoing = parse(&format!("{CASELLA}{more}")).unwrap().mailboxes["prova"][0].outgoing.clone().unwrap();
    assert_eq!((outgoing.server.port, outgoing.largest), (587, 100 << 20));
    assert!(parse(CASELLA).unwrap().mailboxes["prova"][0].outgoing.is_none());
    assert!(problems(&format!("{CASELLA}smtp_security = \"no\"\n")).contains("smtp_security nella sezione"));
    assert!(problems(&format!("{CASELLA}largest_mb = 0\n")).contains("un numero da 1 a 200"));
}

#[test]
fn each_ente_tells_its_area_and_register_or_what_is_missing() {
    let read = parse("[aoo.prova]\ncode = \"AM99901\"\nregister = \"PG\"\n").unwrap();
    assert_eq!((read.aoo["prova"].code.as_str(), read.aoo["prova"].register.as_str()), ("AM99901", "PG"));
    assert!(problems("[aoo.prova]\ncode = \"AM99901\"").contains("register nella sezione [aoo.prova]"));
    assert!(problems("[aoo.prova]\ncode = \"à\"\nregister = \"x\"").contains("senza accenti"));
    assert!(problems("[aoo]\ncode = \"x\"").contains("sotto [aoo.CODICE]"));
    assert!(parse("[aoo.prova]\ncode = \"\"\n").unwrap().aoo.is_empty(), "an empty section is switched off");
}

#[test]
fn each_body_with_which_documents_are_exchanged_is_told_whole_or_what_is_wrong_with_it() {
    let key = "k".repeat(32);
    let whole = format!(
        "[cooperazione.prova.provincia]\nipa = \"p_xx\"\naoo = \"AOOPXX\"\nunit = \"PRO\"\nkey = \"{key}\"\n\
         receiver = \"https://protocollo.example.it/destinatario\"\n"
    );
    let read = parse(&whole).unwrap();
    let found = &read.peers["prova"][0];
    assert_eq!((found.name.as_str(), found.ipa.as_str(), found.aoo.as_str()), ("provincia", "p_xx", "AOOPXX"));
    assert!(!format!("{found:?}").contains(&key), "it does not print itself");
    assert!(parse("").unwrap().peers.is_empty(), "closed unless somebody is named");
    assert!(problems("[cooperazione.prova]\nipa = \"p_xx\"\n").contains("ogni amministrazione ha la sua sezione"));
    assert!(problems(&whole.replace(&key, "corta")).contains("almeno 32 caratteri"));
    assert!(
        problems(&whole.replace("unit = \"PRO\"\n", "")).contains("unit nella sezione [cooperazione.prova.provincia]")
    );
    assert!(problems(&whole.replace("https://", "ftp://")).contains("receiver nella sezione"));
    assert!(problems(&format!("{whole}seal = \"12\"\n")).contains("64 cifre esadecimali"));
    let twice = format!("{whole}{}", whole.replace("provincia]", "altra]"));
    assert!(problems(&twice).contains("è già la chiave di un'altra amministrazione"));
}

#[test]
fn each_ente_tells_its_authority_for_time_stamps_or_what_is_wrong_with_it() {
    let whole = "[time_stamps.prova]\nurl = \"https://marche.example/tsa\"\nuser = \"comune\"\npassword = \"segreta\"\npolicy = \"1.3.76.16.6\"\n";
    let read = parse(whole).unwrap();
    let found = &read.time_stamps["prova"];
    assert_eq!(found.login, Some(("comune".to_owned(), "segreta".to_owned())));
    assert!(!format!("{found:?}").contains("segreta"), "it does not print itself");
    assert!(parse("").unwrap().time_stamps.is_empty());
    for (bad, told) in [
        ("user = \"comune\"", "url nella sezione [time_stamps.prova]"),
        ("url = \"http://marche.example/\"", "indirizzo https"),
        ("url = \"https://io:io@marche.example/\"", "indirizzo https"),
        ("url = \"https://marche.example/\"\nuser = \"comune\"", "password"),
        ("url = \"https://marche.example/\"\npassword = \"x\"", "user"),
        ("url = \"https://marche.example/\"\npolicy = \"uno\"", "policy"),
    ] {
        let problems = problems(&format!("[time_stamps.prova]\n{bad}\n"));
        assert!(problems.contains(told), "{bad}: {problems}");
    }
}

#[test]
fn each_ente_tells_the_witness_of_its_journal_or_what_is_wrong_with_it() {
    // The public key of a seed of 32 threes, as a witness of this name would publish it.
    let key = "testimone.example/uno+fa783cdd+BO1JKMYo0cLG6ukDOJBZlWEpWSc6XGP5NjbBRhSshzfR";
    let whole = format!("[testimone.prova]\nurl = \"https://testimone.example/\"\nkey = \"{key}\"\n");
    let read = parse(&whole).unwrap();
    assert_eq!(
        (read.witnesses["prova"].url.as_str(), read.witnesses["prova"].key.as_str()),
        ("https://testimone.example/", key)
    );
    assert!(parse("").unwrap().witnesses.is_empty());
    for (line, told) in [
        (whole.replace("https", "http"), "indirizzo https"),
        (whole.replace("uno+", "due+"), "non è intera"),
        (whole.replace(&format!("key = \"{key}\"\n"), ""), "key nella sezione [testimone.prova]"),
        (whole.replace("url = \"https://testimone.example/\"\n", ""), "url nella sezione [testimone.prova]"),
    ] {
        let problems = problems(&line);
        assert!(problems.contains(told), "{line}: {problems}");
    }
}

#[test]
fn each_ente_tells_the_server_to_which_its_packages_go_or_what_is_wrong_with_it() {
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEZjnMnEXgZY1oz1vVIvHqG3tSQW1LdHTbWmHqkS9m3f";
    let whole = |more: &str| {
        format!(
            "[conservazione.prova]\nhost = \"sftp.example\"\nuser = \"comune\"\nkey_file = \"/etc/municipio/c.key\"\n\
             host_key = \"{key} di prova\"\nfolder = \"arrivi\"\n{more}"
        )
    };
    let read = parse(&whole("name = \"Il conservatore\"\nport = 2222\n")).unwrap();
    let found = &read.sftp["prova"];
    assert_eq!((found.name.as_str(), found.port, found.host_key.as_str()), ("Il conservatore", 2222, key));
    let read = parse(&whole("")).unwrap();
    assert_eq!((read.sftp["prova"].name.as_str(), read.sftp["prova"].port), ("sftp.example", 22));
    assert!(parse("").unwrap().sftp.is_empty());
    assert!(problems("[conservazione.prova]\nname = \"X\"\n").contains("host nella sezione [conservazione.prova]"));
    for (line, told) in [
        ("host = \"sftp://x\"", "senza sftp://"),
        ("user = \"-oProxyCommand=x\"", "user nella sezione [conservazione.prova]"),
        ("key_file = \"c.key\"", "deve cominciare con /"),
        ("key_file = \"/etc/%h\"", "il percorso ha solo"),
        ("host_key = \"SHA256:abc\"", "la riga con la chiave pubblica del server"),
        ("folder = \"a b\"", "la cartella ha solo"),
        ("folder = \"\"", "folder nella sezione [conservazione.prova]"),
        ("password = \"x\"", "\"password\" della sezione [conservazione.prova] non esiste"),
    ] {
        let name = line.split(' ').next().unwrap();
        let all = whole("");
        let rest: String =
            all.lines().filter(|other| !other.starts_with(name)).map(|other| format!("{other}\n")).collect();
        let problems = problems(&format!("{rest}{line}\n"));
        assert!(problems.contains(told), "{line}: {problems}");
    }
}

#[test]
fn papers_tell_the_address_by_which_people_reach_the_pages() {
    let way = |text: &str| parse(text).unwrap().place().unwrap().way;
    assert_eq!(way(""), ente::Way::Https);
    assert_eq!(way("[server]\nlisten = \"127.0.0.1:9000\""), ente::Way::Https, "whatever is before us answers there");
    assert_eq!(way("[server]\nlisten = \"127.0.0.1:9000\"\nhttps = false"), ente::Way::Http { port: 9000 });
}

#[test]
fn the_machines_inside_the_network_that_may_be_told_are_named_one_by_one() {
    let read = parse("[webhooks]\nallowed_hosts = [\"interno.example.it\", \"10.0.0.7\", \"[fd00::1]\"]").unwrap();
    assert_eq!(read.webhook_hosts.len(), 3);
    assert!(parse("").unwrap().webhook_hosts.is_empty());
    for bad in ["https://interno.example.it", "interno.example.it:8080", "*", ""] {
        assert!(problems(&format!("[webhooks]\nallowed_hosts = [\"{bad}\"]")).contains("senza porta"), "{bad}");
    }
}

#[test]
fn what_signatures_may_ask_of_the_network_or_what_is_wrong_with_it() {
    let usual = parse("").unwrap();
    assert_eq!(usual.reach, Some(signing::fetch::Reach::default()));
    assert_eq!(usual.lists, signing::store::Sources::default());
    assert_eq!(parse("[firme]\nonline = false\n").unwrap().reach, None);
    assert!(parse("[firme]\ncountries = [\"all\"]\n").unwrap().lists.countries.is_empty());
    let read = parse("[firme]\ncrl_mb = 5\ncountries = [\"IT\", \"FR=https://ours.example/FR.xml\"]\n").unwrap();
    assert_eq!(read.reach.map(|reach| reach.crl_limit()), Some(5 << 20));
    let mirror = Some("https://ours.example/FR.xml".to_owned());
    assert_eq!(read.lists.countries, [("IT".to_owned(), None), ("FR".to_owned(), mirror)]);
    for (bad, told) in [
        ("countries = [\"it\"]", "due lettere maiuscole"),
        ("countries = []", "due lettere maiuscole"),
        ("countries = [\"FR=ftp://ours.example/\"]", "due lettere maiuscole"),
        ("lotl = \"ftp://ec.example/lotl.xml\"", "https://"),
        ("crl_mb = 65", "un numero da 1 a 64"),
        ("acceso = true", "acceso"),
    ] {
        let found = problems(&format!("[firme]\n{bad}\n"));
        assert!(found.contains(told), "{bad}: {found}");
    }
}

#[test]
fn each_ente_tells_how_it_signs_or_what_is_wrong_with_it() {
    let whole = "[signing.prova]\nurl = \"https://firma.example/csc/v2\"\nclient_id = \"comune\"\nclient_secret = \"segreto\"\n";
    let read = parse(whole).unwrap();
    let found = &read.signing["prova"];
    let service = found.service.as_ref().unwrap();
    assert_eq!((service.client_id.as_str(), service.client_secret.as_deref()), ("comune", Some("segreto")));
    assert!(!found.trial && !found.unread && !found.long_term && !found.mark, "strict where nothing is said");
    assert!(parse("[signing.prova]\nlong_term = true\n").unwrap().signing["prova"].long_term);
    assert!(parse("[signing.prova]\nmark = true\n").unwrap().signing["prova"].mark);
    assert!(!format!("{found:?}").contains("segreto"), "{found:?}");
    assert!(parse("[signing.prova]\ntrial = true\n").unwrap().signing["prova"].trial);
    assert!(parse("").unwrap().signing.is_empty());
    for (bad, expected) in [
        ("client_id = \"comune\"", "url nella sezione [signing.prova]"),
        ("url = \"https://firma.example\"", "client_id nella sezione [signing.prova]"),
        ("url = \"http://firma.example\"\nclient_id = \"comune\"", "serve un indirizzo https"),
    ] {
        let problems = problems(&format!("[signing.prova]\n{bad}\n"));
        assert!(problems.contains(expected), "{bad}: {problems}");
    }
}

#[test]
fn the_antivirus_is_where_the_settings_say_and_refuses_unless_they_say_otherwise() {
    use ::antivirus::{Address, Unanswered};
    assert!(parse("").unwrap().antivirus.is_none());
    let read = parse("[antivirus]\naddress = \"/run/clamav/clamd.ctl\"\n").unwrap().antivirus.unwrap();
    assert_eq!(read.clamd.address(), &Address::Local("/run/clamav/clamd.ctl".into()));
    assert_eq!(read.unanswered, Unanswered::Refuse);
    let text = "[antivirus]\naddress = \"127.0.0.1:3310\"\nunanswered = \"mark\"\n";
    assert_eq!(parse(text).unwrap().antivirus.unwrap().unanswered, Unanswered::Mark);
    let told = problems("[antivirus]\naddress = \"clamd\"\ntimeout = 0\nunanswered = \"forse\"\n");
    for sentence in ["il file di un socket", "un numero da 1 a 600", "scrivi \"refuse\""] {
        assert!(told.contains(sentence), "{told}");
    }
}
