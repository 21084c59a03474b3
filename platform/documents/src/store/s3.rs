//! Documents in an S3 bucket, for providers with many enti and several nodes.
//!
//! S3 answers a PUT, a completed multipart upload or a copy only when the object is durable, so nothing more
//! is needed for [`Store`]'s promise. An object that is there with the right length is taken for sound (S3
//! keeps its own checksums); `verify` re-reads it all the same.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use tokio::io::AsyncRead;

use super::s3_upload::{Arrival, Intake, LARGEST_OBJECT, PART_BYTES};
use super::{ByteStream, EntePrefix, S3Settings, Sha256Hash, Store, StoreError, Stored, check_range};

/// Bytes fetched by one request of a stream. Each request ends quickly whatever the speed of the taker, so
/// that a slow download does not run into the request's time-out.
const FETCH_BYTES: u64 = 4 * 1024 * 1024;

/// One ente's documents in a bucket; see the module's page.
#[derive(Debug, Clone)]
pub struct S3Store {
    store: Arc<dyn ObjectStore>,
    ente: EntePrefix,
    instance: String,
    next: Arc<AtomicU64>,
}

impl S3Store {
    /// Connects, sees that the bucket is there and may be used, and removes what interrupted uploads left
    /// more than a day before `now`.
    ///
    /// `instance` must differ between running processes (a random id made at start): two nodes must never
    /// choose the same name for an arrival.
    pub async fn open(
        settings: &S3Settings,
        ente: &EntePrefix,
        instance: &str,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let store = Self {
            store: Arc::new(settings.client()?),
            ente: ente.clone(),
            instance: instance.to_owned(),
            next: Arc::default(),
        };
        let tidied = store.remove_abandoned(now).await;
        tidied.map_err(|e| StoreError::from_s3(None, e)).map(|()| store)
    }

    async fn remove_abandoned(&self, now: DateTime<Utc>) -> Result<(), object_store::Error> {
        let before = now - TimeDelta::days(1);
        let arrivals = Path::from_iter([self.ente.as_str(), "arrivi"]);
        let old: Vec<Path> = self
            .store
            .list(Some(&arrivals))
            .try_filter(|found| std::future::ready(found.last_modified < before))
            .map_ok(|found| found.location)
            .try_collect()
            .await?;
        for key in old {
            self.store.delete(&key).await?;
            tracing::info!(%key, "removed an abandoned upload");
        }
        Ok(())
    }

    fn key(&self, sha: &Sha256Hash) -> Path {
        Path::from(format!("{}/{}", self.ente.as_str(), sha.key()))
    }

    fn arrival_key(&self) -> Path {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}-{number}", self.instance);
        Path::from_iter([self.ente.as_str(), "arrivi", &name])
    }

    async fn put_small(&self, intake: Intake<'_>, whole: Bytes) -> Result<Stored, StoreError> {
        let (sha256, size, head) = intake.finish();
        let already_there = self.size(&sha256).await? == Some(size);
        if !already_there {
            let put = self.store.put(&self.key(&sha256), whole.into()).await;
            put.map_err(|e| StoreError::from_s3(None, e))?;
        }
        Ok(Stored { sha256, size, already_there, head })
    }

    async fn put_large(&self, mut intake: Intake<'_>, first: Bytes) -> Result<Stored, StoreError> {
        let s3 = |e| StoreError::from_s3(None, e);
        let mut arrival = Arrival::begin(&self.store, self.arrival_key()).await.map_err(s3)?;
        arrival.send(first).await.map_err(s3)?;
        loop {
            let part = intake.part().await?;
            let last = part.len() < PART_BYTES;
            if !part.is_empty() {
                arrival.send(part).await.map_err(s3)?;
            }
            if last {
                break;
            }
        }
        let (sha256, size, head) = intake.finish();
        let already_there = self.size(&sha256).await? == Some(size);
        if !already_there {
            arrival.publish(&self.key(&sha256)).await.map_err(s3)?;
        }
        Ok(Stored { sha256, size, already_there, head })
    }
}

#[async_trait]
impl Store for S3Store {
    async fn put_stream(
        &self,
        reader: &mut (dyn AsyncRead + Send + Unpin),
        size_limit: u64,
    ) -> Result<Stored, StoreError> {
        let mut intake = Intake::new(reader, size_limit.min(LARGEST_OBJECT));
        let first = intake.part().await?;
        if first.len() < PART_BYTES { self.put_small(intake, first).await } else { self.put_large(intake, first).await }
    }

    async fn get_range(&self, sha: &Sha256Hash, range: Range<u64>) -> Result<Bytes, StoreError> {
        let size = self.size(sha).await?.ok_or(StoreError::NotFound { sha: *sha })?;
        check_range(&range, size)?;
        if range.is_empty() {
            return Ok(Bytes::new());
        }
        let got = self.store.get_range(&self.key(sha), range).await;
        got.map_err(|e| StoreError::from_s3(Some(sha), e))
    }

    async fn open_range(&self, sha: &Sha256Hash, range: Range<u64>) -> Result<ByteStream, StoreError> {
        let size = self.size(sha).await?.ok_or(StoreError::NotFound { sha: *sha })?;
        check_range(&range, size)?;
        let (store, key, sha) = (Arc::clone(&self.store), self.key(sha), *sha);
        Ok(stream::try_unfold(range, move |left| {
            let (store, key) = (Arc::clone(&store), key.clone());
            async move {
                if left.is_empty() {
                    return Ok(None);
                }
                let end = left.end.min(left.start.saturating_add(FETCH_BYTES));
                let got = store.get_range(&key, left.start..end).await;
                let bytes = got.map_err(|e| StoreError::from_s3(Some(&sha), e))?;
                Ok(Some((bytes, end..left.end)))
            }
        })
        .boxed())
    }

    async fn size(&self, sha: &Sha256Hash) -> Result<Option<u64>, StoreError> {
        match self.store.head(&self.key(sha)).await {
            Ok(found) => Ok(Some(found.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(other) => Err(StoreError::from_s3(Some(sha), other)),
        }
    }

    async fn delete(&self, sha: &Sha256Hash) -> Result<(), StoreError> {
        match self.store.delete(&self.key(sha)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(other) => Err(StoreError::from_s3(Some(sha), other)),
        }
    }

    fn list(&self) -> BoxStream<'static, Result<Sha256Hash, StoreError>> {
        let ente = self.ente.clone();
        self.store
            .list(Some(&Path::from(self.ente.as_str())))
            .map_err(|e| StoreError::from_s3(None, e))
            .try_filter_map(move |found| {
                let sha = found.location.filename().and_then(|name| name.parse().ok());
                // Only an object at its own place counts: an arrival, or a stray copy, does not.
                let at_home = sha
                    .filter(|sha: &Sha256Hash| found.location.as_ref() == format!("{}/{}", ente.as_str(), sha.key()));
                std::future::ready(Ok(at_home))
            })
            .boxed()
    }
}
