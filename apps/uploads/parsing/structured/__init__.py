"""Chats as records with named fields, JSON or CSV, from programs we have no parser of their own for."""

from apps.uploads.parsing.structured.csv_table import CsvParser
from apps.uploads.parsing.structured.json_chat import JsonParser

__all__ = ["CsvParser", "JsonParser"]
