# SPDX-License-Identifier: GPL-3.0-or-later
"""Real parts for Maju's tests and its demo: a private desktop session with
PipeWire, virtual devices, headless compositors, and the programs in it."""

from .portal import Portal
from .process import Process, TestTimeout, find_executable, wait_until
from .session import Session

__all__ = ['Portal', 'Process', 'Session', 'TestTimeout', 'find_executable', 'wait_until']
