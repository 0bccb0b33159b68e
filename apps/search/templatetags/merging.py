"""Template tags of the page that compares two conversations."""

from django import template

from apps.search.views.removals import count
from apps.uploads.services.merge.plan import ClockPlan, MergePlan

register = template.Library()

VERDICTS = (
    (0.8, "success", "Very likely one chat"),
    (0.5, "success", "Likely one chat"),
    (0.1, "warning", "Perhaps"),
)
"""By the share, of the time that both cover, from which on each is said."""
HOUR_M = 60


@register.inclusion_tag("_components/badge.html")
def verdict_badge(plan: MergePlan) -> dict:
    """Draw how likely two conversations are one chat."""
    found = (one for one in VERDICTS if plan.shared and plan.share >= one[0])
    _, tone, label = next(found, (0.0, "danger", "Hardly one chat"))
    return {"tone": tone, "label": label}


@register.filter
def clock_difference(clock: ClockPlan) -> str:
    """Say how the source's clock stands to the target's; empty where they agree."""
    if not clock.minutes:
        return ""
    return f"{_describe_minutes(abs(clock.minutes))} {'later' if clock.minutes < 0 else 'earlier'}"


def _describe_minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, HOUR_M)
    parts = [count("hour", hours)] if hours else []
    return " ".join([*parts, count("minute", rest)] if rest else parts)


@register.filter
def share_label(share: float) -> str:
    """Say a share in whole per cent, all only of all and none only of none."""
    per_cent = round(share * 100)
    return f"{per_cent if share in (0, 1) else min(max(per_cent, 1), 99)}%"


@register.filter
def united_count(plan: MergePlan) -> int:
    """Return how many messages the one conversation will have."""
    return plan.shared + plan.only_target + plan.only_source
