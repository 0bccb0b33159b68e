"""How a page looks: light and dark, wide and on a phone. What axe and a ruler find wrong with it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SERIOUS = ("serious", "critical")
WIDTHS = (1280, 390)
HEIGHT = 800
OF_COLOURS = {"runOnly": ["color-contrast"]}
"""All that a dark page can have wrong that a light one has not: between them, only colours change."""
SETTLED = """() => Promise.all(
    document.getAnimations().filter(each => each instanceof CSSTransition).map(each => each.finished.catch(() => {}))
)"""
"""A page that changes its colours passes through others, which are nobody's to read."""


def find_faults(page: Page) -> list[str]:
    """Return what is wrong with the page in any of its looks, and leave it as it was."""
    size, faults = page.viewport_size, []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        faults += [*_run_axe(page, {}), *_find_overflow(page)]
        page.emulate_media(color_scheme="dark")
        faults += _run_axe(page, OF_COLOURS)
    page.emulate_media(color_scheme="null", reduced_motion="null")
    page.set_viewport_size(size)
    return faults


def _run_axe(page: Page, options: dict) -> list[str]:
    page.evaluate(SETTLED)
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [
        f"{_describe(page)}: {fault['id']}: {fault['nodes'][0]['html'][:200]}"
        for fault in found
        if fault["impact"] in SERIOUS
    ]


def _find_overflow(page: Page) -> list[str]:
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{_describe(page)}: {too_wide}px too wide"] if too_wide > 0 else []


def _describe(page: Page) -> str:
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    return f"{page.url} {'dark' if is_dark else 'light'} {page.viewport_size['width']}"
