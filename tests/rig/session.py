"""Servers, the environment that names them, one command, and nothing left behind.

The command gets its own process group. Ctrl-C and SIGTERM go to that group first; the servers stop after it.
Processes that the command abandoned are adopted by the rig and ended with it.
"""

import concurrent.futures
import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from . import certificates, servers
from .pins import POSTGRES
from .say import Failure, say

GRACE_S = 30  # for a command that was told to stop
NOTLS_MAJOR = 17


class Session:
    """`with Session(tools, postgres=[17], aws=True) as session: session.run([...])`"""

    def __init__(self, tools, postgres=(), aws=False, database=None):
        unknown = set(postgres) - set(POSTGRES)
        if unknown:
            raise Failure(f"no PostgreSQL {sorted(unknown)} here; there are {sorted(POSTGRES)}")
        self.tools = tools
        self.majors = sorted(postgres)
        self.aws = aws
        self.database = database  # one more on every server, beside `postgres`
        self.directory = None  # of this run; gone at its end
        self.environment = {**os.environ, **tools.environment()}
        self._stack = contextlib.ExitStack()
        self._servers = []
        self._process = None
        self.interrupted = None

    def __enter__(self):
        servers.adopt_orphans()
        try:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                self._stack.callback(signal.signal, number, signal.signal(number, self._on_signal))
            self._stack.callback(_end_descendants)
            self.directory = self._stack.enter_context(_run_directory(self.tools.root))
            self._start(self.directory)
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def __exit__(self, *_):
        # from here on a second Ctrl-C must not stop the stopping
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for server in self._servers:
            if server.process and server.process.poll() is None:
                server.process.send_signal(server.stop_signal)
        for server in self._servers:
            server.stop()
        self._stack.close()

    def _on_signal(self, number, _frame):
        self.interrupted = number
        if self._process is None:
            raise Failure(f"stopped by {signal.Signals(number).name} before anything was run")
        _signal_group(self._process.pid, number)
        # whoever does not listen is made to: the alarm is a thread so that waiting goes on meanwhile
        pid = self._process.pid
        for delay, then in ((GRACE_S, signal.SIGTERM), (GRACE_S + 5, signal.SIGKILL)):
            timer = threading.Timer(delay, _signal_group, (pid, then))
            timer.daemon = True
            timer.start()

    def _start(self, directory):
        started = time.monotonic()
        password = secrets.token_hex(12)
        certificate_directory = None
        if self.majors:
            certificate_directory = directory / "certificates"
            certificate_directory.mkdir()
            self._make_certificates(certificate_directory)
        clusters = []
        wanted = [(major, certificate_directory) for major in self.majors]
        if NOTLS_MAJOR in self.majors:
            wanted.append((NOTLS_MAJOR, None))
        for major, certs in wanted:
            home = directory / f"postgres-{major}{'' if certs else '-notls'}"
            home.mkdir(mode=0o700)
            clusters.append(servers.Postgres(major, self.tools.postgres[major], home, password, certs))
        with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
            list(pool.map(lambda cluster: cluster.create(self.database), clusters))
        self._servers += clusters
        emulator = None
        if self.aws:
            home = directory / "aws"
            home.mkdir()
            emulator = servers.Ministack(self.tools.ministack, home)
            self._servers.append(emulator)
        for server in self._servers:  # from the main thread: a child dies with the thread that made it
            server.start()
        for cluster in clusters:
            if cluster.certificates:
                self.environment[f"SIGNALCRAFT_TEST_PG_{cluster.major}_URL"] = cluster.url
                self.environment[f"SIGNALCRAFT_TEST_PG_{cluster.major}_CA"] = str(certificate_directory / "ca.pem")
                self.environment["SIGNALCRAFT_TEST_PG_CA"] = str(certificate_directory / "ca.pem")
            else:
                self.environment["SIGNALCRAFT_TEST_PG_NOTLS_URL"] = cluster.url
        if emulator:
            self.environment["SIGNALCRAFT_TEST_AWS_ENDPOINT"] = emulator.url
        if self._servers:
            names = ", ".join(server.name for server in self._servers)
            say(f"{names}: ready after {time.monotonic() - started:.1f} s")

    def _make_certificates(self, directory):
        done = subprocess.run(
            [self.tools.peers, certificates.__file__, directory],
            capture_output=True,
            text=True,
            timeout=60,
        )
        if done.returncode != 0:
            raise Failure(f"cannot make the test certificates:\n{done.stderr[-2000:]}")
        if os.getuid() == 0:
            os.chown(directory / "server.key", servers.NOBODY, servers.NOBODY)

    def run(self, command, on_line=None, extra=None, cwd=None, environment=None, limit_s=None):
        """Run to its end and return its exit code (128 + n for signal n); each line of output to `on_line`.

        `environment` replaces the session's, `extra` adds to it. What takes longer than `limit_s` is killed.
        """
        if self.interrupted:
            return 128 + self.interrupted
        piped = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
        try:
            self._process = subprocess.Popen(
                command,
                env={**(self.environment if environment is None else environment), **(extra or {})},
                cwd=cwd,
                process_group=0,
                **(piped if on_line else {}),
            )
        except OSError as error:
            raise Failure(f"cannot run {command[0]}: {error.strerror}") from error
        process, reader = self._process, None
        timer = threading.Timer(limit_s or threading.TIMEOUT_MAX, _signal_group, (process.pid, signal.SIGKILL))
        timer.daemon = True
        timer.start()
        if on_line:
            reader = threading.Thread(target=lambda: [on_line(line) for line in process.stdout], daemon=True)
            reader.start()
        try:
            code = self._wait()
        finally:
            timer.cancel()
            _signal_group(process.pid, signal.SIGKILL)  # what it left in its group
            self._process = None
        if reader:
            _end_descendants({server.process.pid for server in self._servers})
            reader.join(10)
            process.stdout.close()
        if self.interrupted:
            return 128 + self.interrupted
        return code if code >= 0 else 128 - code

    def _wait(self):
        """Wait for the command, burying orphans meanwhile: tests look for processes, and a zombie is one."""
        known = {server.process.pid: server for server in self._servers}
        while True:
            pid = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT).si_pid
            if pid == self._process.pid:
                return self._process.wait()
            if pid in known:
                say(f"{known[pid].name} died with code {known[pid].process.wait()}:\n{known[pid].log_tail()}")
            else:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)


