"""Building, refreshing and searching an index, with real files and a real store."""

from collections.abc import Callable
from pathlib import Path

import pytest

import codesearch
from codesearch.engine import Index
from codesearch.errors import (
    CorruptIndexError,
    IndexLockedError,
    IndexStoreError,
    NewerIndexError,
    QueryError,
    RootError,
)
from codesearch.index.lock import background_lock, writer_lock
from codesearch.ranking.rank import rank
from codesearch.types import Progress

Opener = Callable[[], Index]


def rows(index: Index) -> list[tuple[object, ...]]:
    """All that an index says of its units, in an order that does not depend on how it came about."""
    store = index._store
    units = store.read_units(store.light_columns().ids.tolist())
    return sorted(
        (u.path, u.start_line, u.end_line, u.kind, u.qualified_name, u.part, u.text) for u in units.values()
    )


def test_a_question_is_answered_with_the_function(index: Index) -> None:
    best = index.search("send again until it works")[0]
    assert (best.path, best.name, best.start_line, best.end_line) == ("src/retry.py", "retry_request", 4, 9)


def test_every_mode_finds_a_name(index: Index) -> None:
    for mode in ("hybrid", "lexical", "semantic"):
        assert "ConnectionPool" in {hit.name for hit in index.search("ConnectionPool", mode=mode)}


def test_filters_keep_what_they_name(index: Index) -> None:
    assert {hit.path for hit in index.search("retry", paths=["tests/**"])} == {"tests/test_retry.py"}
    assert {hit.language for hit in index.search("retry", languages=["markdown"])} == {"markdown"}
    assert {hit.kind for hit in index.search("connection", kinds=["method"])} == {"method"}


def test_the_files_with_units_are_known(index: Index) -> None:
    assert {hit.path for hit in index.search("retry", limit=100)} <= set(index.paths())
    assert set(index.paths()) <= {file.path for file in index.walk().files}


def test_tests_come_after_what_they_test_unless_asked_for(index: Index) -> None:
    assert index.search("retry request")[0].path == "src/retry.py"
    assert index.search("test that retry request gives up")[0].path == "tests/test_retry.py"


def test_every_hit_says_why(index: Index) -> None:
    assert all(hit.why for hit in index.search("connection pool"))


@pytest.mark.parametrize(
    "query",
    ["ConnectionPool", "x" * 10_000, "retry " * 2_000, "повтор запроса", "再試行", "f(x) { return; }"],
)
def test_any_query_gets_an_answer(index: Index, query: str) -> None:
    assert len(index.search(query)) <= 10


@pytest.mark.parametrize("query", ["", "   ", "?!", "x" * 30_000])
def test_a_query_without_words_is_refused(index: Index, query: str) -> None:
    with pytest.raises(QueryError):
        index.search(query)


def test_an_unknown_filter_is_refused(index: Index) -> None:
    with pytest.raises(QueryError, match="language 'pyhton'"):
        index.search("retry", languages=["pyhton"])
    with pytest.raises(QueryError, match="kind"):
        index.search("retry", kinds=["procedure"])


def test_all_units_have_vectors_after_a_refresh(index: Index) -> None:
    assert index.coverage.is_complete
    assert index.coverage.units == len(rows(index))


def test_a_refresh_with_nothing_to_do_embeds_nothing(index: Index, open_again: Opener, encoder) -> None:
    seen = encoder.documents_seen
    open_again().refresh()  # the files are young, so they are read once more
    assert open_again().refresh() in (0, len(rows(index)), 4)
    assert encoder.documents_seen == seen


def test_an_edit_is_found_and_only_what_changed_is_embedded(index: Index, repository: Path, encoder) -> None:
    seen = encoder.documents_seen
    pool = repository / "src/pool.py"
    pool.write_text(pool.read_text() + "\n    def drain_everything(self):\n        self.free.clear()\n")
    index.refresh()
    assert index.search("drain everything")[0].name == "drain_everything"
    assert encoder.documents_seen - seen <= 3  # the method, its class and the module


