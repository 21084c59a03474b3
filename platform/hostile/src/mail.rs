use crate::{Dice, mutate, name};

/// A mail in a mail in a mail, so many times.
pub fn nested_mail(depth: usize) -> Vec<u8> {
    let mut head = String::new();
    let mut tail = String::new();
    for level in 0..depth {
        head.push_str(&format!(
            "From: a@b.it\r\nSubject: {level}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\nContent-Type: message/rfc822\r\n\r\n"
        ));
        tail.insert_str(0, &format!("\r\n--b{level}--\r\n"));
    }
    format!("{head}From: a@b.it\r\nSubject: fondo\r\n\r\nfondo\r\n{tail}").into_bytes()
}

/// A mail that somebody made to do harm; `papers` are honest ones, of which some is made.
pub fn mail(dice: &mut Dice, papers: &[&[u8]]) -> Vec<u8> {
    if !papers.is_empty() && dice.once_in(2) {
        let paper = dice.one(papers);
        return mutate(dice, paper);
    }
    match dice.below(9) {
        0 => nested_mail(1 + dice.below(150)),
        1 => endless_headers(dice),
        2 => parts(dice, 0).into_bytes(),
        3 => boundaries(dice),
        4 => forged(dice),
        5 => encoded(dice),
        6 => {
            let length = dice.below(2_000);
            dice.bytes(length)
        }
        _ => {
            let text = [heads(dice), parts(dice, 0)].concat();
            if dice.once_in(3) { mutate(dice, text.as_bytes()) } else { text.into_bytes() }
        }
    }
}

fn endless_headers(dice: &mut Dice) -> Vec<u8> {
    let times = dice.below(1_500);
    let text = match dice.below(5) {
        0 => format!("Subject: {}\r\n\r\nx", "a ".repeat(times)),
        1 => format!("Subject: a\r\n{}\r\n\r\nx", " continua\r\n".repeat(times)),
        2 => format!("{}\r\nx", "X-Y: z\r\n".repeat(times)),
        3 => format!("To: {}\r\n\r\nx", "<a@b.it>, ".repeat(times)),
        _ => format!("{}: x\r\n\r\n", "N".repeat(times * 20)),
    };
    text.into_bytes()
}

fn word(dice: &mut Dice) -> String {
    let charset =
        dice.one(&["utf-8", "UTF-8*it", "iso-8859-1", "utf-7", "x-unknown", "", "windows-1252", "utf-16", "gb18030"]);
    let kind = dice.one(&["Q", "B", "q", "b", "X", ""]);
    let text =
        dice.one(&["=C3=A0=C3", "4oCu", "=00=0A=0D", "=?=?=", "////", "=ZZ", "PHNjcmlwdD4=", "=E2=80=AEfdp.exe", ""]);
    let end = dice.one(&["?=", "?", "", "?= =?utf-8?Q?"]);
    format!("=?{charset}?{kind}?{text}{end}")
}

fn heads(dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..dice.below(12) {
        let what = dice.one(&[
            "From",
            "To",
            "Cc",
            "Subject",
            "Date",
            "Message-ID",
            "X-Trasporto",
            "X-Ricevuta",
            "X-Riferimento-Message-ID",
            "X-TipoRicevuta",
            "Content-Type",
            "Content-Transfer-Encoding",
            "MIME-Version",
            "References",
        ]);
        let value = match dice.below(6) {
            0 => [word(dice), word(dice)].concat(),
            1 => name(dice),
            2 => dice
                .one(&["posta-certificata", "avvenuta-consegna", "errore", "breve", "sintetica", "accettazione"])
                .into(),
            3 => dice.one(&["Thu, 32 Foo 99999 25:61:61 +9999", "Thu, 1 Jan 1970 00:00:00", "-1"]).into(),
            4 => dice.one(&["<a@b.it", "a@b@c", "\"", "(((((", "<>,<>,;:", "undisclosed-recipients:;"]).into(),
            _ => "a".repeat(dice.below(3_000)),
        };
        text.push_str(&format!("{what}: {value}\r\n"));
    }
    text
}

