"""The page with 1,000 accounts, by the browser's own timeline: until it is there, and while its codes turn over."""

import os
import pathlib
import statistics
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What is felt as at once, and what the browser itself calls a long task.
AT_ONCE, LONG_TASK = 100, 50


def measure(bench):
    sys.path.insert(0, str(ROOT / "Tests" / "Interop"))
    os.environ["SPAREKEY_BUILD"] = str(bench.programs)
    try:
        from test_page.eyes import Eyes
        from test_page.thousand import COUNT, fill
        from test_page.timeline import Timeline
        from test_page.world import OpenPhone
    except ImportError as missing:
        bench.notes.append(f"{missing}; so the rows of the page are missing. Run .venv/bin/python script/bench.")
        return []
    phone = OpenPhone(bench.folder / "page" / "home").start()
    eyes = Eyes(bench.folder / "browser")
    try:
        fill(phone.show(eyes))
        paints = []
        for _ in range(4 if bench.quick else 12):
            with Timeline(eyes) as loading:
                eyes.go("/")
                time.sleep(0.5)
            paints.append(loading.until_there())
        with Timeline(eyes) as turning_over:
            # Longer than a period, so that every code turns over.
            time.sleep(35)
        tasks = turning_over.tasks()
    finally:
        eyes.quit()
        phone.stop()
    bench.notes.append(
        f"The page holds {COUNT:,} accounts in headless Chromium, 390 pixels wide. Script and layout are what the "
        "timeline has of both from the navigation until the page is painted and loaded, nested parts counted once. In 35 "
        f"seconds the main thread had {len(tasks):,} tasks, {sum(tasks):.0f} ms together. Times are those of the main "
        "thread at work, so that whatever else the machine does is left out."
    )
    return [
        line("script and layout until 1,000 accounts are painted", statistics.median(paints[1:]),
             "what is felt as at once", AT_ONCE, len(paints) - 1),
        line("the longest task while 1,000 codes turn over", max(tasks), "a long task", LONG_TASK, 1),
    ]


def line(what, ours, beside, theirs, rounds):
    return {
        "what": what, "ours": ours, "beside": beside, "theirs": theirs, "unit": "ms", "ratio": ours / theirs,
        "goal": 1.0, "rounds": rounds,
    }
