//! Where the host can reach us: a unix socket in a directory that only we may enter, or a TCP port on the
//! loopback interface when no such socket can be had. Nothing is served here.

use std::fs::Permissions;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::environment::Environment;

const SOCKET_DIRECTORY: &str = "PLUGIN_UNIX_SOCKET_DIR";
const MIN_PORT: &str = "PLUGIN_MIN_PORT";
const MAX_PORT: &str = "PLUGIN_MAX_PORT";

/// What a `sockaddr_un` can name on Linux, without the NUL at its end. (104 with it on a Mac: short enough
/// places exist on both.)
const LONGEST_SOCKET_PATH_BYTES: usize = 103;
const SHORT_DIRECTORY: &str = "/tmp";

/// Why nothing could be listened on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ListenError {
    /// The host named a port range that is none.
    #[error("{variable}={value} is not a port number")]
    NotAPort {
        /// Which of the two variables.
        variable: &'static str,
        /// What it says.
        value: String,
    },
    /// Neither kind of address could be had.
    #[error(
        "no unix socket could be made ({unix}) and no port from {min} to {max} of the loopback interface is free"
    )]
    NothingFree {
        /// Why there is no socket.
        unix: String,
        /// First port tried.
        min: u16,
        /// Last port tried.
        max: u16,
        /// The error of the last port.
        #[source]
        source: io::Error,
    },
}

/// An address that the host can dial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Address {
    Unix(PathBuf),
    Tcp(SocketAddr),
}

impl Address {
    /// The network's name as Go has it.
    pub(crate) fn network(&self) -> &'static str {
        match self {
            Self::Unix(_) => "unix",
            Self::Tcp(_) => "tcp",
        }
    }

    /// The path or `host:port`.
    pub(crate) fn place(&self) -> String {
        match self {
            Self::Unix(path) => path.display().to_string(),
            Self::Tcp(address) => address.to_string(),
        }
    }
}

/// A socket that is bound and listening: from now on a host that dials it waits rather than fails.
#[derive(Debug)]
pub(crate) enum Socket {
    Unix(UnixListener),
    Tcp(TcpListener),
}

/// A listening socket, where it is, and what has to be cleared away at the end.
#[derive(Debug)]
pub(crate) struct Listening {
    pub(crate) socket: Socket,
    pub(crate) address: Address,
    /// Removed with the socket in it when dropped.
    pub(crate) directory: Option<TempDir>,
    /// Why this is not a unix socket, for the log.
    pub(crate) fell_back: Option<String>,
}

/// Listens on the best address there is.
pub(crate) fn listen(environment: &Environment) -> Result<Listening, ListenError> {
    match unix(environment) {
        Ok(listening) => Ok(listening),
        Err(reason) => tcp(environment, reason),
    }
}

/// A socket in a fresh directory of mode 0700, whose name no other user can guess or enter.
fn unix(environment: &Environment) -> Result<Listening, String> {
    let asked = environment.get(SOCKET_DIRECTORY).map(PathBuf::from);
    let parent = asked.unwrap_or_else(|| environment.temporary_directory());
    let directory = private_directory(&parent)?;
    let path = directory.path().join("s");
    // The path must also be one that fits on one line of text between two bars.
    let fits = path.as_os_str().len() <= LONGEST_SOCKET_PATH_BYTES
        && path.to_str().is_some_and(|path| !path.contains(['|', '\n', '\r']));
    let (directory, path) = if fits {
        (directory, path)
    } else {
        let shorter = private_directory(Path::new(SHORT_DIRECTORY))?;
        let path = shorter.path().join("s");
        (shorter, path)
    };
    let socket = UnixListener::bind(&path).map_err(|error| format!("bind {}: {error}", path.display()))?;
    socket.set_nonblocking(true).map_err(|error| error.to_string())?;
    let address = Address::Unix(path);
    Ok(Listening { socket: Socket::Unix(socket), address, directory: Some(directory), fell_back: None })
}

