"""Holds a server against its own OpenAPI description: the description is valid, and what the server answers is as described.

    python openapi.py http://127.0.0.1:8080 source=servicedesk ticket=SD-0001

Parameters of paths that have no list of values are given as NAME=VALUE. Of a list the first few are asked for. Every fault
is a line on standard error; without any it ends with 0.
"""

import json
import sys
from itertools import islice, product
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

# Values of a parameter that are asked for.
FEW = 4

address = sys.argv[1]
given = dict(pair.split("=", 1) for pair in sys.argv[2:])
faults = []


def get(path):
    """Status, media type and body."""
    try:
        with urlopen(address + path) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except HTTPError as refused:
        return refused.code, refused.headers.get_content_type(), refused.read()


def of_description(description):
    """What is wrong with the description itself."""
    found = list(OpenAPIV31SpecValidator.schema_validator.iter_errors(description))
    # The rest rests on a description of the right shape.
    found = found or list(OpenAPIV31SpecValidator(description).iter_errors())
    for fault in found:
        faults.append(f"description: {'/'.join(map(str, fault.absolute_path))}: {fault.message}")


def paths_of(template, operation):
    """The paths that are asked for."""
    names, values = [], []
    query = {p["name"]: given[p["name"]] for p in operation.get("parameters", []) if p["in"] == "query" and p.get("required")}
    asked = f"?{urlencode(query)}" if query else ""
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            names.append(parameter["name"])
            values.append(parameter["schema"].get("enum") or [given[parameter["name"]]])
    for chosen in islice(product(*values), FEW):
        yield template.format(**dict(zip(names, chosen))) + asked


def of_answer(path, operation, components):
    """What is wrong with one answer."""
    status, kind, body = get(path)
    described = operation["responses"].get(str(status))
    if described is None:
        faults.append(f"{path}: {status} is not described")
        return
    content = described.get("content", {})
    if kind not in content:
        faults.append(f"{path}: {status} is {kind}, described are {', '.join(content)}")
        return
    schema = content[kind].get("schema")
    if schema and kind == "application/json":
        validator = Draft202012Validator({**schema, "components": components})
        for fault in validator.iter_errors(json.loads(body)):
            faults.append(f"{path}: {'/'.join(map(str, fault.absolute_path))}: {fault.message[:300]}")
    if status != 200 and not path.endswith("/nothing"):
        faults.append(f"{path}: {status} {body[:300]!r}")


def main():
    description = json.loads(get("/api/v1/openapi.json")[2])
    of_description(description)
    asked = 0
    if not faults:
        for template, item in description["paths"].items():
            operation = item.get("get")
            if operation is None:
                continue
            for path in paths_of(template, operation):
                of_answer(path, operation, description["components"])
                asked += 1
        # What there is not, is answered as described too.
        page = description["paths"]["/api/v1/pages/{page}"]["get"]
        of_answer("/api/v1/pages/nothing", page, description["components"])
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(description['paths'])} paths, {asked} answers, {len(faults)} faults")
    sys.exit(1 if faults else 0)


main()
