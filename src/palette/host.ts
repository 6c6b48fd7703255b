// Which host is spoken to, and whether it may have the API key. A pull request must not carry the key away.

export type ResolvedHost =
  | { readonly kind: 'ok'; readonly url: URL; readonly mayHaveKey: boolean }
  | { readonly kind: 'bad'; readonly problem: string; readonly hint: string };

export interface HostInput {
  /** As the declarations name it; null when they do not. */
  readonly declared: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const DEFAULT_HOST = 'api.spectrocloud.com';

/** The environment overrides the declarations; the first of the two names wins. */
export function resolveHost(input: HostInput): ResolvedHost {
  const fromEnv = input.env['PALETTE_HOST'] || input.env['SPECTROCLOUD_HOST'];
  const text = fromEnv ?? input.declared ?? DEFAULT_HOST;
  const url = parseHost(text);
  if (url === null) {
    return {
      kind: 'bad',
      problem: `${JSON.stringify(withoutUser(text))} is not a Palette host`,
      hint: 'use a host such as api.spectrocloud.com, or https://host[:port] without user or path',
    };
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return {
      kind: 'bad',
      problem: `${withoutUser(text)} would send the API key unencrypted`,
      hint: 'use https; http is allowed only on loopback',
    };
  }
  return { kind: 'ok', url, mayHaveKey: fromEnv !== undefined || isTrusted(url, input.env) };
}

/** A user in a host may have a password. */
function withoutUser(text: string): string {
  return text.replace(/^(?:[^/@]*:\/\/)?.*@/s, (user) => `${/^[a-z]+:\/\//i.exec(user)?.[0] ?? ''}***@`);
}

function parseHost(text: string): URL | null {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(withScheme)) return null;
  const url = new URL(withScheme);
  const isPlain =
    url.username === '' &&
    url.password === '' &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '';
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isPlain && isWeb && !/[\s@\\]/.test(text) ? url : null;
}

/** 127.0.0.0/8, ::1 and localhost, by structure: 127.attacker.example is none of them. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

function isTrusted(url: URL, env: HostInput['env']): boolean {
  const { hostname, host } = url;
  if (hostname === 'spectrocloud.com' || hostname.endsWith('.spectrocloud.com')) return true;
  const allowed = (env['CLONEFORM_ALLOWED_HOSTS'] ?? '').split(',').map((item) => item.trim().toLowerCase());
  return allowed.includes(hostname) || allowed.includes(host);
}
