from apps.uploads.admin import conversations, jobs, people, uploads

__all__ = ["conversations", "jobs", "people", "uploads"]
