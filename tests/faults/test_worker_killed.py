"""The worker killed in mid-mail: the server took one, and nobody noted it. It goes again under its number; the inbox has one."""

from __future__ import annotations

import asyncio
import email
import os
import signal
import socket
from collections import Counter
from email.policy import default

import pytest
from aiosmtpd.controller import Controller


class Post:
    """A mail server that keeps what it takes, and kills whoever sends at some of them, before it has answered."""

    def __init__(self, kills):
        self.taken, self.kills, self.sender = [], set(kills), None

    async def handle_DATA(self, _server, _session, envelope):
        self.taken.append(email.message_from_bytes(envelope.content, policy=default))
        if len(self.taken) in self.kills:
            os.kill(self.sender, signal.SIGKILL)
            await asyncio.sleep(0.05)
        return "250 taken"


@pytest.fixture
def post(request):
    handler = Post(request.param)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        handler.port = probe.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=handler.port)
    server.start()
    yield handler
    server.stop()


def work(service, post):
    """A worker, until it has done what there is or is killed; whether it was."""
    process = service.start("post", post.port)
    post.sender = process.pid
    _, err = process.communicate(timeout=100)
    assert process.returncode in (0, -signal.SIGKILL), err
    return process.returncode != 0


@pytest.mark.timeout(240)
@pytest.mark.parametrize("post", [(4,), pytest.param((1, 4, 9, 11), marks=pytest.mark.proof)], indirect=True, ids=["once", "often"])
def test_a_mail_whose_worker_was_killed_goes_again_under_its_number(service, post):
    assert service.run("take", "1")[0] == 0
    inbox = service.rows("SELECT person_id, kind FROM notices_notice ORDER BY 1, 2")
    killed = 0
    while work(service, post):
        killed += 1
        status, jobs, err = service.run("stalled")
        assert (status, len(jobs.split())) == (0, 1), err
    assert killed == len(post.kills)
    waiting = dict(service.rows("SELECT message_id, tries FROM notices_mail"))
    sent = Counter(mail["Message-ID"] for mail in post.taken)
    assert sent.keys() == waiting.keys(), "nobody is missed"
    assert sent == waiting, "every attempt was counted"
    assert sorted(sent.values()) == [1] * (len(sent) - killed) + [2] * killed
    to = {mail["Message-ID"]: mail["To"] for mail in post.taken}
    assert len(set(to.values())) == len(to), "and nobody has two but under one number"
    assert service.rows("SELECT count(*) FROM notices_mail WHERE sent_at IS NULL") == [(0,)]
    assert service.rows("SELECT person_id, kind FROM notices_notice ORDER BY 1, 2") == inbox
    assert work(service, post) is False
    assert len(post.taken) == sum(sent.values())
