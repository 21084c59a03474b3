//! What somebody who has not signed in can reach of acts: every address to which the public pages, feeds and open data
//! lead, and those that somebody might guess. No word comes back that is not for everybody: of confidential acts, drafts
//! and proposals, of blocks and annexes that are left out, nor a creditor's tax code. The addresses are held against
//! `pubblico.golden.tsv`.

use std::{
    collections::{BTreeSet, VecDeque},
    io::Cursor,
};

use atti::{AttoId, Decisione};
use kernel::Uuid;
use prose::{Block, BlockId, Content, Paragraph, Prose, Role, Section};
use testkit::{Browser, Engine, golden};

use crate::casa::{Casa, parole, riga};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/pubblico.golden.tsv");
const CODICE: &str = "RSSMRA80A01H501U";
/// Words of which none is for everybody, folded to small letters.
const SEGRETI: [&str; 4] = ["malaspina", "zaccaria", "brambilla", "rssmra80a01h501u"];
/// What everybody reads of the act that is posted.
const PER_TUTTI: &str = "Contributo a una persona";
/// From where somebody begins who has no account.
const PORTE: [&str; 9] = [
    "/",
    "/albo",
    "/albo/feed.xml",
    "/albo/dati.csv",
    "/albo/dati.json",
    "/albo/schema.json",
    "/albo/manifesto",
    "/trasparenza",
    "/trasparenza/feed.xml",
];
/// Of what is the program's own, and tells of no act, nothing is followed; nor are the names of Akoma Ntoso, which lead
/// nowhere.
const TACIUTI: [&str; 7] = ["/static/", "/guida", "/accedi", "/salute", "/api/v1/openapi.json", "/registro/", "/akn/"];
/// So many addresses are followed at most: beside it the walk did not end by itself.
const INDIRIZZI_MAX: usize = 3_000;

/// What a citizen has seen.
#[derive(Default)]
struct Visti {
    righe: BTreeSet<String>,
    /// In how many answers the posted act was told.
    detto: usize,
}

impl Visti {
    /// Asks for an address, looks whether anything in the answer is not for everybody, and gives its text.
    async fn chiede(&mut self, browser: &Browser, address: &str) -> String {
        let answer = browser.get(address).await;
        let status = answer.status().as_u16();
        let kind = answer.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
        let bytes = answer.bytes().await.unwrap();
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        if bytes.starts_with(b"%PDF") {
            text.push_str(&parole(&bytes));
        }
        let folded = text.to_lowercase();
        for word in SEGRETI {
            assert!(!folded.contains(word), "{address} tells {word:?}");
        }
        self.detto += usize::from(text.contains(PER_TUTTI));
        self.righe.insert(format!("{}\t{status}\t{}", forma(address), kind.unwrap_or_default()));
        text
    }

    /// Follows every address of this house from here on.
    async fn segue(&mut self, browser: &Browser) {
        let mut known: BTreeSet<String> = PORTE.iter().map(|door| (*door).to_owned()).collect();
        let mut waiting: VecDeque<String> = known.iter().cloned().collect();
        while let Some(address) = waiting.pop_front() {
            let text = self.chiede(browser, &address).await;
            for next in indirizzi(&text) {
                if known.insert(next.clone()) {
                    waiting.push_back(next);
                }
            }
            assert!(known.len() < INDIRIZZI_MAX, "where does this end? {address}");
        }
    }
}

/// The addresses of this house in an answer: between quotes in pages and JSON, bare in feeds and CSV.
fn indirizzi(text: &str) -> Vec<String> {
    let text = text.replace("&amp;", "&");
    let quoted = text.split('"').filter(|piece| piece.starts_with('/') || piece.starts_with("http"));
    let bare = text.split(['<', '>', ';', ',', '"', ' ', '\r', '\n']).filter(|piece| piece.starts_with("http"));
    quoted.chain(bare).filter_map(interno).collect()
}

fn interno(address: &str) -> Option<String> {
    if address.contains(['<', '>', ' ', '\n', '{']) || address.starts_with("//") {
        return None;
    }
    let address = address.split('#').next()?;
    let path = match address.split_once("://") {
        Some((_, rest)) => {
            let (host, path) = rest.split_once('/')?;
            let ours = ["127.0.0.1", "localhost"].contains(&host.split(':').next()?);
            ours.then(|| format!("/{path}"))?
        }
        None => address.to_owned(),
    };
    (!TACIUTI.iter().any(|own| path.starts_with(own))).then_some(path)
}

