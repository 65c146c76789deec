"""What people who are not signed in said of a result is answered at the city's desk."""

from typing import Any

import pytest

from fugong.policies import actions, queries
from tests.builders import house
from tests.policies.builders import PACK, city_officer, in_march

pytestmark = pytest.mark.django_db


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_remark_is_read_and_answered_once() -> None:
    with in_march():
        clerk, elsewhere = city_officer().browser, house().other_county_officer.browser
        _row, secret = actions.keep_check(pack=PACK, facts={"region": "410802"})
        said = actions.remark(secret=secret, measure_id="Y17-refund", text="我们参保了")

        assert "我们参保了" in text(clerk.get("/policies/bureau/remarks/"))
        assert "我们参保了" not in text(elsewhere.get("/policies/bureau/remarks/"))
        where = f"/policies/bureau/remarks/{said.pk}/"
        assert clerk.post(where, {"text": " "}).status_code == 422
        assert elsewhere.post(where, {"text": "x"}).status_code == 404
        done = clerk.post(where, {"text": "请补上上年缴费额。"}, follow=True)

        assert "已答复" in text(done)
        assert clerk.post(where, {"text": "再来"}).status_code == 409
        (row,) = queries.self_check(secret).remarks
        assert row.answer.reveal() == "请补上上年缴费额。"
