//! What in a text looks like personal data that need not be told to everybody: proposed, with its place; a person decides each. Pure.
//!
//! The law: GDPR, art. 5; D.Lgs. 196/2003, art. 2-septies, c. 8 (health: never); D.Lgs. 33/2013, art. 7-bis and 26, c. 4 (hardship).
//! *Absent on purpose:* any masking. Ink over the words of a PDF leaves them in the file: the office uploads a version without them.

use codice_fiscale::CodiceFiscale;

/// Most places that are told of one text.
pub const MOST: usize = 200;
/// How far from the word that announces it a date or an address is looked for, in words.
const VICINO: usize = 9;

/// A sort of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Genere {
    /// A tax code of a person.
    CodiceFiscale,
    /// A bank account.
    Iban,
    /// When, and where, somebody was born.
    Nascita,
    /// Where somebody lives.
    Indirizzo,
    /// A telephone.
    Telefono,
    /// A mail address.
    Email,
    /// Words of health.
    Salute,
    /// Words of economic or social hardship.
    Disagio,
}

impl Genere {
    /// All of them, in the order in which pages show them.
    pub const TUTTI: [Self; 8] = [
        Self::Salute,
        Self::Disagio,
        Self::CodiceFiscale,
        Self::Iban,
        Self::Nascita,
        Self::Indirizzo,
        Self::Telefono,
        Self::Email,
    ];

    /// As rows write it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CodiceFiscale => "codice_fiscale",
            Self::Iban => "iban",
            Self::Nascita => "nascita",
            Self::Indirizzo => "indirizzo",
            Self::Telefono => "telefono",
            Self::Email => "email",
            Self::Salute => "salute",
            Self::Disagio => "disagio",
        }
    }

    /// By its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::TUTTI.into_iter().find(|one| one.code() == code)
    }

    /// As people call it.
    pub const fn nome(self) -> &'static str {
        match self {
            Self::CodiceFiscale => "Codice fiscale di una persona",
            Self::Iban => "IBAN",
            Self::Nascita => "Data o luogo di nascita",
            Self::Indirizzo => "Indirizzo di casa",
            Self::Telefono => "Numero di telefono",
            Self::Email => "Indirizzo di posta",
            Self::Salute => "Parola che riguarda la salute",
            Self::Disagio => "Parola che riguarda il disagio economico o sociale",
        }
    }
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposta {
    /// Its sort.
    pub genere: Genere,
    /// What stands there.
    pub testo: String,
    /// Where it begins, in bytes of the text.
    pub da: usize,
}

/// A word: its letters and digits, and where they stand.
#[derive(Clone, Copy, Debug)]
struct Parola<'a> {
    testo: &'a str,
    da: usize,
    a: usize,
}

/// All that is found in a text, in its order, at most [`MOST`].
pub fn proponi(testo: &str) -> Vec<Proposta> {
    let parole = parole(testo);
    let piccole: Vec<String> = parole.iter().map(|parola| piana(parola.testo)).collect();
    let mut found = Vec::new();
    for at in 0..parole.len() {
        if found.len() >= MOST * 2 {
            break;
        }
        let tell = |genere, last: usize| Proposta {
            genere,
            testo: testo[parole[at].da..parole[last].a].to_owned(),
            da: parole[at].da,
        };
        if persona(parole[at].testo) {
            found.push(tell(Genere::CodiceFiscale, at));
        }
        if let Some(last) = iban(testo, &parole, at) {
            found.push(tell(Genere::Iban, last));
        }
        if let Some(last) = telefono(testo, &parole, &piccole, at) {
            found.push(tell(Genere::Telefono, last));
        }
        if let Some(last) = nascita(&parole, &piccole, at) {
            found.push(tell(Genere::Nascita, last));
        }
        if let Some(last) = indirizzo(&parole, &piccole, at) {
            found.push(tell(Genere::Indirizzo, last));
        }
        found.extend(parlante(&piccole[at]).map(|genere| tell(genere, at)));
    }
    found.extend(posta(testo));
    found.sort_by_key(|one| (one.da, one.genere));
    found.truncate(MOST);
    found
}