@contextlib.contextmanager
def _run_directory(root):
    """A directory for this run; a lock in it tells whether its rig lives, so dead ones are swept."""
    runs = root / "run"
    runs.mkdir(exist_ok=True, mode=0o755)
    with open(root / ".run-lock", "w") as sweeping:  # so that nobody sees a directory before it is locked
        fcntl.flock(sweeping, fcntl.LOCK_EX)
        for old in runs.iterdir():
            if not _is_locked(old / "lock"):
                shutil.rmtree(old, ignore_errors=True)
        directory = Path(tempfile.mkdtemp(dir=runs))
        directory.chmod(0o755)
        lock = open(directory / "lock", "w")
        fcntl.flock(lock, fcntl.LOCK_EX)
    with lock:
        try:
            yield directory
        finally:
            shutil.rmtree(directory, ignore_errors=True)


def _is_locked(path):
    try:
        with open(path) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _signal_group(group, number):
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _descendants():
    """Every process below this one."""
    children = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                # the name in parentheses may hold anything, so count from its end
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found, queue = [], [os.getpid()]
    while queue:
        below = children.get(queue.pop(), [])
        found += below
        queue += below
    return found


def _end_descendants(spared=frozenset()):
    """Kill and bury whatever is left below this process, except `spared` and what is below them."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        left = [pid for pid in _descendants() if pid not in spared and not _is_below(pid, spared)]
        if not left:
            return
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        time.sleep(0.01)


def _is_below(pid, ancestors):
    while pid > 1 and ancestors:
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError, ValueError):
            return False
        if pid in ancestors:
            return True
    return False
