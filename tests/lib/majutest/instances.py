# SPDX-License-Identifier: GPL-3.0-or-later
"""How many objects a program keeps, class by class."""

import struct

from .process import builddir

# See maju-test-instances.c.
RECORD = struct.Struct('60si')


class Instances:
    """Of the program that is started with env."""

    def __init__(self, session, name='maju'):
        self._path = session.folder / f'instances-{name}'
        self._path.touch()
        module = builddir() / 'tests' / 'lib' / 'maju-test-instances.so'
        assert module.is_file(), f'{module} is not built'
        self.env = {'LD_PRELOAD': str(module), 'MAJU_TEST_INSTANCES': str(self._path)}

    def count(self):
        """{class: how many of it and of what is derived from it}; not of the
        classes of which there is none."""
        found = {}
        for name, n_instances in RECORD.iter_unpack(self._path.read_bytes()):
            if n_instances:
                found[name.partition(b'\0')[0].decode()] = n_instances
        return found
