"""The names and addresses of this machine, and whether a port on them is free."""

import errno
import fcntl
import socket
import struct
import time
from pathlib import Path

SIOCGIFADDR = 0x8915


class PortBusy(Exception):
    """Somebody else holds the port."""


def loopback() -> tuple[str, ...]:
    return ("127.0.0.1", "::1") if has_ipv6("::1") else ("127.0.0.1",)


def everywhere() -> tuple[str, ...]:
    return ("0.0.0.0", "::") if has_ipv6("::") else ("0.0.0.0",)


def has_ipv6(address: str) -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind((address, 0))
    except OSError:
        return False
    return True


def network_addresses() -> list[str]:
    """IPv4 addresses by which other machines may reach this one, in the order of its interfaces."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _index, name in socket.if_nameindex():
            request = struct.pack("256s", name.encode()[:15])
            try:
                answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, request)
            except OSError:
                continue  # an interface without an IPv4 address
            address = socket.inet_ntoa(answer[20:24])
            if not address.startswith("127.") and address not in found:
                found.append(address)
    return found


def names_and_addresses() -> list[str]:
    """Everything a person may type for this machine; each gets its own certificate."""
    host = socket.gethostname().split(".")[0].lower()
    names = ["localhost", "127.0.0.1"]
    names += [host, f"{host}.local"] if host and host != "localhost" else []
    return names + network_addresses()


def free_port() -> int:
    """A loopback port that is free now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_free(hosts: tuple[str, ...], port: int, *, seconds: float) -> None:
    """Return once `port` can be bound on all hosts; raise PortBusy where it cannot within `seconds`.

    The check binds without SO_REUSEPORT: Caddy sets it, and two of them would silently share the port.
    """
    deadline = time.monotonic() + seconds
    while any(is_busy(host, port) for host in hosts):
        if time.monotonic() >= deadline:
            raise PortBusy(
                f"port {port} is in use by another program: stop that one, or choose another with PORT="
            )
        time.sleep(0.2)


def is_busy(host: str, port: int) -> bool:
    """Whether somebody listens there. Raises PortBusy with a hint where it may not be bound at all."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            raise PortBusy(f"cannot serve on {host} port {port}: {error.strerror}") from error
    return False


def certificate_list(home: Path) -> Path:
    """Where the names and addresses of the running certificates are noted, for `fugong doctor`."""
    return home / "caddy" / "names.txt"
