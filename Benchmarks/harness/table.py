"""The table that is printed."""

import os
import platform
import statistics


def row(what, beside, times, unit, scale, goal=None, more=None):
    """A row of times in seconds: ours, and what they stand beside; `goal` limits the ratio, `more` the difference."""
    return {
        "what": what,
        "ours": statistics.median(ours for ours, *_ in times) * scale,
        "beside": beside,
        "theirs": statistics.median(theirs for _, theirs, *_ in times) * scale,
        "unit": unit,
        "ratio": statistics.median(ours / theirs for ours, theirs, *_ in times),
        "goal": goal,
        "difference": statistics.median(ours - theirs for ours, theirs, *_ in times) * scale,
        "more": more,
        "rounds": len(times),
    }


def inner_row(what, beside, found, goal, unit="µs", scale=1):
    """A row of what sparekey-bench has measured."""
    return {
        "what": what,
        "ours": found["microseconds"] * scale,
        "beside": beside,
        "theirs": found["bareMicroseconds"] * scale,
        "unit": unit,
        "ratio": found["ratio"],
        "goal": goal,
        "rounds": found["rounds"],
    }


def report(programs, rows, notes):
    kind = "release programs"
    if programs.name != "release":
        kind = "DEBUG PROGRAMS, not optimised: for a rough look only (--build makes the others)"
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, {kind}\n")
    print("| what | ours | beside | that | ratio | goal | rounds |\n|---|--:|---|--:|--:|--:|--:|")
    for line in rows:
        goal = ""
        if line["goal"] is not None:
            goal = f"≤ {line['goal']:.2f} {'✓' if line['ratio'] <= line['goal'] else '✗'}"
        if line.get("more") is not None:
            met = "✓" if line["difference"] <= line["more"] else "✗"
            goal = f"+{line['difference']:.2f} ≤ +{line['more']} {line['unit']} {met}"
        print(
            f"| {line['what']} | {line['ours']:.2f} {line['unit']} | {line['beside']} | {line['theirs']:.2f} "
            f"{line['unit']} | {line['ratio']:.2f} | {goal} | {line['rounds']} |"
        )
        if line["what"].startswith("one HOTP"):
            ours, bare = (f"{1e6 / line[side]:,.0f}" for side in ("ours", "theirs"))
            notes.insert(0, f"{ours} codes a second on one core; bare HMAC-SHA-1: {bare}.")
    print("\nMedians; ratios are medians of the ratios of neighbouring rounds.")
    for note in notes:
        print(f"- {note}")
