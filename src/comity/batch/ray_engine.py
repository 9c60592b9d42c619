"""Work on Ray: one process reads the input, a pool of workers screens its pieces, on this machine or on a cluster.

Ray Data moves the pieces: a generator makes them, ``map_batches`` over a pool of actors does them, and each actor opens the index once. A
worker that dies is started again by Ray, and its piece is done again; how often, ``part_work`` bounds.

Nothing is sent to anybody: usage statistics and the dashboard are off, and a Ray of our own listens on the loopback address alone.
"""

from __future__ import annotations

import logging
import os
import pickle
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from comity.batch.part_run import Cut
from comity.batch.part_work import Job, PartDone, Worker
from comity.model import ComityError, StoreError, UsageError

if TYPE_CHECKING:
    from pyarrow import Table as Arrow

MEMORY = 256 * 1024 * 1024
"""Bytes of the object store of a Ray of our own: pieces that wait. Workers map the index, not the store."""

PATIENCE = 10.0
"""Seconds to wait for a cluster to answer."""

QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_BACKEND_LOG_LEVEL": "fatal", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}
"""Set before Ray is loaded, since it reads them then."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})

ALONE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
"""Set where no other machine takes part: Ray then takes the loopback address for its only one, and not only on the systems in the name."""

RESUME = "complete parts are kept: the same command with --resume goes on"


@dataclass(frozen=True, slots=True)
class RayEngine:
    """Workers on Ray: on the cluster at ``address`` (``HOST:PORT`` or ``auto``), else on this machine. ``workers`` 0: one for each core."""

    address: str = ""
    workers: int = 0

    def check(self) -> None:
        """See ``Engine``. Raises ``UsageError`` when Ray is not installed, or nobody answers at ``address``."""
        if self.address:
            check_address(self.address)
        _ray(self.address)

    def run(self, job: Job, cut: Cut) -> Generator[PartDone]:
        """See ``Engine``. Raises ``UsageError`` when Ray is not installed or cannot be reached, ``StoreError`` when workers keep dying."""
        with _connected(self) as ray:
            try:
                with closing(_results(ray, job, cut, self.workers)) as results:
                    yield from results
            except ray.exceptions.RayError as error:
                raise _in_words(error) from error


def _results(ray: ModuleType, job: Job, cut: Cut, workers: int) -> Generator[PartDone]:
    """The pipeline: one row, the cut; from it a row for each piece; from each of these a row with what came of it."""
    data = ray.data
    size = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
    asked = data.from_arrow(_packed(cut))
    # The reader takes no core, so that it never waits for one, and so that Ray does not make one step of reading and screening. It reads
    # where the command was given, so that only there must a table be that is read as a whole.
    pieces = asked.map_batches(_pieces, batch_size=1, batch_format="pyarrow", num_cpus=0, resources={_here(ray): 0.001})
    done = pieces.map_batches(
        _PartActor,
        batch_size=1,
        batch_format="pyarrow",
        fn_constructor_args=(pickle.dumps(job),),
        compute=data.ActorPoolStrategy(size=size, max_tasks_in_flight_per_actor=2),
        num_cpus=1,
    )
    for batch in done.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
        yield from _unpacked(batch)


def _here(ray: ModuleType) -> str:
    """The resource by which Ray knows the machine of this process."""
    own = ray.get_runtime_context().get_node_id()
    return next(f"node:{node['NodeManagerAddress']}" for node in ray.nodes() if node["NodeID"] == own)


def _pieces(asked: Arrow) -> Iterator[Arrow]:
    """The pieces of the cut in ``asked``, as they are read."""
    for cut in _unpacked(asked):
        for piece in cut.pieces():
            yield _packed(piece)


class _PartActor:
    """A worker in a process of its own."""

    def __init__(self, job: bytes) -> None:
        self._worker: Worker | None = None
        self._failure: ComityError | None = None
        try:
            self._worker = Worker(pickle.loads(job))  # noqa: S301 - Ray itself moves what is its own in this way
        except ComityError as failure:
            self._failure = failure

    def __call__(self, pieces: Arrow) -> Arrow:
        """What came of the one piece in ``pieces``."""
        (piece,) = _unpacked(pieces)
        return _packed(self._worker.do(piece) if self._worker else PartDone(failure=self._failure))


def _packed(value: object) -> Arrow:
    """One row that holds ``value``. Ray moves Python's objects between its processes in the same way, as pickles."""
    import pyarrow

    return pyarrow.table({"value": pyarrow.array([pickle.dumps(value)], pyarrow.large_binary())})


