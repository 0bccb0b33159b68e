"""The branch of a conversation's tree that was shown last."""

from typing import Any

from apps.uploads.parsing.values import dict_of, list_of, moment_of

Node = dict[str, Any]


def choose_branch(conversation: dict[str, Any]) -> list[tuple[str, Node]]:
    """Return the ids and messages of the shown branch, first to last; every node at most once, whatever the links."""
    mapping = {key: dict_of(node) for key, node in dict_of(conversation.get("mapping")).items()}
    parents = _find_parents(mapping)
    current = conversation.get("current_node")
    if isinstance(current, str) and _has_message(mapping.get(current, {}), parents.get(current)):
        keys = _walk_up(current, parents, mapping)
    else:
        keys = _latest_branches(mapping, parents) or _by_time(mapping)
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


def _latest_branches(mapping: dict[str, Node], parents: dict[str, str]) -> list[str]:
    """Return the branch that ends latest; of several trees that of each, in order of time. Empty without links."""
    inner, roots = set(parents.values()), {}
    latest: dict[str, tuple[float, int, str]] = {}
    for place, (key, node) in enumerate(mapping.items()):
        if parents and key not in inner:
            root = _root_of(key, parents, roots)
            latest[root] = max(latest.get(root, (-1.0, -1, "")), (_time_of(node), place, key))
    branches = [_walk_up(leaf, parents, mapping) for _, _, leaf in latest.values()]
    starts = [next(filter(None, (_time_of(mapping[key]) for key in branch)), 0.0) for branch in branches]
    order = sorted(range(len(branches)), key=starts.__getitem__)
    return [key for number in order for key in branches[number]]


def _root_of(key: str, parents: dict[str, str], roots: dict[str, str]) -> str:
    """Return the topmost node above one, remembering it in `roots` for all on the way; some node of a circle."""
    way: dict[str, None] = {}
    while key in parents and key not in roots and key not in way:
        way[key] = None
        key = parents[key]
    root = roots.get(key, key)
    roots.update(dict.fromkeys(way, root))
    return root


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
