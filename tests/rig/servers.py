"""PostgreSQL and the AWS emulator: started on free loopback ports, waited for, stopped.

Nothing here survives its `Session`: every process is a child of the rig and dies with it.
"""

import contextlib
import ctypes
import os
import random
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from .pins import NOBODY
from .say import Failure

START_LIMIT_S = 60
STOP_LIMIT_S = 10
PORT_ATTEMPTS = 5
PORTS = range(15500, 32000)  # below the kernel's range for outgoing connections, so that none is taken meanwhile
PLAIN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

POSTGRES_SETTINGS = {
    # nothing has to outlive a crash of the machine
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "log_min_duration_statement": "-1",
}


class Server:
    """A child process with a log, a way to tell that it is ready, and an end."""

    stop_signal = signal.SIGTERM

    def __init__(self, name, directory):
        self.name = name
        self.directory = directory
        self.log = directory / "server.log"
        self.port = None
        self.process = None

    def start(self):
        """Start on a free port and wait until ready; another port if this one was taken meanwhile."""
        for attempt in range(1, PORT_ATTEMPTS + 1):
            self.port = _free_port()
            with open(self.log, "wb") as log:
                self.process = subprocess.Popen(
                    self.command(),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # a terminal's Ctrl-C is the rig's to handle
                    preexec_fn=_die_with_parent,
                    **self.options(),
                )
            if self._wait_until_ready():
                return
            self.stop()
            if attempt == PORT_ATTEMPTS or "in use" not in self.log_tail():
                raise Failure(f"{self.name} did not start; its log ends with:\n{self.log_tail()}")

    def _wait_until_ready(self):
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                return False
            if self.ready():
                return True
            time.sleep(0.02)
        return False

    def stop(self):
        """Ask, then insist."""
        if self.process is None or self.process.poll() is not None:
            return
        for number in (self.stop_signal, signal.SIGQUIT, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                if number == signal.SIGKILL:
                    os.killpg(self.process.pid, number)
                else:
                    self.process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_LIMIT_S)
                return

    def log_tail(self):
        """The last words of the server."""
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else "(no log)"


class Postgres(Server):
    """One cluster of one major, superuser `postgres`, scram passwords, TLS if there are certificates."""

    stop_signal = signal.SIGINT  # fast shutdown

    def __init__(self, major, binaries, directory, password, certificates):
        super().__init__(f"PostgreSQL {major}{'' if certificates else ' without TLS'}", directory)
        self.major = major
        self.binaries = binaries
        self.data = directory / "data"
        self.password = password
        self.certificates = certificates

    def create(self, database=None):
        """initdb, and one more database if a name is given; may run beside others."""
        secret = self.directory / "password"
        secret.write_text(self.password)
        if os.getuid() == 0:
            os.chown(self.directory, NOBODY, NOBODY)
            os.chown(secret, NOBODY, NOBODY)
        self._do(
            [
                *(self.binaries / "initdb", "--pgdata", self.data, "--username", "postgres"),
                *("--pwfile", secret, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
            ]
        )
        secret.unlink()
        if database:  # there is no client among the binaries, but the server can be its own
            alone = [self.binaries / "postgres", "--single", "-D", self.data, "postgres"]
            self._do(alone, f"create database {database}\n")

    def _do(self, argv, words=""):
        done = subprocess.run(
            argv, capture_output=True, text=True, input=words, timeout=START_LIMIT_S, **self.options()
        )
        if done.returncode != 0:
            raise Failure(f"{argv[0].name} of {self.name} failed:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")

    def command(self):
        settings = dict(POSTGRES_SETTINGS, port=str(self.port))
        if self.certificates:
            settings["ssl"] = "on"
            settings["ssl_cert_file"] = str(self.certificates / "server.pem")
            settings["ssl_key_file"] = str(self.certificates / "server.key")
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.binaries / "postgres"), "-D", str(self.data), *flags]

    def options(self):
        options = {"cwd": self.directory, "env": PLAIN_ENVIRONMENT}
        if os.getuid() == 0:
            options |= {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        return options

    def ready(self):
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready"

    @property
    def url(self):
        """What a client dials; TLS is the client's choice."""
        return f"postgres://postgres:{self.password}@127.0.0.1:{self.port}/postgres"


class Ministack(Server):
    """The AWS emulator."""

    def __init__(self, python, directory):
        super().__init__("the AWS emulator", directory)
        self.python = python

    def command(self):
        return [str(self.python), "-c", "import sys; from ministack.app import main; sys.argv[1:] = []; main()"]

    def options(self):
        env = {
            **PLAIN_ENVIRONMENT,
            "HOME": str(self.directory),
            "TMPDIR": str(self.directory),
            "STATE_DIR": str(self.directory / "state"),
            "S3_DATA_DIR": str(self.directory / "s3"),
            "BIND_HOST": "127.0.0.1",  # its default is every interface
            "MINISTACK_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_REGION": "eu-west-1",
            "LOG_LEVEL": "WARNING",
            "DOCKER_HOST": "unix:///nonexistent",  # databases are ours, never its containers
        }
        return {"cwd": self.directory, "env": env}

    def ready(self):
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                f"{self.url}/_ministack/health", timeout=2
            ) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    @property
    def url(self):
        """The endpoint of every service."""
        return f"http://127.0.0.1:{self.port}"


def _free_port():
    for _ in range(1000):
        port = random.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise Failure(f"no free port between {PORTS.start} and {PORTS.stop} on 127.0.0.1")


_prctl = ctypes.CDLL(None, use_errno=True).prctl
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def _die_with_parent():
    """In the child, after its user was dropped: end when the rig ends, even by SIGKILL."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)


def adopt_orphans():
    """Make the rig the parent of every orphan below it, so that none can hide."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
