//! Documents made whole.

mod documents;
