/** A fault the operator can mend: one clear sentence, exit code 1, never a stack trace. */
export class OperatorError extends Error {
  override name = 'OperatorError';
}

/** A bug or a broken promise inside the house: carries a stable code, is logged with its stack, people see a calm page. */
export class CodedError extends Error {
  override name = 'CodedError';
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Thrown inside a route to end it with an HTTP status that people understand: 404 for what does not exist *for them*,
 * 403 for a missing right, 409 for a lost race. `key` names the sentence to show.
 */
export class HttpProblem extends Error {
  override name = 'HttpProblem';
  readonly status: number;
  readonly key: string;
  constructor(status: number, key: string) {
    super(`${status} ${key}`);
    this.status = status;
    this.key = key;
  }
}

export const notFound = () => new HttpProblem(404, 'kernel.error.not_found');
export const forbidden = () => new HttpProblem(403, 'kernel.error.forbidden');
export const conflict = (key = 'kernel.error.conflict') => new HttpProblem(409, key);
