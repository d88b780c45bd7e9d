"""Records what programs send, what they leave on the disk, what their arguments were and what their memory held."""

import os
import pathlib
import socket
import struct
import subprocess
import threading
import time

PAGE = 4096


class Proxy:
    """Passes TCP connections on to a port of this machine and keeps every byte of both directions."""

    def __init__(self, port):
        self.target = port
        self.streams = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def close(self):
        self.listener.close()

    def _accept(self):
        while True:
            try:
                device, _ = self.listener.accept()
            except OSError:
                return
            service = socket.create_connection(("127.0.0.1", self.target))
            for source, sink in ((device, service), (service, device)):
                stream = bytearray()
                self.streams.append(stream)
                threading.Thread(target=self._pass, args=(source, sink, stream), daemon=True).start()

    @staticmethod
    def _pass(source, sink, stream):
        try:
            while data := source.recv(65536):
                stream += data
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class Poll:
    """Looks again and again, from a thread, until it is stopped."""

    interval = 0.005

    def __init__(self):
        self._end = threading.Event()
        self._failure = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self):
        self._end.set()
        self._thread.join()
        # What was not looked at proves nothing.
        if self._failure:
            raise self._failure
        self.look()

    def _run(self):
        try:
            while not self._end.is_set():
                self.look()
                time.sleep(self.interval)  # time: between two looks.
        except Exception as failure:
            self._failure = failure


class Arguments(Poll):
    """The arguments of every process of this machine."""

    def __init__(self):
        self.seen = set()
        super().__init__()

    def look(self):
        for name in os.listdir("/proc"):
            if name.isdigit():
                try:
                    self.seen.add(pathlib.Path("/proc", name, "cmdline").read_bytes())
                except OSError:
                    pass


class Files(Poll):
    """Every state of every file below some folders, also of those that are deleted soon after."""

    def __init__(self, folders):
        self.folders = {place: pathlib.Path(folder) for place, folder in folders.items()}
        self.seen = {}
        super().__init__()

    def look(self):
        for place, folder in self.folders.items():
            # A folder that is gone when its turn comes is passed over, as a file is.
            names = ((top, name) for top, folders, files in os.walk(folder) for name in folders + files)
            for path in (pathlib.Path(top, name) for top, name in names):
                try:
                    state = path.lstat()
                    key = (place, str(path), state.st_ino, state.st_size, state.st_mtime_ns)
                    if key not in self.seen:
                        # The name can tell something as well as the contents.
                        self.seen[key] = os.fsencode(path.relative_to(folder)) + b"\n" + (
                            path.read_bytes() if path.is_file() else b""
                        )
                except OSError:
                    pass

    def of(self, place):
        return [(key[1], contents) for key, contents in self.seen.items() if key[0] == place]


def core_of(pid, path):
    """The memory that a running process has written to, as gdb puts it into a core file."""
    commands = ("set dump-excluded-mappings on", f"generate-core-file {path}")
    maps = pathlib.Path("/proc", str(pid), "maps").read_text()
    mapped = {line.split(None, 5)[5] for line in maps.splitlines() if line.count(" /")}
    mapped = {name for name in mapped if os.path.isfile(name)}
    options = [option for command in commands for option in ("-ex", command)]
    done = subprocess.run(
        ["gdb", "--nx", "--batch", "-iex", "set auto-solib-add off", "-p", str(pid), *options],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
    )
    core = pathlib.Path(path)
    assert core.exists(), done.stdout + done.stderr
    try:
        # Most of it are pages that were never touched, or that are the program's own files.
        known = {bytes(PAGE)}
        for name in mapped:
            known.update(pages(pathlib.Path(name).read_bytes()))
        return b"".join(page for segment in segments(core.read_bytes()) for page in pages(segment) if page not in known)
    finally:
        core.unlink()


def pages(contents):
    return (contents[start:start + PAGE] for start in range(0, len(contents), PAGE))


def segments(core):
    """The loaded parts of an ELF file of 64 bits."""
    table, size, count = struct.unpack_from("<Q", core, 32)[0], *struct.unpack_from("<HH", core, 54)
    for entry in range(table, table + size * count, size):
        kind, _, offset, _, _, length = struct.unpack_from("<IIQQQQ", core, entry)
        if kind == 1:
            yield core[offset:offset + length]
