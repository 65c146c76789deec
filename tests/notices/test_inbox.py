"""Notices wait in the inbox of a person, or of those who hold a role, and become words when read."""

import re
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import translation

import fugong
from fugong.core.ids import new_id
from fugong.core.permissions import SYSTEM
from fugong.notices import actions, queries, wording
from fugong.notices.models import Notice
from tests.screening import builders as make

pytestmark = pytest.mark.django_db


def test_a_notice_for_people_is_in_their_inboxes_and_in_no_other():
    here = make.enterprise()
    one, two, other = (make.person(here) for _ in range(3))

    actions.post(owner_id=here.pk, kind="report_reminder", details={}, person_ids=[one.pk, two.pk], by=SYSTEM)

    assert [queries.unread(make.worker(person)) for person in (one, two, other)] == [1, 1, 0]
    assert queries.unread(make.officer(here)) == 0


def test_a_notice_for_a_role_is_seen_by_those_who_hold_it_at_that_enterprise_only():
    here, there = make.enterprise(), make.enterprise()
    worker = make.person(here)

    actions.post(owner_id=here.pk, kind="review_asked", details={}, role="epidemic_officer", by=SYSTEM)

    assert queries.unread(make.officer(here)) == 1
    for stranger in (
        make.officer(there),
        make.account("guard", here),
        make.account("principal", here),
        make.account("administrator", None),
        make.worker(worker),
    ):
        assert queries.unread(stranger) == 0


def test_the_newest_stands_first_and_what_was_read_is_read_once():
    here = make.enterprise()
    officer = make.officer(here)
    for kind in ("fever_reported", "review_asked"):
        actions.post(owner_id=here.pk, kind=kind, details={}, role="epidemic_officer", by=SYSTEM)
    newest, older = queries.inbox(officer)

    assert (newest.kind, older.kind) == ("review_asked", "fever_reported")
    assert actions.mark_read(officer, [newest.pk]) == 1
    assert actions.mark_read(officer, [newest.pk]) == 0
    assert queries.unread(officer) == 1


def test_nobody_marks_the_notices_of_others_as_read():
    here, there = make.enterprise(), make.enterprise()
    actions.post(owner_id=here.pk, kind="review_asked", details={}, role="epidemic_officer", by=SYSTEM)
    notice = Notice.objects.get()

    assert actions.mark_read(make.officer(there), [notice.pk, new_id()]) == 0
    assert queries.unread(make.officer(here)) == 1


def test_the_words_are_in_the_readers_language():
    notice = Notice(kind="report_reminder")

    with translation.override("zh-hans"):
        assert wording.text_of(notice) == "今天的体温还没报，请现在填报，只要一分钟。"


def test_a_kind_without_words_is_a_mistake_that_is_not_hidden():
    with pytest.raises(KeyError):
        wording.text_of(Notice(kind="nobody_gave_words"))


def test_every_kind_that_a_room_posts_has_words_and_all_words_are_used():
    root = Path(fugong.__file__).parent
    sources = "\n".join(
        path.read_text() for room in ("screening", "gates") for path in sorted((root / room).rglob("*.py"))
    )

    unused = [kind for kind in wording.TEXTS if not re.search(rf'"{kind}"', sources)]
    posted = set(re.findall(r'notices\.post\([^)]*?kind="(\w+)"', sources))

    assert posted
    assert posted <= {*wording.TEXTS, *wording._worded}
    assert not unused


def test_a_rollback_takes_the_notice_along():
    here = make.enterprise()

    with transaction.atomic():
        actions.post(owner_id=here.pk, kind="review_asked", details={}, role="guard", by=SYSTEM)
        transaction.set_rollback(True)

    assert not Notice.objects.exists()
