"""Reads a lake without norma: every table at the version that the newest snapshot names, with Polars, deltalake and
DuckDB, and the derived tables with DuckDB. Prints one CSV line a figure: engine, table, column, measure, value.

    python read.py LAKE

What is measured of a column: how many values it has (`values`), and of its values the sum of whole numbers and of lengths
of texts in characters (`sum`), how many are true (`true`), the first and the last instant in microseconds since 1970 UTC
(`first`, `last`).
"""

import csv
import json
import sys
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable

OUT = csv.writer(sys.stdout)


def tell(engine, table, column, measure, value):
    OUT.writerow([engine, table, column, measure, "" if value is None else int(value)])


def newest_snapshot(lake):
    """Its number, and table -> version. Names are numbers of eight digits, so that the last one is the newest."""
    snapshot = json.loads(max((lake / "snapshots").glob("*.json")).read_text())
    return snapshot["number"], snapshot["tables"]


def with_polars(name, path, version):
    frame = pl.scan_delta(str(path), version=version)
    tell("polars", name, "", "rows", frame.select(pl.len()).collect().item())
    for column, kind in frame.collect_schema().items():
        of = pl.col(column)
        measures = {"values": of.count()}
        if kind.is_integer():
            measures["sum"] = of.sum()
        elif kind == pl.String:
            measures["sum"] = of.str.len_chars().cast(pl.Int64).sum()
        elif kind == pl.Boolean:
            measures["true"] = of.sum()
        elif isinstance(kind, pl.Datetime):
            measures |= {"first": of.min().dt.epoch("us"), "last": of.max().dt.epoch("us")}
        else:
            sys.exit(f"{name}.{column} is {kind}: say what is measured of it")
        found = frame.select(**measures).collect().row(0, named=True)
        for measure, value in found.items():
            tell("polars", name, column, measure, value)


def with_deltalake(name, path, version):
    table = DeltaTable(path, version=version).to_pyarrow_table()
    tell("deltalake", name, "", "rows", table.num_rows)
    for column in table.column_names:
        of = table[column]
        tell("deltalake", name, column, "values", len(of) - of.null_count)
        if pa.types.is_integer(of.type):
            tell("deltalake", name, column, "sum", pc.sum(of, min_count=0).as_py())
        elif pa.types.is_boolean(of.type):
            tell("deltalake", name, column, "true", pc.sum(of, min_count=0).as_py())
        elif pa.types.is_timestamp(of.type):
            ends = pc.min_max(of.cast(pa.timestamp("us", "UTC")).cast(pa.int64()))
            tell("deltalake", name, column, "first", ends["min"].as_py())
            tell("deltalake", name, column, "last", ends["max"].as_py())
        else:
            lengths = pc.utf8_length(of.cast(pa.string()))
            tell("deltalake", name, column, "sum", pc.sum(lengths, min_count=0).as_py())


def with_duckdb(name, files):
    """Parquet files with their partitions, as they lie: no extension, nothing that knows Delta."""
    if not files:
        tell("duckdb", name, "", "rows", 0)
        return
    connection = duckdb.connect(config={"autoinstall_known_extensions": False})
    names = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    # Values of partitions are text, whatever they look like.
    connection.execute(
        f"create view read as select * from read_parquet([{names}],"
        " hive_partitioning = true, hive_types_autocast = false, union_by_name = true)"
    )
    tell("duckdb", name, "", "rows", connection.execute("select count(*) from read").fetchone()[0])
    for column, kind, *_ in connection.execute("describe read").fetchall():
        of = f'"{column}"'
        measures = {"values": f"count({of})"}
        if kind in ("BIGINT", "INTEGER"):
            measures["sum"] = f"coalesce(sum({of}), 0)"
        elif kind == "VARCHAR":
            measures["sum"] = f"coalesce(sum(length({of})), 0)"
        elif kind == "BOOLEAN":
            measures["true"] = f"count(*) filter ({of})"
        elif kind.startswith("TIMESTAMP"):
            measures |= {"first": f"epoch_us(min({of}))", "last": f"epoch_us(max({of}))"}
        else:
            sys.exit(f"{name}.{column} is {kind}: say what is measured of it")
        found = connection.execute(f"select {', '.join(measures.values())} from read").fetchone()
        for measure, value in zip(measures, found):
            tell("duckdb", name, column, measure, value)


def main():
    lake = Path(sys.argv[1])
    OUT.writerow(["engine", "table", "column", "measure", "value"])
    number, tables = newest_snapshot(lake)
    for name, version in tables.items():
        path = lake / name
        with_polars(name, path, version)
        with_deltalake(name, path, version)
        with_duckdb(name, DeltaTable(path, version=version).file_uris())
    for made_from in (lake / "derived").glob("*/made_from.json"):
        # What was made from an older snapshot stays until nobody reads it.
        if json.loads(made_from.read_text())["snapshot"] == number:
            for name in ("sla_facts", "ticket_changes"):
                files = (made_from.parent / name).rglob("*.parquet")
                with_duckdb(name, [str(file) for file in files])


main()
