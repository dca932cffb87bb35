"""Which changes can wait."""

from pathlib import Path

from codesearch.watch.noise import FRUITLESS, Noise


def test_a_file_that_is_left_out_is_noise_once_it_is_known(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("started\n")
    noise = Noise(tmp_path)
    assert not noise.is_noise({"a.log"})
    noise.learn({"a.log"}, {"a.py"}, has_changed=False)
    assert noise.is_noise({"a.log"})
    assert not noise.is_noise({"a.log", "a.py"})
    assert not noise.is_noise({"a.log", "new.py"})


def test_a_file_that_is_gone_is_no_noise_when_it_comes_back(tmp_path: Path) -> None:
    noise = Noise(tmp_path)
    noise.learn({"a.py"}, set(), has_changed=True)
    assert not noise.is_noise({"a.py"})


def test_ever_new_names_that_come_to_nothing_are_noise(tmp_path: Path) -> None:
    noise = Noise(tmp_path)
    for number in range(FRUITLESS):
        assert not noise.is_noise({f"{number}.tmp"})
        noise.learn({f"{number}.tmp"}, {"a.py"}, has_changed=False)
    assert noise.is_noise({"next.tmp"})
    assert not noise.is_noise({"next.tmp", "a.py"})
    noise.learn({"b.py"}, {"a.py", "b.py"}, has_changed=True)
    assert not noise.is_noise({"next.tmp"})


def test_an_empty_file_may_get_its_first_lines_at_any_time(tmp_path: Path) -> None:
    (tmp_path / "new.py").write_text("")
    noise = Noise(tmp_path)
    noise.learn({"new.py"}, set(), has_changed=True)
    assert not noise.is_noise({"new.py"})


def test_a_change_that_may_be_anywhere_is_no_noise(tmp_path: Path) -> None:
    noise = Noise(tmp_path)
    noise.learn({""}, set(), has_changed=True)
    assert not noise.is_noise({""})


def test_under_other_rules_nothing_is_known_to_be_noise(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("started\n")
    noise = Noise(tmp_path)
    noise.learn({"a.log"}, set(), has_changed=True)
    noise.forget()
    assert not noise.is_noise({"a.log"})
