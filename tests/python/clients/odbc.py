"""psqlODBC, through which Excel, Tableau and Oracle BI connect."""

import os

import pyodbc

from asked import FACTS, QUARTER, REFUSED, TICKET, key, plain, tell

driver = os.environ["NORMA_ODBC_DRIVER"]
connection = pyodbc.connect(
    f"Driver={driver};Server={os.environ['PGHOST']};Port={os.environ['PGPORT']};Database=norma;"
    f"Uid={os.environ['PGUSER']};Pwd={os.environ['PGPASSWORD']};SSLmode={os.environ.get('PGSSLMODE', 'prefer')}",
    autocommit=True,
)
cursor = connection.cursor()
count = cursor.execute(FACTS.format("?"), QUARTER).fetchone()[0]
ticket = cursor.execute(TICKET.format("?", "?"), *key()).fetchone()
try:
    cursor.execute(REFUSED)
except pyodbc.Error as error:
    refused, code = error.args[1], error.args[0]
names = {row.table_name for row in connection.cursor().tables(schema="public")}
columns = [row.column_name for row in connection.cursor().columns(table="tickets", schema="public")]
tell(
    version=int(connection.getinfo(pyodbc.SQL_DBMS_VER).split(".")[0]),
    count=count,
    # The driver gives instants without their zone, and booleans as text.
    ticket=[ticket[0], plain(ticket[2]), plain(ticket[3]), ticket[5]],
    refused=refused,
    code=code,
    tables=len(names & {"tickets", "loads", "sla_facts"}),
    columns=columns[:2],
)
