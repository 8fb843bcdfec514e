"""Misreads resemble the plate, and no two samples err alike."""

import numpy as np

from vinculum.simulate.misreads import misreader
from vinculum.simulate.streams import stream

PLATES = np.array([b"EB18KOS", b"LV70ABD", b"T5GHM", b"KZ8801"] * 500, dtype="S7")


def test_most_misreads_change_one_character() -> None:
    """A reader takes one character for another; now and then it loses, adds or mistakes a second one."""
    wrong = misreader(1).misread(stream(1, "misreads"), PLATES)
    same_length = np.char.str_len(wrong) == np.char.str_len(PLATES)
    changed = [
        sum(a != b for a, b in zip(true.decode(), read.decode(), strict=True))
        for true, read, same in zip(PLATES, wrong, same_length, strict=True)
        if same
    ]
    assert same_length.mean() > 0.85
    assert np.mean(np.array(changed) == 1) > 0.9
    assert np.mean(np.array(changed) == 0) < 0.01


def test_each_sample_errs_in_its_own_way() -> None:
    """The table of likenesses is perturbed by the seed: knowing one sample's is not knowing another's."""
    tables = [misreader(seed).taken_for for seed in (1, 2)]
    assert not np.allclose(tables[0][ord("B")], tables[1][ord("B")], atol=0.01)
    assert np.allclose(tables[0][:, -1], 1.0)


def test_likenesses_outweigh_strays() -> None:
    """A zero is taken for a letter O more often than for a W."""
    plates = np.array([b"000000"] * 4000, dtype="S7")
    wrong = "".join(read.decode() for read in misreader(4).misread(stream(1, "zeros"), plates)).replace("0", "")
    assert wrong.count("O") > 10 * wrong.count("W")
