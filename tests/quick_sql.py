"""Django's queries, put together sooner: in most tests this takes longer than all else."""

from django.db.backends.postgresql.compiler import SQLCompiler
from django.db.models.expressions import BaseExpression, Col, Value
from django.utils.functional import cached_property

identity_as_usual = Col.identity
NAMES = ("alias", "target", "output_field")


@cached_property
def identity(column):
    """What Django finds by the constructor's signature, in a quarter of the time of a query.

    It hashes all that a sorted query selects.
    """
    args, kwargs = column._constructor_args
    if kwargs:
        return identity_as_usual.func(column)
    values = zip(NAMES, (*args, None), strict=False)
    return (type(column), *((name, column._identity(value)) for name, value in values))


identity.__set_name__(Col, "identity")
quoted_as_usual = SQLCompiler.quote_name_unless_alias


def quoted(compiler, name):
    """What this compiler has quoted before, it need not look at again."""
    return compiler.quote_cache.get(name) or quoted_as_usual(compiler, name)


def in_sql(column, compiler, connection):
    name = compiler.quote_name_unless_alias(column.target.column)
    if not column.alias:
        return name, []
    return f"{compiler.quote_name_unless_alias(column.alias)}.{name}", []


def copied(expression):
    """As `copy.copy` makes it, without asking how the expression could be pickled."""
    copy = object.__new__(type(expression))
    copy.__dict__.update(expression.__dict__)
    copy.__dict__.pop("convert_value", None)
    return copy


field_as_usual = Value._resolve_output_field
FIELDS = {}


def field(value):
    """One field for all values of a type, where Django makes another for each."""
    kind = type(value.value)
    if kind not in FIELDS:
        FIELDS[kind] = field_as_usual(value)
    return FIELDS[kind]


QUICK = {
    (Col, "identity"): identity,
    (Col, "as_sql"): in_sql,
    (SQLCompiler, "quote_name_unless_alias"): quoted,
    (BaseExpression, "copy"): copied,
    (Value, "_resolve_output_field"): field,
}
USUAL = {(owner, name): getattr(owner, name) for owner, name in QUICK}


def install(ways=QUICK):
    for (owner, name), way in ways.items():
        setattr(owner, name, way)
