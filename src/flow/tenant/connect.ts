// Settings and environment → a Palette client: over HTTP, or to the embedded sandbox by the same code path.
import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import { sha256 } from '../../inventory/digest.ts';
import { assertNever } from '../../model/invariant.ts';
import type { Settings } from '../../model/settings.ts';
import type { ConnectionNotice } from '../../palette/circuit-breaker.ts';
import { createPaletteClient } from '../../palette/client.ts';
import { resolveHost } from '../../palette/host.ts';
import type { ClientAssumptions, PaletteClient } from '../../palette/port.ts';
import type { Secret } from '../../palette/secret.ts';
import type { Transport } from '../../palette/transport.ts';
import { safeText } from '../../render/safe-text.ts';
import type { CommonOptions, FlowDeps } from '../deps.ts';
import { openProjectSandbox } from '../project/project-sandbox.ts';
import { EXIT, userError } from '../user-error.ts';
import { readPaletteFacts } from './palette-facts.ts';
import { openRateMemory, type RateMemory } from './rate-memory.ts';
import { learnSecrets, parsedKey, readApiKey, readSmallFile } from './read-secret.ts';

/** Fails with UserError: no key (exit 3), a host that must not have it, a CA file that cannot be read. */
export async function connect(
  deps: FlowDeps,
  options: CommonOptions,
  settings: Settings,
): Promise<PaletteClient> {
  const line = await openLine(deps, options, settings);
  return makeClient(deps, settings, line, await readPaletteFacts(deps, options, line.host));
}

/** A way to one Palette, and the key for it. */
export interface Line {
  readonly transport: Transport;
  readonly apiKey: Secret;
  /** For people. */
  readonly host: string;
  readonly rates: RateMemory | null;
}

/** As `connect`, for calls that are no client's. */
export async function openLine(deps: FlowDeps, options: CommonOptions, settings: Settings): Promise<Line> {
  const { palette } = settings;
  await learnSecrets(deps, options.apiKeyFile);
  if (palette.sandbox !== null) {
    const { createSandboxTransport } = await import('../../sandbox/sandbox-transport.ts');
    const sandbox = await openProjectSandbox(deps, palette.sandbox);
    const host = `sandbox:${path.relative(deps.cwd, palette.sandbox)}`;
    const transport = createSandboxTransport(sandbox, deps.clock);
    return { transport, apiKey: parsedKey('sandbox'), host, rates: null };
  }
  const { url, mayHaveKey } = hostOf(deps, settings);
  if (!mayHaveKey) {
    throw userError(
      EXIT.auth,
      'palette/host-not-trusted',
      `the declarations use the host ${url.host}, which is not allowed to receive your API key`,
      `if you trust it, set PALETTE_HOST=${url.host} or add it to CLONEFORM_ALLOWED_HOSTS`,
    );
  }
  refuseUnverified(deps, url);
  const apiKey = await readApiKey(deps, options);
  const { createHttpTransport } = await import('../../palette/http-transport.ts');
  const caPem = await readCa(deps, settings);
  const transport = await createHttpTransport({
    baseUrl: url,
    ...(caPem === null ? {} : { caPem }),
    proxy: proxyOf(deps.env),
  });
  const rates = openRateMemory(deps, url.host, (host) => sha256(host).slice(7, 39));
  return { transport, apiKey, host: url.host, rates };
}

function hostOf(deps: FlowDeps, settings: Settings): { readonly url: URL; readonly mayHaveKey: boolean } {
  const resolved = resolveHost({ declared: settings.palette.host, env: deps.env });
  if (resolved.kind === 'bad')
    throw userError(EXIT.error, 'palette/bad-host', resolved.problem, resolved.hint);
  return resolved;
}

