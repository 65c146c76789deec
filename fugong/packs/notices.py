"""Reads the privacy notice and gives it the hash a consent refers to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from fugong.packs.schema import Consent, Notice, Questionnaire
from fugong.rules import plain
from fugong.rules.source import fault_at
from fugong.rules.vocabulary import check_keys, read_text

_CONSENT_KEYS = {"id", "title", "text", "basis", "other_basis"}


def read_notice(raw: Any, questionnaires: Mapping[str, Questionnaire]) -> Notice:
    """Check and freeze the notice; every consent a question needs must be in it (P02)."""
    data = check_keys(raw, {"version", "title", "short", "sections", "consents"}, "notice")
    if not isinstance(data.get("version"), int):
        raise fault_at(raw, "version", "the version is no whole number", "Write version: 1.")
    sections = []
    for place, one in enumerate(data.get("sections", [])):
        section = check_keys(one, {"heading", "text"}, f"sections[{place}]")
        sections.append(
            (read_text(section.get("heading"), one, "heading"), read_text(section.get("text"), one, "text"))
        )
    consents = {}
    for place, one in enumerate(data.get("consents", [])):
        path = f"consents[{place}]"
        given = check_keys(one, _CONSENT_KEYS, path)
        consents[given["id"]] = Consent(
            id=given["id"],
            title=read_text(given.get("title"), one, f"{path}.title"),
            text=read_text(given.get("text"), one, f"{path}.text"),
            basis=read_text(given.get("basis"), one, f"{path}.basis"),
            other_basis=read_text(given["other_basis"], one, path) if "other_basis" in given else None,
        )
    asked = [question for one in questionnaires.values() for question in one.questions]
    for question in asked:
        if question.consent is not None and question.consent not in consents:
            raise fault_at(
                raw, "consents", f"no consent {question.consent!r} (question {question.id})", "Add it."
            )
        if question.privacy == "sensitive" and question.consent is None:
            raise fault_at(
                raw, "consents", f"the sensitive question {question.id} needs a consent",
                "Name one at the question (PIPL 29).",
            )  # fmt: skip
    fields = {
        one.id: [[question.id, question.text] for question in one.questions]
        for one in questionnaires.values()
    }
    digest = hashlib.sha256(
        json.dumps([plain(raw), plain(fields)], ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()
    return Notice(
        version=data["version"],
        hash=digest,
        title=read_text(data.get("title"), raw, "title"),
        short=read_text(data.get("short"), raw, "short"),
        sections=tuple(sections),
        consents=consents,
    )
