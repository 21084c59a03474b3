//! How to reach an S3 bucket.

use std::fmt;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::{BackoffConfig, ClientOptions, RetryConfig};

use super::StoreError;

/// The settings of an S3-compatible object storage (AWS, MinIO, Ceph, Garage …).
#[derive(Clone)]
pub struct S3Settings {
    /// The service's address (`https://s3.example.it`); `None` for AWS itself.
    pub endpoint: Option<String>,
    /// The region; services without regions take any word, usually `us-east-1`.
    pub region: String,
    /// The bucket, which must exist.
    pub bucket: String,
    /// The access key's identifier.
    pub access_key: String,
    /// The access key's secret.
    pub secret_key: String,
    /// `true` puts the bucket in the path (most services of one's own), `false` in the host name (AWS).
    pub path_style: bool,
    /// Time allowed for opening a connection.
    pub connect_timeout: Duration,
    /// Time allowed for one request, answer included: a part of 8 MiB, or the copy of the largest document.
    pub request_timeout: Duration,
    /// How many times a failed request is tried again.
    pub retries: usize,
    /// Time after which a request is not tried again.
    pub retry_timeout: Duration,
}

impl S3Settings {
    /// Settings with the usual times: 5 s to connect, 2 minutes for a request, 5 retries within 3 minutes.
    pub fn new(bucket: &str, access_key: &str, secret_key: &str) -> Self {
        Self {
            endpoint: None,
            region: "us-east-1".to_owned(),
            bucket: bucket.to_owned(),
            access_key: access_key.to_owned(),
            secret_key: secret_key.to_owned(),
            path_style: true,
            connect_timeout: Duration::from_secs(5),
            request_timeout: Duration::from_secs(120),
            retries: 5,
            retry_timeout: Duration::from_secs(180),
        }
    }

    pub(super) fn client(&self) -> Result<AmazonS3, StoreError> {
        let bad = |reason: &str| StoreError::BadSettings { reason: reason.to_owned() };
        if self.bucket.trim().is_empty() {
            return Err(bad("manca il nome del contenitore (bucket)."));
        }
        let plain_http = match self.endpoint.as_deref() {
            Some(address) if address.starts_with("http://") => true,
            Some(address) if address.starts_with("https://") => false,
            Some(_) => return Err(bad("l'indirizzo deve cominciare con https:// oppure http://.")),
            None => false,
        };
        let options = ClientOptions::new()
            .with_allow_http(plain_http)
            .with_connect_timeout(self.connect_timeout)
            .with_timeout(self.request_timeout);
        let retry = RetryConfig {
            backoff: BackoffConfig::default(),
            max_retries: self.retries,
            retry_timeout: self.retry_timeout,
        };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&self.bucket)
            .with_region(&self.region)
            .with_access_key_id(&self.access_key)
            .with_secret_access_key(&self.secret_key)
            .with_virtual_hosted_style_request(!self.path_style)
            .with_client_options(options)
            .with_retry(retry)
            // One plain DELETE per object: every service has it.
            .with_disable_bulk_delete(true);
        if let Some(address) = &self.endpoint {
            builder = builder.with_endpoint(address);
        }
        builder.build().map_err(|e| StoreError::BadSettings { reason: e.to_string() })
    }
}

impl fmt::Debug for S3Settings {
    /// Without the secret, since settings end up in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Settings")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("bucket", &self.bucket)
            .field("access_key", &self.access_key)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_never_reaches_a_log() {
        let shown = format!("{:?}", S3Settings::new("documenti", "CHIAVE", "segretissimo"));
        assert!(shown.contains("documenti") && !shown.contains("segretissimo"), "{shown}");
    }

    #[test]
    fn an_address_without_its_scheme_is_refused_with_the_remedy() {
        let mut settings = S3Settings::new("documenti", "k", "s");
        settings.endpoint = Some("s3.example.it".to_owned());
        let told = settings.client().map(|_| ()).unwrap_err().to_string();
        assert!(told.contains("https://"), "{told}");
    }
}
