//! The doors to whoever holds the keys and tells the time.

mod brought_back;
mod brought_back_xml;
mod csc;
mod house;
#[path = "../common/paper.rs"]
mod paper;
mod time_stamps;
mod trial;
