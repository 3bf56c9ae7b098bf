# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands that set Maju up. apt-get, mmdebstrap, bwrap and df are doubles
here: what they do to a machine cannot be done in a test."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import stat
import subprocess

import pytest

from majutest import wait_until
from majutest.process import builddir

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD_AUX = TOP / 'build-aux'
# What every Debian has.
TOOLS = ['awk', 'bash', 'cat', 'chmod', 'cut', 'dirname', 'env', 'find', 'flock', 'grep',
         'head', 'id', 'mkdir', 'mv', 'rm', 'sed', 'sha256sum', 'sort', 'stat', 'tail', 'tar',
         'tee', 'touch', 'tr', 'true']
MODULES = {'glib-2.0', 'gobject-2.0', 'gio-2.0', 'gio-unix-2.0'}

GOOD_MMDEBSTRAP = '''
echo called >> "$DOUBLES/calls"
echo "0 upgraded, 2 newly installed, 0 to remove" >&2
printf 'Unpacking a\\nUnpacking b\\n' >&2
mkdir -p "$DOUBLES/root/etc" "$DOUBLES/root/usr/bin"
echo root:x:0:0:root:/root:/bin/bash > "$DOUBLES/root/etc/passwd"
echo root:x:0: > "$DOUBLES/root/etc/group"
exec tar -c -C "$DOUBLES/root" .
'''
# See hold().
SLOW_MMDEBSTRAP = f'''
read < "$DOUBLES/go"
{GOOD_MMDEBSTRAP}
'''


def write_script(path, script):
    path.write_text(f'#!/bin/bash\n{script}\n')
    path.chmod(0o755)


class Machine:
    """A machine whose commands are those that a test gave it."""

    def __init__(self, folder):
        self.folder = folder
        self.commands = folder / 'bin'
        self.cache = folder / 'cache' / 'maju'
        self.commands.mkdir()
        for name in TOOLS:
            self.add(name)
        (folder / 'tmp').mkdir()
        self.env = {
            'PATH': str(self.commands), 'HOME': str(folder), 'LANG': 'C.UTF-8',
            'XDG_CACHE_HOME': str(folder / 'cache'), 'TMPDIR': str(folder / 'tmp'),
            'DOUBLES': str(folder)}

    def add(self, *names):
        """Commands of the real machine."""
        for name in names:
            (self.commands / name).symlink_to(shutil.which(name))

    def double(self, name, script):
        path = self.commands / name
        path.unlink(missing_ok=True)
        write_script(path, script)

    def start(self, *command):
        return subprocess.Popen([BUILD_AUX / command[0], *command[1:]], env=self.env,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, start_new_session=True)

    def run(self, *command):
        """The status, the output and the messages of a command."""
        process = self.start(*command)
        out, messages = process.communicate(timeout=60)
        return process.returncode, out, messages

    def trees(self):
        return sorted(path.name for path in self.cache.glob('sdk-*') if path.is_dir())


@contextlib.contextmanager
def hold(machine):
    """Starts the command that makes a tree. Then mmdebstrap's double waits until
    what is given is written to: for that alone, as bash takes an interrupt for its
    own only when it does not wait for another command."""
    def open_pipe():
        # Only what is being read can be opened so.
        with contextlib.suppress(OSError):
            return open(os.open(path, os.O_WRONLY | os.O_NONBLOCK), 'w')

    path = machine.folder / 'go'
    os.mkfifo(path)
    machine.double('mmdebstrap', SLOW_MMDEBSTRAP)
    process = machine.start('sdk-tree')
    with wait_until(open_pipe, 'mmdebstrap was started') as pipe:
        yield process, pipe


@pytest.fixture
def machine(tmp_path):
    """One on which a tree can be made, by an ordinary user."""
    machine = Machine(tmp_path)
    machine.double('newuidmap', 'true')
    machine.double('bwrap', 'true')
    machine.double('df', "printf 'Avail\\n20000M\\n'")
    machine.double('id', 'case $1 in -u) echo 1000 ;; *) echo mina ;; esac')
    machine.double('mmdebstrap', GOOD_MMDEBSTRAP)
    # /etc/subuid is the machine's own and does not know her.
    machine.double('grep', f'case "$*" in *^mina:*) true ;; *) exec {shutil.which("grep")} "$@" ;;'
                           ' esac')
    return machine


