from django.urls import include, path

from apps.uploads.views import formats, home, job_actions, jobs, new_upload, readings, samples, uploads

pages = [
    path("uploads/", uploads.show_uploads, name="uploads"),
    path("uploads/new/", new_upload.upload_files, name="upload"),
    path("uploads/formats/", formats.show_formats, name="formats"),
    path("uploads/samples/", samples.load_samples, name="load_samples"),
    path("uploads/<uuid:upload_id>/", uploads.show_upload, name="upload_detail"),
    path("uploads/<uuid:upload_id>/choices/", readings.choose, name="choose_reading"),
    path("uploads/<uuid:upload_id>/reread/", readings.reread, name="reread_upload"),
    path("jobs/", jobs.show_jobs, name="jobs"),
    path("jobs/<uuid:job_id>/", jobs.show_job, name="job"),
    path("jobs/<uuid:job_id>/live/", jobs.show_live_job, name="live_job"),
    path("jobs/<uuid:job_id>/log/", jobs.show_log, name="job_log"),
    path("jobs/<uuid:job_id>/retry/", job_actions.retry, name="retry_job"),
    path("jobs/<uuid:job_id>/cancel/", job_actions.cancel, name="cancel_job"),
]

urlpatterns = [
    path("", home.show_home, name="home"),
    path("", include((pages, "uploads"))),
]