/// Runs of letters and digits.
fn parole(testo: &str) -> Vec<Parola<'_>> {
    let mut all = Vec::new();
    let mut begun = None;
    for (place, c) in testo.char_indices().chain(std::iter::once((testo.len(), ' '))) {
        match (begun, c.is_alphanumeric()) {
            (None, true) => begun = Some(place),
            (Some(da), false) => {
                all.push(Parola { testo: &testo[da..place], da, a: place });
                begun = None;
            }
            _ => {}
        }
    }
    all
}

/// In small letters, without the accents that Italian has.
fn piana(parola: &str) -> String {
    let plain = |c: char| match c {
        'à' | 'á' => 'a',
        'è' | 'é' => 'e',
        'ì' | 'í' => 'i',
        'ò' | 'ó' => 'o',
        'ù' | 'ú' => 'u',
        other => other,
    };
    parola.to_lowercase().chars().map(plain).collect()
}

fn persona(parola: &str) -> bool {
    parola.len() == 16 && CodiceFiscale::parse(parola).is_ok_and(|code| !code.is_numeric())
}

/// The last word of an IBAN that begins here: in one piece, or in groups with single spaces between (ISO 13616, check of ISO 7064).
fn iban(testo: &str, parole: &[Parola<'_>], at: usize) -> Option<usize> {
    let first = parole[at].testo.as_bytes();
    let begins = |bytes: &[u8]| {
        bytes.len() >= 4 && bytes[..2].iter().all(u8::is_ascii_uppercase) && bytes[2..4].iter().all(u8::is_ascii_digit)
    };
    if !begins(first) {
        return None;
    }
    let mut code = String::new();
    for (last, parola) in parole.iter().enumerate().skip(at) {
        let near = last == at || testo.get(parole[last - 1].a..parola.da) == Some(" ");
        if !near || !parola.testo.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
            return None;
        }
        code.push_str(parola.testo);
        if code.len() > 34 {
            return None;
        }
        // One of ours has 27: a shorter one that passes by chance is none.
        let long_enough = if code.starts_with("IT") { code.len() == 27 } else { code.len() >= 15 };
        if long_enough && resto(&code) == 1 {
            return Some(last);
        }
    }
    None
}

/// The number that an IBAN is, modulo 97.
fn resto(code: &str) -> u32 {
    let (head, tail) = code.split_at(4);
    tail.bytes().chain(head.bytes()).fold(0, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
    })
}

/// The last word of a telephone number that begins here: announced, with the prefix of Italy, or a mobile one in its usual form.
fn telefono(testo: &str, parole: &[Parola<'_>], piccole: &[String], at: usize) -> Option<usize> {
    let digits = |parola: &Parola<'_>| parola.testo.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(&parole[at]) || parole[at].testo.len() > 13 {
        return None;
    }
    let before = at.checked_sub(1);
    let joined = |first: usize, second: usize| {
        testo.get(parole[first].a..parole[second].da).is_some_and(|between| matches!(between, " " | "-" | "/" | "."))
    };
    // In the middle of a longer number nothing begins.
    if before.is_some_and(|before| digits(&parole[before]) && joined(before, at)) {
        return None;
    }
    let announced = before.is_some_and(|before| {
        let word = piccole[before].as_str();
        matches!(word, "tel" | "telefono" | "cell" | "cellulare" | "mobile" | "fax" | "telefonico")
    });
    let prefixed = testo[..parole[at].da].ends_with('+') && parole[at].testo.starts_with("39");
    let mut long = parole[at].testo.len();
    let mut last = at;
    while last + 1 < parole.len() && digits(&parole[last + 1]) && joined(last, last + 1) && long < 13 {
        last += 1;
        long += parole[last].testo.len();
    }
    let mobile = parole[at].testo.starts_with('3') && long == 10 && (last == at || parole[at].testo.len() == 3);
    let enough = (6..=13).contains(&long) && (announced || prefixed);
    (enough || mobile).then_some(last)
}

