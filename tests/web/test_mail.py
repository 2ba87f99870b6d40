"""Mails, sent by the worker to a real SMTP server: they say that there is a message, and nothing else."""

from __future__ import annotations

import asyncio
import email
import socket
from concurrent.futures import ThreadPoolExecutor
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMessage
from django.db import connection, transaction
from procrastinate.contrib.django import app

from openentry_web import clock
from openentry_web.notices import selectors, services
from openentry_web.notices.models import Mail
from tests.web.people import declared, in_pool


class Post:
    """A mail server that keeps what it takes, or refuses while it is told to."""

    def __init__(self):
        self.taken, self.raw = [], []
        self.refuse = False

    async def handle_DATA(self, _server, _session, envelope):
        if self.refuse:
            return "451 try again later"
        self.raw.append(envelope.content)
        self.taken.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 taken"


@pytest.fixture
def post(settings):
    """The server, and the settings that lead to it."""
    handler = Post()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = False, "", ""
    yield handler
    server.stop()


@pytest.fixture
def jobs(transactional_db):
    """No job of another test; whatever the worker leaves open is closed, so that the database can go."""
    tables = "procrastinate_jobs, procrastinate_periodic_defers, procrastinate_events, procrastinate_workers"
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} CASCADE")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} CASCADE")
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def work():
    """The worker does what there is to do with mails, once."""
    worker = app.with_connector(app.connector.get_worker_connector())

    async def once():
        async with worker.open_async():
            await worker.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False, queues=["mail"])

    with ThreadPoolExecutor(1) as apart:  # a browser test of the same process may have left a loop running in this thread
        apart.submit(lambda: asyncio.run(once())).result()


@pytest.mark.django_db(transaction=True)
def test_a_mail_says_that_there_is_a_message_and_nothing_else(post, jobs, candidate):
    candidate.language = "fr"
    candidate.save()
    entry = in_pool(candidate)
    work()
    (mail,) = post.taken
    assert mail["To"] == candidate.email
    assert mail["Subject"] == "OpenEntry\u00a0: vous avez un nouveau message"
    said = mail.get_content()
    assert "sign in" not in said.lower()
    facts = [entry.number, str(entry.score), "cec", "Okafor", declared("amara-okafor")["person"]["date_of_birth"], "http"]
    assert [fact for fact in facts if fact in said + mail["Subject"]] == []
    assert Mail.objects.get().sent_at is not None


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_sends_nothing(post, jobs, candidate):
    class Undo(Exception):
        pass

    def told_and_undone():
        with transaction.atomic():
            services.tell(candidate.pk, "withdrawn", clock.now(), number="E000000000")
            raise Undo

    with pytest.raises(Undo):
        told_and_undone()
    work()
    assert post.taken == []
    assert selectors.unread(candidate.pk) == 0


@pytest.mark.django_db(transaction=True)
def test_a_server_that_is_away_is_tried_again(post, jobs, candidate):
    post.refuse = True
    in_pool(candidate)
    work()
    assert (post.taken, Mail.objects.get().sent_at) == ([], None)
    post.refuse = False
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")
    work()
    assert len(post.taken) == 1
    assert Mail.objects.get().tries == 2


@pytest.mark.django_db(transaction=True)
def test_a_mail_cut_off_between_acceptance_and_commit_goes_again_under_its_number_and_is_counted(
    post, jobs, candidate, monkeypatch
):
    sent = EmailMessage.send

    def cut_off(message, *arguments):
        sent(message, *arguments)
        raise OSError("the process was killed here")

    monkeypatch.setattr(EmailMessage, "send", cut_off)
    in_pool(candidate)
    work()
    monkeypatch.setattr(EmailMessage, "send", sent)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")
    work()
    first, second = post.taken
    assert first["Message-ID"] == second["Message-ID"]
    mail = Mail.objects.get()
    assert (mail.tries, mail.sent_at is not None) == (2, True)
    assert selectors.of(candidate.pk).count() == 1, "nothing twice in the inbox"
    work()
    assert len(post.taken) == 2


@pytest.mark.django_db
def test_a_message_with_a_key_is_said_once(candidate):
    now = clock.now()
    assert services.tell(candidate.pk, "withdrawn", now, key="once", number="E000000000") is not None
    assert services.tell(candidate.pk, "withdrawn", now, key="once", number="E000000000") is None
    assert selectors.unread(candidate.pk) == 1
