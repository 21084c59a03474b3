use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    handler::Handler,
    middleware::{self, Next},
    response::Response,
    routing::{MethodFilter, on},
};

use crate::{
    Access, Described, Error, House,
    api::{Call, Named, document},
    ctx::SignedInPerson,
    metrics::Operator,
    upload::MAX_UPLOAD,
};

/// The only page for whoever must change the password first.
const PASSWORD_PAGE: &str = "/account/password";
/// The pages for whoever must add a second factor first, with those below them. Not that of programs' keys, which would be a
/// way around.
const FACTOR_PAGES: [&str; 5] =
    ["/account/codice", "/account/passkey", "/account/recupero", "/account/conferma", PASSWORD_PAGE];

/// One route, for the list that tests walk.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path with its parameters in braces.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
}

/// An office's routes. Each is added together with who may use it.
#[derive(Default)]
pub struct Routes {
    router: Router<Arc<House>>,
    listed: Vec<Listed>,
    calls: Vec<Named>,
}

impl Routes {
    /// No routes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A page.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, Arc<House>>,
        T: 'static,
    {
        self.add(MethodFilter::GET, "GET", path, access, handler, None)
    }

    /// A form or a call that changes something.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, Arc<House>>,
        T: 'static,
    {
        self.add(MethodFilter::POST, "POST", path, access, handler, None)
    }

    /// A form with files, which stream in without being held in memory.
    #[must_use]
    pub fn upload<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, Arc<House>>,
        T: 'static,
    {
        let limit = usize::try_from(MAX_UPLOAD).unwrap_or(usize::MAX);
        self.add(MethodFilter::POST, "POST", path, access, handler, Some(limit))
    }

    /// A call of another body's program ([`Access::Program`]), whose body the handler takes as it streams in: `most` bytes of it.
    #[must_use]
    pub fn program<H, T>(self, path: &'static str, most: usize, handler: H) -> Self
    where
        H: Handler<T, Arc<House>>,
        T: 'static,
    {
        self.add(MethodFilter::POST, "POST", path, Access::Program, handler, Some(most))
    }

    /// A call by which a program reads. `title` says in a few Italian words what it does; the rest of its description is
    /// made of the handler's types.
    #[must_use]
    pub fn api_get<H, T, D>(self, path: &'static str, access: Access, title: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<House>> + Described<D>,
        T: 'static,
    {
        self.named("GET", path, access, title, &handler).add(MethodFilter::GET, "GET", path, access, handler, None)
    }

    /// A call by which a program changes something; `title` as for [`Routes::api_get`].
    #[must_use]
    pub fn api_post<H, T, D>(self, path: &'static str, access: Access, title: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<House>> + Described<D>,
        T: 'static,
    {
        let this = self.named("POST", path, access, title, &handler);
        let files = this.calls.last().is_some_and(|named| named.call.files);
        let limit = files.then(|| usize::try_from(MAX_UPLOAD).unwrap_or(usize::MAX));
        this.add(MethodFilter::POST, "POST", path, access, handler, limit)
    }

    /// These routes and others'.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.listed.extend(other.listed);
        self.calls.extend(other.calls);
        self
    }

    /// What there is, for tests.
    pub fn listed(&self) -> &[Listed] {
        &self.listed
    }

    /// The OpenAPI 3.1 document of the calls.
    pub fn document(&self) -> serde_json::Value {
        document(&self.calls)
    }

    pub(crate) fn into_router(self) -> Router<Arc<House>> {
        self.router
    }

    fn named<H: Described<D>, D>(
        mut self,
        method: &'static str,
        path: &'static str,
        access: Access,
        title: &'static str,
        handler: &H,
    ) -> Self {
        let listed = Listed { method, path, access };
        self.calls.push(Named { listed, title, call: Call::new(path, handler) });
        self
    }

    fn add<H, T>(
        mut self,
        filter: MethodFilter,
        method: &'static str,
        path: &'static str,
        access: Access,
        handler: H,
        body_limit: Option<usize>,
    ) -> Self
    where
        H: Handler<T, Arc<House>>,
        T: 'static,
    {
        self.listed.push(Listed { method, path, access });
        let guarded = on(filter, handler).route_layer(middleware::from_fn_with_state(access, guard));
        let guarded = match body_limit {
            Some(limit) => guarded.route_layer(DefaultBodyLimit::max(limit)),
            None => guarded,
        };
        self.router = self.router.route(path, guarded);
        self
    }
}

async fn guard(State(access): State<Access>, request: Request, next: Next) -> Result<Response, Error> {
    if matches!(access, Access::Operator) {
        // The shell lets only an operator this far; a route that it does not know stays shut.
        let known = request.extensions().get::<Operator>().is_some();
        return if known { Ok(next.run(request).await) } else { Err(Error::NotFound("Questa pagina non c'è.")) };
    }
    let person = request.extensions().get::<SignedInPerson>();
    let unsettled =
        person.and_then(|person| person.signed.as_deref()).is_some_and(|signed| signed.must_change_password);
    if unsettled && !matches!(access, Access::Public) && request.uri().path() != PASSWORD_PAGE {
        return Err(Error::MustChangePassword);
    }
    let lacking = person.is_some_and(|person| person.lacks_factor);
    if lacking && !matches!(access, Access::Public) && !for_factors(request.uri().path()) {
        return Err(Error::MustAddFactor);
    }
    match (access, person) {
        (Access::Public | Access::Operator | Access::Program, _) | (Access::SignedIn, Some(_)) => {}
        (Access::SignedIn | Access::With(_), None) => return Err(Error::SignIn),
        (Access::With(permission), Some(person)) => person.who.require(permission)?,
    }
    Ok(next.run(request).await)
}

fn for_factors(path: &str) -> bool {
    let below = |page: &str| path.strip_prefix(page).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    path == "/account" || FACTOR_PAGES.iter().any(|page| below(page))
}
