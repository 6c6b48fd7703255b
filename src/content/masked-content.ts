// Content as it may be shown: the secrets in its values, manifests and variables replaced.
import { isSecretVariable } from './compare-variables.ts';
import type { Content, Pack, Variable } from './content.ts';
import { maskText } from './mask.ts';
import { MASK } from './secret-text.ts';

/** Line N of each text is still line N. */
export function maskedContent({ packs, variables, ...rest }: Content): Content {
  return { ...rest, packs: packs.map(maskedPack), variables: variables.map(maskedVariable) };
}

function maskedPack({ values, manifests, ...pack }: Pack): Pack {
  return {
    ...pack,
    values: maskText(values),
    manifests: manifests.map(({ name, content }) => ({ name, content: maskText(content) })),
  };
}

function maskedVariable(variable: Variable): Variable {
  const { defaultValue, options } = variable;
  const mask = isSecretVariable(variable) ? () => MASK : maskText;
  return {
    ...variable,
    defaultValue: defaultValue === '' ? '' : mask(defaultValue),
    options: options.map((option) => ({ ...option, value: mask(option.value) })),
  };
}
