"""DuckDB over the Parquet files of a lake, for queries/benches/analyst.rs.

    python duckdb_bench.py LAKE THREADS

Views `tickets` and `sla_facts` stand over the files of the newest snapshot. Each line of standard input is a question as
JSON: {"sql": ..., "params": {...}}. Each line of standard output is its answer: {"seconds": ..., "rows": ..., "sum": ...},
where sum is that of all whole numbers in the answer.
"""

import json
import sys
import time
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable

lake = Path(sys.argv[1])
snapshot = json.loads(max((lake / "snapshots").glob("*.json")).read_text())
tickets = DeltaTable(lake / "tickets", version=snapshot["tables"]["tickets"]).file_uris()
# One snapshot may have been judged in several ways: norma has just read the newest.
judgings = (lake / "derived").glob("*/made_from.json")
newest = max(
    (made_from for made_from in judgings if json.loads(made_from.read_text())["snapshot"] == snapshot["number"]),
    key=lambda made_from: made_from.stat().st_mtime,
)
facts = [str(file) for file in (newest.parent / "sla_facts").rglob("*.parquet")]
connection = duckdb.connect(config={"threads": int(sys.argv[2]), "autoinstall_known_extensions": False})
for name, files in {"tickets": tickets, "sla_facts": facts}.items():
    names = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    connection.execute(
        f"create view {name} as select * from read_parquet([{names}],"
        " hive_partitioning = true, hive_types_autocast = false)"
    )
for line in sys.stdin:
    question = json.loads(line)
    begun = time.perf_counter()
    rows = connection.sql(question["sql"], params=question["params"]).to_arrow_table()
    seconds = time.perf_counter() - begun
    whole = [column for column in rows.columns if pa.types.is_int64(column.type)]
    total = sum(pc.sum(column).as_py() or 0 for column in whole)
    print(json.dumps({"seconds": seconds, "rows": rows.num_rows, "sum": total}), flush=True)
