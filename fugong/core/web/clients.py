"""Where a request comes from, as far as it can be known."""

from ipaddress import ip_address

from django.http import HttpRequest


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


def device_of(request: HttpRequest) -> str:
    """What kind of device it is, in a few words for the list of bound phones; never anything that identifies it."""
    agent = request.headers.get("User-Agent", "")
    for sign, name in (
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("HarmonyOS", "HarmonyOS"),
        ("OpenHarmony", "HarmonyOS"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Macintosh", "Mac"),
        ("Linux", "Linux"),
    ):
        if sign in agent:
            return f"{name} · {'WeChat' if 'MicroMessenger' in agent else 'Browser'}"
    return "Browser"
