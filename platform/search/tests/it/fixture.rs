use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

use db::{Db, PostgresNode};
use kernel::{Instant, Uuid};
use search::{Doc, Hit, Page, Query, Words};

/// A migrated database on one engine, dropped with its folder or schema.
pub struct Place {
    pub db: Db,
    name: &'static str,
    schema: Option<(PostgresNode, String)>,
    _folder: tempfile::TempDir,
}

/// A fresh database on SQLite, and on PostgreSQL where one is given.
pub async fn places() -> Vec<Place> {
    let mut places = vec![sqlite().await];
    match std::env::var("MUNICIPIO_TEST_POSTGRES").ok().filter(|url| !url.is_empty()) {
        Some(url) => places.push(postgres(&url).await),
        None => {
            assert!(std::env::var_os("CI").is_none(), "in CI set MUNICIPIO_TEST_POSTGRES: both engines must be tried");
            eprintln!(
                "==== NOT TRIED ON POSTGRESQL: set MUNICIPIO_TEST_POSTGRES to a postgres:// address (scripts/postgres start)"
            );
        }
    }
    for place in &places {
        place.db.migrate(&[search::MIGRATIONS], Instant::default()).await.unwrap();
    }
    places
}

async fn sqlite() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::sqlite(&folder.path().join("a.db")).await.unwrap();
    Place { db, name: "SQLite", schema: None, _folder: folder }
}

async fn postgres(url: &str) -> Place {
    let node = PostgresNode::connect(url, 8).await.unwrap();
    let schema = format!("t_search_{:x}", RandomState::new().build_hasher().finish());
    let db = Db::postgres(&node, &schema).await.unwrap();
    Place { db, name: "PostgreSQL", schema: Some((node, schema)), _folder: tempfile::tempdir().unwrap() }
}

impl Place {
    pub fn name(&self) -> &'static str {
        self.name
    }

    pub async fn index(&self, docs: &[Doc<'_>]) {
        let write = self.db.write().await.unwrap();
        for doc in docs {
            search::index(&write, doc).await.unwrap();
        }
        write.commit().await.unwrap();
    }

    /// A page of results. On SQLite there are two ways to them: both must give the same.
    pub async fn page(&self, query: &Query<'_>) -> Page {
        let read = self.db.read().await.unwrap();
        let page = search::query(&read, query).await.unwrap();
        if self.schema.is_none() {
            let write = self.db.write().await.unwrap();
            db::execute(&write, "UPDATE search_doc SET scopes = NULL", []).await.unwrap();
            let by_index = search::query(&write, query).await.unwrap();
            assert_eq!(page, by_index, "by the rows of those who have the words, and by the index alone");
        }
        page
    }

    /// The ids of the documents that answer a finished question from someone with the scope `tutti`.
    pub async fn find(&self, question: &str) -> Vec<u128> {
        self.find_words(&Words::parse(question)).await
    }

    pub async fn find_words(&self, words: &Words) -> Vec<u128> {
        ids(&self.page(&Query { scopes: &[tutti()], ..ask(words) }).await.hits)
    }

    /// Takes what the test made away again.
    pub async fn end(self) {
        if let Some((_, schema)) = &self.schema {
            let write = self.db.write().await.unwrap();
            db::execute(&write, &format!("DROP SCHEMA \"{schema}\" CASCADE"), []).await.unwrap();
            write.commit().await.unwrap();
        }
        self.db.close().await;
    }
}

pub fn tutti() -> String {
    "tutti".into()
}

pub fn ask(words: &Words) -> Query<'_> {
    Query { source: None, words, scopes: &[], facets: &[], from: None, to: None, after: None, limit: 100 }
}

/// A document that everyone may find, as recent as its id is high.
pub fn doc<'a>(id: u128, heading: &'a str, body: &'a str) -> Doc<'a> {
    let order = i64::try_from(id).unwrap();
    Doc { source: "prova", id: Uuid::from_u128(id), order, heading, body, scopes: vec![tutti()], facets: Vec::new() }
}

pub fn ids(hits: &[Hit]) -> Vec<u128> {
    hits.iter().map(|hit| hit.id.as_u128()).collect()
}
