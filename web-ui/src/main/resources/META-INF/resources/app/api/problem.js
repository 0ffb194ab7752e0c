// One failure of a request, as a sentence a person can act on.

/** Carries {type, status, title, detail, errors: [{field, message}]} of an RFC 9457 answer, or of our own making. */
export class Problem extends Error {
  constructor({ type = '', status = 0, title = '', detail = '', errors = [] }) {
    super(detail || title || `the server answered ${status}`);
    this.name = 'Problem';
    this.type = type;
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
  }

  /** The message for one field, or null. */
  field(name) {
    return this.errors.find((error) => error.field === name || error.field?.endsWith(`.${name}`))?.message ?? null;
  }

  /** Whether the server names this kind, the last part of the answer's type. */
  is(kind) {
    return this.type.endsWith(`/${kind}`);
  }

  /** The request never reached the server, or its answer never came back. */
  static unreachable(action) {
    return new Problem({ title: 'no answer', detail: `cannot ${action}: the server did not answer; check the connection and try again` });
  }

  /** Reads any answer that is not a success: problem+json when it is, else a sentence made from the status. */
  static of(status, body) {
    const parsed = parse(body);
    if (parsed !== null) {
      const errors = Array.isArray(parsed.errors) ? parsed.errors.filter((error) => typeof error?.message === 'string') : [];
      return new Problem({ type: text(parsed.type), status, title: text(parsed.title), detail: text(parsed.detail) || errors[0]?.message, errors });
    }
    return new Problem({ status, title: `status ${status}`, detail: sentenceOf(status) });
  }
}

/** Any thrown value as a sentence. */
export function messageOf(error) {
  return error instanceof Problem || error instanceof Error ? error.message : String(error);
}

function parse(body) {
  try {
    const value = JSON.parse(body);
    return value !== null && typeof value === 'object' && (value.detail || value.title || value.errors) ? value : null;
  } catch {
    return null;
  }
}

function text(value) {
  return typeof value === 'string' ? value : '';
}

function sentenceOf(status) {
  if (status === 401) return 'you are not signed in, or the session has ended: sign in again';
  if (status === 403) return 'you may not do this: ask an owner of the team';
  if (status === 404) return 'this does not exist, or you may not see it';
  if (status === 429) return 'too many requests: wait a moment and try again';
  if (status === 502 || status === 503 || status === 504) return 'the server is not ready: try again in a moment';
  if (status >= 500) return `the server failed to answer (${status}): try again, and look into its log if it stays`;
  return `the server refused the request (${status})`;
}
