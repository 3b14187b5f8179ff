"""Several processes for one command: each on its part of the orders, with its own connection and its own run.

The results come together in one order, whichever process is faster; what a worker has told meanwhile waits in its
spool, so that no worker waits for its reader.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from heapq import merge
from selectors import EVENT_READ, DefaultSelector
from typing import Any, BinaryIO, NoReturn

from omscli.cli.app import SIGNALS
from omscli.errors import OmsError, Problem
from omscli.services.unit import Result

_TOGETHER = 200
"""Results that a worker tells at once: not a system call for each."""

Work = Callable[[int], Iterator[Result]]
"""What worker number so and so does."""


class _Worker:
    """A worker as its parent sees it: its process, the end of the pipe that it writes to, and what it told."""

    def __init__(self, number: int, work: Work, others: list[_Worker]) -> None:
        self.number = number
        self.told: list[list[Result]] = []
        self.error: OmsError | None = None
        self.ended = False
        reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self.process = os.fork()
        if self.process == 0:
            for other in others:
                other.pipe.close()
            os.close(reading)
            _be(work, number, writing)
        os.close(writing)
        self.pipe: BinaryIO = os.fdopen(reading, "rb")

    def hear(self) -> None:
        """Take what it says next; its end is the end of the pipe."""
        try:
            kind, value = pickle.load(self.pipe)  # of our own process, through a pipe that only it has
        except (EOFError, pickle.UnpicklingError):
            self._bury()
            return
        if kind == "results":
            self.told.append(value)
        else:
            problems, done, total = value
            self.error = OmsError(problems, done, total)

    def _bury(self) -> None:
        self.ended = True
        self.pipe.close()
        _, status = os.waitpid(self.process, 0)
        code = os.waitstatus_to_exitcode(status)
        if code != 0 and self.error is None:
            how = f"signal {-code}" if code < 0 else f"exit code {code}"
            message = f"worker {self.number + 1} (process {self.process}) was ended by {how}"
            problem = Problem("partly-done", message, None, "the same command does what is left")
            done = "what its units of work had committed stays, the one under way was rolled back; the others are done"
            self.error = OmsError((problem,), done)


def together(count: int, work: Work, order: Callable[[Result], Any]) -> Iterator[Result]:
    """The results of so many workers, in the order of their keys, and of the workers where the keys are equal.

    Raises what the first worker was refused for, or that it died, when the others have ended. A signal ends them all.
    """
    workers: list[_Worker] = []
    try:
        _begin(workers, count, work)
        with DefaultSelector() as selector:
            for worker in workers:
                selector.register(worker.pipe, EVENT_READ, worker)
            yield from merge(*(_results(worker, selector) for worker in workers), key=order)
    finally:
        _end(workers)
    for worker in workers:
        if worker.error is not None:
            raise worker.error


def _begin(workers: list[_Worker], count: int, work: Work) -> None:
    """Start them; a signal waits meanwhile, so that it finds no worker that nobody knows of."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        for number in range(count):
            workers.append(_Worker(number, work, workers))
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def _results(worker: _Worker, selector: DefaultSelector) -> Iterator[Result]:
    """What a worker tells, as it comes; while it is waited for, all are listened to."""
    while True:
        while worker.told:
            yield from worker.told.pop(0)
        if worker.ended:
            return
        for key, _ in selector.select():
            other: _Worker = key.data
            pipe = other.pipe
            other.hear()
            if other.ended:
                selector.unregister(pipe)


def _end(workers: list[_Worker]) -> None:
    """Stop those that still work, as the signal would that stopped us, and wait for them."""
    left = [worker for worker in workers if not worker.ended]
    for worker in left:
        try:
            os.kill(worker.process, signal.SIGTERM)
        except ProcessLookupError:
            pass
    for worker in left:
        worker.pipe.close()
        os.waitpid(worker.process, 0)
        worker.ended = True


def _be(work: Work, number: int, writing: int) -> NoReturn:
    """The life of a worker; it never returns into the code that it was forked from."""
    code = 1
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        with os.fdopen(writing, "wb") as pipe:
            code = _tell(work(number), pipe)
    except BaseException as error:  # a signal, or a parent that is gone: what is committed stays
        found = getattr(error, "code", 1)
        code = found if isinstance(found, int) else 1
    finally:
        os._exit(code)


def _tell(results: Iterator[Result], pipe: BinaryIO) -> int:
    some: list[Result] = []
    try:
        for result in results:
            some.append(result)
            if len(some) >= _TOGETHER:
                pickle.dump(("results", some), pipe, pickle.HIGHEST_PROTOCOL)
                pipe.flush()
                some = []
    except OmsError as error:
        pickle.dump(("results", some), pipe, pickle.HIGHEST_PROTOCOL)
        pickle.dump(("refused", (error.problems, error.done, error.total)), pipe, pickle.HIGHEST_PROTOCOL)
        return int(error.exit)
    pickle.dump(("results", some), pipe, pickle.HIGHEST_PROTOCOL)
    return 0
