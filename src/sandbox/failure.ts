// A refusal of the sandbox, as Palette words it: {code, message, ref, details}.

export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly status: number;
  readonly code: string | number;

  constructor(status: number, code: string | number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function notFound(what: string): ApiFailure {
  return new ApiFailure(404, 'ResourceNotFound', `${what} not found`);
}

export function badRequest(message: string): ApiFailure {
  return new ApiFailure(400, 'InvalidRequest', message);
}

export function toErrorBody(failure: ApiFailure, ref: string): object {
  return { code: failure.code, message: failure.message, ref, details: null };
}