/// An address without what is another each time: ids, and what is asked. Sections of the Amministrazione trasparente
/// are all alike.
fn forma(address: &str) -> String {
    let (path, question) = address.split_once('?').unwrap_or((address, ""));
    let mut pieces: Vec<String> = path.split('/').map(str::to_owned).collect();
    for piece in &mut pieces {
        if piece.parse::<Uuid>().is_ok() {
            *piece = "{id}".to_owned();
        }
    }
    if let [_, office, section, ..] = pieces.as_mut_slice()
        && office == "trasparenza"
        && !["feed.xml", "schema.json", "anac"].contains(&section.as_str())
    {
        *section = "{sezione}".to_owned();
    }
    let names: Vec<&str> = question.split('&').filter_map(|pair| pair.split('=').next()).collect();
    if question.is_empty() { pieces.join("/") } else { format!("{}?{}", pieces.join("/"), names.join("&")) }
}

/// An act that is posted, of which a subject, a block, an annex and a tax code are not for everybody.
async fn aperta(casa: &Casa) -> AttoId {
    let (ente, lucia) = (&casa.hall.ente, casa.who(casa.lucia).await);
    let id = casa.atto("determina-impegno", "Contributo a Malaspina", &[riga(366_000)]).await;
    let block = |content| Block { id: BlockId::new(ente.ledger.now(), &**ente.ledger.random()), content };
    let mut blocks = casa.testo("di impegnare 3.660,00 € sul capitolo indicato;").blocks().to_vec();
    let hidden = block(Content::Paragraph(Paragraph { inside: 0, text: "Malaspina è in difficoltà.".into() }));
    let left_out = hidden.id;
    blocks.push(block(Content::Section(Section { role: Role::Chiusura, title: prose::Line::default() })));
    blocks.push(hidden);
    let seen = casa.scheda(casa.lucia, id).await.bozza.0;
    atti::sostituisci(ente, &lucia, id, &Prose::new(blocks).unwrap(), seen).await.unwrap();
    atti::ometti(ente, &lucia, id, left_out, true).await.unwrap();
    let annex = b"Certificato di Malaspina".to_vec();
    let stored = ente.archive.receive(&mut Cursor::new(annex), 1 << 20).await.unwrap();
    let file = ("malaspina.txt".to_owned(), stored);
    let annex = atti::allega(ente, &lucia, id, ("Certificato di Malaspina", true), Some(&file)).await.unwrap();
    atti::decidi(ente, &lucia, id, annex.id, &Decisione::No("Dati di una persona.".into())).await.unwrap();
    casa.scrive(id, |dati| {
        dati.oggetto_pubblico = Some(PER_TUTTI.into());
        dati.righe[0].creditore_codice = CODICE.into();
    })
    .await
    .unwrap();
    for (person, passo) in [(casa.lucia, "proponi"), (casa.marco, "firma"), (casa.paolo, "visto")] {
        casa.compie(person, id, passo).await.unwrap();
    }
    id
}

/// A confidential act, adopted.
async fn riservata(casa: &Casa) -> AttoId {
    casa.vedono_i_riservati().await;
    let id = casa.riservata("Provvedimento su Zaccaria", "di provvedere per Zaccaria;").await;
    casa.firma(id).await;
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_account_reads_what_is_posted_and_no_word_more() {
    for (n, engine) in Engine::all().into_iter().enumerate() {
        let casa = Casa::apri(engine).await;
        let (open, hidden) = (aperta(&casa).await, riservata(&casa).await);
        let draft = casa.atto("determina-senza-spesa", "Bozza su Brambilla", &[]).await;
        let proposed = casa.atto("determina-senza-spesa", "Proposta su Brambilla", &[]).await;
        casa.compie(casa.lucia, proposed, "proponi").await.unwrap();
        // What the program does by itself after a posting: certificates, lists, indexes.
        casa.hall.work().await;

        let browser = casa.hall.browser();
        let mut visti = Visti::default();
        visti.segue(&browser).await;
        assert!(visti.detto >= 5, "the list, the feed, the open data, the page and the paper tell the posted act");
        for id in [open, hidden, draft, proposed] {
            let pages = ["", "/testo", "/anteprima.pdf", "/prova", "/akn", "/copia.pdf"];
            let mut guessed: Vec<String> = pages.iter().map(|page| format!("/atti/{id}{page}")).collect();
            guessed.extend(["", "/akn", "/copia"].map(|call| format!("/api/v1/atti/{id}{call}")));
            let scheda = casa.scheda(casa.lucia, id).await;
            guessed.extend(scheda.documenti.keys().map(|document| format!("/atti/{id}/documenti/{document}")));
            for address in guessed {
                visti.chiede(&browser, &address).await;
                assert!(!browser.get(&address).await.status().is_success(), "{address} is open");
            }
        }
        // The check answers whoever asks, by numbers that anybody can count.
        for number in 1..=3 {
            let asked = format!("/atti/verifica?registro=determine&anno=2026&numero={number}");
            let told = visti.chiede(&browser, &asked).await;
            assert_eq!(told.contains("Non risulta nessun atto"), number != 1, "{asked}: {told}");
        }
        let text: String = visti.righe.iter().map(|line| format!("{line}\n")).collect();
        golden::same(GOLDEN, &text, n == 0);
    }
}
