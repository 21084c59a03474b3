//! Documents made whole.

mod bookmarks;
mod documents;
