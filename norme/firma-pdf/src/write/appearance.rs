//! What a visible signature looks like.

use super::update::Update;
use crate::{
    Error,
    budget::Budget,
    lex::{DEPTH_MAX, Lexer},
    object::{Dict, Object},
};

/// What is drawn in a signature's rectangle, whose lower left corner is (0, 0).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Appearance {
    /// A content stream of the caller's, with the dictionary of its resources (`<<…>>`), which may name the document's objects. For
    /// PDF/A its fonts must be embedded.
    Content {
        /// Operators.
        content: Vec<u8>,
        /// `<<…>>`.
        resources: Vec<u8>,
    },
}

impl Appearance {
    /// The `/AP` of a widget of this width and height.
    pub(super) fn object(&self, update: &mut Update<'_, '_>, [width, height]: [f64; 2]) -> Result<Object, Error> {
        let Self::Content { content, resources } = self;
        let budget = Budget::new();
        let resources = Lexer::new(resources, 0, &budget, false).object(DEPTH_MAX)?;
        let mut form = Dict::default();
        for (key, name) in [(&b"Type"[..], &b"XObject"[..]), (b"Subtype", b"Form")] {
            form.set(key, Object::Name(name.to_vec()));
        }
        let corners = [0.0, 0.0, width, height];
        form.set(b"BBox", Object::Array(corners.iter().map(|corner| Object::Real(*corner)).collect()));
        form.set(b"Resources", resources);
        let normal = update.add_stream(form, content);
        let mut looks = Dict::default();
        looks.set(b"N", Object::Ref(normal));
        Ok(Object::Dict(looks))
    }
}
