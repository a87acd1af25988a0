"""Parquet: a column for each variable, with its type, for pandas, R or DuckDB. Needs the extra ``parquet``.

Written in groups of rows, so memory stays flat. What is missing is null; ``KEY.state`` says why. Options are keys; the
wording of every question travels as the description of its column.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.insight.extract import Extract
from bot.render.exports.values import label_of, value
from bot.render.exports.variables import Variable, variables_of

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_AT_ONCE = 5_000


def write_parquet(extract: Extract, path: Path) -> None:
    """One row a response."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    variables = variables_of(extract)
    schema = pa.schema([_field(pa, variable, extract) for variable in variables], metadata=_about(extract))
    rows = extract.rows()
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while together := list(islice(rows, ROWS_AT_ONCE)):
            columns = [[value(variable, given) for given in together] for variable in variables]
            writer.write_table(pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema))


def _field(pa: Any, variable: Variable, extract: Extract) -> pa.Field:  # noqa: ANN401 - a module
    kinds = {
        "version": pa.int16(),
        "finished": pa.bool_(),
        "choice": pa.dictionary(pa.int16(), pa.string()),
        "state": pa.dictionary(pa.int8(), pa.string()),
        "pick": pa.int8(),
        "read": pa.int8(),
        "number": pa.float64(),
        "date": pa.date32(),
    }
    about = {"description": label_of(variable, extract)}
    return pa.field(variable.name, kinds.get(variable.role, pa.string()), metadata=about)


def _about(extract: Extract) -> dict[str, str]:
    return {
        "title": extract.webinar.title,
        "webinar": extract.webinar.key,
        "survey": extract.survey.key,
        "counted_at": extract.counted_at.isoformat(timespec="seconds"),
    }
