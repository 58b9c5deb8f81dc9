"""Several processes behind one address: they start, answer, take turns, and leave nothing behind."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import httpx
import pytest
from anyio import to_thread
from fastapi.testclient import TestClient
from small_assistant import SmallAssistant
from small_index import EXAMPLES, small_corpus, small_index, small_settings
from small_site import ALAMEDA, assistant_over
from uvicorn.config import STARTUP_FAILURE

from origin_qa.errors import IndexMissing
from origin_qa.index.build import write_generation
from origin_qa.index.storage import current_version
from origin_qa.serve.app import create_app
from origin_qa.serve.running import run, worker_app
from origin_qa.serve.service import Service
from origin_qa.settings import Settings
from origin_qa.types import Answer, OnPassages

MORE_THAN_THE_POOL_HOLDS = 45
QUESTION = {"question": "Which port does it leave from?"}


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


def state_of(pid: int) -> str:
    """The letter that Linux gives the state of a process; `gone` if there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return "gone"


@contextmanager
def workers(tmp_path: Path, **more: str) -> Iterator["subprocess.Popen[str]"]:
    """`origin-qa serve` with two workers over the small index, on any free port."""
    settings = {"INDEX": str(small_index()), "MODEL": small_settings().model, "DATA": str(tmp_path), **more}
    command = [sys.executable, "-m", "origin_qa.cli", "serve", "--port", "0", "--workers", "2"]
    with subprocess.Popen(
        command,
        env=os.environ | {f"ORIGIN_QA_{name}": value for name, value in settings.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            yield server
        finally:
            server.kill()


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds processes as Linux tells them")
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL], ids=lambda stop: stop.name)
def test_workers_answer_and_end_with_their_server(tmp_path: Path, stop: signal.Signals) -> None:
    with workers(tmp_path) as server:
        assert server.stdout is not None
        site = server.stdout.readline().removeprefix("Serving on ").split()[0]
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        assert len(children) >= 2
        assert httpx.get(f"{site}/readyz", timeout=60).json()["status"] == "ok"
        answer = httpx.post(f"{site}/api/ask", json=QUESTION, timeout=60).json()
        assert answer["status"] in ("answered", "not_found", "clarify")
        server.send_signal(stop)
        assert server.wait(60) == (-stop if stop == signal.SIGKILL else 0)
        wait_until(lambda: all(state_of(int(child)) in ("gone", "Z") for child in children))
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{site}/healthz", timeout=60)


def those_who_answer(server: "subprocess.Popen[str]") -> list[int]:
    """The workers' numbers; Python's keeper of what processes share is a child of the server, too."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


@contextmanager
def held(others: Sequence[int]) -> Iterator[None]:
    """Hold these workers still, so that the one that is left answers whatever is asked."""
    try:
        for worker in others:
            os.kill(worker, signal.SIGSTOP)
        wait_until(lambda: all(state_of(worker) == "T" for worker in others))
        yield
    finally:
        for worker in others:
            os.kill(worker, signal.SIGCONT)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds processes as Linux tells them")
def test_each_worker_opens_a_newly_published_generation(tmp_path: Path) -> None:
    index = Path(shutil.copytree(small_index(), tmp_path / "index"))
    with workers(tmp_path / "data", INDEX=str(index)) as server:
        assert server.stdout is not None
        site = server.stdout.readline().removeprefix("Serving on ").split()[0]
        first, second = those_who_answer(server)

        def told_by_each() -> list[str]:
            told = []
            for other in (second, first):
                with held([other]):
                    answer = httpx.post(f"{site}/api/ask", json=QUESTION, timeout=60).json()
                    told.append(answer["index_version"])
            return told

        old = current_version(index)
        assert told_by_each() == [old, old]
        write_generation(small_corpus(), index, small_settings(), examples=EXAMPLES[:1])
        new = current_version(index)
        assert new != old
        assert told_by_each() == [new, new]


def test_workers_that_cannot_start_stop_the_server(tmp_path: Path) -> None:
    with workers(tmp_path, READER=str(tmp_path / "nowhere")) as server:
        said, complaint = server.communicate(timeout=120)
    assert server.returncode == 1
    assert said == "", "no address is told"
    assert "nowhere" in complaint and complaint.count("origin-qa: ") == 1
    assert "Traceback" not in complaint


def test_without_an_index_no_worker_is_started(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="origin-qa build"):
        run(Settings(index=tmp_path, workers=2, port=0))


def test_a_worker_without_an_index_says_so_in_every_answer(tmp_path: Path) -> None:
    client = TestClient(worker_app(Settings(index=tmp_path, data=tmp_path)))
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_a_worker_that_cannot_start_tells_its_server_not_to_try_again(tmp_path: Path) -> None:
    settings = small_settings().model_copy(update={"index": small_index(), "reader": tmp_path})
    with pytest.raises(SystemExit) as stopped:
        worker_app(settings)
    assert stopped.value.code == STARTUP_FAILURE


class Slow:
    """An assistant that answers nothing until it is let."""

    def __init__(self, assistant: SmallAssistant) -> None:
        self.index = assistant.index
        self.let = Event()
        self._assistant = assistant

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        page_producer: str | None = None,
        on_passages: OnPassages | None = None,
    ) -> Answer:
        self.let.wait(60)
        return self._assistant.ask(question, history, page_producer, on_passages)


def test_health_is_told_while_askers_hold_every_thread(tmp_path: Path) -> None:
    slow = Slow(assistant_over(tmp_path, {"alameda/alameda.txt": ALAMEDA}))
    settings = Settings(journal="off", rate_per_minute=0, data=tmp_path)
    app = create_app(Service(lambda: "g1", lambda: slow), settings)

    async def crowd() -> tuple[list[int], list[int]]:
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            asked = [
                asyncio.create_task(client.post("/api/ask", json={"question": f"Where is Alameda {number}?"}))
                for number in range(MORE_THAN_THE_POOL_HOLDS)
            ]
            try:
                pool = to_thread.current_default_thread_limiter()
                while pool.available_tokens:
                    await asyncio.sleep(0.01)
                states = [
                    (await asyncio.wait_for(client.get(url), 30)).status_code
                    for url in ("/healthz", "/readyz", "/metrics")
                ]
            finally:
                slow.let.set()
            return states, [response.status_code for response in await asyncio.gather(*asked)]

    states, answers = asyncio.run(crowd())
    assert states == [200, 200, 200]
    assert set(answers) == {200}
