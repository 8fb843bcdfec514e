"""Rules on the goods: destination (R04), weights (R08), cover loads (R09), parts (R10), values (R11), machinery (R20)."""

from __future__ import annotations

from vinculum.engine.door import Door
from vinculum.picture.exports.catalogue import reference_table, wording
from vinculum.picture.exports.fired import NO_EVIDENCE
from vinculum.picture.exports.peers import LEAST_PEERS, lay_out_peers

LIGHTEST_EMPTY_BOX_KG, HEAVIEST_EMPTY_BOX_KG = 2_000, 4_800  # a 20 ft dry box; a 45 ft or refrigerated one
LIGHTEST_CAR_KG, HEAVIEST_CAR_KG = 1_200, 2_600
WEIGHING_TOLERANCE = 0.05  # United Kingdom enforcement of SOLAS VI/2
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


def kg(number: str) -> str:
    """Return SQL for a mass as an officer would write it: 7,200 kg."""
    return f"(format('{{:,}}', CAST(round({number}) AS BIGINT)) || ' kg')"


def cars_of(mass: str) -> str:
    """Return SQL for how many cars weigh as much: one, two to four; a car weighs 1,200 to 2,600 kg."""
    fewest, most = (
        f"CAST({sum_} AS BIGINT)" for sum_ in (f"ceil(({mass}) / {HEAVIEST_CAR_KG})", f"floor(({mass}) / {LIGHTEST_CAR_KG})")
    )
    return (
        f"(CASE WHEN {most} <= 1 THEN 'one car' WHEN {fewest} >= {most} THEN {most} || ' cars' ELSE {fewest} || ' to ' || {most}"
        f" || ' cars' END || ' ({LIGHTEST_CAR_KG:,} to {HEAVIEST_CAR_KG:,} kg each)')"
    )


HEAVIER_THAN_DECLARED = f"""
SELECT consignment_ref, CASE WHEN spare >= {LIGHTEST_CAR_KG} THEN 1.0 ELSE 0.5 END AS strength,
    'Weighed: ' || {kg("vgm_kg")} || '. Less ' || {kg("gross_kg")} || ' of goods declared and {HEAVIEST_EMPTY_BOX_KG:,} kg for '
    || 'the heaviest empty box, ' || {kg("spare")} || ' are left over' || CASE WHEN spare < {LIGHTEST_CAR_KG} THEN '.'
    ELSE ': the weight of ' || {cars_of("spare")} || '.' END AS text,
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
    'A full box of ' || cover.goods || ' weighs about ' || {kg("cover.full_box_kg")} || '; ' || {kg("box.gross_kg")}
    || ' are declared: ' || {kg("box.gross_kg - cover.full_box_kg")} || ' more' || CASE
    WHEN box.gross_kg - cover.full_box_kg < {LIGHTEST_CAR_KG} THEN '.'
    ELSE ', the weight of ' || {cars_of("box.gross_kg - cover.full_box_kg")} || '.' END AS text, {NO_EVIDENCE} AS evidence
FROM exports_box AS box JOIN exports_cover AS cover ON cover.heading = box.heading
WHERE box.gross_kg > 1.1 * cover.full_box_kg
"""

NOT_THE_WEIGHT_OF_THE_CARS = f"""
SELECT consignment_ref, 0.6 AS strength, len(vins) || CASE len(vins) WHEN 1 THEN ' vehicle is' ELSE ' vehicles are' END
    || ' declared and ' || {kg("gross_kg")} || ': ' || {kg("gross_kg / len(vins)")} || ' each. A car weighs {LIGHTEST_CAR_KG:,} '
    || 'to {HEAVIEST_CAR_KG:,} kg, so ' || len(vins) || ' would weigh ' || {kg(f"{LIGHTEST_CAR_KG} * len(vins)")} || ' to '
    || {kg(f"{HEAVIEST_CAR_KG} * len(vins)")} || '.' AS text, {NO_EVIDENCE} AS evidence
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

VAGUE_WORDS = f"""
SELECT consignment_ref, 0.5 AS strength, 'The goods are described only as "' || lower(trim(goods))
    || '": such words do not say what is inside.' AS text, {NO_EVIDENCE} AS evidence
