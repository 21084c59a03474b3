//! A running town hall in a test, on either engine: [`TownHall::start`].

mod browser;
mod clamd;
pub mod csc;
mod door;
mod engine;
pub mod golden;
mod liar;
mod mail_server;
mod outside;
mod paper;
mod port;
mod s3;
mod schema;
mod sftp_server;
mod told;
mod town_hall;

pub use browser::{Browser, link};
pub use clamd::{FOUND, INFECTED, Mood, SimulatedClamd};
pub use door::Door;
pub use engine::{Engine, new_database, postgres_url};
pub use liar::{Answer, liar};
pub use mail_server::MailServer;
pub use outside::{installed, lives, openssl, runnable, seal_file, simulated_converter, time_stamp, time_stamps};
pub use paper::{pdf, pdf_with};
pub use port::{free_port, listen_at};
pub use s3::{ACCESS_KEY, BUCKET, S3Server, SECRET_KEY};
pub use sftp_server::SftpServer;
pub use town_hall::{PASSWORD, TownHall, built_program, usual_settings};