/// The last word of a birth that begins here: "nato a Prova il 3 aprile 1985", "data di nascita: 03/04/1985".
fn nascita(parole: &[Parola<'_>], piccole: &[String], at: usize) -> Option<usize> {
    if !matches!(piccole[at].as_str(), "nato" | "nata" | "nati" | "nate" | "nascita") {
        return None;
    }
    let year = |parola: &Parola<'_>| {
        parola.testo.len() == 4 && parola.testo.parse::<u16>().is_ok_and(|year| (1900..2100).contains(&year))
    };
    (at + 1..parole.len().min(at + 1 + VICINO)).find(|place| year(&parole[*place]))
}

/// The last word of an address that begins here: "residente in via Roma 3".
fn indirizzo(parole: &[Parola<'_>], piccole: &[String], at: usize) -> Option<usize> {
    let announces = ["resident", "domicili", "abitant", "dimora", "residenza"];
    if !announces.iter().any(|stem| piccole[at].starts_with(stem)) {
        return None;
    }
    let street = |word: &String| {
        matches!(
            word.as_str(),
            "via"
                | "viale"
                | "piazza"
                | "corso"
                | "vicolo"
                | "largo"
                | "strada"
                | "loc"
                | "localita"
                | "frazione"
                | "contrada"
                | "piazzale"
                | "salita"
        )
    };
    let begins = (at + 1..parole.len().min(at + 1 + VICINO)).find(|place| street(&piccole[*place]))?;
    let number = |place: &usize| parole[*place].testo.starts_with(|c: char| c.is_ascii_digit());
    let last = (begins + 1..parole.len().min(begins + 1 + VICINO)).find(number);
    Some(last.unwrap_or_else(|| (begins + 1).min(parole.len() - 1)))
}

/// What a word by itself tells.
fn parlante(parola: &str) -> Option<Genere> {
    const SALUTE: [&str; 20] = [
        "disabil",
        "invalidit",
        "invalido",
        "invalida",
        "handicap",
        "diagnos",
        "patolog",
        "malatti",
        "terapi",
        "ricover",
        "psichiatr",
        "tossicodipend",
        "alcoldipend",
        "gravidanza",
        "infermit",
        "autosufficien",
        "oncolog",
        "depressi",
        "disturb",
        "sieropositiv",
    ];
    const DISAGIO: [&str; 8] = ["indigen", "isee", "povert", "bisognos", "morosit", "emarginaz", "disagiat", "sfratt"];
    if parola == "tso" || SALUTE.iter().any(|stem| parola.starts_with(stem)) {
        return Some(Genere::Salute);
    }
    DISAGIO.iter().any(|stem| parola.starts_with(stem)).then_some(Genere::Disagio)
}

/// Mail addresses.
fn posta(testo: &str) -> impl Iterator<Item = Proposta> + '_ {
    let addresses = testo.match_indices('@').filter_map(|(at, _)| {
        let inside = |c: char| c.is_ascii_alphanumeric() || ".-_+".contains(c);
        let name = testo[..at]
            .rfind(|c: char| !inside(c))
            .map_or(0, |place| place + testo[place..].chars().next().map_or(0, char::len_utf8));
        let after = &testo[at + 1..];
        let host = after.find(|c: char| !inside(c)).map_or(after, |end| &after[..end]).trim_end_matches('.');
        let whole = &testo[name..at + 1 + host.len()];
        (name < at && host.contains('.')).then(|| Proposta { genere: Genere::Email, testo: whole.to_owned(), da: name })
    });
    // Not the signs: behind two hundred that stand alone an address would pass, and nobody would be told that there may be more.
    addresses.take(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(testo: &str) -> Vec<(Genere, String)> {
        proponi(testo).into_iter().map(|one| (one.genere, one.testo)).collect()
    }

    fn one(genere: Genere, testo: &str) -> Vec<(Genere, String)> {
        vec![(genere, testo.to_owned())]
    }

    #[test]
    fn a_tax_code_of_a_person_is_found_and_that_of_a_body_or_a_wrong_one_is_not() {
        let right = "Creditore: C.F. CCCFBA85D03L219P, P.IVA 00743110157.";
        assert_eq!(found(right), one(Genere::CodiceFiscale, "CCCFBA85D03L219P"));
        assert_eq!(found("cccfba85d03l219p"), one(Genere::CodiceFiscale, "cccfba85d03l219p"));
        assert_eq!(found("CCCFBA85D03L219X e CIG A003DEB979 e CUP B61B21003330001"), []);
    }

    #[test]
    fn an_iban_is_found_in_one_piece_and_in_groups() {
        for text in ["IT60X0542811101000000123456", "IT60 X054 2811 1010 0000 0123 456", "DE89370400440532013000"] {
            assert_eq!(found(&format!("su conto {text}, intestato")), one(Genere::Iban, text));
        }
        assert_eq!(found("IT61X0542811101000000123456"), [], "its check does not hold");
    }

    #[test]
    fn births_and_homes_are_found_with_what_announces_them() {
        let text = "il sig. Mario, nato a Prova il 3 aprile 1985 e residente a Prova in via delle Querce n. 3, chiede";
        let told = [
            (Genere::Nascita, "nato a Prova il 3 aprile 1985"),
            (Genere::Indirizzo, "residente a Prova in via delle Querce n. 3"),
        ];
        assert_eq!(found(text), told.map(|(genere, text)| (genere, text.to_owned())));
        assert_eq!(found("Data di nascita: 03/04/1985"), one(Genere::Nascita, "nascita: 03/04/1985"));
        assert_eq!(found("lavori in via delle Querce n. 3 affidati il 3 aprile 2025"), [], "nobody lives there");
    }

    #[test]
    fn telephones_and_mail_addresses_are_found_and_other_numbers_are_not() {
        assert_eq!(found("cell. 333 1234567"), one(Genere::Telefono, "333 1234567"));
        assert_eq!(found("al 3331234567."), one(Genere::Telefono, "3331234567"));
        assert_eq!(found("Tel 011/5551234"), one(Genere::Telefono, "011/5551234"));
        assert_eq!(found("+39 011 5551234"), one(Genere::Telefono, "39 011 5551234"));
        assert_eq!(found("mario.prova@posta.example,"), one(Genere::Email, "mario.prova@posta.example"));
        let alone = "@ ".repeat(MOST);
        assert_eq!(found(&format!("{alone}a@b.example")), one(Genere::Email, "a@b.example"));
        assert_eq!(found("capitolo 2613.1, impegno 195 del 17/03/2026, euro 23.790,00, prot. 0001234"), []);
    }

    #[test]
    fn words_of_health_and_hardship_are_found_with_and_without_accents() {
        for word in ["disabilità", "Invalidità", "ricoverato", "TSO", "non autosufficiente"] {
            let all = found(word);
            assert_eq!((all.len(), all[0].0), (1, Genere::Salute), "{word}");
        }
        assert_eq!(found("attestazione ISEE"), one(Genere::Disagio, "ISEE"));
        assert_eq!(found("Lavori di manutenzione del tetto della scuola"), []);
    }

    #[test]
    fn any_text_is_read_within_bounds() {
        for text in ["", "@", "à@à.à", "nato", "residente in via", "+", "IT", "tel", "€@€", "IT60 X", "residente via"]
        {
            let _ = proponi(text);
        }
        assert_eq!(proponi(&"CCCFBA85D03L219P ".repeat(1_000)).len(), MOST);
    }
}