def test_a_deleted_file_is_gone(index: Index, repository: Path) -> None:
    (repository / "src/pool.py").unlink()
    index.refresh()
    assert not {hit.path for hit in index.search("connection pool")} & {"src/pool.py"}


def test_a_moved_file_keeps_its_vectors(index: Index, repository: Path, encoder) -> None:
    seen = encoder.documents_seen
    (repository / "library").mkdir()
    (repository / "src/pool.py").rename(repository / "library/pool.py")
    index.refresh()
    assert "library/pool.py" in {hit.path for hit in index.search("acquire a connection")}
    assert encoder.documents_seen == seen


def test_a_renamed_file_is_found_by_its_new_name(index: Index, repository: Path) -> None:
    (repository / "src/pool.py").rename(repository / "src/lifeguard.py")
    index.refresh()
    assert index.coverage.is_complete
    assert index.search("lifeguard", mode="semantic")[0].path == "src/lifeguard.py"


def test_content_that_comes_back_is_not_embedded_again(index: Index, repository: Path, encoder) -> None:
    original = (repository / "src/retry.py").read_text()
    (repository / "src/retry.py").write_text("def other(): ...\n")
    index.refresh()
    seen = encoder.documents_seen
    (repository / "src/retry.py").write_text(original)
    index.refresh()
    assert encoder.documents_seen == seen
    assert index.coverage.is_complete


def test_many_refreshes_give_the_rows_of_a_fresh_index(
    index: Index, repository: Path, tmp_path: Path, encoder
) -> None:
    for step in range(5):
        (repository / f"src/extra_{step}.py").write_text(f"def extra_{step}():\n    return {step}\n")
        (repository / "src/pool.py").write_text(
            "class ConnectionPool:\n" + f"    size = {step}\n" * (step + 1)
        )
        (repository / f"src/extra_{step - 2}.py").unlink(missing_ok=True)
        index.refresh()
    fresh = codesearch.open_index(repository, index_dir=tmp_path / "fresh", encoder=encoder)
    assert rows(index) == rows(fresh)


def test_full_text_answers_before_there_are_vectors(open_again: Opener) -> None:
    index = open_again()
    index.refresh(embed_seconds=0)
    assert index.coverage.embedded == 0
    assert index.search("retry request")[0].path == "src/retry.py"
    index.refresh()
    assert index.coverage.is_complete


def test_progress_counts_up_to_the_total(open_again: Opener) -> None:
    seen: list[Progress] = []
    open_again().refresh(seen.append)
    assert {progress.stage for progress in seen} == {"parse", "embed"}
    assert all(progress.done <= progress.total for progress in seen)
    assert [p.done == p.total for p in seen if p.stage == "parse"][-1]


@pytest.mark.usefixtures("index")
def test_another_encoder_never_meets_old_vectors(repository: Path, tmp_path: Path, encoder) -> None:
    other = type(encoder)()
    other.id = "words-2"
    reopened = Index(repository, index_dir=tmp_path / "indexes", encoder=other)
    with pytest.raises(IndexStoreError, match="codesearch index"):
        reopened.search("retry")
    assert "another encoder" in reopened.outdated
    reopened.refresh(embed_seconds=0)
    assert reopened.outdated == ""
    assert reopened.coverage.embedded == 0
    reopened.refresh()
    assert other.documents_seen > 0
    assert reopened.coverage.is_complete


def test_a_second_writer_is_turned_away_and_a_reader_is_not(index: Index) -> None:
    with writer_lock(index.folder):
        with pytest.raises(IndexLockedError):
            index.refresh()
        assert index.search("retry")


def test_a_root_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for root in ("missing", "file"):
        with pytest.raises(RootError):
            Index(tmp_path / root)


def test_an_index_that_is_not_there_is_said(open_again: Opener) -> None:
    with pytest.raises(IndexStoreError, match="codesearch index"):
        open_again().search("retry")


def test_a_newer_index_is_left_alone(index: Index, open_again: Opener) -> None:
    manifest = index.folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"schema_version": 1', '"schema_version": 99'))
    for use in (lambda: open_again().refresh(), lambda: open_again().search("retry")):
        with pytest.raises(NewerIndexError):
            use()


