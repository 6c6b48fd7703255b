// The fault `differ`: what a call writes comes out otherwise than it should, as outages and bugs of a server can make it.
import type { ProfileRecord } from './database.ts';
import type { DifferingPart } from './fault-rules.ts';
import type { StoredContent, StoredPack } from './profile-content.ts';

/** A record as a struck call writes it. `source` is what it was made from; a write of the same object names itself. */
export function differing(
  record: ProfileRecord,
  source: ProfileRecord,
  part: DifferingPart | undefined,
): ProfileRecord {
  switch (part) {
    case 'packs':
      return inContent(record, (content) => ({ ...content, packs: content.packs.slice(0, 1) }));
    case 'values':
    case 'source':
      return inPacks(record, (pack) => ({ ...pack, values: `${pack.values}\nunplanned: true\n` }));
    case 'text':
      return inPacks(record, (pack) => ({ ...pack, values: rewritten(pack.values) }));
    case 'manifests':
      return inPacks(record, (pack) => ({ ...pack, manifests: switched(pack.manifests) }));
    case 'variables':
      return { ...record, variables: [] };
    case 'publication':
      return { ...record, published: null, draft: record.published ?? record.draft };
    case 'labels':
      return { ...record, labels: { ...source.labels, ...record.labels, unplanned: 'true' } };
    case 'description':
      return { ...record, annotations: { ...record.annotations, ...flattened(record) } };
    case undefined:
      return record;
  }
}

/** As a server that loses line breaks on save (facts.md section 10, item 14). */
function flattened({ annotations }: ProfileRecord): Readonly<Record<string, string>> {
  const text = annotations['description'];
  return text === undefined ? {} : { description: text.replaceAll(/\s*\n\s*/g, ' ') };
}

function inContent(record: ProfileRecord, change: (content: StoredContent) => StoredContent): ProfileRecord {
  const { published, draft } = record;
  return {
    ...record,
    published: published === null ? null : change(published),
    draft: draft === null ? null : change(draft),
  };
}

function inPacks(record: ProfileRecord, change: (pack: StoredPack) => StoredPack): ProfileRecord {
  return inContent(record, (content) => ({ ...content, packs: content.packs.map(change) }));
}

/** The same values with a comment before them, and without the blanks at the ends of lines. */
function rewritten(values: string): string {
  return values.trim() === '' ? values : `# written by the server\n${values.replaceAll(/[ \t]+$/gm, '')}`;
}

/** The texts of the first and the last manifest change places; a single one gets another text. */
function switched(manifests: StoredPack['manifests']): StoredPack['manifests'] {
  if (manifests.length < 2)
    return manifests.map((manifest) => ({ ...manifest, content: `${manifest.content}\nswitched: true\n` }));
  const [first, last] = [manifests[0]?.content ?? '', manifests.at(-1)?.content ?? ''];
  return manifests.map((manifest, index) => {
    if (index === 0) return { ...manifest, content: last };
    return index === manifests.length - 1 ? { ...manifest, content: first } : manifest;
  });
}
