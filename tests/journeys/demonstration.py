"""The demonstration, filled once and served from copies, each as a process group that can be killed."""

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from fugong.doors.cli.serve.addresses import free_port
from tests.running.servers import FUGONG


class Demonstration:
    def __init__(self, home: Path, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.accounts_file = home / "accounts.json"
        self.environment = {
            **os.environ,
            "FUGONG_HOME": str(home),
            "FUGONG_DATABASE_URL": f"sqlite:///{home / 'demo.sqlite3'}",
            "PORT": str(port),
        }
        self.process: subprocess.Popen[bytes] | None = None

    @classmethod
    def fill(cls, home: Path) -> None:
        """With a day of history."""
        home.mkdir()
        new = cls(home, free_port())
        words = ["demo", "--size", "small", "--days", "1", "--no-serve", "--accounts-json", new.accounts_file]
        subprocess.run([FUGONG, *words], env=new.environment, check=True, stdout=subprocess.DEVNULL)

    @classmethod
    def copied(cls, filled: Path, home: Path, port: int) -> Self:
        return cls(Path(shutil.copytree(filled, home)), port)

    def start(self) -> None:
        self.process = subprocess.Popen([FUGONG, "serve"], env=self.environment, start_new_session=True)
        deadline = time.monotonic() + 120
        while not self.answers():
            assert self.process.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.2)

    def answers(self) -> bool:
        with suppress(OSError):
            return bool(urllib.request.urlopen(self.address + "/healthz", timeout=2).status == 200)
        return False

    def kill(self) -> None:
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    @property
    def accounts(self) -> dict[str, Any]:
        return json.loads(self.accounts_file.read_text("utf-8"))  # type: ignore[no-any-return]

    def recorded(self) -> list[dict[str, Any]]:
        """Every passage of the device's enterprise, read back."""
        passages: list[dict[str, Any]] = []
        cursor, more = "", True
        while more:
            request = urllib.request.Request(f"{self.address}/api/v1/gate/passages?since={cursor}")
            request.add_header("Authorization", f"Bearer {self.accounts['device_token']}")
            page = json.load(urllib.request.urlopen(request, timeout=10))
            passages += page["passages"]
            cursor, more = page["next"], page["more"]
        return passages