function makeClient(
  deps: FlowDeps,
  settings: Settings,
  { transport, apiKey, host, rates }: Line,
  facts: ClientAssumptions,
): PaletteClient {
  const { rateLimits, requestTimeoutMs, retries } = settings.palette;
  const { trace, tell } = deps;
  return createPaletteClient({
    transport,
    apiKey,
    host,
    limits: rateLimits,
    requestTimeoutMs,
    retries,
    clock: deps.clock,
    facts,
    ...(rates === null ? {} : { rates }),
    random: deps.random,
    ...(deps.signal === undefined ? {} : { signal: deps.signal }),
    ...(trace === null ? {} : { trace: (line) => trace(JSON.stringify(line)) }),
    ...(tell === undefined
      ? {}
      : {
          onNotice: (notice) => tell(noticeText(notice)),
          onReadThrough: (project) => tell(readThroughWords(project)),
        }),
  });
}

function readThroughWords(project: string): string {
  return `This key cannot read at tenant scope. Profiles of the tenant are read through project ${safeText(project)}.`;
}

function noticeText(notice: ConnectionNotice): string {
  switch (notice.state) {
    case 'not responding':
      return `Palette is not responding (${notice.code}). Retrying for up to a minute.`;
    case 'recovered':
      return 'Palette is responding again.';
    case 'asked to wait': {
      const asked = `Palette asks to wait ${Math.ceil(notice.forMs / 1000)} s (${notice.code})`;
      return notice.isTooLong
        ? `${asked}, which is longer than a run waits. Stopping.`
        : `${asked}. Waiting.`;
    }
    default:
      return assertNever(notice);
  }
}

async function readCa(deps: FlowDeps, settings: Settings): Promise<string | null> {
  const file = deps.env['PALETTE_CA_FILE'] ?? settings.palette.caFile;
  if (file === null || file === '') return null;
  // A CA of our own takes the place of node's list, and with it of what NODE_EXTRA_CA_CERTS adds there.
  const extra = deps.env['NODE_EXTRA_CA_CERTS'];
  try {
    const names = [file, ...(extra ? [extra] : [])];
    const pems = await Promise.all(names.map((name) => readSmallFile(path.resolve(deps.cwd, name))));
    // Throws where there is none.
    const certificates = pems.map((pem) => ({ pem, facts: new X509Certificate(pem) }));
    return certificates.map(({ pem }) => pem).join('\n');
  } catch {
    throw userError(
      EXIT.error,
      'palette/no-ca',
      `the CA file ${file} cannot be read, or contains no certificate`,
      'check palette.caFile or PALETTE_CA_FILE; it must be PEM',
    );
  }
}

/** Node would let this variable switch off what keeps the key from strangers; ours ignore it, and whoever set it should know. */
function refuseUnverified(deps: FlowDeps, url: URL): void {
  if (url.protocol !== 'https:' || deps.env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return;
  throw userError(
    EXIT.error,
    'palette/tls-off',
    'NODE_TLS_REJECT_UNAUTHORIZED=0 would send the API key to an unverified server',
    'unset it; for a private CA, use palette.caFile or PALETTE_CA_FILE',
  );
}

function proxyOf(env: FlowDeps['env']): { httpsProxy?: string; httpProxy?: string; noProxy?: string } {
  const httpsProxy = env['HTTPS_PROXY'] ?? env['https_proxy'];
  const httpProxy = env['HTTP_PROXY'] ?? env['http_proxy'];
  const noProxy = env['NO_PROXY'] ?? env['no_proxy'];
  for (const url of [httpsProxy, httpProxy]) {
    if (!url || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) continue;
    // Not shown: it may have a password in it.
    throw userError(
      EXIT.error,
      'palette/bad-proxy',
      'the proxy in the environment is not a URL',
      'use the form HTTPS_PROXY=http://host:port',
    );
  }
  return {
    ...(httpsProxy ? { httpsProxy } : {}),
    ...(httpProxy ? { httpProxy } : {}),
    ...(noProxy ? { noProxy } : {}),
  };
}
