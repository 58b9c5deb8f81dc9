"""The server at work: one process, or several that share one address.

Nothing heavy is imported before it is needed: each worker is a new process that imports this module
first, and the one that watches over them never answers a question itself.
"""

import functools
import logging
import multiprocessing
import os
import signal
import socket
import sys
from threading import Thread
from typing import TYPE_CHECKING, Any

from origin_qa.errors import BadIndex, OriginQAError, UsageError
from origin_qa.settings import Settings, cores

if TYPE_CHECKING:
    from fastapi import FastAPI

log = logging.getLogger("uvicorn.error")

STARTING_S = 60
"""What a worker may take to start or, later, to tell that it lives, on a machine that is very busy."""
STOPPING_S = 15
"""What a stopping server gives to answers that are under way."""


def run(settings: Settings) -> None:
    """Serve until interrupted. The index is opened before the address is printed.

    Raises:
        BadIndex: nothing can be served from the index folder.
        UsageError: the address can't be listened on.
        OriginQAError: a worker could not start.
    """
    if settings.workers > 1:
        _run_workers(settings)
    else:
        _run_alone(settings)


def _run_alone(settings: Settings) -> None:
    import uvicorn

    from origin_qa.serve.app import create_app
    from origin_qa.serve.service import Service

    service = Service.of(settings)
    service.edition()
    listener = listen(settings.host, settings.port)
    _announce(listener)
    uvicorn.Server(uvicorn.Config(create_app(service, settings), **CONFIGURED)).run(sockets=[listener])


def _run_workers(settings: Settings) -> None:
    import uvicorn
    from uvicorn.config import STARTUP_FAILURE
    from uvicorn.supervisors import Multiprocess

    from origin_qa.index.identity import check_identity, read_identity
    from origin_qa.index.storage import open_published
    from origin_qa.serve.turns import Turnstile

    published = open_published(settings.index)
    check_identity(read_identity(published.folder, settings.index), settings, settings.index)
    listener = listen(settings.host, settings.port)
    threads = settings.threads or max(1, cores() // settings.workers)
    turnstile = Turnstile(cores())

    class Workers(Multiprocess):
        """Tells the address as soon as all of them answer."""

        def init_processes(self) -> None:
            super().init_processes()
            if all(worker.wait_until_ready(STARTING_S, self.should_exit) for worker in self.processes):
                _announce(listener)

    config = uvicorn.Config(
        functools.partial(worker_app, settings.model_copy(update={"threads": threads}), turnstile.address),
        factory=True,
        workers=settings.workers,
        timeout_worker_healthcheck=STARTING_S,
        **CONFIGURED,
    )
    workers = Workers(config, [listener])
    workers.run()
    turnstile.close()
    if any(worker.exitcode == STARTUP_FAILURE for worker in workers.processes):
        raise OriginQAError("A worker could not start, for the reason given above. The server has stopped.")


CONFIGURED: dict[str, Any] = {
    "log_level": "warning",
    # Addresses carry search words, so requests are not logged.
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,
    "timeout_graceful_shutdown": STOPPING_S,
}


def worker_app(settings: Settings, turnstile: str | None = None) -> "FastAPI":
    """The application of one worker process, which ends with the process that started it.

    `turnstile` is the address at which the workers share their turns; without it this one has its own.

    An index that was damaged since the first worker started is told by every answer, as it would be
    without workers; anything else that goes wrong stops all of them, because it would again and again.
    """
    from uvicorn.config import STARTUP_FAILURE

    from origin_qa.serve.app import create_app
    from origin_qa.serve.service import Service
    from origin_qa.serve.turns import SharedTurns

    Thread(target=_end_with_parent, daemon=True).start()
    try:
        service = Service.of(settings, SharedTurns(turnstile) if turnstile else None)
        try:
            service.edition()
        except BadIndex as fault:
            log.error("nothing can be answered: %s", fault)
        return create_app(service, settings)
    except OriginQAError as error:
        log.error("%s", error)
    except Exception:
        log.exception("the worker could not start")
    sys.exit(STARTUP_FAILURE)


def _end_with_parent() -> None:
    """Stop this worker when its parent is gone, killed perhaps, so that it can't hold the port for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _announce(listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"Serving on http://{shown}:{port} (Ctrl+C stops)\n")
    sys.stdout.flush()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one.

    Raises:
        UsageError: the address is not ours, or the port is taken.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        reason = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
        raise UsageError(
            f"Can't listen on {host}, port {port}: {reason}. Choose another one with --host or --port."
        ) from None
    # Connections inherit it. Without it the second piece of an event stream waits for the receipt of the
    # first one, which browsers send 40 ms later (RFC 1122, section 4.2.3.4).
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.set_inheritable(True)
    return listener
