//! A form of this office: they are many and small, and all look alike.

use kernel::{Date, Refusal};
use serde::Serialize;
use ui::{Choice, FieldError, Page};
use web::{Ctx, Error, Response, StatusCode};

/// What was sent, or what a form begins with: names and values.
#[derive(Clone, Debug, Default)]
pub(super) struct Inviato(pub Vec<(String, String)>);

impl Inviato {
    /// Values that a form begins with.
    pub(super) fn con<const N: usize>(pairs: [(&str, String); N]) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    pub(super) fn uno(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    pub(super) fn tutti(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    }

    /// A civil date; none when nothing was written. What cannot be read as one is a reason.
    pub(super) fn data(&self, name: &'static str, refusal: &mut Refusal) -> Option<Date> {
        let text = self.uno(name);
        if text.is_empty() {
            return None;
        }
        let read = Date::parse_from_str(text, "%Y-%m-%d").ok();
        if read.is_none() {
            refusal.add(Some(name), "Questa data non si legge: scrivila come 31/12/2026.");
        }
        read
    }

    /// An id out of a select; none when nothing was chosen or it is none.
    pub(super) fn id<T>(&self, name: &str) -> Option<kernel::Id<T>> {
        self.uno(name).parse().ok()
    }
}

/// A field.
#[derive(Debug, Default, Serialize)]
pub(super) struct Campo {
    /// `text`, `email`, `date`, `area`, `select`, `radios`, `checks`, `check`.
    tipo: &'static str,
    name: &'static str,
    /// Of the element: several groups of boxes share a name.
    id: String,
    label: String,
    value: String,
    scelti: Vec<String>,
    hint: Option<String>,
    required: bool,
    choices: Vec<Choice>,
    /// What stands first in a select; none for nothing.
    blank: Option<&'static str>,
    /// Most characters of an area, where they are not the usual five hundred.
    massimo: Option<u32>,
}

impl Campo {
    fn new(tipo: &'static str, name: &'static str, label: &str, sent: &Inviato) -> Self {
        let value = sent.uno(name).to_owned();
        Self { tipo, name, id: name.into(), label: label.into(), value, required: true, ..Self::default() }
    }

    pub(super) fn testo(name: &'static str, label: &str, sent: &Inviato) -> Self {
        Self::new("text", name, label, sent)
    }

    pub(super) fn email(name: &'static str, label: &str, sent: &Inviato) -> Self {
        Self::new("email", name, label, sent)
    }

    pub(super) fn data(name: &'static str, label: &str, sent: &Inviato) -> Self {
        Self::new("date", name, label, sent)
    }

    pub(super) fn area(name: &'static str, label: &str, sent: &Inviato) -> Self {
        Self::new("area", name, label, sent)
    }

    pub(super) fn scelta(name: &'static str, label: &str, choices: Vec<Choice>, sent: &Inviato) -> Self {
        Self { choices, blank: Some("Scegli"), ..Self::new("select", name, label, sent) }
    }

    pub(super) fn una_di(name: &'static str, label: &str, choices: Vec<Choice>, sent: &Inviato) -> Self {
        Self { choices, ..Self::new("radios", name, label, sent) }
    }

    pub(super) fn molte(name: &'static str, id: String, label: &str, choices: Vec<Choice>, sent: &Inviato) -> Self {
        Self { choices, id, scelti: sent.tutti(name), ..Self::new("checks", name, label, sent) }
    }

    pub(super) fn casella(name: &'static str, label: &str, sent: &Inviato) -> Self {
        Self::new("check", name, label, sent)
    }

    #[must_use]
    pub(super) fn aiuto(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// How many characters may be written in it: for what is pasted whole.
    #[must_use]
    pub(super) fn lungo(mut self, massimo: u32) -> Self {
        self.massimo = Some(massimo);
        self
    }

    #[must_use]
    pub(super) fn facoltativo(mut self) -> Self {
        self.required = false;
        self
    }

    /// What an empty select means.
    #[must_use]
    pub(super) fn vuoto(mut self, blank: &'static str) -> Self {
        self.blank = Some(blank);
        self.required = false;
        self
    }
}

/// Fields under one question.
#[derive(Debug, Default, Serialize)]
pub(super) struct Gruppo {
    legenda: Option<String>,
    campi: Vec<Campo>,
}

/// The form.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Modulo {
    azione: String,
    indietro: String,
    /// On what it works.
    testo: Option<String>,
    /// What cannot be undone, or what follows.
    avviso: Option<String>,
    /// All that stands in the way, where nothing can be sent yet.
    motivi: Vec<String>,
    /// What was wrong with what was sent and concerns no field.
    rifiuti: Vec<String>,
    gruppi: Vec<Gruppo>,
    invia: String,
    /// Where the same fields show what would come of them, where they can.
    anteprima: Option<String>,
    pericolo: bool,
    errors: Vec<FieldError>,
}

impl Modulo {
    pub(super) fn new(azione: impl Into<String>, indietro: impl Into<String>, invia: &str) -> Self {
        Self { azione: azione.into(), indietro: indietro.into(), invia: invia.into(), ..Self::default() }
    }

