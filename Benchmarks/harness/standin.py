"""The stand-in server: nginx with Lua on a free port of loopback, in a folder of its own, for as long as a `with` lasts."""

import json
import os
import pathlib
import resource
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request

SOURCE = pathlib.Path(__file__).resolve().parent.parent / "standin"
MODULES = "/usr/lib/nginx/modules"


class StandIn:
    def __enter__(self):
        nginx = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
        if not nginx or not os.path.exists(f"{MODULES}/ngx_http_lua_module.so"):
            raise SystemExit("bench: nginx with Lua is missing: ./scripts/setup bench")
        self.folder = tempfile.mkdtemp(prefix="standin-")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        words = {
            "MODULES": MODULES, "FOLDER": self.folder, "LUA": str(SOURCE), "PORT": str(self.port), "FILES": str(files),
            "CONNECTIONS": str(min(16384, files - 64)),
        }
        text = (SOURCE / "nginx.conf").read_text()
        for word, value in words.items():
            text = text.replace(f"@{word}@", value)
        configuration = os.path.join(self.folder, "nginx.conf")
        pathlib.Path(configuration).write_text(text)
        os.chmod(self.folder, 0o755)
        self.process = subprocess.Popen([nginx, "-p", self.folder, "-c", configuration])
        for _ in range(200):
            try:
                self.reset()
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.02)
        raise SystemExit("bench: the stand-in server did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)

    def base_url(self, plan=""):
        """What a client is given. `plan` is said in standin.lua."""
        return f"http://127.0.0.1:{self.port}/{plan or 'after=0'}/v1"

    def reset(self):
        self._get("reset")

    def stats(self):
        """Requests, accepted, limited (429s), most_in_flight, tokens, first and last (seconds since 1970)."""
        return self._get("stats")

    def _get(self, what):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{what}", timeout=5) as answer:
            return json.load(answer)


if __name__ == "__main__":  # python3 Benchmarks/harness/standin.py: a server to play with, until Return
    with StandIn() as server:
        input(f"{server.base_url()} (plans: see Benchmarks/standin/standin.lua). Return ends it.\n")
        print(server.stats())
