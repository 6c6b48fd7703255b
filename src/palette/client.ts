// The calls of the Palette API that we make, each as a description that `send` carries out.
import type { ScopeRef } from '../model/natural-key.ts';
import type { RateLimits } from '../model/settings.ts';
import { afterEnd, errorDetails } from './answer-error.ts';
import { withAssumed } from './assumptions.ts';
import { auditCalls } from './audit-calls.ts';
import { bucketPrefix, createBuckets } from './buckets.ts';
import type { ConnectionNotice } from './circuit-breaker.ts';
import type { Clock } from './clock.ts';
import {
  decodeListedProject,
  decodeMacroNames,
  decodeManifests,
  decodePackFaults,
  decodePackManifests,
  decodeProfile,
  decodeProfileLimit,
  decodeProjects,
  decodeRegistries,
  decodeRow,
  decodeUid,
  decodeUser,
  decodeVariables,
  isUid,
} from './decode.ts';
import type { AllPages, Paging } from './paging.ts';
import { deniesObject, isConflict, PaletteError } from './palette-error.ts';
import type { ClientAssumptions, DatedAnswer, PaletteClient } from './port.ts';
import { type Ledger, type RateLevels, withLedger } from './rate-ledger.ts';
import { readList } from './read-list.ts';
import { redactorOf } from './redact.ts';
import type { Secret } from './secret.ts';
import { type Call, createSender, type Sender, type TraceLine } from './send.ts';
import { createTenantThrough, type TenantThrough } from './tenant-through.ts';
import type { Transport } from './transport.ts';
import type { WireCloneTarget, WireProfileRow } from './wire.ts';

export interface ClientDeps {
  readonly transport: Transport;
  readonly apiKey: Secret;
  /** For people. */
  readonly host: string;
  readonly limits: RateLimits;
  readonly requestTimeoutMs: number;
  /** Sends beyond the first. */
  readonly retries: number;
  readonly clock: Clock;
  readonly random: () => number;
  /** Default: what is assumed. */
  readonly facts?: ClientAssumptions;
  /** What earlier commands used of the limits, and where to keep what this one used. */
  readonly rates?: { readonly saved: RateLevels; keep(levels: RateLevels): void };
  readonly signal?: AbortSignal;
  readonly trace?: (line: TraceLine) => void;
  /** Palette stopped giving good answers, or began again. */
  readonly onNotice?: (notice: ConnectionNotice) => void;
  /** Called once when the tenant refuses reads: the name of the project whose header stands in for it. */
  readonly onReadThrough?: (project: string) => void;
}

const PROFILES = '/v1/clusterprofiles';

export function createPaletteClient(deps: ClientDeps): PaletteClient {
  const buckets = createBuckets(deps.limits, deps.clock);
  const ledger = withLedger(buckets, deps.limits, deps.clock, deps.rates?.saved ?? {});
  const sender = createSender({
    transport: watched(deps.transport, ledger),
    buckets: ledger,
    clock: deps.clock,
    random: deps.random,
    redact: redactorOf([deps.apiKey.reveal()]),
    headers: () => ({ ApiKey: deps.apiKey.reveal(), 'user-agent': 'cloneform' }),
    timeoutMs: deps.requestTimeoutMs,
    retries: deps.retries,
    ...(deps.signal === undefined ? {} : { signal: deps.signal }),
    ...(deps.trace === undefined ? {} : { trace: deps.trace }),
    ...(deps.onNotice === undefined ? {} : { onNotice: deps.onNotice }),
  });
  const facts: ClientAssumptions = deps.facts ?? withAssumed({});
  const through = createTenantThrough(deps.onReadThrough);
  return {
    host: deps.host,
    facts,
    stats: sender.stats,
    guardWrites: sender.guardWrites,
    close: () => {
      sender.stop(afterEnd());
      deps.rates?.keep(ledger.levels());
      return deps.transport.close();
    },
    tenantReadThrough: () => through.projectUid(),
    ...tenantReads(sender, through),
    ...profileReads(sender, facts, through),
    ...writes(sender, facts, through),
    ...auditCalls(sender),
  };
}

/** Tells the ledger when a request has ended. */
function watched(transport: Transport, ledger: Ledger): Transport {
  return {
    send: async (request) => {
      try {
        return await transport.send(request);
      } finally {
        ledger.answered(bucketPrefix(request.path));
      }
    },
    close: () => transport.close(),
  };
}

const getOf =
  (sender: Sender) =>
  async <T>(
    path: string,
    projectUid: string | null,
    decode: (body: unknown) => T,
    isOptional = false,
  ): Promise<T> =>
    (await sender.send({ method: 'GET', path, projectUid, isRead: true, isOptional, decode })).value;

