//! Mail on real servers (Dovecot and an SMTP server), and on servers that lie.

mod lies;
mod mailbox;
mod sending;
mod servers;
