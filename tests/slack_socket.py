"""Slack's side of Socket Mode on loopback: envelopes to the bot over a real WebSocket, and peers that misbehave."""

import base64
import hashlib
import json
import socket
from itertools import count
from threading import Condition, Event, Thread
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from bot.demo.slack import Ack, Request

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class SocketFront:
    """Delivers requests over the newest open socket, as `LocalSlack(deliver=front)`."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._connections: list[ServerConnection] = []
        self._acks: dict[str, dict[str, Any]] = {}
        self._ids = count(1)
        self.connected = 0
        self._server = serve(self._talk, "127.0.0.1", 0)
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/link?ticket=local"

    def _talk(self, connection: ServerConnection) -> None:
        connection.send(json.dumps({"type": "hello", "num_connections": 1}))
        with self._changed:
            self._connections.append(connection)
            self.connected += 1
            self._changed.notify_all()
        try:
            for frame in connection:
                self._acknowledged(json.loads(frame))
        except ConnectionClosed:
            pass
        finally:
            with self._changed:
                self._connections.remove(connection)
                self._changed.notify_all()

    def _acknowledged(self, said: dict[str, Any]) -> None:
        with self._changed:
            self._acks[said["envelope_id"]] = said
            self._changed.notify_all()

    def wait_for_connection(self, number: int = 1, timeout: float = 15) -> None:
        """Until the bot has connected `number` times in all and is connected now."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.connected >= number and self._connections, timeout)

    def __call__(self, request: Request) -> Ack:
        return self.deliver(request, f"envelope-{next(self._ids)}")

    def deliver(self, request: Request, envelope_id: str) -> Ack:
        envelope = {
            "envelope_id": envelope_id,
            "type": request.kind,
            "payload": request.payload,
            "accepts_response_payload": True,
        }
        with self._changed:
            self._acks.pop(envelope_id, None)
            self._connections[-1].send(json.dumps(envelope))
            if not self._changed.wait_for(lambda: envelope_id in self._acks, 3):
                return Ack(0, "operation_timeout")
            return Ack(200, json.dumps(self._acks[envelope_id].get("payload", {})))

    def refresh(self) -> None:
        """What Slack says when it wants the bot on another socket."""
        with self._changed:
            self._connections[-1].send(json.dumps({"type": "disconnect", "reason": "refresh_requested"}))

    def drop(self) -> None:
        with self._changed:
            connections = list(self._connections)
        for connection in connections:
            connection.close()

    def close(self) -> None:
        self.drop()
        self._server.shutdown()
        self._thread.join()


HELLO = b'{"type": "hello", "num_connections": 1}'


class DeafPeer:
    """Takes the WebSocket handshake and then says nothing, not even a pong; with `hello` that one word before."""

    def __init__(self, *, hello: bool = False) -> None:
        self._first = b"\x81" + bytes([len(HELLO)]) + HELLO if hello else b""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._taken: list[socket.socket] = []
        self.connected = Event()
        self._thread = Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._listening.getsockname()[1]}/link?ticket=deaf"

    def _accept(self) -> None:
        while True:
            try:
                taken, _ = self._listening.accept()
            except OSError:
                return
            self._taken.append(taken)
            request = b""
            while b"\r\n\r\n" not in request:
                request += taken.recv(4096)
            key = next(line.split(b":")[1].strip() for line in request.splitlines() if b"-Key" in line)
            accept = base64.b64encode(hashlib.sha1(key + GUID, usedforsecurity=False).digest()).decode()
            head = ("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade")
            taken.sendall("\r\n".join([*head, f"Sec-WebSocket-Accept: {accept}", "", ""]).encode() + self._first)
            self.connected.set()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()
        for taken in self._taken:
            taken.close()
