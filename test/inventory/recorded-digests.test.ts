// Digests over genuine exports, as state files of the released edition hold them: none of them may ever come out otherwise.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Content } from '../../src/content/content.ts';
import { toContent, toShownContent } from '../../src/inventory/content-from-wire.ts';
import { contentDigest, contentOutline, sha256, shownDigest } from '../../src/inventory/digest.ts';
import { ROOT } from '../support/cli.ts';

/** The export's template, read as Palette's answers are. Manifests of an export are where GET has their names only. */
function contentOf(file: string): Content {
  const { spec } = JSON.parse(readFileSync(path.join(ROOT, `test/fixtures/exports/${file}.json`), 'utf8'));
  const packs = (spec.template.packs as Record<string, unknown>[]).map((pack) => ({
    ...pack,
    registryUid: (pack['registry'] as { metadata?: { uid?: string } } | undefined)?.metadata?.uid ?? '',
  }));
  const shown = toShownContent({
    metadata: { uid: 'u', name: file },
    spec: { published: { ...spec.template, packs } },
  });
  const manifests = {
    spec: { packs: packs.map((pack) => ({ spec: pack })) },
  } as unknown as Parameters<typeof toContent>[1];
  return toContent(shown, manifests, spec.variables ?? []);
}

test.each([
  [
    'canvos-edge-two-node',
    'sha256:e2acbef3ea1e18e3b16da063fb38c3ea21bbd5b125209c538213cfb6092d6d2b',
    'sha256:746ae304e8251df73e34945d4f5ecd7c914fb1e949b484876ed576aa60b3d294',
    'sha256:4332a971dc1e880c8aa3c5b345caa92b62063aa0efc2f822420c4d0474b99f36',
  ],
  [
    'docs-cluster-template-aws',
    'sha256:b293a4e5ccf49c3e8b2537749874c93f7b854a2b7252968802fb4dd42944a7b8',
    'sha256:9a0bf476465f10b54ff6f6aac69557c2def93898acb79f3681bb5f4280e0906c',
    'sha256:2b674d8f1ed4316b67b3a5724ecc818f556be3eb85576098cd4ef4c1f4992369',
  ],
  [
    'docs-repeated-packs',
    'sha256:deb601638743b6105324f5eea6241ba92feaebc567c727481ebb0a2679f1f6f4',
    'sha256:a2069e32306243199bf1edc5b04f3b4a207a6086bbc9f4b6a5637a8b7da744af',
    'sha256:3bfe0eb73d86755720f4dc6e9fef19a8dbeeebcbd54c934a41c930548f36a097',
  ],
  [
    'docs-ubuntu-k3s',
    'sha256:3a8230541a23487d20faa57f857d0eab892d6699fa0d2c9aab27171dcb8a3f0b',
    'sha256:ac972163384cb18b2f80d32a025d96d44d887e707b9c5e910f462006bc51e224',
    'sha256:b9283f8aaa853b8e2192959d7435d5f07e8bfc3631831fc05e072ac1bbd0d030',
  ],
  [
    'ml-ops-herbs',
    'sha256:91d0100786226d82a9830af1c566b8db218bd7120fab147d78405d28f6a32ee4',
    'sha256:171ae2469429c108fcd4c6e5f5c175bebe86f4d56550f297efe88eb7f0fea43e',
    'sha256:69422457885ff286b55dea1cbd3fa9abec2cd159f2d13a7bbc2d2ebb77a14893',
  ],
])('%s', (file, digest, shown, outline) => {
  const content = contentOf(file);
  expect(contentDigest(content)).toBe(digest);
  expect(shownDigest(content)).toBe(shown);
  expect(sha256(JSON.stringify(contentOutline(content)))).toBe(outline);
});
