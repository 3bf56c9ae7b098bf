# SPDX-License-Identifier: GPL-3.0-or-later
"""Rooms, numbers, acknowledgements and resume, as a client meets them."""

import pytest

from client import new_room


def pair(server):
    room = new_room()
    first = server.client()
    first.hello(room, 'First')
    second = server.client()
    second.hello(room, 'Second')
    joined = first.expect('joined')
    assert joined['member'] == {'id': second.id, 'name': 'Second'}
    return room, first, second


def test_welcome(server):
    client = server.client()
    assert client.welcome['protocol_min'] == 1
    assert client.welcome['protocol_max'] == 1
    assert client.welcome['limit_message'] == 65536
    assert client.welcome['limit_people'] == 8
    client.close()


def test_room_lists_those_before(server):
    room, first, second = pair(server)
    assert second.room['members'] == [{'id': first.id, 'name': 'First'}]
    assert not second.room.get('resumed', False)
    third = server.client()
    assert [member['id'] for member in third.hello(room)['members']] == \
        [first.id, second.id]


def test_rooms_are_apart(server):
    _, first, second = pair(server)
    _, stranger, _ = pair(server)
    stranger.relay(first.id)
    stranger.expect_error('no-such-peer', fatal=False)
    second.relay(first.id)
    assert first.expect('restart')['from'] == second.id


def test_relay_changes_only_the_envelope(server):
    _, first, second = pair(server)
    second.say(type='description', id=1, to=first.id, generation=3,
               kind='offer', sdp='v=0\r\n', counter=7, extra={'a': ['ü', 1.5]})
    assert first.receive() == {
        'type': 'description', 'from': second.id, 'seq': 2, 'generation': 3,
        'kind': 'offer', 'sdp': 'v=0\r\n', 'counter': 7,
        'extra': {'a': ['ü', 1.5]}}


def test_sender_can_not_be_invented(server):
    _, first, second = pair(server)
    second.relay(first.id, **{'from': 'somebody', 'seq': 99})
    message = first.expect('restart')
    assert message['from'] == second.id and message['seq'] == 2


def test_own_id_is_no_peer(server):
    client = server.client()
    client.hello(new_room())
    client.relay(client.id)
    client.expect_error('no-such-peer', fatal=False)


def test_acknowledged_without_being_asked(server):
    _, first, second = pair(server)
    number = second.relay(first.id)
    assert second.expect('ack')['ack'] == number


def test_acknowledged_on_the_way(server):
    _, first, second = pair(server)
    number = second.relay(first.id)
    first.expect('restart')
    first.relay(second.id)
    while True:
        message = second.receive()
        assert message['ack'] == number
        if message['type'] == 'restart':
            break


def test_number_seen_before_is_dropped(server):
    _, first, second = pair(server)
    second.relay(first.id, generation=1)
    second.say(type='restart', id=1, to=first.id, generation=2)
    second.relay(first.id, generation=3)
    assert first.expect('restart')['generation'] == 1
    assert first.expect('restart')['generation'] == 3


@pytest.mark.parametrize('number', [2, 1 << 40])
def test_gap_is_refused(server, number):
    _, first, second = pair(server)
    second.say(type='restart', id=number, to=first.id, generation=0)
    second.expect_error('bad-message')
    assert first.expect('left')['member']['id'] == second.id


def test_relayed_must_be_numbered(server):
    _, first, second = pair(server)
    second.say(type='restart', to=first.id, generation=0)
    second.expect_error('bad-message')


def test_acknowledging_the_future_is_refused(server):
    client = server.client()
    client.hello(new_room())
    client.say(type='ack', ack=1)
    client.expect_error('bad-message')


@pytest.mark.parametrize('text', ['', '{', '[]', '{"type":1}', 'hello', '{} {}',
                                  '{"type":"ack","type":"end"}'])
@pytest.mark.parametrize('joined', [False, True])
def test_not_json_is_refused(server, text, joined):
    client = server.client()
    if joined:
        client.hello(new_room())
    client.send(text)
    client.expect_error('bad-message')


@pytest.mark.parametrize('kind', ['welcome', 'room', 'joined', 'left', 'error'])
def test_servers_words_are_refused(server, kind):
    client = server.client()
    client.hello(new_room())
    client.say(type=kind)
    client.expect_error('bad-message')


def test_unknown_type_is_answered(server):
    _, first, second = pair(server)
    second.relay(first.id, type='sing')
    second.expect_error('unsupported', fatal=False)
    second.relay(first.id)
    first.expect('restart')


def test_unknown_type_before_hello_is_answered(server):
    client = server.client()
    client.say(type='sing')
    client.expect_error('unsupported', fatal=False)
    client.hello(new_room())


def test_second_hello_is_refused(server):
    client = server.client()
    client.hello(new_room())
    client.say(type='hello', room=new_room(), name='')
    client.expect_error('bad-message')


def test_nothing_before_hello(server):
    client = server.client()
    client.say(type='end')
    client.expect_error('not-joined')


def test_name_is_cleaned(server):
    room = new_room()
    first = server.client()
    first.hello(room)
    second = server.client()
    second.hello(room, 'A\u202eB\u200b  C')
    assert first.expect('joined')['member']['name'] == 'AB C'


def test_end_is_told_at_once(server):
    room, first, second = pair(server)
    token = second.room['token']
    second.say(type='end')
    left = first.expect('left')
    assert left['member']['id'] == second.id and left['reason'] == 'left'
    assert second.receive() is None
    again = server.client()
    again.say(type='hello', token=token, last_seq=0)
    again.expect_error('resume-failed')