    #[must_use]
    pub(super) fn testo(mut self, testo: impl Into<String>) -> Self {
        self.testo = Some(testo.into());
        self
    }

    #[must_use]
    pub(super) fn avviso(mut self, avviso: impl Into<String>) -> Self {
        self.avviso = Some(avviso.into());
        self
    }

    #[must_use]
    pub(super) fn pericolo(mut self) -> Self {
        self.pericolo = true;
        self
    }

    #[must_use]
    pub(super) fn anteprima(mut self, anteprima: impl Into<String>) -> Self {
        self.anteprima = Some(anteprima.into());
        self
    }

    #[must_use]
    pub(super) fn motivi(mut self, motivi: Vec<String>) -> Self {
        self.motivi = motivi;
        self
    }

    #[must_use]
    pub(super) fn campi(mut self, campi: Vec<Campo>) -> Self {
        self.gruppi.push(Gruppo { legenda: None, campi });
        self
    }

    #[must_use]
    pub(super) fn gruppo(mut self, legenda: &str, campi: Vec<Campo>) -> Self {
        self.gruppi.push(Gruppo { legenda: Some(legenda.into()), campi });
        self
    }

    /// The page; with reasons it says what is wrong, beside the fields and on top.
    pub(super) async fn mostra(
        mut self,
        ctx: &Ctx,
        titolo: &str,
        crumbs: &[(&str, &str)],
        refusal: Refusal,
    ) -> Result<Response, Error> {
        let failed = !refusal.reasons.is_empty();
        for reason in refusal.reasons {
            match reason.field {
                Some(field) => {
                    let field = self.id_of(field);
                    self.errors.push(FieldError { field, message: reason.sentence });
                }
                None => self.rifiuti.push(reason.sentence),
            }
        }
        let mut response = ctx.page(titolo, crumbs, &self).await?;
        if failed {
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        }
        Ok(response)
    }

    /// The element of a field; the accounts call names otherwise than our forms.
    fn id_of(&self, field: &str) -> String {
        let name = match field {
            "username" => "utente",
            "name" if self.has("cognome") => "nome",
            "surname" => "cognome",
            other => other,
        };
        let fields = self.gruppi.iter().flat_map(|gruppo| &gruppo.campi);
        fields.filter(|campo| campo.name == name).map(|campo| campo.id.clone()).next().unwrap_or_else(|| name.into())
    }

    fn has(&self, name: &str) -> bool {
        self.gruppi.iter().flat_map(|gruppo| &gruppo.campi).any(|campo| campo.name == name)
    }
}

impl Page for Modulo {
    const TEMPLATE: &'static str = "comando/modulo.html";
    fn samples() -> Vec<Self> {
        let sent = Inviato::con([("nome", "Tributi".into()), ("ruolo", "r".into())]);
        let choice =
            || vec![Choice { value: "r".into(), label: "Istruttore".into(), hint: Some("Può registrare.".into()) }];
        let campi = vec![
            Campo::testo("nome", "Nome", &sent).aiuto("Come si legge sulla porta."),
            Campo::email("email", "Email", &sent).facoltativo(),
            Campo::data("dal", "Dal", &sent),
            Campo::area("motivo", "Motivo", &sent).facoltativo(),
            Campo::scelta("unita", "Ufficio", choice(), &sent).aiuto("Dove."),
            Campo::scelta("sopra", "Sopra", choice(), &sent).vuoto("Nessuno"),
            Campo::una_di("ruolo", "Ruolo", choice(), &sent),
            Campo::molte("permesso", "permesso-1".into(), "Protocollo", choice(), &sent),
            Campo::casella("solo_ente", "Solo con il servizio dell'ente", &sent),
        ];
        let full = Self {
            errors: vec![FieldError { field: "nome".into(), message: "Manca il nome.".into() }],
            rifiuti: vec!["Resterebbe chiuso fuori.".into()],
            ..Self::new("/x", "/y", "Salva")
                .testo("Anna Neri")
                .avviso("Resta scritto.")
                .pericolo()
                .anteprima("/z")
                .gruppo("Chi", campi)
        };
        let bare = Self::new("/x", "/y", "Chiudi").campi(vec![Campo::testo("nome", "Nome", &sent)]);
        let blocked = Self::new("/x", "/y", "Chiudi").motivi(vec!["Ne dipende un ufficio.".into()]);
        vec![full, bare, blocked]
    }
}

/// The permissions and incarichi of others are changed only by whoever has just proved who they are. A program's key has no
/// session and proves it by itself.
pub(super) fn fresco(ctx: &Ctx) -> Result<(), Error> {
    match ctx.signed() {
        Ok(signed) => Ok(signed.require_fresh(ctx.now)?),
        Err(_) => Ok(()),
    }
}

/// A refusal of an action; other errors go on.
pub(super) fn rifiuto(error: crate::Error) -> Result<Refusal, Error> {
    match error {
        crate::Error::Refused(refusal) => Ok(refusal),
        other => Err(other.into()),
    }
}
