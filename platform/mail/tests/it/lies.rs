//! Servers that lie, stop half-way or are not who they say.

use mail::{Client, Error, Server};
use testkit::MailServer;
use tokio::io::AsyncReadExt;

use crate::servers::{
    Answer::{self, Fall, HangUp, Say},
    liar, login,
};

async fn with(certificate: &str, script: Vec<(&'static str, Answer)>) -> Option<(MailServer, Server)> {
    let real = MailServer::find()?;
    let server = liar(&real, certificate, script).await;
    Some((real, server))
}

/// Enters a server with this script and reads a message of at most a thousand bytes.
async fn reading(script: Vec<(&'static str, Answer)>) -> Option<Result<Vec<u8>, Error>> {
    let (real, server) = with("good", script).await?;
    let mut client = match Client::enter(&server, &login(&real, "nessuno")).await {
        Ok(client) => client,
        Err(error) => return Some(Err(error)),
    };
    let read = async {
        let mut body = client.message(7, 1000).await?.expect("it is there");
        let mut bytes = Vec::new();
        body.read_to_end(&mut bytes).await.map_err(|error| Error::inside(error).expect("ours"))?;
        body.finish().await?;
        Ok(bytes)
    };
    Some(read.await)
}

fn fetch(text: &str) -> (&'static str, Answer) {
    ("UID FETCH", Say(text.into()))
}

#[tokio::test]
async fn a_certificate_that_is_not_good_keeps_us_out() {
    for (certificate, expired) in [("expired", true), ("other", false)] {
        let Some((real, server)) = with(certificate, vec![]).await else { return };
        let error = Client::enter(&server, &login(&real, "nessuno")).await.expect_err("stays out");
        let right = if expired {
            matches!(error, Error::CertificateExpired { .. })
        } else {
            matches!(error, Error::CertificateOtherName { .. })
        };
        assert!(right, "{error:?}");
    }
}

#[tokio::test]
async fn a_message_comes_whole_whatever_stands_around_it() {
    let told =
        "* 9 EXISTS\r\n* 2 FETCH (FLAGS (\\Seen))\r\n* 3 FETCH (UID 7 BODY[] {5}\r\nCiao\n FLAGS ())\r\nTAG OK\r\n";
    let Some(read) = reading(vec![fetch(told)]).await else { return };
    assert_eq!(read.unwrap(), b"Ciao\n");
}

#[tokio::test]
async fn a_message_that_another_session_took_away_is_gone_and_not_an_empty_one() {
    for told in [
        "* 3 FETCH (UID 7 BODY[] NIL)\r\nTAG OK\r\n",
        "* 3 FETCH (UID 7 BODY[] {0}\r\n)\r\nTAG NO [EXPUNGEISSUED] Some of the requested messages no longer exist\r\n",
        "* 3 FETCH (UID 7 BODY[] \"\")\r\nTAG OK\r\n",
    ] {
        let Some((real, server)) = with("good", vec![fetch(told)]).await else { return };
        let mut client = Client::enter(&server, &login(&real, "nessuno")).await.unwrap();
        assert!(client.message(7, 1000).await.unwrap().is_none(), "{told}");
        assert_eq!(client.uids().await.unwrap(), [0_u32; 0], "the conversation goes on");
    }
}

#[tokio::test]
async fn one_message_that_is_not_given_does_not_keep_the_others_back() {
    for code in ["SERVERBUG2", "SERVERBUG", "UNAVAILABLE", "LIMIT"] {
        let told = format!("TAG NO [{code}] file rotto\r\n");
        let Some((real, server)) = with("good", vec![fetch(&told)]).await else { return };
        let mut client = Client::enter(&server, &login(&real, "nessuno")).await.unwrap();
        let error = client.message(7, 1000).await.expect_err("it is refused");
        assert!(matches!(error, Error::Declined { .. } | Error::Unavailable { .. }), "{error:?}");
        assert!(client.goes_on());
        assert_eq!(client.uids().await.unwrap(), [0_u32; 0], "the conversation goes on");
    }
}

#[tokio::test]
async fn after_a_message_on_which_the_server_hangs_up_the_connection_is_of_no_use() {
    let Some((real, server)) = with("good", vec![("UID FETCH", HangUp(String::new()))]).await else { return };
    let mut client = Client::enter(&server, &login(&real, "nessuno")).await.unwrap();
    assert!(client.goes_on());
    let error = client.message(7, 1000).await.expect_err("nothing comes");
    assert!(matches!(error, Error::Dropped { .. }), "{error:?}");
    assert!(!client.goes_on());
}

#[tokio::test]
async fn a_message_that_stops_half_way_is_never_taken_for_a_short_one() {
    let short = "* 3 FETCH (UID 7 BODY[] {50}\r\nsolo l'inizio";
    let Some(read) = reading(vec![("UID FETCH", HangUp(short.into()))]).await else { return };
    assert!(matches!(read, Err(Error::Dropped { .. })), "{read:?}");
    let read = reading(vec![("UID FETCH", Fall(short.into()))]).await.unwrap();
    assert!(matches!(read, Err(Error::Silent { .. })), "{read:?}");
    // All the bytes, but not the word that this was all.
    let whole = "* 3 FETCH (UID 7 BODY[] {5}\r\nCiao\n)\r\nTAG NO disco guasto\r\n";
    let read = reading(vec![fetch(whole)]).await.unwrap();
    assert!(matches!(read, Err(Error::Declined { .. })), "{read:?}");
}

#[tokio::test]
async fn a_refused_message_is_not_an_empty_one() {
    let Some(read) = reading(vec![fetch("TAG NO [UNAVAILABLE] torna dopo\r\n")]).await else { return };
    assert!(matches!(read, Err(Error::Unavailable { .. })), "{read:?}");
}

#[tokio::test]
async fn an_announced_length_is_not_believed_beyond_the_bound() {
    for length in ["1001", "4294967295", "99999999999999999999999999"] {
        let Some(read) = reading(vec![fetch(&format!("* 3 FETCH (UID 7 BODY[] {{{length}}}\r\n"))]).await else {
            return;
        };
        assert!(matches!(read, Err(Error::TooBig { limit: 1000, .. })), "{read:?}");
    }
    // Shorter than the message: what follows is no answer that can be understood, and the message is not taken.
    let read = reading(vec![("UID FETCH", Fall("* 3 FETCH (UID 7 BODY[] {2}\r\nCiao a tutti".into()))]).await.unwrap();
    assert!(matches!(read, Err(Error::Silent { .. })), "{read:?}");
}

#[tokio::test]
async fn another_message_than_the_one_asked_for_is_refused() {
    let Some(read) = reading(vec![fetch("* 3 FETCH (UID 8 BODY[] {5}\r\nCiao\n)\r\nTAG OK\r\n")]).await else { return };
    assert!(matches!(read, Err(Error::Unexpected { .. })), "{read:?}");
}

#[tokio::test]
async fn a_server_that_talks_without_end_is_left() {
    let line = "* 1 RECENT\r\n".repeat(600_000);
    let Some(read) = reading(vec![("CAPABILITY", Fall(line))]).await else { return };
    assert!(matches!(read, Err(Error::Unexpected { .. })), "{read:?}");
    let read = reading(vec![("CAPABILITY", Fall("* ".to_owned() + &"x".repeat(3 << 20)))]).await.unwrap();
    assert!(matches!(read, Err(Error::Unexpected { .. })), "{read:?}");
    let read = reading(vec![("CAPABILITY", Fall("* X {9999999}\r\n".into()))]).await.unwrap();
    assert!(matches!(read, Err(Error::Unexpected { .. })), "{read:?}");
    let read = reading(vec![("CAPABILITY", Fall(String::new()))]).await.unwrap();
    assert!(matches!(read, Err(Error::Silent { .. })), "{read:?}");
}

#[tokio::test]
async fn a_door_that_is_shut_for_now_is_not_a_wrong_password() {
    let Some(read) = reading(vec![("LOGIN", Say("TAG NO [UNAVAILABLE] manutenzione\r\n".into()))]).await else {
        return;
    };
    assert!(matches!(read, Err(Error::Unavailable { .. })), "{read:?}");
    let read = reading(vec![("LOGIN", Say("TAG NO nome o password\r\n".into()))]).await.unwrap();
    assert!(matches!(read, Err(Error::WrongPassword { .. })), "{read:?}");
}
