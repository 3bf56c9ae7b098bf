# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures for tests that use real processes. A session is private to a test;
its logs are kept in _build/test-logs when the test fails."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent / 'lib'))

from majutest import Session, find_executable  # noqa: E402
from majutest.atspi import Desktop  # noqa: E402
from majutest.compositor import Sway, Xvfb  # noqa: E402

LOGS = pathlib.Path(__file__).resolve().parents[1] / '_build' / 'test-logs'


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    setattr(item, f'report_{report.when}', report)
    return report


def pytest_runtest_logreport(report):
    """TAP's plugin says nothing of what fails after a test."""
    if report.when == 'teardown' and report.failed:
        text = f'{report.nodeid} has passed; after it:\n{report.longreprtext}\n{report.capstdout}'
        print('\n'.join(f'# {line}' for line in text.splitlines()), flush=True)


def need(*names):
    """Skips the test, and fails it in CI, when a tool is missing."""
    for name in names:
        try:
            find_executable(name)
        except FileNotFoundError as error:
            if os.environ.get('CI') == 'true':
                pytest.fail(str(error))
            pytest.skip(str(error))


def print_graph(session):
    """For the log of a test that failed; it may have failed for PipeWire."""
    if session.graph is None:
        return
    try:
        print('\n'.join(session.graph.describe()))
    except (ValueError, OSError, subprocess.SubprocessError) as error:
        print(f'graph: not known: {error}')


@pytest.fixture
def make_session(request, tmp_path):
    """Makes sessions that end with the test; what they left is a failure."""
    sessions = []

    def make(**options):
        session = Session(tmp_path / f'session{len(sessions)}', **options)
        sessions.append(session)
        return session.__enter__()

    yield make

    report = getattr(request.node, 'report_call', None)
    failed = report is None or report.failed
    if failed:
        for session in sessions:
            print_graph(session)
    leftovers = []
    for session in reversed(sessions):
        session.__exit__(None, None, None)
        leftovers += session.leftovers
    if leftovers or failed:
        folder = LOGS / re.sub(r'[^A-Za-z0-9_-]+', '-', request.node.nodeid)
        shutil.rmtree(folder, ignore_errors=True)
        for session in sessions:
            shutil.copytree(session.logs, folder / session.folder.name)
        print(f'The logs are in {folder}')
    assert not leftovers, f'left over: {leftovers}'


@pytest.fixture
def session(make_session):
    """A desktop session with PipeWire."""
    return make_session()


@pytest.fixture
def quiet_session(make_session):
    """A desktop session without PipeWire."""
    return make_session(pipewire=False)


@pytest.fixture
def make_sway():
    """make_sway(session, name, width, height)"""
    return Sway


@pytest.fixture
def make_xvfb():
    return Xvfb


@pytest.fixture
def make_desktop():
    """make_desktop(session): its applications, as assistive technology sees
    them."""
    desktops = []

    def make(session):
        desktops.append(Desktop(session))
        return desktops[-1]
    yield make
    for desktop in desktops:
        desktop.close()


@pytest.fixture
def needs():
    return need