fn parts(dice: &mut Dice, depth: usize) -> String {
    let boundary = dice.one(&["b", "bb", "", "b\"b", "=_b", "--b"]);
    let quoted = if dice.once_in(2) { format!("\"{boundary}\"") } else { boundary.to_owned() };
    let kind = dice.one(&["mixed", "alternative", "related", "signed", "report", "digest", ""]);
    let mut text = format!("MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary={quoted}\r\n\r\n");
    for _ in 0..1 + dice.below(4) {
        text.push_str(&format!("--{boundary}\r\n"));
        if depth < 4 && dice.once_in(3) {
            text.push_str(&parts(dice, depth + 1));
            continue;
        }
        let content = dice.one(&[
            "text/plain",
            "text/html",
            "application/pdf",
            "message/rfc822",
            "application/xml",
            "application/pkcs7-signature",
            "message/delivery-status",
            "image/png",
            "text/plain; charset=utf-16",
            "x/y; charset=\"",
            "/",
        ]);
        let coding = dice.one(&["7bit", "8bit", "base64", "quoted-printable", "x-uuencode", "binary", "BASE64 ", ""]);
        let file = name(dice).replace(['\r', '\n'], " ");
        let how = dice.one(&["filename", "filename*", "filename*0*", "filename*1"]);
        let length = dice.below(300);
        let noise = dice.bytes(length);
        let body = dice.one(&["=C3=", "PD94bWw", "=\r\n=\r\n", "<script>alert(1)</script>", "", "From: a@b\r\n\r\nx"]);
        text.push_str(&format!(
            "Content-Type: {content}; name=\"{file}\"\r\nContent-Transfer-Encoding: {coding}\r\nContent-Disposition: attachment; {how}=\"{file}\"\r\n\r\n{body}{}\r\n",
            String::from_utf8_lossy(&noise)
        ));
    }
    if !dice.once_in(3) {
        text.push_str(&format!("--{boundary}--\r\n"));
    }
    text
}

/// Boundaries that lie: never closed, thousands of them, each the beginning of another.
fn boundaries(dice: &mut Dice) -> Vec<u8> {
    let times = dice.below(1_000);
    let text = match dice.below(4) {
        0 => format!("Content-Type: multipart/mixed; boundary=x\r\n\r\n{}", "--x\r\n".repeat(times)),
        1 => "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n".repeat(times),
        2 => format!("Content-Type: multipart/mixed; boundary={0}\r\n\r\n--{0}\r\n\r\nx", "y".repeat(times)),
        _ => {
            let nested: Vec<String> = (0..times)
                .map(|n| format!("Content-Type: multipart/mixed; boundary={0}\r\n\r\n--{0}\r\n", "z".repeat(n + 1)))
                .collect();
            nested.concat()
        }
    };
    text.into_bytes()
}

/// An envelope of certified mail that nobody certified.
fn forged(dice: &mut Dice) -> Vec<u8> {
    let tipo = dice.one(&["posta-certificata", "avvenuta-consegna", "errore-consegna", "x", "", "\"><b"]);
    let day = dice.one(&["03/11/2026", "31/02/2026", "00/00/0000", "99/99/99999", "2026-11-03", "03/11/-262144", ""]);
    let hour = dice.one(&["10:00:00", "25:61:61", "24:00:00", "-1:0:0", ""]);
    let zone = dice.one(&["+0100", "+9999", "x", "", "-0001"]);
    let many = "<destinatari tipo=\"certificato\">a@b.it</destinatari>".repeat(dice.below(500));
    let msgid = name(dice).replace(['<', '&'], "_");
    let daticert = format!(
        "<?xml version=\"1.0\"?><postacert tipo=\"{tipo}\" errore=\"nessuno\"><intestazione><mittente>{msgid}</mittente>{many}\
         <oggetto>{msgid}</oggetto></intestazione><dati><gestore-emittente>G</gestore-emittente><data zona=\"{zone}\"><giorno>{day}</giorno>\
         <ora>{hour}</ora></data><identificativo>{msgid}</identificativo><msgid>&lt;{msgid}&gt;</msgid><consegna>{msgid}</consegna></dati></postacert>"
    );
    let times = if dice.once_in(3) { 3 } else { 1 };
    let part = format!(
        "--b\r\nContent-Type: application/xml; name=\"daticert.xml\"\r\nContent-Disposition: attachment; filename=\"daticert.xml\"\r\n\r\n{daticert}\r\n"
    )
    .repeat(times);
    let postacert = format!(
        "--b\r\nContent-Type: message/rfc822; name=\"postacert.eml\"\r\n\r\n{}\r\n",
        String::from_utf8_lossy(&nested_mail(dice.below(60)))
    );
    format!(
        "From: posta-certificata@x.example\r\nX-Trasporto: posta-certificata\r\nX-Ricevuta: {tipo}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n{part}{postacert}--b--\r\n"
    )
    .into_bytes()
}

fn encoded(dice: &mut Dice) -> Vec<u8> {
    let subject: Vec<String> = (0..1 + dice.below(200)).map(|_| word(dice)).collect();
    format!("From: {} <a@b.it>\r\nSubject: {}\r\n\r\nx", word(dice), subject.join("\r\n ")).into_bytes()
}
