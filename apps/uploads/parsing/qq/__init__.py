"""QQ's chats: its own text export, and what the program QQChatExporter writes (see either module)."""

from apps.uploads.parsing.qq.parser import QqParser

__all__ = ["QqParser"]
