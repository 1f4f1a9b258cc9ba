"""Charts as SVG, each with a title, a description and a table of the same figures. No chart needs a script."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Sequence
from dataclasses import dataclass

from egregora_assets.site.figures.shown import draw_answers
from egregora_assets.site.statistics_model import ANONYMOUS_CROWD, HourCount, Person, Statistics, WeekCount
from egregora_assets.site.svg import WIDTH, draw_bar, draw_picture, draw_text, render_table
from egregora_assets.site.words import Words

_PLOT = 180
_LEFT = 44
_MOST_BARS = 180
_MOST_PEOPLE = 20
_LEVELS = 5


@dataclass(frozen=True)
class Chart:
    """A chart: heading, description in a sentence, picture, and the figures as a table (both HTML)."""

    name: str
    title: str
    description: str
    svg: str
    table: str


def _choose_steps(largest: int) -> range:
    """Up to four round values (1, 2 or 5 times a power of ten) up to the largest, for the scale at the left."""
    step = next(m * 10**e for e in range(18) for m in (1, 2, 5) if largest <= 4 * m * 10**e)
    return range(step, largest + 1, step)


def format_count(number: int, person_count: int, words: Words) -> str:
    """A number of messages, or that too few people wrote them."""
    if number and person_count < ANONYMOUS_CROWD:
        return words("figures.withheld")
    return words.count("messages", number)


def draw_weeks(weeks: Sequence[WeekCount], words: Words) -> Chart:
    """Messages a week as bars, quiet weeks included; weeks of fewer than three people are only marked."""
    spread = _fill_gaps(weeks)
    counted = [w for w in spread if w.person_count >= ANONYMOUS_CROWD]
    top = max((w.message_count for w in counted), default=1)
    peak = max(counted, key=lambda w: w.message_count, default=spread[0])
    title = words("chart.weeks")
    description = words(
        "chart.weeks_description",
        first=words.date(spread[0].monday),
        last=words.date(spread[-1].monday),
        peak=words.date(peak.monday),
        n=format_count(peak.message_count, peak.person_count, words),
    )
    svg = draw_picture(
        "weeks",
        title,
        description,
        _PLOT + 34,
        (*_draw_scale(top, words), *_draw_week_bars(spread, top, words), *_draw_years(spread, words)),
    )
    rows = (
        (words.date(w.monday), format_count(w.message_count, w.person_count, words)) for w in spread if w.message_count
    )
    return Chart(
        "weeks",
        title,
        description,
        svg,
        render_table(title, (words("figures.week_of"), words("figures.messages")), rows),
    )


def _fill_gaps(weeks: Sequence[WeekCount]) -> list[WeekCount]:
    """The weeks from the first to the last, those without a message included."""
    found = {w.monday: w for w in weeks}
    first, last = min(found), max(found)
    mondays = (first + dt.timedelta(weeks=i) for i in range((last - first).days // 7 + 1))
    return [found.get(monday, WeekCount(monday, 0, 0)) for monday in mondays]


def _draw_scale(top: int, words: Words) -> list[str]:
    """Lines and numbers at the left."""
    shapes = []
    for value in _choose_steps(top):
        y = 10 + _PLOT * (1 - value / top)
        shapes.append(f'<line x1="{_LEFT}" x2="{WIDTH}" y1="{y:g}" y2="{y:g}"/>')
        shapes.append(draw_text(_LEFT - 8, y + 4, words.number(value), "end"))
    return shapes


def _draw_week_bars(weeks: Sequence[WeekCount], top: int, words: Words) -> list[str]:
    """One bar a week; so many weeks that bars would vanish are drawn as one outline."""
    pitch = (WIDTH - _LEFT) / len(weeks)
    if len(weeks) > _MOST_BARS:
        points = [(_LEFT + i * pitch, 10 + _PLOT - _scale_height(w, top)) for i, w in enumerate(weeks)]
        line = " ".join(f"L{x:.1f} {y:.1f}" for x, y in points)
        return [f'<path class="area" d="M{_LEFT} {10 + _PLOT} {line} L{WIDTH} {10 + _PLOT} Z"/>']
    shapes = []
    for i, week in enumerate(weeks):
        if week.message_count:
            height = round(_scale_height(week, top), 1)
            label = f"{words.date(week.monday)}: {format_count(week.message_count, week.person_count, words)}"
            kind = "bar" if week.person_count >= ANONYMOUS_CROWD else "faint"
            width = round(min(pitch * 0.8, 28.0), 2)
            shapes.append(
                draw_bar(round(_LEFT + i * pitch, 1), round(10 + _PLOT - height, 1), width, height, label, kind)
            )
    return shapes


def _scale_height(week: WeekCount, top: int) -> float:
    if week.person_count < ANONYMOUS_CROWD:
        return 3.0 if week.message_count else 0.0
    return max(2.0, _PLOT * week.message_count / top)


def _draw_years(weeks: Sequence[WeekCount], words: Words) -> list[str]:
    """Where years begin, below the bars; inside one year, where months do."""
    pitch = (WIDTH - _LEFT) / len(weeks)
    years = weeks[-1].monday.year != weeks[0].monday.year
    marks, last = [], -60.0
    for i, week in enumerate(weeks):
        previous = weeks[i - 1].monday if i else None
        fresh = previous is None or (
            week.monday.year != previous.year if years else week.monday.month != previous.month
        )
        x = _LEFT + i * pitch
        if fresh and x - last >= 40:
            label = str(week.monday.year) if years else words.month_short(week.monday.month)
            marks.append(draw_text(round(x, 1), _PLOT + 28, label))
            last = x
    return marks


def draw_hours(hours: Sequence[HourCount], words: Words) -> Chart:
    """Messages by weekday and hour as a grid of squares; squares of fewer than three people stay empty."""
    found = {(h.weekday, h.hour): h for h in hours}
    counted = [h for h in hours if h.person_count >= ANONYMOUS_CROWD]
    top = max((h.message_count for h in counted), default=1)
    peak = max(counted, key=lambda h: h.message_count, default=hours[0])
    title = words("chart.hours")
    description = words("chart.hours_description", weekday=words.weekday(peak.weekday), hour=peak.hour)
    pitch, left = 27.6, 56
    shapes = [draw_text(left + hour * pitch, 14, f"{hour:02d}") for hour in range(0, 24, 3)]
    for weekday in range(7):
        y = 22 + weekday * pitch
        shapes.append(draw_text(left - 10, y + 17, words.weekday_short(weekday), "end"))
        squares = ((found.get((weekday, hour)), left + hour * pitch) for hour in range(24))
        shapes += [_draw_square(count, (x, y, pitch - 3), top, words) for count, x in squares]
    svg = draw_picture("hours", title, description, 22 + 7 * pitch + 4, shapes)
    return Chart("hours", title, description, svg, _render_hours(found, title, words))


def _draw_square(count: HourCount | None, at: tuple[float, float, float], top: int, words: Words) -> str:
    x, y, size = (round(v, 1) for v in at)
    if count is None:
        return f'<rect class="heat-0" x="{x:g}" y="{y:g}" width="{size:g}" height="{size:g}" rx="4"/>'
    enough = count.person_count >= ANONYMOUS_CROWD
    level = min(_LEVELS, 1 + _LEVELS * count.message_count // (top + 1)) if enough else 0
    number = format_count(count.message_count, count.person_count, words)
    label = f"{words.weekday(count.weekday)}, {count.hour:02d}:00: {number}"
    return (
        f'<rect class="heat-{level}" x="{x:g}" y="{y:g}" width="{size:g}" height="{size:g}" rx="4">'
        f"<title>{html.escape(label)}</title></rect>"
    )


def _render_hours(found: dict[tuple[int, int], HourCount], title: str, words: Words) -> str:
    """Hours down, weekdays across; a dash where too few people wrote."""

    def cell(weekday: int, hour: int) -> str:
        count = found.get((weekday, hour))
        if count is None:
            return "0"
        return words.number(count.message_count) if count.person_count >= ANONYMOUS_CROWD else "–"

    head = (words("figures.hour"), *(words.weekday_short(d) for d in range(7)))
    return render_table(title, head, ((f"{hour:02d}:00", *(cell(d, hour) for d in range(7))) for hour in range(24)))


def draw_people(people: Sequence[Person], words: Words) -> Chart:
    """Messages by person as horizontal bars, most first; beyond twenty people, the rest together."""
    ordered = sorted((p for p in people if p.message_count), key=lambda p: (-p.message_count, p.name, p.person_id))
    rows = [(p.name, p.message_count) for p in ordered[:_MOST_PEOPLE]]
    rest = sum(p.message_count for p in ordered[_MOST_PEOPLE:])
    if len(ordered) >= _MOST_PEOPLE + ANONYMOUS_CROWD:
        rows.append((words("figures.others"), rest))
    title, description = words("chart.people"), words("chart.people_description")
    top, left, pitch = max((n for _, n in rows), default=1), 190, 27
    shapes = []
    for i, (name, number) in enumerate(rows):
        y, width = 4 + i * pitch, max(2.0, round((WIDTH - left - 70) * number / top, 1))
        shapes += [
            draw_text(left - 12, y + 15, name if len(name) <= 24 else name[:23] + "…", "end"),
            draw_bar(left, y, width, pitch - 7, f"{name}: {words.count('messages', number)}"),
            draw_text(left + width + 8, y + 15, words.number(number)),
        ]
    svg = draw_picture("people", title, description, 8 + len(rows) * pitch, shapes)
    numbers = ((name, words.number(number)) for name, number in rows)
    return Chart(
        "people",
        title,
        description,
        svg,
        render_table(title, (words("figures.person"), words("figures.messages")), numbers),
    )


def draw_charts(figures: Statistics, words: Words) -> list[Chart]:
    """Every chart of the page of figures, in order."""
    charts = [
        draw_weeks(figures.weeks, words),
        draw_hours(figures.hours, words),
        draw_people(figures.people, words),
    ]
    svg, table = draw_answers(figures.highlights, {p.person_id: p.name for p in figures.people}, words)
    if svg:
        charts.append(Chart("answers", words("chart.answers"), words("chart.answers_description"), svg, table))
    return charts


def draw_sparkline(weeks: Sequence[WeekCount]) -> str:
    """The weeks as a line of hills, for decoration: the statistics page has the same figures in words."""
    spread = _fill_gaps(weeks)
    top = max((w.message_count for w in spread if w.person_count >= ANONYMOUS_CROWD), default=1)
    pitch = WIDTH / max(1, len(spread) - 1)
    heights = [_scale_height(w, top) / _PLOT * 56 if w.message_count else 0.0 for w in spread]
    points = [(i * pitch, 60 - h) for i, h in enumerate(heights)]
    bends = zip(points, [*points[1:], points[-1]], strict=True)
    line = f"L0 {points[0][1]:.1f} " + " ".join(
        f"Q{x:.1f} {y:.1f} {(x + next_x) / 2:.1f} {(y + next_y) / 2:.1f}" for (x, y), (next_x, next_y) in bends
    )
    return (
        f'<svg class="hills" viewBox="0 0 {WIDTH} 60" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<path class="area" d="M0 60 {line} L{WIDTH} 60 Z"/></svg>'
    )
