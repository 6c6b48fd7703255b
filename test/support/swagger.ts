// The published Palette API, where it lies beside the project: does a request or an answer fit it?
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import AjvDraft04, { type ValidateFunction } from 'ajv-draft-04';
import { ROOT } from './cli.ts';

const FILE = path.join(ROOT, '..', 'shared', 'palette', 'palette-api.swagger.json');

interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema?: object }[];
  readonly responses: Readonly<
    Record<string, { readonly schema?: { readonly type?: string; readonly format?: string } }>
  >;
}

export interface PublishedApi {
  /** Faults of a request: an unknown route, a query parameter that is not declared, a body that does not fit. */
  checkRequest(method: string, pathWithQuery: string, body: unknown): readonly string[];
  /** Faults of an answer with a 2xx status; the published API declares no others. */
  checkResponse(method: string, pathWithQuery: string, status: number, body: unknown): readonly string[];
}

/** undefined where the file is not there: contract tests are skipped with a message then. */
export function loadPublishedApi(): PublishedApi | undefined {
  if (!existsSync(FILE)) return undefined;
  const spec: { paths: Record<string, Record<string, Operation>>; definitions: object } = JSON.parse(
    readFileSync(FILE, 'utf8'),
  );
  const ajv = new AjvDraft04.default({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ definitions: spec.definitions }, 'api');
  const compiled = new Map<string, ValidateFunction>();
  const check = (schema: object, value: unknown): readonly string[] => {
    const text = JSON.stringify(schema).replaceAll('"#/definitions/', '"api#/definitions/');
    const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text));
    compiled.set(text, validate);
    return validate(value)
      ? []
      : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
  };
  // Static paths win over those with parameters.
  const routes = Object.keys(spec.paths).sort((a, b) => a.split('{').length - b.split('{').length);
  const find = (
    method: string,
    route: string,
  ): { operation: Operation; all: Record<string, Operation> } | undefined => {
    for (const candidate of routes) {
      const pattern = new RegExp(`^${candidate.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
      const all = spec.paths[candidate] ?? {};
      const operation = all[method.toLowerCase()];
      if (operation !== undefined && pattern.test(route)) return { operation, all };
    }
    return undefined;
  };
  return {
    checkRequest: (method, pathWithQuery, body) => {
      const url = new URL(pathWithQuery, 'http://api');
      const found = find(method, url.pathname);
      if (found === undefined) return [`no such operation: ${method} ${url.pathname}`];
      const shared = found.all['parameters'] as unknown as Operation['parameters'];
      const parameters = [...(found.operation.parameters ?? []), ...(shared ?? [])];
      const known = parameters
        .filter((parameter) => parameter.in === 'query')
        .map((parameter) => parameter.name);
      const unknown = [...url.searchParams.keys()].filter((name) => !known.includes(name));
      const schema = parameters.find((parameter) => parameter.in === 'body')?.schema;
      const bodyFaults =
        body === undefined ? [] : schema === undefined ? ['a body is not declared'] : check(schema, body);
      return [...unknown.map((name) => `query parameter ${name} is not declared`), ...bodyFaults];
    },
    checkResponse: (method, pathWithQuery, status, body) => {
      const found = find(method, new URL(pathWithQuery, 'http://api').pathname);
      if (found === undefined) return [`no such operation: ${method} ${pathWithQuery}`];
      const declared = found.operation.responses[String(status)];
      if (declared === undefined) return [`status ${status} is not declared`];
      if (declared.schema === undefined) return body === undefined ? [] : ['an answer body is not declared'];
      return declared.schema.format === 'binary' ? [] : check(declared.schema, body);
    },
  };
}