type TenantReads = Pick<
  PaletteClient,
  'whoAmI' | 'listProjects' | 'countProjects' | 'listRegistries' | 'readProfileLimit'
>;

function tenantReads(sender: Sender, through: TenantThrough): TenantReads {
  const get = getOf(sender);
  return {
    whoAmI: () => asAuth(sender, get('/v1/users/info', null, decodeUser)),
    listProjects: async () => {
      const projects = await get('/v1/dashboard/projects/metadata', null, decodeProjects);
      through.learn(projects);
      return projects;
    },
    countProjects: async () => {
      let isCounted = false;
      const projects = await readList(sender, {
        path: '/v1/dashboard/projects',
        projectUid: null,
        body: { filter: {}, sort: [] },
        decode: decodeListedProject,
        idOf: ({ uid }) => uid,
        offsets: { areGood: false },
        onTotal: (total) => {
          isCounted ||= total !== null;
        },
      });
      if (projects.missing === 0) through.learn(projects.rows.filter(({ isDisabled }) => !isDisabled));
      return { ...projects, isCounted };
    },
    listRegistries: () => get('/v1/registries/metadata', null, decodeRegistries),
    readProfileLimit: (tenantUid) => get(`/v1/tenants/${tenantUid}/resourceLimits`, null, decodeProfileLimit),
  };
}

type ProfileReadMethods = Pick<
  PaletteClient,
  | 'validateName'
  | 'listProfiles'
  | 'getProfileRow'
  | 'getProfile'
  | 'getPackManifests'
  | 'getManifestsOfPack'
  | 'getVariables'
  | 'listMacros'
  | 'exportProfile'
  | 'validateClone'
  | 'validatePacks'
>;

function profileReads(sender: Sender, facts: ClientAssumptions, through: TenantThrough): ProfileReadMethods {
  const offsets = { areGood: true };
  const get = getOf(sender);
  /** With the header that the scope needs. */
  const inScope =
    <T>(rest: string, decode: (body: unknown) => T) =>
    (uid: string, scope: ScopeRef): Promise<T> =>
      through.read(scope, async (projectUid) => get(profilePath(uid, rest), projectUid, decode));
  const manifests = inScope('/packs/manifests', decodePackManifests);
  const variables = inScope('/variables', decodeVariables);
  return {
    listProfiles: (scope) =>
      through.read(scope, (projectUid) => listProfiles(sender, { ...scope, projectUid }, offsets)),
    getProfileRow: async (uid, scope, isOptional) =>
      through.read(scope, (projectUid) =>
        orDenied(get(`/v1/dashboard/clusterprofiles/${checkedUid(uid)}`, projectUid, decodeRow, isOptional)),
      ),
    validateName: async (scope, name, version) => {
      const query = new URLSearchParams({ name, version }).toString();
      const path = `${PROFILES}/validate/name?${query}`;
      return orTaken(get(path, scope.projectUid, () => undefined));
    },
    getProfile: async (uid, scope) =>
      through.read(scope, (projectUid) => {
        const path = profilePath(uid);
        return orDenied(
          sender.send({ method: 'GET', path, projectUid, isRead: true, decode: decodeProfile }),
        );
      }),
    getPackManifests: async (uid, scope) => orDenied(manifests(uid, scope)),
    getManifestsOfPack: async (uid, scope, pack) =>
      orDenied(inScope(`/packs/${encodeURIComponent(pack)}/manifests`, decodeManifests)(uid, scope)),
    getVariables: async (uid, scope) => orDenied(variables(uid, scope)),
    listMacros: async (scope) => get(`${PROFILES}/macros`, scope.projectUid, decodeMacroNames),
    exportProfile: inScope('/export?format=json', (body) => body),
    validateClone: async (uid, scope, clone) =>
      void (await sender.send({
        method: 'POST',
        path: profilePath(uid, '/clone/validate'),
        projectUid: cloneHeader(facts, through, scope, clone),
        body: clone,
        isRead: true,
        isQuestion: true,
        decode: () => undefined,
      })),
    validatePacks: async (uid, scope, { spec }) => {
      const { value } = await sender.send({
        method: 'POST',
        path: profilePath(uid, '/validate/packs'),
        projectUid: scope.projectUid,
        body: spec.template,
        isRead: true,
        isQuestion: true,
        decode: decodePackFaults,
      });
      return value;
    },
  };
}

type Writes = Pick<
  PaletteClient,
  | 'clone'
  | 'putProfile'
  | 'publish'
  | 'patchVariables'
  | 'putVariables'
  | 'deleteVariables'
  | 'patchMetadata'
  | 'deleteProfile'