def test_eight_fit_and_no_more(server):
    room = new_room()
    clients = [server.client() for _ in range(8)]
    for number, client in enumerate(clients):
        assert len(client.hello(room)['members']) == number
    late = server.client()
    late.say(type='hello', room=room, name='Late')
    late.expect_error('room-full')
    clients[3].say(type='end')
    while clients[3].receive() is not None:
        pass
    again = server.client()
    assert len(again.hello(room)['members']) == 7


def test_lost_connection_is_told_and_resumes(server):
    room, first, second = pair(server)
    token = second.room['token']
    second.reset()
    assert first.expect('away')['member']['id'] == second.id
    for generation in range(5):
        first.relay(second.id, generation=generation)
    resumed = server.client()
    room_message = resumed.resume(token, 0)
    assert room_message['self_id'] == second.id
    assert room_message['members'] == [{'id': first.id, 'name': 'First'}]
    assert room_message['token'] != token
    for generation in range(5):
        message = resumed.expect('restart')
        assert message['generation'] == generation
        assert message['from'] == first.id
    assert first.expect('back')['member']['id'] == second.id
    resumed.relay(first.id)
    assert first.expect('restart')['seq'] == 4


def test_newcomer_is_told_who_is_away(server):
    room, first, second = pair(server)
    second.reset()
    first.expect('away')
    third = server.client()
    assert len(third.hello(room)['members']) == 2
    assert third.expect('away')['member'] == {'id': second.id, 'name': 'Second'}


def test_take_over_is_not_told(server):
    room, first, second = pair(server)
    resumed = server.client()
    resumed.resume(second.room['token'], 0)
    resumed.relay(first.id)
    assert first.receive()['type'] == 'restart'


def test_only_what_did_not_arrive_is_replayed(server):
    room, first, second = pair(server)
    for generation in range(4):
        first.relay(second.id, generation=generation)
    for _ in range(2):
        second.expect('restart')
    second.reset()
    resumed = server.client()
    resumed.resume(second.room['token'], 2)
    assert resumed.expect('restart')['generation'] == 2
    assert resumed.expect('restart')['generation'] == 3


def test_room_says_what_was_seen(server):
    room, first, second = pair(server)
    for _ in range(3):
        second.relay(first.id)
    for _ in range(3):
        first.expect('restart')
    second.reset()
    resumed = server.client()
    assert resumed.resume(second.room['token'], 0)['last_id'] == 3


def test_token_is_used_once(server):
    room, first, second = pair(server)
    old = second.room['token']
    second.reset()
    resumed = server.client()
    resumed.resume(old, 0)
    resumed.relay(first.id)
    first.expect('restart')
    thief = server.client()
    thief.say(type='hello', token=old, last_seq=0)
    thief.expect_error('resume-failed')


def test_token_works_again_if_the_next_did_not_arrive(server):
    room, first, second = pair(server)
    token = second.room['token']
    second.reset()
    resumed = server.client()
    resumed.say(type='hello', token=token, last_seq=0)
    resumed.expect('room')
    resumed.reset()
    again = server.client()
    again.resume(token, 0)


def test_resume_takes_over(server):
    room, first, second = pair(server)
    resumed = server.client()
    resumed.resume(second.room['token'], 0)
    second.expect_error('taken-over')
    first.relay(resumed.id)
    resumed.expect('restart')
    resumed.relay(first.id)
    first.expect('restart')


@pytest.mark.parametrize('token', ['A' * 32, 'x'])
def test_unknown_token_fails(server, token):
    client = server.client()
    client.say(type='hello', token=token, last_seq=0)
    error = client.expect('error')
    assert error['fatal'] and error['code'] in ('resume-failed', 'bad-message')


def test_resume_can_not_skip_ahead(server):
    room, first, second = pair(server)
    second.reset()
    client = server.client()
    client.say(type='hello', token=second.room['token'], last_seq=10)
    client.expect_error('resume-failed')


def test_lost_after_its_time(start):
    server = start({'limits': {'resume-time': 1}})
    room, first, second = pair(server)
    second.reset()
    left = first.expect('left')
    assert left['member']['id'] == second.id and left['reason'] == 'lost'
    late = server.client()
    late.say(type='hello', token=second.room['token'], last_seq=0)
    late.expect_error('resume-failed')


def test_too_much_for_one_who_is_away(start):
    server = start({'limits': {'rate': 0}})
    room, first, second = pair(server)
    second.reset()
    first.expect('away')
    for _ in range(300):
        first.relay(second.id)
    left = first.expect('left')
    assert left['member']['id'] == second.id and left['reason'] == 'lost'
    late = server.client()
    late.say(type='hello', token=second.room['token'], last_seq=0)
    late.expect_error('resume-failed')
    assert server.metric('overflowed_total') == 1


def test_bytes_bound_the_replay_too(start):
    server = start({'limits': {'rate': 0}})
    room, first, second = pair(server)
    second.reset()
    first.expect('away')
    for _ in range(5):
        first.relay(second.id, padding='x' * 60000)
    assert first.expect('left')['reason'] == 'lost'


def test_token_and_room_are_not_in_the_log(start):
    server = start()
    room, first, second = pair(server)
    token = second.room['token']
    second.relay(first.id, padding='a-secret-body')
    first.expect('restart')
    second.reset()
    resumed = server.client()
    resumed.resume(token, 0)
    log = server.read_log()
    assert 'resumed' in log
    for secret in (room, token, resumed.room['token'], 'a-secret-body'):
        assert secret not in log
