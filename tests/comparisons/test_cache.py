"""What is kept between requests: bounded, and right under threads. No database."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from comparisons.cache import ALL, Kept, forget_all
from comparisons.reading.profiles import PROFILES
from comparisons.web.public import PAGES


def test_what_was_put_is_got_until_it_drops_out():
    kept = Kept[str, str](2)
    kept.put("a", "1")
    kept.put("b", "2")
    assert kept.get("a") == "1"
    kept.put("c", "3")  # b was used longest ago
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == ("1", None, "3")


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 40)), max_size=60))
def test_memory_is_bounded_and_counts_right(puts):
    kept = Kept[int, int](100, lambda size: size)
    for key, size in puts:
        kept.put(key, size)
        assert kept.used == sum(kept.values.values()) <= 100


def test_a_value_larger_than_the_memory_is_not_kept():
    kept = Kept[str, int](10, lambda size: size)
    kept.put("a", 4)
    kept.put("b", 6)
    kept.put("large", 11)
    assert (kept.get("a"), kept.get("b"), kept.get("large")) == (4, 6, None)
    kept.put("a", 11)  # in the place of an older value, which is not the answer any more
    assert (kept.get("a"), kept.get("b"), kept.used) == (None, 6, 6)


def test_every_memory_is_known_and_forgets():
    kept = Kept[str, int](10)
    kept.put("a", 1)
    assert {kept, PAGES, PROFILES} <= set(ALL)
    forget_all()
    assert (kept.get("a"), kept.used) == (None, 0)
    kept.put("a", 2)
    assert kept.get("a") == 2


def test_only_missing_keys_are_loaded_and_each_once():
    kept = Kept[str, str](10)
    kept.put("a", "old")
    asked = []

    def load(keys):
        asked.append(keys)
        return {key: "new" for key in keys if key != "lost"}

    assert kept.get_all(["a", "b", "b", "lost"], load) == {"a": "old", "b": "new"}
    assert asked == [["b", "lost"]]
    assert kept.get_all([], load) == {}


def test_threads_do_not_lose_count():
    kept = Kept[int, int](50, lambda size: size)

    def work(seed):
        for step in range(2_000):
            kept.put((seed * step) % 70, step % 9 + 1)
            kept.get(step % 70)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert kept.used == sum(kept.values.values()) <= 50
