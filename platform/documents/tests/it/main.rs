//! The documents crate as a whole: stores against a real disk and a real S3-protocol server, and readers
//! against the official samples and files made to harm.

mod antivirus;
mod discard;
mod folder;
mod hostile;
mod memory;
mod s3;
mod samples;
mod seek;
mod stamp;
mod support;
