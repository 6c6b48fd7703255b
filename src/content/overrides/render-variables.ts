// The variables of a source with overrides laid over them. Their order is that of the source; new ones come last.
import { canonicalJson } from '../canonical-json.ts';
import { VARIABLES } from '../compare-content.ts';
import { isSecretVariable } from '../compare-variables.ts';
import type { Variable } from '../content.ts';
import type { VariableLayer } from './layers.ts';
import type { OnConflict, OverridePlace, VariableMembers } from './overrides.ts';
import type { OverriddenPlace } from './rendered.ts';
import { type Complaint, member } from './rendered-text.ts';
import { NOTHING } from './text-places.ts';

interface VariableSlot {
  readonly name: string;
  readonly source: Variable | null;
  variable: Variable;
  addedAt: OverridePlace | null;
  removedAt: OverridePlace | null;
  readonly touched: Map<keyof VariableMembers, OverridePlace>;
}

export interface RenderedVariables {
  readonly variables: readonly Variable[];
  readonly places: readonly OverriddenPlace[];
  readonly failures: readonly Complaint[];
  readonly unused: readonly Complaint[];
}

export function renderVariables(
  source: readonly Variable[],
  layers: readonly VariableLayer[],
  onConflict: OnConflict,
): RenderedVariables {
  const renderer = new VariableRenderer(source);
  for (const layer of layers) renderer.apply(layer);
  return renderer.rendered(onConflict);
}

class VariableRenderer {
  readonly #failures: Complaint[] = [];
  readonly #unused: Complaint[] = [];
  readonly #source: readonly Variable[];
  readonly #slots: VariableSlot[];

  constructor(source: readonly Variable[]) {
    this.#source = source;
    this.#slots = source.map((variable) => ({
      name: variable.name,
      source: variable,
      variable,
      addedAt: null,
      removedAt: null,
      touched: new Map(),
    }));
  }

  apply({ layer, name, override }: VariableLayer): void {
    const at: OverridePlace = { layer, path: ['variables', name] };
    const slot = this.#slots.find((one) => one.name === name);
    if (slot?.source?.isSensitive === true) {
      this.#fail(
        `variable ${name} is sensitive, and Palette shows only its mask`,
        'Change it in the source.',
        at,
      );
      return;
    }
    if (override.kind === 'add') {
      this.#add(name, slot, at);
      this.#change(name, override.members, at);
    } else if (slot === undefined || slot.removedAt !== null) {
      const message =
        slot === undefined
          ? `the source has no variable ${name}`
          : `variable ${name} is removed by an earlier layer`;
      if (override.optional) this.#unused.push({ message, hint: null, place: at });
      else this.#fail(message, 'Set optional: true if the source may lack it, or add: true to add it.', at);
    } else if (override.kind === 'remove') slot.removedAt = member(at, 'remove');
    else this.#change(name, override.members, at);
  }

  rendered(onConflict: OnConflict): RenderedVariables {
    this.#checkDisplayNames();
    return {
      variables: this.#slots.filter(({ removedAt }) => removedAt === null).map(({ variable }) => variable),
      places: this.#slots.flatMap((slot) => this.#places(slot, onConflict)),
      failures: this.#failures,
      unused: this.#unused,
    };
  }

  #add(name: string, slot: VariableSlot | undefined, at: OverridePlace): void {
    const variable: Variable = { ...EMPTY, name };
    if (slot === undefined)
      this.#slots.push({
        name,
        source: null,
        variable,
        addedAt: member(at, 'add'),
        removedAt: null,
        touched: new Map(),
      });
    else {
      slot.variable = variable;
      slot.addedAt = member(at, 'add');
      slot.removedAt = null;
      slot.touched.clear();
    }
  }

  #change(name: string, members: VariableMembers, at: OverridePlace): void {
    const slot = this.#slots.find((one) => one.name === name);
    if (slot === undefined) return;
    slot.variable = { ...slot.variable, ...members };
    for (const key of Object.keys(members) as (keyof VariableMembers)[])
      slot.touched.set(key, member(at, key));
  }

  /** Palette wants each display name once (facts.md section 10, row 5). */
  #checkDisplayNames(): void {
    for (const { name, variable, touched, removedAt } of this.#slots) {
      const place = touched.get('displayName');
      const other = this.#slots.find(
        (one) =>
          one.name !== name && one.removedAt === null && one.variable.displayName === variable.displayName,
      );
      if (place === undefined || removedAt !== null || variable.displayName === '' || other === undefined)
        continue;
      this.#fail(`variable ${other.name} has the display name ${variable.displayName} already`, null, place);
    }
  }

  #places(slot: VariableSlot, onConflict: OnConflict): readonly OverriddenPlace[] {
    const { name, source, variable, addedAt, removedAt, touched } = slot;
    const common = { pack: VARIABLES, part: `variable ${name}`, onConflict };
    const whole = canonicalJson(this.#source.map(factOf));
    if (removedAt !== null)
      return source === null
        ? []
        : [
            {
              ...common,
              path: '',
              source: null,
              wanted: null,
              sourceFact: 'present',
              isSecret: false,
              mayConflict: false,
              isRedundant: false,
              place: removedAt,
            },
          ];
    if (addedAt !== null) {
      const isSecret = isSecretVariable(variable) || (source !== null && isSecretVariable(source));
      const fact = source === null ? NOTHING : canonicalJson(factOf(source));
      return [
        {
          ...common,
          path: '',
          source: source === null ? null : source.defaultValue,
          wanted: variable.defaultValue,
          sourceFact: isSecret ? whole : fact,
          isSecret,
          mayConflict: true,
          isRedundant: fact === canonicalJson(factOf(variable)),
          place: addedAt,
        },
      ];
    }
    return [...touched].map(([key, place]) => {
      const holdsValues = key === 'defaultValue' || key === 'options';
      const isSecret =
        holdsValues && (isSecretVariable(variable) || (source !== null && isSecretVariable(source)));
      const [before, after] = [shown(source?.[key]), shown(variable[key])];
      const sourceFact = isSecret ? whole : (before ?? NOTHING);
      return {
        ...common,
        path: key,
        source: before,
        wanted: after,
        sourceFact,
        isSecret,
        mayConflict: true,
        isRedundant: before === after,
        place,
      };
    });
  }

  #fail(message: string, hint: string | null, place: OverridePlace): void {
    this.#failures.push({ message, hint, place });
  }
}

const EMPTY: Omit<Variable, 'name'> = {
  displayName: '',
  description: '',
  format: '',
  defaultValue: '',
  regex: '',
  required: false,
  immutable: false,
  hidden: false,
  isSensitive: false,
  inputType: '',
  options: [],
};

/** Without the masked default of a sensitive one. */
function factOf(variable: Variable) {
  const { options, defaultValue, ...rest } = variable;
  return {
    ...rest,
    defaultValue: rest.isSensitive ? '' : defaultValue,
    options: options.map(({ value, label, description }) => ({ value, label, description })),
  };
}

function shown(value: Variable[keyof VariableMembers] | undefined): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string') return value;
  return typeof value === 'boolean'
    ? String(value)
    : canonicalJson(value.map(({ value: of, label, description }) => ({ value: of, label, description })));
}
