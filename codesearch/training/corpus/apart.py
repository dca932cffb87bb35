"""Each repository in a process of its own: memory is given back, and one that dies takes no other along."""

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from multiprocessing import active_children, get_context
from multiprocessing.connection import Connection

from codesearch.training.corpus.mine import Mined
from codesearch.training.corpus.sources import Source

MAX_SECONDS = 3_600  # of one repository: the largest take minutes

Mine = Callable[[Source], Mined]


def mine_apart(sources: Sequence[Source], mine: Mine, workers: int) -> Iterator[Mined]:
    """Yield what became of each source, as soon as it is known; `mine` can be pickled."""
    with ThreadPoolExecutor(workers) as threads:
        futures = [threads.submit(_mined, source, mine) for source in sources]
        try:
            yield from (future.result() for future in as_completed(futures))
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            for process in active_children():  # of a run that was interrupted
                process.kill()


def _mined(source: Source, mine: Mine) -> Mined:
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(theirs, source, mine), daemon=True)
    process.start()
    theirs.close()
    failed = partial(Mined, source.checkout.repository)
    try:
        if not ours.poll(MAX_SECONDS):
            return failed(failure=f"it took more than {MAX_SECONDS} seconds")
        answer: Mined = ours.recv()
        return answer
    except EOFError:
        return failed(failure="its process was killed, perhaps for memory: try it with fewer --workers")
    finally:
        process.kill()
        process.join()


def _answer(answers: Connection, source: Source, mine: Mine) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started us says what is to become of us
    answers.send(mine(source))
