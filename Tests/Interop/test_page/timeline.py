"""What the browser's own timeline says of a page: how long script and layout took, and which tasks were long.

    with Timeline(eyes) as timeline:
        eyes.go("/")
    timeline.until_there()
"""

import json
import urllib.request

import websocket

CATEGORIES = "devtools.timeline,disabled-by-default-devtools.timeline,blink.user_timing,loading,__metadata"
SCRIPT_AND_LAYOUT = {
    "EvaluateScript", "FunctionCall", "v8.compile", "TimerFire", "FireAnimationFrame", "EventDispatch", "RunMicrotasks",
    "UpdateLayoutTree", "RecalculateStyles", "Layout", "PrePaint",
}


class Timeline:
    """The events of the process that shows the page.

    Times are milliseconds of the main thread at work: what else the machine does meanwhile is not the page's.
    """

    def __init__(self, eyes):
        address = eyes.driver.capabilities["goog:chromeOptions"]["debuggerAddress"]
        with urllib.request.urlopen(f"http://{address}/json/version") as answer:
            socket = json.load(answer)["webSocketDebuggerUrl"]
        self.socket = websocket.create_connection(socket, suppress_origin=True, timeout=120)
        self.events = []

    def __enter__(self):
        self.send(1, "Tracing.start", traceConfig={"includedCategories": CATEGORIES.split(",")})
        while json.loads(self.socket.recv()).get("id") != 1:
            pass
        return self

    def __exit__(self, *_):
        self.send(2, "Tracing.end")
        found = []
        while (message := json.loads(self.socket.recv())).get("method") != "Tracing.tracingComplete":
            if message.get("method") == "Tracing.dataCollected":
                found += message["params"]["value"]
        self.socket.close()
        mains = {
            (event["pid"], event["tid"]) for event in found
            if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
        }
        found = [event for event in found if (event["pid"], event["tid"]) in mains]
        # Of several processes that could show pages, ours is the one that did most.
        counts = {pid: sum(event["pid"] == pid for event in found) for pid, _ in mains}
        self.events = [event for event in found if event["pid"] == max(counts, key=counts.get)]

    def send(self, number, method, **values):
        self.socket.send(json.dumps({"id": number, "method": method, "params": values}))

    def until_there(self):
        """How long script and layout took from the navigation until the page was painted and had loaded."""
        # Pictures are documents of their own, without an address.
        begin = [event for event in self.events if event["name"] == "navigationStart" and address(event)][-1]
        frame, begun = begin["args"]["frame"], begin["ts"]
        marks = {
            event["name"]: event["ts"] for event in self.events
            if event["name"] in ("firstContentfulPaint", "loadEventEnd") and event["args"]["frame"] == frame
            and event["ts"] > begun
        }
        assert len(marks) == 2, f"the page was not there: {marks}"
        spans = [
            (event["tts"], event["tts"] + event["tdur"]) for event in self.events
            if event["name"] in SCRIPT_AND_LAYOUT and "tdur" in event and begun <= event["ts"] < max(marks.values())
        ]
        return union(spans) / 1000

    def tasks(self):
        """How long each task took."""
        return [event["tdur"] / 1000 for event in self.events if event["name"] == "RunTask" and "tdur" in event]


def address(event):
    return event["args"].get("data", {}).get("documentLoaderURL")


def union(spans):
    """The length of what the spans cover: some lie within others."""
    total = end = 0
    for start, stop in sorted(spans):
        total += max(0, stop - max(start, end))
        end = max(end, stop)
    return total
