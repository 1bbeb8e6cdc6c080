"""pandas over SQLAlchemy, as notebooks and Superset use it."""

import pandas
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from asked import FACTS, QUARTER, REFUSED, TABLES, TICKET, key, plain, tell

engine = create_engine("postgresql+psycopg2://")
with engine.connect() as connection:
    facts = pandas.read_sql(text(FACTS.format(":q")), connection, params={"q": QUARTER})
    source, number = key()
    ticket = connection.execute(text(TICKET.format(":s", ":t")), {"s": source, "t": number}).fetchone()
    tables = pandas.read_sql(text(TABLES), connection)
    try:
        connection.execute(text(REFUSED))
    except DBAPIError as error:
        refused, code = str(error.orig), error.orig.pgcode
    version = connection.dialect.server_version_info[0]
tell(
    version=version,
    count=int(facts.iloc[0, 0]),
    ticket=[plain(v) for v in ticket],
    refused=refused,
    code=code,
    tables=len(tables),
)
