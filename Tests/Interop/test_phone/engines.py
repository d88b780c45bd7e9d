"""Three browsers, each a process with a profile of its own, without a driver: what they show is asked of the page itself.

    Engine("firefox", folder).open(address, …)    starts one with a tab for each address
    .kill()                                       ends it and all of its processes at once, by SIGKILL
"""

import os
import pathlib
import signal
import subprocess

MINIBROWSER = next(iter(sorted(pathlib.Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))), None)
NAMES = ["chromium", "firefox", "webkit"]

FIREFOX = """
user_pref("app.update.enabled", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.sessionstore.resume_from_crash", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,none");
user_pref("toolkit.startup.max_resumed_crashes", -1);
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
"""


class Screen:
    """A display: without one Chromium opens a single tab, and WebKit none."""

    def __init__(self):
        read, write = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24", "-nolisten", "tcp"],
            pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as answers:
            self.name = ":" + answers.readline().strip()

    def close(self):
        self.process.terminate()
        self.process.wait()


class Engine:
    """One browser with one profile, which can be started again."""

    def __init__(self, name, folder, shares_memory=True):
        self.name = name
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        self.shares_memory = shares_memory
        self.process = None
        self.screen = Screen() if name != "firefox" else None
        if name == "firefox":
            (self.folder / "user.js").write_text(FIREFOX)

    def command(self):
        match self.name:
            case "chromium":
                return ["/usr/bin/chromium", "--no-sandbox", "--disable-gpu", "--no-first-run", "--no-default-browser-check",
                        "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
                        "--disable-component-update", f"--user-data-dir={self.folder}"]
            case "firefox":
                return ["/usr/bin/firefox-esr", "--headless", "--no-remote", "--profile", str(self.folder)]
            case "webkit":
                return [str(MINIBROWSER)]

    def open(self, *addresses):
        variables = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8"}
        if self.screen:
            variables |= {
                "DISPLAY": self.screen.name, "XDG_RUNTIME_DIR": str(self.folder), "LIBGL_ALWAYS_SOFTWARE": "1",
                "WEBKIT_DISABLE_COMPOSITING_MODE": "1", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
                "GSETTINGS_BACKEND": "memory", "JSC_useSharedArrayBuffer": str(int(self.shares_memory)),
            }
        with open(self.folder / "log.txt", "ab") as log:
            # A session of its own, so that all of its processes end with it.
            self.process = subprocess.Popen(
                [*self.command(), *addresses], env=variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )

    def kill(self):
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait()
            self.process = None

    def close(self):
        self.kill()
        if self.screen:
            self.screen.close()
