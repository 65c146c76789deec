"""Lists of a city at full size: 300,000 workers, 3,000 enterprises, 100,000 cases; each page asked again and again."""

import json
import sys
import time
import urllib.request
from collections.abc import Iterator

from benchmarks import served
from benchmarks.line import Line

PORT = 8137
TIMES = 40
PAGES = (
    ("inbox of a county", "county", "/bureau/"),
    ("inbox, what is late", "county", "/bureau/?box=late"),
    ("cases of a county", "county", "/cases/?kind=filing"),
    ("cases of a county, by state", "county", "/cases/?kind=filing&state=submitted"),
    ("cases of the city", "city", "/cases/?kind=filing"),
    ("cases of the city, by name", "city", "/cases/?enterprise=焦作第2999机械"),
    ("resumption list of a county", "county", "/bureau/resumption/"),
    ("resumption list of the city", "city", "/bureau/resumption/"),
    ("overview of the city", "city", "/bureau/overview/"),
    ("people, 6,000 of them", "desk", "/desk/people/"),
    ("who has not reported", "desk", "/desk/missing/"),
    ("passages", "desk", "/desk/passages/"),
    ("an enterprise's cases", "desk", "/cases/"),
)
"""What is measured → whose session, and the address."""


def lines() -> Iterator[Line]:
    """The ninety-fifth percentile of each page in milliseconds, beside a page of the same server that lists nothing."""
    with served.fresh_home() as home:
        sessions = json.loads(served.run(home, sys.executable, "-m", "benchmarks.city"))
        with served.serving(home, PORT, served.FUGONG, "serve", "--port", str(PORT)):
            bare = _percentile(_times(None, "/accounts/login/"))
            for name, who, address in PAGES:
                took = _times(sessions[who], address)
                yield Line(
                    name=f"list: {name}",
                    value=_percentile(took),
                    unit="ms p95",
                    reference="a page without a list",
                    reference_value=bare,
                    target="<= 200",
                    more=f"{address}; median {sorted(took)[len(took) // 2]:.0f} ms",
                )


def _times(session: str | None, address: str) -> list[float]:
    """Milliseconds of each request, one after the other, after one to warm up."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    path = urllib.request.quote(address, safe="/?=&")  # type: ignore[attr-defined]
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}")
    if session:
        request.add_header("Cookie", f"sessionid={session}")
    took = []
    for _n in range(TIMES + 1):
        begun = time.perf_counter()
        with opener.open(request, timeout=60) as answer:
            answer.read()
            if answer.geturl() != request.full_url:
                raise RuntimeError(f"{address} leads to {answer.geturl()}")
        took.append((time.perf_counter() - begun) * 1000)
    return took[1:]


def _percentile(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.95) - 1]
