# SPDX-License-Identifier: GPL-3.0-or-later
"""Computers in networks of their own: a network namespace each, joined by pairs
of virtual cables to one router. Needs what tests/network/in-namespace gives."""

import base64
import concurrent.futures
import hashlib
import ipaddress
import json
import os
import pathlib
import re
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

    def know(self, names, folder):
        """Programs that are started from now on know these names: {name:
        addresses}. Everything else in /etc/hosts is gone for them."""
        path = pathlib.Path(folder) / f'hosts-{self.name}'
        path.write_text(''.join(f'{address} {name}\n' for name, addresses in names.items()
                                for address in addresses))
        self.via = [*self._enter, 'unshare', '--mount', 'sh', '-c',
                    'mount --bind "$0" /etc/hosts && exec "$@"', str(path), *POWERLESS]

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

    def connect(self, interface, *addresses, default=True, router=None):
        """A cable to a router, the network's own or another one, which is the
        first address of each of these networks."""
        addresses = [ipaddress.ip_interface(address) for address in addresses]
        router = router or self._network.router
        end = f'{self.name}-{interface}'
        router.run('ip', 'link', 'add', end, 'type', 'veth', 'peer', 'name', interface,
                   'netns', self._holder.pid)
        for address in addresses:
            gateway = address.network[1]
            router.add_address(end, f'{gateway}/{address.network.prefixlen}')
            self.add_address(interface, address)
        router.run('ip', 'link', 'set', end, 'up')
        self.run('ip', 'link', 'set', interface, 'up')
        for address in addresses if default else ():
            self.run('ip', f'-{address.version}', 'route', 'replace', 'default', 'via',
                     address.network[1])
        # The kernel says so up to a second later, and programs look for it.
        wait_until(lambda: self._is_up(interface), f'{interface} of {self.name} is up')

    def add_address(self, interface, address):
        # Nobody else is there who could have it.
        nodad = ['nodad'] if ':' in str(address) else []
        self.run('ip', 'addr', 'add', address, 'dev', interface, *nodad)

    def forward(self):
        """Be a router."""
        self.run('sysctl', '-q', '-w', 'net.ipv4.ip_forward=1',
                 'net.ipv6.conf.all.forwarding=1')

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
        self.router.forward()
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

    def narrow(self, host, interface, mtu):
        """From now on larger packets get lost on the way from and to that host,
        and nobody is told. Of TCP only as much as fits is asked for, as routers
        do that have such a line."""
        end = f'{host.name}-{interface}'
        self.router.run('ip', 'link', 'set', end, 'mtu', mtu)
        self.router.run('nft', '-f', '-', text=(
            'table inet narrow {\n'
            '  chain forward {\n'
            '    type filter hook forward priority 0;\n'
            f'    tcp flags syn tcp option maxseg size set {mtu - 60}\n'
            '  }\n'
            '  chain output {\n'
            '    type filter hook output priority 0;\n'
            '    icmp type destination-unreachable counter drop\n'
            '    icmpv6 type packet-too-big counter drop\n'
            '  }\n'
            '}\n'))

    def n_too_large(self):
        """How many packets were too large for a way that was made narrow."""
        rules = self.router.run('nft', 'list', 'chain', 'inet', 'narrow', 'output')
        return sum(map(int, re.findall(r'counter packets (\d+)', rules)))


# What a home's router lets pass: whatever the home begins.
HOME_RULES = """
table inet home {
  chain input {
    type filter hook input priority 0;
    # Dropped before it is remembered: it would take the port that a connection
    # from inside is about to get.
    iifname "wan" drop
  }
  chain forward {
    type filter hook forward priority 0; policy drop;
    oifname "wan" accept
    ct state established,related accept
  }
  chain postrouting {
    type nat hook postrouting priority srcnat;
    oifname "wan" masquerade%s
  }
}
"""


class Home:
    """A private network behind a router that has one public address. The NAT of
    a "cone" gives a port inside the same port outside whoever is talked to;
    that of a "symmetric" one another for each, so that nobody can be told where
    to reach it. Either lets in only who was talked to from that port."""

    def __init__(self, network, name, public, *, nat='cone'):
        address = ipaddress.ip_interface(public)
        self.address = str(address.ip)
        self.router = network.add_host(f'{name}-home')
        self.router.connect('wan', address)
        self.router.forward()
        rule = ' fully-random' if nat == 'symmetric' else ''
        self.router.run('nft', '-f', '-', text=HOME_RULES % rule)


class TurnServer:
    """coturn with the settings that we ship, but for the secret, the addresses
    and the certificate. The ports are few, unless all of them are asked for: it
    shuffles them before it starts."""

    def __init__(self, session, host, addresses, secret, *, all_ports=False, changes=()):
        self.folder = pathlib.Path(session.folder) / 'turn'
        self.folder.mkdir()
        self._make_certificate(addresses)
        changes = {'static-auth-secret': secret, 'cert': self.folder / 'cert.pem',
                   'pkey': self.folder / 'key.pem', **dict(changes)}
        if not all_ports:
            changes.update({'min-port': 49160, 'max-port': 49200})
        shipped = (TOP / 'data' / 'examples' / 'turnserver.conf').read_text().splitlines()
        lines = [line for line in shipped if line.partition('=')[0] not in changes]
        lines += [f'{key}={value}' for key, value in changes.items()]
        lines += [f'{key}={address}' for key in ('listening-ip', 'relay-ip')
                  for address in addresses]
        self._path = self.folder / 'turnserver.conf'
        self._path.write_text('\n'.join(lines) + '\n')
        self.port, self.tls_port = 3478, 5349
        self._session = session
        self._host = host
        self._addresses = addresses
        self._start()

    def _make_certificate(self, addresses):
        names = ','.join(f'IP:{address}' for address in addresses)
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                        'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=relay',
                        '-addext', f'subjectAltName={names}', '-keyout', self.folder / 'key.pem',
                        '-out', self.folder / 'cert.pem'], check=True, capture_output=True)

    def key_hash(self):
        """By which browsers can be told to trust the certificate."""
        key = subprocess.run(['openssl', 'pkey', '-in', self.folder / 'key.pem', '-pubout',
                              '-outform', 'der'], check=True, capture_output=True).stdout
        return base64.b64encode(hashlib.sha256(key).digest()).decode()

    def _start(self):
        self.process = self._session.start(
            ['turnserver', '-c', self._path, '--log-file=stdout', '--verbose',
             f'--pidfile={self.folder}/pid', f'--userdb={self.folder}/turndb'],
            name='turnserver', via=self._host.via, cwd=self.folder)
        wait_until(self._is_listening, 'coturn listens')

    def _is_listening(self):
        sockets = self._host.run('ss', '-Hlutn')
        return all(sockets.count(f'{address}:{port} ') >= 2 - (port == self.tls_port)
                   for address in map(self._in_brackets, self._addresses)
                   for port in (self.port, self.tls_port))

    @staticmethod
    def _in_brackets(address):
        return f'[{address}]' if ':' in address else address

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
