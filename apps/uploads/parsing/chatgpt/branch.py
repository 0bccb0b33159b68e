"""The branch of a conversation's tree that was shown last."""

from typing import Any

from apps.uploads.parsing.values import dict_of, list_of, moment_of

Node = dict[str, Any]


def choose_branch(conversation: dict[str, Any]) -> list[tuple[str, Node]]:
    """Return the ids and messages of the shown branch, first to last; every node at most once, whatever the links."""
    mapping = {key: dict_of(node) for key, node in dict_of(conversation.get("mapping")).items()}
    parents = _find_parents(mapping)
    current = conversation.get("current_node")
    if not isinstance(current, str) or not _has_message(mapping.get(current, {}), parents.get(current)):
        current = _latest_leaf(mapping, parents) if parents else None
    keys = _walk_up(current, parents, mapping) if current else _by_time(mapping)
    return [(key, mapping[key]["message"]) for key in keys if isinstance(mapping[key].get("message"), dict)]


def count_messages(conversation: dict[str, Any]) -> int:
    """Return how many nodes of the whole tree have a message by somebody."""
    nodes = dict_of(conversation.get("mapping")).values()
    roles = (dict_of(dict_of(dict_of(node).get("message")).get("author")).get("role") for node in nodes)
    return sum(role in ("user", "assistant") for role in roles)


def _has_message(node: Node, parent: str | None) -> bool:
    return isinstance(node.get("message"), dict) or parent is not None


def _find_parents(mapping: dict[str, Node]) -> dict[str, str]:
    """Return the parent of each node that has one, from either end of the link."""
    parents: dict[str, str] = {}
    for key, node in mapping.items():
        for child in list_of(node.get("children")):
            if isinstance(child, str) and child in mapping:
                parents.setdefault(child, key)
    for key, node in mapping.items():
        parent = node.get("parent")
        if isinstance(parent, str) and parent in mapping:
            parents[key] = parent
    return parents


def _latest_leaf(mapping: dict[str, Node], parents: dict[str, str]) -> str | None:
    inner = set(parents.values())
    leaves = [
        (_time_of(node), place, key) for place, (key, node) in enumerate(mapping.items()) if key not in inner
    ]
    return max(leaves)[2] if leaves else None


def _walk_up(key: str | None, parents: dict[str, str], mapping: dict[str, Node]) -> list[str]:
    branch: dict[str, None] = {}
    while key is not None and key in mapping and key not in branch:
        branch[key] = None
        key = parents.get(key)
    return list(reversed(branch))


def _by_time(mapping: dict[str, Node]) -> list[str]:
    """Return the nodes in order of time; one without time stays after the one before it."""
    latest, ranked = 0.0, []
    for place, (key, node) in enumerate(mapping.items()):
        latest = _time_of(node) or latest
        ranked.append((latest, place, key))
    return [key for _, _, key in sorted(ranked)]


def _time_of(node: Node) -> float:
    moment = moment_of(dict_of(node.get("message")).get("create_time"))
    return moment.timestamp() if moment else 0.0
