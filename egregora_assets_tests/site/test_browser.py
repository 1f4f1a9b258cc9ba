"""The site in a real browser, on a phone and at a desk, straight from its folder and from a server below a sub-path."""

from __future__ import annotations

import functools
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, sync_playwright

from egregora_assets.services.site_publishing import publish
from egregora_assets.site.build import build_site
from egregora_assets.site.searching.index import split_terms
from egregora_assets_tests.site.published_site import made_up_site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")]

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SCREENS = {"phone": (390, 844), "desk": (1280, 900)}
EDITIONS = "email/2"
"""How the paths of e-mail editions begin, which are read in a mail program."""
CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] / 255 + b[i] * (1 - a[3] / 255)).concat(255);
  const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = (c) => c.slice(0, 3).map((v) => linear(v / 255))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const colour = rgba(getComputedStyle(e).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 255) break;
    }
    return layers.reverse().reduce((below, above) => over(above, below), [255, 255, 255, 255]);
  };
  const poor = new Set();
  for (const element of document.querySelectorAll("body *")) {
    const hasText = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!hasText || element.closest("svg") || element.closest(".skip") || !element.offsetParent) continue;
    const style = getComputedStyle(element), ground = behind(element), ink = over(rgba(style.color), ground);
    const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.add(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  }
  return [...poor];
}"""

SMALL = """() => [...document.querySelectorAll("a, button, input, summary")].filter((e) => {
  const box = e.getBoundingClientRect(), style = getComputedStyle(e), around = e.parentElement;
  const isHidden = !box.width || !box.height || style.opacity === "0" || e.closest(".skip");
  const isInSentence = style.display === "inline" && around.textContent.trim().length > e.textContent.trim().length + 1;
  return !isHidden && !isInSentence && (box.width < 24 || box.height < 24);
}).map((e) => `${e.tagName} in ${e.parentElement.tagName}.${e.parentElement.className}`)"""
"""What is pressed by itself and is smaller than 24 pixels: what stands within a sentence is as large as its letters."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    model = made_up_site(home)
    publish(home, build_site(model), [(c.path, c.source, c.document_id) for c in model.copies], lambda *_: ())
    return home / "site"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The site served below a sub-path."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site.parent)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/site"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Watch:
    """What a page complains of and asks for."""

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        context.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        context.on("weberror", lambda e: self.complaints.append(str(e.error)))
        context.on("request", self._asked)

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)


def opened(browser: Browser, screen: str, scheme: str = "light", *, script: bool = True) -> tuple[Page, Watch]:
    width, height = SCREENS[screen]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=script,
    )
    context.set_default_timeout(120_000)  # nothing here depends on a quiet machine
    return context.new_page(), Watch(context)


def pages_of(site: Path) -> list[str]:
    """One page of each kind."""
    folders = sorted({p.parent for p in site.rglob("*.html")})
    return [sorted(f.glob("*.html"))[i].relative_to(site).as_posix() for f in folders for i in (0, -1)] + ["index.html"]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("from_a_server", [False, True], ids=["folder", "server"])
def test_every_page_is_quiet_and_asks_nobody_else(
    browser: Browser, site: Path, address: str, screen: str, from_a_server: bool
) -> None:
    base = address if from_a_server else site.as_uri()
    page, watch = opened(browser, screen)
    wide = []
    for path in pages_of(site):
        page.goto(f"{base}/{path}")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
    page.context.close()
    assert watch.complaints == []
    assert [r for r in watch.requests if not r.startswith(f"{base}/")] == []
    assert wide == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_told_from_its_ground(browser: Browser, site: Path, scheme: str) -> None:
    page, _ = opened(browser, "desk", scheme)
    poor = {}
    for path in pages_of(site):
        if path.startswith(EDITIONS) and scheme == "dark":
            continue  # its ground is the mail program's
        page.goto(f"{site.as_uri()}/{path}")
        if found := page.evaluate(CONTRAST):
            poor[path] = found
    page.context.close()
    assert poor == {}


@pytest.mark.parametrize("from_a_server", [False, True], ids=["folder", "server"])
def test_search_finds_a_word_without_its_accents(
    browser: Browser, site: Path, address: str, from_a_server: bool
) -> None:
    page, watch = opened(browser, "phone")
    page.goto(f"{address if from_a_server else site.as_uri()}/search.html")
    page.fill("#q", "CORACAO bair")
    page.wait_for_selector("#results li")
    first = page.locator("#results a").first
    assert first.get_attribute("href")
    first.click()
    page.wait_for_selector("h1")
    assert "coração" in page.inner_text("main")
    page.context.close()
    assert watch.complaints == []


