// What builds say in the twin.

export const BUILD_LINES = [
  'Step 1/8 : FROM node:22-slim', ' ---> 4f2b9c1d7a55', 'Step 2/8 : WORKDIR /app', ' ---> Running in 8a1c22b0e91d', ' ---> 97b0d5c3a1fe',
  'Step 3/8 : COPY package.json package-lock.json ./', ' ---> 1b7ff02a9c44', 'Step 4/8 : ENV NODE_ENV=production', ' ---> Using cache',
  'Step 5/8 : RUN npm ci', ' ---> Running in 3c9d0a7e1b22', '\u001b[36minfo\u001b[0m reading package-lock.json', '\u001b[33mwarn\u001b[0m deprecated inflight@1.0.6',
  '[##........] 20%\r[#####.....] 50%\r[##########] 100%', 'added 214 packages in 9s', '', '38 packages are looking for funding', '  run `npm fund` for details',
  ' ---> 61d9a0c22b7f', 'Step 6/8 : COPY . .', ' ---> 0a4c1be7d930', 'Step 7/8 : EXPOSE 8080', ' ---> Running in 99f1c0aa2b13', ' ---> 7f3ab65d0c1e',
  'Step 8/8 : CMD ["node", "server.js"]', ' ---> Running in 5be210cc9d77', '\u001b[32mSuccessfully built\u001b[0m c0ffee5eed42',
  'See https://docs.example.org/deploy for what comes next.', 'Hostile: \u001b]52;c;ZXZpbA==\u0007\u001b[2J<img src=x onerror=alert(1)> stays text',
];

export const FAILURE_LINES = [
  '\u001b[31mnpm error\u001b[0m code EUSAGE', '\u001b[31mnpm error\u001b[0m `npm ci` can only install packages when your package.json and',
  '\u001b[31mnpm error\u001b[0m package-lock.json are in sync. Missing: left-pad@1.3.0 from lock file', 'The command \'/bin/sh -c npm ci\' returned a non-zero code: 1',
];

export const START_LINES = [
  ['stdout', '> shop@2.4.0 start'], ['stdout', '> node server.js'], ['stdout', '\u001b[1mshop\u001b[0m listening on http://0.0.0.0:8080'],
  ['stderr', '(node:1) \u001b[33mExperimentalWarning\u001b[0m: SQLite is an experimental feature'],
  ['stdout', '{"level":"info","msg":"cache warmed","entries":1204,"millis":87,"nested":{"regions":["eu","us"]}}'],
];
