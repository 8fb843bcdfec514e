"""Rules on the goods: destination (R04), weights (R08), cover loads (R09), parts (R10), values (R11), machinery (R20)."""

from __future__ import annotations

from vinculum.engine.door import Door
from vinculum.picture.exports.catalogue import reference_table, wording
from vinculum.picture.exports.fired import NO_EVIDENCE

LIGHTEST_EMPTY_BOX_KG, HEAVIEST_EMPTY_BOX_KG = 2_000, 4_800  # a 20 ft dry box; a 45 ft or refrigerated one
LIGHTEST_CAR_KG, HEAVIEST_CAR_KG = 1_200, 2_600
WEIGHING_TOLERANCE = 0.05  # United Kingdom enforcement of SOLAS VI/2
LEAST_PEERS = 30
CARS = "('8703')"
PARTS = "('8706', '8707', '8708', '8407', '8408', '8409')"
PLANT = "('8429', '8430', '8432', '8433', '8701')"


def says_any(text: str, told: tuple[str, ...]) -> str:
    """Return SQL for whether ``text`` (single-spaced capitals with a space at each end) holds any of the words."""
    return "(" + " OR ".join(f"contains({text}, ' {word} ')" for word in told) + ")"


DESTINATION = f"""
SELECT box.consignment_ref, place.strength, 'The goods are bound for ' || place.name || ', where stolen vehicles are sold ('
    || place.source || CASE WHEN place.share_of_intercepted IS NULL THEN ''
        ELSE ': ' || round(100 * place.share_of_intercepted, 1) || ' %' END || ').' AS text, {NO_EVIDENCE} AS evidence
FROM exports_box AS box JOIN exports_destinations AS place ON place.country = box.country
"""

HEAVIER_THAN_DECLARED = f"""
SELECT consignment_ref, CASE WHEN spare >= {LIGHTEST_CAR_KG} THEN 1.0 ELSE 0.5 END AS strength,
    'The box weighs ' || CAST(round(spare) AS BIGINT) || ' kg more than the goods declared and the heaviest empty box'
    || CASE WHEN spare < {LIGHTEST_CAR_KG} THEN '.'
    ELSE ': room for a hidden car or more (one weighs {LIGHTEST_CAR_KG} to {HEAVIEST_CAR_KG} kg).' END AS text,
    {NO_EVIDENCE} AS evidence
FROM (SELECT *, vgm_kg - gross_kg - {HEAVIEST_EMPTY_BOX_KG} AS spare FROM exports_box)
WHERE spare > greatest(500, {WEIGHING_TOLERANCE} * vgm_kg)
"""

LIGHTER_THAN_DECLARED = f"""
SELECT consignment_ref, 0.5 AS strength, 'The box was weighed at ' || CAST(round(vgm_kg) AS BIGINT) || ' kg, less than the '
    || CAST(round(gross_kg) AS BIGINT) || ' kg of goods declared and the lightest empty box.' AS text, {NO_EVIDENCE} AS evidence
FROM exports_box WHERE vgm_kg > 0 AND gross_kg + {LIGHTEST_EMPTY_BOX_KG} - vgm_kg > greatest(500,
    2 * {WEIGHING_TOLERANCE} * vgm_kg)
"""

TOO_HEAVY_FOR_SUCH_GOODS = f"""
SELECT box.consignment_ref, least(1.0, 0.4 + (box.gross_kg / cover.full_box_kg - 1)) AS strength,
    'A full box of ' || cover.goods || ' weighs about ' || CAST(cover.full_box_kg AS BIGINT) || ' kg; ' ||
    CAST(round(box.gross_kg) AS BIGINT) || ' kg are declared.' AS text, {NO_EVIDENCE} AS evidence
FROM exports_box AS box JOIN exports_cover AS cover ON cover.heading = box.heading
WHERE box.gross_kg > 1.1 * cover.full_box_kg
"""

NOT_THE_WEIGHT_OF_THE_CARS = f"""
SELECT consignment_ref, 0.6 AS strength, len(vins) || ' vehicles are declared and ' || CAST(round(gross_kg) AS BIGINT)
    || ' kg: a car weighs {LIGHTEST_CAR_KG} to {HEAVIEST_CAR_KG} kg.' AS text, {NO_EVIDENCE} AS evidence
FROM exports_box WHERE heading IN {CARS} AND len(vins) > 0 AND gross_kg > 0
    AND gross_kg NOT BETWEEN 0.6 * {LIGHTEST_CAR_KG} * len(vins) AND 1.3 * {HEAVIEST_CAR_KG} * len(vins)
"""

