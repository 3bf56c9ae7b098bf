# SPDX-License-Identifier: GPL-3.0-or-later
"""The manifest, and what its stand-in runtime is made of."""

import json
import pathlib
import re
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
FOLDER = TOP / 'flatpak'
MANIFEST = FOLDER / 'org.maju.Maju.json'


def lines(name):
    text = (FOLDER / name).read_text()
    return [line for line in text.splitlines() if line and not line.startswith('#')]


def manifest_tool(*arguments, **options):
    return subprocess.run([TOP / 'build-aux' / 'flatpak-manifest', *arguments], timeout=60,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, **options)


def test_the_twin_differs_by_name_and_option_only():
    release = json.loads(MANIFEST.read_text())
    twin = json.loads(manifest_tool('change', MANIFEST, '-Ddevelopment=true', check=True).stdout)
    assert twin['id'] == 'org.maju.Maju.Devel'
    assert twin['modules'][-1]['config-opts'].pop() == '-Ddevelopment=true'
    twin['id'] = release['id']
    assert twin['modules'][-1]['sources'][0].pop('path') == str(TOP)
    release['modules'][-1]['sources'][0].pop('path')
    assert twin == release


def test_every_archive_is_named_by_its_hash():
    modules = json.loads(MANIFEST.read_text())['modules']
    assert [module['name'] for module in modules] == ['libev', 'libwebsockets', 'qrencode', 'maju']
    for module in modules[:-1]:
        source, = module['sources']
        assert source['type'] == 'archive'
        assert re.fullmatch('[0-9a-f]{64}', source['sha256'])


def test_a_source_with_another_hash_is_refused(tmp_path):
    source = tmp_path / 'source.tar'
    source.write_text('not what was named')
    manifest = tmp_path / 'manifest.json'
    manifest.write_text(json.dumps({'modules': [{'sources': [
        {'type': 'archive', 'url': source.as_uri(), 'sha256': '0' * 64}]}]}))
    result = manifest_tool('seed', manifest, tmp_path / 'downloads')
    assert result.returncode == 1
    assert 'has another SHA-256' in result.stderr
    assert not (tmp_path / 'downloads').exists()


@pytest.mark.parametrize('packages, components', [
    ('platform-packages.txt', ['platform-components.txt']),
    ('sdk-packages.txt', ['platform-components.txt', 'sdk-components.txt']),
])
def test_the_stand_in_has_what_the_real_one_has(packages, components):
    real = {line for name in components for line in lines(name)}
    named = {line.partition(':')[0] for line in lines(packages)}
    assert named - real <= {'extension'}
