"""Context functions of FEEL (DMN 1.5, 10.3.4.9)."""

from __future__ import annotations

from yanzhen.language.feel.table import declare


@declare("get value(m: context, key: string)")
def get_value(context: dict[str, object], key: str) -> object:
    """The value under the key, null when there is none."""
    return context.get(key)


@declare("get value(m: context, keys: list)")
def get_value_deep(context: dict[str, object], keys: list[object]) -> object:
    """The value at the end of a path of keys."""
    value: object = context
    for key in keys:
        if not isinstance(value, dict) or not isinstance(key, str):
            return None
        value = value.get(key)
    return value if keys else None


@declare("get entries(m: context)")
def get_entries(context: dict[str, object]) -> object:
    """A list of contexts with key and value."""
    return [{"key": key, "value": value} for key, value in context.items()]


@declare("context(entries: list)")
def context_of(entries: list[object]) -> object:
    """The context of such a list; null when a key is missing, no text, or occurs twice."""
    result: dict[str, object] = {}
    for entry in entries:
        if not isinstance(entry, dict) or "key" not in entry or "value" not in entry:
            return None
        key = entry["key"]
        if not isinstance(key, str) or key in result:
            return None
        result[key] = entry["value"]
    return result


@declare("context put(context: context, key: string, value: any)")
def context_put(context: dict[str, object], key: str, value: object) -> object:
    """With this value under the key."""
    return {**context, key: value}


@declare("context put(context: context, keys: list, value: any)")
def context_put_deep(context: dict[str, object], keys: list[object], value: object) -> object:
    """With this value at the end of a path of keys; contexts on the way are made where they lack."""
    if not keys or not all(isinstance(key, str) for key in keys):
        return None
    on_the_way = [context]
    for key in keys[:-1]:
        below = on_the_way[-1].get(key, {})
        if not isinstance(below, dict):
            return None
        on_the_way.append(below)
    for level, key in zip(reversed(on_the_way), reversed(keys)):
        value = {**level, key: value}
    return value


@declare("context merge(contexts: list)")
def context_merge(contexts: list[object]) -> object:
    """All entries; of equal keys the last wins."""
    if not all(isinstance(context, dict) for context in contexts):
        return None
    return {key: value for context in contexts for key, value in context.items()}
