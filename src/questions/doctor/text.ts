// Findings in words: what it is, what it means, what to do. One view, for people and as JSON.
import { assertNever } from '../../model/invariant.ts';
import type { OpenEntry } from '../../model/recorded.ts';
import { count } from '../../render/plan-words.ts';
import { safeText } from '../../render/safe-text.ts';
import type { Style, Tone } from '../../render/style.ts';
import { joinLines, layout } from '../../render/wrap.ts';
import type { EntryOutcome, Fact, Finding, LockHolder, ProbeLeftover } from './judge.ts';

/** What tools read. */
export interface FindingView {
  readonly check: string;
  readonly level: Finding['level'];
  readonly message: string;
  /** What to do about it; null: nothing. */
  readonly hint: string | null;
  /** What the finding is about, where that is a clone. */
  readonly address?: string;
  readonly uid?: string;
}

type Words = Omit<FindingView, 'level'>;

export function toFindingView({ level, fact }: Finding): FindingView {
  const { check, ...words } = wordsOf(fact);
  return { check, level, ...words };
}

const MARKS = {
  ok: ['ok', 'add'],
  note: ['note', 'warn'],
  problem: ['problem', 'error'],
} as const satisfies Record<Finding['level'], readonly [string, Tone]>;

export function renderFindings(views: readonly FindingView[], style: Style): string {
  const lines = views.flatMap(({ level, check, message, hint }) => {
    const [word, tone] = MARKS[level];
    return [
      ...layout(
        [{ text: word.padEnd(8), tone, keep: true }, { text: `${check}: `, tone: 'bold' }, { text: message }],
        style,
        { first: 0, hang: 8 },
      ),
      ...(hint === null ? [] : layout([{ text: `= ${hint}` }], style, { first: 8, hang: 10 })),
    ];
  });
  const problems = views.filter((view) => view.level === 'problem').length;
  const end = problems === 0 ? 'No problems found.' : `${count(problems, 'problem')} found.`;
  return joinLines([...lines, '', end]);
}

function wordsOf(fact: Fact): Words {
  return isStateFact(fact) ? stateWords(fact) : worldWords(fact);
}

function worldWords(fact: Exclude<Fact, StateFact>): Words {
  switch (fact.kind) {
    case 'declarations':
      return say('declarations', `${count(fact.clones, 'clone')} declared`);
    case 'issue':
      return say(fact.about, `${fact.issue.message} (${fact.issue.code})`, fact.issue.hint);
    case 'connected':
      return say('palette', connectedWords(fact));
    case 'other_tenant':
      return say(
        'tenant',
        `this state belongs to tenant ${fact.bound}, but the key belongs to tenant ${fact.got}`,
        'use the key or the host of that tenant, or another state (state.path, CLONEFORM_STATE)',
      );
    case 'projects':
      return say('projects', `the key sees ${count(fact.count, 'project')}`);
    case 'scope':
      return fact.profiles === null
        ? say(
            'scope',
            `${fact.name} cannot be read: ${fact.why ?? ''}`,
            'give the key a role that can list cluster profiles there',
          )
        : say('scope', `${fact.name}: ${count(fact.profiles, 'profile version')}`);
    case 'scopes':
      return say(
        'scopes',
        `${count(fact.count, 'scope')} can be read (tenant and projects of the declarations): ${count(fact.profiles, 'profile version')}`,
      );
    case 'probe_left':
      return { ...leftoverWords(fact.object), uid: fact.object.uid };
    case 'clock':
      return clockWords(fact.skewMs);
    case 'limits':
      return fact.throttled === 0
        ? say('limits', `${count(fact.requests, 'request')}, none refused by the rate limit`)
        : say(
            'limits',
            `${fact.throttled} of ${count(fact.requests, 'request')} refused by the rate limit (429)`,
            'another tool shares the rate limit of this address; cloneform slows down automatically',
          );
    case 'taken':
      return takenWords(fact);
    case 'unmanaged':
      return say(
        'unmanaged',
        count(fact.count, 'unmanaged profile version'),
        'cloneform inventory lists them; import --all --match GLOB --write FILE writes declarations for them',
      );
    default:
      return assertNever(fact);
  }
}

