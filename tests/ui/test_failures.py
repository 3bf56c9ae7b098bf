# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures that are silent elsewhere; tests/FAILURES.md says which there are and
where each is asserted."""

import pathlib
import re

TESTS = pathlib.Path(__file__).resolve().parents[1]
CASES = TESTS / 'unit' / 'ui' / 'test-situation.c'


def test_every_failure_has_its_tests():
    rows = re.findall(r'^\| \d+ \|.*$', (TESTS / 'FAILURES.md').read_text(), re.M)
    assert len(rows) == 20
    for row in rows:
        found = re.findall('`([^`]+)`', row)
        assert found, row
        for name in found:
            path, _, function = name.partition('::')
            if function:
                assert f'\ndef {function}(' in (TESTS / path).read_text(), name
            else:
                assert f'  {{ "{name}",' in CASES.read_text(), name
