"""One index shared by threads: searches while another thread refreshes, and side by side."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from codesearch.encoder.protocol import Vectors
from codesearch.engine import Index
from tests.conftest import WordEncoder, write_files


def test_searches_go_on_while_another_thread_refreshes(index: Index, repository: Path) -> None:
    """Each version has `steps` functions; an answer of two versions would show other numbers of them."""

    def write(version: int) -> None:
        functions = "\n\n".join(f"def step_{i}():\n    return {version}\n" for i in range(5))
        write_files(repository, {"src/steps.py": functions})

    def refresh() -> None:
        for version in range(6):
            write(version)
            index.refresh()

    def answers() -> Iterator[int]:
        while not refreshing.done():
            for mode in ("lexical", "hybrid"):
                assert index.search("connection pool", mode=mode)
            assert index.unit_at("src/pool.py", 5)
            assert index.similar("src/pool.py", 5)
            yield len(index.search_regex(r"return \d", paths=["src/steps.py"]))

    write(0)
    index.refresh()
    with ThreadPoolExecutor(3) as threads:
        refreshing = threads.submit(refresh)
        asking = [threads.submit(lambda: set(answers())) for _ in range(2)]
        refreshing.result()
        assert all(asked.result() <= {5} for asked in asking)
    assert len(index.search_regex("return 5", paths=["src/steps.py"])) == 5


def test_threads_get_the_answers_that_one_gets(index: Index, open_again: Callable[[], Index]) -> None:
    queries = ["connection pool", "send again", "retries", "acquire", "release a connection"] * 4
    expected = [open_again().search(query) for query in queries]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(index.search, queries)) == expected


def test_a_store_that_was_taken_stays_as_it_was(index: Index, repository: Path) -> None:
    store = index._store
    (repository / "src/pool.py").unlink()
    index.refresh()
    assert "src/pool.py" in store.file_states()
    assert "src/pool.py" not in index._store.file_states()
    assert index._store is index._store


class NoEncoder(WordEncoder):
    """Fails the test when it is asked for a vector."""

    def encode_queries(self, texts: object) -> Vectors:  # noqa: ARG002 - the signature is the protocol's
        pytest.fail("the encoder was used")


@pytest.mark.usefixtures("index")
def test_what_needs_no_vectors_loads_no_encoder(repository: Path, tmp_path: Path) -> None:
    index = Index(repository, index_dir=tmp_path / "indexes", encoder=NoEncoder())
    assert index.search("connection pool", mode="lexical", regex="self")
    assert index.search_regex("self")
    assert index.units_of("src/pool.py")
    assert index.similar("src/pool.py", 5)  # by its stored vector
    assert index.stale_paths(["src/pool.py"]) == set()
    assert not index.status().is_partial
