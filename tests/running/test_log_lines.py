"""What a served Fugong writes to its log while a real roster comes in and people are looked for: nothing personal."""

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.builders_workbook import person, roster_of
from tests.running.servers import environment, serving

PEOPLE = [person(n, name=f"欧阳建{sign}", certificate=f"健证{n}") for n, sign in enumerate("甲乙丙丁", 901)]

MAKE = """
import json
from fugong.doors.cli.environment import setup_django
setup_django()
from fugong.core.identifiers import uscc_check_digit
from fugong.core.permissions import SYSTEM
from fugong.directory import actions
stem = "91410800MA0000000"
made = actions.create_enterprise(
    by=SYSTEM, uscc=stem + uscc_check_digit(stem), name="焦作测试机械有限公司", region_code="410802"
)
account = actions.create_account(
    by=SYSTEM, login="officer", name="李卫国", password="Fugong-2020-jiaozuo", role="epidemic_officer",
    enterprise=made,
)
print(json.dumps({
    "token": actions.issue_token(account=account, by=SYSTEM, label="t"), "poster": made.poster_secret,
}))
"""


class Visitor:
    """Speaks to the server as programs and browsers do."""

    def __init__(self, port: int, token: str) -> None:
        self.base, self.token = f"http://127.0.0.1:{port}", token
        self.open = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor()
        ).open

    def ask(self, path: str, body: bytes | None = None, kind: str = "application/json") -> tuple[int, bytes]:
        headers = {} if body is None else {"Content-Type": kind}
        if path.startswith("/api/"):
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            with self.open(urllib.request.Request(self.base + path, body, headers), timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as fault:
            return fault.code, fault.read()

    def api(self, path: str, body: Any = None, **query: str) -> Any:
        address = f"/api/v1{path}" + (f"?{urllib.parse.urlencode(query)}" if query else "")
        status, answer = self.ask(address, None if body is None else json.dumps(body).encode())
        assert status < 300, answer
        return json.loads(answer)

    def upload(self, sheet: bytes) -> str:
        mark = "----sheet"
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="roster {PEOPLE[0][1]}.xlsx"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = head.encode() + sheet + f"\r\n--{mark}--\r\n".encode()
        status, answer = self.ask("/api/v1/roster/imports", body, f"multipart/form-data; boundary={mark}")
        assert status == 201, answer
        return str(json.loads(answer)["id"])

    def post_form(self, path: str, **fields: str) -> bytes:
        page = self.ask(path)[1].decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page[:300]
        form = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode()
        return self.ask(path, form, "application/x-www-form-urlencoded")[1]


def _take_in(visitor: Visitor) -> None:
    faulty = [*person(950), *[None]]
    faulty[1] = str(faulty[1])[:17] + "Y"
    number = visitor.upload(roster_of(*PEOPLE, faulty[:7]))
    assert visitor.api(f"/roster/imports/{number}/faults")["faults"]
    visitor.api(f"/roster/imports/{number}/start", {})
    deadline = time.monotonic() + 90
    while (row := visitor.api(f"/roster/imports/{number}"))["state"] == "running":
        assert time.monotonic() < deadline, row
        time.sleep(0.3)
    assert (row["state"], row["created"]) == ("done", len(PEOPLE))


@pytest.mark.article("G4")
def test_no_line_of_a_served_import_and_its_requests_holds_anything_personal(home: Path, port: int) -> None:
    made = subprocess.run(
        [sys.executable, "-c", MAKE], env=environment(home), capture_output=True, text=True, check=True
    )
    known = json.loads(made.stdout.splitlines()[-1])
    name, id_number, phone = (str(value) for value in PEOPLE[0][:3])

    with serving(home, port) as server:
        visitor = Visitor(port, known["token"])
        _take_in(visitor)
        for text in (name, id_number, phone, phone[-4:]):
            found = visitor.api("/people", q=text)["people"]
            assert found, text
        opened = {"reason": "通知其就医", "fields": ["id_number", "phone"]}
        values = visitor.api(f"/people/{found[0]['id']}/open", opened)["values"]
        assert id_number in values.values()
        visitor.post_form(f"/p/{known['poster']}/", phone=phone, id_last6="000000")
        visitor.post_form(f"/p/{known['poster']}/", phone=phone, id_last6=id_number[-6:])
        visitor.ask(f"/no/such/page/{id_number}/{phone}/")
        visitor.post_form("/accounts/login/", login=phone, password="Fugong-2020-jiaozuo")
        visitor.token = f"fga_{known['token'][4:][::-1]}"
        assert visitor.ask("/api/v1/people")[0] == 401
        written = server.log_file.read_text(errors="replace")

    assert written.count('"event": "request"') > 10
    secret = [
        *(str(value) for row in PEOPLE for value in (row[0], row[1], row[2], row[6])),
        known["token"],
        visitor.token,
        known["poster"],
        "Fugong-2020-jiaozuo",
    ]
    assert [text for text in secret if text in written] == []
    assert (
        re.findall(r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)|\bfg[adp]_[\w-]{8,}", written) == []
    )
