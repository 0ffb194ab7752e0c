// Turns what was typed for an app into what the API takes; says what is wrong field by field.
import { looksSecret, parseEnv } from './env.js';
import { parseMemory } from './memory.js';

const TEXTS = ['repository', 'name', 'branch', 'folder', 'dockerfile'];

/** Reads {repository, name, branch, folder, port, memory, cpus, instances, environment}; empty fields are left out. */
export function appRequest(form) {
  const request = {};
  const errors = [];
  const take = (field, read) => {
    const text = (form[field] ?? '').trim();
    if (text === '') return;
    try {
      request[field] = read(text);
    } catch (error) {
      errors.push({ field, message: error.message });
    }
  };
  for (const field of TEXTS) take(field, (text) => text);
  take('port', readPort);
  take('memory', parseMemory);
  take('cpus', readCpus);
  take('instances', readInstances);
  take('environment', readEnvironment);
  return { request, errors };
}

/**
 * Reads a settings form against the app as it is. Returns {change, errors}: only what differs; an emptied text is sent
 * empty (the default again), a number can only be replaced.
 */
export function appChange(app, form) {
  const { request, errors } = appRequest(form);
  const change = {};
  for (const name of Object.keys(form)) {
    const emptied = form[name].trim() === '';
    const before = app[name] ?? '';
    if (emptied && before !== '' && !TEXTS.includes(name)) errors.push({ field: name, message: 'cannot be empty: write a number' });
    else if (emptied && before !== '') change[name] = '';
    else if (!emptied && name in request && request[name] !== before) change[name] = request[name];
  }
  return { change, errors };
}

export function readPort(text) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error(`"${text}" is not a port: use a number from 1 to 65535, like 8080`);
  return port;
}

export function readCpus(text) {
  const cpus = Number(text.replace(',', '.'));
  if (!(cpus > 0) || cpus > 256) throw new Error(`"${text}" is not a number of cpus: write it like 0.5 or 2`);
  return cpus;
}

export function readInstances(text) {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 100) throw new Error(`"${text}" is not a number of instances: use a whole number from 1 to 100`);
  return count;
}

function readEnvironment(text) {
  const { variables, problems } = parseEnv(text);
  if (problems.length > 0) throw new Error(problems.map(({ line, message }) => `line ${line}: ${message}`).join('; '));
  return variables.map(({ name, value }) => ({ name, value, secret: looksSecret(name) }));
}
