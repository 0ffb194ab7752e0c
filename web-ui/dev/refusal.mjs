// How the twin says no: as the server does, with a status, one sentence, and the kind that pages tell apart.

export class Refusal extends Error {
  constructor(status, detail, { errors = [], kind = 'twin' } = {}) {
    super(detail);
    Object.assign(this, { status, detail, errors, kind });
  }
}
