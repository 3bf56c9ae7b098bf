# SPDX-License-Identifier: GPL-3.0-or-later
"""The guest page over a double of a call, to draw what is hard to reach."""

import http.server
import json
import pathlib
import threading

HERE = pathlib.Path(__file__).resolve().parent
WEB = HERE.parents[1] / 'src' / 'server' / 'web'
ROOM = 'kxbt-rfmq-saha-jwmn'
KEY = '#AAECAwQFBgcICQoLDA0ODw'

TYPES = {'.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css',
         '.svg': 'image/svg+xml'}


class Server(http.server.ThreadingHTTPServer):
    # A page is some dozens of requests at once.
    request_queue_size = 100


class DoublePage:
    """Serves the page's own files, but call.js and media.js of the folder
    double/, with the headers that maju-server gives the page."""

    def __init__(self, headers):
        page = self
        self.call, self.media = {}, {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if page.meet(self):
                    return
                body, suffix = page.read(self.path.partition('?')[0])
                self.send_response(200 if body is not None else 404)
                self.send_header('Content-Type', f'{TYPES.get(suffix)}; charset=utf-8')
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body or b'')

            def log_message(self, *arguments):
                pass

        self._server = Server(('127.0.0.1', 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f'http://127.0.0.1:{self._server.server_port}/r/{ROOM}'
        self.link = self.url + KEY

    def meet(self, handler):
        """Whether the request was answered in another way."""
        return False

    def read(self, path):
        if path == f'/r/{ROOM}':
            return (WEB / 'index.html').read_bytes(), '.html'
        if path == '/web/state.js':
            return (f'export const call = {json.dumps(self.call)};\n'
                    f'export const media = {json.dumps(self.media)};\n').encode(), '.js'
        name = pathlib.PurePath(path).name
        for folder in (HERE / 'double', WEB):
            if path == f'/web/{name}' and (folder / name).is_file():
                return (folder / name).read_bytes(), pathlib.Path(name).suffix
        return None, None

    def close(self):
        self._server.shutdown()
        self._server.server_close()
