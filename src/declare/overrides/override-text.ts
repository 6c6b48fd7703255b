// Variables in the texts of an override: ${var.name} and ${project}. Any other ${ stays as it is: charts and scripts are full of them.
import type { DataPath } from '../source-file.ts';
import { variableValue } from '../variables.ts';
import { type LayerReading, layerPlace, tellFault } from './layer-reading.ts';

const PROJECT = '${project}';
const MARK = /\$?\$\{(?:project\}|(var\.[^}\n]*)\}?)/g;
/** What the texts of a run may grow by, altogether: files of that size would be refused, too. */
export const MOST_ADDED = 32 * 1024 * 1024;

/** `$${var.name}` and `$${project}` stand for themselves with one dollar sign. */
export function putVariables(text: string, path: DataPath, reading: LayerReading): string {
  return text.replaceAll(MARK, (whole: string, inner: string | undefined) => {
    if (whole.startsWith('$$')) return whole.slice(1);
    const value = inner === undefined ? projectName(path, reading) : variable(whole, inner, path, reading);
    return spend(value, path, reading) ? value : '';
  });
}

/** The text that `putVariables` makes this one of. */
export function withoutMarks(text: string): string {
  return text.replaceAll(MARK, (whole) => `$${whole}`);
}

/** Whether variables are put into it: then nobody wrote the value down. */
export function hasVariables(text: string): boolean {
  return [...text.matchAll(MARK)].some(([whole]) => !whole.startsWith('$$'));
}

function variable(whole: string, inner: string, path: DataPath, { run, layer }: LayerReading): string {
  return variableValue(whole, inner, () => layerPlace(layer, path), run.variables, run.faults);
}

function projectName(path: DataPath, reading: LayerReading): string {
  reading.usesProject = true;
  if (reading.project !== null) return reading.project;
  tellFault(
    reading,
    'declare/no-project',
    `${PROJECT} has no value: the target is at tenant scope`,
    path,
    'remove it, or write $${project} for the text itself',
    'value',
  );
  return PROJECT;
}

function spend(value: string, path: DataPath, reading: LayerReading): boolean {
  const { run } = reading;
  const before = run.budget;
  run.budget -= value.length;
  if (run.budget < 0 && before >= 0)
    tellFault(
      reading,
      'declare/too-large',
      `variables add more than ${MOST_ADDED} characters to the overrides`,
      path,
      'use shorter values, or files',
      'value',
    );
  return run.budget >= 0;
}