def _unpacked(rows: Arrow) -> list[Any]:
    return [pickle.loads(value) for value in rows.column("value").to_pylist()]  # noqa: S301 - see above


@contextmanager
def _connected(engine: RayEngine) -> Iterator[ModuleType]:
    """Ray, started for this run alone or joined, and left again at the end. Raises ``UsageError``."""
    engine.check()
    ray = _ray(engine.address)
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    before = signal.getsignal(signal.SIGTERM)
    try:
        with _hushed():
            if engine.address:
                ray.init(engine.address, **quiet)
            else:
                cores = engine.workers or os.cpu_count() or 1
                ray.init("local", num_cpus=cores, object_store_memory=MEMORY, include_dashboard=False, **quiet)
    except (ConnectionError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
        where = f"there is no Ray cluster at {engine.address}" if engine.address else "Ray could not be started"
        hint = "is Ray of the same version there, and is its token known here (RAY_AUTH_MODE, RAY_AUTH_TOKEN)?" if engine.address else ""
        raise UsageError(f"{where} ({type(error).__name__})", hint) from error
    try:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, before)  # Ray puts its own in the caller's place
        _settle()
        yield ray
    finally:
        ray.shutdown()


def check_address(address: str) -> None:
    """Raise ``UsageError`` unless somebody listens at ``address``: Ray itself would try for a quarter of an hour."""
    if address == "auto":
        return
    host, colon, port = address.rpartition(":")
    if not colon or not host or "/" in address or not port.isdecimal():
        hint = "give HOST:PORT of the cluster's head, or auto; for ray://..., run the command on a machine of the cluster instead"
        raise UsageError(f"--ray-address {address} is not HOST:PORT", hint)
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise UsageError(f"nobody answers at --ray-address {address}", "is it the head of the cluster? see ray status there") from error


@contextmanager
def _hushed() -> Iterator[None]:
    """Without what Ray's own code writes to standard error when it starts, whatever its log level; its errors are raised."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)


def _ray(address: str) -> ModuleType:
    """Ray, loaded so that it is quiet and, unless it joins other machines, keeps to this one. Raises ``UsageError``."""
    alone = not address or address.rpartition(":")[0] in LOOPBACK
    os.environ.update(QUIET | (ALONE if alone else {}))
    if not address:
        # Ray runs whatever code reaches it. So a Ray of our own asks for a token, which is made for this run and kept nowhere else.
        os.environ["RAY_AUTH_MODE"] = "token"
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise UsageError(
            "--engine ray needs Ray, which is not installed",
            "install it into the environment of Comity: pip install 'comity[ray]'; or use --engine processes",
        ) from error
    return ray


def _settle() -> None:
    """Each piece is a block of its own, and only errors are said."""
    from ray.data import DataContext

    context = DataContext.get_current()
    context.target_max_block_size = 1
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    logging.getLogger("ray").setLevel(logging.CRITICAL)
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)


def _in_words(error: BaseException) -> ComityError:
    """A failure of Ray as an error of ours, with its kind: its text may quote anything."""
    cause = getattr(error, "cause", None)
    kind = type(cause if isinstance(cause, BaseException) else error).__name__
    return StoreError(f"the workers cannot work on: {kind}", RESUME)