def test_a_tree_is_made_once(machine):
    status, out, messages = machine.run('sdk-tree')
    assert status == 0, messages
    tree = pathlib.Path(out.strip())
    assert tree.parent == machine.cache
    assert 'maju:x:1000' in (tree / 'etc' / 'passwd').read_text()
    assert 'about 600 MB' in messages
    assert 'step 1 of 2, unpacking 2 of 2' in messages
    assert machine.run('sdk-tree') == (0, out, '')
    assert (machine.folder / 'calls').read_text() == 'called\n'


def test_two_at_once_make_one_tree(machine):
    with hold(machine) as (first, pipe):
        second = machine.start('sdk-tree')
        assert 'waiting for another' in second.stderr.readline()
        pipe.write('\n')
    assert first.communicate(timeout=60)[0] == second.communicate(timeout=60)[0] != ''
    assert (machine.folder / 'calls').read_text() == 'called\n'


def test_an_interrupted_tree_leaves_nothing(machine):
    with hold(machine) as (process, _pipe):
        assert len(machine.trees()) == 1
        # As Ctrl+C does, to all of them.
        os.killpg(process.pid, signal.SIGINT)
        _out, messages = process.communicate(timeout=60)
    assert process.returncode != 0
    assert 'interrupted' in messages
    assert machine.trees() == []
    machine.double('mmdebstrap', GOOD_MMDEBSTRAP)
    status, out, messages = machine.run('sdk-tree')
    assert status == 0, messages
    assert machine.trees() == [pathlib.Path(out.strip()).name]


@pytest.mark.parametrize('error,words', [
    ("Err:1 http://mirror forky InRelease: Temporary failure resolving 'mirror'",
     'is this machine on the network?'),
    ('dpkg: error: cannot copy: No space left on device', 'the disk is full'),
])
def test_a_failure_says_why_and_leaves_nothing(machine, error, words):
    machine.double('mmdebstrap', f'echo "{error}" >&2; exit 1')
    status, out, messages = machine.run('sdk-tree')
    assert (status, out) == (1, '')
    assert error in messages
    assert words in messages
    assert machine.trees() == []


def test_room_is_asked_for_before_anything_is_fetched(machine):
    machine.double('df', "printf 'Avail\\n3000M\\n'")
    status, _out, messages = machine.run('sdk-tree')
    assert status == 1
    assert re.search(r'needs \d+ MB in \S+, where 3000 MB are free', messages)
    assert not (machine.folder / 'calls').exists()


def test_without_namespaces_nothing_is_fetched(machine):
    machine.double('bwrap', 'echo "bwrap: No permissions to create new namespace" >&2; exit 1')
    status, _out, messages = machine.run('sdk-tree')
    assert status == 1
    assert 'No permissions' in messages
    assert 'forbids user namespaces' in messages
    assert not (machine.folder / 'calls').exists()


def test_without_sudo_it_names_what_to_ask_for(machine):
    for name in ('bwrap', 'mmdebstrap', 'newuidmap'):
        (machine.commands / name).unlink()
    machine.double('apt-get', 'echo called >> "$DOUBLES/calls"')
    status, _out, messages = machine.run('sdk-tree')
    assert status == 1
    assert 'there is no sudo; ask an administrator to run:' in messages
    assert 'install -y --no-install-recommends bubblewrap mmdebstrap uidmap' in messages
    assert not (machine.folder / 'calls').exists()


def test_without_user_ids_it_names_what_to_ask_for(machine):
    (machine.commands / 'grep').unlink()
    machine.add('grep')
    status, _out, messages = machine.run('sdk-tree')
    assert status == 1
    assert re.search(r'usermod --add-subuids (\d+)-\d+ --add-subgids \1-\d+ mina', messages)
    assert not (machine.folder / 'calls').exists()


def test_a_sudo_that_refuses_is_not_the_end_of_the_message(machine):
    (machine.commands / 'newuidmap').unlink()
    machine.double('apt-get', 'true')
    machine.double('sudo', 'echo "mina is not in the sudoers file." >&2; exit 1')
    status, _out, messages = machine.run('sdk-tree')
    assert status == 1
    assert 'not in the sudoers file' in messages
    assert 'ask an administrator to run:' in messages
    assert 'uidmap' in messages


