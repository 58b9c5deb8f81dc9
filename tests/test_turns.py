"""Turns at the processor: in the order of coming, within a process and among several."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing import AuthenticationError, get_context
from multiprocessing.connection import Client, Connection
from threading import Event, Thread

import pytest

from origin_qa.serve.turns import OwnTurns, SharedTurns, Turns, Turnstile


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.005)


@contextmanager
def held(turns: Turns) -> Iterator[None]:
    """A turn taken by another thread for the length of the block."""
    taken, over = Event(), Event()

    def hold() -> None:
        with turns.take():
            taken.set()
            over.wait(60)

    thread = Thread(target=hold)
    thread.start()
    assert taken.wait(60)
    try:
        yield
    finally:
        over.set()
        thread.join(60)


def order_of(queues: list[Turns], waiting: Callable[[], int], askers: int = 6) -> list[int]:
    """The order in which askers get their turn who come one after the other, to each queue in turn."""
    order: list[int] = []

    def work(number: int) -> None:
        with queues[number % len(queues)].take():
            order.append(number)

    threads = [Thread(target=work, args=(number,)) for number in range(askers)]
    with held(queues[0]):
        for before, thread in enumerate(threads):
            thread.start()
            wait_until(lambda expected=before + 1: waiting() == expected)  # type: ignore[misc]
    for thread in threads:
        thread.join(60)
    return order


def test_a_process_gives_its_turns_in_the_order_of_coming() -> None:
    turns = OwnTurns(1)
    assert order_of([turns], lambda: turns.waiting) == [0, 1, 2, 3, 4, 5]
    assert turns.waiting == 0


def test_workers_get_their_turns_in_the_order_of_coming_to_any_of_them() -> None:
    with closing(Turnstile(1)) as turnstile:
        both: list[Turns] = [SharedTurns(turnstile.address) for _ in range(2)]
        assert order_of(both, lambda: turnstile.waiting) == [0, 1, 2, 3, 4, 5]


def test_several_turns_are_given_at_a_time_whoever_asks() -> None:
    with closing(Turnstile(2)) as turnstile:
        first, second = (SharedTurns(turnstile.address) for _ in range(2))
        third = Event()

        def work() -> None:
            with second.take():
                third.set()

        thread = Thread(target=work)
        with held(first), held(first):
            thread.start()
            wait_until(lambda: turnstile.waiting == 1)
            assert not third.is_set()
        thread.join(60)
        assert third.is_set()


@pytest.mark.parametrize("make", [lambda: OwnTurns(1), None], ids=["own", "shared"])
def test_a_turn_is_passed_on_by_whoever_fails(make: Callable[[], Turns] | None) -> None:
    with closing(Turnstile(1)) as turnstile:
        turns = make() if make else SharedTurns(turnstile.address)
        with pytest.raises(ZeroDivisionError), turns.take():
            _ = 1 / 0
        with held(turns):
            pass


def take_turns(address: str, count: int) -> None:
    """In a process of its own: ask for turns and never give one back."""
    turns = SharedTurns(address)

    def keep() -> None:
        with turns.take():
            Event().wait(60)

    for _ in range(count):
        Thread(target=keep).start()


def test_a_worker_that_dies_leaves_the_queue_and_gives_back_its_turn() -> None:
    with closing(Turnstile(1)) as turnstile:
        dying = get_context("spawn").Process(target=take_turns, args=(turnstile.address, 2))
        dying.start()
        wait_until(lambda: turnstile.waiting == 1)
        dying.kill()
        dying.join(60)
        with held(SharedTurns(turnstile.address)):
            assert turnstile.waiting == 0


def stand(told: Connection) -> None:
    """In a process of its own: a turnstile that gives one turn at a time."""
    turnstile = Turnstile(1)
    told.send(turnstile.address)
    wait_until(lambda: turnstile.waiting == 1)
    told.send("somebody waits")
    Event().wait(60)


def test_without_the_turnstile_nobody_waits() -> None:
    spawn = get_context("spawn")
    told, telling = spawn.Pipe(duplex=False)
    process = spawn.Process(target=stand, args=(telling,))
    process.start()
    turns = SharedTurns(told.recv())
    with held(turns):
        second = Event()

        def work() -> None:
            with turns.take():
                second.set()

        thread = Thread(target=work)
        thread.start()
        assert told.recv() == "somebody waits"
        assert not second.is_set()
        process.kill()
        assert second.wait(60)
        thread.join(60)
    process.join(60)
    with held(turns):
        pass


def test_a_stranger_is_not_let_in() -> None:
    with closing(Turnstile(1)) as turnstile:
        with pytest.raises((AuthenticationError, EOFError, OSError)):
            Client(turnstile.address, authkey=b"a guess")
        with held(SharedTurns(turnstile.address)):
            pass
