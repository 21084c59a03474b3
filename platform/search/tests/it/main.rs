//! One story, told to each engine.

mod confidential;
mod fixture;
mod hostile;
mod paging;
mod story;