def test_old_trees_go(machine):
    def add_tree(name, days):
        mark = machine.cache / name / '.complete'
        mark.parent.mkdir(parents=True)
        mark.touch()
        then = mark.stat().st_mtime - days * 24 * 3600
        os.utime(mark, (then, then))
        # As packages have them.
        (mark.parent / 'closed').mkdir(mode=stat.S_IRUSR | stat.S_IXUSR)

    add_tree('sdk-0000000000000001', 30)
    add_tree('sdk-0000000000000002', 3)
    status, out, messages = machine.run('sdk-tree')
    assert status == 0, messages
    new = pathlib.Path(out.strip()).name
    assert machine.trees() == ['sdk-0000000000000002', new]
    assert 'removing the older' in messages
    assert re.search(r'sdk-0000000000000002; build-aux/sdk --clean removes it', messages)
    assert machine.run('sdk', '--clean')[0] == 0
    assert machine.trees() == [new]


MAKER = f'''set -euo pipefail
. "{BUILD_AUX}/common.sh"
make ()
{{
  echo called >> "$DOUBLES/calls"
  ls "$2"
  echo half > "$2/half"
  eval "$ERROR"
  echo "$1" > "$2/made"
}}
make_once thing "$KEY" "a thing" make word
cat "$cache/thing-$KEY/made"'''


@pytest.fixture
def maker(tmp_path):
    """One that makes a thing once by a script of its own."""
    machine = Machine(tmp_path)
    machine.add('ls')
    write_script(tmp_path / 'make-thing', MAKER)
    machine.env.update(KEY='a', ERROR=':')
    return machine


def things(machine):
    return sorted(path.name for path in machine.cache.glob('thing-*'))


def test_a_thing_is_made_once_for_each_key(maker):
    command = str(maker.folder / 'make-thing')
    status, out, messages = maker.run(command)
    assert (status, out) == (0, 'word\n'), messages
    assert f'making a thing in {maker.cache}/thing-a' in messages
    assert maker.run(command) == (0, 'word\n', '')
    assert (maker.folder / 'calls').read_text() == 'called\n'
    maker.env['KEY'] = 'b'
    assert maker.run(command)[:2] == (0, 'word\n')
    assert things(maker) == ['thing-a', 'thing-b']


def test_two_at_once_make_one_thing(maker):
    os.mkfifo(maker.folder / 'go')
    maker.env['ERROR'] = f'read -r line < {maker.folder}/go'
    both = [maker.start(str(maker.folder / 'make-thing')) for _ in range(2)]
    # Opens when one of them reads: the other one has to wait for it.
    (maker.folder / 'go').write_text('go\n')
    assert [process.communicate(timeout=60)[0] for process in both] == ['word\n'] * 2
    assert (maker.folder / 'calls').read_text() == 'called\n'


def test_a_thing_that_fails_is_made_anew(maker):
    maker.env['ERROR'] = 'cat /nowhere'
    status, out, messages = maker.run(str(maker.folder / 'make-thing'))
    assert (status, out) == (1, '')
    assert '/nowhere' in messages
    assert f'this failed; the log is {maker.cache}/thing.log' in messages
    assert things(maker) == []
    maker.env['ERROR'] = ':'
    assert maker.run(str(maker.folder / 'make-thing'))[:2] == (0, 'word\n')
    assert (maker.cache / 'thing.log').read_text() == '', 'it was empty'


def test_a_thing_that_nobody_used_goes(maker):
    command = str(maker.folder / 'make-thing')
    for key, days in (('old', 30), ('new', 3)):
        maker.env['KEY'] = key
        assert maker.run(command)[0] == 0
        mark = maker.cache / f'thing-{key}' / '.complete'
        then = mark.stat().st_mtime - days * 24 * 3600
        os.utime(mark, (then, then))
    maker.env['KEY'] = 'a'
    assert maker.run(command)[0] == 0
    assert things(maker) == ['thing-a', 'thing-new']


@pytest.fixture
def native(tmp_path):
    """A machine with everything that Maju needs."""
    machine = Machine(tmp_path)
    machine.add('cc', 'meson', 'ninja', 'msgfmt', 'glib-compile-resources', 'pkg-config',
                'update-desktop-database', 'pytest-3')
    return machine


def test_new_libraries_are_used(native):
    assert native.run('sdk-native') == (0, '', '')
    assert native.run('sdk', '--no-build', 'true') == (0, '', '')
    assert native.trees() == []


