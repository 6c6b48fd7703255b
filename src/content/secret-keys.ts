// Which keys look as if their values were secrets. When in doubt they do: a masked harmless value costs less than a shown secret.

/** Anywhere in a key, whatever its spelling: adminPassword, CLIENT_SECRET, authtoken. */
const ANYWHERE =
  /password|passwd|passphrase|passcode|secret|token|credential|apikey|privatekey|accesskey|signingkey|encryptionkey|dockerconfigjson|connectionstring/;
/** As the last word of a key, or all of it. */
const LAST_WORDS: ReadonlySet<string> = new Set(
  'key keys pass pwd pw pin auth auths authorization bearer cookie dsn jwt otp psk salt'.split(' '),
);
/** A key that ends with one of these speaks of a secret and does not hold it: secretName, keyFile, tokenTTL. */
const DESCRIBING: ReadonlySet<string> = new Set(
  (
    'name names namespace ref refs file filename path paths dir mount type kind class provider store ' +
    'ttl expiry expires expiration duration age interval timeout period rotation length size count bits limit ' +
    'algorithm algorithms format mode policy version enabled disabled create required annotations labels ' +
    'url uri endpoint issuer audience audiences prefix suffix header algo usage usages'
  ).split(' '),
);
const PUBLIC = /^(?:public|pub|authorized|ssh authorized|sort|partition|foreign|group|routing)$/;
const ENDS_WITH_KEY = /[a-z]key$/;
const NO_KEYS: ReadonlySet<string> = new Set([
  'monkey',
  'turkey',
  'hockey',
  'whiskey',
  'jockey',
  'donkey',
  'publickey',
  'pubkey',
]);

export function looksSecret(key: string): boolean {
  const words = wordsOf(key.slice(-200));
  const last = words.at(-1);
  if (last === undefined) return false;
  if (DESCRIBING.has(last)) return false;
  if (ANYWHERE.test(words.join(''))) return true;
  if (LAST_WORDS.has(last)) return !PUBLIC.test(words.slice(0, -1).join(' '));
  return ENDS_WITH_KEY.test(last) && !NO_KEYS.has(last);
}

/** One of the last words, or the end of a word of one, where a key may end. */
const MAY_END = new RegExp(String.raw`(?:${[...LAST_WORDS].join('|')})\d*(?![a-z0-9])`);

/** Whether a text can have, in whatever quotes and lines, a key that looks secret. It may well say so of a text that has none. */
export function mayHaveSecretKey(text: string): boolean {
  const lower = text.toLowerCase();
  return (
    MAY_END.test(lower) ||
    MAY_END.test(lower.replaceAll(/["',]/g, '')) ||
    ANYWHERE.test(lower.replaceAll(/[^a-z]+/g, ''))
  );
}

function wordsOf(key: string): readonly string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/\d+$/, ''))
    .filter((word) => word !== '');
}

/** Beside one of these, `key` names what is matched or mounted: tolerations, selectors, items of a volume. */
const BESIDE_A_NAME: readonly string[] = ['operator', 'effect', 'values', 'path', 'topologyKey'];

/** The same within a map: its other keys and the key that it stands under tell more. */
export function isSecretMember(key: string, siblings: ReadonlySet<string>, parent: string): boolean {
  if (key === 'key' || key === 'keys') {
    if (BESIDE_A_NAME.some((name) => siblings.has(name))) return false;
    if (/(?:Ref|Selector)$/.test(parent)) return false;
  }
  if (key === 'topologyKey' || key === 'imagePullSecrets') return false;
  return looksSecret(key);
}