COVER_HEADING = f"""
SELECT box.consignment_ref, cover.strength, 'The goods are declared as ' || cover.goods || ' (heading ' || cover.heading
    || '): ' || cover.source || '.' AS text, {NO_EVIDENCE} AS evidence
FROM exports_box AS box JOIN exports_cover AS cover ON cover.heading = box.heading
"""

COVER_WORDS = f"""
SELECT consignment_ref, 0.9 AS strength, 'The goods are described as "' || lower(trim(goods))
    || '", which has hidden cars before.' AS text,
    {NO_EVIDENCE} AS evidence
FROM exports_box WHERE {says_any("goods", wording()["cover"])}
"""

HALF_CUTS = f"""
SELECT consignment_ref, 1.0 AS strength, 'The parts are described as "' || lower(trim(goods))
    || '": a vehicle cut in two is still a vehicle.' AS text, {NO_EVIDENCE} AS evidence
FROM exports_box WHERE {says_any("goods", wording()["half_cut"])}
"""

# Against what others declare for the same heading: the tenth and the ninetieth of a hundred, and far beyond them.
PARTS_AT_AN_ODD_PRICE = f"""
WITH peers AS (
    SELECT heading, quantile_cont(value_gbp / gross_kg, 0.1) AS low, quantile_cont(value_gbp / gross_kg, 0.9) AS high
    FROM exports_declared WHERE heading IN {PARTS} AND gross_kg > 0 AND value_gbp > 0
    GROUP BY heading HAVING count(*) >= {LEAST_PEERS}
)
SELECT box.consignment_ref, 0.7 AS strength, 'Parts are declared at GBP ' || round(box.value_gbp / box.gross_kg, 2)
    || ' a kilogram; most of this heading lie between ' || round(peers.low, 2) || ' and ' || round(peers.high, 2) || '.' AS text,
    {NO_EVIDENCE} AS evidence
FROM exports_box AS box JOIN peers ON peers.heading = box.heading
WHERE box.gross_kg > 0 AND box.value_gbp > 0
    AND (box.value_gbp / box.gross_kg < peers.low / 2 OR box.value_gbp / box.gross_kg > peers.high * 2)
"""

FAR_BELOW_THE_MARKET = f"""
WITH priced AS (SELECT consignment_ref, heading, value_gbp / greatest(len(vins), 1) AS each FROM exports_declared
    WHERE heading IN {CARS} AND value_gbp > 0),
market AS (SELECT heading, median("each") AS middle FROM priced GROUP BY heading HAVING count(*) >= {LEAST_PEERS})
SELECT priced.consignment_ref, CASE WHEN "each" < 0.1 * middle THEN 1.0 ELSE 0.6 END AS strength,
    'Each vehicle is declared at GBP ' || CAST(round("each") AS BIGINT) || '; the middle of this heading is '
    || CAST(round(middle) AS BIGINT) || '.' AS text, {NO_EVIDENCE} AS evidence
FROM exports_box JOIN priced USING (consignment_ref) JOIN market ON market.heading = priced.heading WHERE "each" < 0.25 * middle
"""

MACHINERY_WITHOUT_A_SERIAL = rf"""
SELECT consignment_ref, 1.0 AS strength, 'Machinery is declared (heading ' || heading
    || ') without a serial or chassis number.' AS text,
    {NO_EVIDENCE} AS evidence
FROM exports_box WHERE heading IN {PLANT} AND len(vins) = 0 AND NOT regexp_matches(goods, '\b[A-Z]*[0-9][A-Z0-9]{{5,}}\b')
"""

CARGO_RULES = {
    "R04": (DESTINATION,),
    "R08": (HEAVIER_THAN_DECLARED, LIGHTER_THAN_DECLARED, TOO_HEAVY_FOR_SUCH_GOODS, NOT_THE_WEIGHT_OF_THE_CARS),
    "R09": (COVER_HEADING, COVER_WORDS),
    "R10": (HALF_CUTS, PARTS_AT_AN_ODD_PRICE),
    "R11": (FAR_BELOW_THE_MARKET,),
    "R20": (MACHINERY_WITHOUT_A_SERIAL,),
}


def lay_out_goods(door: Door) -> None:
    """Make the reference tables that the rules above read."""
    for name, table in (("exports_destinations", "destinations"), ("exports_cover", "cover_goods")):
        door.offer("_reference", reference_table(table))
        door.run(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM _reference")
        door.withdraw("_reference")
