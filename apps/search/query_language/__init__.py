"""The grammar of the search box, the API and the commands: text to tree, tree to conditions.

Light: no Django, no numpy. Names of people and conversations are looked up through `names.Names`.
What means what: docs/query-language.md.
"""