const STATE_KINDS = [
  'no_state',
  'state',
  'older',
  'damage',
  'modes',
  'lock',
  'backups',
  'incomplete',
  'journal_clean',
  'half_done',
] as const;

type StateFact = Extract<Fact, { kind: (typeof STATE_KINDS)[number] }>;

function leftoverWords({ uid, name, version, projectUid }: ProbeLeftover): Words {
  const where = projectUid === null ? 'tenant scope' : `project ${projectUid}`;
  return say(
    'probe',
    `an earlier doctor --probe left ${safeText(name)} ${safeText(version)} (UID ${uid}) in ${where}`,
    'the next doctor --probe of the same user deletes it if its journal lists it; otherwise delete it by hand',
  );
}

function isStateFact(fact: Fact): fact is StateFact {
  return STATE_KINDS.some((kind) => kind === fact.kind);
}

function stateWords(fact: StateFact): Words {
  switch (fact.kind) {
    case 'no_state':
      return say(
        'state',
        `${fact.where} does not exist yet: nothing is recorded`,
        'the first apply creates it',
      );
    case 'state':
      return say(
        'state',
        `${fact.where}: ${count(fact.clones, 'clone')}, serial ${fact.serial}, lineage ${fact.lineage}`,
      );
    case 'older':
      return say(
        'age',
        `this state is older (serial ${fact.older.serial}) than the one last used here (serial ${fact.older.seenSerial}, seen ${fact.older.seenAt}): it was restored from a backup, or is an old copy`,
        olderHint(fact.newest),
      );
    case 'damage':
      return say(
        'integrity',
        `the state file is damaged: ${fact.lines.slice(0, 3).join('; ')}`,
        damageHint(fact.newest),
      );
    case 'modes':
      return say(
        'modes',
        `${fact.file} has mode ${fact.mode}: other users can read or write it`,
        `chmod go= ${fact.file}`,
      );
    case 'lock':
      return lockWords(fact.state, fact.lease);
    case 'backups':
      return fact.count === 0
        ? say('backups', 'none yet', 'the next apply that changes something creates one first')
        : say('backups', `${count(fact.count, 'backup')}, the newest ${fact.newest ?? ''}`);
    case 'incomplete':
      return {
        ...say(
          'incomplete',
          `${fact.address}: it did not turn out as planned`,
          `cloneform plan shows how to complete it; cloneform accept '${fact.address}' keeps it as it is`,
        ),
        address: fact.address,
      };
    case 'journal_clean':
      return say('journal', 'no unfinished work');
    case 'half_done':
      return halfDoneWords(fact.entry, fact.verdict);
    default:
      return assertNever(fact);
  }
}

function say(check: string, message: string, hint: string | null = null): Words {
  return { check, message, hint };
}

function connectedWords({ host, tenantUid, latencyMs }: Extract<Fact, { kind: 'connected' }>): string {
  const speed = latencyMs === null ? '' : `, answers in ${Math.round(latencyMs)} ms`;
  return `${host} accepts the key, tenant ${tenantUid}${speed}`;
}

function clockWords(skewMs: number | null): Words {
  if (skewMs === null)
    return say(
      'clock',
      'Palette sent no Date header, so cloneform cannot prove that it made a clone whose response was lost',
      'configure the proxy in front of Palette to pass on the Date header',
    );
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (seconds < 2) return say('clock', 'the clocks of this machine and of Palette agree');
  const side = skewMs > 0 ? 'ahead of' : 'behind';
  return say(
    'clock',
    `the clock of this machine is ${seconds} s ${side} the clock of Palette`,
    seconds < 60
      ? null
      : 'synchronize it with NTP; decisions use the clock of Palette, but logs and leases use this one',
  );
}

function olderHint(newest: string | null): string {
  const back = newest === null ? '' : ` (newest backup: ${newest})`;
  return `restore a newer one if there is one${back}; otherwise cloneform plan shows what was created since, and apply recovers it`;
}