def test_missing_tools_are_named_by_package(native):
    (native.commands / 'meson').unlink()
    (native.commands / 'msgfmt').unlink()
    status, _out, messages = native.run('sdk', '--no-build', 'true')
    assert status == 2
    assert "meson (Debian's package meson)" in messages
    assert "msgfmt (Debian's package gettext)" in messages
    assert 'MAJU_SDK=tree' in messages


def test_old_libraries_are_not_used(native):
    real = shutil.which('pkg-config')
    native.double('pkg-config', f'case "$*" in *gstreamer*) exit 1 ;; *) exec {real} "$@" ;; esac')
    assert native.run('sdk-native') == (1, '', '')
    status, out, _messages = native.run('sdk-native', '--why')
    assert status == 0
    assert {line.split()[0] for line in out.splitlines()} == {
        'gstreamer-1.0', 'gstreamer-app-1.0', 'gstreamer-audio-1.0',
        'gstreamer-codecparsers-1.0', 'gstreamer-rtp-1.0', 'gstreamer-sdp-1.0',
        'gstreamer-video-1.0', 'gstreamer-webrtc-1.0', 'gstreamer-webrtc-nice-1.0'}
    native.env['MAJU_SDK'] = 'native'
    status, _out, messages = native.run('sdk-native')
    assert status == 2
    assert 'gstreamer-1.0 >= 1.28' in messages


def test_the_floors_are_those_of_meson():
    scanned = json.loads(subprocess.check_output(
        ['meson', 'introspect', '--scan-dependencies', TOP / 'meson.build']))
    wanted = {f'{entry["name"]} {version}' for entry in scanned for version in entry['version']}
    without_floor = {entry['name'] for entry in scanned if not entry['version']}
    text = (BUILD_AUX / 'sdk-native').read_text()
    listed = re.search(r'modules=\((.*?)\n\)', text, re.DOTALL).group(1)
    assert set(re.findall(r"'(.*)'", listed)) == wanted
    assert without_floor <= MODULES, 'those of GLib come with it'