def test_a_search_finds_messages_over_all_segments_and_loads_little(browser: Browser, site: Path, address: str) -> None:
    page, watch = opened(browser, "phone")
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url.rpartition("/site/")[2].partition("?")[0]))
    page.goto(f"{address}/search.html?q=saudade")
    page.wait_for_selector("#results li")
    assert len(loaded) == len(set(loaded))
    assert sum((site / name).stat().st_size for name in loaded) < 100_000
    while page.is_visible("#more"):
        shown = page.locator("#results li").count()
        page.click("#more")
        page.wait_for_function("n => document.querySelectorAll('#results li').length > n", arg=shown)
    texts = made_up_site().conversation.rows["text"].to_pylist()
    found = page.locator("#results a[href*='#m-']")
    assert found.count() == sum("saudade" in split_terms(str(text)) for text in texts)
    assert page.inner_text("#status").split()[0] == str(page.locator("#results li").count())
    assert set(page.locator("#results mark").all_inner_texts()) == {"saudade"}
    page.context.close()
    assert watch.complaints == []


def test_slips_stems_and_phrases_find_what_was_said(browser: Browser, site: Path) -> None:
    page, watch = opened(browser, "phone")
    page.goto(f"{site.as_uri()}/search.html")

    def look_for(words: str) -> list[str]:
        page.fill("#q", "")
        page.wait_for_selector("#status:empty", state="attached")
        page.fill("#q", words)
        page.wait_for_selector("#status:not(:empty)")
        return page.locator("#results li").all_inner_texts()

    stretch = "walk along the wall"
    assert all(stretch in text for text in look_for(f'"{stretch}"'))
    assert look_for('"along walk the"') == []
    for words, said in (("saudad", "saudade"), ("suadade", "saudade"), ("asudade", "saudade"), ("meeting", "meet")):
        assert any(said in text for text in look_for(words)), words
    assert page.url.endswith("?q=meeting")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement === document.querySelector('#results a')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "q"
    page.context.close()
    assert watch.complaints == []


def test_a_search_is_part_of_the_address_and_says_when_nothing_is_found(browser: Browser, site: Path) -> None:
    page, _ = opened(browser, "desk")
    page.goto(f"{site.as_uri()}/search.html?q=rehearsal")
    page.wait_for_selector("#results li")
    page.fill("#q", "xqzzy")
    page.wait_for_selector("#results:empty", state="attached")
    assert page.inner_text("#status") == "Nothing found."
    page.context.close()


def test_a_slash_opens_the_search_and_is_a_letter_where_somebody_writes(browser: Browser, site: Path) -> None:
    page, watch = opened(browser, "desk")
    page.goto(f"{site.as_uri()}/archive/index.html")
    page.keyboard.press("/")
    page.wait_for_selector("#q:focus")
    page.keyboard.type("a/b")
    assert (page.url.partition("#")[0], page.input_value("#q")) == (f"{site.as_uri()}/search.html", "a/b")
    page.context.close()
    assert watch.complaints == []


@pytest.mark.parametrize("screen", SCREENS)
def test_what_is_pressed_is_as_large_as_a_fingertip_needs(browser: Browser, site: Path, screen: str) -> None:
    page, _ = opened(browser, screen)
    small = {}
    for path in pages_of(site):
        if path.startswith(EDITIONS):
            continue
        page.goto(f"{site.as_uri()}/{path}")
        if found := page.evaluate(SMALL):
            small[path] = found
    page.context.close()
    assert small == {}


def test_the_context_of_a_quote_opens_in_its_place_without_a_script(browser: Browser, site: Path) -> None:
    page, _ = opened(browser, "phone", script=False)
    page.goto(f"{site.as_uri()}/archive/index.html")
    page.click("main .headline >> nth=0")
    address = page.url
    lines = page.locator(".around li").first
    assert not lines.is_visible()
    page.click(".around summary >> nth=0")
    assert lines.is_visible()
    assert page.url == address
    page.context.close()


def test_everything_can_be_reached_without_a_script(browser: Browser, site: Path) -> None:
    page, _ = opened(browser, "phone", script=False)
    page.goto(f"{site.as_uri()}/search.html")
    page.click("#without >> text=Posts")
    page.click("main .headline >> nth=0")
    assert page.inner_text("h1")
    page.click(".attribution a >> nth=0")
    assert "/conversation/" in page.url
    assert page.locator(":target").count() == 1
    page.context.close()


def test_the_first_tab_leads_past_the_navigation(browser: Browser, site: Path) -> None:
    page, _ = opened(browser, "desk")
    page.goto(f"{site.as_uri()}/index.html")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("e => e === document.activeElement && e.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.context.close()


def test_hostile_text_runs_nothing(browser: Browser, site: Path) -> None:
    page, _ = opened(browser, "desk")
    alerts: list[str] = []

    def asked(dialog: Dialog) -> None:
        alerts.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", asked)
    for path in sorted(
        p.relative_to(site).as_posix() for p in (*site.glob("posts/*.html"), *site.glob("conversation/*.html"))
    ):
        if b"alert(1)" in (site / path).read_bytes():
            page.goto(f"{site.as_uri()}/{path}")
            assert page.locator('script:not([src$="/keys.js"]), img[onerror], img[src=x]').count() == 0
    page.context.close()
    assert alerts == []
