//! What keeps a program of others from the network and from our files. Bubblewrap does most: no network, no process that outlives it, and
//! of the files only the system's and the one folder. Where it is missing, or the system forbids it, `unshare` (util-linux) takes at least the
//! network away. Where neither can be used a program still has its own settings, environment and limits, and no more.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use crate::programs::{folder_of, look};

/// Parts of the system that converters read: programs, libraries, fonts, their own settings. Nothing of ours, and nobody's home.
const READ: [&str; 11] = [
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/opt",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/etc/libreoffice",
    "/etc/localtime",
    "/var/lib/ghostscript",
];
/// How long trying out may take.
const TRIED: Duration = Duration::from_secs(5);

/// The fence that this machine allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fence {
    /// Bubblewrap: neither network nor files of ours.
    Bubblewrap(PathBuf),
    /// A network of its own, in which nobody else is.
    Unshare(PathBuf),
    /// None.
    Absent,
}

impl Fence {
    /// Tries them out, the best first: that a program is there does not say that the system lets it work.
    pub(crate) async fn find(path: &OsStr) -> Self {
        let inside = std::env::temp_dir();
        let kinds = [look(path, "bwrap").map(Self::Bubblewrap), look(path, "unshare").map(Self::Unshare)];
        for fence in kinds.into_iter().flatten() {
            if fence.works(&inside).await {
                return fence;
            }
        }
        Self::Absent
    }

    /// The words before the program's own: what starts it inside, where it may write in `folder` and is itself found under `program`.
    pub(crate) fn words(&self, folder: &Path, program: &Path) -> Vec<OsString> {
        match self {
            Self::Absent => Vec::new(),
            Self::Unshare(unshare) => {
                let options = ["--user", "--map-current-user", "--net", "--pid", "--fork", "--kill-child", "--"];
                std::iter::once(OsString::from(unshare)).chain(options.map(OsString::from)).collect()
            }
            Self::Bubblewrap(bwrap) => {
                let mut words: Vec<OsString> = vec![bwrap.into()];
                let mut say = |some: &[&OsStr]| words.extend(some.iter().map(|word| (*word).to_owned()));
                say(&["--unshare-all", "--die-with-parent", "--ro-bind", "/usr", "/usr"].map(OsStr::new));
                for place in READ.map(OsStr::new) {
                    say(&[OsStr::new("--ro-bind-try"), place, place]);
                }
                say(&["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"].map(OsStr::new));
                let (beside, folder) = (folder_of(program).as_os_str(), folder.as_os_str());
                say(&[OsStr::new("--ro-bind-try"), beside, beside]);
                say(&[OsStr::new("--bind"), folder, folder, OsStr::new("--chdir"), folder]);
                words
            }
        }
    }

    async fn works(&self, folder: &Path) -> bool {
        let mut words = self.words(folder, Path::new("/usr/bin/true")).into_iter();
        let Some(first) = words.next() else { return true };
        let mut command = Command::new(first);
        command.args(words).arg("true").env_clear().env("PATH", "/usr/bin:/bin").kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        matches!(tokio::time::timeout(TRIED, command.status()).await, Ok(Ok(status)) if status.success())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What follows an option, each time.
    fn after<'a>(words: &[&'a str], option: &str) -> Vec<&'a str> {
        words.windows(2).filter(|two| two[0] == option).map(|two| two[1]).collect()
    }

    #[test]
    fn inside_there_is_neither_a_network_nor_a_file_of_ours() {
        let fence = Fence::Bubblewrap("/usr/bin/bwrap".into());
        let words = fence.words(Path::new("/tmp/banco"), Path::new("/usr/bin/soffice"));
        let text: Vec<&str> = words.iter().map(|word| word.to_str().unwrap()).collect();
        assert!(text.contains(&"--unshare-all") && !text.contains(&"--share-net"), "{text:?}");
        assert_eq!(after(&text, "--bind"), ["/tmp/banco"], "the one place that can be written");
        for ours in ["/", "/var", "/etc", "/home", "/root", "/srv", "/tmp"] {
            assert!(
                !after(&text, "--ro-bind").contains(&ours) && !after(&text, "--ro-bind-try").contains(&ours),
                "{ours}"
            );
        }
        let alone = Fence::Unshare("/usr/bin/unshare".into()).words(Path::new("/tmp/banco"), Path::new("/bin/true"));
        assert!(alone.contains(&OsString::from("--net")), "{alone:?}");
    }
}
