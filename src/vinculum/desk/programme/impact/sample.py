"""The part of impact in the sample story, laid in through the same functions as the pages'."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from django.db import transaction

from vinculum.desk.access.models import Person
from vinculum.desk.access.viewer import viewer_of
from vinculum.desk.access.vocabulary import Purpose
from vinculum.desk.programme.impact.models import Study
from vinculum.desk.programme.impact.running import basis_of, run_study
from vinculum.desk.programme.impact.writing import Asked, Words, keep_series, write_study

HERE = resources.files("vinculum.desk.programme.impact")


@cache
def sample() -> dict[str, Any]:
    """Return the story as its data file tells it."""
    return tomllib.loads((HERE / "sample.toml").read_text("utf-8"))


@transaction.atomic
def tell() -> None:
    """Lay in a published series, a study on it and its run; nothing where a study was written already."""
    if Study.objects.exists():
        return
    told = sample()
    person = Person.objects.get(email__startswith=f"{told['who']}.")
    viewer = viewer_of(person, told["told_at"], Purpose.PROGRAMME, "The sample story")
    of_series, of_study = told["series"], told["study"]
    words = Words(of_series["title"], of_series["what"], of_series["definition"], of_series["source"])
    series = keep_series(viewer, words, of_series["as_at"], (HERE / of_series["file"]).read_text("utf-8"))
    panel = series.panel()
    apart = {*of_study["acted_on"], *of_study["beside"]}
    asked = Asked(
        title=of_study["title"],
        question=of_study["question"],
        done=of_study["done"],
        what=series.what,
        definition=series.definition,
        series=series,
        acted_on=dict.fromkeys(of_study["acted_on"], of_study["start"]),
        compared=[area for area in panel.areas if area not in apart],
        beside=of_study["beside"],
        first=panel.months[0],
        last=panel.months[-1],
        readers=of_study["readers"],
    )
    study = write_study(viewer, asked, panel.areas)
    run_study(viewer, study, panel, basis_of(series))
