//! The link between a struct and its template.

use serde::Serialize;

/// A page, or a part of one, with a typed context.
///
/// The fields of the struct are the template's variables; the frame is `frame`. Missing variables are errors, so
/// [`Page::samples`] must show each branch of the template: tests render all of them.
pub trait Page: Serialize {
    /// Name of the template, such as `protocollo/list.html`.
    const TEMPLATE: &'static str;

    /// Believable contexts: a full one, an empty one, one with errors.
    fn samples() -> Vec<Self>
    where
        Self: Sized;
}

/// A template embedded in an office's crate, usually by `include_str!`.
#[derive(Debug, Clone, Copy)]
pub struct TemplateFile {
    /// Name by which other templates and [`Page::TEMPLATE`] call it: `office/file.html`.
    pub name: &'static str,
    /// Its text.
    pub source: &'static str,
}

/// The page shown when something went wrong, in plain words.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorPage {
    /// HTTP status, shown small for whoever reports the problem.
    pub status: u16,
    /// What happened, in a few words: "Questa pagina non c'è".
    pub title: String,
    /// What it means, in a sentence or two.
    pub text: String,
    /// What the user can do now, one sentence each.
    pub what_to_do: Vec<String>,
    /// Where the way out leads, with its label.
    pub way_out: Option<crate::Crumb>,
    /// A code by which the log can be searched; none when there is nothing to report.
    pub reference: Option<String>,
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "ui/error.html";

    fn samples() -> Vec<Self> {
        vec![
            Self {
                status: 404,
                title: "Questa pagina non c'è".to_owned(),
                text: "L'indirizzo è sbagliato, oppure la pagina è stata spostata.".to_owned(),
                what_to_do: vec!["Cerca quello che ti serve dalla barra in alto.".to_owned()],
                way_out: Some(crate::Crumb {
                    label: "Vai alla scrivania".to_owned(),
                    href: Some("/scrivania".to_owned()),
                }),
                reference: None,
            },
            Self {
                status: 500,
                title: "Qualcosa si è rotto da parte nostra".to_owned(),
                text: "Quello che hai scritto non è andato perso: la bozza è ancora nel modulo.".to_owned(),
                what_to_do: vec![
                    "Torna indietro e riprova.".to_owned(),
                    "Se succede di nuovo, chiama l'assistenza e leggi il codice qui sotto.".to_owned(),
                ],
                way_out: None,
                reference: Some("7F3A-91C2".to_owned()),
            },
        ]
    }
}

/// What a combobox gets for what was written so far: a bare list of options, without a frame. An endpoint may as well
/// answer the same hits as a JSON array.
#[derive(Debug, Clone, Serialize)]
pub struct Suggestions {
    /// The suggestions, best first; a dozen is plenty.
    pub hits: Vec<crate::SearchHit>,
}

impl Page for Suggestions {
    const TEMPLATE: &'static str = "ui/suggestions.html";

    fn samples() -> Vec<Self> {
        let firm = crate::SearchHit {
            value: "88".to_owned(),
            label: "Studio tecnico Rinaldi e associati".to_owned(),
            hint: Some("PEC studio.rinaldi@pec.example".to_owned()),
            group: Some("Professionista".to_owned()),
        };
        let person = crate::SearchHit { hint: None, group: None, ..firm.clone() };
        vec![Self { hits: vec![firm, person] }, Self { hits: Vec::new() }]
    }
}
