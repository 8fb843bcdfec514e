"""Answers that are kept: the same question the same answer, bounded, and told apart by every value."""

from datetime import UTC, datetime

import pyarrow as pa

from vinculum.desk.access import answers
from vinculum.desk.access.answers import Answers, question_of


def test_a_question_is_told_by_its_text_and_its_values() -> None:
    """Another value, or a value of another type, is another question; what is not plain is none."""
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    asked: list[dict[str, object]] = [{"n": 1}, {"n": "1"}, {"n": [1]}, {"n": None}, {"n": True}, {"at": moment}]
    assert len({question_of("SELECT $n", values) for values in asked}) == len(asked)
    assert question_of("SELECT $n", {"a": 1, "b": 2}) == question_of("SELECT $n", {"b": 2, "a": 1})
    assert question_of("SELECT $n", {"n": pa.array([1])}) is None


def test_the_least_recently_asked_is_forgotten_first() -> None:
    """So many bytes are kept and no more; a large answer is not kept at all."""
    small, large = pa.table({"n": [1]}), pa.table({"n": list(range(answers.LARGEST))})
    kept = Answers()
    kept.keep(("large", ""), large)
    assert kept.known(("large", "")) is None
    many = answers.MOST // (small.nbytes + 6) + 10
    for number in range(many):
        kept.keep((f"{number:06}", ""), small)
        assert kept.known(("000000", "")) is small
    assert kept.known(("000001", "")) is None
    assert kept.known((f"{many - 1:06}", "")) is small
