// Genuine exports of Palette as contents.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Content, Pack } from '../../src/content/content.ts';
import { ROOT } from './root.ts';

const FOLDER = path.join(ROOT, 'test/fixtures/exports');

interface Exported {
  readonly cloudType: string;
  readonly type: string;
  readonly packs: readonly {
    readonly name: string;
    readonly tag?: string;
    readonly version?: string;
    readonly layer: string;
    readonly type: string;
    readonly registry?: { readonly metadata?: { readonly uid?: string } };
    readonly values: string;
    readonly manifests?: readonly { readonly name: string; readonly content: string }[];
  }[];
}

export function genuineContent(file: string): Content {
  const { cloudType, type, packs } = templateOf(file);
  return {
    cloudType,
    type,
    variables: [],
    packs: packs.map(
      ({ name, tag = '', version = '', layer, type: kind, registry, values, manifests = [] }): Pack => ({
        name,
        tag,
        layer,
        type: kind,
        registryUid: registry?.metadata?.uid ?? '',
        values,
        manifests: manifests.map(({ name: of, content }) => ({ name: of, content })),
        resolvedVersion: version,
        isInvalid: false,
      }),
    ),
  };
}

function templateOf(file: string): Exported {
  return JSON.parse(readFileSync(path.join(FOLDER, `${file}.json`), 'utf8')).spec.template as Exported;
}

/** Profiles among the exports. */
export const GENUINE: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace(/\.json$/, ''))
  .filter((name) =>
    Array.isArray(
      (
        JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')) as {
          spec?: { template?: { packs?: unknown } };
        }
      ).spec?.template?.packs,
    ),
  );
