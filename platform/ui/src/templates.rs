//! The engine: compiles every template once, renders pages and fragments.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

use crate::{Error, Frame, Page, TemplateFile, filters};

/// The templates of this crate.
const OWN: &[TemplateFile] = &[
    TemplateFile { name: "ui/bare.html", source: include_str!("../templates/ui/bare.html") },
    TemplateFile { name: "ui/components.html", source: include_str!("../templates/ui/components.html") },
    TemplateFile { name: "ui/error.html", source: include_str!("../templates/ui/error.html") },
    TemplateFile { name: "ui/frame.html", source: include_str!("../templates/ui/frame.html") },
    TemplateFile { name: "ui/head.html", source: include_str!("../templates/ui/head.html") },
    TemplateFile { name: "ui/shortcuts.html", source: include_str!("../templates/ui/shortcuts.html") },
    TemplateFile { name: "ui/suggestions.html", source: include_str!("../templates/ui/suggestions.html") },
    TemplateFile { name: "ui/parts/basics.html", source: include_str!("../templates/ui/parts/basics.html") },
    TemplateFile { name: "ui/parts/charts.html", source: include_str!("../templates/ui/parts/charts.html") },
    TemplateFile { name: "ui/parts/forms.html", source: include_str!("../templates/ui/parts/forms.html") },
    TemplateFile { name: "ui/parts/lists.html", source: include_str!("../templates/ui/parts/lists.html") },
    TemplateFile { name: "ui/parts/things.html", source: include_str!("../templates/ui/parts/things.html") },
    TemplateFile { name: "ui/parts/uploads.html", source: include_str!("../templates/ui/parts/uploads.html") },
];

/// All templates, compiled: this crate's and the offices'.
///
/// Everything is escaped as HTML, a missing variable is an error, and an absent value (`None`) prints nothing.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
}

impl Templates {
    /// Compiles this crate's templates and those of the offices.
    ///
    /// # Errors
    /// [`Error::Compile`] for a template that is not valid, [`Error::Duplicate`] for a name given twice.
    pub fn new(office_templates: &[TemplateFile]) -> Result<Self, Error> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(crate::output::print);
        filters::register(&mut environment);
        let mut names = std::collections::HashSet::new();
        for file in OWN.iter().chain(office_templates) {
            if !names.insert(file.name) {
                return Err(Error::Duplicate { name: file.name.to_owned() });
            }
            environment
                .add_template(file.name, file.source)
                .map_err(|source| Error::Compile { name: file.name.to_owned(), source })?;
        }
        Ok(Self { environment })
    }

    /// Renders every sample of a page, whole and in part: for the tests of whoever has the page.
    ///
    /// # Errors
    /// The first sample that does not fit its template.
    pub fn samples<P: Page>(&self) -> Result<(), Error> {
        for sample in P::samples() {
            self.page(&Frame::default(), &sample)?;
            self.fragment(&Frame::default(), &sample)?;
        }
        Ok(())
    }

    /// The whole page, frame included. The template extends `ui/frame.html` or `ui/bare.html`.
    ///
    /// # Errors
    /// [`Error::Render`] when the context does not fit the template.
    pub fn page<P: Page>(&self, frame: &Frame, page: &P) -> Result<String, Error> {
        self.render::<P>(frame, page, false)
    }

    /// Only what block `content` of the same template gives, for htmx to put into a page that is already there.
    ///
    /// # Errors
    /// [`Error::Render`] when the context does not fit the template.
    pub fn fragment<P: Page>(&self, frame: &Frame, page: &P) -> Result<String, Error> {
        self.render::<P>(frame, page, true)
    }

    /// Only the named block of the template, for htmx to replace a smaller part (the rows of a list, one field).
    ///
    /// # Errors
    /// [`Error::Render`] when the context does not fit the template or it has no such block.
    pub fn block<P: Page>(&self, frame: &Frame, page: &P, block: &str) -> Result<String, Error> {
        let failed = |source| Error::Render { name: P::TEMPLATE.to_owned(), source };
        let template = self.environment.get_template(P::TEMPLATE).map_err(failed)?;
        let mut captured = template.render_captured(context_of(frame, page, true)).map_err(failed)?;
        captured.with_state_mut(|state| state.render_block(block)).map_err(failed)
    }

    fn render<P: Page>(&self, frame: &Frame, page: &P, fragment: bool) -> Result<String, Error> {
        self.environment
            .get_template(P::TEMPLATE)
            .and_then(|template| template.render(context_of(frame, page, fragment)))
            .map_err(|source| Error::Render { name: P::TEMPLATE.to_owned(), source })
    }
}

fn context_of<P: Page>(frame: &Frame, page: &P, fragment: bool) -> Value {
    context! { frame => Value::from(Serde(frame)), fragment => fragment, ..Value::from(Serde(page)) }
}
