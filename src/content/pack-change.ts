// One difference between two contents, as a plan carries it.

export interface PackChange {
  readonly pack: string;
  readonly change: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly diff?: string;
}
