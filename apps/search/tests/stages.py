"""The search app's stages, run in the test's own process."""

from apps.search.models import IndexVersion
from apps.search.services.build_version import find_job
from apps.search.services.embed_upload import embed_upload
from apps.search.services.index_upload import index_upload
from apps.uploads.models import Job, Upload
from apps.uploads.tests.stages import MAX_SLICES, run_stage
from chatanalysis import pipeline

SLICES = {pipeline.EMBED.name: embed_upload, pipeline.INDEX.name: index_upload}


def run_embed(upload: Upload, *, slices: int = MAX_SLICES) -> Job:
    return run_stage(upload, pipeline.EMBED.name, embed_upload, slices=slices)


def run_index(upload: Upload) -> Job:
    return run_stage(upload, pipeline.INDEX.name, index_upload)


def run_build(version: IndexVersion, *, slices: int = MAX_SLICES, until: str = "") -> Job:
    """Run slices of a version's job until it has ended, or reached a stage, and return it as stored."""
    for _ in range(slices):
        job = find_job(version)
        if job.is_finished or job.stage == until:
            return job
        SLICES[job.stage](str(job.pk))
    assert slices < MAX_SLICES, f"still building after {MAX_SLICES} slices"
    return find_job(version)
