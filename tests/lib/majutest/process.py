# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs: start them, wait for what they say, measure and stop them."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import threading
import time

TOP = pathlib.Path(__file__).resolve().parents[3]
# How many seconds a state is waited for before it counts as one that does not
# come. No measure of speed: machines are slow, and busy with something else.
GUARD = 90 * float(os.environ.get('MAJU_TEST_SLOWNESS', 1))


class TestTimeout(AssertionError):
    """What was waited for did not come."""

    __test__ = False


def builddir():
    return pathlib.Path(os.environ.get('MAJU_BUILDDIR', TOP / '_build' / 'app'))


def find_executable(name):
    """Finds one of Maju's executables in the build, or a tool in PATH."""
    if name.startswith('maju'):
        for folder in ('ui', 'server', 'tools'):
            path = builddir() / 'src' / folder / name
            if path.is_file():
                return str(path)
        for path in sorted((builddir() / 'tests').rglob(name)):
            if path.is_file() and os.access(path, os.X_OK):
                return str(path)
    path = shutil.which(name)
    if path is None:
        raise FileNotFoundError(f'there is no {name}, neither in {builddir()} nor in PATH')
    return path


def wait_until(check, what, timeout=None, interval=0.02):
    """Returns the first true value of check(); for states that nobody
    announces. The check comes once more after the time is over, so that a
    machine that is busy does not fail a state that was reached."""
    timeout = GUARD if timeout is None else timeout
    deadline = time.monotonic() + timeout
    while True:
        started = time.monotonic()
        value = check()
        if value:
            return value
        ended = time.monotonic()
        if started >= deadline:
            raise TestTimeout(f'{what}: not so after {timeout:g} s')
        # Who is asked needs time for something else, too.
        time.sleep(max(interval, min(2 * (ended - started), 1)))


def read_stat(pid):
    """The fields of /proc/PID/stat from the third on (state is 0)."""
    with open(f'/proc/{pid}/stat') as file:
        return file.read().rpartition(')')[2].split()


class Process:
    """A program whose output can be waited for, line by line.

    Output and errors go to NAME.out and NAME.err in the folder of logs. via is
    a command that becomes the program, like nsenter.
    """

    def __init__(self, argv, *, env, logs, name=None, stdin=subprocess.DEVNULL, cwd=None, via=()):
        self.name = name or os.path.basename(argv[0])
        self.argv = [*via, find_executable(argv[0])] + [str(a) for a in argv[1:]]
        logs = pathlib.Path(logs)
        self.out_path = logs / f'{self.name}.out'
        self.err_path = logs / f'{self.name}.err'
        self.lines = []
        self._changed = threading.Condition()
        self._ended = False
        self.started = time.monotonic()
        with open(self.err_path, 'wb') as err:
            self._popen = subprocess.Popen(
                self.argv, env=env, stdin=stdin, stdout=subprocess.PIPE, stderr=err, cwd=cwd)
        self.pid = self._popen.pid
        self.stdin = self._popen.stdin
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        with open(self.out_path, 'wb') as log:
            for line in self._popen.stdout:
                log.write(line)
                log.flush()
                with self._changed:
                    self.lines.append(line.decode(errors='replace').rstrip('\n'))
                    self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    @property
    def output(self):
        with self._changed:
            return '\n'.join(self.lines)

    @property
    def errors(self):
        return self.err_path.read_text(errors='replace')

    @property
    def returncode(self):
        return self._popen.poll()

    def is_running(self):
        return self._popen.poll() is None

    def describe(self):
        state = 'running' if self.is_running() else f'ended with {self._popen.returncode}'
        return (f'{self.name} ({state})\n--- output\n{self.output[-3000:]}\n'
                f'--- errors\n{self.errors[-3000:]}')

    def tell(self, line):
        """Writes a line to its input, which is a pipe then."""
        self.stdin.write(f'{line}\n'.encode())
        self.stdin.flush()

    def wait_line(self, pattern, timeout=None, start=0):
        """Waits for a line of output that has the pattern; the match."""
        pattern = re.compile(pattern)
        timeout = GUARD if timeout is None else timeout
        deadline = time.monotonic() + timeout
        with self._changed:
            seen = start
            while True:
                while seen < len(self.lines):
                    match = pattern.search(self.lines[seen])
                    seen += 1
                    if match:
                        return match
                if self._ended:
                    break
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                self._changed.wait(left)
        why = 'the program ended' if self._ended else f'{timeout:g} s are over'
        raise TestTimeout(f'no line {pattern.pattern!r}: {why}\n{self.describe()}')

    def wait_error(self, pattern, timeout=None):
        """Waits for a match in what was written to standard error."""
        pattern = re.compile(pattern, re.M)

        def check():
            ended = not self.is_running()
            match = pattern.search(self.errors)
            if ended and not match:
                raise TestTimeout(f'no error {pattern.pattern!r}: the program ended')
            return match
        try:
            return wait_until(check, f'{self.name} says {pattern.pattern!r}', timeout)
        except TestTimeout as error:
            raise TestTimeout(f'{error}\n{self.describe()}') from None

    def wait(self, timeout=None):
        """Waits for the end of the program; its exit status."""
        timeout = GUARD if timeout is None else timeout
        try:
            status = self._popen.wait(timeout)
        except subprocess.TimeoutExpired:
            raise TestTimeout(f'has not ended in {timeout:g} s\n{self.describe()}') from None
        self._reader.join(GUARD)
        return status

    def json_report(self):
        """The JSON object that is the last thing in the output."""
        text = self.output
        for match in re.finditer(r'^\{', text, re.M):
            try:
                return json.loads(text[match.start():])
            except json.JSONDecodeError:
                continue
        raise AssertionError(f'no JSON report\n{self.describe()}')

    def send_signal(self, number):
        if self.is_running():
            self._popen.send_signal(number)

    def kill(self):
        """Ends it with no chance to say anything."""
        self.send_signal(signal.SIGKILL)
        self.wait()

    def stop(self, timeout=GUARD):
        """Asks it to end; kills it, and says so, when it does not."""
        if self.is_running():
            self._popen.terminate()
            try:
                self._popen.wait(timeout)
            except subprocess.TimeoutExpired:
                self._popen.kill()
                self._popen.wait(GUARD)
                self._reader.join(2)
                return False
        if self.stdin is not None:
            self.stdin.close()
        self._reader.join(2)
        return True

    def cpu_seconds(self):
        fields = read_stat(self.pid)
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def _status(self, key):
        with open(f'/proc/{self.pid}/status') as file:
            for line in file:
                if line.startswith(key + ':'):
                    return int(line.split()[1])
        raise KeyError(key)

    def rss_kib(self):
        return self._status('VmRSS')

    def peak_rss_kib(self):
        return self._status('VmHWM')

    def n_threads(self):
        return self._status('Threads')

    def thread_names(self):
        names = []
        for task in os.listdir(f'/proc/{self.pid}/task'):
            try:
                with open(f'/proc/{self.pid}/task/{task}/comm') as file:
                    names.append(file.read().strip())
            except OSError:
                pass
        return sorted(names)

    def n_fds(self):
        return len(os.listdir(f'/proc/{self.pid}/fd'))
