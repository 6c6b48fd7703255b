// What a test leaves open, until it is over. clean-up.ts closes it, in every test file: a hook of a helper that several files share
// would belong to the first of them.
type Close = () => void | Promise<void>;

const leftovers: Close[] = [];

export function closeAfterTest(close: Close): void {
  leftovers.push(close);
}

export async function closeLeftovers(): Promise<void> {
  for (const close of leftovers.splice(0)) await close();
}
