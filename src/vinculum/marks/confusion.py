"""Misreads in one place: the model, what a reading may really be, and fitting the model to pairs of truth and reading."""

from vinculum.marks.candidates import read_candidates
from vinculum.marks.fitting import evaluate_confusion, fit, fit_confusion, load_confusion, save_confusion
from vinculum.marks.misread import (
    Confusion,
    MisreadKind,
    confusable,
    default_confusion,
    misread_log_likelihood,
    substitution_weight,
)

__all__ = [
    "Confusion",
    "MisreadKind",
    "confusable",
    "default_confusion",
    "evaluate_confusion",
    "fit",
    "fit_confusion",
    "load_confusion",
    "misread_log_likelihood",
    "read_candidates",
    "save_confusion",
    "substitution_weight",
]