>;

function writes(sender: Sender, facts: ClientAssumptions, through: TenantThrough): Writes {
  const change = (
    method: Call<null>['method'],
    uid: string,
    rest: string,
    scope: ScopeRef,
    body?: unknown,
  ): Promise<DatedAnswer<null>> =>
    sender.send({
      method,
      path: profilePath(uid, rest),
      projectUid: scope.projectUid,
      ...(body === undefined ? {} : { body }),
      isRead: false,
      decode: () => null,
    });
  return {
    clone: async (uid, scope, clone) =>
      sender.send({
        method: 'POST',
        path: profilePath(uid, '/clone'),
        projectUid: cloneHeader(facts, through, scope, clone),
        body: { metadata: clone },
        isRead: false,
        decode: decodeUid,
      }),
    putProfile: async (uid, scope, update) => change('PUT', uid, '', scope, update),
    publish: async (uid, scope) => change('PATCH', uid, '/publish', scope),
    patchVariables: async (uid, scope, variables) => change('PATCH', uid, '/variables', scope, { variables }),
    putVariables: async (uid, scope, variables) => change('PUT', uid, '/variables', scope, { variables }),
    deleteVariables: async (uid, scope, names) =>
      change('DELETE', uid, '/variables', scope, { variables: names }),
    patchMetadata: async (uid, scope, patch) => change('PATCH', uid, '/metadata', scope, patch),
    deleteProfile: async (uid, scope) => {
      const sent = await orDenied(change('DELETE', uid, '', scope));
      return { gone: sent === undefined };
    },
  };
}

/** Whose `ProjectUid` a clone into another place carries is open until somebody looked (facts.md section 9 b). */
function cloneHeader(
  facts: ClientAssumptions,
  through: TenantThrough,
  source: ScopeRef,
  clone: WireCloneTarget,
): string | null {
  // A key without rights at tenant scope clones a tenant's profile as the target's project shows it; nothing is made at tenant scope so.
  if (source.projectUid === null && through.projectUid() !== null) return clone.target.projectUid ?? null;
  return facts.cloneHeader === 'target' ? (clone.target.projectUid ?? null) : source.projectUid;
}

/** Sorted, so that a page does not shift while it is read; the filter saves pages. Both are known to fail at times: then without. */
async function listProfiles(
  sender: Sender,
  scope: ScopeRef,
  offsets: Paging<WireProfileRow>['offsets'],
): Promise<AllPages<WireProfileRow>> {
  const wish = { filter: { scope: scope.scope }, sort: [{ field: 'profileName', order: 'asc' }] };
  try {
    return await listWith(wish);
  } catch (error) {
    const isRefused = error instanceof PaletteError && (error.status === 400 || error.status === 422);
    if (!isRefused) throw error;
    return listWith({});
  }

  function listWith(body: object): Promise<AllPages<WireProfileRow>> {
    return readList(sender, {
      path: '/v1/dashboard/clusterprofiles',
      projectUid: scope.projectUid,
      body,
      decode: decodeRow,
      idOf: (row) => row.metadata.uid,
      offsets,
    });
  }
}

function profilePath(uid: string, rest = ''): string {
  return `${PROFILES}/${checkedUid(uid)}${rest}`;
}

function checkedUid(uid: string): string {
  if (!isUid(uid)) {
    throw new PaletteError({
      kind: 'decode',
      code: 'BadUid',
      method: 'GET',
      path: PROFILES,
      effect: 'none',
      message: `${JSON.stringify(uid.slice(0, 80))} is not a Palette UID`,
    });
  }
  return uid;
}

/** Palette's own "no such object" is an answer, not a failure; whether it means gone is for model/absence.ts to say. */
async function orDenied<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof PaletteError && deniesObject(error)) return undefined;
    throw error;
  }
}

/** Only a conflict is an answer: any other refusal says nothing about the name. */
async function orTaken(promise: Promise<unknown>): Promise<'free' | 'taken'> {
  try {
    await promise;
    return 'free';
  } catch (error) {
    if (error instanceof PaletteError && isConflict(error)) return 'taken';
    throw error;
  }
}

/**
 * On the first call, a 403 means that the key is not accepted (facts.md section 4), and so does a "no such resource": it is the key that
 * Palette does not find (facts.md section 10, 20).
 */
async function asAuth<T>(sender: Sender, promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    if (!(error instanceof PaletteError) || (error.status !== 403 && !deniesObject(error))) throw error;
    const hint = 'set PALETTE_API_KEY to a key that is valid for this host';
    const refused = new PaletteError({ ...errorDetails(error), kind: 'auth', hint }, error);
    sender.stop(refused);
    throw refused;
  }
}
