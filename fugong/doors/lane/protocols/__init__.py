"""Protocols of terminals that push over HTTP, one folder each: `reading` (pure: bytes to events) and `handler` (asks,
answers). To add one, copy the nearest, name it in `gates.choices.PROTOCOLS` and add its routes here."""

from starlette.routing import Route


def routes() -> list[Route]:
    """Every address of every protocol."""
    from fugong.doors.lane.protocols.generic import handler as generic
    from fugong.doors.lane.protocols.hikvision import handler as hikvision
    from fugong.doors.lane.protocols.zkteco import handler as zkteco

    return [*generic.ROUTES, *hikvision.ROUTES, *zkteco.ROUTES]
