//! What is said to a clamd and heard from it: a simulator that misbehaves, and Debian's own where it is installed.

mod debian;
mod simulated;
