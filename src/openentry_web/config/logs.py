"""Logs: one JSON object a line, ids and outcomes only. A name, an address, a birth date or a score never stands in a log."""

from __future__ import annotations

import logging.config
import re
import sys
import traceback
from typing import Any

import structlog


def _exception_without_facts(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """Where an exception came from and of what kind it is; what it says may hold what a person typed, so that is left out."""
    raised = event.pop("exc_info", None)
    if raised:
        kind, _value, trace = raised if isinstance(raised, tuple) else sys.exc_info()
        frames = traceback.extract_tb(trace)
        event["exception"] = kind.__name__ if kind else "unknown"
        event["frames"] = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
    return event


#: What stands in an address between slashes and is too long to be a name: a secret that was sent to one mailbox.
_SECRET = re.compile(r"(?<=/)[\w.~-]{40,}")


def _no_secret_address(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """An address that Django logs, because its page failed, without the secret in it."""
    if isinstance(said := event.get("event"), str):
        event["event"] = _SECRET.sub("…", said)
    return event


def configure(_: dict[str, Any]) -> None:
    """Everything that is logged, by Django too, goes to standard error as JSON."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        _exception_without_facts,
                        _no_secret_address,
                        structlog.processors.JSONRenderer(),
                    ],
                    "foreign_pre_chain": shared,
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            "loggers": {
                "django": {"handlers": [], "level": "WARNING"},
                "openentry": {"level": "INFO"},
                "openentry_web": {"level": "INFO"},
                "django.server": {"level": "WARNING"},
                "procrastinate": {"level": "WARNING"},
            },
        }
    )
