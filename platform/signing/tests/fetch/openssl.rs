//! OpenSSL's own responder and lists, behind a small server: an outside program that must be understood.

use std::process::Command;

use kernel::{Clock, SystemClock};
use signing::verify::report::Mark;

use crate::asked::base64;
use crate::outside::{Does, Outside};
use crate::pki::asn::{context, int, octets, oid, seq};
use crate::town::{ask_once, setup};

fn installed() -> bool {
    let there = Command::new("openssl").arg("version").output().is_ok();
    if !there {
        assert!(std::env::var_os("CI").is_none(), "openssl is not installed");
        eprintln!("SKIPPED: openssl is not installed, so no outside responder has answered anything");
    }
    there
}

fn pem(kind: &str, der: &[u8]) -> String {
    let text = base64(der);
    let lines: Vec<&str> = (0..text.len()).step_by(64).map(|from| &text[from..text.len().min(from + 64)]).collect();
    format!("-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n", lines.join("\n"))
}

#[tokio::test]
async fn what_openssl_answers_is_understood() {
    if !installed() {
        return;
    }
    let outside = Outside::start().await;
    let mut setup = setup(&outside);
    setup.now = SystemClock.now().utc();
    (setup.stamp, setup.tsa_list) = (None, None);
    setup.signer.until = setup.now + chrono::Duration::days(30);
    setup.claimed = Some(setup.now - chrono::Duration::hours(1));
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    let ca = setup.ca.issued_by(&setup.root);
    put("ca.pem", pem("CERTIFICATE", &ca));
    put("signer.pem", pem("CERTIFICATE", &setup.certificate()));
    // The key of the second number of the tests' authority (RFC 5915).
    let key = seq(&[&int(1), &octets(&[2; 32]), &context(0, &oid("1.2.840.10045.3.1.7"))]);
    put("key.pem", pem("EC PRIVATE KEY", &key));
    let openssl = |arguments: &str| {
        let output = Command::new("openssl").current_dir(folder.path()).args(arguments.split(' ')).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let answer = "ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey key.pem -issuer ca.pem -cert signer.pem -no_nonce -noverify -ndays 1 \
                  -respout answer.der";
    put("index.txt", "V\t391231235959Z\t\t21\tunknown\t/CN=NERI ANNA\n".into());
    openssl(answer);
    outside.at("/ocsp", Does::Gives(std::fs::read(folder.path().join("answer.der")).unwrap()));
    let good = ask_once(&setup).await;
    assert_eq!(good.report.mark, Mark::Green, "{} {:#?}", good.report.sentence, good.report.signatures[0].checks);

    put("index.txt", "R\t391231235959Z\t250201000000Z,keyCompromise\t21\tunknown\t/CN=NERI ANNA\n".into());
    openssl(answer);
    outside.at("/ocsp", Does::Gives(std::fs::read(folder.path().join("answer.der")).unwrap()));
    let revoked = ask_once(&setup).await;
    assert!(
        revoked.report.mark > Mark::Green && revoked.report.sentence.contains("revocato"),
        "{}",
        revoked.report.sentence
    );

    // Its list says the same.
    outside.at("/ocsp", Does::Refuses(axum::http::StatusCode::GONE));
    put("ca.cnf", "[ca]\ndefault_ca=a\n[a]\ndatabase=index.txt\ndefault_md=sha256\ndefault_crl_days=1\n".into());
    openssl("ca -config ca.cnf -gencrl -cert ca.pem -keyfile key.pem -out list.pem");
    outside.at("/firma.crl", Does::Gives(std::fs::read(folder.path().join("list.pem")).unwrap()));
    let listed = ask_once(&setup).await;
    assert_eq!(listed.report.signatures[0].sub_indication, revoked.report.signatures[0].sub_indication);
}
