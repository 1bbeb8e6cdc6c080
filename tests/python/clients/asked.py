"""What every client is asked, so that all must say the same."""

import datetime
import decimal
import json
import sys

FACTS = "select count(*) from sla_facts where quarter = {}"
TICKET = "select ticket_id, submitted_at, percentage(1, 3), cast('2026-03-17' as date), true, null from tickets where source = {} and ticket_id = {}"
TABLES = "select table_name from information_schema.tables where table_schema = 'public' and table_name in ('tickets', 'loads', 'sla_facts')"
REFUSED = "create table t as select 1"
QUARTER = "2026-TW1"


def plain(value):
    """A value as JSON can hold it; instants in UTC."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, (datetime.date, decimal.Decimal)):
        return str(value)
    return value


def tell(**answers):
    print(json.dumps({name: answer for name, answer in answers.items()}, default=plain))


def key():
    """Source and number of the ticket, as they were given."""
    return sys.argv[1], sys.argv[2]
