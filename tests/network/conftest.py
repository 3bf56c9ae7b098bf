# SPDX-License-Identifier: GPL-3.0-or-later
import pathlib
import sys

import pytest

# The client of the signalling protocol without a call behind it.
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'integration' / 'server'))

from client import Client  # noqa: E402

from majutest.network import Network  # noqa: E402
from majutest.place import SIGNALING, Place  # noqa: E402


def join_as_listener(place, link):
    """Somebody in the room who only takes what the others say."""
    client = place.server_host.inside(lambda: Client(place.server.port, host=SIGNALING))
    client.hello(link.rpartition('/')[2].partition('#')[0])
    return client


@pytest.fixture
def network():
    with Network() as network:
        yield network


@pytest.fixture
def place(session, network):
    place = Place(session, network)
    yield place
    place.close()


@pytest.fixture
def make_place(session, network):
    """make_place(addresses=, nats=): who has which addresses, or is behind which
    NAT."""
    places = []

    def make(**options):
        places.append(Place(session, network, **options))
        return places[-1]
    yield make
    for place in places:
        place.close()


@pytest.fixture
def quiet_place(quiet_session, network):
    """One without sound and pictures."""
    place = Place(quiet_session, network)
    yield place
    place.close()
