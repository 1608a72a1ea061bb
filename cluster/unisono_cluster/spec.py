"""What a job is told: spec.json, as the client writes it. Paths are absolute, on storage that every worker sees.

Its fields, their units and ranges are declared once, in the client's src/training/settings.ts and src/engine/ray/spec.ts;
spec.schema.json is made from there (`npm run docs:generated`).
"""

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from .progress import JobError

_SCHEMAS = {
    each["properties"]["kind"]["const"]: each
    for each in json.loads(Path(__file__).with_name("spec.schema.json").read_text(encoding="utf-8"))["oneOf"]
}


class Spec(SimpleNamespace):
    """An object of a spec: the field `maxGradientNorm` is the attribute `max_gradient_norm`, None where it is left out."""


def read_spec(path: str) -> Spec:
    """Raises JobError `storage` where there is none, and `spec` for one that the schema refuses, naming the field."""
    try:
        raw = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise JobError("storage", str(error), "make the storage reachable from the cluster under the same path") from error
    except ValueError as error:
        raise _refused(path, str(error)) from error
    kind = raw.get("kind") if isinstance(raw, dict) else None
    schema = _SCHEMAS.get(kind) if isinstance(kind, str) else None
    if schema is None:
        raise _refused(path, f"kind is {kind!r}, not {' or '.join(_SCHEMAS)}")
    errors = sorted(Draft202012Validator(schema).iter_errors(raw), key=_depth)
    if errors:
        field = ".".join([kind, *map(str, errors[0].absolute_path)])
        raise _refused(path, f"{field}: {errors[0].message}")
    return _spec(raw, schema)


def _depth(error: ValidationError) -> int:
    """Errors of outer objects first: a field that is missing says more than what is wrong inside another."""
    return len(error.absolute_path)


def _spec(raw: Any, schema: dict[str, Any]) -> Any:  # noqa: ANN401
    """Objects with named fields as a Spec; everything else, dictionaries such as Ray's resources too, as it is."""
    fields = schema.get("properties")
    if fields is None or raw is None:
        return raw
    return Spec(**{_snake(name): _spec(raw.get(name), each) for name, each in fields.items()})


def _snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"_{letter.group().lower()}", name)


def _refused(path: str, reason: str) -> JobError:
    return JobError("spec", f"{path}: {reason}", "use the cluster worker of this version of unisono")
