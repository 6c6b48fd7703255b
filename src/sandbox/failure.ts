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

/** Since 4.9.22 each request's ProjectUid is validated; the status is not documented (facts.md section 10, 2). */
export function noSuchProject(uid: string, status: string): ApiFailure {
  return new ApiFailure(
    Number(status),
    'ProjectNotFoundInTenant',
    `Project ${uid} is not found in the tenant`,
  );
}

export function noTenantRights(): ApiFailure {
  return new ApiFailure(403, 'OperationForbidden', 'The key has no permissions at tenant scope');
}

export function badRequest(message: string): ApiFailure {
  return new ApiFailure(400, 'InvalidRequest', message);
}

export function toErrorBody(failure: ApiFailure, ref: string): object {
  return { code: failure.code, message: failure.message, ref, details: null };
}