def test_a_damaged_manifest_is_said_and_rebuild_mends_it(index: Index, open_again: Opener) -> None:
    before = rows(index)
    (index.folder / "manifest.json").write_text("{")
    with pytest.raises(CorruptIndexError, match="--rebuild"):
        open_again().refresh()
    mended = open_again()
    mended.refresh(rebuild=True)
    assert rows(mended) == before


def test_an_empty_repository_is_searched_without_a_hit(tmp_path: Path, encoder) -> None:
    (tmp_path / "empty").mkdir()
    index = codesearch.open_index(tmp_path / "empty", index_dir=tmp_path / "indexes", encoder=encoder)
    assert index.search("anything") == []
    assert index.coverage.is_complete


def test_status_counts_what_is_there(index: Index, repository: Path) -> None:
    (repository / "data.bin").write_bytes(b"\x00\x01" * 100)
    index.refresh()
    status = index.status()
    assert status.files == 4
    assert status.skipped == {"binary": 1}
    assert status.units["python"] > status.units["markdown"] > 0
    assert status.bytes_on_disk > 0


def test_vectors_are_filled_in_behind_by_one_process(open_again: Opener) -> None:
    index = open_again()
    index.refresh(embed_seconds=0)
    with background_lock(index.folder):
        assert index.is_being_filled
        with pytest.raises(IndexLockedError):
            index.fill_vectors()
    assert not index.is_being_filled
    index.fill_vectors()
    assert index.coverage.is_complete


def test_the_size_limit_of_files_can_be_set(repository: Path, tmp_path: Path, encoder) -> None:
    (repository / "large.py").write_text("def enormous_table():\n    return [\n" + "    1,\n" * 1000 + "]\n")
    for limit, is_found in ((1_000, False), (1_000_000, True)):
        index = Index(repository, index_dir=tmp_path / "indexes", encoder=encoder, max_file_bytes=limit)
        index.refresh()
        assert ("large.py" in {hit.path for hit in index.search("enormous table")}) is is_found


def test_search_orders_what_was_retrieved(index: Index) -> None:
    for mode in ("hybrid", "lexical", "semantic"):
        found = index.retrieve("send a request again", mode=mode)
        ranked = rank(found.query, found.candidates, limit=10, constants=found.constants)
        hits = index.search("send a request again", mode=mode)
        assert [hit.candidate.start_line for hit in ranked] == [hit.start_line for hit in hits]
        assert [hit.score for hit in ranked] == [hit.score for hit in hits]


def test_a_candidate_has_the_scores_of_the_searches_that_found_it(index: Index) -> None:
    text = index.retrieve("connections", mode="lexical").candidates
    assert all(candidate.text_score and candidate.vector_score is None for candidate in text)
    both = index.retrieve("connections").candidates
    assert len(both) == index.coverage.units  # each has a vector, and is among the nearest
    assert {c.id for c in both if c.text_score} == {c.id for c in text}


def test_vectors_count_as_far_as_they_are_there(open_again: Opener) -> None:
    index = open_again()
    index.refresh(embed_seconds=0)
    assert index.retrieve("connections").constants.vector_weight == 0


def test_a_definition_is_found_where_its_name_is_everywhere(tmp_path: Path, encoder) -> None:
    root = tmp_path / "crowd"
    root.mkdir()
    calls = (f"fn visit_{n}(visitor: &Visitor) {{ visitor.visit(visitor, {n}); }}\n" for n in range(400))
    (root / "calls.rs").write_text("\n".join(calls))
    (root / "visit.rs").write_text("/// Walks.\npub trait Visitor {\n" + "    // walks on\n" * 60 + "}\n")
    index = codesearch.open_index(root, index_dir=tmp_path / "index", encoder=encoder)
    for mode in ("hybrid", "lexical", "semantic"):
        assert index.search("Visitor", mode=mode)[0].path == "visit.rs"
    assert "visit.rs" not in {hit.path for hit in index.search("Visitor", paths=["calls.rs"])}
