"""Train the model that links parties and write ``picture/parties/model.json``.

The samples are folders of ``vinculum simulate OUT --scale town --seed N`` with N from 1 to 9: seeds of 100 and more are kept for
measuring and are refused. The sample nation spells badly and otherwise writes carefully; partners do not. So each true firm's
papers are written anew by careless clerks (``party_papers``), and the model learns from those.

    python benchmarks/train_parties.py OUT [OUT ...]

How often a level of agreement holds between forms of one firm, and between forms of different firms, is counted from the truth.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from party_papers import careless_papers, firms_of, forms_from
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.comparison_level_library import CustomLevel, ElseLevel, ExactMatchLevel, NullLevel
from splink.comparison_library import CustomComparison
from splink.internals.comparison_creator import ComparisonCreator

from vinculum.engine.door import Door, Limits
from vinculum.picture.parties.records import FREQUENCIES, FREQUENCY, MEETING_KEYS, make_ready

MODEL = Path(__file__).resolve().parent.parent / "src" / "vinculum" / "picture" / "parties" / "model.json"
RESERVED_SEED = 100
RANDOM_PAIRS, SEED, SWITCHBOARD = 20_000_000, 20_261, 12
DIGITS = 8
FLOOR = 1e-5  # no agreement is called rarer than a sample of some hundred firms can show

# What no sample can show. A number is issued once, so two firms give the same one only by mistake: once in a hundred million.
KNOWN = {"the same EORI": 1e-8}

SAME_NUMERALS = '"numerals_l" = "numerals_r"'
SLIP = (
    f'{SAME_NUMERALS} AND least(length("name_l"), length("name_r")) >= 6 AND damerau_levenshtein("name_l", "name_r")'
    ' <= CASE WHEN least(length("name_l"), length("name_r")) >= 12 THEN 2 ELSE 1 END'
)
SAME_WORDS = (
    f'{SAME_NUMERALS} AND least(len("bag_l"), len("bag_r")) >= 2'
    ' AND (list_has_all("bag_l", "bag_r") OR list_has_all("bag_r", "bag_l"))'
)


def level(condition: str, called: str) -> Any:
    """Return a level of agreement that holds under a condition, with what an officer would call it."""
    return CustomLevel(condition, label_for_charts=called)


COMPARISONS: list[ComparisonCreator | dict[str, Any]] = [
    CustomComparison(
        output_column_name="name",
        comparison_levels=[
            NullLevel("name"),
            ExactMatchLevel("name").configure(tf_adjustment_column="name", label_for_charts="the same name"),
            level(SLIP, "names a slip of the pen apart"),
            level(SAME_WORDS, "the words of one name in the other"),
            level(
                f'{SAME_NUMERALS} AND "first_word_l" = "first_word_r" AND length("first_word_l") >= 4', "names that begin alike"
            ),
            ElseLevel().configure(label_for_charts="different names"),
        ],
    ),
    CustomComparison(
        output_column_name="address",
        comparison_levels=[
            NullLevel("address"),
            ExactMatchLevel("address").configure(tf_adjustment_column="address", label_for_charts="the same address"),
            level(
                '"postcode_l" = "postcode_r" AND "house_l" = "house_r"',
                "addresses of the same number and postcode",
            ),
            level(
                '"house_l" = "house_r" AND damerau_levenshtein("address_l", "address_r") <= 2',
                "addresses a slip of the pen apart",
            ),
            level('"postcode_l" = "postcode_r"', "addresses in one postcode"),
            ElseLevel().configure(label_for_charts="different addresses"),
        ],
    ),
    CustomComparison(
        output_column_name="phone",
        comparison_levels=[
            NullLevel("phone"),
            ExactMatchLevel("phone").configure(tf_adjustment_column="phone", label_for_charts="the same phone"),
            level('damerau_levenshtein("phone_l", "phone_r") <= 1', "phones one digit apart"),
            ElseLevel().configure(label_for_charts="different phones"),
        ],
    ),
    CustomComparison(
        output_column_name="eori",
        comparison_levels=[
            NullLevel("eori"),
            ExactMatchLevel("eori").configure(label_for_charts="the same EORI"),
            level('damerau_levenshtein("eori_l", "eori_r") <= 1', "EORIs one character apart"),
            ElseLevel().configure(label_for_charts="different EORIs"),
        ],
    ),
]


def train(forms: pa.Table) -> dict[str, Any]:
    """Return the model learned from forms with the true firm in ``firm``: Splink's settings and ``other_forms``."""
    alike = _linker_over(forms, "true")
    alike.training.estimate_m_from_label_column("firm")
    # One form a firm: whatever two of them have in common, they are not one firm.
    apart = _linker_over(forms, "true QUALIFY row_number() OVER (PARTITION BY firm ORDER BY form_id) = 1")
    apart.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED, min_count_per_level=None)
    told, chances = alike.misc.save_model_to_json(), apart.misc.save_model_to_json()
    for comparison, other in zip(told["comparisons"], chances["comparisons"], strict=True):
        for one, beside in zip(comparison["comparison_levels"], other["comparison_levels"], strict=True):
            if not one.get("is_null_level"):
                one["m_probability"] = _held(one.get("m_probability"))
                one["u_probability"] = KNOWN.get(one["label_for_charts"], _held(beside.get("u_probability")))
    firms = pc.value_counts(forms.column("firm")).field("counts").to_numpy().astype(float)
    others = float((firms * (firms - 1)).sum() / firms.sum())
    return {"other_forms": round(others, 3), "settings": {name: value for name, value in told.items() if name != "linker_uid"}}


def _linker_over(forms: pa.Table, chosen: str) -> Linker:
    with Door(Limits(threads=2)) as door:
        door.offer("forms", forms)
        make_ready(door, "forms", SWITCHBOARD)
        records = door.ask(
            f"SELECT meeting.*, firm FROM parties_meeting AS meeting JOIN forms USING (form_id) WHERE {chosen} ORDER BY form_id"
        )
        frequencies = {kind: door.ask(FREQUENCY.format(kind=kind)) for kind in FREQUENCIES}
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="form_id",
        probability_two_random_records_match=0.001,
        blocking_rules_to_generate_predictions=[block_on(key) for key in MEETING_KEYS],
        comparisons=COMPARISONS,
        retain_intermediate_calculation_columns=True,
        retain_matching_columns=True,
    )
    connection = DuckDBAPI(Door(Limits(threads=2)).lend())
    linker = Linker(connection.register(records, dataset_display_name="records"), settings, log_level=None)
    for kind, table in frequencies.items():
        linker.table_management.register_term_frequency_lookup(connection.register(table), kind)
    return linker


def _held(chance: float | None) -> float:
    """Return a probability rounded, and never nought: no level is called impossible because a sample did not show it."""
    return max(round(float(chance or 0.0), DIGITS), FLOOR)


def main() -> None:
    """Train on the samples named on the command line."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("samples", nargs="+", type=Path)
    samples = asked.parse_args().samples
    firms: list[dict[str, Any]] = []
    for sample in samples:
        seed = json.loads((sample / "world.json").read_text("utf-8"))["seed"]
        if seed >= RESERVED_SEED:
            asked.error(f"{sample} has seed {seed}: seeds from {RESERVED_SEED} on are kept for measuring.")
        firms += firms_of(sample)
    told = train(forms_from(careless_papers(firms, seed=SEED)))
    MODEL.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", "utf-8")
    print(f"{MODEL.name}: trained on {len(firms)} firms of {len(samples)} samples")


if __name__ == "__main__":
    main()
