"""The page on the plain port that tells phones how to trust this installation's certificate."""

import hashlib
import html
import shutil
import ssl
import time
from pathlib import Path

from fugong.doors.cli.serve import addresses
from fugong.doors.cli.serve.options import Options

CERTIFICATE = "fugong-root.crt"


def folder(home: Path) -> Path:
    return home / "trust"


def write_page(options: Options, *, seconds: float = 10.0) -> None:
    """Write page and certificate where the proxy serves them, once Caddy has made its root."""
    from fugong.doors.cli.serve.caddy import root_certificate

    root = root_certificate(options.home)
    deadline = time.monotonic() + seconds
    while not root.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    target = folder(options.home)
    target.mkdir(exist_ok=True)
    shutil.copyfile(root, target / CERTIFICATE)
    (target / "index.html").write_text(page(options, fingerprint(root)), encoding="utf-8")


def fingerprint(certificate: Path) -> str:
    """SHA-256 of the certificate as phones show it: upper-case pairs."""
    der = ssl.PEM_cert_to_DER_cert(certificate.read_text())
    digest = hashlib.sha256(der).hexdigest().upper()
    return " ".join(digest[at : at + 2] for at in range(0, 64, 2))


def page(options: Options, shown_fingerprint: str) -> str:
    template = Path(__file__).with_name("trust.html").read_text(encoding="utf-8")
    reachable = addresses.network_addresses()
    values = {
        "certificate": f"/trust/{CERTIFICATE}",
        "fingerprint": shown_fingerprint,
        "https_port": str(options.https_port),
        "addresses": "\n".join(entry(name, options) for name in reachable) or NO_NETWORK,
    }
    for name, value in values.items():
        template = template.replace("{{ " + name + " }}", value)
    return template


NO_NETWORK = "<p>这台机器现在没有接入网络。<span lang='en'>This machine is on no network now.</span></p>"


def entry(name: str, options: Options) -> str:
    """One address: a code that opens this page on a phone, and the address of the product."""
    import segno

    plain = f"http://{name}:{options.port}/"
    secure = html.escape(f"https://{name}:{options.https_port}/")
    code = segno.make(plain, error="m").svg_inline(scale=4, border=2, omitsize=False)
    return f'<figure>{code}<figcaption>{html.escape(plain)}<br><a href="{secure}">{secure}</a></figcaption></figure>'