fn private_directory(parent: &Path) -> Result<TempDir, String> {
    tempfile::Builder::new()
        .prefix("plugin-")
        .rand_bytes(8)
        .permissions(Permissions::from_mode(0o700))
        .tempdir_in(parent)
        .map_err(|error| error.to_string())
}

/// The first free port of the range that the host allows; any port when it names no range.
fn tcp(environment: &Environment, unix: String) -> Result<Listening, ListenError> {
    let min = port(environment, MIN_PORT)?.unwrap_or(0);
    let max = port(environment, MAX_PORT)?.unwrap_or(min).max(min);
    let mut last = io::Error::from(io::ErrorKind::AddrInUse);
    for port in min..=max {
        let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .and_then(|socket| socket.set_nonblocking(true).map(|()| socket))
            .and_then(|socket| socket.local_addr().map(|address| (socket, address)));
        match bound {
            Ok((socket, address)) => {
                return Ok(Listening {
                    socket: Socket::Tcp(socket),
                    address: Address::Tcp(address),
                    directory: None,
                    fell_back: Some(unix),
                });
            }
            Err(error) => last = error,
        }
    }
    Err(ListenError::NothingFree { unix, min, max, source: last })
}

fn port(environment: &Environment, variable: &'static str) -> Result<Option<u16>, ListenError> {
    let Some(value) = environment.get(variable) else { return Ok(None) };
    let not_a_port = |_| ListenError::NotAPort { variable, value: value.to_owned() };
    value.trim().parse().map(Some).map_err(not_a_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        variables.iter().copied().collect()
    }

    #[test]
    fn the_socket_lies_in_a_private_directory_that_goes_with_it() {
        let home = tempfile::tempdir().expect("a directory");
        let parent = home.path().to_str().expect("utf-8");
        let listening = listen(&environment(&[(SOCKET_DIRECTORY, parent)])).expect("a socket");
        let Address::Unix(path) = &listening.address else { panic!("{:?}", listening.address) };
        let directory = path.parent().expect("a parent").to_owned();
        assert!(directory.starts_with(home.path()));
        let mode = directory.metadata().expect("is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        drop(listening);
        assert!(!directory.exists());
    }

    #[test]
    fn a_path_too_long_for_a_socket_gives_way_to_a_short_one() {
        let home = tempfile::tempdir().expect("a directory");
        let deep = home.path().join("d".repeat(100));
        std::fs::create_dir(&deep).expect("created");
        let listening = listen(&environment(&[("TMPDIR", deep.to_str().expect("utf-8"))])).expect("a socket");
        let Address::Unix(path) = &listening.address else { panic!("{:?}", listening.address) };
        assert!(path.starts_with(SHORT_DIRECTORY) && !path.starts_with(&deep), "{}", path.display());
    }

    #[test]
    fn without_a_place_for_a_socket_the_first_free_port_is_taken() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = taken.local_addr().expect("bound").port();
        let (min, max) = (port.to_string(), port.saturating_add(20).to_string());
        let variables = [(SOCKET_DIRECTORY, "/nonexistent"), (MIN_PORT, &*min), (MAX_PORT, &*max)];
        let listening = listen(&environment(&variables)).expect("a port");
        let Address::Tcp(address) = listening.address else { panic!("{:?}", listening.address) };
        assert!(address.ip().is_loopback() && address.port() > port, "{address}");
        assert!(listening.fell_back.is_some());

        let variables = [(SOCKET_DIRECTORY, "/nonexistent"), (MIN_PORT, &*min), (MAX_PORT, &*min)];
        let error = listen(&environment(&variables)).expect_err("taken");
        assert!(error.to_string().contains(&format!("no port from {port} to {port}")), "{error}");
    }

    #[test]
    fn a_port_that_is_none_is_named() {
        let error = listen(&environment(&[(SOCKET_DIRECTORY, "/nonexistent"), (MIN_PORT, "http")]));
        assert_eq!(error.expect_err("no port").to_string(), "PLUGIN_MIN_PORT=http is not a port number");
    }
}
