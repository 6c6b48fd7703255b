// Variables in one text of an override: what is put in, what stays, and how much they may add.
import { describe, expect, test } from 'vitest';
import { Faults } from '../../../src/declare/faults.ts';
import type { LayerReading } from '../../../src/declare/overrides/layer-reading.ts';
import { OverrideFiles } from '../../../src/declare/overrides/override-files.ts';
import { hasVariables, putVariables, withoutMarks } from '../../../src/declare/overrides/override-text.ts';
import { SourceFile } from '../../../src/declare/source-file.ts';
import { aDisk } from '../../support/declared.ts';

function aReading(project: string | null, budget = 100): LayerReading {
  const file = new SourceFile('cloneform.yaml', new TextEncoder().encode('a: b\nc: d\n'));
  const run = {
    variables: new Map([
      ['mtu', '9000'],
      ['name', 'edge ${project}'],
      ['none', null],
    ]),
    files: new OverrideFiles('/p', aDisk({})),
    faults: new Faults(),
    warnings: new Map(),
    budget,
  };
  return { run, layer: { file, path: [], values: {} }, project, usesProject: false };
}

const told = ({ run }: LayerReading): readonly string[] =>
  run.faults
    .list()
    .map(({ code, place, message, hint }) => `${code} ${place?.line}:${place?.column} ${message} (${hint})`);

describe('what a text comes to', () => {
  test.each([
    ['mtu', 'mtu', false],
    ['${var.mtu}', '9000', true],
    ['mtu ${var.mtu}/${var.mtu}', 'mtu 9000/9000', true],
    ['in ${project}', 'in oslo', true],
    ['${var.name}', 'edge ${project}', true],
    ['$${var.mtu}', '${var.mtu}', false],
    ['$${project} ${project}', '${project} oslo', true],
    ['${HOME} $${HOME} ${var} ${projects} $var.mtu', '${HOME} $${HOME} ${var} ${projects} $var.mtu', false],
    ['', '', false],
  ])('%j is %j', (text, expected, isVariable) => {
    const reading = aReading('oslo');
    expect(putVariables(text, ['a'], reading)).toBe(expected);
    expect(hasVariables(text)).toBe(isVariable);
    expect(told(reading)).toEqual([]);
  });

  test.each([
    ['${project}', true],
    ['${var.mtu}', false],
    ['$${project}', false],
  ])('%j needs a layer for each project: %j', (text, expected) => {
    const reading = aReading('oslo');
    putVariables(text, ['a'], reading);
    expect(reading.usesProject).toBe(expected);
  });

  test.each(['${var.mtu}', '$${project}', 'a ${HOME} ${var.mtu} $${var.b}', 'mtu'])(
    '%j is what its own marks stand for',
    (text) => {
      expect(putVariables(withoutMarks(text), ['a'], aReading('oslo'))).toBe(text);
    },
  );

  test('at tenant scope there is no project', () => {
    const reading = aReading(null);
    expect(putVariables('a ${project}', ['c'], reading)).toBe('a ${project}');
    expect(told(reading)).toEqual([
      'declare/no-project 2:4 ${project} has no value: the target is at tenant scope (remove it, or write $${project} for the text itself)',
    ]);
  });
});

describe('what variables add to the overrides of a run', () => {
  test.each([
    ['as much as there is room for', 8, '9000 9000', 0],
    ['one character more', 7, '9000 ', 1],
    ['more than once too many, which is reported once', 3, ' ', 1],
  ])('%s', (_, budget, expected, faults) => {
    const reading = aReading('oslo', budget);
    expect(putVariables('${var.mtu} ${var.mtu}', ['c'], reading)).toBe(expected);
    expect(told(reading)).toEqual(
      Array.from(
        { length: faults },
        () =>
          'declare/too-large 2:4 variables add more than 33554432 characters to the overrides (use shorter values, or files)',
      ),
    );
  });

  test('that nothing is left is reported once a run', () => {
    const reading = aReading('oslo', 4);
    const texts = [['a'], ['c'], ['a']].map((path) => putVariables('${var.mtu}', path, reading));
    expect(texts).toEqual(['9000', '', '']);
    expect(told(reading).map((line) => line.slice(0, 21))).toEqual(['declare/too-large 2:4']);
  });
});
