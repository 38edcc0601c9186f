"""A step for Millrace: takes batches of chunks as CloudEvents over HTTP and replies with them, e-mail addresses redacted.

Needs Python 3 and nothing else. The port is the first argument (default 7071), the address the second (default 127.0.0.1).
"""

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TYPE = "org.example.chunks.redacted.v1"
SOURCE = "urn:example:redact-emails"
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
MAX_BYTES = 1 << 20
# What is the step's own; every other attribute says what the event is about, and goes on as it came.
OWN = ("ce-id", "ce-type", "ce-source", "ce-hops")


def redacted(text):
    return ADDRESS.sub("[e-mail address]", text)


def redact(batch):
    """Redacts the batch in place, wherever text of the document stands in it."""
    batch["title"] = redacted(batch["title"])
    batch["metadata"] = {name: redacted(value) for name, value in batch["metadata"].items()}
    for chunk in batch["chunks"]:
        chunk["headings"] = [redacted(heading) for heading in chunk["headings"]]
        text = redacted(chunk["text"])
        if text != chunk["text"]:
            chunk["text"] = text
            # Sentences are spans of the text that was: left out, embedding finds them anew.
            chunk["sentences"] = []
    return batch


class Step(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BYTES:
            self.close_connection = True
            return self.answer(413)
        body = self.rfile.read(length)
        try:
            reply = json.dumps(redact(json.loads(body)), ensure_ascii=False).encode("utf-8")
            # The same event in gives the same event out, so that a delivery that is repeated has no effect.
            headers = {"ce-id": self.headers["ce-id"] + "-redacted", "ce-type": TYPE, "ce-source": SOURCE}
            hops = int(self.headers.get("ce-hops") or 0)
        except (ValueError, KeyError, TypeError, AttributeError):
            # Trying again can't help: a dead letter at once.
            return self.answer(400)
        headers["ce-hops"] = str(hops + 1)
        headers["Content-Type"] = "application/json"
        for name, value in self.headers.items():
            if name.lower().startswith("ce-") and name.lower() not in OWN:
                headers[name] = value
        self.answer(200, headers, reply)

    def answer(self, status, headers=None, body=b""):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Says nothing: requests name documents."""


if __name__ == "__main__":
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 7071
    host = sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1"
    ThreadingHTTPServer((host, port), Step).serve_forever()