def copy_command(folder, name, **doubles):
    """That command of ours, in a tree where those that it calls are doubles."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(TOP / name, path)
    for double, script in doubles.items():
        other = folder / 'build-aux' / double
        other.parent.mkdir(exist_ok=True)
        write_script(other, script)
    return path


def say(*command, **env):
    """What a command prints."""
    return subprocess.run(command, env={'PATH': os.environ['PATH'], **env}, check=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                          timeout=120).stdout


def test_without_a_display_the_demo_runs(tmp_path):
    run = copy_command(tmp_path, 'build-aux/run', sdk='echo "$*"')
    demo = f'python3 {tmp_path}/build-aux/demo.py\n'
    assert say(run) == demo
    assert say(run, '--demo', WAYLAND_DISPLAY='wayland-0') == demo
    for display in ('DISPLAY', 'WAYLAND_DISPLAY'):
        assert say(run, 'maju:x', **{display: ':0'}) == 'maju maju:x\n'
        assert say(run, **{display: ':0'}) == 'maju\n'


@pytest.mark.parametrize('name', ['README.md', 'README.ko.md'])
def test_ci_runs_the_test_command_of_the_readme(tmp_path, name):
    blocks = re.findall(r'```sh\n(.*?)\n```', (TOP / name).read_text(), re.DOTALL)
    assert blocks[:2] == ['build-aux/run', 'build-aux/test']
    ci = copy_command(tmp_path, '.ci/run', test='echo "$0|$*"')
    assert say(ci, 'unit', 'ui') == f'{tmp_path}/.ci/../{blocks[1]}|unit ui\n'


@pytest.mark.parametrize('passed,suites', [
    ('', 'flatpak interop default'), ('flatpak', 'interop default'),
    ('interop', 'flatpak default'), ('flatpak interop', 'default')])
def test_ci_leaves_out_what_has_passed(tmp_path, passed, suites):
    ci = copy_command(tmp_path, '.ci/run', test='echo "$*"',
                      **{'suite-passed': f'[[ " {passed} " = *" $1 "* ]]'})
    assert say(ci) == f'{suites}\n'


class Checkout:
    """A folder with suite-passed and some files, and a cache of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.env = {'PATH': os.environ['PATH'], 'XDG_CACHE_HOME': str(folder / 'cache'),
                    # A folder above may be a checkout of git.
                    'GIT_CEILING_DIRECTORIES': str(folder.parent)}
        for name in ('suite-passed', 'list-files', 'common.sh'):
            copy_command(folder, f'build-aux/{name}')
        for name in ('README.md', 'flatpak/README.md', 'meson.build', 'src/a b.c',
                     'tests/interop/test_a.py', 'tests/ui/test_b.py'):
            self.change(name, 'first')

    def change(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run(self, *arguments):
        return subprocess.run([self.folder / 'build-aux' / 'suite-passed', *arguments],
                              env=self.env, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=120)

    def say(self, *arguments):
        result = self.run(*arguments)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def passed(self):
        """Of the two suites, those that have passed."""
        return [suite for suite in ('flatpak', 'interop') if self.run(suite).returncode == 0]


def test_a_suite_passed_until_its_files_change(tmp_path):
    checkout = Checkout(tmp_path)
    assert checkout.passed() == []
    for suite in ('interop', 'flatpak'):
        checkout.say('--mark', suite, checkout.say('--hash', suite).strip())
    assert checkout.passed() == ['flatpak', 'interop']
    checkout.change('tests/ui/test_b.py', 'second')
    checkout.change('README.md', 'second')
    assert checkout.passed() == ['flatpak', 'interop']
    checkout.change('tests/interop/test_a.py', 'second')
    assert checkout.passed() == ['flatpak']
    checkout.change('tests/interop/test_a.py', 'first')
    assert checkout.passed() == ['flatpak', 'interop']
    checkout.change('flatpak/new', 'first')
    assert checkout.passed() == ['interop']
    checkout.change('src/a b.c', 'second')
    assert checkout.passed() == []


def test_files_that_change_during_a_suite_are_not_remembered(tmp_path):
    checkout = Checkout(tmp_path)
    before = checkout.say('--hash', 'interop').strip()
    checkout.change('src/a b.c', 'second')
    assert checkout.run('--mark', 'interop', before).returncode == 1
    assert checkout.passed() == []
    checkout.change('src/a b.c', 'first')
    assert checkout.passed() == []


def test_suites_are_made_of_what_they_run(tmp_path):
    for suite in ('flatpak', 'interop'):
        files = set(say(BUILD_AUX / 'suite-passed', '--files', suite,
                        HOME=str(tmp_path)).splitlines())
        assert {'.ci/run', 'build-aux/test-suites', 'meson.build', 'src/meson.build',
                'src/server/web/index.html', 'tests/lib/majutest/call.py', 'tests/conftest.py',
                f'tests/{suite}/meson.build'} <= files
        assert 'README.md' not in files
    assert {'tests/network/in-namespace', 'tests/web/oracle.mjs',
            'tests/interop/driver/package-lock.json'} <= files
    assert any(name.startswith('tests/fuzz/corpus/') for name in files)


def test_the_executables_come_first_in_path():
    """Of the build, whatever else is installed."""
    names = ('maju', 'maju-peer', 'maju-server')
    found = subprocess.check_output(
        [BUILD_AUX / 'sdk', 'bash', '-c', f'type -P {" ".join(names)}'], text=True,
        env=dict(os.environ, MAJU_BUILDDIR=str(builddir()), PATH='/usr/bin:/bin'))
    assert [pathlib.Path(line).name for line in found.splitlines()] == list(names)
    assert all(pathlib.Path(line).is_relative_to(builddir()) for line in found.splitlines())


def test_they_are_built_first(tmp_path):
    sdk = copy_command(tmp_path, 'build-aux/sdk', build='echo "build $1" >&2')
    commands = tmp_path / 'bin'
    commands.mkdir()
    write_script(commands / 'meson', 'echo "meson $*"')
    result = subprocess.run([sdk, 'maju', '--version'], cwd=tmp_path, text=True, timeout=120,
                            env={'PATH': f'{commands}:/usr/bin:/bin', 'MAJU_IN_SDK': '1'},
                            stdin=subprocess.DEVNULL, capture_output=True)
    build = f'{tmp_path}/_build/app'
    assert result.stderr == f'build {build}\n'
    assert result.stdout == f'meson devenv -C {build} --workdir {tmp_path} maju --version\n'
