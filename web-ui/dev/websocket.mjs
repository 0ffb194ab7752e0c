// The little of RFC 6455 the twin needs: handshake, text and binary frames, ping, close. No extensions.
import { createHash } from 'node:crypto';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** Answers an upgrade request; returns a connection {send, sendBytes, close, onMessage, onClose}. */
export function accept(request, socket, protocol) {
  const key = createHash('sha1').update(request.headers['sec-websocket-key'] + GUID).digest('base64');
  socket.write([
    'HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${key}`,
    `Sec-WebSocket-Protocol: ${protocol}`, '', '',
  ].join('\r\n'));
  return connection(socket);
}

export function refuse(socket, status) {
  socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}

function connection(socket) {
  let buffer = Buffer.alloc(0);
  const handle = { onMessage: () => {}, onClose: () => {} };
  const send = (opcode, payload) => socket.writable && socket.write(frame(opcode, payload));
  socket.on('data', (data) => {
    buffer = Buffer.concat([buffer, data]);
    for (let parsed = parse(buffer); parsed; parsed = parse(buffer)) {
      buffer = buffer.subarray(parsed.length);
      if (parsed.opcode === TEXT) handle.onMessage(parsed.payload.toString('utf8'), false);
      else if (parsed.opcode === BINARY) handle.onMessage(parsed.payload, true);
      else if (parsed.opcode === PING) send(PONG, parsed.payload);
      else if (parsed.opcode === CLOSE) socket.end(frame(CLOSE, parsed.payload));
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => handle.onClose());
  handle.send = (message) => send(TEXT, Buffer.from(JSON.stringify(message)));
  handle.sendBytes = (bytes) => send(BINARY, Buffer.from(bytes));
  handle.close = (code = 1000) => {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    send(CLOSE, payload);
    socket.end();
  };
  /** Breaks the connection without a word, as a network does. */
  handle.cut = () => socket.destroy();
  return handle;
}

function frame(opcode, payload) {
  const { length } = payload;
  const head = length < 126 ? Buffer.from([0x80 | opcode, length]) : Buffer.from([0x80 | opcode, 126, length >> 8, length & 255]);
  return Buffer.concat([head, payload]);
}

/** The first frame in the buffer, unmasked, or null when it is not whole yet. Frames over 64 KiB are not needed. */
function parse(buffer) {
  if (buffer.length < 2) return null;
  let length = buffer[1] & 127;
  let at = 2;
  if (length === 126) {
    if (buffer.length < 4) return null;
    length = buffer.readUInt16BE(2);
    at = 4;
  }
  if (buffer.length < at + 4 + length) return null;
  const mask = buffer.subarray(at, at + 4);
  const payload = Buffer.from(buffer.subarray(at + 4, at + 4 + length)).map((byte, index) => byte ^ mask[index % 4]);
  return { opcode: buffer[0] & 15, payload, length: at + 4 + length };
}
