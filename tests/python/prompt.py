"""Types at the prompt of `norma sql` and reads what it answers, on a terminal of its own.

    python prompt.py NORMA

In a folder with norma.toml, a lake and two.sql; XDG_STATE_HOME names the folder of the history. What does not come within
two minutes is a fault, and all that was seen is shown.
"""

import os
import stat
import sys
from pathlib import Path

import pexpect

UP = "\x1b[A"
CTRL_C = "\x03"
CTRL_D = "\x04"
PROMPT = "norma> "

HISTORY = Path(os.environ["XDG_STATE_HOME"], "norma", "sql_history")


def start():
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120", "LINES": "50"}
    prompt = pexpect.spawn(
        sys.argv[1], ["sql"], env=environment, encoding="utf-8", timeout=120, dimensions=(50, 120)
    )
    prompt.expect(r"snapshot 1 as of .* WIB; \\\? for help")
    prompt.expect(PROMPT)
    return prompt


def ask(prompt, text, *answers):
    """Types a line, and waits for its answers in order and for the prompt."""
    prompt.send(text + "\r")
    for answer in answers:
        prompt.expect(answer)
    prompt.expect(PROMPT)


def first_time(prompt):
    # A statement of several lines, with a ; that ends nothing; answered with its time.
    ask(prompt, "select 40\r+ 2 as answer, 'a;\rb' as c -- ;\r;", r"\| 42 ", "1 rows", r"[0-9.]+ ms")
    # Several at once.
    ask(prompt, "select 6 * 7 as x; select 11 * 11 as y;", r"\| 42 ", r"\| 121 ")

    # Names are completed: a table; a column of the table that is named; a function.
    ask(prompt, "select 'n' || count(*) as n from ticket_ev\t;", "ticket_events", r"\| n23 ")
    ask(prompt, "select max(length(sla_facts.verd\t)) from sla_facts;", "verdict", "1 rows")
    ask(prompt, "select working_d\t'office', timestamptz '2026-03-17 08:00+07', 3600) as due;", "working_due", "2026-03-17T09:")

    # What is wrong is shown with its place, and the prompt goes on.
    ask(prompt, "select 1,\r  nothing_here\rfrom tickets;", r"norma: [^\n]*nothing_here", r"2 \|   nothing_here", r"\|   \^")
    ask(prompt, "drop table tickets;", "norma: DROP TABLE")
    ask(prompt, r"\nothing", r"norma: there is no command \\nothing")

    ask(prompt, r"\?", "Ctrl-R", r"\\timing")
    ask(prompt, r"\d", "tickets", "sla_facts", r"breaches\(quarter\)")
    ask(prompt, r"\d sla_facts", "allowance_seconds", "bigint")
    ask(prompt, r"\df quarter_of", r"quarter_of\(", "example")

    ask(prompt, r"\p quarter=2026-TW1")
    ask(prompt, r"\p", "quarter=2026-TW1")
    ask(prompt, "select $quarter || '!' as q;", "2026-TW1!")
    ask(prompt, "select $other as q;", r"norma: [^\n]*\$other; \\p other=TEXT")
    ask(prompt, r"\x", "on")
    ask(prompt, "select 3 * 3 as a_column;", r"a_column \| 9")
    ask(prompt, r"\x off", "off")
    ask(prompt, r"\timing off", "timing is off")
    ask(prompt, r"\format json", "format is json")
    ask(prompt, "select 5 * 5 as v;", r'\[\{"v":25\}\]')
    ask(prompt, r"\format table", "format is table")
    ask(prompt, r"\format xlsx", "format is xlsx")
    ask(prompt, "select 1;", r"norma: xlsx goes to a file: \\o FILE")
    ask(prompt, r"\format table", "format is table")
    ask(prompt, r"\o answer.csv", "answer.csv as csv")
    ask(prompt, "select 7 * 7 as w;", "1 rows to answer.csv")
    ask(prompt, "select 8 * 8 as w;", r"\| 64 ")
    assert Path("answer.csv").read_bytes() == b"w\r\n49\r\n", Path("answer.csv").read_bytes()
    ask(prompt, r"\i two.sql", "of a file", "norma: two.sql:2:8: ")

    # More rows than anybody reads are not shown, and that is said.
    ask(prompt, "select value from generate_series(1, 100000);", r"\| 1000 ", "the first 1000 rows; there are more")

    # Ctrl-C empties a line, and stops a statement.
    prompt.send("select 'half" + CTRL_C)
    prompt.expect(PROMPT)
    prompt.send(
        "select count(*) from generate_series(1, 1000000) a, generate_series(1, 1000000) b where a.value <> b.value;\r"
    )
    for _ in range(240):
        # It is not known when the statement begins; before that Ctrl-C empties the line of the next prompt.
        prompt.send(CTRL_C)
        if prompt.expect(["the statement was stopped", pexpect.TIMEOUT], timeout=0.5) == 0:
            break
    else:
        sys.exit("Ctrl-C does not stop a statement")
    prompt.expect(PROMPT)
    ask(prompt, "select 'alive' || '!' as z;", "alive!")
    ask(prompt, "select 12 * 12 as last_one;", r"\| 144 ")
    prompt.send(CTRL_D)
    prompt.expect(pexpect.EOF)
    prompt.close()
    assert prompt.exitstatus == 0, prompt.exitstatus


def next_time(prompt):
    """What was asked is remembered, for its owner alone."""
    assert stat.S_IMODE(HISTORY.stat().st_mode) == 0o600
    assert stat.S_IMODE(HISTORY.parent.stat().st_mode) == 0o700
    prompt.send(UP)
    prompt.expect("last_one")
    ask(prompt, "", r"\| 144 ")
    # A statement of several lines comes back as one.
    prompt.send("\x12")
    ask(prompt, "+ 2 as answer", r"\| 42 ")
    prompt.send("\\q\r")
    prompt.expect(pexpect.EOF)
    prompt.close()
    assert prompt.exitstatus == 0, prompt.exitstatus


def main():
    for part in (first_time, next_time):
        prompt = start()
        try:
            part(prompt)
        except (pexpect.TIMEOUT, pexpect.EOF) as fault:
            sys.exit(f"{part.__name__}: {fault}")


main()
