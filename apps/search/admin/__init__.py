from apps.search.admin import embedding_model, index_version, records

__all__ = ["embedding_model", "index_version", "records"]
