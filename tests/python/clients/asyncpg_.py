"""asyncpg: the extended protocol, everything binary."""

import asyncio

import asyncpg

from asked import FACTS, QUARTER, REFUSED, TABLES, TICKET, key, plain, tell


async def main():
    connection = await asyncpg.connect()
    count = await connection.fetchval(FACTS.format("$1"), QUARTER)
    ticket = await connection.fetchrow(TICKET.format("$1", "$2"), *key())
    try:
        await connection.execute(REFUSED)
    except asyncpg.PostgresError as error:
        refused, code = str(error), error.sqlstate
    tables = len(await connection.fetch(TABLES))
    version = connection.get_server_version().major
    await connection.close()
    tell(
        version=version,
        count=count,
        ticket=[plain(v) for v in ticket.values()],
        refused=refused,
        code=code,
        tables=tables,
    )


asyncio.run(main())
