"""The search app's stages, run in the test's own process."""

from apps.search.services.embed_upload import embed_upload
from apps.search.services.index_upload import index_upload
from apps.uploads.models import Job, Upload
from apps.uploads.tests.stages import run_stage
from chatanalysis import pipeline


def run_embed(upload: Upload) -> Job:
    return run_stage(upload, pipeline.EMBED.name, embed_upload)


def run_index(upload: Upload) -> Job:
    return run_stage(upload, pipeline.INDEX.name, index_upload)
