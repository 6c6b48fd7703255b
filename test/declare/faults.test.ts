// Faults that are collected: each once, by place, and no more of them and no longer ones than anybody reads.
import { describe, expect, test } from 'vitest';
import { Faults } from '../../src/declare/faults.ts';
import type { Place } from '../../src/model/diagnostic.ts';

const at = (line: number, column = 1, file = 'a.yaml'): Place => ({ file, line, column, text: '' });

function withMany(count: number): Faults {
  const faults = new Faults();
  for (let line = count; line > 0; line--) faults.add('declare/x', 'm', at(line));
  return faults;
}

describe('faults', () => {
  test('are sorted by file, line and column; those without a place come last', () => {
    const faults = new Faults();
    faults.add('declare/x', 'none', null);
    for (const place of [at(2), at(1, 2), at(1), at(10), at(1, 1, 'A.yaml')])
      faults.add('declare/x', `${place.file}:${place.line}:${place.column}`, place);
    expect(faults.list().map(({ message }) => message)).toEqual([
      'A.yaml:1:1',
      'a.yaml:1:1',
      'a.yaml:1:2',
      'a.yaml:2:1',
      'a.yaml:10:1',
      'none',
    ]);
  });

  test('of the same code and words at the same place are one', () => {
    const faults = new Faults();
    for (const [code, message, place] of [
      ['declare/x', 'm', at(1)],
      ['declare/x', 'm', at(1)],
      ['declare/y', 'm', at(1)],
      ['declare/x', 'n', at(1)],
      ['declare/x', 'm', at(2)],
    ] as const)
      faults.add(code, message, place);
    expect(faults.list()).toHaveLength(4);
    expect([faults.count, faults.isEmpty, new Faults().isEmpty]).toEqual([5, false, true]);
  });

  test('have a place and a hint only where there is one', () => {
    const faults = new Faults();
    faults.add('declare/x', 'm', null);
    faults.add('declare/y', 'n', at(1), 'h');
    expect(faults.list()).toStrictEqual([
      { code: 'declare/y', severity: 'error', message: 'n', place: at(1), hint: 'h' },
      { code: 'declare/x', severity: 'error', message: 'm' },
    ]);
  });

  test('of others are added, all of them or those that are meant', () => {
    const [faults, some, others] = [new Faults(), new Faults(), withMany(3)];
    faults.addAll(others);
    some.addAll(others, ({ place }) => place?.line !== 2);
    expect(faults.list().map(({ place }) => place?.line)).toEqual([1, 2, 3]);
    expect(some.list().map(({ place }) => place?.line)).toEqual([1, 3]);
  });

  test('are reported up to the thousandth; then, how many more there are', () => {
    expect(
      withMany(1000)
        .list()
        .map(({ message }) => message),
    ).toEqual(Array.from({ length: 1000 }, () => 'm'));
    const told = withMany(1002).list();
    expect(told).toHaveLength(1001);
    expect(told.slice(0, -1).map(({ place }) => place?.line)).toEqual(
      Array.from({ length: 1000 }, (_, index) => index + 1),
    );
    expect(told.at(-1)).toStrictEqual({
      code: 'declare/more',
      severity: 'error',
      message: 'there are 2 more errors',
      hint: 'fix these first',
    });
  });

  test('are cut where they are longer than 2000 characters', () => {
    const faults = new Faults();
    faults.add('declare/x', 'm'.repeat(2000), at(1), 'h'.repeat(2000));
    faults.add('declare/x', 'm'.repeat(2001), at(2), 'h'.repeat(2001));
    expect(faults.list().map(({ message, hint }) => [message, hint])).toEqual([
      ['m'.repeat(2000), 'h'.repeat(2000)],
      [`${'m'.repeat(2000)}…`, `${'h'.repeat(2000)}…`],
    ]);
  });

  test('show no password of a URL', () => {
    const faults = new Faults();
    faults.add('declare/x', 'see postgres://u:hunter2@h/d', null);
    expect(faults.list()[0]?.message).not.toContain('hunter2');
  });
});
