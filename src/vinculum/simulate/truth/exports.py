"""The truth about boxes: which hold stolen vehicles, who truly shipped each, which chassis numbers were declared twice."""

from __future__ import annotations

import pyarrow as pa

from vinculum.simulate.truth.facts import Facts, table

TWICE = 2


def exports(facts: Facts) -> pa.Table:
    """Return consignments that hold stolen vehicles."""
    fleet = facts.world.fleet
    rows = [
        {
            "consignment_ref": box.row["consignment_ref"],
            "n_stolen": len(box.stolen),
            "vehicles": [t.vehicle for t in box.stolen],
            "value_gbp": sum(float(fleet.value[t.vehicle]) for t in box.stolen),
            "crew": box.crew,
        }
        for box in facts.boxes
        if box.stolen
    ]
    rows.sort(key=lambda row: str(row["consignment_ref"]))
    return table(
        rows,
        consignment_ref=pa.string(),
        n_stolen=pa.int64(),
        vehicles=pa.list_(pa.int32()),
        value_gbp=pa.float64(),
        crew=pa.int32(),
    )


def shippers(facts: Facts) -> pa.Table:
    """Return who shipped each consignment: the firm's true name, address, phone and EORI, however the papers spell them."""
    rows = [
        {
            "consignment_ref": box.row["consignment_ref"],
            "name": box.shipper.name,
            "address": box.shipper.address,
            "phone": box.shipper.phone,
            "eori": box.shipper.eori,
        }
        for box in facts.boxes
        if box.shipper is not None
    ]
    rows.sort(key=lambda row: str(row["consignment_ref"]))
    texts = ("consignment_ref", "name", "address", "phone", "eori")
    return table(rows, **{name: pa.string() for name in texts})


def vin_reuse(facts: Facts) -> pa.Table:
    """Chassis numbers in two consignments or more: criminal when a crew's papers borrow one, else a booking made again."""
    uses: dict[str, list[tuple[str, str, bool]]] = {}
    for box in facts.boxes:
        for shown, whose in zip(box.row["declared_vins"], box.canonical, strict=True):
            uses.setdefault(whose, []).append((box.row["consignment_ref"], shown, box.crew >= 0))
    rows = [
        {
            "vin": whose,
            "shown": sorted({shown for _, shown, _ in told}),
            "consignments": sorted({ref for ref, _, _ in told}),
            "criminal": any(crew for _, _, crew in told),
        }
        for whose, told in sorted(uses.items())
        if len({ref for ref, _, _ in told}) >= TWICE
    ]
    return table(rows, vin=pa.string(), shown=pa.list_(pa.string()), consignments=pa.list_(pa.string()), criminal=pa.bool_())
