//! Mail made to do harm, by the thousand: nested, endless, wrongly encoded, with boundaries that lie and certificates that nobody
//! gave.

mod regge;

use std::time::Duration;

use hostile::{Dice, Watch, mail, nested_mail, peak_kib};
use regge::regge;

const PAPERS: [&[u8]; 4] = [
    b"From: Rossi <rossi@example.it>\r\nTo: comune@example.it\r\nSubject: =?utf-8?Q?Citt=C3=A0?=\r\nDate: Tue, 3 Nov 2026 10:00:00 +0100\r\n\
      Message-ID: <1@example.it>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"p\"\r\n\r\n--p\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
      Buongiorno\r\n--p\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"a.pdf\"\r\n\r\n\
      JVBERi0xLjQK\r\n--p--\r\n",
    b"From: posta-certificata@gestore.example\r\nX-Trasporto: posta-certificata\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=S\r\n\r\n--S\r\n\
      Content-Type: multipart/mixed; boundary=M\r\n\r\n--M\r\n\r\ntesto\r\n--M\r\nContent-Type: application/xml; name=daticert.xml\r\n\r\n<postacert tipo=\"posta-certificata\" errore=\"nessuno\">\
      <intestazione><mittente>rossi@pec.example.it</mittente><destinatari tipo=\"certificato\">comune@pec.example.it</destinatari><oggetto>Domanda</oggetto></intestazione><dati>\
      <gestore-emittente>Gestore</gestore-emittente><data zona=\"+0100\"><giorno>03/11/2026</giorno><ora>10:00:00</ora></data><identificativo>1</identificativo>\
      <msgid>&lt;1@example.it&gt;</msgid></dati></postacert>\r\n--M\r\nContent-Type: message/rfc822; name=postacert.eml\r\n\r\nFrom: rossi@pec.example.it\r\nSubject: Domanda\r\n\r\nTesto\r\n\
      --M--\r\n--S\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\nMAA=\r\n--S--\r\n",
    b"From: MAILER-DAEMON@posta.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n\
      --r\r\nContent-Type: text/plain\r\n\r\nSorry\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; posta.example\r\n\r\n\
      Final-Recipient: rfc822; nessuno@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such\r\n user here\r\n\r\n\
      --r\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: comune@example.it\r\nMessage-ID: <sette@comune.example>\r\n\r\n--r--\r\n",
    b"From: a@b.it\r\nSubject: x\r\nContent-Type: text/html; charset=windows-1252\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>Citt=E0<script>x</script></p>\r\n",
];

#[test]
fn no_mail_breaks_the_reader_nor_its_bounds() {
    let watch = Watch::new(Duration::from_secs(180));
    let mut read = 0;
    for seed in 0..3_000 {
        let bytes = mail(&mut Dice::new(seed), &PAPERS);
        read += usize::from(watch.one(|| format!("mail of seed {seed}"), || regge(&bytes)));
    }
    assert!(read > 1_000, "only {read} of 3,000 are mail at all: that is noise, not hostility");
    let peak = peak_kib().unwrap_or_default();
    assert!(peak < 600_000, "{peak} KiB for mails of at most a few megabytes");
}

#[test]
fn mails_in_mails_are_read_to_whatever_depth_and_nothing_is_lost() {
    let watch = Watch::new(Duration::from_secs(180));
    for depth in (1..40).chain((40..=1_000).step_by(60)) {
        let bytes = nested_mail(depth);
        assert!(watch.one(|| format!("depth {depth}"), || regge(&bytes)), "{depth}");
    }
}
