"""Structured logs on standard error, one JSON object a line, that never hold an ID number, a phone or a token."""

import logging
import logging.config
import re
from collections.abc import Mapping
from typing import Any

import structlog

_PERSONAL = (
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "[id]"),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "[phone]"),
    (re.compile(r"(?i)\b(bearer|token)[ =:]+[A-Za-z0-9._~+/-]{8,}"), r"\1 [token]"),
    (re.compile(r"\bfg[adp]_[A-Za-z0-9_-]{8,}"), "[token]"),
    (re.compile(r"\bFG1:[0-9A-Z $%*+\-./:]{20,}"), "[pass]"),
    (re.compile(r"/(p|c|bind|mine|check|checks)/[A-Za-z0-9_-]{8,}"), r"/\1/[secret]"),
    (re.compile(r"(/policies/[^?\s'\"]*)\?[^\s'\"]*"), r"\1?[answers]"),
)


def redact(text: str) -> str:
    """`text` without ID numbers, phones, tokens, pass codes and secret addresses."""
    for pattern, instead in _PERSONAL:
        text = pattern.sub(instead, text)
    return text


def _redact_value(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {key: _redact_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_redact_value(item) for item in value]
    return value if isinstance(value, bool | int | float | None) else redact(str(value))


def redact_event(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """The last processor before rendering: nothing personal passes it."""
    return {key: _redact_value(value) for key, value in event.items()}


def configure(*, debug: bool) -> None:
    """Send structlog and the standard logging through the same processors."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact_event,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": [structlog.stdlib.ExtraAdder(), *shared],
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        redact_event,
                        structlog.processors.JSONRenderer(ensure_ascii=False),
                    ],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": "DEBUG" if debug else "INFO"},
            "loggers": {
                "django.server": {"level": "WARNING"},
                "django.request": {"level": "ERROR"},
                "django.db.backends": {"level": "WARNING"},
                "django.template": {
                    "level": "INFO"
                },  # at DEBUG it dumps whole contexts, personal values included
                "django_tasks": {"level": "WARNING"},
                "psycopg.pool": {"level": "ERROR"},  # its warnings repeat what the error that follows says
                "asyncio": {"level": "WARNING"},
            },
        }
    )
