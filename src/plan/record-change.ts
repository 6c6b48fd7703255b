// What a change of state alone says of itself.

/** One thing that changes in state. */
export interface RecordChange {
  readonly what:
    | 'name'
    | 'version'
    | 'project'
    | 'source'
    | 'sourceUid'
    | 'sourceContent'
    | 'content'
    | 'overrides'
    | 'protected'
    | 'declaredVersion'
    | 'labels'
    | 'description';
  /** null: not recorded, or not managed. */
  readonly from: string | null;
  readonly to: string | null;
}
