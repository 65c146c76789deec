"""Where a request comes from, as far as it can be known."""

import re
import secrets
from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse


def address_of(request: HttpRequest) -> str:
    """The client's address: the one our own proxy on this machine added last, else the peer itself."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rsplit(",", 1)[-1].strip()
    if not forwarded:
        return peer
    try:
        behind_proxy = not peer or ip_address(peer).is_loopback
        return str(ip_address(forwarded)) if behind_proxy else peer
    except ValueError:
        return peer


DEVICE_COOKIE = "fugong_device"
"""A random number of this browser, so that tries are counted by device; it says nothing about anybody."""


def device_of(request: HttpRequest) -> str:
    """What kind of device it is, in words for the list of bound phones, and the number of this browser."""
    number = request.COOKIES.get(DEVICE_COOKIE, "")
    if not re.fullmatch(r"[0-9a-f]{12}", number):
        number = secrets.token_hex(6)
        request.new_device_number = number  # type: ignore[attr-defined]
    return f"{_kind_of(request.headers.get('User-Agent', ''))} {number}"


def keep_device(request: HttpRequest, response: HttpResponse) -> None:
    """Leave the number with the browser, where `device_of` made a new one."""
    number = getattr(request, "new_device_number", None)
    if number:
        year = 365 * 86400
        response.set_cookie(
            DEVICE_COOKIE, number, max_age=year, secure=request.is_secure(), httponly=True, samesite="Lax"
        )


def _kind_of(agent: str) -> str:
    for sign, name in (
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("OpenHarmony", "HarmonyOS"),
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ):
        if sign in agent:
            return f"{name} {'WeChat' if 'MicroMessenger' in agent else 'Browser'}"
    return "Browser"
