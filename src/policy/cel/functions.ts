// The functions of expressions: those of CEL and the text functions that cannot make a text grow, each of which pays for its work.
import {
  type CelFunc,
  type CelInput,
  type CelList,
  CelScalar,
  type CelValue,
  celEnv,
  celFunc,
  celList,
  celMethod,
  isCelError,
  isCelList,
  isCelMap,
  listType,
} from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { isMessage, type Message } from '@bufbuild/protobuf';
import { isReflectMessage } from '@bufbuild/protobuf/reflect';
import { TimestampSchema, timestampMs } from '@bufbuild/protobuf/wkt';
import { calendarField, isCalendarField } from './calendar.ts';
import type { Meter } from './meter.ts';

/** Of one text that a function makes or searches by a pattern. */
const MOST_CHARACTERS = 100_000;
const MOST_PATTERN = 500;
/** Characters of a text that count as one step. */
const CHARACTERS_A_STEP = 32;

/** `replace` and `format` multiply texts; what they are for, messages do. */
const LEFT_OUT = new Set(['replace', 'format', 'strings.quote']);

/** Added to each turn of a loop, and to what it loops over. */
export const TICK = '@turn';
export const RANGE = '@range';
/** Stands for the `+` that `map` and `filter` gather their results with. */
export const APPEND = '@append';

/** What expressions may call: names and types, for the checker. */
export function knownFunctions(): ReturnType<typeof celEnv>['funcs'] {
  return celEnv({ funcs: strings.filter(({ name }) => !LEFT_OUT.has(name)) }).funcs;
}

/** The same, paid for. */
export function meteredFunctions(meter: Meter): CelFunc[] {
  const { DYN, STRING } = CelScalar;
  const LIST = listType(DYN);
  const paid = [...knownFunctions()].map((func) => withCost(func, meter));
  const loops = [
    celFunc(TICK, [DYN], DYN, (value) => {
      meter.spend(1);
      return value;
    }),
    celFunc(RANGE, [DYN], DYN, (value) => {
      meter.spend(1 + sizeOf(value));
      return value;
    }),
  ];
  return [
    ...paid,
    ...loops,
    celFunc('_+_', [LIST, LIST], LIST, (one, other) => {
      meter.spend(1 + one.size + other.size);
      return celList([...one, ...other]);
    }),
    celFunc(APPEND, [LIST, LIST], LIST, appended),
    celFunc('_+_', [STRING, STRING], STRING, (one, other) => {
      meter.spend(1 + (one.length + other.length) / CHARACTERS_A_STEP);
      return bounded(one + other);
    }),
    celMethod('matches', STRING, [STRING], CelScalar.BOOL, function (pattern) {
      return matches(meter, this, pattern);
    }),
  ];
}

const gathered = new WeakMap<CelList, CelValue[]>();

/** In place: nobody else holds what is being gathered. The library's own list of two lists nests as deep as a loop has turns. */
function appended(list: CelList, more: CelList): CelList {
  const known = gathered.get(list);
  if (known !== undefined) {
    known.push(...more);
    return list;
  }
  const items = [...list, ...more];
  const made = celList(items);
  gathered.set(made, items);
  return made;
}

/** Linear in the text, whatever the pattern is (RE2), so that text times pattern bounds it. */
function matches(meter: Meter, text: string, pattern: string): boolean {
  if (pattern.length > MOST_PATTERN)
    throw new Error(`the pattern of matches() has more than ${MOST_PATTERN} characters`);
  if (/\{\s*\d{3,}/.test(pattern)) throw new Error('a pattern repeats at most 99 times: {n} with n < 100');
  bounded(text);
  meter.spend(1 + pattern.length * 10 + (pattern.length * text.length) / CHARACTERS_A_STEP);
  const answer = known.find('matches')?.call(0, text, [pattern]);
  if (isCelError(answer)) throw answer;
  return answer === true;
}

const known = knownFunctions();

function withCost(func: CelFunc, meter: Meter): CelFunc {
  const run = (target: CelValue | undefined, args: CelValue[]): CelInput => {
    meter.spend(1);
    const all = target === undefined ? args : [target, ...args];
    if (COMPARES.has(func.name)) payToCompare(meter, all);
    else for (const arg of all) meter.spend(shallowCost(func.name, arg));
    if (func.name === 'join') bounded(joinedLength(all));
    const result = calendarOf(func.name, target, args) ?? func.call(0, target, args);
    if (result === undefined) throw new Error(`${func.name} cannot take this`);
    if (isCelError(result)) throw result;
    return result;
  };
  const { name, target, arguments: args, result } = func;
  return target === undefined
    ? celFunc(name, args, result, (...given: CelValue[]) => run(undefined, given))
    : celMethod(name, target, args, result, function (this: CelValue, ...given: CelValue[]) {
        return run(this, given);
      });
}

/** undefined: it is no field of a time. Durations have some of the same methods. */
function calendarOf(
  name: string,
  target: CelValue | undefined,
  args: readonly CelValue[],
): bigint | undefined {
  if (!isCalendarField(name) || !isReflectMessage(target)) return undefined;
  const time: Message = target.message;
  if (!isMessage(time, TimestampSchema)) return undefined;
  return calendarField(name, timestampMs(time), typeof args[0] === 'string' ? args[0] : '+00:00');
}

const COMPARES = new Set(['_==_', '_!=_', '@in']);

/** Of times in a zone, the calendar is asked for, which takes as long as four hundred other steps. */
const STEPS_OF_A_ZONE = 400;

function shallowCost(name: string, value: CelValue): number {
  if (typeof value === 'string')
    return value.length / CHARACTERS_A_STEP + (name.startsWith('get') ? STEPS_OF_A_ZONE : 0);
  return isCelList(value) && !CONSTANT.has(name) ? value.size / 10 : 0;
}

const CONSTANT = new Set(['size', '_[_]']);

/** Whole values are compared, member by member, where neither side is a scalar. */
function payToCompare(meter: Meter, [one, other]: readonly CelValue[]): void {
  if (isWhole(one) && isWhole(other)) {
    payForAll(meter, one);
    payForAll(meter, other);
    return;
  }
  for (const value of [one, other]) {
    if (typeof value === 'string') meter.spend(value.length / CHARACTERS_A_STEP);
    if (isCelList(value)) meter.spend(value.size);
  }
}

function isWhole(value: CelValue | undefined): boolean {
  return isCelList(value) || isCelMap(value);
}

function payForAll(meter: Meter, value: CelValue | undefined): void {
  meter.spend(1);
  if (typeof value === 'string') meter.spend(value.length / CHARACTERS_A_STEP);
  if (isCelList(value)) for (const item of value) payForAll(meter, item);
  if (isCelMap(value)) for (const item of value.values()) payForAll(meter, item);
}

function sizeOf(value: CelValue): number {
  return isCelList(value) || isCelMap(value) ? value.size : 0;
}

function joinedLength([list, separator]: readonly CelValue[]): number {
  if (!isCelList(list)) return 0;
  const between = typeof separator === 'string' ? separator.length : 0;
  let length = 0;
  for (const item of list) length += between + (typeof item === 'string' ? item.length : 0);
  return length;
}

function bounded<T extends string | number>(text: T): T {
  const length = typeof text === 'number' ? text : text.length;
  if (length > MOST_CHARACTERS) throw new Error(`a text has more than ${MOST_CHARACTERS} characters`);
  return text;
}
