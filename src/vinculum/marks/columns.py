"""The rules for one mark, over whole Arrow columns; each equals its scalar twin on every row."""

from vinculum.marks.misread_columns import misread_log_likelihoods
from vinculum.marks.neighbours import Neighbours, neighbour_keys
from vinculum.marks.shape_columns import vin_well_formed_column, vrm_class_column
from vinculum.marks.text_columns import Column, Keys, fold_column, key_column

__all__ = [
    "Column",
    "Keys",
    "Neighbours",
    "fold_column",
    "key_column",
    "misread_log_likelihoods",
    "neighbour_keys",
    "vin_well_formed_column",
    "vrm_class_column",
]
