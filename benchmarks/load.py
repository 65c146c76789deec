"""A load generator: so many connections, each sending its next request when the answer is there."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """What came of it. Seconds; `statuses` counts answers by HTTP status."""

    requests: int
    seconds: float
    latencies: Sequence[float]
    statuses: dict[int, int]

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    def percentile(self, share: float) -> float:
        """The latency in milliseconds below which this share of the requests stayed."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def request(path: str, token: str, body: bytes) -> bytes:
    """The bytes of a POST, made before the clock runs."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def fire(port: int, requests: Sequence[bytes], *, connections: int) -> Load:
    """Send every request once over `connections` connections kept open; raises where one is not answered with 200."""
    load = asyncio.run(_fire(port, requests, connections))
    if set(load.statuses) != {200}:
        raise RuntimeError(f"answers other than 200: {load.statuses}")
    return load


async def _fire(port: int, requests: Sequence[bytes], connections: int) -> Load:
    waiting = iter(requests)
    latencies: list[float] = []
    statuses: dict[int, int] = {}
    started = time.perf_counter()
    await asyncio.gather(*(_one(port, waiting, latencies, statuses) for _ in range(connections)))
    return Load(len(latencies), time.perf_counter() - started, latencies, statuses)


async def _one(port: int, waiting, latencies: list[float], statuses: dict[int, int]) -> None:  # type: ignore[no-untyped-def]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for data in waiting:
        begun = time.perf_counter()
        writer.write(data)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_length(head))
        latencies.append(time.perf_counter() - begun)
        status = int(head[9:12])
        statuses[status] = statuses.get(status, 0) + 1
    writer.close()


def _length(head: bytes) -> int:
    lowered = head.lower()
    at = lowered.index(b"content-length:") + len(b"content-length:")
    return int(lowered[at : lowered.index(b"\r\n", at)])
