// A checked syntax tree → plain values. The parser's own way looks each alias up by walking the whole file.
import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';

/** Aliases become the very value that they stand for; nobody writes into values. */
export function toValues(root: Node | null): unknown {
  return valueOf(root, new Map());
}

function valueOf(node: unknown, anchors: Map<string, unknown>): unknown {
  if (isAlias(node)) return anchors.get(node.source);
  let value: unknown = null;
  if (isScalar(node)) value = node.value;
  else if (isSeq(node)) value = node.items.map((item) => valueOf(item, anchors));
  else if (isMap(node))
    // Makes own members only, whatever a key is called.
    value = Object.fromEntries(
      node.items.map((pair) => {
        const key = isScalar(pair.key) ? String(pair.key.value) : '';
        return [key, valueOf(pair.value, anchors)];
      }),
    );
  if ((isScalar(node) || isSeq(node) || isMap(node)) && node.anchor !== undefined)
    anchors.set(node.anchor, value);
  return value;
}
