//! Runs under `strace`: which system calls change what is on the disk, and runs that come to grief at one of them.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The calls by which a process can change a folder or make sure of it; a mark before a name: where the machine has it.
const CALLS: &str = "openat,?open,?creat,write,pwrite64,writev,pwritev,fsync,fdatasync,?sync_file_range,?rename,?renameat,renameat2,\
                     ?link,linkat,?symlink,symlinkat,?mkdir,mkdirat,?unlink,unlinkat,?rmdir,ftruncate,fallocate,fchmod,?chmod,fchmodat";

/// A system call that changes the output folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// Its name.
    pub(crate) name: String,
    /// The how-manyth of that name it is in its thread, from 1, those that change nothing included.
    pub(crate) when: usize,
    /// What it is done to.
    pub(crate) what: String,
}

/// What a call comes to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Grief {
    /// The process gets a signal as it enters the call, which is not done any more.
    Signal(&'static str),
    /// The call fails, and the next of its name succeeds again.
    Fails(&'static str),
    /// The call fails, and so do all after it of its name.
    FailsFromThenOn(&'static str),
}

/// A run and the calls it made.
pub(crate) struct Traced {
    pub(crate) output: Output,
    pub(crate) calls: Vec<Call>,
    /// The calls after those that failed.
    pub(crate) after: Vec<Call>,
}

/// Runs a command, whose output folder is `out`, with a call that comes to grief or none.
pub(crate) fn traced(command: &Command, grief: Option<(&Call, Grief)>) -> Traced {
    let folder = command.get_current_dir().unwrap();
    let log = folder.join("strace.log");
    // Whoever runs the tests in the background may have them ignore SIGINT, and what they start with them.
    let mut strace = Command::new("env");
    strace
        .args(["--default-signal", "strace"])
        .args(["-f", "-y", "-qqq", "-e", "signal=none", "-o"])
        .arg(&log)
        .args(["-e", &format!("trace={CALLS}")]);
    if let Some((Call { name, when, .. }, grief)) = grief {
        strace.args([
            "-e",
            &match grief {
                Grief::Signal(signal) => format!("inject={name}:signal={signal}:when={when}"),
                Grief::Fails(error) => format!("inject={name}:error={error}:when={when}"),
                Grief::FailsFromThenOn(error) => {
                    format!("inject={name}:error={error}:when={when}+")
                }
            },
        ]);
    }
    strace
        .arg("--")
        .arg(command.get_program())
        .args(command.get_args())
        .current_dir(folder);
    let output = strace.stdin(Stdio::null()).output().unwrap();
    assert_ne!(
        output.status.code(),
        Some(127),
        "strace cannot be run; install it: apt-get install strace"
    );
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        !stderr.contains("strace:"),
        "strace: {stderr}\nit must be allowed to trace (ptrace), as in a container with SYS_PTRACE"
    );
    let (calls, after) = calls(&fs::read_to_string(&log).unwrap(), folder);
    Traced {
        output,
        calls,
        after,
    }
}

/// The calls of a log that change the output folder, and those of them after one that failed on purpose.
fn calls(log: &str, folder: &Path) -> (Vec<Call>, Vec<Call>) {
    let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
    let (mut calls, mut after, mut failed) = (Vec::new(), Vec::new(), false);
    for line in log.lines() {
        let Some((thread, call)) = line.split_once(' ') else {
            continue;
        };
        let Some((name, arguments)) = call
            .trim_start()
            .split_once('(')
            .filter(|(name, _)| name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_'))
        else {
            continue;
        };
        let when = counts.entry((thread, name)).or_default();
        *when += 1;
        let what = what(name, arguments, folder);
        let changes = !name.starts_with("open")
            || ["O_CREAT", "O_TMPFILE"]
                .iter()
                .any(|flag| arguments.contains(flag));
        if changes
            && what
                .split(' ')
                .any(|path| path == "out" || path.starts_with("out/"))
        {
            let call = Call {
                name: name.to_owned(),
                when: *when,
                what,
            };
            if failed {
                after.push(call.clone());
            }
            calls.push(call);
        }
        failed |= line.contains("(INJECTED)");
    }
    (calls, after)
}

/// The paths in a call's arguments, without those of folders above; what is written is none.
fn what(name: &str, arguments: &str, folder: &Path) -> String {
    let base = format!("{}/", fs::canonicalize(folder).unwrap().display());
    let first = arguments.split(", ").next().unwrap_or_default();
    let opened = first
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'))
        .map(|(path, _)| path);
    let named = arguments
        .split('"')
        .skip(1)
        .step_by(2)
        .take(if name.contains("write") { 0 } else { 2 });
    let paths: Vec<&str> = opened
        .and_then(|path| path.strip_prefix(&base))
        .into_iter()
        .chain(named)
        .collect();
    paths.join(" ")
}
