// The contract's sockets over the twin's world, and a shell that only pretends.

/** Sends what lies after the cursor, then what comes, until the build has ended or the client is gone. */
export function streamLines(connection, world, event, lines, ended) {
  let sent = null;
  const pump = () => {
    if (sent === null) return;
    const all = lines();
    const from = sent === '' ? 0 : all.findIndex(({ cursor }) => cursor === sent) + 1;
    all.slice(from).forEach((line) => connection.send(line));
    sent = all.at(-1)?.cursor ?? sent;
    const status = ended();
    if (status) {
      connection.send({ type: 'end', status });
      connection.close();
    }
  };
  connection.onMessage = (text) => {
    const { cursor, tail } = JSON.parse(text);
    const all = lines();
    const known = cursor !== null && all.some((line) => line.cursor === cursor);
    if (cursor !== null && !known) connection.send({ type: 'gap', reason: 'the server kept too few lines to go on where the page was' });
    sent = known ? cursor : all.at(-tail - 1)?.cursor ?? '';
    pump();
  };
  world.on(event, pump);
  connection.onClose = () => world.off(event, pump);
}

export function streamShell(connection, { id, container }) {
  let line = '';
  const write = (text) => connection.sendBytes(text);
  const prompt = () => write(`\u001b[1;32mroot@${container}\u001b[0m:\u001b[1;34m/app\u001b[0m# `);
  connection.onMessage = (data, binary) => {
    if (!binary) {
      const message = JSON.parse(data);
      if (message.type !== 'open') return;
      connection.send({ type: 'opened', instance: id, recorded: true });
      write(`The twin's shell, ${message.cols}x${message.rows}. Try ls, colours, exit, cut.\r\n`);
      prompt();
      return;
    }
    for (const letter of data.toString('utf8')) {
      if (letter === '\r') {
        write('\r\n');
        run(line.trim());
        line = '';
      } else if (letter === '\u007f') {
        if (line) write('\b \b');
        line = line.slice(0, -1);
      } else {
        line += letter;
        write(letter);
      }
    }
  };

  function run(command) {
    if (command === 'exit') {
      connection.send({ type: 'exit', code: 0 });
      connection.close();
      return;
    }
    if (command === 'cut') return connection.cut();
    if (command === 'ls') write('\u001b[1;34mnode_modules\u001b[0m  package.json  package-lock.json  \u001b[1;32mserver.js\u001b[0m\r\n');
    else if (command === 'colours') write(Array.from({ length: 16 }, (_, n) => `\u001b[38;5;${n}m██\u001b[0m`).join('') + '\r\n');
    else if (command) write(`sh: ${command.split(' ')[0]}: not found\r\n`);
    prompt();
  }
}
