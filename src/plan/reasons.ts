// Why changes are made, as the plan says it.

/** What a drift of content says of a clone that no run completed: nobody edited it. */
export const NOT_AS_PLANNED = 'it did not turn out as planned';

export const REASONS = [
  'new',
  'gone',
  'unchanged',
  'metadata',
  'target_changed',
  'not_declared',
  'project_left',
  'project_disabled',
  'same_object',
  'new_version',
  'interrupted',
  'equal_content',
  'imports_block',
  'reinstated',
  'retention',
  'retained_in_use',
  'replaced',
  'clone_edited',
  'source_edited',
  'source_upgraded',
  'overrides_changed',
  'incomplete',
  'removed_block',
  'moved_block',
] as const;
