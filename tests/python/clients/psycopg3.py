"""psycopg 3: prepared statements, binary, a cursor in parts, a transaction, a refusal."""

import psycopg

from asked import FACTS, QUARTER, REFUSED, TABLES, TICKET, key, plain, tell

with psycopg.connect("", autocommit=True) as connection:
    count = connection.execute(FACTS.format("%s"), [QUARTER], prepare=True).fetchone()[0]
    binary = connection.cursor(binary=True)
    ticket = binary.execute(TICKET.format("%s", "%s"), key()).fetchone()
    text = connection.execute(TICKET.format("%s", "%s"), key()).fetchone()
    assert [plain(v) for v in ticket] == [plain(v) for v in text], (ticket, text)
    cursor = connection.execute("select value from generate_series(1, 2500)")
    parts = [len(cursor.fetchmany(1000)) for _ in range(3)]
    try:
        connection.execute(REFUSED)
    except psycopg.Error as error:
        refused, code = str(error), error.sqlstate
    with connection.transaction():
        inside = connection.execute("select 1").fetchone()[0]
    try:
        with connection.transaction():
            connection.execute("select nothing_like_it from tickets")
    except psycopg.Error as error:
        unknown = str(error)
    after = connection.execute("select 2").fetchone()[0]
    tables = connection.execute(TABLES).rowcount
    tell(
        version=connection.info.server_version // 10000,
        count=count,
        ticket=[plain(v) for v in ticket],
        parts=parts,
        refused=refused,
        code=code,
        unknown="nothing_like_it" in unknown,
        inside=inside,
        after=after,
        tables=tables,
    )
