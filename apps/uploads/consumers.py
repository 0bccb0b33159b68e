from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from apps.uploads import selectors
from apps.uploads.jobs.events import JobMessage, group_name
from apps.uploads.jobs.state import describe_job
from apps.uploads.models import Job

NOT_FOUND = 4404
"""Close code for jobs that do not exist and jobs of others alike."""


class JobConsumer(AsyncJsonWebsocketConsumer):
    """`/ws/jobs/{id}/`: the stored state first, then numbered events.

    The group is joined before the state is read, so nothing can fall between; the event that the state already
    holds comes with a number not above the state's, and clients skip it.
    """

    group = ""

    async def connect(self) -> None:
        state = None
        if self.scope["user"].is_authenticated:
            job_id = self.scope["url_route"]["kwargs"]["job_id"]
            self.group = group_name(job_id)
            await self.channel_layer.group_add(self.group, self.channel_name)
            state = await self.load_state(job_id)
        await self.accept()
        if state is None:
            await self.close(code=NOT_FOUND)
        else:
            await self.send_json(state)

    async def disconnect(self, code: int) -> None:
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def job_event(self, event: dict) -> None:
        await self.send_json(event["message"])

    async def receive(self, text_data=None, bytes_data=None, **kwargs) -> None:
        """Clients only listen; what they send is ignored, JSON or not."""

    @database_sync_to_async
    def load_state(self, job_id) -> JobMessage | None:
        try:
            job = selectors.get_job(self.scope["user"], job_id)
        except Job.DoesNotExist:
            return None
        return JobMessage(type="state", number=job.event_number, kind="state", text="", job=describe_job(job))