function damageHint(newest: string | null): string {
  if (newest === null)
    return 'there is no backup: move the file away, then use cloneform import --all --match GLOB --write FILE to find the clones again';
  return `while nothing is running, copy the newest backup over it (${newest}), then run cloneform plan`;
}

function lockWords(state: Extract<Fact, { kind: 'lock' }>['state'], lease: LockHolder | null): Words {
  const who =
    lease === null
      ? 'a run'
      : `${lease.user} on ${lease.host} (process ${lease.pid}, ${lease.command}, since ${lease.acquiredAt}, last heartbeat ${lease.heartbeatAt})`;
  switch (state) {
    case 'free':
      return say('lock', 'free');
    case 'held':
      return say('lock', `held by ${who}`, 'that run is alive: wait for it, or use --lock-timeout 5m');
    case 'left':
      return say(
        'lock',
        `left behind by ${who}, which has ended`,
        'nothing to do: the next run takes over the lock',
      );
    case 'expired':
      return say(
        'lock',
        `left behind by ${who}; its lease has expired`,
        'nothing to do: the next run takes over the lock',
      );
    case 'believed':
      return say(
        'lock',
        `held by ${who}`,
        'the lock expires a minute after the last heartbeat; cloneform state unlock releases it sooner',
      );
    default:
      return assertNever(state);
  }
}

function takenWords({ address, detail, hint, hasState }: Extract<Fact, { kind: 'taken' }>): Words {
  const why = hasState ? '' : '; no state was found: it may be lost, or elsewhere';
  return { ...say('orphan', `${address}: ${detail}${why}`, hint), address };
}

function halfDoneWords(entry: OpenEntry, verdict: EntryOutcome): Words {
  const { address, key, kind, uid, openedAt, runId, projectName } = entry;
  const where = key.scope === 'tenant' ? 'at tenant scope' : `in ${projectName ?? key.projectUid ?? '?'}`;
  const begun = `${kind} of ${key.name} ${key.version} ${where}, started ${openedAt} by run ${runId}`;
  const known = uid === null ? '' : ` Its object is UID ${uid}.`;
  return {
    ...say('half done', `${address}: ${begun}: ${sentWords(entry)}.${known}`, outcomeWords(verdict)),
    address,
    ...(uid === null ? {} : { uid }),
  };
}

function sentWords({ kind, step, uid }: OpenEntry): string {
  switch (step) {
    case 'intent':
      return kind === 'delete'
        ? 'the delete may have been sent; its response is unknown'
        : 'its first call may have been sent; its response is unknown';
    case 'clone':
      return uid === null
        ? 'the clone call may have been sent; its response is unknown'
        : 'the clone was created, but its last steps were not recorded';
    case 'cloned':
      return 'the clone was created; its labels, its description or the read-back are missing';
    case 'variables':
      return 'variables were being written';
    case 'draft':
      return 'the new content was being written as a draft';
    case 'publish':
      return 'the draft was being published';
    case 'surplus':
      return 'surplus variables were being removed';
    case 'metadata':
      return 'labels and description were being set';
    case 'delete':
      return 'the delete may have been sent; its response is unknown';
    case 'deleted':
      return 'the old object was deleted; the steps after that are missing';
    default:
      return assertNever(step);
  }
}

function outcomeWords(verdict: EntryOutcome): string {
  switch (verdict) {
    case 'finish':
      return 'it exists in Palette; the next apply checks and records it';
    case 'take_over':
      return 'Palette has an object that is proven to be this one; the next apply records it';
    case 'continue':
      return 'it exists in Palette, but its overrides are not applied yet; the next apply continues from here';
    case 'retry':
      return 'it is not yet as desired in Palette; the next apply checks again and continues from here';
    case 'confirm_deleted':
      return 'it is gone from Palette; the next apply removes it from state';
    case 'close':
      return 'nothing is left to do; the next apply closes the journal entry and plans as usual';
    case 'wait':
      return 'Palette could not be read; the next apply checks again before it sends anything';
    case 'watch':
      return 'nothing to do: the journal entry is kept for a while in case the late call still takes effect';
    case 'unknown':
      return 'the next apply checks it in Palette before it sends anything';
    default:
      return assertNever(verdict);
  }
}
