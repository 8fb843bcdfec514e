"""What the figures of ports stand on: the last version of each consignment, boxes opened, and vehicles followed to a box."""

from __future__ import annotations

from vinculum.desk.measured import Relation

# A carrier hands a consignment over again when it is amended; the version made last is the one that counts.
AMENDED = Relation(
    "amended",
    "SELECT consignment_ref, max(amended_at) AS last FROM evidence.consignments WHERE amended_at IS NOT NULL GROUP BY ALL",
)
STANDING = (
    "SELECT c.* FROM evidence.consignments AS c LEFT JOIN amended AS a USING (consignment_ref) "
    "WHERE a.last IS NULL OR a.last = c.amended_at"
)

# The boxes that somebody opened, each with its consignment: few, however many there are in all.
OPENED = Relation(
    "opened",
    f"""
    SELECT i.delivery || ':' || i."row" AS key, i.inspected_at AS happened, i.delivery, i.inspection_ref, i.container_no,
        i.consignment_ref, i.basis, i.result, i.result = 'positive' AS positive, coalesce(i.vehicles_found, 0) AS vehicles,
        coalesce(i.value_gbp, 0) AS found_gbp, coalesce(i.cost_gbp, 0) AS cost_gbp, coalesce(c.load_port, i.place) AS port,
        c.discharge_port, c.destination_country AS country, c.carrier, left(c.commodity_code, 4) AS goods,
        c.vgm_kg - c.gross_kg AS heavier_kg,
        CASE WHEN vehicles = 0 THEN NULL WHEN vehicles = 1 THEN '1|1 vehicle' WHEN vehicles = 2 THEN '2|2 vehicles'
            WHEN vehicles = 3 THEN '3|3 vehicles' ELSE '4|4 or more vehicles' END AS in_the_box
    FROM evidence.inspections AS i LEFT JOIN (
        SELECT * FROM ({STANDING}) AS standing
        WHERE consignment_ref IN (SELECT consignment_ref FROM evidence.inspections)
        QUALIFY row_number() OVER (PARTITION BY consignment_ref ORDER BY delivery, "row") = 1
    ) AS c USING (consignment_ref)
    """,
    (AMENDED,),
)

# A stolen vehicle is tied to a consignment in one of two ways: its chassis number was declared in it (within half a year of the
# theft), or it was found at a port within the hour after one box, and only one, had been opened and held stolen vehicles.
FOLLOWED = Relation(
    "followed",
    f"""
    WITH stolen AS (
        SELECT * FROM evidence.thefts WHERE vin IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY vin ORDER BY coalesce(stolen_to, reported_at) DESC, delivery, "row") = 1
    ),
    declared AS (
        SELECT s.delivery AS theft_delivery, s."row" AS theft_row, c.consignment_ref, 'declared' AS how,
            greatest(s.reported_at, coalesce(c.booked_at, c.gate_in_at, c.sails_at)) AS happened
        FROM (SELECT *, unnest(declared_vins) AS declared_vin FROM ({STANDING}) AS standing WHERE len(declared_vins) > 0) AS c
        JOIN stolen AS s ON s.vin = c.declared_vin
        WHERE coalesce(s.stolen_to, s.reported_at) BETWEEN c.sails_at - INTERVAL 180 DAY AND c.sails_at
    ),
    at_ports AS (
        SELECT r.delivery, r."row", r.found_at, r.crime_ref, r.vin_seen, any_value(o.consignment_ref) AS consignment_ref
        FROM evidence.recoveries AS r
        JOIN opened AS o ON o.positive AND r.found_at BETWEEN o.happened AND o.happened + INTERVAL 1 HOUR
        WHERE r.context = 'CONTAINER_PORT' GROUP BY ALL HAVING count(*) = 1
    ),
    reported AS (
        SELECT p.consignment_ref, p.found_at, s.* FROM at_ports AS p JOIN evidence.thefts AS s ON s.crime_ref = p.crime_ref
        UNION ALL
        SELECT p.consignment_ref, p.found_at, s.* FROM at_ports AS p JOIN evidence.thefts AS s ON s.vin = p.vin_seen
        WHERE p.crime_ref IS NULL
    ),
    found AS (
        SELECT s.delivery AS theft_delivery, s."row" AS theft_row, s.consignment_ref, 'found in it' AS how, s.found_at AS happened
        FROM reported AS s
        WHERE coalesce(s.stolen_to, s.reported_at) BETWEEN s.found_at - INTERVAL 180 DAY AND s.found_at
    ),
    tied AS (
        SELECT * FROM (SELECT * FROM found UNION ALL SELECT * FROM declared) AS both_ways WHERE consignment_ref IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY theft_delivery, theft_row ORDER BY how DESC, happened, consignment_ref) = 1
    )
    SELECT t.theft_delivery || ':' || t.theft_row AS key, t.happened, t.theft_delivery AS delivery, s.crime_ref, s.force, s.make,
        s.model, s.method, coalesce(s.value_gbp, 0) AS value_gbp, t.how, t.consignment_ref, c.load_port AS port,
        c.discharge_port, c.destination_country AS country, c.carrier, coalesce(s.stolen_to, s.reported_at) AS taken_at,
        c.gate_in_at, c.sails_at, date_diff('minute', taken_at, c.gate_in_at) / 60.0 AS hours_to_gate,
        date_diff('minute', taken_at, c.sails_at) / 60.0 AS hours_to_sailing,
        CASE WHEN hours_to_gate < 0 THEN NULL WHEN hours_to_gate < 24 THEN '1|Under 1 day' WHEN hours_to_gate < 72
            THEN '2|1 to 3 days'
            WHEN hours_to_gate < 168 THEN '3|3 to 7 days' WHEN hours_to_gate < 336 THEN '4|1 to 2 weeks'
            WHEN hours_to_gate < 720 THEN '5|2 weeks to 30 days' WHEN hours_to_gate >= 720 THEN '6|Over 30 days' END AS to_gate
    FROM tied AS t JOIN evidence.thefts AS s ON s.delivery = t.theft_delivery AND s."row" = t.theft_row
    JOIN ({STANDING}) AS c USING (consignment_ref)
    QUALIFY row_number() OVER (PARTITION BY key ORDER BY c.delivery, c."row") = 1
    """,
    (OPENED,),
)
