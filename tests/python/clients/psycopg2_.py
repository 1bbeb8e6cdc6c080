"""psycopg 2: the simple protocol with parameters put in by the client."""

import psycopg2

from asked import FACTS, QUARTER, REFUSED, TABLES, TICKET, key, plain, tell

connection = psycopg2.connect("")
connection.autocommit = True
cursor = connection.cursor()
cursor.execute(FACTS.format("%s"), [QUARTER])
count = cursor.fetchone()[0]
cursor.execute(TICKET.format("%s", "%s"), key())
ticket = cursor.fetchone()
try:
    cursor.execute(REFUSED)
except psycopg2.Error as error:
    refused, code = str(error), error.pgcode
cursor.execute(TABLES)
tables = len(cursor.fetchall())
tell(
    version=connection.server_version // 10000,
    count=count,
    ticket=[plain(v) for v in ticket],
    refused=refused,
    code=code,
    tables=tables,
)
