# SPDX-License-Identifier: GPL-3.0-or-later
"""Computers in networks of their own: a network namespace each, joined by pairs
of virtual cables to one router. Needs what tests/network/in-namespace gives."""

import concurrent.futures
import ipaddress
import json
import os
import pathlib
import subprocess

from .process import GUARD, TOP, wait_until

# What a program of a computer gets: none of the powers that made the network.
POWERLESS = ['setpriv', '--inh-caps=-all', '--ambient-caps=-all']


class Host:
    """A computer: no interface but the loopback, until it is connected."""

    def __init__(self, network, name):
        self.name = name
        self._network = network
        self._holder = subprocess.Popen(['unshare', '--net', 'sh', '-c', 'echo; exec cat'],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._holder.stdout.readline()
        self._enter = ['nsenter', f'--net=/proc/{self._holder.pid}/ns/net']
        self.via = self._enter + POWERLESS
        self.run('ip', 'link', 'set', 'lo', 'up')

    def run(self, *argv, text=None):
        """Runs a command that may change the network; its output."""
        result = subprocess.run(self._enter + [str(a) for a in argv], input=text or '',
                                capture_output=True, text=True, timeout=GUARD)
        if result.returncode != 0:
            raise AssertionError(f'{self.name}: {argv}: {result.stderr}')
        return result.stdout

    def inside(self, function, *arguments):
        """Calls that in a thread of this computer: its sockets stay there."""
        def call():
            with open(f'/proc/{self._holder.pid}/ns/net') as namespace:
                os.setns(namespace.fileno(), os.CLONE_NEWNET)
            return function(*arguments)
        with concurrent.futures.ThreadPoolExecutor(1) as executor:
            return executor.submit(call).result()

    def connect(self, interface, address, *, default=True):
        """A cable to the router, which is the first address of that network."""
        address = ipaddress.ip_interface(address)
        router = self._network.router
        gateway = address.network[1]
        end = f'{self.name}-{interface}'
        router.run('ip', 'link', 'add', end, 'type', 'veth', 'peer', 'name', interface,
                   'netns', self._holder.pid)
        router.run('ip', 'addr', 'add', f'{gateway}/{address.network.prefixlen}', 'dev', end)
        router.run('ip', 'link', 'set', end, 'up')
        self.run('ip', 'addr', 'add', address, 'dev', interface)
        self.run('ip', 'link', 'set', interface, 'up')
        if default:
            self.run('ip', 'route', 'replace', 'default', 'via', gateway)
        # The kernel says so up to a second later, and programs look for it.
        wait_until(lambda: self._is_up(interface), f'{interface} of {self.name} is up')

    def _is_up(self, interface):
        link = json.loads(self.run('ip', '-json', 'link', 'show', interface))[0]
        return link['operstate'] == 'UP'

    def close(self):
        self._holder.stdin.close()
        self._holder.wait(GUARD)
        self._holder.stdout.close()


class Network:
    """Use as a context manager. Whatever is connected can reach all else,
    unless the router is told otherwise."""

    def __enter__(self):
        self.hosts = []
        self.router = self.add_host('router')
        self.router.run('sysctl', '-q', '-w', 'net.ipv4.ip_forward=1')
        return self

    def __exit__(self, *exc):
        for host in self.hosts:
            host.close()

    def add_host(self, name):
        host = Host(self, name)
        self.hosts.append(host)
        return host

    def drop(self, rule):
        """From now on the router drops what fits a rule of nft."""
        self.router.run('nft', '-f', '-', text=(
            'table inet filter {\n'
            '  chain forward {\n'
            '    type filter hook forward priority 0;\n'
            f'    {rule} counter drop\n'
            '  }\n'
            '}\n'))


class TurnServer:
    """coturn with the settings that we ship."""

    def __init__(self, session, host, address, secret):
        folder = pathlib.Path(session.folder) / 'turn'
        folder.mkdir()
        shipped = (TOP / 'data' / 'examples' / 'turnserver.conf').read_text().splitlines()
        left_out = ('static-auth-secret', 'realm', 'pidfile', 'cert', 'pkey', 'tls-')
        lines = [line for line in shipped if not line.startswith(left_out)]
        lines += [f'static-auth-secret={secret}', 'realm=maju.test', f'listening-ip={address}',
                  f'relay-ip={address}', f'pidfile={folder}/pid', f'userdb={folder}/turndb',
                  'no-tls',
                  # It shuffles all ports before it starts.
                  'min-port=49160', 'max-port=49200']
        path = folder / 'turnserver.conf'
        path.write_text('\n'.join(lines) + '\n')
        self.port = 3478
        self._session = session
        self._host = host
        self._address = address
        self._path = path
        self._start()

    def _start(self):
        self.process = self._session.start(
            ['turnserver', '-c', self._path, '--log-file=stdout', '--verbose'],
            name='turnserver', via=self._host.via, cwd=self._path.parent)
        wait_until(lambda: f'{self._address}:{self.port}' in self._host.run('ss', '-Hlun'),
                   'coturn listens')

    def restart(self):
        """It forgets all relays, and whom it gave them to."""
        self.stop()
        self._start()

    def usernames(self):
        """Whom it gave a relay to."""
        return [line.partition('user <')[2].partition('>')[0]
                for line in self.process.output.splitlines()
                if 'ALLOCATE processed, success' in line]

    def stop(self):
        # It takes seconds to end politely.
        self.process.kill()
