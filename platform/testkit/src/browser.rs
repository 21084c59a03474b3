use reqwest::{Client, Response, multipart, redirect::Policy};

/// The first link of a page that ends so.
pub fn link<'a>(page: &'a str, end: &str) -> Option<&'a str> {
    page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).find(|href| href.ends_with(end))
}

/// A browser without a screen: it keeps cookies, sends forms with the page's token, and follows nothing by itself.
pub struct Browser {
    client: Client,
    url: String,
}

impl Browser {
    pub(crate) fn new(url: &str) -> Self {
        // Town halls in tests speak no TLS, and reading all the machine's authorities for each browser would cost more than signing in.
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).tls_certs_only([]);
        Self { client: client.build().expect("a client"), url: url.into() }
    }

    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Response {
        self.client.get(self.address(path)).send().await.expect("an answer")
    }

    /// Asks for a page and reads it.
    pub async fn read(&self, path: &str) -> String {
        self.get(path).await.text().await.expect("a text")
    }

    /// Sends a form, with the token that our pages carry.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.post_with(&self.token().await, path, fields).await
    }

    /// The same with a token read before: for two who send at the same moment.
    pub async fn post_with(&self, token: &str, path: &str, fields: &[(&str, &str)]) -> Response {
        self.client.post(self.address(path)).header("x-csrf-token", token).form(fields).send().await.expect("an answer")
    }

    /// Sends a form with one file in the field `file`.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], name: &str, bytes: Vec<u8>) -> Response {
        let token = self.token().await;
        let mut form = multipart::Form::new().text("csrf", token);
        for (key, value) in fields {
            form = form.text((*key).to_owned(), (*value).to_owned());
        }
        let form = form.part("file", multipart::Part::bytes(bytes).file_name(name.to_owned()));
        self.client.post(self.address(path)).multipart(form).send().await.expect("an answer")
    }

    /// The client, for what a browser would not do.
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// The whole address of a path.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// The token of this browser's forms, read from a page as a person's browser would.
    pub async fn token(&self) -> String {
        let mut page = self.read("/accedi").await;
        if !page.contains("name=\"csrf\"") {
            page = self.read("/scrivania").await;
        }
        let after = page.split("name=\"csrf\" value=\"").nth(1).expect("a form with a token");
        after.split('"').next().unwrap_or_default().to_owned()
    }
}
