// A chat room: one page, one WebSocket, the last messages kept in memory.
const http = require('http');
const fs = require('fs');
const path = require('path');
const { WebSocketServer } = require('ws');

const PORT = Number(process.env.PORT || 8080);
const KEPT = 50;
const LONGEST = 500;
const page = fs.readFileSync(path.join(__dirname, 'index.html'));
const history = [];

const server = http.createServer((request, response) => {
  console.log(`${request.method} ${request.url}`);
  if (request.url !== '/') {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not here\n');
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page);
});

const sockets = new WebSocketServer({ server, path: '/chat', maxPayload: 4096 });
sockets.on('connection', (socket) => {
  console.log(`joined, ${sockets.clients.size} here`);
  history.forEach((message) => socket.send(message));
  socket.on('message', (data) => {
    const message = JSON.stringify({ at: Date.now(), text: String(data).slice(0, LONGEST) });
    history.push(message);
    history.splice(0, Math.max(0, history.length - KEPT));
    for (const other of sockets.clients) other.send(message);
  });
  socket.on('close', () => console.log(`left, ${sockets.clients.size} here`));
});

server.listen(PORT, () => console.log(`listening on ${PORT}`));
process.on('SIGTERM', () => {
  sockets.clients.forEach((socket) => socket.close(1001));
  server.close(() => process.exit(0));
});
