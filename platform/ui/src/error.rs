//! What can go wrong between a template and its page.

/// A template that does not compile or does not render. Both are faults of the program, never of the user: log the
/// cause chain and show the plain error page.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The template's source is not valid.
    #[error("template {name} does not compile; mend its source")]
    Compile {
        /// Name of the template.
        name: String,
        /// What the engine found, with the line.
        #[source]
        source: minijinja::Error,
    },
    /// Two templates carry the same name: an office's templates start with the office's name.
    #[error("template {name} is given twice; each office names its templates after itself")]
    Duplicate {
        /// The name found twice.
        name: String,
    },
    /// The template met a value that it did not expect, or missed one.
    #[error("template {name} does not render with the context it was given")]
    Render {
        /// Name of the template.
        name: String,
        /// What the engine found, with the line.
        #[source]
        source: minijinja::Error,
    },
}
