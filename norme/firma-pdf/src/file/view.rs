//! The file as one revision saw it.

use std::{ops::Deref, rc::Rc};

use super::{Pdf, stream_data};
use crate::{
    Error, filter,
    object::{Dict, NULL, Object, Ref},
};

/// Most references to references that are followed.
const HOPS_MAX: usize = 16;

/// An object, borrowed or shared.
pub(crate) enum Got<'o> {
    Here(&'o Object),
    There(Rc<Object>),
}

impl Deref for Got<'_> {
    type Target = Object;

    fn deref(&self) -> &Object {
        match self {
            Self::Here(object) => object,
            Self::There(object) => object,
        }
    }
}

/// The file as one revision saw it. What cannot be read is null and noted; only the budget is an error.
#[derive(Clone, Copy)]
pub(crate) struct View<'p, 'a> {
    pub pdf: &'p Pdf<'a>,
    pub revision: usize,
}

impl<'p> View<'p, '_> {
    /// An indirect object.
    pub fn get(&self, to: Ref) -> Result<Rc<Object>, Error> {
        self.pdf.budget.spend(1)?;
        self.pdf.load(to.number, self.revision)
    }

    /// The object itself, or what it refers to.
    pub fn resolve<'o>(&self, object: &'o Object) -> Result<Got<'o>, Error> {
        let Object::Ref(to) = object else { return Ok(Got::Here(object)) };
        let mut found = self.get(*to)?;
        for _ in 0..HOPS_MAX {
            let Object::Ref(next) = &*found else { return Ok(Got::There(found)) };
            found = self.get(*next)?;
        }
        Ok(Got::Here(&NULL))
    }

    /// What a dictionary has under a key, references followed.
    pub fn value<'o>(&self, dict: &'o Dict, key: &[u8]) -> Result<Got<'o>, Error> {
        self.resolve(dict.get(key))
    }

    pub fn trailer(&self) -> Option<&'p Dict> {
        self.pdf.saved.get(self.revision).map(|saved| &saved.trailer)
    }

    pub fn root(&self) -> Option<Ref> {
        self.trailer()?.get(b"Root").as_ref()
    }

    /// The catalog, if it is a dictionary with pages.
    pub fn catalog(&self) -> Option<Rc<Object>> {
        let catalog = self.get(self.root()?).ok()?;
        catalog.as_dict().is_some_and(|dict| dict.has(b"Pages")).then_some(catalog)
    }

    /// The data of a stream as written.
    pub fn raw(&self, dict: &Dict, data: usize) -> Result<&'p [u8], Error> {
        Ok(stream_data(self.pdf.bytes, data, self.pdf.length(dict, self.revision)?))
    }

    /// The data of a stream, decoded where it is Flate or plain.
    pub fn data(&self, dict: &Dict, data: usize) -> Result<Vec<u8>, Error> {
        filter::decode(dict, self.raw(dict, data)?, &self.pdf.budget)
    }
}