FROM exports_box WHERE goods IN ({", ".join(f"' {words} '" for words in wording()["vague"])})
"""

# A make on its own is a word like others (Rover, Seat, Smart), so words that only go with whole vehicles are asked for.
VEHICLE_WORDS = f"""
SELECT consignment_ref, 0.8 AS strength, 'The goods are declared under heading ' || heading || ', which is not vehicles, and '
    || 'described as "' || lower(trim(goods)) || '".' AS text, {NO_EVIDENCE} AS evidence
FROM exports_box WHERE heading NOT BETWEEN '8701' AND '8716' AND {says_any("goods", wording()["vehicle"])}
"""

PARTS_WITH_A_CHASSIS_NUMBER = f"""
SELECT consignment_ref, 0.8 AS strength, 'Parts are declared (heading ' || heading || ') with the chassis number of a whole '
    || 'vehicle, ' || vins[1] || '.' AS text, {NO_EVIDENCE} AS evidence
FROM exports_box WHERE heading IN {PARTS} AND len(vins) > 0
"""

HALF_CUTS = f"""
SELECT consignment_ref, 1.0 AS strength, 'The parts are described as "' || lower(trim(goods))
    || '": a vehicle cut in two is still a vehicle.' AS text, {NO_EVIDENCE} AS evidence
FROM exports_box WHERE {says_any("goods", wording()["half_cut"])}
"""

PARTS_AT_AN_ODD_PRICE = f"""
SELECT consignment_ref, 0.7 AS strength, 'Parts are declared at GBP ' || round(peers.gbp_a_kg, 2)
    || ' a kilogram; most of this heading lie between ' || round(kg_prices[1], 2) || ' and ' || round(kg_prices[3], 2) || '.'
    AS text, {NO_EVIDENCE} AS evidence
FROM exports_box JOIN exports_peers AS peers USING (consignment_ref)
WHERE peers.heading IN {PARTS} AND priced >= {LEAST_PEERS}
    AND (gbp_a_kg < kg_prices[1] / 2 OR gbp_a_kg > kg_prices[3] * 2)
"""

PARTS_OF_AN_ODD_MASS = f"""
SELECT consignment_ref, 0.5 AS strength, {kg("peers.kg")} || ' of parts are declared; most boxes of this heading hold '
    || {kg("masses[1]")} || ' to ' || {kg("masses[3]")} || '.' AS text, {NO_EVIDENCE} AS evidence
FROM exports_box JOIN exports_peers AS peers USING (consignment_ref)
WHERE peers.heading IN {PARTS} AND weighed >= {LEAST_PEERS} AND (peers.kg < masses[1] / 2 OR peers.kg > masses[3] * 2)
"""

FAR_BELOW_THE_MARKET = f"""
SELECT consignment_ref, CASE WHEN gbp_each < 0.1 * middle_each THEN 1.0 ELSE 0.6 END AS strength,
    'Each vehicle is declared at GBP ' || CAST(round(gbp_each) AS BIGINT) || '; the middle of this heading is '
    || CAST(round(middle_each) AS BIGINT) || '.' AS text, {NO_EVIDENCE} AS evidence
FROM exports_box JOIN exports_peers AS peers USING (consignment_ref)
WHERE peers.heading IN {CARS} AND priced_each >= {LEAST_PEERS} AND gbp_each < 0.25 * middle_each
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
    "R09": (COVER_HEADING, COVER_WORDS, VAGUE_WORDS),
    "R10": (HALF_CUTS, VEHICLE_WORDS, PARTS_WITH_A_CHASSIS_NUMBER, PARTS_AT_AN_ODD_PRICE, PARTS_OF_AN_ODD_MASS),
    "R11": (FAR_BELOW_THE_MARKET,),
    "R20": (MACHINERY_WITHOUT_A_SERIAL,),
}


def lay_out_goods(door: Door) -> None:
    """Make what the rules above read: the reference tables, and what others declared before each box."""
    lay_out_peers(door)
    for name, table in (("exports_destinations", "destinations"), ("exports_cover", "cover_goods")):
        door.offer("_reference", reference_table(table))
        door.run(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM _reference")
        door.withdraw("_reference")
